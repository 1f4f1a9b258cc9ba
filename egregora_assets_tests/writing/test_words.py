"""Words, sentences and addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.language.detection import find_function_words
from egregora_assets.language.files import load_languages
from egregora_assets.writing.reading.lexicon import Lexicon
from egregora_assets.writing.reading.terms import Forms, extract_terms, split_words
from egregora_assets.writing.reading.texts import read_text, split_sentences
from egregora_assets.writing.reading.words import compile_names, is_laughter, mask_text
from egregora_assets.writing.slugs import make_dated_slug, make_slug, make_unique_slug
from egregora_assets_tests.writing.told_chat import message_of


def read_terms(text: str, lexicon: Lexicon, forms: Forms) -> tuple[str, ...]:
    """The terms of a text; how they are written is added to the forms."""
    found = extract_terms(split_words(text), lexicon)
    forms.add(found)
    return found.terms


@pytest.mark.parametrize("word", ["kkkk", "haha", "hahaha", "jajaja", "rsrs", "lol", "LOOOL", "hehehe", "mdr"])
def test_laughter_is_no_word(word: str) -> None:
    assert is_laughter(word)


@pytest.mark.parametrize("word", ["cake", "jajardim", "horas", "kit", "hall", "ajuda", "rosa"])
def test_a_word_is_not_taken_for_laughter(word: str) -> None:
    assert not is_laughter(word)


def test_terms_are_shown_as_people_write_them() -> None:
    forms = Forms()
    lexicon = Lexicon(load_languages()["pt"])
    for text in ("O horário da biblioteca mudou", "os horários da biblioteca", "vi o horário da biblioteca hoje"):
        terms = read_terms(text, lexicon, forms)
    forms.count_added()
    assert [forms.get_spelling(t) for t in terms] == ["horário", "biblioteca", "horário da biblioteca"]


def test_names_placeholders_and_addresses_are_no_words() -> None:
    names = compile_names(["Amber Heron", "Teal Otter"])
    text = "Amber Heron wrote to [email-2] from https://boat.example/heron about `src/boat.py` and the ferry"
    terms = read_terms(mask_text(text, names, ("[email-2]",)), Lexicon(load_languages()["en"]), Forms())
    assert terms == ("wrote", "ferri")


def test_a_term_never_holds_a_piece_of_a_name() -> None:
    lexicon = Lexicon(load_languages()["en"], frozenset({"heron", "amber"}))
    assert read_terms("the heron stood in the amber light", lexicon, Forms()) == ("stood", "light")


@given(text=st.text(max_size=200))
def test_masking_keeps_every_character_s_place(text: str) -> None:
    assert len(mask_text(text, compile_names(["ab", "c d"]), ("x",))) == len(text)


@given(text=st.text(max_size=200))
def test_sentences_are_parts_of_the_text_in_order_and_never_overlap(text: str) -> None:
    blanked = mask_text(text, None)
    edges = [0]
    for span in split_sentences(blanked):
        edges += [span.start, span.end]
        assert text[span.start : span.end] == text[span.start : span.end].strip()
    assert edges == sorted(edges)
    assert edges[-1] <= len(text)


def test_a_quote_never_runs_across_an_address() -> None:
    text = "Look at this: https://example.org/x it explains the valve. Good, isn't it?"
    spans = split_sentences(mask_text(text, None))
    assert [text[s.start : s.end] for s in spans] == ["Look at this", "it explains the valve.", "Good, isn't it?"]


@given(text=st.text(max_size=120))
def test_a_slug_is_short_ascii(text: str) -> None:
    slug = make_slug(text)
    assert slug.isascii()
    assert len(slug) <= 60
    assert not slug.strip("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not slug.startswith("-")
    assert not slug.endswith("-")


def test_a_slug_says_the_day_and_the_words() -> None:
    moment = message_of("2024-05-06 19:01 Amber Heron: hello", 0).local_time
    assert make_dated_slug(moment, "Sábado às 6h30 na praça?") == "2024-05-06-sabado-as-6h30-na-praca"
    assert make_dated_slug(moment, "🎉") == "2024-05-06"
    assert make_unique_slug("a", {"a", "a-2"}) == "a-3"


@given(
    st.lists(
        st.sampled_from(["the", "QUE", "l'", "’", "and", "der", "-", " ", "İ", "Σ", "ας", "1", "_", ".", "é"])
    ).map("".join)
)
def test_the_function_words_of_a_text_are_those_of_its_words(text: str) -> None:
    assert read_text(text, None, ()).marks == find_function_words(mask_text(text, None))
