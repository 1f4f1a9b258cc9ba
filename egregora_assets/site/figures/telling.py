"""The word and the emoji of a month: what is frequent in it, and rarer in the others."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from functools import cache
from typing import NamedTuple

from egregora_assets.language import load_languages
from egregora_assets.language.aligned import fold_in_place
from egregora_assets.language.words import fold_stop_words
from egregora_assets.site.figures.model import MonthSigns
from egregora_assets.site.statistics_model import ANONYMOUS_CROWD

_LIFT = 1.5
"""How much more frequent a word is in its month than over all, at least."""
_FEWEST_SIGNS = 3
_LETTERS = re.compile(r"[^\W\d_]+")
_BASE = "[\U0001f1e6-\U0001f1ff]{2}|[\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001f1e5\U0001f200-\U0001faff]"
_JOINED = "(?:\ufe0f|[\U0001f3fb-\U0001f3ff])*"
_EMOJI = re.compile(f"(?:{_BASE}){_JOINED}(?:\u200d(?:{_BASE}){_JOINED})*")
_TONE = re.compile("[\U0001f3fb-\U0001f3ff]")


class WordCount(NamedTuple):
    """How often a word was written in a month and over all, and how many words were, in the month and over all."""

    month: dt.date
    word: str
    use_count: int
    total: int
    month_size: int
    size: int


class SignCount(NamedTuple):
    """Emoji as they stood side by side, how often in a month by one person; None where that is not known."""

    month: dt.date
    person_id: str | None
    run: str
    use_count: int


def choose_month_signs(
    words: Iterable[WordCount],
    signs: Iterable[SignCount],
    names: Iterable[str],
    is_laughter: Callable[[str], bool],
) -> tuple[MonthSigns, ...]:
    """The word and the emoji of each month that has one, by month.

    Args:
        words: those that enough people wrote.
        names: of everybody who takes part; no part of one is a word of a month.
        is_laughter: whether a word is nothing else.
    """
    hidden = {fold_in_place(part) for name in names for part in _LETTERS.findall(name)}
    chosen = _choose_words(words, lambda word: _says_something(word, hidden) and not is_laughter(word))
    emoji = _choose_emoji(signs)
    months = sorted(chosen.keys() | emoji.keys())
    return tuple(MonthSigns(month, chosen.get(month, ""), emoji.get(month, "")) for month in months)


def split_emoji(run: str) -> list[str]:
    """The emoji of a run, each whole; the colour of skin is left out, as it may tell whose hand it is."""
    return [_TONE.sub("", found) for found in _EMOJI.findall(run)]


def _choose_words(words: Iterable[WordCount], is_telling: Callable[[str], bool]) -> dict[dt.date, str]:
    """The most telling word of each month: none where all are as frequent in the others."""
    best: dict[dt.date, tuple[float, int, str]] = {}
    for one in words:
        lift = (one.use_count / one.month_size) / (one.total / one.size)
        if lift < _LIFT or not is_telling(one.word):
            continue
        key = (-round(one.use_count * math.log(lift), 6), -one.use_count, one.word)
        best[one.month] = min(best.get(one.month, key), key)
    return {month: word for month, (_, _, word) in best.items()}


def _choose_emoji(signs: Iterable[SignCount]) -> dict[dt.date, str]:
    """The most telling emoji of each month that enough people used; with one month, the most frequent."""
    counts: dict[dt.date, Counter[str]] = defaultdict(Counter)
    people: dict[tuple[dt.date, str], set[str]] = defaultdict(set)
    for one in signs:
        for emoji in split_emoji(one.run):
            counts[one.month][emoji] += one.use_count
            if one.person_id:
                people[one.month, emoji].add(one.person_id)
    total = Counter[str]()
    for found in counts.values():
        total.update(found)
    size = total.total()
    chosen = {}
    for month, found in counts.items():

        def rank(emoji: str, found: Counter[str] = found) -> tuple[float, int, str]:
            lift = (found[emoji] / found.total()) / (total[emoji] / size)
            return -round(found[emoji] * math.log(lift), 6), -found[emoji], emoji

        enough = [e for e in found if found[e] >= _FEWEST_SIGNS and len(people[month, e]) >= ANONYMOUS_CROWD]
        if enough:
            chosen[month] = min(enough, key=rank)
    return chosen


def _says_something(word: str, hidden: Collection[str]) -> bool:
    """Whether a word is no stop word of any language and no part of a name."""
    folded = fold_in_place(word)
    return not (folded in hidden or folded in _list_empty_words())


@cache
def _list_empty_words() -> frozenset[str]:
    """Words that say nothing alone, of all languages: many a chat mixes them."""
    said = set(fold_stop_words(None))
    for language in load_languages().values():
        for listed in (language.words.function_words, language.words.fillers, language.words.openers):
            said |= {fold_in_place(part) for word in listed for part in _LETTERS.findall(word)}
    return frozenset(said)
