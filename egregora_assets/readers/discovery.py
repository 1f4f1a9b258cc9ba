"""The exports in a file or folder, one after the other: each is identified by its content and read by itself.

Archives are opened inside an archive once, and what all levels unpack to stays within the limits of one archive.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

from egregora_assets.readers.archive import (
    MAX_ENTRIES,
    MAX_RATIO,
    MAX_TOTAL_BYTES,
    RATIO_FREE_BYTES,
    is_archive,
    open_archive,
    size_limit,
)
from egregora_assets.readers.exports import Export
from egregora_assets.readers.layout import split_exports
from egregora_assets.readers.parts import (
    PAGE_ENDINGS,
    TEXT_ENDINGS,
    Archive,
    Entry,
    FolderParts,
    PartsBelow,
    hash_entries,
)
from egregora_assets.readers.refusals import (
    ArchiveBomb,
    ArchivesTooDeep,
    ExportEmpty,
    ExportRefused,
    ExportTooLarge,
    TooManyEntries,
)

ARCHIVE_LEVELS = 2
"""Archives that lie in each other, at most."""
_SEARCH_WORK = 2 << 30
"""Bytes of a text times names searched for in it, at most, to find out which files are its own."""


@dataclass
class _Totals:
    """Files and unpacked bytes of all levels that are open at once, against the size of the outermost archive."""

    packed: int
    entries: int = 0
    byte_count: int = 0

    def add(self, archive: Archive) -> None:
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
            raise ArchiveBomb(1, ratio, MAX_RATIO)
        self.entries, self.byte_count = entries, byte_count


def find_exports(file: Export) -> Iterator[Export]:
    """The exports in a file or folder; read each before asking for the next, since the file is open only meanwhile.

    Args:
        file: a file (`open`) or a folder (`parts`), with name, size and digest.

    Returns: in a fixed order, each with `part`, `digest` and its bytes; one that cannot be read has a `refusal`.

    Raises:
        OSError: the file cannot be opened.
        ExportChanged: a file of the folder is gone or changed.
        SourceUnusable: an installed adapter cannot be loaded.
    """
    if file.parts is not None:
        assert isinstance(file.parts, FolderParts)
        yield from _find_in_folder(file, file.parts)
        return
    assert file.open is not None
    with file.open() as stream:
        yield from _find_in_stream(replace(file, stream=stream))


def _find_in_stream(file: Export) -> Iterator[Export]:
    assert file.stream is not None
    file.stream.seek(0)
    if is_archive(file.stream.read(16)):
        return _find_in_archive(file, _Totals(file.byte_count), 1)
    return iter((file,))


def _find_in_folder(folder: Export, files: FolderParts) -> Iterator[Export]:
    whole = PartsBelow(files, files.entries)
    try:
        found = split_exports(whole, folder.name, is_folder=True)
    except ExportRefused as refusal:
        yield _refuse(replace(folder, parts=whole), refusal)
        return
    if not found or (len(found) == 1 and not found[0].is_file):
        all_of_it = replace(found[0] if found else folder, parts=whole)
        yield replace(_take_files(all_of_it, folder.name), part="")
        return
    for export in found:
        entry = export.text
        if entry is None or not export.is_file or export.source == "whatsapp":
            yield _take_files(export, folder.name)
            continue
        with files.open(entry.number) as stream:
            file = Export(entry.base_name, entry.byte_count, files.digest(entry), stream=stream)
            for inner in _find_in_stream(file):
                yield replace(inner, part=f"{export.part}/{inner.part}" if inner.part else export.part)


def _find_in_archive(file: Export, totals: _Totals, level: int) -> Iterator[Export]:
    assert file.stream is not None
    try:
        archive = open_archive(file.stream, file.byte_count)
        totals.add(archive)
        found = split_exports(PartsBelow(archive, archive.entries), file.name, is_folder=False)
    except ExportRefused as refusal:
        yield replace(file, refusal=refusal)
        return
    if len(found) < 2 and not any(e.source == "archive" for e in found):
        yield replace(file, parts=archive, is_archive=True, text=found[0].text if found else None)
        return
    for export in found:
        part = f"{file.part}/{export.part}" if file.part else export.part
        if not export.is_file or export.source == "whatsapp":
            yield replace(_take_files(export, file.name), part=part)
        else:
            yield from _find_in_entry(replace(export, part=part), totals, level)


def _find_in_entry(export: Export, totals: _Totals, level: int) -> Iterator[Export]:
    """The exports in one file of an archive: a single one, or those of an archive inside the archive."""
    entry, parts = export.text, export.parts
    assert entry is not None
    assert parts is not None
    try:
        data = parts.read(entry)
    except ExportRefused as refusal:
        yield _refuse(replace(export, parts=PartsBelow(parts, (entry,))), refusal)
        return
    digest = hashlib.sha256(data).hexdigest()
    file = Export(entry.base_name, len(data), digest, stream=io.BytesIO(data), part=export.part)
    if export.source != "archive":
        yield file
    elif level >= ARCHIVE_LEVELS:
        yield replace(file, refusal=ArchivesTooDeep(ARCHIVE_LEVELS))
    else:
        yield from _find_in_archive(file, totals, level + 1)


def _take_files(export: Export, name: str) -> Export:
    """An export of several files with its digest and size: of a folder, or a chat's text with the files that it names.

    Args:
        name: of what was opened; of the innermost folder or file, where `part` says one.
    """
    parts = export.parts
    assert isinstance(parts, PartsBelow)
    export = replace(export, name=export.part.rstrip("/").rpartition("/")[2] or name)
    try:
        if export.is_file and export.text is not None:
            parts = _select_own_files(parts, export.text)
        _check_limits(parts)
        digest = parts.compute_digest()
    except ExportRefused as refusal:
        return _refuse(replace(export, parts=parts), refusal)
    return replace(export, parts=parts, digest=digest, byte_count=sum(e.byte_count for e in parts.entries))


def _select_own_files(parts: PartsBelow, text: Entry) -> PartsBelow:
    """The text of a chat and those files in its folder that it names; the texts of other chats are not among them."""
    folder = text.name[: text.name.rfind("/") + 1]
    beside = [e for e in parts.entries if e.name[: e.name.rfind("/") + 1] == folder]
    endings = (*(e for e in TEXT_ENDINGS if e not in PAGE_ENDINGS), ".zip")
    others = [e for e in beside if not e.name.casefold().endswith(endings)]
    data = parts.read(text) if others else b""
    if len(data) * len(others) <= _SEARCH_WORK:
        others = [e for e in others if e.base_name.encode("utf-8", "replace") in data]
    return PartsBelow(parts.whole, (text, *others))


def _check_limits(parts: PartsBelow) -> None:
    """Holds files that come from no archive to the limits of archives.

    Raises:
        ExportEmpty, TooManyEntries, ExportTooLarge: beyond them.
    """
    total = sum(e.byte_count for e in parts.entries)
    if not total:
        raise ExportEmpty
    if len(parts.entries) > MAX_ENTRIES:
        raise TooManyEntries(len(parts.entries), MAX_ENTRIES)
    for entry in parts.entries:
        if entry.byte_count > size_limit(entry.name):
            raise ExportTooLarge("file in the folder", entry.byte_count, size_limit(entry.name))
    if total > MAX_TOTAL_BYTES:
        raise ExportTooLarge("folder", total, MAX_TOTAL_BYTES)


def _refuse(export: Export, refusal: ExportRefused) -> Export:
    """An export whose files cannot be read; known by their names, sizes and listed checksums."""
    entries = export.parts.entries if export.parts else ()
    digest = hash_entries(entries, [str(e.crc) for e in entries])
    return replace(export, digest=digest, byte_count=sum(e.byte_count for e in entries), refusal=refusal)
