"""How many exports an archive or folder holds: one, with what belongs to it, or several that lie side by side.

It is decided level by level, from the top, by what is in the files: docs/sources.md tells the rules.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from egregora_assets.readers.file_titles import title_of_name
from egregora_assets.readers.parts import Entry, PartsBelow, head_of
from egregora_assets.readers.programs.content import HEAD_BYTES, ExportContent
from egregora_assets.readers.programs.registry import source_of
from egregora_assets.readers.reading import chat_texts, reads_like_a_chat

MAX_DEPTH = 8
"""Folders in folders that are looked into for exports."""
ENDINGS = (".txt", ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".parquet")
_JOINING = frozenset({"discord", "slack", "signal", "messenger", "instagram", "google_chat", "matrix", "imessage"})
"""Programs whose export of several conversations is several files; of the others each file is an export."""
_META = {"instagram": "messenger"}


@dataclass(frozen=True)
class Unit:
    """What is one export.

    Attributes:
        name: its path in what was opened; empty for all of it.
        program: who wrote it; `archive` for an archive, whose content was not looked at.
        parts: its files, by their paths in what was opened.
        entry: the one file that it is, where others lie beside it that are none of its own.
    """

    name: str
    program: str
    parts: PartsBelow
    entry: Entry | None = None

    @property
    def numbers(self) -> frozenset[int]:
        """Its files."""
        return frozenset([self.entry.number] if self.entry else [e.number for e in self.parts.entries])


def units_of(parts: PartsBelow, name: str, *, is_folder: bool) -> list[Unit]:
    """The exports side by side in an archive or folder; fewer than two where all of it is one, or none.

    Args:
        name: of the archive or folder.
        is_folder: it lies unpacked on the disk, so that an archive in it may be an export that nobody attached.

    Raises:
        ExportRefused: a file cannot be read.
    """
    return _Level(parts, "", name, 0, is_folder).units()


def unwrapped(parts: PartsBelow) -> PartsBelow:
    """The files without folders that hold nothing but one folder."""
    while True:
        tops = {e.name.partition("/")[0] for e in parts.entries}
        if len(tops) != 1 or any("/" not in e.name for e in parts.entries):
            return parts
        parts = PartsBelow.of(parts, f"{tops.pop()}/")


class _Level:
    """One folder of what is looked through; its path ends with a slash, the top's is empty."""

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

    def units(self) -> list[Unit]:
        """The exports in it."""
        if not self.direct and len(self.folders) == 1:
            return self._inside()
        archives = [self._unit(e, "archive") for e in self.direct if e.name.casefold().endswith(".zip")]
        texts = [e for e in self.direct if e.name.casefold().endswith(".txt")]
        named = [e for e in texts if e.base_name.casefold() == "_chat.txt" or title_of_name(e.base_name) is not None]
        chats = chat_texts(self.parts, named, self.name) if any(self._reads(e) for e in named) else []
        if len(chats) == 1:
            return self._around(chats[0], archives)
        alone = {e.number: (e, program) for e in self.direct if (program := self._program(e))}
        programs = {program for _, program in alone.values()}
        if len(alone) > 1 and (len(programs) > 1 or not programs <= _JOINING):
            generic = [e for e, program in alone.values() if program == "whatsapp"]
            if generic and len(meant := chat_texts(self.parts, generic, self.name)) == 1:
                return self._around(meant[0], archives)
            files = [self._unit(e, program) for e, program in alone.values()]
            return [*files, *archives, *self._inside()]
        if programs == {"whatsapp"}:
            return self._around(next(iter(alone.values()))[0], archives)
        whole = self._whole() if alone or any(e.base_name == "users.json" for e in self.direct) else ""
        if whole:
            return self._with_own_archives(whole, archives)
        return self._joined(archives)

    def _around(self, chat: Entry, archives: Sequence[Unit]) -> list[Unit]:
        """A chat of WhatsApp with its attachments, and the exports beside it that are none of them."""
        is_from_a_phone = chat.base_name.casefold() == "_chat.txt" or title_of_name(chat.base_name) is not None
        may_be_packed = is_from_a_phone and not self.is_folder
        files = [] if may_be_packed else [(e, self._program(e)) for e in self.direct if e.number != chat.number]
        loose = [self._unit(e, program) for e, program in files if program]
        beside = [*loose, *(self._own(archives) if may_be_packed else archives), *self._inside()]
        told = _told(self.parts, chat, [PurePosixPath(u.name).name for u in beside])
        others = [u for u in beside if PurePosixPath(u.name).name not in told]
        taken = frozenset[int]().union(*(u.numbers for u in others))
        return [Unit(self.path, "whatsapp", self.parts.without(taken)), *others]

    def _with_own_archives(self, program: str, archives: Sequence[Unit]) -> list[Unit]:
        own = self._own(archives) if program != "table" else []
        taken = frozenset[int]().union(*(u.numbers for u in own))
        return [Unit(self.path, program, self.parts.without(taken)), *own]

    def _own(self, archives: Sequence[Unit]) -> list[Unit]:
        """Of the archives beside what a program packed, those that may be exports; the others are attachments."""
        return [u for u in archives if self.is_folder or title_of_name(PurePosixPath(u.name).name) is not None]

    def _joined(self, archives: Sequence[Unit]) -> list[Unit]:
        """What the folders of this level hold; one export, where a program made all of them at once."""
        inside = self._inside()
        families = {_META.get(u.program, u.program) for u in inside}
        if len(inside) > 1 and not archives and len(families) == 1 and families <= _JOINING:
            whole = self._whole()
            if _META.get(whole, whole) in families:
                return [Unit(self.path, whole, self.parts)]
        return [*inside, *archives]

    def _inside(self) -> list[Unit]:
        if self.depth >= MAX_DEPTH:
            return []
        return [unit for folder in sorted(self.folders) for unit in self._below(folder).units()]

    def _below(self, folder: str) -> _Level:
        parts = PartsBelow(self.parts.whole, tuple(self.folders[folder]))
        return _Level(parts, f"{self.path}{folder}/", folder, self.depth + 1, self.is_folder)

    def _unit(self, entry: Entry, program: str) -> Unit:
        return Unit(entry.name, program, self.parts, entry)

    def _reads(self, entry: Entry) -> bool:
        return reads_like_a_chat(self.parts, entry)

    def _program(self, entry: Entry) -> str:
        """The program that wrote one file, told by its beginning; empty where none is known."""
        if not entry.name.casefold().endswith(ENDINGS):
            return ""
        if entry.name.casefold().endswith(".parquet"):  # its columns stand at its end
            source = source_of(ExportContent(entry.name, io.BytesIO(), 0, PartsBelow(self.parts.whole, (entry,))))
        else:
            head = head_of(self.parts, entry, HEAD_BYTES)
            source = source_of(ExportContent(entry.name, io.BytesIO(head), len(head)))
        if source is not None:
            return source.name
        return "whatsapp" if entry.name.casefold().endswith(".txt") and self._reads(entry) else ""

    def _whole(self) -> str:
        source = source_of(ExportContent(self.name, io.BytesIO(), 0, self.parts))
        return source.name if source else ""


def _told(parts: PartsBelow, chat: Entry, names: Sequence[str]) -> set[str]:
    """Those of some names that stand in a chat's text; read in pieces."""
    missing = {name.encode("utf-8", "replace"): name for name in names}
    found: set[str] = set()
    if not missing:
        return found
    overlap, rest = max(map(len, missing)), b""
    for piece in parts.chunks(chat):
        window = rest + piece
        found |= {name for raw, name in missing.items() if raw in window}
        rest = window[-overlap:]
    return found
