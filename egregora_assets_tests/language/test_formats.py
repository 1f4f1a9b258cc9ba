"""Numbers, counts, lists and dates as each language writes them."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest

from egregora_assets.language.files import load_languages
from egregora_assets.language.formats import (
    fold_calendar_words,
    format_count,
    format_date,
    format_month,
    format_number,
    format_period,
    format_weekday_date,
    get_short_month,
    get_short_weekday,
    get_weekday_name,
    join_items,
    quote_text,
)

MONDAY = dt.date(2024, 1, 8)
NEW_YEAR = dt.date(2024, 1, 1)


@pytest.mark.parametrize(
    ("code", "date", "weekday_date", "weekday_date_year", "month"),
    [
        ("en", "8 January 2024", "Monday 8 January", "Monday 8 January 2024", "January 2024"),
        (
            "pt",
            "8 de janeiro de 2024",
            "segunda-feira, 8 de janeiro",
            "segunda-feira, 8 de janeiro de 2024",
            "janeiro de 2024",
        ),
        ("es", "8 de enero de 2024", "lunes 8 de enero", "lunes 8 de enero de 2024", "enero de 2024"),
        ("de", "8. Januar 2024", "Montag, 8. Januar", "Montag, 8. Januar 2024", "Januar 2024"),
        ("fr", "8 janvier 2024", "lundi 8 janvier", "lundi 8 janvier 2024", "janvier 2024"),
        ("it", "8 gennaio 2024", "lunedì 8 gennaio", "lunedì 8 gennaio 2024", "gennaio 2024"),
    ],
)
def test_a_day_is_written_as_its_readers_write_it(
    code: str, date: str, weekday_date: str, weekday_date_year: str, month: str
) -> None:
    language = load_languages()[code]
    assert format_date(MONDAY, language) == date
    assert format_weekday_date(MONDAY, language) == weekday_date
    assert format_weekday_date(MONDAY, language, with_year=True) == weekday_date_year
    assert format_month(MONDAY, language) == month


@pytest.mark.parametrize(
    ("code", "date"), [("en", "1 January 2024"), ("fr", "1er janvier 2024"), ("it", "1º gennaio 2024")]
)
def test_the_first_of_a_month_has_its_own_form(code: str, date: str) -> None:
    assert format_date(NEW_YEAR, load_languages()[code]) == date


@pytest.mark.parametrize(
    ("code", "last", "repeats_year", "text"),
    [
        ("en", dt.date(2024, 1, 8), True, "8 January 2024"),
        ("en", dt.date(2024, 1, 12), True, "8–12 January 2024"),
        ("de", dt.date(2024, 1, 12), True, "8.–12. Januar 2024"),
        ("pt", dt.date(2024, 2, 1), True, "8 de janeiro de 2024 – 1 de fevereiro de 2024"),
        ("pt", dt.date(2024, 2, 1), False, "8 de janeiro – 1 de fevereiro de 2024"),
        ("de", dt.date(2024, 2, 1), False, "8. Januar – 1. Februar 2024"),
    ],
)
def test_a_period_says_once_what_both_days_share(code: str, last: dt.date, repeats_year: bool, text: str) -> None:
    assert format_period(MONDAY, last, load_languages()[code], repeats_year=repeats_year) == text


@pytest.mark.parametrize(
    ("code", "number"),
    [("en", "1,234"), ("pt", "1.234"), ("es", "1.234"), ("de", "1.234"), ("fr", "1\u202f234"), ("it", "1.234")],
)
def test_a_number_has_its_language_s_mark_between_thousands(code: str, number: str) -> None:
    assert format_number(1234, load_languages()[code]) == number


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        ("en", ["0 messages", "1 message", "2 messages", "1,000,000 messages"]),
        ("fr", ["0 message", "1 message", "2 messages", "1\u202f000\u202f000 messages"]),
        ("de", ["0 Nachrichten", "1 Nachricht", "2 Nachrichten", "1.000.000 Nachrichten"]),
    ],
)
def test_a_counted_noun_has_the_plural_form_of_its_language(code: str, counts: list[str]) -> None:
    language = load_languages()[code]
    assert [format_count(language.counts.messages, n, language) for n in (0, 1, 2, 1_000_000)] == counts


def test_plural_forms_beyond_one_and_other_are_used_where_a_file_has_them() -> None:
    language = load_languages()["es"]
    noun = {"one": "{n} mensaje", "many": "{n} de mensajes", "other": "{n} mensajes"}
    assert format_count(noun, 1_000_000, language) == "1.000.000 de mensajes"


def test_lists_and_quotations_follow_the_language() -> None:
    languages = load_languages()
    assert [join_items(x, languages["en"]) for x in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert join_items(["a", "b", "c"], languages["de"]) == "a, b und c"
    assert [quote_text("x", languages[c]) for c in ("en", "de", "fr", "it")] == ["“x”", "„x“", "«\u00a0x\u00a0»", "«x»"]


@pytest.mark.parametrize("code", list(load_languages()))
def test_every_month_and_weekday_has_a_name(code: str) -> None:
    language = load_languages()[code]
    assert len({get_short_month(m, language) for m in range(1, 13)}) == 12
    assert len({get_weekday_name(d, language) for d in range(7)}) == 7
    assert len({get_short_weekday(d, language) for d in range(7)}) == 7


def test_weekdays_begin_with_monday() -> None:
    assert get_weekday_name(MONDAY.weekday(), load_languages()["en"]) == "Monday"


def test_words_of_the_calendar_are_folded() -> None:
    assert {"marco", "marz", "aout", "segunda", "lunedi", "saturday"} <= fold_calendar_words()


@pytest.mark.process
def test_nothing_depends_on_the_machine_s_locale() -> None:
    program = (
        "import datetime as d; from egregora_assets.language.files import load_languages as l;"
        "from egregora_assets.language import formats as f; x = l()['en'];"
        "print(f.format_date(d.date(2024, 1, 8), x), f.format_number(1234, x), f.join_items(['a', 'b'], x))"
    )
    variables = {"LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de", "LANG": "de_DE.UTF-8"}
    done = subprocess.run([sys.executable, "-c", program], env=variables, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "8 January 2024 1,234 a and b"
