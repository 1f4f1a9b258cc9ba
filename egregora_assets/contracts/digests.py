"""Digests that decide whether what an earlier run made still holds: of values, and of a room's code."""

from __future__ import annotations

import hashlib
import sys
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable


def key_of(*parts: object) -> str:
    """A digest of values whose `repr` tells all of them apart, and of bytes."""
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else repr(part).encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


@cache
def code_digest_of(packages: tuple[str, ...], libraries: tuple[str, ...]) -> str:
    """A digest of the files of some packages, of Python and of libraries: other code makes other results.

    Args:
        packages: by their full names; libraries: distributions by name, those that the packages lean on.
    """
    versions = [f"{name} {metadata.version(name)}" for name in libraries]
    files = sorted(file for package in packages for file in _files(resources.files(package), f"{package}/"))
    return key_of(sys.version, unicodedata.unidata_version, *versions, *(part for file in files for part in file))


def _files(folder: Traversable, path: str) -> Iterable[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{path}{entry.name}/")
        elif not entry.name.endswith(".pyc"):
            yield f"{path}{entry.name}", entry.read_bytes()
