"""The word lists: read whole, and folded as names are compared."""

from __future__ import annotations

from importlib import resources

import pytest

from egregora_assets.language.folding import fold_words
from egregora_assets.redaction.lexicon.given_names import find_family, find_pet_names, list_known_names
from egregora_assets.redaction.lexicon.ordinary_words import load_ordinary_words
from egregora_assets.redaction.lexicon.word_files import list_languages, read_lines, read_words

LISTS = sorted(
    entry.name.removesuffix(".txt")
    for entry in resources.files("egregora_assets.redaction.lexicon").joinpath("data").iterdir()
)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_words_and_no_comments(name: str) -> None:
    assert read_lines(name)
    assert not [word for word in read_words(name) if word.startswith("#")]


@pytest.mark.parametrize("name", [n for n in LISTS if n.startswith(("ordinary_words", "short_words", "name_families"))])
def test_words_are_folded(name: str) -> None:
    assert [word for word in read_words(name) if fold_words(word) != [word]] == []


def test_a_family_names_its_members_both_ways_and_a_pet_name_one_way() -> None:
    assert "nadi" in find_family("nadia")
    assert "nadia" in find_family("nadi")
    assert "lex" in find_pet_names("alexis")
    assert "alexis" not in find_pet_names("lex")
    assert "nadia" in list_known_names()
    assert "teapot" not in list_known_names()


def test_an_unknown_language_has_the_ordinary_words_of_all() -> None:
    every = [load_ordinary_words(code) for code in sorted(list_languages("ordinary_words"))]
    assert load_ordinary_words(None) == load_ordinary_words("xx") == frozenset().union(*every)
    assert load_ordinary_words("en") < load_ordinary_words(None)


def test_short_words_have_three_letters() -> None:
    assert {len(word) for word in read_words("short_words")} == {3}
