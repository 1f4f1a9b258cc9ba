"""Every way in which a chat may spell a participant's name, as folded patterns."""

# ruff: noqa: SIM905 - lists of words are easier to read and to compare as text

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from egregora_assets.language.folding import fold, fold_letter, words_of
from egregora_assets.redaction.lexicon.diminutives import FAMILIES
from egregora_assets.redaction.lexicon.ordinary_words import CONNECTORS, ROLE_WORDS
from egregora_assets.redaction.lexicon.pet_names import PET_NAMES
from egregora_assets.redaction.names.other_scripts import list_other_spellings
from egregora_assets.redaction.names.pet_forms import make_misspellings, make_pet_forms

SHORTEST_WORD = 3
SHORTEST_JOINED = 7
_UNSPACED = re.compile(r"^[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+$")
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-ZÀ-ÖØ-Þ])")
_MANY_SPELLINGS = 64
_SHORTEST_CLOSED = 5
_LONG_FIRST_NAME = 5
_MOST_WITH_INITIAL = 6
_PREFIXES_OF_NAMES = frozenset("de da do di del della dello lo la le van von mc mac o d dos das du des l al el".split())
_OTHER_INITIALS = frozenset(
    "am pm tv ok us it pc dj cv hd gb mb uk eu id ps pr wc km cm mm kg ml rj sp mg ba rs pe ce df pt br de fr es un"
    " ac dc cd dvd vc vs tb tp pf pj rh ti ia ai bb bf gf jr sr dr mr ms st".split()
)
_JOINERS = "\u200d\u00ad"

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


def split_name(name: str) -> list[str]:
    """The folded words of a display name that belong to the name itself: no connectors, roles or single letters."""
    return [
        w for w in words_of(name) if w not in CONNECTORS and w not in ROLE_WORDS and (len(w) > 1 or _UNSPACED.match(w))
    ]


def _spell_word(word: str) -> Iterator[str]:
    """One raw word in its folded spellings: accents off, umlauts spelled out, other scripts in Latin letters."""
    lower = unicodedata.normalize("NFC", word).lower()
    for spelled in dict.fromkeys((word, lower.translate(_SPELLED_OUT), *list_other_spellings(lower))):
        folded = "".join(words_of(spelled))
        if folded:
            yield folded
            if "ss" in folded:
                yield folded.replace("ss", "ß")
            if "ß" in folded:
                yield folded.replace("ß", "ss")
            if "æ" in folded or "œ" in folded:
                yield folded.replace("æ", "ae").replace("œ", "oe")


def _split_raw(name: str) -> list[str]:
    """The words of a name as they are written; vowel signs belong to them, digits do not."""
    return "".join(c if not c.isdigit() and fold_letter(c) != " " else " " for c in name if c not in _JOINERS).split()


def _keep_name_words(words: Iterable[str]) -> list[str]:
    """Raw words that are part of the name; all of them where nothing would be left."""
    known = [(w, "".join(words_of(w))) for w in words]
    return [w for w, f in known if f and f not in CONNECTORS and f not in ROLE_WORDS]


def list_variants(name: str) -> list[Variant]:
    """Every spelling of one display name, each pattern once, the surest first.

    Full name, name without connectors, first and last, last and first, each word of three letters or more, joined
    and with initials, transliterated, and the short and pet forms of the first names.
    """
    found: dict[str, Variant] = {}

    def add(pattern: str, strength: Strength, *, is_unbounded: bool = False) -> None:
        known = found.get(pattern)
        if pattern and (known is None or known.strength < strength or (is_unbounded and not known.is_unbounded)):
            found[pattern] = Variant(pattern, strength, is_unbounded)

    raw = _split_raw(name)
    kept = _keep_name_words(raw)
    closed = _close_up(name, kept)
    for phrase in (*_list_phrases(raw), *_list_phrases(kept), *_list_phrases(closed), *_list_with_initial(kept)):
        add(phrase, Strength.SURE)
    if len(raw) > 1:  # as it stands, with the very signs that part its words: "Ana (office)"
        add(fold(name).strip(), Strength.SURE)
    for joined in (*_join_words(raw, kept), *_join_words(closed, closed)):
        add(joined, Strength.SURE, is_unbounded=len(joined) >= SHORTEST_JOINED)
    for spelling, is_unspaced in _list_single_words([*(kept or raw), *(w for w in closed if w not in kept)]):
        add(spelling, Strength.SURE, is_unbounded=is_unspaced)
    for pattern, strength in _list_nicknames(kept):
        add(pattern, strength)
    return sorted(found.values(), key=lambda v: (-v.strength, v.pattern))


def _list_nicknames(kept: Sequence[str]) -> Iterator[tuple[str, Strength]]:
    """What somebody is called besides the name itself: initials, pet forms of the first names, misheard names."""
    yield from ((initials, Strength.DERIVED) for initials in _list_initials(kept))
    for word in kept[:2] if len(kept) > 2 else kept[:1]:
        for spelling in dict.fromkeys(_spell_word(word)):
            for nickname in sorted({*FAMILIES.get(spelling, ()), *PET_NAMES.get(spelling, ())}):
                for spelled in (nickname,) if nickname.isascii() else _spell_word(nickname):
                    yield spelled, Strength.DERIVED
            yield from (
                (guess, Strength.GUESSED) for guess in (*make_pet_forms(spelling), *make_misspellings(spelling))
            )
    for place, word in enumerate(kept[1:]):
        for spelling in dict.fromkeys(_spell_word(word)):
            families = sorted(FAMILIES.get(spelling, ())) if place == 0 else []
            yield from ((guess, Strength.GUESSED) for guess in (*make_misspellings(spelling), *families))


def _close_up(name: str, kept: Sequence[str]) -> list[str]:
    """The words of a name with its apostrophes, hyphens and prefixes left out: `OConnell`, `Lomonaco`.

    Returns: empty where the name has none of them.
    """
    words: list[str] = []
    prefix = ""
    for token in name.split():
        letters = "".join(_split_raw(token))
        folded = "".join(words_of(letters))
        if letters and folded in _PREFIXES_OF_NAMES and words:
            prefix += letters
        elif letters and folded not in ROLE_WORDS:
            words.append(prefix + letters if len(prefix + letters) >= _SHORTEST_CLOSED else letters)
            prefix = ""
    return words if words != list(kept) and any(w not in kept for w in words) else []


def _list_initials(kept: Sequence[str]) -> Iterator[str]:
    """`JP` for a person of two first names and a last name."""
    if len(kept) > 2:
        initials = "".join("".join(words_of(w))[:1] for w in kept[:2])
        if initials.isascii() and len(initials) == 2 and initials not in _OTHER_INITIALS:
            yield initials


def _list_single_words(words: list[str]) -> Iterator[tuple[str, bool]]:
    """Each word that may stand for the person, and whether its script has no spaces between words.

    Words of two letters only where they are the whole name or its first word; of three signs of an unspaced script the
    last two, which are the given name, of four the first two as well, which are the family's.
    """
    for word in words:
        may_be_short = len(words) == 1 or word == words[0]
        for spelling in _spell_word(word):
            is_unspaced = _UNSPACED.match(spelling) is not None
            if len(spelling) > 1 and (len(spelling) >= SHORTEST_WORD or is_unspaced or may_be_short):
                yield spelling, is_unspaced
            if is_unspaced and len(spelling) >= SHORTEST_WORD:
                yield spelling[-2:], True
                if len(spelling) > SHORTEST_WORD:
                    yield spelling[:2], True


def _list_phrases(words: list[str]) -> Iterator[str]:
    """Folded sequences of several words: all, first and last, last and first, in every spelling (within bounds)."""
    if len(words) < 2:
        return
    orders = [words, [words[0], words[-1]], [words[-1], words[0]], [words[-1], *words[:-1]], words[:2]]
    for order in orders:
        yield from _combine([list(dict.fromkeys(_spell_word(w))) for w in order])


def _combine(choices: list[list[str]]) -> Iterator[str]:
    phrases = [""]
    for options in choices:
        phrases = [f"{p} {o}".strip() for p in phrases for o in (options or [""])][:_MANY_SPELLINGS]
    yield from phrases


def _join_words(raw: list[str], kept: list[str]) -> Iterator[str]:
    """Names written as one word, as in addresses, handles and file names."""
    for words in (raw, kept):
        if len(words) < 2:
            continue
        for phrase in _list_phrases(words):
            yield phrase.replace(" ", "")
    for word in raw:
        parts = _CAMEL.split(word)
        if len(parts) > 1:
            yield from (f for part in parts for f in _spell_word(part) if len(f) >= SHORTEST_WORD)


def _list_with_initial(kept: list[str]) -> Iterator[str]:
    """The initial and the last name as one word, as in addresses."""
    if len(kept) < 2:
        return
    firsts = list(dict.fromkeys(_spell_word(kept[0])))[:_MOST_WITH_INITIAL]
    for last in list(dict.fromkeys(_spell_word(kept[-1])))[:_MOST_WITH_INITIAL]:
        if len(last) >= 4:
            for initial in dict.fromkeys(first[0] for first in firsts):
                yield initial + last
                yield last + initial
            yield "".join("".join(words_of(w))[0] for w in kept[:-1]) + last
        if last[0] != "s":  # an s would make a plural
            yield from (first + last[0] for first in firsts if len(first) >= _LONG_FIRST_NAME)
