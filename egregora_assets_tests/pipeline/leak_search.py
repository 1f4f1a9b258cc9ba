"""Looks for secrets in whatever a deployment and Dagster leave behind: bytes, SQLite values, packed snapshots."""

from __future__ import annotations

import gzip
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

_SQLITE = b"SQLite format 3\0"


def forms_of(secret: str) -> set[bytes]:
    """A secret as it may stand in a file, in lower case."""
    escaped = json.dumps(secret)[1:-1].lower()
    lower = secret.lower()
    return {lower.encode(), lower.encode("utf-16-le"), escaped.encode(), escaped.replace("\\", "\\\\").encode()}


def contents_of(path: Path) -> Iterator[bytes]:
    """A file's name, its bytes, and what is packed inside: compressed values of SQLite tables."""
    yield path.name.encode()
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield data
    if data.startswith(_SQLITE):
        yield from _packed_values(path)


def _packed_values(path: Path) -> Iterator[bytes]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                yield from (_unpacked(value) for value in row if isinstance(value, bytes))
                yield from (value.encode() for value in row if isinstance(value, str))
    finally:
        connection.close()


def _unpacked(value: bytes) -> bytes:
    try:
        return zlib.decompress(value)
    except zlib.error:
        return value


def found_in(contents: Iterable[bytes], secrets: Iterable[str]) -> set[str]:
    """The secrets that stand in any of the contents."""
    looked_for = {secret: forms_of(secret) for secret in secrets}
    found: set[str] = set()
    for content in contents:
        lower = content.lower()
        found |= {s for s, forms in looked_for.items() if any(form in lower for form in forms)}
    return found


def leaks(files: Iterable[Path], secrets: Iterable[str]) -> dict[str, set[str]]:
    """By file, the secrets that stand in it; nothing where there are none."""
    looked_for = tuple(secrets)
    found = {str(path): found_in(contents_of(path), looked_for) for path in files}
    return {path: secrets for path, secrets in found.items() if secrets}
