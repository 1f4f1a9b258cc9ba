"""The conversations of this folder as the writer reads them: read, redacted and linked in memory."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any

from egregora_assets.language.files import load_languages
from egregora_assets.redaction.placeholders import RedactedText
from egregora_assets.writing.conversation import Conversation, Link, Message, Person, Picture, Reaction, Window
from egregora_assets.writing.drafts import Draft
from egregora_assets.writing.embedded_writer import EmbeddedWriter
from egregora_assets_tests.readers.programs.source_reading import ReadFile, anonymised, read, rows_of
from egregora_assets_tests.writing.told_chat import CHAT_ID, KEY, NANOSECONDS

FOLDER = Path(__file__).parent
KINDS = tuple(sorted(facts.parent.name for facts in FOLDER.glob("*/facts.toml")))
_ADDRESS = re.compile(r"https?://\S+")
_PICTURES = {"jpg": "image", "png": "image", "mp4": "video"}


@dataclass(frozen=True)
class Reading:
    """A conversation, and what whoever was there knows of it.

    Attributes:
        facts: the labels of `facts.toml`.
        raw: the messages' texts as they were written, by message_id.
    """

    kind: str
    facts: Mapping[str, Any]
    conversation: Conversation
    raw: Mapping[str, str]

    def find(self, words: str) -> str:
        """The id of the first message with these words."""
        return next(message_id for message_id, text in self.raw.items() if words in text)


@cache
def reading_of(kind: str) -> Reading:
    """The conversation of a folder, in one window."""
    folder = FOLDER / kind
    facts = tomllib.loads((folder / "facts.toml").read_text(encoding="utf-8"))
    (export,) = (path for name in ("chat.txt", "result.json", "channel.json") if (path := folder / name).exists())
    file = read(export.read_bytes(), "WhatsApp Chat with us.txt" if export.suffix == ".txt" else export.name)
    conversation = _conversation_of(file, facts["languages"][0])
    rows = rows_of(file)
    raw = {KEY.uuid("message", str(place)): str(row["text"]) for place, row in enumerate(rows)}
    return Reading(kind, facts, conversation, raw)


@cache
def post_of(kind: str) -> Draft:
    """The post of the whole conversation."""
    post = EmbeddedWriter().write(reading_of(kind).conversation).windows[0].post
    assert post is not None
    return post


def halves_of(conversation: Conversation) -> Conversation:
    """The same in two windows."""
    (whole,) = conversation.windows
    middle = len(whole.messages) // 2
    parts = (whole.messages[:middle], whole.messages[middle:])
    windows = (replace(_window_of(part), number=number) for number, part in enumerate(parts))
    return replace(conversation, windows=tuple(windows))


def _conversation_of(file: ReadFile, language: str) -> Conversation:
    chat, _ = anonymised(file)
    relations = file.chats[0].chat.relations
    answered = relations.reply_rows if relations else {}
    keyed = {key: row for row, key in enumerate(relations.keys) if key} if relations else {}
    replies = {row: keyed[key] for row, key in (relations.reply_keys if relations else {}).items() if key in keyed}
    ids = dict(zip((row["author_name"] for row in rows_of(file)), chat.author_ids, strict=True))
    signs = relations.reactions if relations else {}
    messages = []
    for place, (row, text, author_id) in enumerate(zip(rows_of(file), chat.texts, chat.author_ids, strict=True)):
        to = {**answered, **replies}.get(place)
        put = tuple(Reaction(ids.get(s.author) or "", s.emoji, s.count) for s in signs.get(place, ()))
        messages.append(replace(_message_of(place, row, text, author_id, to), reactions=put))
    people = {i: Person(i, name, chat.pseudonyms[i]) for i, name in chat.public_names.items()}
    return Conversation(CHAT_ID, load_languages()[language], people, (_window_of(tuple(messages)),))


def _message_of(
    place: int, row: Mapping[str, Any], redacted: RedactedText, author_id: str | None, to: int | None
) -> Message:
    text = redacted.text
    ending = str(row["attachment_name"] or "").rpartition(".")[2]
    picture = Picture(KEY.uuid("media", str(place)), _PICTURES[ending]) if ending in _PICTURES else None
    moment = row["local_time"]
    return Message(
        KEY.uuid("message", str(place)),
        author_id or "",
        int(moment.replace(tzinfo=UTC).timestamp()) * NANOSECONDS,
        moment,
        place,
        row["kind"],
        text,
        tuple(r.placeholder for r in redacted.redactions),
        links=tuple(Link(url, url.split("/")[2]) for url in _ADDRESS.findall(text)),
        pictures=(picture,) if picture else (),
        reply_to="" if to is None else KEY.uuid("message", str(to)),
    )


def _window_of(messages: tuple[Message, ...]) -> Window:
    window_id = KEY.uuid("window", str(messages[0].sent_at))
    return Window(window_id, CHAT_ID, messages[0].sent_at, messages[-1].sent_at + 1, messages)
