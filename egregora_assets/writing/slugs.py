"""Addresses of documents: ASCII, short, unique, and fixed once given."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.language.folding import fold_word

_WORDS = re.compile(r"[a-z0-9]+")
_LONGEST = 60
_DATE = re.compile(r"\d{4}-\d\d-\d\d-?")
_NUMBER = re.compile(r"-\d+$")


class SaidWords:
    """What is said in each window, as addresses spell it.

    Args:
        messages: `window_id`, `chat_id`, `text` of all that may be read.
        silent_chats: conversations of which somebody opted out.
    """

    def __init__(self, messages: pa.Table, silent_chats: Collection[str]) -> None:
        self._messages, self._silent_chats = messages, silent_chats

    def hold(self, chat_id: str, window_id: str, slug: str) -> bool:
        """Whether the words of a dated slug may still be read in its window, so that the slug gives nothing away.

        Where nobody opted out, each word by itself is enough: a title may be made of subjects.
        """
        words = _DATE.sub("", slug, count=1)
        if not words:
            return True
        own = self._messages.filter(pc.equal(self._messages["window_id"], pa.scalar(window_id)))
        said = "--".join(f"-{'-'.join(_list_words(text or ''))}" for text in own["text"].to_pylist())
        if any(f"-{form}" in said for form in (words, _NUMBER.sub("", words))):
            return True
        return chat_id not in self._silent_chats and set(_NUMBER.sub("", words).split("-")) <= set(said.split("-"))


def _list_words(text: str) -> list[str]:
    return _WORDS.findall(fold_word(text).replace("'", ""))


def make_slug(text: str) -> str:
    """The text's words in lower-case ASCII with hyphens, at most 60 characters, whole words; may be empty."""
    slug = ""
    for word in _list_words(text):
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > _LONGEST:
            break
        slug = longer
    return slug or "".join(_WORDS.findall(fold_word(text)))[:_LONGEST]


def make_dated_slug(moment: datetime, text: str) -> str:
    """The day, then the words: `2024-01-08-deposit-and-keys`."""
    words = make_slug(text)
    date = f"{moment.year:04d}-{moment.month:02d}-{moment.day:02d}"
    return f"{date}-{words}" if words else date


def make_unique_slug(wanted: str, taken: Collection[str]) -> str:
    """The wanted slug, or the first of `-2`, `-3`, … that is not taken."""
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
