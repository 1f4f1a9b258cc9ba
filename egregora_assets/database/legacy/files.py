"""Older database files, which may hold anything: copied into a private folder and read there by another process."""

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

from egregora_assets.database.legacy.reader import EXIT_CODES, OWN_TABLE
from egregora_assets.errors import DiskFull, OlderFileRefused, StatementFailed

_SCRATCH = ".older-"
_CHUNK_BYTES = 1 << 20
_MAGIC = b"DUCK"
_DEFECT = 1
"""The exit code of a Python program that failed: no fault of the file."""
_MOST_SECONDS = 600
_CLOSE_IT = "open it once with the program that made it and close it properly, then name it again"
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
    """What an older file holds.

    Attributes:
        digest: SHA-256 of its bytes and of its write-ahead log's, if there is one.
        tables: the wanted tables that it has, lower case; each row is its number from 1 and its cells as text.
    """

    digest: bytes
    tables: dict[str, list[tuple[int, dict[str, str | None]]]]


def locate_log(path: Path) -> Path:
    """Where the write-ahead log of a database file lies, if there is one."""
    return path.with_name(path.name + ".wal")


def hash_database(path: Path) -> bytes:
    """SHA-256 of a database file and its write-ahead log.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    for part in (path, locate_log(path)):
        if part.exists():
            with part.open("rb") as stream:
                while chunk := stream.read(_CHUNK_BYTES):
                    digest.update(chunk)
    return digest.digest()


def read_older_file(path: Path, position: int, private: Path, wanted: Sequence[str]) -> OlderFile:
    """The wanted tables of an older file. It is never written to, nor opened as a database: a copy is.

    Args:
        position: its place among the files that were named, from 1.
        private: the folder that only its owner can read, in which the copy lies for as long as this takes.

    Raises:
        OlderFileRefused: it is no database of the predecessor, or cannot be read; with the remedy.
        DiskFull: there is no room for the copy.
        StatementFailed: the reader itself failed.
    """
    _require_database(path, position)
    with _scratch(private) as folder:
        copy = folder / "copy.duckdb"
        _copy(path, copy, position)
        out = folder / "rows.jsonl"
        _read_apart(copy, out, wanted, position, path)
        tables = _tables(out)
        found = OlderFile(hash_database(copy), tables)
    if OWN_TABLE in tables:
        raise OlderFileRefused(
            position, "is a database of this program", "to put a copy back, use `egregora restore`", str(path)
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
def _scratch(private: Path) -> Iterator[Path]:
    """A folder that goes in any case; those of processes that died go as well."""
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
        os.kill(int(process_id), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def _require_database(path: Path, position: int) -> None:
    """Refuses what is no database before anything opens it."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            reason = "is a folder" if stat.S_ISDIR(status.st_mode) else "is no file"
            raise OlderFileRefused(position, reason, "name the database file in it", str(path))
        with path.open("rb") as stream:
            head = stream.read(12)
    except FileNotFoundError:
        raise OlderFileRefused(position, "does not exist", "correct its name", str(path)) from None
    except OSError:
        raise OlderFileRefused(position, "cannot be read", "run `chmod u+r` on it", str(path)) from None
    if head[8:] != _MAGIC:
        raise OlderFileRefused(position, "is no DuckDB database", "name a `.duckdb` file", str(path))


def _stamps(path: Path) -> list[tuple[int, int, int] | None]:
    found: list[tuple[int, int, int] | None] = []
    for part in (path, locate_log(path)):
        try:
            status = part.stat()
            found.append((status.st_ino, status.st_size, status.st_mtime_ns))
        except FileNotFoundError:
            found.append(None)
    return found


def _copy(path: Path, copy: Path, position: int) -> None:
    """Copies file and write-ahead log; what was not folded into the file yet is read as well."""
    before = _stamps(path)
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
    if before != _stamps(path):
        raise OlderFileRefused(position, "changed while it was read", "end the program that writes it", str(path))


def _read_apart(copy: Path, out: Path, wanted: Sequence[str], position: int, path: Path) -> None:
    command = [sys.executable, "-m", "egregora_assets.database.legacy.reader", str(copy), str(out), *wanted]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_MOST_SECONDS)
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


def _tables(lines: Path) -> dict[str, list[tuple[int, dict[str, str | None]]]]:
    tables: dict[str, list[tuple[int, dict[str, str | None]]]] = {}
    with lines.open(encoding="utf-8") as stream:
        for line in stream:
            told = json.loads(line)
            rows = tables.setdefault(told["table"], [])
            if "number" in told:
                rows.append((told["number"], told["cells"]))
    return tables
