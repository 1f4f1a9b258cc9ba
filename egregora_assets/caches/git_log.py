"""Git's own output, read into Arrow.

Source: `git log --first-parent -m --raw -z --no-renames --no-abbrev` with the format below, see git-log(1) and
git-diff-tree(1), "raw output format". Everything ends in a zero byte: five fields a commit (the first begins with
byte 1), then pairs of ":modes blobs status" and path. A path may hold any other byte, so the reader goes by place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

LOG_FORMAT = "tformat:%x01%H%x00%P%x00%at%x00%ct%x00%s"
LATEST_SECOND = 253_402_300_799
"""The last second of the year 9999: later times (a broken clock) are read as this one."""

_PULL_REQUEST = re.compile(r"\(#(\d{1,9})\)\s*$|^Merge (?:pull request #|MR !|branch .* into .*!)(\d{1,9})\b")
_MOMENT = pa.timestamp("us", tz="UTC")


@dataclass(frozen=True)
class Change:
    """One path in one commit, compared with the first parent."""

    status: str
    mode: str | None
    blob_id: str | None
    path: bytes


@dataclass(frozen=True)
class Commit:
    """One commit of the chain, with what it changed; times in seconds since 1970, UTC."""

    commit_id: str
    parents: tuple[str, ...]
    authored: int
    committed: int
    subject: str
    changes: tuple[Change, ...] = ()

    @property
    def pull_request_number(self) -> int | None:
        """The request that its subject names, as code hosts write it."""
        match = _PULL_REQUEST.search(self.subject)
        return int(match[1] or match[2]) if match else None


def commits_in(chunks: Iterable[bytes]) -> Iterator[Commit]:
    """The commits of a log, newest first, as git wrote them.

    Args:
        chunks: the output of the program, cut anywhere.

    Raises:
        ValueError: the output is not of that form, or is cut short.
    """
    fields = _fields(chunks)
    head = next(fields, None)
    while head is not None:
        if not head.startswith(b"\x01"):
            raise ValueError("git's log does not begin with a commit")
        parents, authored, committed, subject = (_next(fields) for _ in range(4))
        changes: list[Change] = []
        token = next(fields, None)
        while token is not None and not token.startswith(b"\x01"):
            if token.lstrip(b"\n"):
                changes.append(_change(token.lstrip(b"\n"), _next(fields)))
            token = next(fields, None)
        yield Commit(
            head[1:].decode("ascii"),
            tuple(parents.decode("ascii").split()),
            _seconds(authored),
            _seconds(committed),
            subject.decode("utf-8", "replace"),
            tuple(changes),
        )
        head = token


def _fields(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """What stands between zero bytes."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest.strip(b"\n"):
        raise ValueError("git's log is cut short")


def _next(fields: Iterator[bytes]) -> bytes:
    value = next(fields, None)
    if value is None:
        raise ValueError("git's log is cut short")
    return value


def _change(meta: bytes, path: bytes) -> Change:
    parts = meta.decode("ascii", "replace").removeprefix(":").split(" ")
    if len(parts) != 5 or not meta.startswith(b":"):
        raise ValueError("git's log has a change of unknown form")
    _, mode, _, blob_id, status = parts
    if status[:1] == "D":
        return Change("D", None, None, path)
    return Change(status[:1], mode, blob_id, path)


def _seconds(field_text: bytes) -> int:
    return min(max(int(field_text or b"0"), 0), LATEST_SECOND)


def path_text(path: bytes) -> tuple[str, bytes | None]:
    """A path as text, and its bytes where they are not UTF-8 (those stand as `\\xNN`, so that names stay different)."""
    try:
        return path.decode("utf-8"), None
    except UnicodeDecodeError:
        return path.decode("utf-8", "backslashreplace"), path


@dataclass
class ChainRows:
    """The rows of one chain's new part, gathered in columns.

    Args:
        repository_id: whose chain.
    """

    repository_id: str
    commits: list[Commit] = field(default_factory=list)

    def take(self, chunks: Iterable[bytes]) -> None:
        """Reads a log (newest first) and keeps its commits, oldest first."""
        self.commits = list(commits_in(chunks))[::-1]

    def git_commits(self) -> pa.Table:
        """One row a commit."""
        rows = self.commits
        return pa.table(
            {
                "repository_id": pa.array([self.repository_id] * len(rows), pa.string()),
                "commit_id": pa.array([c.commit_id for c in rows], pa.string()),
                "parents": pa.array([" ".join(c.parents) for c in rows], pa.string()),
                "authored_at": moments([c.authored for c in rows]),
                "committed_at": moments([c.committed for c in rows]),
                "subject": pa.array([c.subject for c in rows], pa.string()),
                "pull_request_number": pa.array([c.pull_request_number for c in rows], pa.int32()),
            }
        )

    def git_file_versions(self, chain_id: str, first_position: int) -> pa.Table:
        """One row a change of a file; positions go on from the one given."""
        flat = [(i, c) for i, commit in enumerate(self.commits, first_position) for c in commit.changes]
        paths = [path_text(change.path) for _, change in flat]
        return pa.table(
            {
                "chain_id": pa.array([chain_id] * len(flat), pa.string()),
                "path": pa.array([text for text, _ in paths], pa.string()),
                "position": pa.array([i for i, _ in flat], pa.int64()),
                "status": pa.array([c.status for _, c in flat], pa.string()),
                "mode": pa.array([c.mode for _, c in flat], pa.string()),
                "blob_id": pa.array([c.blob_id for _, c in flat], pa.string()),
                "path_raw": pa.array([raw for _, raw in paths], pa.binary()),
            }
        )


def moments(seconds: list[int]) -> pa.Array[Any]:
    """Seconds since 1970 as times in UTC."""
    return pa.array([s * 1_000_000 for s in seconds], pa.int64()).cast(_MOMENT)
