"""From an export, archive, folder or text, to the chats in it: which program wrote it, which file is the chat's text.

`looking.read_chat` gives rows without any pipeline: for a look at an export, for tests, for a notebook. What holds
several exports is taken apart by `finding`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import BinaryIO

from egregora_assets.contracts.vault import SOURCES
from egregora_assets.readers.archive import (
    MAX_ENTRY_BYTES,
    MAX_TEXT_BYTES,
    describe_content,
    is_archive,
    open_archive,
)
from egregora_assets.readers.decoding import normalize_bytes
from egregora_assets.readers.file_titles import title_of_name
from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.parts import Entry, Parts, head_of
from egregora_assets.readers.programs.content import ExportContent
from egregora_assets.readers.programs.protocol import SourceChat
from egregora_assets.readers.programs.registry import source_of
from egregora_assets.readers.refusals import (
    ExportEmpty,
    ExportTooLarge,
    NoChatInside,
    NotAChat,
    NotAnArchive,
    SeveralChatsInside,
)
from egregora_assets.readers.whatsapp.headers import detect_layout
from egregora_assets.readers.whatsapp.parser import parse_chat

PEEK_BYTES = 1 << 16


@dataclass(frozen=True)
class OpenedExport:
    """The chat's text and, from an archive, the files beside it.

    Attributes:
        text: the bytes of the chat's text.
        text_name: its name in the archive, or None for a bare text file.
        archive: to read attachments from, or None.
        attachments: entries beside the text.
    """

    text: bytes
    text_name: str | None
    archive: Parts | None = None
    attachments: tuple[Entry, ...] = field(default=())

    def attachment_chunks(self, entry: Entry) -> Iterator[bytes]:
        """The bytes of an attachment, in pieces."""
        assert self.archive is not None
        return self.archive.chunks(entry)


@dataclass(frozen=True)
class ReadFile:
    """What a file held.

    Attributes:
        source: the program that wrote it.
        chats: its conversations, each with the title that content or names give it.
        archive: to read attachments from, or None.
    """

    source: str
    chats: tuple[SourceChat, ...]
    archive: Parts | None = None

    def media_chunks(self, chat: SourceChat) -> Iterator[tuple[str, Iterator[bytes]]]:
        """The attachments of a conversation: their names in its rows, and their bytes in pieces."""
        entries = {e.name: e for e in self.archive.entries} if self.archive else {}
        for name, part in sorted(chat.media.items()):
            if self.archive is not None and part in entries:
                yield name, self.archive.chunks(entries[part])


def read_export(stream: BinaryIO, size: int, file_name: str, options: ReadOptions) -> ReadFile:
    """The conversations in a file of any known program, recognised by its content.

    An archive whose text WhatsApp named is WhatsApp's, whatever was attached to it; then every adapter is asked; what
    none of them recognises is read as WhatsApp's.

    Args:
        stream: the file, readable and seekable; size: its length in bytes.
        file_name: decides nothing but titles, and what an unreadable file is called.
        options: zone and locale.

    Raises:
        ExportRefused: one of its kinds.
        SourceUnusable: an installed adapter cannot be loaded.
    """
    stream.seek(0)
    archive = open_archive(stream, size) if is_archive(stream.read(16)) else None
    if archive is not None:
        return read_parts(archive, file_name, options)
    content = ExportContent(file_name, stream, size)
    return _read_by_source(content, options) or _read_text(open_export(stream, size, file_name), file_name, options)


def read_parts(parts: Parts, name: str, options: ReadOptions) -> ReadFile:
    """The conversations in the files of an archive or folder, as `read_export` tells them.

    Args:
        name: of the archive or folder: decides nothing but titles.
        options: zone and locale.

    Raises:
        ExportRefused, SourceUnusable: as for `read_export`.
    """
    if not _is_named_by_whatsapp(parts):
        found = _read_by_source(ExportContent(name, io.BytesIO(), 0, parts), options)
        if found is not None:
            return found
    return _read_text(open_parts(parts, name), name, options)


def _read_by_source(content: ExportContent, options: ReadOptions) -> ReadFile | None:
    """What the adapter that recognises an export reads in it; None where there is no such adapter."""
    source = source_of(content) if content.size or content.archive else None
    if source is None:
        return None
    chats = tuple(source.read(content, options))
    if source.name in SOURCES:
        return ReadFile(source.name, chats, content.archive)
    return ReadFile("other", tuple(replace(c, key=c.key and f"{source.name} {c.key}") for c in chats), content.archive)


def _read_text(opened: OpenedExport, name: str, options: ReadOptions) -> ReadFile:
    """WhatsApp's conversation."""
    chat = parse_chat(opened.text, options)
    title = title_of_name(opened.text_name or "") or title_of_name(name) or chat.title
    media = {e.base_name: e.name for e in opened.attachments}
    return ReadFile("whatsapp", (SourceChat(replace(chat, title=title), None, media),), opened.archive)


def _is_named_by_whatsapp(archive: Parts) -> bool:
    """Whether the top of an archive holds the text of a chat under a name that phones give it."""
    texts = [e for e in archive.entries if "/" not in e.name and e.name.casefold().endswith(".txt")]
    named = [e for e in texts if e.name.casefold() == "_chat.txt" or title_of_name(e.name) is not None]
    return any(reads_like_a_chat(archive, e) for e in named)


def open_export(stream: BinaryIO, size: int, file_name: str) -> OpenedExport:
    """The chat in a file, recognised by its content.

    Args:
        stream: the file, readable and seekable.
        size: its length in bytes.
        file_name: decides only what an unreadable file is called, and which of two texts is meant.

    Raises:
        ExportRefused: one of its kinds.
    """
    if size == 0:
        raise ExportEmpty
    stream.seek(0)
    head = stream.read(16)
    if not is_archive(head):
        if file_name.casefold().endswith(".zip"):
            raise NotAnArchive(describe_content(head))
        if size > MAX_TEXT_BYTES:
            raise ExportTooLarge("file", size, MAX_TEXT_BYTES)
        stream.seek(0)
        return OpenedExport(stream.read(), None)
    return open_parts(open_archive(stream, size), file_name)


def open_parts(parts: Parts, name: str) -> OpenedExport:
    """The chat in the files of an archive or folder.

    Args:
        name: of the archive or folder; decides only which of two texts is meant.

    Raises:
        ExportRefused: one of its kinds.
    """
    entry = _chat_entry(parts, name)
    rest = tuple(e for e in parts.entries if e.number != entry.number)
    return OpenedExport(parts.read(entry), entry.base_name, parts, rest)


def _chat_entry(archive: Parts, file_name: str) -> Entry:
    """The entry that holds the chat: `_chat.txt`, else a known name, else the one text that reads like a chat."""
    texts = [e for e in archive.entries if e.name.casefold().endswith(".txt")]
    chats = chat_texts(archive, texts, file_name)
    if len(chats) == 1:
        return chats[0]
    if chats:
        raise SeveralChatsInside(len(chats))
    if len(texts) == 1:
        raise NotAChat
    raise NoChatInside(len(archive.entries))


def chat_texts(parts: Parts, texts: Sequence[Entry], name: str) -> list[Entry]:
    """Of some texts the one that is the chat; all that read like chats, where nothing says which is meant.

    Args:
        name: of the archive or folder: a text that is called like it is the one.
    """
    exact = [e for e in texts if e.base_name.casefold() == "_chat.txt"]
    if len(exact) == 1:
        return exact
    stem = PurePosixPath(name).stem.casefold()
    named = [e for e in texts if title_of_name(e.base_name) is not None]
    for candidates in (named, [e for e in texts if e not in named]):
        chats = [e for e in candidates if reads_like_a_chat(parts, e)]
        if len(chats) > 1:
            meant = [e for e in chats if e.base_name.casefold().removesuffix(".txt") == stem]
            chats = meant if len(meant) == 1 else _owners(parts, chats)
        if chats:
            return chats
    return []


def reads_like_a_chat(parts: Parts, entry: Entry) -> bool:
    """Whether a text begins as WhatsApp's exports do."""
    head = head_of(parts, entry, PEEK_BYTES)
    return detect_layout(normalize_bytes(head).utf8.decode("utf-8", "replace")) is not None


def _owners(archive: Parts, chats: Sequence[Entry]) -> list[Entry]:
    """Of several chats, the one that names all the others; all, where there is none or too much to read."""
    if sum(e.byte_count for e in chats) > MAX_ENTRY_BYTES:
        return list(chats)
    owners = [e for e in chats if names_all(archive, e, {o.base_name.encode() for o in chats if o is not e})]
    return owners if len(owners) == 1 else list(chats)


def names_all(archive: Parts, entry: Entry, names: set[bytes]) -> bool:
    """Whether a text names all of some files; read in pieces."""
    missing, rest = set(names), b""
    overlap = max(map(len, names))
    for piece in archive.chunks(entry):
        window = rest + piece
        missing = {name for name in missing if name not in window}
        rest = window[-overlap:]
    return not missing
