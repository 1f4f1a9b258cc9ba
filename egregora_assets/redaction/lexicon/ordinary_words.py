"""Words that are not names, though names are spelled like them, and places that hold a name: *San Diego*.

Words are folded. In lower case an ordinary word is left alone unless its clause speaks of somebody; capitalised it is
taken for the person (`names.judging` has the rule). A name that is missing here is hidden in every spelling, which is
the safe side; a short form or misspelling of a name is looked for only among words that are missing here.
"""

from __future__ import annotations

from functools import cache, lru_cache

from egregora_assets.language.files import load_languages
from egregora_assets.language.folding import fold_words
from egregora_assets.language.formats import fold_calendar_words
from egregora_assets.language.words import fold_stop_words, list_stop_words
from egregora_assets.redaction.lexicon.given_names import is_given_name
from egregora_assets.redaction.lexicon.word_files import list_languages, list_words, read_lines, read_words

_OTHER_LANGUAGES = ("nl", "pl", "tr", "ru", "sv", "da", "no", "fi", "cs", "ro", "hu", "hr", "id")
"""Languages without a list of ours, whose function words are no short forms of names."""
_MIN_STEM = 4
_OTHER_ENDINGS = ("e", "a", "o", "er", "ar", "ir", "re", "en", "es", "are", "ere", "ire")
"""Endings with which a list has the words whose other endings it leaves out."""
_WORD_LISTS = ("role_words", "short_words", "capitalised_words", "unlike_names", "connectors")
_SHOWN_LISTS = ("pseudonym_adjectives", "pseudonym_nouns")


@lru_cache(maxsize=16)
def load_ordinary_words(language: str | None) -> frozenset[str]:
    """The ordinary words of a language that may also be names; of all languages with a list where it is none of
    the project's. Common words of the language belong to them, except those that are given names.

    A language without a list has no such words, so that its names are hidden in every spelling.
    """
    common = frozenset(w for w in load_common_words(language) if not is_given_name(w))
    return common.union(load_listed_words(language))


@lru_cache(maxsize=16)
def load_listed_words(language: str | None) -> frozenset[str]:
    """The words of a language that are known to be names, too: given names, surnames, nicknames."""
    return _read_by_language("ordinary_words", language)


@lru_cache(maxsize=16)
def load_common_words(language: str | None) -> frozenset[str]:
    """Words that everybody uses in a language; in all languages of the project where it is none of them."""
    return _read_by_language("common_words", language)


@lru_cache(maxsize=16)
def load_known_words(language: str | None) -> frozenset[str]:
    """Every word of a language, or of any where it is none of the project's, that is no short form or misspelling of a
    name; with function words of all languages and the words of pseudonyms."""
    known = load_common_words(language) | load_listed_words(language) | fold_stop_words(None) | fold_calendar_words()
    return known | _load_other_words() | read_words(*_WORD_LISTS, *_SHOWN_LISTS)


@cache
def _load_other_words() -> frozenset[str]:
    """Function words of languages without a list of ours, and the words of places."""
    others = frozenset(w for code in _OTHER_LANGUAGES for s in list_stop_words(code) for w in fold_words(s))
    return others.union(w for place in list_places() for w in fold_words(place))


def is_known_word(word: str, language: str | None = None) -> bool:
    """Whether a folded word is known in a language (None = in any), also inflected: `vendes`, `horses`."""
    spelled, known = word.replace("ß", "ss").replace("œ", "oe").replace("æ", "ae"), load_known_words(language)
    if spelled in known:
        return True
    stems = {spelled.removesuffix(ending) for ending in list_words("endings")} - {spelled}
    return any(len(s) >= _MIN_STEM and (s in known or any(s + e in known for e in _OTHER_ENDINGS)) for s in stems)


@cache
def list_places() -> tuple[str, ...]:
    """The names of the places, in lower case."""
    return tuple(read_lines("place_names"))


@cache
def fold_places() -> frozenset[str]:
    """The folded names of the places, words separated by a space."""
    return frozenset(" ".join(fold_words(place)) for place in list_places())


def _read_by_language(name: str, language: str | None) -> frozenset[str]:
    codes = list_languages(name)
    if language in load_languages():
        codes = codes & {language}
    return frozenset().union(*(read_words(f"{name}.{code}") for code in sorted(codes)))
