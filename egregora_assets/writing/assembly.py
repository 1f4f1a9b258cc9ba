"""From rows to the conversations that a writer reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pyarrow as pa

from egregora_assets.language.frames.model import Language
from egregora_assets.language.frames.registry import language_named, main_language
from egregora_assets.writing.conversation import Conversation, Link, Message, Person, Picture, Window

_SAMPLE = 3000
"""Messages, the earliest ones, that decide a conversation's language where nothing names it."""


@dataclass(frozen=True)
class Sources:
    """The rows that a writer's reading is put together from, as `expressions` orders them.

    Args:
        windows, chats, authors, redactions: as in the contracts; telling, links, media, passages: see `expressions`.
        language_code: the language that the operator chose for the site, if any.
    """

    chats: pa.Table
    authors: pa.Table
    windows: pa.Table
    telling: pa.Table
    redactions: pa.Table
    links: pa.Table
    media: pa.Table
    passages: pa.Table
    language_code: str | None = None


def _values(table: pa.Table, column: str) -> list[Any]:
    """A column's values."""
    values: list[Any] = table[column].to_pylist()
    return values


def _nanoseconds(table: pa.Table, column: str) -> list[int]:
    """A column's instants as nanoseconds since 1970."""
    instants: list[Any] = table[column].cast(pa.timestamp("ns")).cast(pa.int64()).to_pylist()
    return instants


def _grouped(table: pa.Table, key: str) -> dict[str, list[dict[str, Any]]]:
    """Rows by the value of a column, in their order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in table.to_pylist():
        found.setdefault(str(row[key]), []).append(row)
    return found


def messages_of(sources: Sources) -> dict[str, list[Message]]:
    """By window, its messages in order with all that hangs on them."""
    telling = sources.telling
    redactions = _grouped(sources.redactions, "message_id")
    placeholders = {k: tuple(str(r["placeholder"]) for r in rows) for k, rows in redactions.items()}
    links = {
        k: tuple(Link(r["url"], r["host"], r["title"]) for r in rows)
        for k, rows in _grouped(sources.links, "message_id").items()
    }
    pictures = {
        k: tuple(Picture(r["media_id"], r["media_type"], r["description"] or "") for r in rows)
        for k, rows in _grouped(sources.media, "message_id").items()
    }
    local_times = telling["local_time"].cast(pa.timestamp("us")).to_pylist()
    columns = (_values(telling, n) for n in ("window_id", "message_id", "author_id", "position", "kind", "text"))
    messages: dict[str, list[Message]] = {}
    for window, message, author, position, kind, text, sent_at, local in zip(
        *columns, _nanoseconds(telling, "sent_at"), local_times, strict=True
    ):
        messages.setdefault(window, []).append(
            Message(
                message,
                author or "",
                sent_at,
                local,
                position,
                kind,
                text or "",
                placeholders.get(message, ()),
                links.get(message, ()),
                pictures.get(message, ()),
            )
        )
    for written in messages.values():
        written.sort(key=lambda m: m.order)
    return messages


def _passages(sources: Sources, messages: Mapping[str, Sequence[Message]]) -> dict[str, list[tuple[Message, ...]]]:
    """By window, the earlier passages that retrieval found, best first."""
    rows = sources.passages
    found: dict[str, list[tuple[Message, ...]]] = {}
    spans = zip(
        _values(rows, "window_id"),
        _values(rows, "passage_window_id"),
        _nanoseconds(rows, "first_sent_at"),
        _nanoseconds(rows, "last_sent_at"),
        _values(rows, "rank"),
        strict=True,
    )
    for window, source, first, last, _ in sorted(spans, key=lambda s: (s[0], s[4], s[1], s[2])):
        passage = tuple(m for m in messages.get(source, ()) if first <= m.sent_at <= last)
        if passage:
            found.setdefault(window, []).append(passage)
    return found


def language_of(code: str | None, chosen: str | None, texts: Iterable[str]) -> Language:
    """A conversation's language: as the operator chose, as the chat is marked, else as it is written."""
    return language_named(chosen) or language_named(code) or main_language(texts, None)


def conversations_of(sources: Sources) -> list[Conversation]:
    """Every conversation that has windows, in order of chat_id; windows in order of their start."""
    messages = messages_of(sources)
    passages = _passages(sources, messages)
    people: dict[str, dict[str, Person]] = {}
    for row in sources.authors.to_pylist():
        name = str(row.get("public_name") or row["pseudonym"])
        person = Person(str(row["author_id"]), name, str(row["pseudonym"]), bool(row["is_opted_out"]))
        people.setdefault(str(row["chat_id"]), {})[person.author_id] = person
    starts, ends = _nanoseconds(sources.windows, "window_start"), _nanoseconds(sources.windows, "window_end")
    ids = zip(_values(sources.windows, "chat_id"), starts, _values(sources.windows, "window_id"), ends, strict=True)
    codes = {str(row["chat_id"]): row.get("language") for row in sources.chats.to_pylist()}
    found = []
    for chat_id, group in groupby(sorted(ids), key=lambda w: w[0]):
        windows = tuple(
            Window(window_id, chat_id, start, end, tuple(messages[window_id]), tuple(passages.get(window_id, ())))
            for _, start, window_id, end in group
            if messages.get(window_id)
        )
        texts = [m.text for w in windows for m in w.messages if m.author_id][:_SAMPLE]
        language = language_of(codes.get(chat_id), sources.language_code, texts)
        found.append(Conversation(chat_id, language, people.get(chat_id, {}), windows))
    return found
