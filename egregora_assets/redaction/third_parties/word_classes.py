"""Classes of capitalised words: given names, words that name no private person, and ordinary words."""

from __future__ import annotations

from functools import cache, lru_cache

from egregora_assets.language.folding import fold_words
from egregora_assets.language.formats import fold_calendar_words
from egregora_assets.language.words import fold_stop_words
from egregora_assets.redaction.lexicon.given_names import list_known_names
from egregora_assets.redaction.lexicon.ordinary_words import list_places, load_ordinary_words
from egregora_assets.redaction.lexicon.word_files import list_languages, list_words, read_words

_MIN_LOWER = 4
_DIMINUTIVES = ("inha", "inho", "ita", "ito")
"""Endings that make a pet name of a name, and a small thing of a thing."""
_RUSSIAN = (("а", ("ы", "е", "у", "ой", "и")), ("я", ("и", "е", "ю", "ей")), ("й", ("я", "ю", "ем")), ("ь", ("я", "ю")))
_POLISH = (("a", ("y", "i", "ę", "ą", "ie", "ce", "o")), ("ek", ("ka", "kowi", "kiem")))
_BARE_ENDINGS = {"ru": ("а", "у", "ом", "е"), "pl": ("a", "owi", "em")}


@cache
def load_given_names() -> frozenset[str]:
    """The given names of all languages, folded, with their cases in Russian and Polish."""
    names = {name for code in list_languages("given_names") for name in _load_given_names_of(code)}
    names |= list_known_names() | load_polish_cases()
    return frozenset(n for n in names if len(n) > 1 and n not in fold_stop_words(None))


def is_name_of(name: str, language: str | None) -> bool:
    """Whether a folded word is a given name of a language or of English; of any where the language is not known."""
    known = list_languages("given_names")
    codes = {str(language), "en"} if language in known else known
    return any(name in _load_given_names_of(code) for code in codes & known)


@cache
def load_polish_cases() -> frozenset[str]:
    """The forms that Polish given names take in sentences, folded, which may be words or names elsewhere."""
    forms = {w for name in list_words("given_names.pl") for form in _inflect(name, "pl")[1:] for w in fold_words(form)}
    return frozenset(forms - {n for code in list_languages("given_names") for n in _load_given_names_of(code)})


@cache
def _load_given_names_of(code: str) -> frozenset[str]:
    forms = (
        form for name in list_words(f"given_names.{code}") for form in _inflect(name, code if code == "ru" else "")
    )
    return frozenset(w for form in forms for w in fold_words(form))


@cache
def load_rare_names() -> frozenset[str]:
    """Rarer given names, folded: names only where the capital tells something."""
    names = {"".join(fold_words(name)) for name in list_words("rare_given_names")}
    return frozenset(names - load_given_names() - fold_stop_words(None))


@lru_cache(maxsize=16)
def load_names_that_are_words(language: str | None) -> frozenset[str]:
    """Given names that are words of a language or of English, folded; of any language where it is not known."""
    kind = "names_that_are_words"
    known = list_languages(kind)
    codes = {"pt" if language == "es" else language, "en"} if language in known | {"es"} else known
    lists = [f"{kind}.{code}" for code in sorted(c for c in codes if c)]
    return _fold("pet_names_that_are_words", "caseless_names_that_are_words", *lists)


@cache
def load_common_words() -> frozenset[str]:
    """Frequent words of all languages that open sentences and headings, folded."""
    return _fold("opening_words") | read_words("role_words", "connectors") | fold_stop_words(None)


@cache
def load_impersonal_words() -> frozenset[str]:
    """Single words that name no private person: brands, programs, places, peoples, works, months, weekdays; folded."""
    words = {"".join(fold_words(w)) for w in list_words("no_persons") if "_" not in w}
    words |= {w for place in list_places() for w in fold_words(place)} - load_given_names()
    return frozenset(words | read_words("capitalised_words") | fold_calendar_words())


def is_impersonal(word: str) -> bool:
    """Whether a folded word, or what it is the plural of, names no private person."""
    return word in load_impersonal_words() or word.removesuffix("s") in load_impersonal_words()


@cache
def list_impersonal_phrases() -> tuple[str, ...]:
    """Phrases that name no private person although one of their words may; folded, sorted."""
    phrases = [w.replace("_", " ") for w in list_words("no_persons") if "_" in w]
    return tuple(sorted({folded for p in (*phrases, *list_places()) if " " in (folded := " ".join(fold_words(p)))}))


@lru_cache(maxsize=16)
def load_plain_words(language: str | None) -> frozenset[str]:
    """The words that are no names in a chat of a language unless a capital inside a sentence says so; folded."""
    return load_common_words() | load_ordinary_words(language)


@lru_cache(maxsize=16)
def load_lower_case_names(language: str | None) -> frozenset[str]:
    """The given names that are nobody's word in a chat of a language, and so names in lower case, too; folded."""
    words = load_plain_words(None) | load_plain_words(language) | load_impersonal_words()
    full = frozenset(n for code in list_languages("given_names") for n in _load_given_names_of(code))
    names = full - words - load_names_that_are_words(None)  # short forms are other words too often
    if language in list_languages("given_names"):
        own_words = load_plain_words(language) | load_impersonal_words() | load_names_that_are_words(language)
        names |= _load_given_names_of(str(language)) - own_words
    if language == "pl":
        names |= load_polish_cases() - words
    is_long = {n for n in names if len(n) >= _MIN_LOWER or not n.isascii()}
    return frozenset(n for n in is_long if not n.endswith(_DIMINUTIVES) or n in _load_given_names_of("pt"))


def _fold(*lists: str) -> frozenset[str]:
    return frozenset("".join(fold_words(word)) for name in lists for word in list_words(name))


def _inflect(name: str, code: str) -> list[str]:
    """A given name, and its cases in a language that has some."""
    is_cyrillic = code == "ru" and not name.isascii()
    if not (is_cyrillic or code == "pl"):
        return [name]
    for ending, others in _RUSSIAN if is_cyrillic else _POLISH:
        if name.endswith(ending):
            return [name, *(name.removesuffix(ending) + other for other in others)]
    return [name, *(name + ending for ending in _BARE_ENDINGS[code])]
