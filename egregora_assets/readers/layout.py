"""How many exports an archive or folder holds: one with the files that belong to it, or several side by side.

Decided level by level, from the top, by what is in the files: docs/sources.md describes the rules.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from egregora_assets.readers.exports import Export
from egregora_assets.readers.parts import PAGE_ENDINGS, TEXT_ENDINGS, Entry, PartsBelow
from egregora_assets.readers.programs.content import HEAD_BYTES, ExportContent
from egregora_assets.readers.programs.registry import find_source
from egregora_assets.readers.programs.slack import SLACK_LISTS
from egregora_assets.readers.whatsapp.chat_text import (
    find_chat_texts,
    find_names,
    find_phone_texts,
    has_phone_name,
    read_title,
    reads_like_a_chat,
)

MAX_DEPTH = 8
"""Levels of folders that are searched for exports."""
_MANY_FILES = frozenset(
    [
        *("discord", "slack", "signal", "messenger", "instagram", "google_chat", "matrix", "imessage"),
        *("kakaotalk", "line"),
    ]
)
"""Programs whose export of several conversations is several files; of the others each file is an export."""
_META = {"instagram": "messenger"}


def split_exports(parts: PartsBelow, name: str, *, is_folder: bool) -> list[Export]:
    """The exports side by side in an archive or folder; fewer than two where all of it is one, or none.

    Args:
        name: of the archive or folder.
        is_folder: it lies unpacked on the disk, so that an archive in it may be an export that nobody attached.

    Returns: each with `part`, `source` and `parts`; WhatsApp's and single files (`is_file`) with `text`.

    Raises:
        ExportRefused: a file cannot be read.
        SourceUnusable: an installed adapter cannot be loaded.
    """
    return _Level(parts, "", name, 0, is_folder).split()


def _is_page(entry: Entry) -> bool:
    """Whether a file is HTML, of which several are pages of one export."""
    return entry.name.casefold().endswith(PAGE_ENDINGS)


class _Level:
    """One folder that is searched; its path ends with a slash, that of the top is empty."""

    def __init__(self, parts: PartsBelow, path: str, name: str, depth: int, is_folder: bool) -> None:
        self.parts, self.path, self.name, self.depth, self.is_folder = parts, path, name, depth, is_folder
        self.direct: list[Entry] = []
        self.folders: dict[str, list[Entry]] = {}
        for entry in parts.entries:
            folder, slash, _ = entry.name[len(path) :].partition("/")
            if slash:
                self.folders.setdefault(folder, []).append(entry)
            else:
                self.direct.append(entry)

    def split(self) -> list[Export]:
        """The exports in it."""
        if not self.direct and len(self.folders) == 1:
            return self._split_folders()
        archives = [self._file(e, "archive") for e in self.direct if e.name.casefold().endswith(".zip")]
        chats = find_phone_texts(self.parts, self.direct, self.name)
        if len(chats) == 1:
            return self._split_around(chats[0], archives)
        pages = [e for e in self.direct if _is_page(e) and self._recognise_file(e)]
        alone = [(e, program) for e in self.direct if not _is_page(e) and (program := self._recognise_file(e))]
        programs = {program for _, program in alone}
        if len(alone) > 1 and (len(programs) > 1 or not programs <= _MANY_FILES):
            texts = [e for e, program in alone if program == "whatsapp"]
            if texts and len(meant := find_chat_texts(self.parts, texts, self.name)) == 1:
                return self._split_around(meant[0], archives)
            return [*(self._file(e, program) for e, program in alone), *archives, *self._split_folders()]
        if programs == {"whatsapp"}:
            return self._split_around(alone[0][0], archives)
        is_whole = alone or pages or any(e.base_name in SLACK_LISTS for e in self.direct)
        whole = self._recognise_all() if is_whole else ""
        if whole:
            own = self._exports_among(archives) if whole != "table" else []
            return [self._all_but(own, whole), *own]
        return self._join_folders(archives)

    def _split_around(self, chat: Entry, archives: Sequence[Export]) -> list[Export]:
        """A chat of WhatsApp with its attachments, and the exports beside it that the chat does not name."""
        is_packed = has_phone_name(chat) and not self.is_folder
        others = () if is_packed else ((e, self._recognise_file(e)) for e in self.direct if e.number != chat.number)
        loose = [self._file(e, program) for e, program in others if program]
        beside = [*loose, *(self._exports_among(archives) if is_packed else archives), *self._split_folders()]
        own = find_names(self.parts, chat, [PurePosixPath(e.part).name for e in beside])
        beside = [e for e in beside if PurePosixPath(e.part).name not in own]
        return [replace(self._all_but(beside, "whatsapp"), text=chat), *beside]

    def _exports_among(self, archives: Sequence[Export]) -> list[Export]:
        """Of the archives beside what a program packed, those that may be exports; the others are attachments."""
        return [a for a in archives if self.is_folder or read_title(PurePosixPath(a.part).name) is not None]

    def _join_folders(self, archives: Sequence[Export]) -> list[Export]:
        """The exports in the folders of this level; one, where a program made all of them at once."""
        inside = self._split_folders()
        families = {_META.get(e.source, e.source) for e in inside}
        if len(inside) > 1 and not archives and len(families) == 1 and families <= _MANY_FILES:
            whole = self._recognise_all()
            if _META.get(whole, whole) in families:
                return [self._all_but((), whole)]
        return [*inside, *archives]

    def _split_folders(self) -> list[Export]:
        """The exports in the folders below."""
        if self.depth >= MAX_DEPTH:
            return []
        return [export for folder in sorted(self.folders) for export in self._enter(folder).split()]

    def _enter(self, folder: str) -> _Level:
        parts = PartsBelow(self.parts.whole, tuple(self.folders[folder]))
        return _Level(parts, f"{self.path}{folder}/", folder, self.depth + 1, self.is_folder)

    def _file(self, entry: Entry, program: str) -> Export:
        return Export(part=entry.name, source=program, parts=self.parts, text=entry, is_file=True)

    def _all_but(self, others: Iterable[Export], program: str) -> Export:
        """All files of the level but those of other exports."""
        taken = frozenset(
            entry.number for e in others if e.parts for entry in ([e.text] if e.is_file and e.text else e.parts.entries)
        )
        return Export(part=self.path, source=program, parts=self.parts.without(taken))

    def _recognise_file(self, entry: Entry) -> str:
        """The program that wrote a file, by its beginning; empty where none is known."""
        if not entry.name.casefold().endswith(TEXT_ENDINGS):
            return ""
        if entry.name.casefold().endswith(".parquet"):  # its columns stand at its end
            content = ExportContent(entry.name, io.BytesIO(), 0, PartsBelow(self.parts.whole, (entry,)))
        else:
            head = self.parts.read_head(entry, HEAD_BYTES)
            content = ExportContent(entry.name, io.BytesIO(head), len(head))
        source = find_source(content)
        if source is not None:
            return source.name
        is_chat = entry.name.casefold().endswith(".txt") and reads_like_a_chat(self.parts, entry)
        return "whatsapp" if is_chat else ""

    def _recognise_all(self) -> str:
        """The program that wrote all files of the level together; empty where none is known."""
        source = find_source(ExportContent(self.name, io.BytesIO(), 0, self.parts))
        return source.name if source else ""
