"""Finds words of a chat that stand for a name without being a spelling of it: its beginning (`Priya` for Priyanka) or a
misspelling (`Pryanka`).

Only words that no language knows are taken, so that an ordinary word never becomes a name. What is found depends on the
word and the roster alone, not on the other words of the chat.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from egregora_assets.language.files import load_languages
from egregora_assets.language.folding import fold_words
from egregora_assets.redaction.lexicon.given_names import find_family, is_given_name
from egregora_assets.redaction.lexicon.ordinary_words import is_known_word, load_known_words
from egregora_assets.redaction.lexicon.word_files import read_words
from egregora_assets.redaction.names.devanagari import is_devanagari, transliterate_devanagari
from egregora_assets.redaction.names.edits import EditIndex
from egregora_assets.redaction.names.patterns import NamePattern, Person
from egregora_assets.redaction.names.variants import Strength, list_name_words
from egregora_assets.redaction.names.views import squeeze
from egregora_assets.redaction.names.words import ChatWords

MIN_BEGINNING = 4
_MIN_SURNAME_BEGINNING = 5
_MIN_MISSPELLED = 6
_MIN_ALIKE = 5
_MOST_OWNERS = 8
_MOST_ENDING = 4
_MOST_PEOPLE = 20_000
"""People of a roster whose near-names are looked for; participants come first, then who is only mentioned."""
_ALIKE = (
    ("ph", "f"), ("th", "t"), ("ck", "k"), ("qu", "k"), ("q", "k"), ("ch", "x"), ("sh", "s"), ("dh", "d"), ("bh", "b"),
    ("gh", "g"), ("kh", "k"), ("jh", "j"), ("ee", "i"), ("oo", "u"), ("c", "k"), ("y", "i"), ("w", "v"),
)  # fmt: skip
"""Letters that are written for one another, in the order in which they are replaced."""
_VOWELS = frozenset("aeiouy")


@dataclass(frozen=True, slots=True)
class _NameWord:
    """A word of somebody's name: the folded text, whose it is, and whether it is a given name."""

    text: str
    person: int
    is_given: bool


class NearNames:
    """Finds near-names of the people of a chat.

    Args:
        people: the roster.
        words: of the chat.
        exact: folded spellings that the roster's names have for sure; they are left out.
    """

    def __init__(self, people: Sequence[Person], words: ChatWords, exact: Collection[str]) -> None:
        self._exact, self._language = exact, words.language
        self._shown = frozenset(w for p in people for w in fold_words(p.shown or ""))
        found = {
            _NameWord(spelling, number, is_given)
            for number, person in enumerate(people[:_MOST_PEOPLE])
            for name in person.names
            for spelling, is_given in list_name_words(name)
            if len(spelling) > MIN_BEGINNING
            and _has_case(spelling)
            and (is_given_name(spelling) or not words.is_ordinary(spelling))
        }
        self._names = sorted(found, key=lambda n: (n.text, n.person, not n.is_given))
        self._texts = [n.text for n in self._names]

    def find(self, vocabulary: Iterable[str]) -> list[NamePattern]:
        """Find the near-names among folded words of a chat.

        Returns: patterns by text; one that is ordinary needs more than its letters to be taken for the person in lower
            case, and one without persons is somebody else's given name.
        """
        if not self._names:
            return []
        wanted = sorted(w for w in vocabulary if len(w) >= MIN_BEGINNING and self._is_open(w))
        owners = {w: found for w in wanted if (found := self._find_beginning(w) or self._find_inflected(w))}
        rest = [w for w in wanted if w not in owners]
        for word, name in sorted(self._find_misspelled(rest), key=lambda pair: (pair[0], pair[1].text, pair[1].person)):
            if len(known := owners.setdefault(word, [])) < _MOST_OWNERS:
                known.append(name)
        return [p for w in sorted(owners) if (p := self._make_pattern(w, owners[w])) is not None]

    def find_beginning(self, word: str) -> NamePattern | None:
        """The person whose name begins with a folded word and nobody else's does; None where there is none."""
        found = self._find_beginning(word) if len(word) >= MIN_BEGINNING and self._is_open(word) else []
        return self._make_pattern(word, found) if len({n.person for n in found}) == 1 else None

    def _is_open(self, word: str) -> bool:
        return word not in self._exact and word not in self._shown and (_has_case(word) or is_devanagari(word))

    def _find_beginning(self, word: str) -> list[_NameWord]:
        first = bisect_left(self._texts, word)
        found: list[_NameWord] = []
        while first < len(self._names) and self._texts[first].startswith(word) and len(found) < _MOST_OWNERS:
            found.append(self._names[first])
            first += 1
        return [n for n in found if n.text != word]

    def _find_inflected(self, word: str) -> list[_NameWord]:
        """The names of which a word is a case, with endings of languages that have no list of words of ours."""
        if self._language in load_languages():
            return []
        for length in range(max(MIN_BEGINNING, len(word) - _MOST_ENDING), len(word)):
            first = bisect_left(self._texts, word[:length]) if word[length:] in read_words("case_endings") else -1
            if first >= 0 and self._texts[first : first + 1] == [word[:length]]:
                return [n for n in self._names[first : first + _MOST_OWNERS] if n.text == word[:length]]
        return []

    @cached_property
    def _alike(self) -> Mapping[str, list[_NameWord]]:
        """The names by how they sound."""
        alike: dict[str, list[_NameWord]] = {}
        for name in self._names:
            if len(name.text) >= _MIN_ALIKE:
                alike.setdefault(_sound(name.text), []).append(name)
        return alike

    @cached_property
    def _shuffled(self) -> Mapping[tuple[str, str], list[_NameWord]]:
        """The names by their letters, whatever the order of the vowels."""
        shuffled: dict[tuple[str, str], list[_NameWord]] = {}
        for name in self._names:
            if len(name.text) >= _MIN_MISSPELLED:
                shuffled.setdefault(_sort_vowels(name.text), []).append(name)
        return shuffled

    @cached_property
    def _long(self) -> tuple[list[_NameWord], EditIndex]:
        """The names that are long enough to be misspelled, and an index of them."""
        long = [n for n in self._names if len(n.text) >= _MIN_MISSPELLED]
        return long, EditIndex([n.text for n in long])

    def _find_misspelled(self, words: Sequence[str]) -> Iterator[tuple[str, _NameWord]]:
        """Names that words are one edit away from, or that sound alike; what is found of a word depends on no other."""
        long, index = self._long
        doubled = [(word, single) for word in words if (single := squeeze(word)) != word]
        yield from ((words[place], long[known]) for place, known in index.find_pairs(words))
        for place, known in index.find_pairs([single for _, single in doubled]):
            yield doubled[place][0], long[known]
        for word in words:
            yield from ((word, n) for n in self._alike.get(_sound(word), [])[:_MOST_OWNERS])
            if len(word) >= _MIN_MISSPELLED:
                yield from ((word, n) for n in self._shuffled.get(_sort_vowels(word), [])[:_MOST_OWNERS])

    def _make_pattern(self, word: str, found: Sequence[_NameWord]) -> NamePattern | None:
        if word in load_known_words(self._language):
            return None
        persons = frozenset(n.person for n in found)
        if any(n.text.startswith(word) for n in found):
            is_sure = any(n.is_given for n in found)
            is_faint = not is_sure and len(word) < _MIN_SURNAME_BEGINNING
        else:
            is_sure = all(n.text[0] == word[0] and not _is_inflected(word, n.text) for n in found)
            is_faint = False
            if is_given_name(word) and not any(n.text in find_family(word) for n in found):
                return NamePattern(word, frozenset(), Strength.NEAR, True, False)
        strength = Strength.FAINT if is_faint or is_known_word(word) else Strength.NEAR
        return NamePattern(word, persons, strength, not is_sure or len(persons) > 1, False)


def _has_case(word: str) -> bool:
    """Whether a word's script knows capitals, so that its words are long enough to tell misspellings from others."""
    return word[0].upper() != word[0]


@lru_cache(maxsize=1 << 16)
def _sound(word: str) -> str:
    """A word with letters that sound alike written one way, and none of them doubled: `tainara` for Thaynara.

    Cached: conversations share most of their words, and one that is redacted again all of them.
    """
    if is_devanagari(word):
        word = transliterate_devanagari(word)
    for written, heard in _ALIKE:
        word = word.replace(written, heard)
    return squeeze(word)


def _sort_vowels(word: str) -> tuple[str, str]:
    """The consonants of a word in their order, and its first letter with its vowels sorted: alike in `jocelyn` and
    `jocylen`."""
    return "".join(c for c in word if c not in _VOWELS), word[0] + "".join(sorted(c for c in word if c in _VOWELS))


def _is_inflected(word: str, name: str) -> bool:
    """Whether a word differs from a name as the forms of a word do: in its last vowel, or by a letter behind it."""
    if len(word) > len(name):
        return word.startswith(name)
    return len(word) == len(name) and word[:-1] == name[:-1] and {word[-1], name[-1]} <= _VOWELS
