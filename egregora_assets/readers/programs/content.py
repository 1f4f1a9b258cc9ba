"""An export as adapters see it: parts by name, each read within the limits of archives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import BinaryIO

from egregora_assets.readers.archive import MAX_ENTRY_BYTES
from egregora_assets.readers.decoding import normalize_bytes
from egregora_assets.readers.parts import Entry, Parts
from egregora_assets.readers.refusals import ExportTooLarge

HEAD_BYTES = 1 << 16
"""Bytes of a part that are read to recognise it."""
_KEPT_HEADS = 64


@dataclass(frozen=True)
class ExportContent:
    """The parts of an export: the files of an archive or folder, or one single file under its own name.

    Args:
        file_name: name of the file; never enough to recognise it by.
        stream: the file, readable and seekable; size: its length in bytes.
        archive: the files of an archive or folder; None for a single file.
    """

    file_name: str
    stream: BinaryIO
    size: int
    archive: Parts | None = None
    _heads: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts, in the order of the archive."""
        return tuple(self._entries) if self.archive else (self.file_name,)

    def find_parts(self, begins: Callable[[str], object], may_be: Callable[[str], bool]) -> Iterator[str]:
        """The parts that begin as an export does, by name.

        Args:
            begins: whether the beginning of a part is that of an export; gets `head_text`.
            may_be: whether a file of an archive can be one, by its name.

        Raises:
            ArchiveDamaged: the archive's data cannot be unpacked.
        """
        for name in sorted(self.names):
            if (self.archive is None or may_be(name)) and begins(self.head_text(name)):
                yield name

    def entry(self, name: str) -> Entry | None:
        """The archive's entry of that name, or None."""
        return self._entries.get(name)

    def head(self, name: str) -> bytes:
        """The first `HEAD_BYTES` of a part.

        Raises:
            ArchiveDamaged: the archive's data cannot be unpacked.
        """
        head = self._heads.get(name)
        if head is None:
            head = self._head(name)
            if len(self._heads) < _KEPT_HEADS:
                self._heads[name] = head
        return head

    def head_text(self, name: str) -> str:
        """The first `HEAD_BYTES` of a part as text.

        Raises:
            ArchiveDamaged: the archive's data cannot be unpacked.
        """
        return normalize_bytes(self.head(name)).utf8.decode("utf-8", "replace")

    def data(self, name: str) -> bytes:
        """All bytes of a part.

        Raises:
            ExportTooLarge: above the limit of one file.
            ArchiveDamaged: the archive's data cannot be unpacked.
        """
        entry = self._entries.get(name)
        size = self.size if entry is None else entry.byte_count
        if size > MAX_ENTRY_BYTES:
            raise ExportTooLarge("file", size, MAX_ENTRY_BYTES)
        if entry is not None and self.archive is not None:
            return self.archive.read(entry)
        self.stream.seek(0)
        return self.stream.read()

    def text(self, name: str) -> str:
        """All of a part as text; bytes that are no text become U+FFFD.

        Raises:
            ExportTooLarge, ArchiveDamaged: as for `data`.
        """
        return normalize_bytes(self.data(name)).utf8.decode("utf-8", "replace")

    def _head(self, name: str) -> bytes:
        entry = self._entries.get(name)
        if entry is None or self.archive is None:
            self.stream.seek(0)
            return self.stream.read(HEAD_BYTES)
        return self.archive.read_head(entry, HEAD_BYTES)

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        return {e.name: e for e in self.archive.entries} if self.archive else {}


def folder_name(name: str) -> str:
    """The folder of a part, with its slash; empty at the top."""
    return name[: name.rfind("/") + 1]


def is_json(name: str) -> bool:
    """Whether a part has the ending of JSON."""
    return name.casefold().endswith(".json")


def base_name(name: str) -> str:
    """A part's name without folders."""
    return name.rsplit("/", 1)[-1]
