"""A look at exports without any pipeline: rows of what is named, for `egregora inspect`, for tests, for a notebook."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from egregora_assets.merging.merge import union_chats
from egregora_assets.readers.archive import MAX_TEXT_BYTES
from egregora_assets.readers.discovery import Found, found_in_file, found_in_folder
from egregora_assets.readers.messages import ParsedChat, ReadOptions, share_date_order
from egregora_assets.readers.parts import FolderParts
from egregora_assets.readers.refusals import ExportRefused, ExportTooLarge, NobodySpeaks


@dataclass(frozen=True)
class FileChat:
    """One conversation of a file, and what the file is.

    Attributes:
        number: which of the files it is in, from 1.
        source: the program that wrote it.
        byte_count: length of the file.
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
        ExportRefused: one of its kinds.
    """
    names = [paths] if isinstance(paths, str | Path) else list(paths)
    return as_one(read_files(names, time_zone, locale), time_zone)


def as_one(files: Sequence[FileChat], time_zone: str) -> ParsedChat:
    """What was read as one chat: exports are joined; the conversations of a file with several follow each other."""
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


def read_files(
    paths: Sequence[str | Path],
    time_zone: str = "UTC",
    locale: str | None = None,
    folders: Mapping[Path, FolderParts] | None = None,
) -> list[FileChat]:
    """The conversations of each export, in the order given; a file that leaves the order of dates open follows others.

    Args: as for `read_chat`; folders: the files of those paths that are folders.

    Raises:
        ExportRefused: one of its kinds; `detail_for_terminal` is the file's path.
    """
    options = ReadOptions(time_zone, locale)
    known = folders or {}
    files = [_read_path(number, Path(path), options, known) for number, path in enumerate(paths, 1)]
    hinted = share_date_order(options, (c.chat.report for chats in files for c in chats))
    if hinted != options:
        files = [
            _read_path(number, Path(path), hinted, known)
            if any(c.chat.report.is_date_order_open for c in chats)
            else chats
            for number, (path, chats) in enumerate(zip(paths, files, strict=True), 1)
        ]
    return [chat for chats in files for chat in chats]


def _read_path(number: int, path: Path, options: ReadOptions, folders: Mapping[Path, FolderParts]) -> list[FileChat]:
    chats: list[FileChat] = []
    try:
        for found in _found(path, folders.get(path)):
            read = found.read(options)
            chats += [
                FileChat(
                    number,
                    read.source,
                    c.chat,
                    found.byte_count,
                    frozenset(c.media) if read.archive else None,
                    c.time_zone,
                    path in folders,
                )
                for c in read.chats
            ]
        if not chats:
            raise NobodySpeaks
    except ExportRefused as refusal:
        refusal.detail_for_terminal = str(path)
        raise
    return chats


def _found(path: Path, folder: FolderParts | None) -> Iterator[Found]:
    """The exports in a file or folder."""
    if folder is not None:
        yield from found_in_folder(folder, path.name, lambda entry: folder.open(entry.number), lambda _: "")
        return
    with path.open("rb") as stream:
        size = stream.seek(0, io.SEEK_END)
        if size > MAX_TEXT_BYTES:  # an archive's own limit is lower
            raise ExportTooLarge("file", size, MAX_TEXT_BYTES)
        yield from found_in_file(stream, size, path.name, "")
