"""Reads exports without a deployment: for `egregora inspect`, tests and notebooks. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from egregora_assets.merging.merge import union_chats
from egregora_assets.readers.discovery import find_exports
from egregora_assets.readers.exports import Export
from egregora_assets.readers.messages import ParsedChat, ReadOptions, share_date_order
from egregora_assets.readers.parts import FolderParts
from egregora_assets.readers.reading import read_export
from egregora_assets.readers.refusals import ExportRefused, NobodySpeaks


@dataclass(frozen=True)
class Preview:
    """One conversation of a previewed file.

    Attributes:
        number: of the file among those previewed, from 1.
        source: the program that wrote it.
        byte_count: size of the export in bytes.
        attachment_names: names of the conversation's files; None for a bare text, which can hold none.
        time_zone: the zone of its clock, where the export names one.
        is_folder: whether it lies unpacked on the disk.
    """

    number: int
    source: str
    chat: ParsedChat
    byte_count: int
    attachment_names: frozenset[str] | None
    time_zone: str | None
    is_folder: bool = False


def read_chat(
    paths: str | Path | Sequence[str | Path], time_zone: str = "UTC", locale: str | None = None
) -> ParsedChat:
    """The messages of one chat, from one export or from several that are joined.

    Args:
        paths: exports of the same chat.
        time_zone: IANA zone of the phone's clock.
        locale: such as `pt_BR`, where the file leaves the order of dates open.

    Returns: one row a message, in file order (of one export) or by time (of several).

    Raises:
        ExportRefused: an export cannot be read; `detail_for_terminal` is its path.
        TimeZoneUnknown: there is no such zone.
        OSError: a file cannot be opened.
    """
    names = [paths] if isinstance(paths, str | Path) else list(paths)
    return join_previews(preview_exports(names, time_zone, locale), time_zone)


def preview_exports(
    paths: Sequence[str | Path],
    time_zone: str = "UTC",
    locale: str | None = None,
    folders: Mapping[Path, FolderParts] | None = None,
) -> list[Preview]:
    """The conversations of each export, in the order given; a file of undecided date order follows the others.

    Args:
        paths: files and folders.
        time_zone: IANA zone of the phone's clock.
        locale: such as `pt_BR`, where the file leaves the order of dates open.
        folders: the files of those paths that are folders.

    Returns: one a conversation, by file and then in the program's order.

    Raises:
        ExportRefused: an export cannot be read; `detail_for_terminal` is its path.
        TimeZoneUnknown: there is no such zone.
        OSError: a file cannot be opened.
    """
    options = ReadOptions(time_zone, locale)
    known = folders or {}
    files = [_preview_file(number, Path(path), options, known) for number, path in enumerate(paths, 1)]
    hinted = share_date_order(options, (c.chat.report for chats in files for c in chats))
    if hinted != options:
        files = [
            _preview_file(number, Path(path), hinted, known)
            if any(c.chat.report.is_date_order_open for c in chats)
            else chats
            for number, (path, chats) in enumerate(zip(paths, files, strict=True), 1)
        ]
    return [chat for chats in files for chat in chats]


def join_previews(files: Sequence[Preview], time_zone: str) -> ParsedChat:
    """Previews as one chat: several exports are joined by time, conversations of one file are put one after the other.

    Raises:
        TimeZoneUnknown, InstantOutOfRange: shifted times cannot be resolved.
    """
    chats = [f.chat for f in files]
    if len(chats) == 1:
        return chats[0]
    if len({f.number for f in files}) == len(files):
        return union_chats(chats, time_zone)
    return replace(
        chats[0],
        messages=pa.concat_tables([c.messages for c in chats]),
        rejected=pa.concat_tables([c.rejected for c in chats]),
        title=None,
        relations=None,
    )


def _preview_file(number: int, path: Path, options: ReadOptions, folders: Mapping[Path, FolderParts]) -> list[Preview]:
    folder = folders.get(path)
    chats: list[Preview] = []
    try:
        for found in find_exports(Export(path.name, parts=folder) if folder else Export.from_path(path)):
            for export in read_export(found, options):
                names = frozenset(export.media) if export.parts else None
                chats.append(
                    Preview(
                        number,
                        export.source,
                        export.chat,
                        export.byte_count,
                        names,
                        export.time_zone,
                        folder is not None,
                    )
                )
        if not chats:
            raise NobodySpeaks
    except ExportRefused as refusal:
        refusal.detail_for_terminal = str(path)
        raise
    return chats
