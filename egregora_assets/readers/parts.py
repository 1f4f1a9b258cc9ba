"""The files of an export: entries of an archive, files of a folder, or some of either.

All give their files by name and their bytes in pieces, so that a folder is read as an archive of it would be.
"""

from __future__ import annotations

import hashlib
import io
import os
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from egregora_assets.readers.refusals import ArchiveDamaged, ExportChanged

CHUNK = 1 << 18
PAGE_ENDINGS = (".html", ".htm")
"""Of pages, several of which are one export."""
TEXT_ENDINGS = (".txt", ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".parquet", *PAGE_ENDINGS)
"""Of files that may hold messages; the others are attachments."""


@dataclass(frozen=True)
class Entry:
    """One file of an archive or folder; `number` is its place there, from 1."""

    number: int
    name: str
    method: int
    flags: int
    crc: int
    packed_bytes: int
    byte_count: int
    offset: int
    data_offset: int = 0
    base_name: str = field(init=False)
    """The name without folders."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "base_name", self.name.rsplit("/", 1)[-1])


class Parts(ABC):
    """Files by name, in a fixed order, each read in pieces."""

    entries: tuple[Entry, ...]

    @abstractmethod
    def chunks(self, entry: Entry) -> Iterator[bytes]:
        """The bytes of a file, in pieces.

        Raises:
            ExportRefused: they are not what was listed.
        """

    @abstractmethod
    def crc(self, entry: Entry) -> int:
        """The CRC-32 of a file."""

    def read(self, entry: Entry) -> bytes:
        """All bytes of a file."""
        whole = io.BytesIO()  # gives its bytes away without a copy, so that they are not held twice
        for piece in self.chunks(entry):
            whole.write(piece)
        return whole.getvalue()

    def read_head(self, entry: Entry, length: int) -> bytes:
        """The first bytes of a file."""
        head = b""
        for piece in self.chunks(entry):
            head += piece[:length]
            if len(head) >= length:
                break
        return head[:length]

    def compute_digest(self) -> str:
        """The digest of the files: texts by all their bytes, attachments by checksum and size, all by name.

        Of a single file it is that of its bytes. Folders that hold nothing but one folder make no difference.

        Raises:
            ExportRefused: a file cannot be read.
        """
        entries = sorted(_unwrap(self.entries), key=lambda e: e.name)
        if len(entries) == 1:
            return self._hash(entries[0])
        sums = [self._hash(e) if e.name.casefold().endswith(TEXT_ENDINGS) else f"{self.crc(e):08x}" for e in entries]
        return hash_entries(entries, sums)

    def _hash(self, entry: Entry) -> str:
        digest = hashlib.sha256()
        for piece in self.chunks(entry):
            digest.update(piece)
        return digest.hexdigest()


@dataclass(frozen=True)
class Archive(Parts):
    """A checked archive: its regular files in the order of the file, without folders and leftovers of other systems."""

    stream: BinaryIO
    entries: tuple[Entry, ...]

    def chunks(self, entry: Entry) -> Iterator[bytes]:
        """The bytes of a file, in pieces; their number and checksum are compared with the archive's directory.

        Raises:
            ArchiveDamaged: more or fewer bytes than declared, a wrong checksum, or data that does not unpack.
        """
        inflate = zlib.decompressobj(-15) if entry.method == 8 else None
        left, produced, crc = entry.packed_bytes, 0, 0
        self.stream.seek(entry.data_offset)
        while left:
            packed = self.stream.read(min(CHUNK, left))
            if not packed:
                raise ArchiveDamaged("it ends inside a file")
            left -= len(packed)
            for piece in _inflate(inflate, packed) if inflate else (packed,):
                produced += len(piece)
                crc = zlib.crc32(piece, crc)
                if produced > entry.byte_count:
                    raise ArchiveDamaged(f"file {entry.number} is longer than declared")
                yield piece
        if inflate is not None and not inflate.eof:
            raise ArchiveDamaged(f"file {entry.number} is cut short")
        if produced != entry.byte_count or crc != entry.crc:
            raise ArchiveDamaged(f"file {entry.number} fails its checksum")

    def crc(self, entry: Entry) -> int:
        """The checksum of an entry, as declared."""
        return entry.crc


def _inflate(inflate: zlib._Decompress, packed: bytes) -> Iterator[bytes]:
    """Unpacked pieces of bounded size."""
    try:
        while packed:
            piece = inflate.decompress(packed, CHUNK)
            packed = inflate.unconsumed_tail
            if piece:
                yield piece
            if inflate.eof:
                if packed or inflate.unused_data:
                    raise ArchiveDamaged("packed data continues behind its end")
                return
    except zlib.error:
        raise ArchiveDamaged("packed data cannot be unpacked") from None


@dataclass(frozen=True)
class FolderParts(Parts):
    """The files of a folder on the disk, as they were listed.

    Attributes:
        open: opens a file by its number, without following links.
        digests: SHA-256 of the listed files, by number from 1; empty where nobody needs them.
    """

    entries: tuple[Entry, ...]
    open: Callable[[int], BinaryIO]
    digests: Sequence[str] = ()

    @classmethod
    def from_listing(
        cls, files: Iterable[tuple[str, int]], opener: Callable[[int], BinaryIO], digests: Sequence[str] = ()
    ) -> FolderParts:
        """The files of a folder.

        Args:
            files: path below the folder, and size in bytes.
            opener: opens a file by its number, from 1.
            digests: SHA-256 of each.
        """
        names = ((n, os.fsencode(name).decode("utf-8", "replace"), size) for n, (name, size) in enumerate(files, 1))
        found = (Entry(n, name, 0, 0, 0, size, size, 0) for n, name, size in names)
        return cls(tuple(e for e in found if not is_leftover(e)), opener, digests)

    def digest(self, entry: Entry) -> str:
        """The SHA-256 of a file; empty where it is not known."""
        return self.digests[entry.number - 1] if self.digests else ""

    def chunks(self, entry: Entry) -> Iterator[bytes]:
        """The bytes of a file, in pieces.

        Raises:
            ExportChanged: it is gone, or longer or shorter than it was.
        """
        produced = 0
        try:
            with self.open(entry.number) as stream:
                while piece := stream.read(CHUNK):
                    produced += len(piece)
                    if produced > entry.byte_count:
                        raise ExportChanged
                    yield piece
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            raise ExportChanged from None
        if produced != entry.byte_count:
            raise ExportChanged

    def crc(self, entry: Entry) -> int:
        """The CRC-32 of a file, which is read for it."""
        found = 0
        for piece in self.chunks(entry):
            found = zlib.crc32(piece, found)
        return found


@dataclass(frozen=True)
class PartsBelow(Parts):
    """Some of the files of an archive or folder, by their names below one of its folders."""

    whole: Parts
    entries: tuple[Entry, ...]

    def without(self, numbers: frozenset[int]) -> PartsBelow:
        """The files without some, which are given by number."""
        return PartsBelow(self.whole, tuple(e for e in self.entries if e.number not in numbers))

    def chunks(self, entry: Entry) -> Iterator[bytes]:
        """The bytes of a file, in pieces."""
        return self.whole.chunks(entry)

    def crc(self, entry: Entry) -> int:
        """The CRC-32 of a file."""
        return self.whole.crc(entry)


def is_leftover(entry: Entry) -> bool:
    """Whether a file is one that other systems add when they pack a folder again."""
    return entry.name.startswith("__MACOSX/") or entry.base_name.startswith("._") or entry.base_name == ".DS_Store"


def hash_entries(entries: Sequence[Entry], sums: Sequence[str]) -> str:
    """The digest of files by their names, sizes and checksums."""
    lines = (
        f"{e.name.encode('utf-8', 'replace').hex()} {e.byte_count} {s}" for e, s in zip(entries, sums, strict=True)
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _unwrap(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The files by their names below the folders that hold nothing but one folder."""
    while True:
        tops = {e.name.partition("/")[0] for e in entries}
        if len(tops) != 1 or any("/" not in e.name for e in entries):
            return entries
        entries = [replace(e, name=e.name.partition("/")[2]) for e in entries]
