"""Every way in which a chat may spell a participant's name, as folded patterns."""

# ruff: noqa: SIM905 - lists of words are easier to read and to compare as text

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from egregora_assets.stages.anonymized.diminutives import (
    CUT_FEMALE_ENDINGS,
    CUT_MALE_ENDINGS,
    FAMILIES,
    FEMALE_ENDINGS,
    MALE_ENDINGS,
    VOWELS,
)
from egregora_assets.stages.anonymized.folding import fold, words_of
from egregora_assets.stages.anonymized.ordinary_words import CONNECTORS, LAUGHTER, ROLE_WORDS

SHORTEST_WORD = 3
SHORTEST_JOINED = 7
_UNSPACED = re.compile(r"^[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+$")
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-ZÀ-ÖØ-Þ])")
_MANY_SPELLINGS = 64
_SHORTEST_STEM = 3

_SPELLED_OUT = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "å": "aa",
        "ø": "oe",
        "æ": "ae",
        "œ": "oe",
        "ß": "ss",
        "ñ": "nh",
        "ð": "dh",
        "þ": "th",
    }
)
_CYRILLIC = str.maketrans(
    dict(
        zip(
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ",
            "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya i yi ye g".replace(
                "_", ""
            ).split(" "),
            strict=True,
        )
    )
)
_GREEK = str.maketrans(
    dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(), strict=True))
)


class Strength(IntEnum):
    """How sure a spelling is; the surer claim to a pattern wins."""

    SURE = 3
    """Several words, or one that is hidden in every case unless it is an ordinary word."""
    DERIVED = 2
    """A known nickname of the given name."""
    GUESSED = 1
    """A spelling made by rule: only when capitalised and unknown as a word."""


@dataclass(frozen=True)
class Variant:
    """One folded spelling; single spaces stand for whatever separates words."""

    pattern: str
    strength: Strength
    is_unbounded: bool = False
    """Whether it is looked for inside longer words, too."""


def name_words(name: str) -> list[str]:
    """The folded words of a display name that belong to the name itself: no connectors, roles or single letters."""
    return [
        w for w in words_of(name) if w not in CONNECTORS and w not in ROLE_WORDS and (len(w) > 1 or _UNSPACED.match(w))
    ]


def _spellings(word: str) -> Iterator[str]:
    """One raw word in its folded spellings: accents off, umlauts spelled out, other scripts in Latin letters."""
    lower = unicodedata.normalize("NFC", word).lower()
    for spelled in (word, lower.translate(_SPELLED_OUT), lower.translate(_CYRILLIC), _greek_in_latin(lower)):
        folded = "".join(words_of(spelled))
        if folded:
            yield folded
            if "ss" in folded:
                yield folded.replace("ss", "ß")
            if "ß" in folded:
                yield folded.replace("ß", "ss")
            if "æ" in folded or "œ" in folded:
                yield folded.replace("æ", "ae").replace("œ", "oe")


def _greek_in_latin(lower: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", lower) if unicodedata.category(c) != "Mn")
    return bare.translate(_GREEK)


def _raw_words(name: str) -> list[str]:
    return [w for w in re.split(r"[^\w]|[\d_]", name.replace("\u200d", "").replace("\u00ad", "")) if w]


def _kept(words: Iterable[str]) -> list[str]:
    """Raw words that are part of the name; all of them where nothing would be left."""
    known = [(w, "".join(words_of(w))) for w in words]
    return [w for w, f in known if f and f not in CONNECTORS and f not in ROLE_WORDS]


def variants_of(name: str) -> list[Variant]:
    """Every spelling of one display name, each pattern once, the surest first.

    Full name, name without connectors, first and last, last and first, each word of three letters or more, joined
    and with initials, transliterated, and the short and pet forms of the first names.
    """
    found: dict[str, Variant] = {}

    def add(pattern: str, strength: Strength, *, is_unbounded: bool = False) -> None:
        known = found.get(pattern)
        if pattern and (known is None or known.strength < strength or (is_unbounded and not known.is_unbounded)):
            found[pattern] = Variant(pattern, strength, is_unbounded)

    raw = _raw_words(name)
    kept = _kept(raw)
    for phrase in (*_phrases(raw), *_phrases(kept), *_with_initial(kept)):
        add(phrase, Strength.SURE)
    if len(raw) > 1:  # as it stands, with the very signs that part its words: "Ana (office)"
        add(fold(name).strip(), Strength.SURE)
    for joined in _joined(raw, kept):
        add(joined, Strength.SURE, is_unbounded=len(joined) >= SHORTEST_JOINED)
    for spelling, is_unspaced in _single_words(kept or raw):
        add(spelling, Strength.SURE, is_unbounded=is_unspaced)
    for word in kept[:2] if len(kept) > 2 else kept[:1]:
        for spelling in dict.fromkeys(_spellings(word)):
            for nickname in sorted(FAMILIES.get(spelling, ())):
                add(nickname, Strength.DERIVED)
            for guess in _guesses(spelling):
                add(guess, Strength.GUESSED)
    return sorted(found.values(), key=lambda v: (-v.strength, v.pattern))


def _single_words(words: list[str]) -> Iterator[tuple[str, bool]]:
    """Each word that may stand for the person, and whether its script has no spaces between words.

    Words of two letters only where they are the whole name or its first word; of three signs of an unspaced script the
    last two, which are the given name.
    """
    for word in words:
        may_be_short = len(words) == 1 or word == words[0]
        for spelling in _spellings(word):
            is_unspaced = _UNSPACED.match(spelling) is not None
            if len(spelling) > 1 and (len(spelling) >= SHORTEST_WORD or is_unspaced or may_be_short):
                yield spelling, is_unspaced
            if is_unspaced and len(spelling) >= SHORTEST_WORD:
                yield spelling[-2:], True


def _phrases(words: list[str]) -> Iterator[str]:
    """Folded sequences of several words: all, first and last, last and first, in every spelling (within bounds)."""
    if len(words) < 2:
        return
    orders = [words, [words[0], words[-1]], [words[-1], words[0]], [words[-1], *words[:-1]], words[:2]]
    for order in orders:
        yield from _combinations([list(dict.fromkeys(_spellings(w))) for w in order])


def _combinations(choices: list[list[str]]) -> Iterator[str]:
    phrases = [""]
    for options in choices:
        phrases = [f"{p} {o}".strip() for p in phrases for o in (options or [""])][:_MANY_SPELLINGS]
    yield from phrases


def _joined(raw: list[str], kept: list[str]) -> Iterator[str]:
    """Names written as one word, as in addresses, handles and file names."""
    for words in (raw, kept):
        if len(words) < 2:
            continue
        for phrase in _phrases(words):
            yield phrase.replace(" ", "")
    for word in raw:
        parts = _CAMEL.split(word)
        if len(parts) > 1:
            yield from (f for part in parts for f in _spellings(part) if len(f) >= SHORTEST_WORD)


def _with_initial(kept: list[str]) -> Iterator[str]:
    """The initial and the last name as one word, as in addresses."""
    if len(kept) >= 2:
        first, last = "".join(words_of(kept[0])), "".join(words_of(kept[-1]))
        if len(last) >= 4 and first:
            yield first[0] + last
            yield last + first[0]


def _guesses(name: str) -> Iterator[str]:
    """Pet forms by rule: endings on the stem, on what is left when its beginning is cut off, first syllables."""
    if len(name) < 4 or not name.isascii():
        return
    stems = sorted({name.rstrip("aeiou"), name.rstrip("aeious"), name[:-1] if name[-1] in VOWELS else name})
    for ending in _endings(name, FEMALE_ENDINGS, MALE_ENDINGS):
        for stem in stems:
            if len(stem) > 1 and len(stem) + len(ending) >= 5:
                yield from _with_ending(stem, ending)
        if len(name) + len(ending) >= 6 and ending[0] not in VOWELS:
            yield name + ending
    for ending in _endings(name, CUT_FEMALE_ENDINGS, CUT_MALE_ENDINGS):
        for rest in sorted({r for stem in stems for r in _cut(stem)}):
            yield from _with_ending(rest, ending)
    yield from _beginnings(name)


def _endings(name: str, female: Sequence[str], male: Sequence[str]) -> Sequence[str]:
    """The endings that go with a name: those of its gender where its own ending tells it, else all."""
    return female if name.endswith("a") else male if name.endswith("o") else (*female, *male)


def _with_ending(stem: str, ending: str) -> Iterator[str]:
    """Stem and ending as they may be spelled together: `marc` and `inho` give `marquinho`, `domenic` `domenichino`."""
    yield stem + ending
    if ending[0] in "ei" and stem.endswith(("c", "g")):
        yield stem[:-1] + ("qu" if stem[-1] == "c" else "gu") + ending
        yield stem + "h" + ending


def _cut(stem: str) -> Iterator[str]:
    """What is left of a stem without its beginning, from a consonant before a vowel on: `otav` becomes `tav`."""
    for start in range(1, len(stem) - _SHORTEST_STEM + 1):
        if stem[start] not in VOWELS and stem[start + 1] in VOWELS:
            yield stem[start:]


def _beginnings(name: str) -> Iterator[str]:
    """The first syllable: alone, with an ending of its own, doubled."""
    if len(name) >= 6:
        yield name[:4]
    for length in (3, 4):
        short = name[:length]
        if len(name) >= length + 2 and short[-1] not in VOWELS:
            yield from (short + ending for ending in ("i", "y", "ie"))
    if name[0] not in VOWELS and name[1] in VOWELS and name[:2] * 2 not in LAUGHTER:
        yield name[:2] * 2
