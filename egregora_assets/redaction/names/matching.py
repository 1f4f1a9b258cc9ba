"""Finds participants in running text, however they are spelled.

All texts of a chat are folded (folding.py keeps offsets) and read once by an automaton that holds every variant of
every name with a space before it; what it finds is then judged by its surroundings: where the word ends, whether it is
capitalised, whether the chat itself uses it as an ordinary word. A second look goes to texts with stretched letters,
camel case or invisible characters.
"""

# ruff: noqa: SIM905 - lists of words are easier to read and to compare as text

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

from egregora_assets.language.folding import View, fold, hides_characters, visible_view
from egregora_assets.language.words import fold_stop_words
from egregora_assets.redaction.joined_texts import JoinedTexts
from egregora_assets.redaction.lexicon.ordinary_words import ROLE_WORDS, ordinary_words
from egregora_assets.redaction.lexicon.pet_names import PET_NAMES_THAT_ARE_WORDS
from egregora_assets.redaction.names.contexts import (
    is_addressed,
    is_called,
    is_joined_to_name,
    is_shouted,
    is_word_here,
    starts_sentence,
)
from egregora_assets.redaction.names.variants import Strength, Variant, list_variants

_VOWELS = np.array([ord(c) for c in "aeiouy"], dtype=np.uint32)
PLACES = tuple(
    """
    são paulo, sao paulo, são luís, san francisco, san diego, san josé, santa catarina, santa clara, santa cruz,
    são bernardo, são josé, santa maria, san juan, san antonio, porto alegre, belo horizonte, são tomé, são jorge,
    los angeles, st. george, saint martin, st martin, san marino, rio grande, rio branco, campo grande, costa
    rica, sierra leone, sierra nevada, new york, saint louis, st. louis, san sebastián, santo domingo, santo
    antónio, santo andré, vera cruz, virginia beach, victoria station, lake victoria, monte carlo
    """.replace("\n   ", "")
    .strip()
    .split(", ")
)
"""Names of places that hold a name: there it is left alone."""
_SURELY_ORDINARY = 20
"""From this many lower-case uses on, ten times as many as capitalised ones inside a sentence, a word is a word."""
_KNOWN_WORD = 3
_LOWER_CASE_NICKNAME = 4
_LOWER_CASE_GUESS = 5
_SHORTEST_CALLED = 3
_SHORTEST_INSIDE = 5
_SPACED_LENGTH = 9
_TAG = re.compile(r"#(\w+)")
_SPACED = re.compile(r"(?<!\w)[^\W\d_](?:[ .\-_*][^\W\d_]){3,}(?!\w)")
_NICKNAMES_THAT_ARE_WORDS = (
    frozenset(
        "mundo chica chico mella milla finance marco franca fanny sandy mari cara caro nina nino nena tono nick mick "
        "rosy mimi fina nata "
        "nato pipe tina vale lupe lore ally dico dolly polly patty molly jolly rocky maxi neto nana papa mama coco "
        "mone "
        "neca lolo moni "
        "pepa franci jude gene rick buck beck cole milo".split()
    )
    | PET_NAMES_THAT_ARE_WORDS
)


@dataclass(frozen=True)
class Person:
    """Somebody who takes part: the names that the exports give them, and what is shown instead.

    Args:
        names: display names, as exported.
        shown: the pseudonym; None for people who opted out or who never wrote, shown as `[person]`.
    """

    names: tuple[str, ...]
    shown: str | None


@dataclass(frozen=True)
class NameSpan:
    """Where people are named in a text: the persons (places in the roster) whom it may mean."""

    start: int
    end: int
    persons: frozenset[int]


@dataclass(frozen=True)
class _Claim:
    """What a pattern stands for."""

    pattern: str
    persons: frozenset[int]
    strength: Strength
    is_ordinary: bool
    is_unbounded: bool


@dataclass(frozen=True)
class _Hit:
    text: int
    start: int
    end: int
    claim: _Claim


@dataclass
class Profile:
    """How a chat itself writes the words that are also names."""

    lower: Counter[str] = field(default_factory=Counter)
    capitalised: Counter[str] = field(default_factory=Counter)

    def is_ordinary(self, word: str) -> bool:
        """Whether the chat uses the word as a word, by far."""
        return self.lower[word] >= max(_SURELY_ORDINARY, 10 * self.capitalised[word])

    def is_guess_right(self, word: str, is_capitalised: bool) -> bool:
        """Whether a pet form made by rule is one here: a chat that mostly capitalises it means a person throughout."""
        if self.capitalised[word] > self.lower[word]:
            return is_capitalised or len(word) >= _LOWER_CASE_GUESS
        return is_capitalised and self.lower[word] < _KNOWN_WORD


class NameMatcher:
    """Finds the people of one chat in its texts.

    Args:
        people: the roster, in a fixed order.
        language: the chat's main language, which decides which words are ordinary; None = any of them.
    """

    def __init__(self, people: Sequence[Person], language: str | None) -> None:
        self.people = tuple(people)
        self._stop_words = fold_stop_words(language)
        self._ordinary = ordinary_words(language) | self._stop_words | ROLE_WORDS
        claims = self._claims()
        self._bounded = _Automaton([c for c in claims if not c.is_unbounded], prefix=" ")
        self._unbounded = _Automaton([c for c in claims if c.is_unbounded], prefix="")
        stretchable = {
            squeeze(c.pattern): c for c in reversed(claims) if c.strength > Strength.GUESSED and len(c.pattern) > 2
        }
        self._inside = _Automaton([c for c in claims if _may_be_inside(c)], prefix="")
        self._stretched = _Automaton(list(stretchable.values()), prefix=" ", patterns=list(stretchable))

    def _claims(self) -> list[_Claim]:
        by_pattern: dict[str, list[tuple[int, Variant]]] = {}
        for number, person in enumerate(self.people):
            for name in person.names:
                for variant in list_variants(name):
                    by_pattern.setdefault(variant.pattern, []).append((number, variant))
        claims = []
        for pattern in sorted(by_pattern):
            strength = max(v.strength for _, v in by_pattern[pattern])
            strongest = [(n, v) for n, v in by_pattern[pattern] if v.strength == strength]
            claims.append(
                _Claim(
                    pattern,
                    frozenset(n for n, _ in strongest),
                    strength,
                    self._is_ordinary(pattern),
                    any(v.is_unbounded for _, v in strongest),
                )
            )
        return claims

    def _is_ordinary(self, pattern: str) -> bool:
        spelled = pattern.replace("ß", "ss")
        return spelled in self._ordinary or f"{spelled}s" in self._ordinary or len(pattern) < 3

    def find(self, texts: Sequence[str], folded: JoinedTexts | None = None) -> tuple[list[list[NameSpan]], Profile]:
        """Where each text names somebody, and the profile that decided about ordinary words.

        Args:
            texts: as exported; folded: the same, folded and joined, where the caller has them.
        Returns: for each text its spans, by place and without overlap; spans end where the name ends.
        """
        if not texts:
            return [], Profile()
        hits = list(self._hits(texts, folded or JoinedTexts([fold(t) for t in texts])))
        profile = _profile_of(hits, texts)
        spans: list[list[tuple[int, int, int, frozenset[int]]]] = [[] for _ in texts]
        doubtful: list[_Hit] = []
        for hit in hits:
            if self._is_accepted(hit, texts[hit.text], profile):
                spans[hit.text].append(_span_of(hit))
            elif hit.claim.strength > Strength.GUESSED and len(hit.claim.pattern) >= _SHORTEST_CALLED:
                doubtful.append(hit)
        for hit in doubtful:
            near = spans[hit.text]
            if near and is_joined_to_name(texts[hit.text], hit.start, hit.end, [(s, -e) for s, e, *_ in near]):
                near.append(_span_of(hit))
        return [_settled(found, text) if found else [] for found, text in zip(spans, texts, strict=True)], profile

    def find_in_text(self, text: str) -> list[NameSpan]:
        """Where one text names somebody, without the help of a profile."""
        return self.find([text])[0][0]

    def _hits(self, texts: Sequence[str], folded: JoinedTexts) -> Iterator[_Hit]:
        yield from self._scan(folded, texts)
        views = {i: visible_view(t) for i, t in enumerate(texts) if hides_characters(t)}
        yield from self._scan_views(views)
        camel = JoinedTexts(texts)
        yield from self._scan_views(
            {i: _camel_view(texts[i]) for i in camel.texts_at(_camel_places(camel.characters()))}
        )
        spaced = folded.texts_at(_spaced_places(folded.characters()))
        yield from self._scan_views({i: view for i in spaced if (view := _closed_view(texts[i])) is not None})
        yield from self._scan_tags(texts)
        long_runs = folded.texts_at(_long_runs(folded.characters()))
        yield from self._scan_stretched({i: _squeezed_view(folded.texts[i]) for i in long_runs}, texts)

    def _scan(self, folded: JoinedTexts, texts: Sequence[str]) -> Iterator[_Hit]:
        for automaton in (self._bounded, self._unbounded):
            for place, start, end, claim in automaton.scan(folded):
                if claim.is_unbounded or _ends_word(folded.texts[place], texts[place], end):
                    yield _Hit(place, start, end, claim)

    def _scan_views(self, views: dict[int, View]) -> Iterator[_Hit]:
        if not views:
            return
        numbers = list(views)
        texts = [views[n].text for n in numbers]
        for hit in self._scan(JoinedTexts([fold(t) for t in texts]), texts):
            start, end = views[numbers[hit.text]].span(hit.start, hit.end)
            yield _Hit(numbers[hit.text], start, end, hit.claim)

    def _scan_tags(self, texts: Sequence[str]) -> Iterator[_Hit]:
        """Names inside hashtags, which run words together."""
        for number, text in enumerate(texts):
            for tag in _TAG.finditer(text) if "#" in text else ():
                for _, start, end, claim in self._inside.scan(JoinedTexts([fold(tag[1])])):
                    yield _Hit(number, tag.start(1) + start, tag.start(1) + end, claim)

    def _scan_stretched(self, views: dict[int, View], texts: Sequence[str]) -> Iterator[_Hit]:
        if not views:
            return
        numbers = list(views)
        for place, start, end, claim in self._stretched.scan(JoinedTexts([views[n].text for n in numbers])):
            view = views[numbers[place]]
            first = view.offsets[start]
            last = view.offsets[end] if end < len(view.offsets) else len(texts[numbers[place]])
            found = fold(texts[numbers[place]][first:last])
            if _ends_word(view.text, view.text, end) and is_stretched(found, claim.pattern):
                yield _Hit(numbers[place], first, last, claim)

    def _is_accepted(self, hit: _Hit, text: str, profile: Profile) -> bool:
        """The rule for words that are also names: capitalised means the person, unless the chat says otherwise."""
        claim, raw = hit.claim, text[hit.start : hit.end]
        if " " in claim.pattern or claim.is_unbounded:
            return True
        is_capitalised = not raw[0].islower()
        if claim.strength == Strength.GUESSED:
            return not claim.is_ordinary and profile.is_guess_right(claim.pattern, is_capitalised)
        if claim.strength == Strength.DERIVED and not is_capitalised:
            is_word = len(claim.pattern) < _LOWER_CASE_NICKNAME or claim.pattern in _NICKNAMES_THAT_ARE_WORDS
            if is_word or profile.lower[claim.pattern] >= _SURELY_ORDINARY:
                return is_addressed(text, hit.start)
        if not claim.is_ordinary:
            return True
        if not is_capitalised:
            is_sure = claim.strength == Strength.SURE and len(claim.pattern) >= _SHORTEST_CALLED
            return is_addressed(text, hit.start) or (is_sure and is_called(text, hit.start, hit.end))
        return self._is_named_here(hit, text, profile)

    def _is_named_here(self, hit: _Hit, text: str, profile: Profile) -> bool:
        """Whether a capitalised ordinary word is the person."""
        if is_word_here(hit.claim.pattern, text, hit.start, hit.end):
            return False
        says_nothing = starts_sentence(text, hit.start) or is_shouted(text)
        if not says_nothing:
            return True
        word = hit.claim.pattern
        is_short_nickname = len(word) < 3 and word not in self._ordinary and profile.lower[word] < _KNOWN_WORD
        if hit.claim.strength < Strength.SURE and not is_short_nickname:
            return False
        if len(word) < 3 and word in self._stop_words:
            return False
        return not profile.is_ordinary(word)


class _Automaton:
    """Many patterns, one pass over many texts."""

    def __init__(self, claims: Sequence[_Claim], *, prefix: str, patterns: Sequence[str] | None = None) -> None:
        self._claims = claims
        self._shift = len(prefix)
        spelled = [prefix + p for p in (patterns if patterns is not None else [c.pattern for c in claims])]
        self._automaton = ahocorasick_rs.AhoCorasick(spelled) if spelled else None

    def scan(self, folded: JoinedTexts) -> Iterator[tuple[int, int, int, _Claim]]:
        """Every occurrence, overlapping ones too: text, start, end, claim."""
        if self._automaton is None:
            return
        for number, start, end, pattern in folded.scan(self._automaton):
            if start + self._shift >= 0 and end <= len(folded.texts[number]):
                yield number, start + self._shift, end, self._claims[pattern]


def _camel_places(characters: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Where a small letter stands before a capital one (Latin letters)."""
    before, after = characters[:-1], characters[1:]
    is_small = ((before >= 0x61) & (before <= 0x7A)) | ((before >= 0xDF) & (before <= 0xFF))
    is_capital = ((after >= 0x41) & (after <= 0x5A)) | ((after >= 0xC0) & (after <= 0xDE))
    places: npt.NDArray[np.bool_] = is_small & is_capital
    return places


def _long_runs(characters: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Where a folded letter stands three times, or a vowel twice at the end of a word."""
    first, second, third = characters[:-2], characters[1:-1], characters[2:]
    is_double = (first == second) & (first != 0x20)
    places: npt.NDArray[np.bool_] = is_double & ((third == first) | ((third == 0x20) & np.isin(first, _VOWELS)))
    return places


def _spaced_places(characters: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Where four single folded letters in a row stand apart: `n a d i`."""
    is_space = characters == 0x20
    if len(is_space) < _SPACED_LENGTH:
        return np.zeros(0, dtype=np.bool_)
    places: npt.NDArray[np.bool_] = is_space[: 1 - _SPACED_LENGTH].copy()
    for offset in range(1, _SPACED_LENGTH):
        part = is_space[offset : len(is_space) + 1 - _SPACED_LENGTH + offset]
        places &= part if offset % 2 == 0 else ~part
    return places


def _closed_view(text: str) -> View | None:
    """The text with single letters that stand apart moved together; None where there are none."""
    gaps = {i for m in _SPACED.finditer(text) for i in range(m.start() + 1, m.end() - 1, 2)}
    kept = [i for i in range(len(text)) if i not in gaps]
    return View("".join(text[i] for i in kept), tuple(kept)) if gaps else None


def _may_be_inside(claim: _Claim) -> bool:
    """Whether a name is long and unusual enough to be looked for inside a hashtag."""
    is_word = claim.strength == Strength.SURE and " " not in claim.pattern
    return is_word and not claim.is_ordinary and len(claim.pattern) >= _SHORTEST_INSIDE


def squeeze(text: str) -> str:
    """The text with runs of a letter reduced to one."""
    return re.sub(r"(.)\1+", r"\1", text)


def is_stretched(found: str, pattern: str) -> bool:
    """Whether a text is a pattern with letters held longer: one letter for at least three, or the last for two."""
    runs = [(m[1], len(m[0])) for m in re.finditer(r"(.)\1*", found)]
    wanted = [(m[1], len(m[0])) for m in re.finditer(r"(.)\1*", pattern)]
    if [c for c, _ in runs] != [c for c, _ in wanted]:
        return False
    pairs = [(n, m) for (_, n), (_, m) in zip(runs, wanted, strict=True)]
    return all(n >= m for n, m in pairs) and (any(n >= 3 > m for n, m in pairs) or pairs[-1][0] > pairs[-1][1])


def _span_of(hit: _Hit) -> tuple[int, int, int, frozenset[int]]:
    """A hit as `_settled` sorts it."""
    return hit.start, -hit.end, -hit.claim.strength, hit.claim.persons


def _ends_word(folded: str, text: str, end: int) -> bool:
    """Whether a name ends here: before no letter, before a possessive s, or before a capital inside a word."""
    following = folded[end : end + 2].ljust(2)
    if following[0] == " ":
        return True
    if following == "s " and folded[end - 1] != "s":
        return True
    return text[end - 1].islower() and text[end].isupper()


def _profile_of(hits: Iterable[_Hit], texts: Sequence[str]) -> Profile:
    profile = Profile()
    for hit in hits:
        if hit.claim.is_ordinary or hit.claim.strength < Strength.SURE:
            text = texts[hit.text]
            if text[hit.start].islower():
                profile.lower[hit.claim.pattern] += 1
            elif not starts_sentence(text, hit.start):
                profile.capitalised[hit.claim.pattern] += 1
    return profile


def _camel_view(text: str) -> View:
    """The text with a space wherever a word changes from small to capital letters."""
    characters: list[str] = []
    offsets: list[int] = []
    for place, character in enumerate(text):
        if place and character.isupper() and text[place - 1].islower():
            characters.append(" ")
            offsets.append(place)
        characters.append(character)
        offsets.append(place)
    return View("".join(characters), tuple(offsets))


def _squeezed_view(folded: str) -> View:
    kept = [i for i, c in enumerate(folded) if c == " " or i == 0 or folded[i - 1] != c]
    return View("".join(folded[i] for i in kept), tuple(kept))


def _settled(found: list[tuple[int, int, int, frozenset[int]]], text: str) -> list[NameSpan]:
    """The leftmost longest of overlapping spans; neighbours that can mean the same person become one."""
    chosen: list[NameSpan] = []
    for start, minus_end, _, persons in sorted(found, key=lambda f: f[:3]):
        if not chosen or start >= chosen[-1].end:
            chosen.append(NameSpan(start, -minus_end, persons))
    merged: list[NameSpan] = []
    for span in chosen:
        last = merged[-1] if merged else None
        if last is not None and last.persons & span.persons and _is_gap(text[last.end : span.start]):
            merged[-1] = NameSpan(last.start, span.end, last.persons & span.persons)
        else:
            merged.append(span)
    lowercase = _in_place(text)
    return [_widened(s, text) for s in merged if not lowercase or not _is_place(s, lowercase)]


def _is_gap(between: str) -> bool:
    return (
        len(between) <= 3
        and "\n" not in between
        and all(c in " ,.-_\u00a0\u202f" for c in between)
        and between.count(",") < 2
    )


def _in_place(text: str) -> str:
    lower = text.lower()
    return lower if len(lower) == len(text) and any(p in lower for p in PLACES) else ""


def _is_place(span: NameSpan, lower: str) -> bool:
    nearby = range(max(0, span.start - 16), min(len(lower), span.end + 16))
    return any(lower.startswith(p, i) and i <= span.start and i + len(p) >= span.end for i in nearby for p in PLACES)


def _widened(span: NameSpan, text: str) -> NameSpan:
    """The span with the isolates of a mention and the invisible characters that cling to it."""
    start, end = span.start, span.end
    while (
        end < len(text)
        and text[end] in "\u200b\u200c\u200d\u2060\u00ad\u0300\u0301\u0302\u0303\u0308\u0327\ufe0f\ufeff\u200e\u200f"
    ):
        end += 1
    if start and end < len(text) and text[start - 1] == "\u2068" and text[end] == "\u2069":
        return NameSpan(start - 1, end + 1, span.persons)
    if start > 1 and text[start - 1] in "~ " and text[start - 2] == "\u2068" and text[end : end + 1] == "\u2069":
        return NameSpan(start - 2, end + 1, span.persons)
    return NameSpan(start, end, span.persons)


def overlapping(spans: Sequence[NameSpan]) -> bool:
    """Whether any two spans share a place (they must not)."""
    return any(a.end > b.start for a, b in pairwise(spans))
