"""Finds words in a redacted text that are written like names: capitalised ones, and those with an honorific."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from egregora_assets.redaction.lexicon.word_files import read_words
from egregora_assets.redaction.names.contexts import starts_sentence
from egregora_assets.redaction.placeholders import PLACEHOLDER
from egregora_assets.redaction.spans import Span

_CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŐŘŚŞŠŢŤŪŮŰŲŹŻŽА-ЯЁЄІЇҐΑ-ΩΆΈΉΊΌΎΏ"
_SMALL = "a-zß-öø-ÿāăąćčďđēėęěğģīįıķĺļľłńņňőřśşšţťūůűųźżžа-яёєіїґα-ωά-ώ"
_WORD = re.compile(rf"(?<![\w@#/.\-\[’'])[{_CAPITAL}][{_SMALL}]+(?:['’-]?[{_CAPITAL}]?[{_SMALL}]+)*(?![\w@/]|\.\w)")
_WITH_HONORIFIC = re.compile(
    "|".join(
        (
            r"(?P<ja>[\u30a0-\u30ff\u4e00-\u9fff]{1,4}|[\u3041-\u3096]{2,4})(?:さん|くん|君|ちゃん|先生)",
            r"(?P<ko>[\uac00-\ud7a3]{2,3})(?:씨|님)(?![\uac00-\ud7a3])",
            r"(?:يا|أبو|ابو|السيد|السيدة|الأستاذ|الاستاذ|خالة|عمو) (?P<ar>[\u0621-\u064a]{3,})",
            r"(?:מר|גברת|דוד|דודה) (?P<he>[\u05d0-\u05ea]{2,})",
            r"(?P<hi>[\u0900-\u097f]{2,}) (?:जी|भाई|दीदी|साहब)",
        )
    )
)
_LETTERS = re.compile(r"[a-z]+")
_REACH = 16


@dataclass(frozen=True)
class NameLikeWord(Span):
    """A word that is written like a name, or that an honorific marks as one (in scripts without capitals)."""

    has_honorific: bool


def find_name_like_words(text: str) -> Iterator[NameLikeWord]:
    """Find the words that are written like names and are no pseudonyms or placeholders."""
    taken = [Span(*m.span()) for m in PLACEHOLDER.finditer(text)] if "[" in text else []
    for match in _WORD.finditer(text):
        start, end = match.span()
        end -= 2 if match.group()[-2:] in ("'s", "’s") else 0
        if not _is_half_of_pseudonym(text, start, end) and not any(s.overlaps(start, end) for s in taken):
            yield NameLikeWord(start, end, False)
    if not text.isascii():
        for match in _WITH_HONORIFIC.finditer(text):
            yield NameLikeWord(*match.span(match.lastgroup or 0), True)


def _is_half_of_pseudonym(text: str, start: int, end: int) -> bool:
    """Whether a word is half of a pseudonym: `Quiet` before `Otter`, or `Otter` after `Quiet`."""
    adjectives, nouns = read_words("pseudonym_adjectives"), read_words("pseudonym_nouns")
    word = text[start:end].lower()
    if word in adjectives:
        following = _LETTERS.search(text[end : end + _REACH].lower())
        return following is not None and following.group() in nouns
    before = (text[max(0, start - _REACH) : start].lower().split() or [""])[-1].lstrip("@\"'([*_~")
    return (word in nouns or word.removesuffix("s") in nouns) and before in adjectives


def is_telling_capital(text: str, start: int, language: str | None) -> bool:
    """Whether a capital here speaks for a name: inside a sentence, and in German not after an article."""
    if starts_sentence(text, start):
        return False
    before = (text[max(0, start - _REACH) : start].split() or [""])[-1].lower()
    return language != "de" or before not in read_words("german_articles")
