"""From a file, archive or text, to the chat in it: which entry is the chat, which are its attachments.

`read_chat` gives rows without any pipeline: for a look at an export, for tests, for a notebook.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import pyarrow as pa

from egregora_assets.contracts.vault import SOURCES
from egregora_assets.stages.ingested.archive import (
    MAX_ENTRY_BYTES,
    MAX_TEXT_BYTES,
    Archive,
    Entry,
    describe_content,
    is_archive,
    open_archive,
)
from egregora_assets.stages.ingested.decoding import normalize_bytes
from egregora_assets.stages.ingested.merge import union_chats
from egregora_assets.stages.ingested.refusals import (
    ExportEmpty,
    ExportRefused,
    ExportTooLarge,
    NobodySpeaks,
    NoChatInside,
    NotAChat,
    NotAnArchive,
    SeveralChatsInside,
)
from egregora_assets.stages.ingested.sources.content import ExportContent
from egregora_assets.stages.ingested.sources.protocol import SourceChat
from egregora_assets.stages.ingested.sources.registry import source_of
from egregora_assets.stages.ingested.whatsapp import ParsedChat, ReadOptions, parse_chat, with_hint
from egregora_assets.stages.ingested.whatsapp_headers import detect_layout

PEEK_BYTES = 1 << 16
_TITLE_PREFIXES = (
    "WhatsApp Chat with ",
    "WhatsApp Chat - ",
    "Conversa do WhatsApp com ",
    "Conversa no WhatsApp com ",
    "Conversa do WhatsApp - ",
    "Chat de WhatsApp con ",
    "Chat de WhatsApp - ",
    "Discussion WhatsApp avec ",
    "WhatsApp Chat mit ",
    "WhatsApp-Chat mit ",
    "WhatsApp-chat met ",
    "WhatsApp-chatt med ",
    "WhatsApp-chat med ",
    "WhatsApp-keskustelu: ",
    "Chat WhatsApp con ",
    "Chat WhatsApp s uživatelem ",
    "Чат WhatsApp с ",
    "Чат WhatsApp із ",
    "Chat de WhatsApp amb ",
    "Czat WhatsApp z ",
    "Conversație WhatsApp cu ",
    "Chat WhatsApp dengan ",
    "Συνομιλία WhatsApp με ",
    "דו שיח עם ",
    "محادثة واتساب مع ",
)
_TITLE_PATTERNS = (
    re.compile(r"^与(?P<title>.+?)的 ?WhatsApp ?聊天"),
    re.compile(r"^與(?P<title>.+?)的 ?WhatsApp ?對話"),
    re.compile(r"^WhatsApp ?(?:ile|-) (?P<title>.+?) (?:arasındaki )?sohbet", re.IGNORECASE),
    re.compile(r"^WhatsAppで(?P<title>.+?)とチャット"),
    re.compile(r"^(?P<title>.+?)(?:님)?과 카카오톡"),
)


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
    archive: Archive | None = None
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
    archive: Archive | None = None

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
    content = ExportContent(file_name, stream, size, archive)
    source = None if size == 0 or (archive and _is_named_by_whatsapp(archive)) else source_of(content)
    if source is not None:
        chats = tuple(source.read(content, options))
        if source.name in SOURCES:
            return ReadFile(source.name, chats, archive)
        return ReadFile("other", tuple(replace(c, key=c.key and f"{source.name} {c.key}") for c in chats), archive)
    opened = open_export(stream, size, file_name)
    chat = parse_chat(opened.text, options)
    title = title_of_name(opened.text_name or "") or title_of_name(file_name) or chat.title
    media = {e.base_name: e.name for e in opened.attachments}
    return ReadFile("whatsapp", (SourceChat(replace(chat, title=title), None, media),), opened.archive)


def _is_named_by_whatsapp(archive: Archive) -> bool:
    """Whether the top of an archive holds the text of a chat under a name that phones give it."""
    texts = [e for e in archive.entries if "/" not in e.name and e.name.casefold().endswith(".txt")]
    named = [e for e in texts if e.name.casefold() == "_chat.txt" or title_of_name(e.name) is not None]
    return any(_reads_like_a_chat(archive, e) for e in named)


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
    archive = open_archive(stream, size)
    entry = _chat_entry(archive, file_name)
    rest = tuple(e for e in archive.entries if e.number != entry.number)
    return OpenedExport(archive.read(entry), entry.base_name, archive, rest)


def _chat_entry(archive: Archive, file_name: str) -> Entry:
    """The entry that holds the chat: `_chat.txt`, else a known name, else the one text that reads like a chat."""
    texts = [e for e in archive.entries if e.name.casefold().endswith(".txt")]
    exact = [e for e in texts if e.base_name.casefold() == "_chat.txt"]
    if len(exact) == 1:
        return exact[0]
    stem = PurePosixPath(file_name).stem.casefold()
    named = [e for e in texts if title_of_name(e.base_name) is not None]
    for candidates in (named, [e for e in texts if e not in named]):
        chats = [e for e in candidates if _reads_like_a_chat(archive, e)]
        if len(chats) > 1:
            chats = [e for e in chats if e.base_name.casefold().removesuffix(".txt") == stem] or _owners(archive, chats)
        if len(chats) == 1:
            return chats[0]
        if chats:
            raise SeveralChatsInside(len(chats))
    if len(texts) == 1:
        raise NotAChat
    raise NoChatInside(len(archive.entries))


def _reads_like_a_chat(archive: Archive, entry: Entry) -> bool:
    head = b""
    for piece in archive.chunks(entry):
        head += piece[:PEEK_BYTES]
        if len(head) >= PEEK_BYTES:
            break
    return detect_layout(normalize_bytes(head).utf8.decode("utf-8", "replace")) is not None


def _owners(archive: Archive, chats: Sequence[Entry]) -> list[Entry]:
    """Of several chats, the one that names all the others; all, where there is none or too much to read."""
    if sum(e.byte_count for e in chats) > MAX_ENTRY_BYTES:
        return list(chats)
    owners = [e for e in chats if _names_all(archive, e, {o.base_name.encode() for o in chats if o is not e})]
    return owners if len(owners) == 1 else list(chats)


def _names_all(archive: Archive, entry: Entry, names: set[bytes]) -> bool:
    """Whether a text names all of some files; read in pieces."""
    missing, rest = set(names), b""
    overlap = max(map(len, names))
    for piece in archive.chunks(entry):
        window = rest + piece
        missing = {name for name in missing if name not in window}
        rest = window[-overlap:]
    return not missing


def title_of_name(file_name: str) -> str | None:
    """The chat's title in the name that the phone gives an export, or None where the name follows no known form."""
    stem = re.sub(r"\.(?:zip|txt)$", "", file_name.strip(), flags=re.IGNORECASE)
    stem = re.sub(r" ?\(\d+\)$", "", stem)
    for prefix in _TITLE_PREFIXES:
        if stem.casefold().startswith(prefix.casefold()):
            return stem[len(prefix) :].strip() or None
    for pattern in _TITLE_PATTERNS:
        found = pattern.match(stem)
        if found:
            return found["title"].strip() or None
    return None


@dataclass(frozen=True)
class FileChat:
    """One conversation of a file, and what the file is.

    Attributes:
        number: which of the files it is in, from 1.
        source: the program that wrote it.
        byte_count: length of the file.
        attachment_names: names of the conversation's files; None for a bare text, which can hold none.
        time_zone: the zone of its clock, where the export names one.
    """

    number: int
    source: str
    chat: ParsedChat
    byte_count: int
    attachment_names: frozenset[str] | None
    time_zone: str | None


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
    )


def read_files(paths: Sequence[str | Path], time_zone: str = "UTC", locale: str | None = None) -> list[FileChat]:
    """The conversations of each export, in the order given; a file that leaves the order of dates open follows others.

    Args: as for `read_chat`.

    Raises:
        ExportRefused: one of its kinds; `detail_for_terminal` is the file's path.
    """
    options = ReadOptions(time_zone, locale)
    files = [_read_file(number, Path(path), options) for number, path in enumerate(paths, 1)]
    hinted = with_hint(options, (c.chat.report for chats in files for c in chats))
    if hinted != options:
        files = [
            _read_file(chats[0].number, Path(path), hinted) if chats[0].chat.report.is_date_order_open else chats
            for path, chats in zip(paths, files, strict=True)
        ]
    return [chat for chats in files for chat in chats]


def _read_file(number: int, path: Path, options: ReadOptions) -> list[FileChat]:
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, io.SEEK_END)
            if size > MAX_TEXT_BYTES:  # an archive's own limit is lower
                raise ExportTooLarge("file", size, MAX_TEXT_BYTES)
            found = read_export(stream, size, path.name, options)
            if not found.chats:
                raise NobodySpeaks
            return [
                FileChat(number, found.source, c.chat, size, frozenset(c.media) if found.archive else None, c.time_zone)
                for c in found.chats
            ]
    except ExportRefused as refusal:
        refusal.detail_for_terminal = str(path)
        raise
