"""Reads git's log and builds rows of it, column by column: an object a change would cost more than git itself.

Source: `git log --first-parent -m --raw -z --no-renames --no-abbrev` with the format below, see git-log(1) and
git-diff-tree(1), "raw output format". Everything ends in a zero byte: five fields a commit (the first begins with
byte 1), then pairs of ":modes blobs status" and path. A path may hold any other byte, so fields are told by position.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.lookups import GIT_COMMITS, GIT_FILE_VERSIONS

LOG_FORMAT = "tformat:%x01%H%x00%P%x00%at%x00%ct%x00%s"
LATEST_SECOND = 253_402_300_799
"""The last second of the year 9999; later times, from a broken clock, are read as this one."""
BATCH_BYTES = 1 << 24
"""Of git's output, read together."""

_PULL_REQUEST = re.compile(r"\(#(\d{1,9})\)\s*$|^Merge (?:pull request #|MR !|branch .* into .*!)(\d{1,9})\b")
_FIELDS = 5
_ID = "[0-9a-f]{40}(?:[0-9a-f]{24})?"
_CHANGE = rf"^:[0-7]{{6}} (?P<mode>[0-7]{{6}}) {_ID} (?P<blob_id>{_ID}) (?P<status>[A-Z])[0-9]*$"


@dataclass
class Log:
    """Commits with the files that they changed, oldest first; one list or column entry a commit, but for the changes.

    Attributes:
        authored, committed: seconds since 1970, UTC.
        changes: one row a change, compared with the first parent: `commit` (its number in the lists), `status`,
            `mode`, `blob_id` (both null of a deleted file), `path`, and `path_raw` where that is not UTF-8.
    """

    commit_ids: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    authored: list[int] = field(default_factory=list)
    committed: list[int] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    changes: pa.Table = field(default_factory=lambda: _build_changes([], [], []))

    def __len__(self) -> int:
        return len(self.commit_ids)


def read_log(chunks: Iterable[bytes]) -> Log:
    """The commits of a log, oldest first.

    Args:
        chunks: git's output, newest commit first, cut anywhere.

    Raises:
        ValueError: the output does not have that form, or is cut short.
    """
    reader, rest = _Reader(), b""
    for piece in _gather(chunks):
        rest = reader.read(rest + piece, is_last=False)
    if reader.read(rest, is_last=True).strip(b"\n"):
        raise ValueError("git's log is cut short")
    return reader.turn()


def _gather(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same output in larger pieces."""
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size >= BATCH_BYTES:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


class _Reader:
    """Collects commits in git's order, newest first."""

    def __init__(self) -> None:
        self._log, self._tables = Log(), [Log().changes]

    def read(self, output: bytes, *, is_last: bool) -> bytes:
        """Collects the commits that are whole in a piece of output; returns what is left of it."""
        *tokens, rest = output.split(b"\0")
        owners: list[int] = []
        metas: list[bytes] = []
        paths: list[bytes] = []
        at, count = 0, len(tokens)
        while at < count:
            start, end = len(metas), _read_changes(tokens, at + _FIELDS, metas, paths)
            if end >= count and not is_last:
                del metas[start:], paths[start:]
                break
            if end > count:
                raise ValueError("git's log is cut short")
            owners += [len(self._log)] * (len(metas) - start)
            self._add_commit(*tokens[at : at + _FIELDS])
            at = end
        self._tables.append(_build_changes(owners, metas, paths))
        return b"\0".join([*tokens[at:], rest])

    def _add_commit(self, head: bytes, parents: bytes, authored: bytes, committed: bytes, subject: bytes) -> None:
        if head[:1] != b"\x01":
            raise ValueError("git's log does not begin with a commit")
        log = self._log
        log.commit_ids.append(head[1:].decode("ascii"))
        log.parents.append(parents.decode("ascii"))
        log.authored.append(_parse_seconds(authored))
        log.committed.append(_parse_seconds(committed))
        log.subjects.append(subject.decode("utf-8", "replace"))

    def turn(self) -> Log:
        """What was collected, oldest first; the changes of a commit are the last first."""
        log, changes = self._log, pa.concat_tables(self._tables).combine_chunks()
        for values in (log.commit_ids, log.parents, log.authored, log.committed, log.subjects):
            values.reverse()
        numbers = pc.subtract(pa.scalar(len(log) - 1, pa.int64()), changes["commit"])
        turned = changes.set_column(0, "commit", numbers)
        log.changes = turned.take(pa.array(range(turned.num_rows - 1, -1, -1), pa.int64()))
        return log


def _read_changes(tokens: Sequence[bytes], at: int, metas: list[bytes], paths: list[bytes]) -> int:
    """Collects the changes of a commit that begin at a token; returns where the next commit begins.

    That is beyond the tokens where they end in the middle of a change.
    """
    count = len(tokens)
    while at < count:
        token = tokens[at]
        if token[:1] == b"\x01":
            return at
        if token := token.lstrip(b"\n"):
            metas.append(token)
            paths.append(tokens[at + 1] if at + 1 < count else b"")
            at += 1
        at += 1
    return at


def _build_changes(owners: Sequence[int], metas: Sequence[bytes], paths: Sequence[bytes]) -> pa.Table:
    """The rows of `Log.changes`.

    Raises:
        ValueError: a change has another form.
    """
    told = pc.extract_regex(pa.array(metas, pa.binary()), _CHANGE)
    if told.null_count:
        raise ValueError("git's log has a change of unknown form")
    status, mode, blob_id = (pc.struct_field(told, name).cast(pa.string()) for name in ("status", "mode", "blob_id"))
    is_there, nothing = pc.not_equal(status, pa.scalar("D")), pa.scalar(None, pa.string())
    texts, raw = decode_paths(paths)
    return pa.table(
        {
            "commit": pa.array(owners, pa.int64()),
            "status": status,
            "mode": pc.if_else(is_there, mode, nothing),
            "blob_id": pc.if_else(is_there, blob_id, nothing),
            "path": texts,
            "path_raw": raw,
        }
    )


def _parse_seconds(field_text: bytes) -> int:
    return min(max(int(field_text or b"0"), 0), LATEST_SECOND)


def decode_paths(paths: Sequence[bytes]) -> tuple[pa.Array[Any], pa.Array[Any]]:
    """Paths as text, and their bytes where they are not UTF-8 (they become `\\xNN`, so that names stay different)."""
    raw = pa.array(paths, pa.binary())
    try:
        return raw.cast(pa.string()), pa.nulls(len(paths), pa.binary())
    except pa.ArrowInvalid:
        texts = [path.decode("utf-8", "backslashreplace") for path in paths]
        is_changed = [text.encode("utf-8") != path for text, path in zip(texts, paths, strict=True)]
        return pa.array(texts, pa.string()), pc.if_else(pa.array(is_changed), raw, pa.scalar(None, pa.binary()))


def find_pull_request(subject: str) -> int | None:
    """The pull request that a subject names in the way of code hosts; None where it names none."""
    match = _PULL_REQUEST.search(subject) if "#" in subject or "!" in subject else None
    return int(match[1] or match[2]) if match else None


def build_commit_rows(repository_id: str, log: Log) -> pa.Table:
    """One row a commit, oldest first."""
    return GIT_COMMITS.rows(
        {
            "repository_id": pa.repeat(repository_id, len(log)),
            "commit_id": log.commit_ids,
            "parents": log.parents,
            "authored_at": to_moments(log.authored),
            "committed_at": to_moments(log.committed),
            "subject": log.subjects,
            "pull_request_number": [find_pull_request(subject) for subject in log.subjects],
        }
    )


def build_version_rows(chain_id: str, log: Log, first_position: int) -> pa.Table:
    """One row a change of a file, in the order of the commits; their positions count from the one given."""
    changes = log.changes
    return GIT_FILE_VERSIONS.rows(
        {
            "chain_id": pa.repeat(chain_id, changes.num_rows),
            "position": pc.add(changes["commit"], pa.scalar(first_position, pa.int64())),
            **{name: changes[name] for name in ("path", "status", "mode", "blob_id", "path_raw")},
        }
    )


def to_moments(seconds: Sequence[int]) -> pa.Array[Any]:
    """Seconds since 1970 as times in UTC."""
    return pc.multiply(pa.array(seconds, pa.int64()), 1_000_000).cast(pa.timestamp("us", tz="UTC"))
