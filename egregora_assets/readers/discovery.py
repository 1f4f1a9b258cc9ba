"""The exports in a file or folder of the inbox, one after the other: each is known by its content and read by itself.

Archives are opened within an archive once, and what all levels unpack to stays within the limits of one archive.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import BinaryIO

from egregora_assets.readers.archive import (
    MAX_ENTRIES,
    MAX_RATIO,
    MAX_TOTAL_BYTES,
    RATIO_FREE_BYTES,
    is_archive,
    limit_of,
    open_archive,
)
from egregora_assets.readers.layout import ENDINGS, Unit, units_of, unwrapped
from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.parts import Archive, Entry, FolderParts, Parts, PartsBelow
from egregora_assets.readers.programs.content import folder_of
from egregora_assets.readers.reading import ReadFile, read_export, read_parts
from egregora_assets.readers.refusals import (
    ArchiveBomb,
    ArchivesTooDeep,
    ExportEmpty,
    ExportRefused,
    ExportTooLarge,
    TooManyEntries,
)

ARCHIVE_LEVELS = 2
"""So many archives lie in each other at most."""
_NAMES_WORK = 2 << 30
"""Bytes times names that are looked for in a text to tell which files are its own."""


@dataclass(frozen=True)
class Found:
    """One export, found and not yet read.

    Attributes:
        name: path inside the file or folder; empty for all of it.
        digest: what it is known by; byte_count: its size.
        content: digest of what is in it: the same for an archive and for the folder that it was packed from.
        read: its conversations; raises `ExportRefused`.
    """

    name: str
    digest: str
    byte_count: int
    content: Callable[[], str]
    read: Callable[[ReadOptions], ReadFile]


@dataclass
class _Totals:
    """What is open at once: files and unpacked bytes of all levels against the size of the outermost archive."""

    packed: int
    entries: int = 0
    byte_count: int = 0

    def take(self, archive: Archive, number: int) -> None:
        """Counts an archive that was opened; one that goes beyond the limits is refused and not counted.

        Raises:
            TooManyEntries, ExportTooLarge, ArchiveBomb: beyond the limits.
        """
        entries = self.entries + len(archive.entries)
        byte_count = self.byte_count + sum(e.byte_count for e in archive.entries)
        if entries > MAX_ENTRIES:
            raise TooManyEntries(entries, MAX_ENTRIES)
        if byte_count > MAX_TOTAL_BYTES:
            raise ExportTooLarge("unpacked archive", byte_count, MAX_TOTAL_BYTES)
        ratio = byte_count // max(1, self.packed)
        if byte_count > RATIO_FREE_BYTES and ratio > MAX_RATIO:
            raise ArchiveBomb(number, ratio, MAX_RATIO)
        self.entries, self.byte_count = entries, byte_count


def found_in_file(stream: BinaryIO, size: int, file_name: str, digest: str) -> Iterator[Found]:
    """The exports in a file; the stream must stay open until the last was read.

    Args:
        stream: the file, readable and seekable; size: its length in bytes.
        digest: SHA-256 of its bytes.
    """
    stream.seek(0)
    if not is_archive(stream.read(16)):
        yield Found("", digest, size, lambda: digest, lambda o: read_export(stream, size, file_name, o))
        return
    yield from _found_in_archive(stream, size, file_name, digest, _Totals(size), 1, "")


def found_in_folder(
    parts: FolderParts, name: str, open_file: Callable[[Entry], BinaryIO], digests: Callable[[Entry], str]
) -> Iterator[Found]:
    """The exports in a folder of the disk: one, if a program made it, or each of those that lie in it.

    Args:
        name: the folder's name.
        open_file: a file of the folder, for reading; digests: SHA-256 of its bytes.
    """
    whole = PartsBelow.of(parts)
    try:
        units = units_of(whole, name, is_folder=True)
    except ExportRefused as refusal:
        yield _refused("", _digest_of(whole), whole, refusal)
        return
    if not units or (len(units) == 1 and units[0].entry is None):
        yield replace(_in_parts(Unit("", "", whole), _title_name(units[0].name if units else "", name)), name="")
        return
    for unit in units:
        entry = unit.entry
        if entry is None or unit.program == "whatsapp":
            yield _in_parts(unit, _title_name(unit.name, name))
            continue
        with open_file(entry) as stream:
            for found in found_in_file(stream, entry.byte_count, entry.base_name, digests(entry)):
                yield replace(found, name=f"{unit.name}/{found.name}" if found.name else unit.name)


def _found_in_archive(
    stream: BinaryIO, size: int, file_name: str, digest: str, totals: _Totals, level: int, path: str
) -> Iterator[Found]:
    try:
        archive = open_archive(stream, size)
        totals.take(archive, 1)
        whole = PartsBelow.of(archive)
        units = units_of(whole, file_name, is_folder=False)
    except ExportRefused as refusal:
        yield Found(path, digest, size, lambda: digest, _raising(refusal))
        return
    if len(units) < 2 and not any(u.program == "archive" for u in units):
        content = _Content(unwrapped(whole))
        yield Found(path, digest, size, content.of, lambda o: read_parts(archive, file_name, o))
        return
    for unit in units:
        name = f"{path}/{unit.name}" if path else unit.name
        if unit.entry is None or unit.program == "whatsapp":
            yield replace(_in_parts(unit, _title_name(unit.name, file_name)), name=name)
        elif unit.program == "archive":
            yield from _nested(unit, unit.entry, name, totals, level)
        else:
            yield _bare(unit, unit.entry, name)


def _nested(unit: Unit, entry: Entry, name: str, totals: _Totals, level: int) -> Iterator[Found]:
    """The exports in an archive that lies in another."""
    try:
        data = unit.parts.read(entry)
    except ExportRefused as refusal:
        yield Found(name, _digest_of(PartsBelow(unit.parts.whole, (entry,))), entry.byte_count, str, _raising(refusal))
        return
    digest = hashlib.sha256(data).hexdigest()
    if level >= ARCHIVE_LEVELS:
        yield Found(name, digest, len(data), lambda: digest, _raising(ArchivesTooDeep(ARCHIVE_LEVELS)))
        return
    yield from _found_in_archive(io.BytesIO(data), len(data), entry.base_name, digest, totals, level + 1, name)


def _bare(unit: Unit, entry: Entry, name: str) -> Found:
    """A file of an archive that is an export by itself."""
    try:
        data = unit.parts.read(entry)
    except ExportRefused as refusal:
        return _refused(name, _digest_of(PartsBelow(unit.parts.whole, (entry,))), unit.parts, refusal)
    digest = hashlib.sha256(data).hexdigest()
    reader = io.BytesIO(data)
    return Found(name, digest, len(data), lambda: digest, lambda o: read_export(reader, len(data), entry.base_name, o))


def _in_parts(unit: Unit, name: str) -> Found:
    """An export of several files: of a folder, or the text of a chat with the files beside it that it names."""
    parts = unit.parts
    try:
        if unit.entry is not None:
            parts = _own_files(unit.parts, unit.entry)
        _check_limits(parts)
        digest = _Content(unwrapped(parts)).of()
    except ExportRefused as refusal:
        return _refused(unit.name, _digest_of(parts), parts, refusal)
    size = sum(e.byte_count for e in parts.entries)
    return Found(unit.name, digest, size, lambda: digest, lambda o: read_parts(parts, name, o))


def _own_files(parts: PartsBelow, text: Entry) -> PartsBelow:
    """The text of a chat and those files at its level that it names; the texts of other chats are none of them."""
    folder = folder_of(text.name)
    beside = [e for e in parts.entries if folder_of(e.name) == folder]
    others = [e for e in beside if not e.name.casefold().endswith((*ENDINGS, ".zip"))]
    data = parts.read(text) if others else b""
    if len(data) * len(others) <= _NAMES_WORK:
        others = [e for e in others if e.base_name.encode("utf-8", "replace") in data]
    return PartsBelow(parts.whole, (text, *others))


def _check_limits(parts: PartsBelow) -> None:
    """The limits of an archive, for files that come from none.

    Raises:
        ExportEmpty, TooManyEntries, ExportTooLarge: beyond them.
    """
    total = sum(e.byte_count for e in parts.entries)
    if not total:
        raise ExportEmpty
    if len(parts.entries) > MAX_ENTRIES:
        raise TooManyEntries(len(parts.entries), MAX_ENTRIES)
    for entry in parts.entries:
        if entry.byte_count > limit_of(entry.name):
            raise ExportTooLarge("file in the folder", entry.byte_count, limit_of(entry.name))
    if total > MAX_TOTAL_BYTES:
        raise ExportTooLarge("folder", total, MAX_TOTAL_BYTES)


@dataclass
class _Content:
    """The digest of what some files hold: texts by all their bytes, attachments by checksum and size, all by name."""

    parts: PartsBelow

    def of(self) -> str:
        """The digest; a single file's is that of its bytes."""
        return self._digest

    @cached_property
    def _digest(self) -> str:
        entries = sorted(self.parts.entries, key=lambda e: e.name)
        if len(entries) == 1:
            return _sha256(self.parts, entries[0])
        lines = [f"{e.name.encode('utf-8', 'replace').hex()} {e.byte_count} {self._sum(e)}" for e in entries]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def _sum(self, entry: Entry) -> str:
        if entry.name.casefold().endswith(ENDINGS):
            return _sha256(self.parts, entry)
        return f"{self.parts.crc(entry):08x}"


def _sha256(parts: Parts, entry: Entry) -> str:
    digest = hashlib.sha256()
    for piece in parts.chunks(entry):
        digest.update(piece)
    return digest.hexdigest()


def _digest_of(parts: PartsBelow) -> str:
    """What files that cannot be read are known by: names, sizes, and the checksums that they were listed with."""
    lines = [f"{e.name.encode('utf-8', 'replace').hex()} {e.byte_count} {e.crc}" for e in parts.entries]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _refused(name: str, digest: str, parts: PartsBelow, refusal: ExportRefused) -> Found:
    size = sum(e.byte_count for e in parts.entries)
    return Found(name, digest, size, lambda: digest, _raising(refusal))


def _raising(refusal: ExportRefused) -> Callable[[ReadOptions], ReadFile]:
    def read(_options: ReadOptions) -> ReadFile:
        raise refusal

    return read


def _title_name(path: str, name: str) -> str:
    """The name that may tell a conversation's title: of the innermost folder or file, else of what was opened."""
    return path.rstrip("/").rpartition("/")[2] or name
