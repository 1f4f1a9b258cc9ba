"""A strict reader of ZIP archives: what no phone writes is refused before a byte is unpacked.

The standard library reads overlapping entries, takes the last of several directories and believes forged counts. So the
directory is read here and checked against the local headers, and every entry is counted while it is unpacked. The table
"archive limits" in the docs lists the rules.
"""

from __future__ import annotations

import stat
import struct
import unicodedata
from dataclasses import replace
from typing import BinaryIO

from egregora_assets.readers.parts import Archive, Entry, is_leftover
from egregora_assets.readers.refusals import (
    ArchiveBomb,
    ArchiveDamaged,
    ArchiveEncrypted,
    ArchiveEntryUnsafe,
    ArchiveNamesClash,
    ArchivePathUnsafe,
    ExportEmpty,
    ExportTooLarge,
    NoChatInside,
    NotAnArchive,
    TooManyEntries,
)

MAX_FILE_BYTES = 512 << 20
MAX_ENTRIES = 20_000
MAX_ENTRY_BYTES = 256 << 20
MAX_TEXT_BYTES = 1 << 30
"""About twelve million messages; a chat's text is read in pieces."""
MAX_TOTAL_BYTES = 2 << 30
MAX_RATIO = 200
RATIO_FREE_BYTES = 32 << 20
"""Below this size an entry may unpack at any ratio: a short run of one character is harmless."""
MAX_DIRECTORY_BYTES = 32 << 20

_LOCAL, _CENTRAL, _END, _END64, _LOCATOR64 = b"PK\3\4", b"PK\1\2", b"PK\5\6", b"PK\6\6", b"PK\6\7"
_MAGIC = (
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"SQLite format 3", "a database"),
    (b"%PDF", "a PDF document"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x89PNG", "a picture"),
)


def size_limit(name: str) -> int:
    """The maximum size in bytes of a file in an export; larger for texts, which are read in pieces."""
    return MAX_TEXT_BYTES if name.casefold().endswith(".txt") else MAX_ENTRY_BYTES


def is_archive(head: bytes) -> bool:
    """Whether a file begins as a ZIP archive does."""
    return head[:4] in (_LOCAL, _END)


def describe_content(head: bytes) -> str:
    """A description of a file by its first bytes, for an error."""
    return next((what for magic, what in _MAGIC if head.startswith(magic)), "something else")


def open_archive(stream: BinaryIO, size: int) -> Archive:
    """A checked archive.

    Args:
        stream: the file, readable and seekable; stays open.
        size: its length in bytes.

    Raises:
        ExportRefused: one of its kinds, for anything that no phone writes.
    """
    if size == 0:
        raise ExportEmpty
    if size > MAX_FILE_BYTES:
        raise ExportTooLarge("file", size, MAX_FILE_BYTES)
    stream.seek(0)
    head = stream.read(16)
    if not is_archive(head):
        raise NotAnArchive(describe_content(head))
    directory, count, start = _find_directory(stream, size)
    entries = _read_directory(directory, count)
    _check_names(entries)
    for entry in entries:
        _check_entry(entry)
    total = sum(e.byte_count for e in entries)
    if total > MAX_TOTAL_BYTES:
        raise ExportTooLarge("unpacked archive", total, MAX_TOTAL_BYTES)
    placed = _check_places(stream, entries, start)
    return Archive(stream, tuple(e for e in placed if not e.name.endswith("/") and not is_leftover(e)))


def _find_directory(stream: BinaryIO, size: int) -> tuple[bytes, int, int]:
    """The directory's bytes, the number of entries that it declares, and where it starts."""
    tail_start = max(0, size - 22 - 65_535)
    stream.seek(tail_start)
    tail = stream.read(size - tail_start)
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < 22:
        raise ArchiveDamaged("its end is missing")
    disk, first_disk, here, count, length, start, comment = struct.unpack("<4H2LH", tail[at + 4 : at + 22])
    if tail_start + at + 22 + comment != size:
        raise ArchiveDamaged("it does not end where it says")
    if tail.find(_END) != at and _is_second_end(tail, at):
        raise ArchiveDamaged("it has two ends")
    end = tail_start + at
    if count == 0xFFFF or length == 0xFFFFFFFF or start == 0xFFFFFFFF:
        end, here, count, length, start = _read_end64(stream, end)
    if disk or first_disk or here != count:
        raise ArchiveDamaged("it is one part of several")
    if start + length != end:
        raise ArchiveDamaged("its directory does not end where it should")
    if count > MAX_ENTRIES:
        raise TooManyEntries(count, MAX_ENTRIES)
    if count == 0:
        raise NoChatInside(0)
    if length > MAX_DIRECTORY_BYTES:
        raise ExportTooLarge("archive's directory", length, MAX_DIRECTORY_BYTES)
    stream.seek(start)
    return stream.read(length), count, start


def _is_second_end(tail: bytes, last: int) -> bool:
    """Whether another reader could take an earlier end record: its comment reaches to the end of the file."""
    at = tail.find(_END)
    while 0 <= at < last:
        if len(tail) - at >= 22 and at + 22 + struct.unpack("<H", tail[at + 20 : at + 22])[0] == len(tail):
            return True
        at = tail.find(_END, at + 1)
    return False


def _read_end64(stream: BinaryIO, end: int) -> tuple[int, int, int, int, int]:
    """The ZIP64 end record: its offset, entries here, entries, length and start of the directory."""
    stream.seek(max(0, end - 20))
    locator = stream.read(20)
    if len(locator) < 20 or locator[:4] != _LOCATOR64:
        raise ArchiveDamaged("its large end record is missing")
    where = struct.unpack("<Q", locator[8:16])[0]
    if where + 56 > end:
        raise ArchiveDamaged("its large end record is missing")
    stream.seek(where)
    record = stream.read(56)
    if record[:4] != _END64:
        raise ArchiveDamaged("its large end record is missing")
    here, count, length, start = struct.unpack("<4Q", record[24:56])
    return where, here, count, length, start


def _read_directory(directory: bytes, count: int) -> list[Entry]:
    entries: list[Entry] = []
    at = 0
    while at < len(directory):
        if directory[at : at + 4] != _CENTRAL or len(directory) - at < 46:
            raise ArchiveDamaged("its directory cannot be read")
        made_by, _, flags, method, _, _, crc, packed, size, n, x, c, _, _, attributes, offset = struct.unpack(
            "<6H3L5H2L", directory[at + 4 : at + 46]
        )
        number = len(entries) + 1
        raw = directory[at + 46 : at + 46 + n]
        extra = directory[at + 46 + n : at + 46 + n + x]
        if len(raw) != n or len(extra) != x:
            raise ArchiveDamaged("its directory cannot be read")
        size, packed, offset = _large_fields(extra, size, packed, offset)
        _check_type(number, made_by, attributes)
        entries.append(Entry(number, _decode_name(raw, flags), method, flags, crc, packed, size, offset))
        at += 46 + n + x + c
        if len(entries) > MAX_ENTRIES:
            raise TooManyEntries(len(entries), MAX_ENTRIES)
    if len(entries) != count or at != len(directory):
        raise ArchiveDamaged("its directory does not hold as many files as it says")
    return entries


def _large_fields(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Sizes and offset; from the ZIP64 field where the plain ones are full."""
    wanted = [v == 0xFFFFFFFF for v in (size, packed, offset)]
    if not any(wanted):
        return size, packed, offset
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack("<2H", extra[at : at + 4])
        if kind == 1 and length >= 8 * sum(wanted) and at + 4 + length <= len(extra):
            values = iter(struct.unpack(f"<{sum(wanted)}Q", extra[at + 4 : at + 4 + 8 * sum(wanted)]))
            size, packed, offset = (
                next(values) if w else v for w, v in zip(wanted, (size, packed, offset), strict=True)
            )
            return size, packed, offset
        at += 4 + length
    raise ArchiveDamaged("a size is missing")


def _decode_name(raw: bytes, flags: int) -> str:
    """An entry's name: UTF-8 where it says so or is valid, else code page 437."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        if flags & 0x800:
            raise ArchiveDamaged("a file's name cannot be read") from None
        return raw.decode("cp437")


def _check_type(number: int, made_by: int, attributes: int) -> None:
    mode = attributes >> 16
    if made_by >> 8 in (3, 19) and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ArchiveEntryUnsafe(number, "it is a link or a device")


def _check_names(entries: list[Entry]) -> None:
    seen: set[str] = set()
    for entry in entries:
        reason = _unsafe_name(entry.name)
        if reason:
            raise ArchivePathUnsafe(entry.number, reason)
        key = unicodedata.normalize("NFC", entry.name).casefold()
        if key in seen:
            raise ArchiveNamesClash(entry.number)
        seen.add(key)


def _unsafe_name(name: str) -> str | None:
    """Why a name is unsafe, or None."""
    if not name or len(name) > 1024:
        return "it has no or far too many characters"
    if "\0" in name or any(ord(c) < 32 for c in name):
        return "it holds control characters"
    if "\\" in name:
        return "it holds a backslash"
    if name.startswith("/") or (len(name) > 1 and name[1] == ":"):
        return "it is absolute"
    if any(part in ("..", ".", "") for part in name.rstrip("/").split("/")):
        return "it climbs out of its folder"
    return None


def _check_entry(entry: Entry) -> None:
    if entry.flags & (1 | 1 << 6 | 1 << 13):
        raise ArchiveEncrypted
    if entry.method not in (0, 8):
        raise ArchiveEntryUnsafe(entry.number, f"it is packed by method {entry.method}")
    if entry.method == 0 and entry.packed_bytes != entry.byte_count:
        raise ArchiveDamaged(f"file {entry.number} has two sizes")
    limit = size_limit(entry.name)
    if entry.byte_count > limit:
        raise ExportTooLarge("file in the archive", entry.byte_count, limit)
    ratio = entry.byte_count // max(1, entry.packed_bytes)
    if entry.byte_count > RATIO_FREE_BYTES and ratio > MAX_RATIO:
        raise ArchiveBomb(entry.number, ratio, MAX_RATIO)


def _check_places(stream: BinaryIO, entries: list[Entry], directory_start: int) -> list[Entry]:
    """The entries with the offset of their data; checks local headers, overlaps and gaps."""
    placed: list[Entry] = []
    expected = 0
    for entry in sorted(entries, key=lambda e: e.offset):
        slack = entry.offset - expected
        may_describe = bool(placed and placed[-1].flags & 8)
        if slack < 0 or slack > (24 if may_describe else 0):
            raise ArchiveDamaged("its files overlap or leave gaps")
        stream.seek(entry.offset)
        header = stream.read(30)
        if len(header) < 30 or header[:4] != _LOCAL:
            raise ArchiveDamaged(f"file {entry.number} is not where the directory says")
        flags, method, _, _, crc, packed, size, n, x = struct.unpack("<HHHHLLLHH", header[6:30])
        name = _decode_name(stream.read(n), flags)
        extra = stream.read(x)
        if flags & 1:
            raise ArchiveEncrypted
        _check_agreement(entry, name, method, flags, (crc, packed, size), extra)
        data = entry.offset + 30 + n + x
        expected = data + entry.packed_bytes
        placed.append(replace(entry, data_offset=data))
    slack = directory_start - expected
    if slack < 0 or slack > (24 if placed and placed[-1].flags & 8 else 0):
        raise ArchiveDamaged("its files overlap or leave gaps")
    return sorted(placed, key=lambda e: e.number)


def _check_agreement(
    entry: Entry, name: str, method: int, flags: int, figures: tuple[int, int, int], extra: bytes
) -> None:
    """Checks that local header and directory agree."""
    crc, packed, size = figures
    if name != entry.name or method != entry.method or (flags ^ entry.flags) & 8:
        raise ArchiveDamaged(f"file {entry.number} is described in two ways")
    if flags & 8 and (crc, packed, size) in ((0, 0, 0), (0, 0xFFFFFFFF, 0xFFFFFFFF)):
        return
    if packed == 0xFFFFFFFF or size == 0xFFFFFFFF:
        size, packed, _ = _large_fields(extra, size, packed, 0)
    if (crc, packed, size) != (entry.crc, entry.packed_bytes, entry.byte_count):
        raise ArchiveDamaged(f"file {entry.number} is described in two ways")
