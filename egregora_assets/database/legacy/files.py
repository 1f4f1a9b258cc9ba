"""Reads database files of the predecessor, which are not trusted: another process reads a private copy."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from egregora_assets.database.legacy.reader import EXIT_CODES, OWN_TABLE
from egregora_assets.errors import DiskFull, OlderFileRefused, StatementFailed

_SCRATCH = ".older-"
_CHUNK_BYTES = 1 << 20
_MAGIC = b"DUCK"
_DEFECT = 1
"""The exit code of Python after an exception, for which the file is not to blame."""
_TIMEOUT_SECONDS = 600
_CLOSE_IT = "open it with the program that made it, close it properly, and try again"
_REFUSALS = {
    "encrypted": ("is encrypted", "copy its tables into a database without encryption and name that"),
    "newer": (
        "was written by a newer DuckDB",
        "upgrade egregora-assets, or export it with that DuckDB to an older one",
    ),
    "memory": ("needs too much memory to be read", _CLOSE_IT),
    "damaged": ("is damaged or was copied while it was written", _CLOSE_IT),
}


@dataclass(frozen=True)
class OlderFile:
    """The contents of an older file.

    Attributes:
        digest: SHA-256 of the file and its write-ahead log.
        tables: the requested tables that exist, lower case; a row is its number from 1 and its cells as text.
    """

    digest: bytes
    tables: dict[str, list[tuple[int, dict[str, str | None]]]]


def locate_log(path: Path) -> Path:
    """The path of the write-ahead log of a database file, whether it exists or not."""
    return path.with_name(path.name + ".wal")


def hash_database(path: Path) -> bytes:
    """SHA-256 of a database file and its write-ahead log.

    Raises:
        OSError: a file cannot be read.
    """
    digest = hashlib.sha256()
    for part in (path, locate_log(path)):
        if part.exists():
            with part.open("rb") as stream:
                while chunk := stream.read(_CHUNK_BYTES):
                    digest.update(chunk)
    return digest.digest()


def read_older_file(path: Path, position: int, private: Path, wanted: Sequence[str]) -> OlderFile:
    """The requested tables of an older file, read from a temporary copy; the file itself is only copied.

    Args:
        position: the number of the file among those named, from 1.
        private: a folder that only its owner can read; the copy is made there.

    Raises:
        OlderFileRefused: it is no readable database of the predecessor.
        DiskFull: there is no room for the copy.
        StatementFailed: the reader failed, for which the file is not to blame.
    """
    _require_database(path, position)
    with _make_scratch_folder(private) as folder:
        copy = folder / "copy.duckdb"
        _copy(path, copy, position)
        out = folder / "rows.jsonl"
        _run_reader(copy, out, wanted, position, path)
        tables = _read_lines(out)
        found = OlderFile(hash_database(copy), tables)
    if OWN_TABLE in tables:
        raise OlderFileRefused(
            position, "is a database of this program", "to restore a copy, use `egregora restore`", str(path)
        )
    if not tables:
        raise OlderFileRefused(
            position,
            "has none of the predecessor's tables",
            "name its rankings.duckdb or the database of its pipeline (docs/import-legacy.md)",
            str(path),
        )
    return found


@contextmanager
def _make_scratch_folder(private: Path) -> Iterator[Path]:
    """A folder that is deleted afterwards, with those that killed processes left."""
    for left in private.glob(f"{_SCRATCH}*"):
        if not _is_alive(left.name.removeprefix(_SCRATCH).partition("-")[0]):
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{_SCRATCH}{os.getpid()}-", dir=private))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _is_alive(process_id: str) -> bool:
    try:
        return psutil.pid_exists(int(process_id))
    except ValueError:
        return False


def _require_database(path: Path, position: int) -> None:
    """Refuses a file that is no database before anything opens it."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            reason = "is a folder" if stat.S_ISDIR(status.st_mode) else "is not a file"
            raise OlderFileRefused(position, reason, "name the database file in it", str(path))
        with path.open("rb") as stream:
            head = stream.read(12)
    except FileNotFoundError:
        raise OlderFileRefused(position, "does not exist", "correct its name", str(path)) from None
    except OSError:
        raise OlderFileRefused(position, "cannot be read", "run `chmod u+r` on it", str(path)) from None
    if head[8:] != _MAGIC:
        raise OlderFileRefused(position, "is not a DuckDB database", "name a `.duckdb` file", str(path))


def _read_stamps(path: Path) -> list[tuple[int, int, int] | None]:
    found: list[tuple[int, int, int] | None] = []
    for part in (path, locate_log(path)):
        try:
            status = part.stat()
            found.append((status.st_ino, status.st_size, status.st_mtime_ns))
        except FileNotFoundError:
            found.append(None)
    return found


def _copy(path: Path, copy: Path, position: int) -> None:
    """Copies the file and its write-ahead log, and refuses a file that changes meanwhile."""
    before = _read_stamps(path)
    try:
        shutil.copyfile(path, copy)
        if before[1] is not None:
            shutil.copyfile(locate_log(path), locate_log(copy))
    except FileNotFoundError:
        before = []
    except OSError as refusal:
        if refusal.errno in (28, 122):
            raise DiskFull(str(copy.parent)) from None
        raise OlderFileRefused(position, "cannot be read", "run `chmod u+r` on it", str(path)) from None
    if before != _read_stamps(path):
        raise OlderFileRefused(position, "changed while it was read", "close the program that writes it", str(path))


def _run_reader(copy: Path, out: Path, wanted: Sequence[str], position: int, path: Path) -> None:
    command = [sys.executable, "-m", "egregora_assets.database.legacy.reader", str(copy), str(out), *wanted]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        word = "damaged"
    else:
        if done.returncode == 0:
            return
        if done.returncode == _DEFECT:
            raise StatementFailed(str(path), "the reader of older files failed")
        word = next((w for w, code in EXIT_CODES.items() if code == done.returncode), "damaged")
    reason, remedy = _REFUSALS[word]
    raise OlderFileRefused(position, reason, remedy, str(path))


def _read_lines(lines: Path) -> dict[str, list[tuple[int, dict[str, str | None]]]]:
    tables: dict[str, list[tuple[int, dict[str, str | None]]]] = {}
    with lines.open(encoding="utf-8") as stream:
        for line in stream:
            entry = json.loads(line)
            rows = tables.setdefault(entry["table"], [])
            if "number" in entry:
                rows.append((entry["number"], entry["cells"]))
    return tables
