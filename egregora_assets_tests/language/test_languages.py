"""The files of the languages: complete, of one shape, and the only place where a language is named."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from babel import Locale

from egregora_assets.errors import LanguageFileInvalid
from egregora_assets.language.files import (
    build_language,
    find_language,
    get_main_code,
    list_codes,
    load_languages,
    read_texts,
)
from egregora_assets.language.report import find_gaps, write_report
from egregora_assets.redaction.lexicon.word_files import list_languages


@pytest.mark.parametrize("code", list_codes())
def test_a_language_lacks_nothing(code: str) -> None:
    assert find_gaps(code, read_texts(code), read_texts("en")) == []


def _without(texts: dict[str, Any]) -> None:
    del texts["post"]["earlier"]


def _without_a_phrase_of_the_site(texts: dict[str, Any]) -> None:
    del texts["site"]["menu"]["home"]


def _with_more(texts: dict[str, Any]) -> None:
    texts["post"]["aksed"] = "x"
    texts["site"]["menu"]["hme"] = "x"


def _of_another_type(texts: dict[str, Any]) -> None:
    texts["order"] = "first"


@pytest.mark.parametrize(
    ("spoil", "problems"),
    [
        (_without, ["post.earlier is missing"]),
        (_without_a_phrase_of_the_site, ["site.menu.home is missing"]),
        (_with_more, ["site.menu.hme is unknown", "post.aksed is unknown"]),
        (_of_another_type, ["order must be a number"]),
    ],
)
def test_a_file_of_another_shape_is_refused(spoil: Callable[[dict[str, Any]], None], problems: list[str]) -> None:
    texts = copy.deepcopy(read_texts("pt"))
    spoil(texts)
    with pytest.raises(LanguageFileInvalid) as refused:
        build_language("pt", texts, load_languages()["en"].site)
    assert list(refused.value.problems) == problems
    assert find_gaps("pt", texts, read_texts("en")) == problems


@pytest.mark.parametrize(
    ("section", "key", "text", "gap"),
    [
        ("journal", "title", "Diário", "journal.title must have {span} and has none"),
        ("journal", "title", "Diário: {texto}", "journal.title must have {span} and has {texto}"),
        ("journal", "skipped", " ", "journal.skipped is empty"),
        (
            "counts",
            "people",
            {"one": "{n}", "other": "x"},
            "counts.people.other must have {n} and has none",
        ),
        ("counts", "people", {"other": "{n} pessoas"}, "counts.people.one is missing"),
        (
            "counts",
            "people",
            {"one": "a", "few": "b", "other": "{n}"},
            "counts.people.few is no plural form of pt_BR",
        ),
        ("words", "decisions", ["(fechado"], "words.decisions has a pattern that is none: (fechado"),
        (
            "dates",
            "weekday_date",
            "{weekday}",
            "dates.weekday_date must have {day}, {month}, {weekday} and has {weekday}",
        ),
    ],
)
def test_the_report_names_what_is_wrong(section: str, key: str, text: object, gap: str) -> None:
    texts = copy.deepcopy(read_texts("pt"))
    texts[section][key] = text
    (found,) = find_gaps("pt", texts, read_texts("en"))
    assert found.startswith(gap)


def test_the_report_knows_a_locale_that_does_not_fit() -> None:
    texts = read_texts("pt")
    assert find_gaps("pt", {**texts, "locale": "xx_YY"}, read_texts("en")) == ["locale: CLDR has no xx_YY"]
    assert "locale must be one of the language pt" in find_gaps("pt", {**texts, "locale": "en"}, read_texts("en"))


def test_the_report_tells_what_is_still_english() -> None:
    lines = list(write_report(["fr"]))
    assert lines[0] == "fr: complete"
    assert "site.menu.conversation" in lines[1]


def test_a_language_is_known_by_its_file() -> None:
    assert set(load_languages()) == set(list_codes())


def test_each_language_has_a_place_of_its_own_in_their_order() -> None:
    orders = [language.order for language in load_languages().values()]
    assert orders == sorted(set(orders))


@pytest.mark.parametrize(("given", "code"), [("pt_BR", "pt"), ("EN-gb", "en"), ("xx", None), (None, None), ("", None)])
def test_a_language_is_found_by_its_code(given: str | None, code: str | None) -> None:
    found = find_language(given)
    assert (found.code if found else None) == code


def test_a_code_has_a_language() -> None:
    assert [get_main_code(c) for c in ("pt_BR", " DE-at", "", None)] == ["pt", "de", "", ""]


def test_lists_of_names_are_of_languages_that_there_are() -> None:
    codes = list_languages("ordinary_words")
    assert set(load_languages()) <= codes
    assert all(Locale.parse(code).language == code for code in codes)
