"""Makes pet forms and misspellings of given names by rule: those that no table can list."""

# ruff: noqa: SIM905 - word lists are easier to read as text

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from egregora_assets.redaction.lexicon.word_files import read_words

_VOWELS = frozenset("aeiouy")
_FEMALE_ENDINGS = tuple(
    "inha zinha ita cita ecita ina etta uccia ette uca ucha ona chen lein erl i ie y illa ella ou".split()
)
_MALE_ENDINGS = tuple(
    "inho zinho ito cito ecito ino etto uccio ao zao uco ucho ote chen lein erl i ie y illo ello in ou".split()
)
"""Endings of diminutives in the six languages."""
_CUT_FEMALE_ENDINGS = tuple("inha zinha ita cita uccia etta ette chen lein".split())
_CUT_MALE_ENDINGS = tuple("inho zinho ito cito uccio etto chen lein".split())
"""Endings that a stem takes when its beginning is cut off: Octavio, Tavinho."""

_MIN_STEM = 3
_MIN_MISSPELLED = 4
_DIMINUTIVES = (("etta", "a"), ("etto", "o"), ("ino", "o"), ("uccia", "a"), ("ella", "a"), ("ello", "o"))
"""Italian names that are diminutives themselves, which people cut back: Fiammetta, Fiamma."""
_CYRILLIC = re.compile("[а-яё]")
_RUSSIAN_VOWELS = frozenset("аеёиоуыэюя")
_RUSSIAN_ENDINGS = tuple(
    "оха уха юха ёха ша уша юша оша уня юня уся юся ик чик ян он ыч ушка юшка енька онька очка ечка".split()
)
_ALIKE = (
    ("th", "t"), ("ph", "f"), ("y", "i"), ("i", "y"), ("ck", "k"), ("k", "c"), ("c", "k"), ("w", "v"), ("h", ""),
    ("z", "s"), ("s", "z"), ("x", "ch"), ("ch", "x"), ("tx", "ch"), ("t", "th"), ("f", "ph"),
)  # fmt: skip
"""Letters that are taken for one another; each pair makes a spelling of its own."""
_DOUBLED = re.compile(r"(.)\1")


def make_pet_forms(name: str) -> Iterator[str]:
    """Make pet forms of a folded name: endings on the stem, also without its beginning, and first syllables."""
    if len(name) < 4 or not name.isascii():
        return
    stems = sorted({name.rstrip("aeiou"), name.rstrip("aeious"), name[:-1] if name[-1] in _VOWELS else name})
    for ending in _choose_endings(name, _FEMALE_ENDINGS, _MALE_ENDINGS):
        for stem in stems:
            if len(stem) > 1 and len(stem) + len(ending) >= 5:
                yield from _add_ending(stem, ending)
        if len(name) + len(ending) >= 6 and ending[0] not in _VOWELS:
            yield name + ending
    for ending in _choose_endings(name, _CUT_FEMALE_ENDINGS, _CUT_MALE_ENDINGS):
        for rest in sorted({r for stem in stems for r in _cut_beginning(stem)}):
            yield from _add_ending(rest, ending)
    yield from _list_beginnings(name)
    yield from _add_to_syllable(name)
    for ending, root_ending in _DIMINUTIVES:
        if name.endswith(ending) and len(name) - len(ending) >= _MIN_STEM + 1:
            yield name.removesuffix(ending) + root_ending


def make_russian_pet_forms(name: str) -> Iterator[str]:
    """Make pet forms of a Russian name in lower case, not folded: its first syllable with endings, as in `тимоха`."""
    for length in (2, 3, 4) if len(name) >= 4 and _CYRILLIC.match(name) else ():
        stem = name[:length]
        if len(name) > length and stem[-1] not in _RUSSIAN_VOWELS and any(c in _RUSSIAN_VOWELS for c in stem):
            yield from (stem + ending for ending in _RUSSIAN_ENDINGS)


def _add_to_syllable(name: str) -> Iterator[str]:
    """A first syllable that ends in a consonant, with a Portuguese or Spanish ending: Ederson, Edinho."""
    for length in (2, 3):
        stem = name[:length]
        if len(name) >= length + 3 and stem[-1] not in _VOWELS and any(c in _VOWELS for c in stem):
            yield from (stem + ending for ending in _choose_endings(name, ("inha", "ita"), ("inho", "ito")))


def _choose_endings(name: str, female: Sequence[str], male: Sequence[str]) -> Sequence[str]:
    """The endings that go with a name: those of its gender where its own ending tells it, else all."""
    return female if name.endswith("a") else male if name.endswith("o") else (*female, *male)


def _add_ending(stem: str, ending: str) -> Iterator[str]:
    """Stem and ending as they may be spelled together: `marc` and `inho` give `marquinho`, `domenic` `domenichino`."""
    yield stem + ending
    if ending[0] in "ei" and stem.endswith(("c", "g")):
        yield stem[:-1] + ("qu" if stem[-1] == "c" else "gu") + ending
        yield stem + "h" + ending


def _cut_beginning(stem: str) -> Iterator[str]:
    """What is left of a stem without its beginning, from a consonant before a vowel on: `otav` becomes `tav`."""
    for start in range(1, len(stem) - _MIN_STEM + 1):
        if stem[start] not in _VOWELS and stem[start + 1] in _VOWELS:
            yield stem[start:]


def _list_beginnings(name: str) -> Iterator[str]:
    """The first syllable: alone, with an ending of its own, doubled."""
    single = _DOUBLED.sub(r"\1", name)
    if single != name and len(name) >= 6:
        yield single[:4]
    if len(name) >= 6:
        yield name[:4]
    for length in (3, 4, 5):
        short = name[:length]
        if len(name) >= length + 2 and short[-1] not in _VOWELS:
            yield from (short + ending for ending in ("i", "y", "ie"))
    if len(name) >= 5 and name[:3] not in read_words("short_words"):
        yield name[:3]
    if name[0] not in _VOWELS and name[1] in _VOWELS and name[:2] * 2 not in read_words("laughter"):
        yield name[:2] * 2


def make_misspellings(name: str) -> Iterator[str]:
    """Make spellings of a folded name that sound alike: `Nicolo` for `Niccolo`, `Tiago` for `Thiago`."""
    if len(name) < _MIN_MISSPELLED or not name.isascii():
        return
    yield _DOUBLED.sub(r"\1", name)
    for written, heard in _ALIKE:
        if written in name:
            yield name.replace(written, heard)
    if len(name) > _MIN_MISSPELLED and name[-1] in "szhe":
        yield name[:-1]
