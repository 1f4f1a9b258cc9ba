"""Digests that decide whether a result of an earlier run still holds, and the cache that is built on them."""

from __future__ import annotations

import hashlib
import sys
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from typing import Generic, TypeVar

T = TypeVar("T")
Notes = Mapping[str, tuple[str, str]]
"""By subject, the fingerprint that a result was made under, and the digest of the result."""


def digest_values(*parts: object) -> str:
    """A digest of bytes, and of values that differ wherever their `repr` differs."""
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else repr(part).encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


@cache
def digest_code(packages: tuple[str, ...], libraries: tuple[str, ...]) -> str:
    """A digest of the files of some packages, and of the versions of Python and of libraries.

    Args:
        packages: full names.
        libraries: names of the distributions that decide the packages' results.
    """
    versions = [f"{name} {metadata.version(name)}" for name in libraries]
    files = sorted(file for package in packages for file in _files(resources.files(package), f"{package}/"))
    return digest_values(
        sys.version, unicodedata.unidata_version, *versions, *(part for file in files for part in file)
    )


def _files(folder: Traversable, path: str) -> Iterable[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{path}{entry.name}/")
        elif not entry.name.endswith(".pyc"):
            yield f"{path}{entry.name}", entry.read_bytes()


@dataclass
class ResultCache(ABC, Generic[T]):
    """Takes results of an earlier run from where they are stored, instead of making them again.

    - Key: the subject (what a result is about), and a fingerprint: a digest of everything that decides the result,
      the code included.
    - What is kept: for each subject its fingerprint and a digest of the result, never text. The results themselves
      are read from what was published; one that is missing or does not match its digest is made again.
    - Who may delete it: anybody, at any time. Without notes everything is made again, with the same result.

    Args:
        earlier: the notes of the last run; empty = everything is made.
        read_stored: reads a stored result by subject; None where there is none.
        notes: the notes of this run, to be kept for the next.
    """

    earlier: Notes = field(default_factory=dict)
    read_stored: Callable[[str], T | None] = lambda _subject: None
    notes: dict[str, tuple[str, str]] = field(default_factory=dict)

    def get(self, subject: str, fingerprint: str, make: Callable[[], T]) -> T:
        """The stored result if it was made under this fingerprint and is unchanged, else a new one."""
        if (found := self._find(subject, fingerprint)) is not None:
            self.notes[subject] = self.earlier[subject]
            return found[0]
        made = make()
        self.notes[subject] = (fingerprint, self.digest(made))
        return made

    def is_noted(self, subject: str, fingerprint: str) -> bool:
        """Whether a result was made under this fingerprint; it may have been deleted since."""
        return self.earlier.get(subject, ("", ""))[0] == fingerprint

    def is_stale(self, subject: str, fingerprint: str) -> bool:
        """Whether `get` would make a result anew."""
        return self._find(subject, fingerprint) is None

    def _find(self, subject: str, fingerprint: str) -> tuple[T] | None:
        """The stored result, alone in a tuple, if it was made under this fingerprint and is unchanged."""
        earlier_digest = self.earlier.get(subject, ("", ""))[1]
        known = self.list_candidates(subject) if self.is_noted(subject, fingerprint) else ()
        return next(((one,) for one in known if self.digest(one) == earlier_digest), None)

    @abstractmethod
    def list_candidates(self, subject: str) -> Iterable[T]:
        """What may be the earlier result of a subject."""

    @abstractmethod
    def digest(self, result: T) -> str:
        """A digest of a result."""
