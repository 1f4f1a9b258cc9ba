"""Folding: what counts as the same word, for each purpose."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.language.aligned import asciify, drop_hidden_characters, fold_in_place, has_hidden_characters
from egregora_assets.language.folding import (
    fold_accents,
    fold_clock_word,
    fold_display_name,
    fold_name,
    fold_phrase,
    fold_token,
    fold_word,
    fold_words,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Straße", "strasse"), ("ÇÃO", "cao"), ("Łódź", "lodz"), ("œuvre", "oeuvre"), ("ISTANBUL", "istanbul")],
)
def test_accents_and_case_do_not_matter(text: str, folded: str) -> None:
    assert fold_accents(text) == folded


def test_apostrophes_are_alike_in_words() -> None:
    assert fold_word("D’ÉTÉ") == fold_word("d'été") == "d'ete"


@pytest.mark.slow
@settings(deadline=None)  # the first example starts the database
@given(st.text(st.characters(codec="utf-8", categories=["L"]), max_size=20))
def test_tokens_are_folded_as_the_database_folds(text: str) -> None:
    known = "".join(c for c in text if c.isascii() or c in "áàâãäéèêëíóôõöúüçñ")
    row = duckdb.execute("SELECT strip_accents(lower(?))", [known]).fetchone()
    assert row == (fold_token(known),)


@given(st.text(max_size=60))
def test_what_is_folded_in_place_keeps_its_length(text: str) -> None:
    assert len(fold_in_place(text)) == len(asciify(text)) == len(text)


@given(st.text(max_size=60))
def test_a_view_leads_back_to_the_text(text: str) -> None:
    view = drop_hidden_characters(text)
    assert [text[i] for i in view.offsets] == list(view.text)


def test_names_are_found_in_letters_that_look_alike_and_behind_invisible_ones() -> None:
    assert fold_words("Аnna\u200bMaria O’Neil") == ["annamaria", "o", "neil"]
    assert has_hidden_characters("An\u200bna")


@pytest.mark.parametrize("fold", [fold_name, fold_display_name])
def test_a_person_is_the_same_under_marks_case_and_width(fold: object) -> None:
    assert callable(fold)
    assert fold("~ Ａna\u200e  Maria") == fold("ana maria") == "ana maria"


def test_phrases_of_a_program_are_compared_without_marks_and_full_stops() -> None:
    assert fold_phrase("\u200eMídia  oculta.") == "mídia oculta"
    assert fold_clock_word("a.\u00a0m.") == fold_clock_word("AM") == "am"
