"""Lists every way in which a chat may spell a participant's name, as folded patterns."""

# ruff: noqa: SIM905 - word lists are easier to read as text

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from egregora_assets.language.aligned import fold_in_place
from egregora_assets.language.folding import fold_letter, fold_words
from egregora_assets.redaction.lexicon.given_names import find_family, find_pet_names
from egregora_assets.redaction.lexicon.word_files import read_words
from egregora_assets.redaction.names.other_scripts import list_other_spellings
from egregora_assets.redaction.names.pet_forms import make_misspellings, make_pet_forms, make_russian_pet_forms

_MIN_WORD = 3
_MIN_JOINED = 7
_UNSPACED = re.compile(r"^[\u0e00-\u0e7f\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+$")
_HAN = re.compile("^[\u4e00-\u9fff]{2,3}$")
_KANA_NAME = re.compile("^(?P<family>[\u3005\u4e00-\u9fff]+)[\u3040-\u30ff]+$")
_HAN_TITLES = "小~ 老~ 阿~ ~哥 ~姐 ~总 ~老师 ~叔 ~阿姨 ~先生 ~女士 ~太太 ~师傅 ~工".split()
"""What people say with a Chinese family name, which stands for `~`."""
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-ZÀ-ÖØ-Þ])")
_MAX_PHRASES = 64
_MIN_CLOSED = 5
_MIN_BEFORE_INITIAL = 5
_MAX_WITH_INITIAL = 6
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
    """How likely a spelling means the person; the stronger claim to a pattern wins."""

    SURE = 3
    """Several words, or one that is hidden in lower case, too, unless it is an ordinary word."""
    DERIVED = 2
    """A known nickname of the given name."""
    GUESSED = 1
    """A spelling made by rule: only when capitalised and unknown as a word."""
    NEAR = 0
    """A word of the chat that begins a name or misspells it (`near_names`)."""
    FAINT = -1
    """The same, of a word that may well be another one: only where the clause or a capital inside it speaks for it."""


@dataclass(frozen=True)
class Variant:
    """One folded spelling; a space stands for any separator of words; unbounded ones also match inside words."""

    pattern: str
    strength: Strength
    is_unbounded: bool = False


def split_name(name: str) -> list[str]:
    """The folded words of a display name that belong to the name itself: no connectors, roles or single letters."""
    return [
        w
        for w in fold_words(name)
        if w not in read_words("connectors", "role_words") and (len(w) > 1 or _UNSPACED.match(w))
    ]


def _spell_word(word: str) -> Iterator[str]:
    """The folded spellings of a raw word: without accents, umlauts spelled out, other scripts in Latin letters."""
    lower = unicodedata.normalize("NFC", word).lower()
    for spelled in dict.fromkeys((word, lower.translate(_SPELLED_OUT), *list_other_spellings(lower))):
        folded = "".join(fold_words(spelled))
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
    """The raw words that are part of the name: no connectors and roles."""
    known = [(w, "".join(fold_words(w))) for w in words]
    return [w for w, f in known if f and f not in read_words("connectors", "role_words")]


def list_name_words(name: str) -> Iterator[tuple[str, bool]]:
    """List the folded words of a display name in every spelling, and whether each is a given name."""
    raw = _split_raw(name)
    kept = _keep_name_words(raw) or raw
    given_count = 2 if len(kept) > 2 else 1
    for place, word in enumerate(kept):
        for spelling in dict.fromkeys(_spell_word(word)):
            yield spelling, place < given_count


@lru_cache(maxsize=4_096)
def list_variants(name: str, weakest: Strength = Strength.GUESSED) -> tuple[Variant, ...]:
    """List the spellings of a display name: in whole and in part, joined, with initials, transliterated, pet forms.

    Args:
        weakest: with `SURE`, what somebody may be called other than by name is left out.

    Returns: each pattern once, the surest first, then by pattern.
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
        add(fold_in_place(name).strip(), Strength.SURE)
    for joined in (*_join_words(raw, kept), *_join_words(closed, closed)):
        add(joined, Strength.SURE, is_unbounded=len(joined) >= _MIN_JOINED)
    for spelling, is_unspaced in _list_single_words([*(kept or raw), *(w for w in closed if w not in kept)]):
        add(spelling, Strength.SURE, is_unbounded=is_unspaced)
    for pattern, strength in _list_nicknames(kept) if weakest < Strength.SURE else ():
        add(pattern, strength)
    return tuple(sorted(found.values(), key=lambda v: (-v.strength, v.pattern)))


def _list_nicknames(kept: Sequence[str]) -> Iterator[tuple[str, Strength]]:
    """What somebody may be called other than by name: initials, pet forms of the first names, misspelled names."""
    yield from ((initials, Strength.DERIVED) for initials in _list_initials(kept))
    for word in kept[:2] if len(kept) > 2 else kept[:1]:
        for spelling in dict.fromkeys(_spell_word(word)):
            for nickname in sorted({*find_family(spelling), *find_pet_names(spelling)}):
                for spelled in (nickname,) if nickname.isascii() else _spell_word(nickname):
                    yield spelled, Strength.DERIVED
            yield from (
                (guess, Strength.GUESSED) for guess in (*make_pet_forms(spelling), *make_misspellings(spelling))
            )
        for form in make_russian_pet_forms(unicodedata.normalize("NFC", word).lower()):
            yield "".join(fold_words(form)), Strength.GUESSED
    for place, word in enumerate(kept[1:]):
        for spelling in dict.fromkeys(_spell_word(word)):
            families = sorted(find_family(spelling)) if place == 0 else []
            yield from ((guess, Strength.GUESSED) for guess in (*make_misspellings(spelling), *families))


def _close_up(name: str, kept: Sequence[str]) -> list[str]:
    """The words of a name without its apostrophes, hyphens and spaces after prefixes: `OConnell`, `Lomonaco`.

    Returns: an empty list where the name has none of them.
    """
    words: list[str] = []
    prefix = ""
    for token in name.split():
        letters = "".join(_split_raw(token))
        folded = "".join(fold_words(letters))
        if letters and folded in _PREFIXES_OF_NAMES and words:
            prefix += letters
        elif letters and folded not in read_words("role_words"):
            words.append(prefix + letters if len(prefix + letters) >= _MIN_CLOSED else letters)
            prefix = ""
    return words if words != list(kept) and any(w not in kept for w in words) else []


def _list_initials(kept: Sequence[str]) -> Iterator[str]:
    """`JP` for a person of two first names and a last name."""
    if len(kept) > 2:
        initials = "".join("".join(fold_words(w))[:1] for w in kept[:2])
        if initials.isascii() and len(initials) == 2 and initials not in _OTHER_INITIALS:
            yield initials


def _list_single_words(words: list[str]) -> Iterator[tuple[str, bool]]:
    """Each word that may stand for the person alone, and whether its script has no spaces between words.

    Words of two letters only where they are the whole name or its first word; of three signs of an unspaced script the
    last two, which are the given name, of four the first two as well, which are the family's.
    """
    for word in words:
        may_be_short = len(words) == 1 or word == words[0]
        for spelling in _spell_word(word):
            is_unspaced = _UNSPACED.match(spelling) is not None
            if len(spelling) > 1 and (len(spelling) >= _MIN_WORD or is_unspaced or may_be_short):
                yield spelling, is_unspaced
            yield from ((part, True) for part in _part_unspaced(spelling) if is_unspaced)
            if is_unspaced and len(spelling) >= _MIN_WORD:
                yield spelling[-2:], True
                if len(spelling) > _MIN_WORD:
                    yield spelling[:2], True
            if _HAN.match(spelling):
                yield from ((title.replace("~", spelling[0]), True) for title in _HAN_TITLES)


def _part_unspaced(spelling: str) -> Iterator[str]:
    """The family and the given name of an unspaced name where a list or a change of script tells where they part."""
    family = next((spelling[:n] for n in (3, 2) if spelling[:n] in read_words("unspaced_family_names")), "")
    changed = _KANA_NAME.match(spelling)
    if changed is not None:
        family = changed["family"]
    if family and family != spelling:
        yield from (part for part in (family, spelling.removeprefix(family)) if len(part) > 1)


def _list_phrases(words: list[str]) -> Iterator[str]:
    """Folded sequences of words: all, first and last, last and first, in every spelling (within bounds)."""
    if len(words) < 2:
        return
    orders = [words, [words[0], words[-1]], [words[-1], words[0]], [words[-1], *words[:-1]], words[:2]]
    for order in orders:
        yield from _combine([list(dict.fromkeys(_spell_word(w))) for w in order])


def _combine(choices: list[list[str]]) -> Iterator[str]:
    phrases = [""]
    for options in choices:
        phrases = [f"{p} {o}".strip() for p in phrases for o in (options or [""])][:_MAX_PHRASES]
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
            yield from (f for part in parts for f in _spell_word(part) if len(f) >= _MIN_WORD)


def _list_with_initial(kept: list[str]) -> Iterator[str]:
    """The initial and the last name as one word, as in addresses."""
    if len(kept) < 2:
        return
    firsts = list(dict.fromkeys(_spell_word(kept[0])))[:_MAX_WITH_INITIAL]
    for last in list(dict.fromkeys(_spell_word(kept[-1])))[:_MAX_WITH_INITIAL]:
        if len(last) >= 4:
            for initial in dict.fromkeys(first[0] for first in firsts):
                yield initial + last
                yield last + initial
            yield "".join("".join(fold_words(w))[0] for w in kept[:-1]) + last
        if last[0] != "s":  # an s would make a plural
            yield from (first + last[0] for first in firsts if len(first) >= _MIN_BEFORE_INITIAL)
