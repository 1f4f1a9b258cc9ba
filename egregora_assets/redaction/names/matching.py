"""Finds participants in running text, however they are spelled.

All texts of a chat are folded (`language.folding` keeps offsets) and read once by an automaton that holds every variant
of every name with a space before it. What it finds is judged by its surroundings: where the word ends, whether it is
capitalised, whether the chat itself uses it as an ordinary word. Texts with stretched letters, camel case, spaced
letters, hashtags or invisible characters are read a second time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from egregora_assets.language.aligned import View, drop_hidden_characters, fold_in_place, has_hidden_characters
from egregora_assets.redaction.joined_texts import JoinedTexts
from egregora_assets.redaction.names.contexts import is_joined_to_name
from egregora_assets.redaction.names.glued import GluedNames
from egregora_assets.redaction.names.judging import MIN_CALLED, count_usage, judge_hit
from egregora_assets.redaction.names.near_names import NearNames
from egregora_assets.redaction.names.patterns import Hit, NamePattern, PatternScanner, Person, build_patterns
from egregora_assets.redaction.names.spans import NameSpan, merge_spans
from egregora_assets.redaction.names.variants import Strength
from egregora_assets.redaction.names.views import (
    close_spaced_letters,
    is_stretched,
    mark_camel_case,
    mark_spaced,
    mark_stretched,
    split_camel_case,
    squeeze,
    squeeze_view,
)
from egregora_assets.redaction.names.words import ChatWords, Usage

_MIN_IN_HASHTAG = 5
_TAG = re.compile(r"#(\w+)")


Occurrence = tuple[int, int, int, NamePattern]
"""A pattern in a reading: number of the text, start, end."""


@dataclass(frozen=True)
class _Reading:
    """Further readings of some texts: their numbers, the readings, and these folded and joined."""

    numbers: list[int]
    views: list[View]
    texts: list[str]
    folded: JoinedTexts

    @classmethod
    def of_views(cls, views: Mapping[int, View]) -> _Reading:
        texts = [view.text for view in views.values()]
        return cls(list(views), list(views.values()), texts, JoinedTexts([fold_in_place(t) for t in texts]))


class NameMatcher:
    """Finds the people of one chat in its texts.

    Args:
        people: the roster, in a fixed order.
        language: the chat's main language, which decides which words are ordinary; None = those of any language.
        further: patterns of words that people in the roster are known to be called.
    """

    def __init__(self, people: Sequence[Person], language: str | None, further: Iterable[NamePattern] = ()) -> None:
        self.people = tuple(people)
        self.kept_words: frozenset[str] = frozenset()
        """Folded words of names that the last `find` judged ordinary words somewhere; the leak scan does, too."""
        self.usage = Usage()
        """How the chat writes doubtful words, as the last `find` knew it."""
        known = {p.text: p for p in build_patterns(self.people, ChatWords(language))}
        patterns = list((known | {p.text: p for p in further}).values())
        single = {p.text for p in patterns if p.strength > Strength.GUESSED and " " not in p.text}
        self._words = ChatWords(language, single)
        self._near = NearNames(self.people, self._words, single)
        self._glued = GluedNames(patterns, self._near)
        self._bounded = PatternScanner([p for p in patterns if not p.is_unbounded], prefix=" ")
        self._unbounded = PatternScanner([p for p in patterns if p.is_unbounded], prefix="")
        self._in_hashtags = PatternScanner([p for p in patterns if _may_be_in_hashtag(p)], prefix="")
        stretchable = {
            squeeze(p.text): p for p in reversed(patterns) if p.strength > Strength.GUESSED and len(p.text) > 2
        }
        self._stretched = PatternScanner(list(stretchable.values()), prefix=" ", spellings=list(stretchable))

    def find(
        self, texts: Sequence[str], folded: JoinedTexts | None = None, widen: Callable[[Usage], Usage] | None = None
    ) -> list[list[NameSpan]]:
        """Find where each text names somebody.

        The texts are judged together: how the chat writes a word decides whether it is a name.

        Args:
            texts: as exported.
            folded: the same texts, folded and joined, where the caller has them.
            widen: gives the usage of the whole chat for that of these texts, where the chat has others.

        Returns: for each text its spans, by place and without overlap.
        """
        if not texts:
            return []
        hits = list(self._find_hits(texts, folded or JoinedTexts([fold_in_place(t) for t in texts])))
        usage = self.usage = widen(count_usage(hits, texts)) if widen else count_usage(hits, texts)
        named: list[list[Hit]] = [[] for _ in texts]
        doubtful: list[Hit] = []
        kept: set[str] = set()
        for hit in hits:
            judged = judge_hit(hit, texts[hit.text], self._words, usage)
            if judged is not None:
                named[hit.text].append(judged)
                continue
            kept.add(hit.pattern.text)
            if hit.pattern.strength > Strength.GUESSED and len(hit.pattern.text) >= MIN_CALLED:
                doubtful.append(hit)
        for hit in doubtful:
            near = named[hit.text]
            if near and is_joined_to_name(texts[hit.text], hit.start, hit.end, [(h.start, h.end) for h in near]):
                near.append(hit)
        self.kept_words = frozenset(kept)
        return [merge_spans(found, text) if found else [] for found, text in zip(named, texts, strict=True)]

    def find_in_text(self, text: str) -> list[NameSpan]:
        """Find where one text names somebody, without the help of other texts of the chat."""
        return self.find([text])[0]

    def _find_hits(self, texts: Sequence[str], folded: JoinedTexts) -> Iterator[Hit]:
        raw = JoinedTexts(texts)
        camel = raw.find_texts(mark_camel_case(raw.code_points()))
        spaced = folded.find_texts(mark_spaced(folded.code_points()))
        readings = [
            _Reading.of_views({i: drop_hidden_characters(t) for i, t in enumerate(texts) if has_hidden_characters(t)}),
            _Reading.of_views({i: split_camel_case(texts[i]) for i in camel}),
            _Reading.of_views({i: v for i in spaced if (v := close_spaced_letters(texts[i])) is not None}),
        ]
        words = set(folded.joined.split()).union(*(r.folded.joined.split() for r in readings))
        near = PatternScanner(self._near.find(words), prefix=" ")
        for number, start, end, pattern in self._scan(folded, texts, near):
            yield Hit(number, start, end, pattern)
        for reading in readings:
            for place, first, last, pattern in self._scan(reading.folded, reading.texts, near) if reading.texts else ():
                start, end = reading.views[place].span(first, last)
                yield Hit(reading.numbers[place], start, end, pattern)
        yield from self._scan_glued(folded, sorted(words))
        yield from self._scan_hashtags(texts)
        stretched = folded.find_texts(mark_stretched(folded.code_points()))
        yield from self._scan_stretched({i: squeeze_view(folded.texts[i]) for i in stretched}, texts)

    def _scan(self, folded: JoinedTexts, texts: Sequence[str], near: PatternScanner) -> Iterator[Occurrence]:
        for scanner in (self._bounded, near, self._unbounded):
            for number, start, end, pattern in scanner.scan(folded):
                if pattern.is_unbounded or _ends_word(folded.texts[number], texts[number], end):
                    yield number, start, end, pattern

    def _scan_glued(self, folded: JoinedTexts, words: Sequence[str]) -> Iterator[Hit]:
        """Names run together with what is said to or of them."""
        found = dict(self._glued.find_in_words(words))
        wholes = [NamePattern(word, name.persons, Strength.SURE, False, False) for word, (_, _, name) in found.items()]
        for number, start, end, whole in PatternScanner(wholes, prefix=" ").scan(folded):
            if folded.texts[number][end : end + 1] in ("", " "):
                first, last, name = found[whole.text]
                yield Hit(number, start + first, start + last, name)

    def _scan_hashtags(self, texts: Sequence[str]) -> Iterator[Hit]:
        """Names inside hashtags, which run words together."""
        known: dict[str, list[tuple[int, int, NamePattern]]] = {}
        for number, text in enumerate(texts):
            for tag in _TAG.finditer(text) if "#" in text else ():
                folded = fold_in_place(tag[1])
                if folded not in known:
                    known[folded] = self._find_in_hashtag(folded)
                for start, end, pattern in known[folded]:
                    yield Hit(number, tag.start(1) + start, tag.start(1) + end, pattern)

    def _find_in_hashtag(self, folded: str) -> list[tuple[int, int, NamePattern]]:
        found = [(start, end, pattern) for _, start, end, pattern in self._in_hashtags.scan(JoinedTexts([folded]))]
        glued = self._glued.find_in_hashtag(folded)
        return found if glued is None else [*found, glued]

    def _scan_stretched(self, views: Mapping[int, View], texts: Sequence[str]) -> Iterator[Hit]:
        if not views:
            return
        numbers = list(views)
        for place, start, end, pattern in self._stretched.scan(JoinedTexts([views[n].text for n in numbers])):
            view, text = views[numbers[place]], texts[numbers[place]]
            first = view.offsets[start]
            last = view.offsets[end] if end < len(view.offsets) else len(text)
            if _ends_word(view.text, view.text, end) and is_stretched(fold_in_place(text[first:last]), pattern.text):
                yield Hit(numbers[place], first, last, pattern)


def _may_be_in_hashtag(pattern: NamePattern) -> bool:
    """Whether a name is long and unusual enough to be searched for inside a hashtag."""
    is_word = pattern.strength == Strength.SURE and " " not in pattern.text
    return is_word and not pattern.is_ordinary and len(pattern.text) >= _MIN_IN_HASHTAG


def _ends_word(folded: str, text: str, end: int) -> bool:
    """Whether a name ends here: before no letter, before a possessive s, or before a capital inside a word."""
    following = folded[end : end + 2].ljust(2)
    if following[0] == " ":
        return True
    if following == "s " and folded[end - 1] != "s":
        return True
    return text[end - 1].islower() and text[end].isupper()
