"""Redacts what participants write as notes in the chat, by all that the chat tells: as if it were its next message."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from egregora_assets.contracts.vocabularies import WITHHELD
from egregora_assets.redaction.conversation import RawChat, RedactedChat, RedactionOptions
from egregora_assets.redaction.kept.chat_state import EarlierChat
from egregora_assets.redaction.long_texts import can_be_redacted
from egregora_assets.redaction.redactor import Redactor

_MARKS = re.compile(r"[*_~`\\]")
"""Signs of Markdown that no page shows, which may stand inside a word."""
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
FindInTexts = Callable[[Sequence[str], str | None], Mapping[int, Any]]


def redact_notes(
    notes: Iterable[Mapping[str, Any]],
    raw: RawChat,
    chat: RedactedChat,
    options: RedactionOptions,
    find_in_texts: FindInTexts,
) -> list[dict[str, Any]]:
    """The notes of a chat as they may be published, in order; without those that say nothing.

    Args:
        notes: rows with `text`, which is Markdown.
        raw, chat: the chat as it is and as it was redacted, as a whole or by its further messages: the notes are the
            same.
        find_in_texts: what the leak scan finds in texts of the chat; a note in which it finds something is withheld.

    Returns: the rows with their `chat_id` and redacted text.
    """
    written = [row for row in notes if row["text"].strip()]
    if not written:
        return []
    choices = options.choices.limit_to_chat(raw.chat_id)
    earlier, elsewhere = EarlierChat(chat.state, ()), chat.elsewhere.values
    redactor = Redactor(chat.known.people, chat.language, options.regions, raw.titles, choices, elsewhere, earlier)
    found = []
    for row in written:
        text = redactor.redact_alone(row["text"]).text if can_be_redacted(row["text"]) else WITHHELD
        is_clean = not find_in_texts(list_shown_forms(text), raw.chat_id)
        found.append({**row, "chat_id": raw.chat_id, "text": text if is_clean else WITHHELD})
    return found


def list_shown_forms(text: str) -> list[str]:
    """Markdown as it is written, as a page shows it, and without its signs: each is looked through for names."""
    shown = _HIDDEN.sub("", html.unescape(text))
    return [text, shown, _MARKS.sub("", shown)]
