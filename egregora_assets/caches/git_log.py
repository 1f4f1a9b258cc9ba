"""Reads git's log and builds rows of it.

Source: `git log --first-parent -m --raw -z --no-renames --no-abbrev` with the format below, see git-log(1) and
git-diff-tree(1), "raw output format". Everything ends in a zero byte: five fields a commit (the first begins with
byte 1), then pairs of ":modes blobs status" and path. A path may hold any other byte, so fields are told by position.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from egregora_assets.contracts.lookups import GIT_COMMITS, GIT_FILE_VERSIONS

LOG_FORMAT = "tformat:%x01%H%x00%P%x00%at%x00%ct%x00%s"
LATEST_SECOND = 253_402_300_799
"""The last second of the year 9999; later times, from a broken clock, are read as this one."""

_PULL_REQUEST = re.compile(r"\(#(\d{1,9})\)\s*$|^Merge (?:pull request #|MR !|branch .* into .*!)(\d{1,9})\b")


@dataclass(frozen=True)
class Change:
    """One path in one commit, compared with the first parent."""

    status: str
    mode: str | None
    blob_id: str | None
    path: bytes


@dataclass(frozen=True)
class Commit:
    """One commit with the files that it changed; times in seconds since 1970, UTC."""

    commit_id: str
    parents: tuple[str, ...]
    authored: int
    committed: int
    subject: str
    changes: tuple[Change, ...] = ()

    @property
    def pull_request_number(self) -> int | None:
        """The pull request that the subject names in the way of code hosts; None where it names none."""
        match = _PULL_REQUEST.search(self.subject)
        return int(match[1] or match[2]) if match else None


def read_log(chunks: Iterable[bytes]) -> list[Commit]:
    """The commits of a log, oldest first.

    Args:
        chunks: git's output, newest commit first, cut anywhere.

    Raises:
        ValueError: the output does not have that form, or is cut short.
    """
    return list(parse_log(chunks))[::-1]


def parse_log(chunks: Iterable[bytes]) -> Iterator[Commit]:
    """The commits of a log in git's order, newest first.

    Raises:
        ValueError: the output does not have that form, or is cut short.
    """
    fields = _split_fields(chunks)
    head = next(fields, None)
    while head is not None:
        if not head.startswith(b"\x01"):
            raise ValueError("git's log does not begin with a commit")
        parents, authored, committed, subject = (_take(fields) for _ in range(4))
        changes: list[Change] = []
        token = next(fields, None)
        while token is not None and not token.startswith(b"\x01"):
            if token.lstrip(b"\n"):
                changes.append(_parse_change(token.lstrip(b"\n"), _take(fields)))
            token = next(fields, None)
        yield Commit(
            head[1:].decode("ascii"),
            tuple(parents.decode("ascii").split()),
            _parse_seconds(authored),
            _parse_seconds(committed),
            subject.decode("utf-8", "replace"),
            tuple(changes),
        )
        head = token


def _split_fields(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The output, split at zero bytes."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest.strip(b"\n"):
        raise ValueError("git's log is cut short")


def _take(fields: Iterator[bytes]) -> bytes:
    value = next(fields, None)
    if value is None:
        raise ValueError("git's log is cut short")
    return value


def _parse_change(meta: bytes, path: bytes) -> Change:
    parts = meta.decode("ascii", "replace").removeprefix(":").split(" ")
    if len(parts) != 5 or not meta.startswith(b":"):
        raise ValueError("git's log has a change of unknown form")
    _, mode, _, blob_id, status = parts
    if status[:1] == "D":
        return Change("D", None, None, path)
    return Change(status[:1], mode, blob_id, path)


def _parse_seconds(field_text: bytes) -> int:
    return min(max(int(field_text or b"0"), 0), LATEST_SECOND)


def decode_path(path: bytes) -> tuple[str, bytes | None]:
    """A path as text, and its bytes where they are not UTF-8 (they become `\\xNN`, so that names stay different)."""
    try:
        return path.decode("utf-8"), None
    except UnicodeDecodeError:
        return path.decode("utf-8", "backslashreplace"), path


def build_commit_rows(repository_id: str, commits: Sequence[Commit]) -> pa.Table:
    """One row a commit, in the order given."""
    return GIT_COMMITS.rows(
        {
            "repository_id": [repository_id] * len(commits),
            "commit_id": [c.commit_id for c in commits],
            "parents": [" ".join(c.parents) for c in commits],
            "authored_at": to_moments([c.authored for c in commits]),
            "committed_at": to_moments([c.committed for c in commits]),
            "subject": [c.subject for c in commits],
            "pull_request_number": [c.pull_request_number for c in commits],
        }
    )


def build_version_rows(chain_id: str, commits: Sequence[Commit], first_position: int) -> pa.Table:
    """One row a change of a file, in the order of the commits; their positions count from the one given."""
    flat = [(i, change) for i, commit in enumerate(commits, first_position) for change in commit.changes]
    paths = [decode_path(change.path) for _, change in flat]
    return GIT_FILE_VERSIONS.rows(
        {
            "chain_id": [chain_id] * len(flat),
            "path": [text for text, _ in paths],
            "position": [position for position, _ in flat],
            "status": [change.status for _, change in flat],
            "mode": [change.mode for _, change in flat],
            "blob_id": [change.blob_id for _, change in flat],
            "path_raw": [raw for _, raw in paths],
        }
    )


def to_moments(seconds: Sequence[int]) -> pa.Array[Any]:
    """Seconds since 1970 as times in UTC."""
    return pa.array([s * 1_000_000 for s in seconds], pa.int64()).cast(pa.timestamp("us", tz="UTC"))
