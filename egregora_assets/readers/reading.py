"""Reads one export: which program wrote it, and its conversations."""

from __future__ import annotations

import io
from dataclasses import replace

from egregora_assets.contracts.vault import SOURCES
from egregora_assets.readers.advice import guess_program
from egregora_assets.readers.archive import MAX_TEXT_BYTES, describe_content
from egregora_assets.readers.exports import Export
from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.parts import PAGE_ENDINGS
from egregora_assets.readers.programs.content import HEAD_BYTES, ExportContent
from egregora_assets.readers.programs.registry import find_source
from egregora_assets.readers.refusals import ExportEmpty, ExportTooLarge, NoChatInside, NotAChat, NotAnArchive
from egregora_assets.readers.whatsapp.chat_text import find_chat_text, has_phone_name, read_title
from egregora_assets.readers.whatsapp.parser import parse_chat


def read_export(export: Export, options: ReadOptions | None = None) -> list[Export]:
    """The conversations of an export of any known program, which is recognised by its content.

    An archive in which WhatsApp named a text is WhatsApp's, whatever was attached to it; then every adapter is asked;
    what none of them recognises is read as WhatsApp's.

    Args:
        export: one that `find_exports` found; it must still be open.
        options: time zone and locale.

    Returns: one for each conversation, in the program's order, with `source`, `chat`, `title`, `chat_key`, `media`.

    Raises:
        ExportRefused: one of its kinds.
        SourceUnusable: an installed adapter cannot be loaded.
    """
    if export.refusal is not None:
        raise export.refusal
    options = options or ReadOptions()
    if not _has_phone_text(export):
        found = _read_by_adapter(export, options)
        if found is not None:
            return found
    try:
        return [_read_whatsapp(export, options)]
    except NotAChat:
        raise NotAChat(_guess_program(export)) from None
    except NoChatInside as refusal:
        raise NoChatInside(refusal.entry_count, _guess_program(export)) from None


def _guess_program(export: Export) -> str:
    """The program that an export which cannot be read seems to come from."""
    if export.parts is None:
        assert export.stream is not None
        export.stream.seek(0)
        return guess_program(export.stream.read(HEAD_BYTES))
    pages = [e for e in export.parts.entries if e.name.casefold().endswith((*PAGE_ENDINGS, ".json", ".db"))]
    head = export.parts.read_head(pages[0], HEAD_BYTES) if pages else b""
    return guess_program(head, "\n".join(e.name for e in export.parts.entries))


def _read_by_adapter(export: Export, options: ReadOptions) -> list[Export] | None:
    """What the adapter that recognises an export reads in it; None where there is no such adapter."""
    stream = export.stream or io.BytesIO()
    content = ExportContent(export.name, stream, 0 if export.parts else export.byte_count, export.parts)
    source = find_source(content) if content.size or content.archive else None
    if source is None:
        return None
    name = source.name if source.name in SOURCES else "other"
    return [
        replace(
            export,
            source=name,
            chat=found.chat,
            title=found.chat.title,
            chat_key=found.key if name == source.name or not found.key else f"{source.name} {found.key}",
            time_zone=found.time_zone,
            media=dict(found.media),
        )
        for found in source.read(content, options)
    ]


def _read_whatsapp(export: Export, options: ReadOptions) -> Export:
    """WhatsApp's conversation; its title is that of a file's name, else that of the content."""
    if export.parts is None:
        chat = parse_chat(_read_text(export), options)
        title = read_title(export.name) or chat.title
        return replace(export, source="whatsapp", chat=replace(chat, title=title), title=title)
    text = export.text if export.text and _has_phone_text(export) else find_chat_text(export.parts, export.name)
    chat = parse_chat(export.parts.read(text), options)
    title = read_title(text.base_name) or read_title(export.name) or chat.title
    media = {e.base_name: e.name for e in export.parts.entries if e.number != text.number}
    return replace(export, source="whatsapp", chat=replace(chat, title=title), title=title, media=media)


def _has_phone_text(export: Export) -> bool:
    """Whether the top of an archive or folder holds the text of a chat under a name that phones give it."""
    return export.text is not None and "/" not in export.text.name and has_phone_name(export.text)


def _read_text(export: Export) -> bytes:
    """The bytes of a single file.

    Raises:
        ExportEmpty, NotAnArchive, ExportTooLarge: it cannot be the text of a chat.
    """
    assert export.stream is not None
    if export.byte_count == 0:
        raise ExportEmpty
    export.stream.seek(0)
    if export.name.casefold().endswith(".zip"):
        raise NotAnArchive(describe_content(export.stream.read(16)))
    if export.byte_count > MAX_TEXT_BYTES:
        raise ExportTooLarge("file", export.byte_count, MAX_TEXT_BYTES)
    return export.stream.read()
