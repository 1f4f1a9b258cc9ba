"""Dates that are not day, month, year of the Gregorian calendar: printed, then read again."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.readers.messages import ParsedChat, values
from egregora_assets.readers.whatsapp.calendars import EPOCH, FIRST_HIJRI, LAST_HIJRI, convert_hijri
from egregora_assets.readers.whatsapp.parser import parse_chat

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
KNOWN = {
    (1430, 1, 1): "2008-12-29",
    (1440, 9, 1): "2019-05-06",
    (1444, 10, 1): "2023-04-21",
    (1445, 8, 15): "2024-02-25",
    (1446, 1, 1): "2024-07-07",
    (1447, 12, 29): "2026-06-15",
    (1500, 12, 30): "2077-11-16",
}
MONTHS = [(y, m) for y in range(FIRST_HIJRI, LAST_HIJRI + 1) for m in range(1, 13)]
DAYS = [(y, m, d) for y, m in MONTHS for d in range(1, 31) if convert_hijri(y, m, d) is not None]
FORMS = {
    "Android, Arabic digits": lambda d, m, y: f"{d:02}/{m:02}/{y} هـ، 10:15 م - Ana: oi".translate(ARABIC),
    "Android, with marks": lambda d, m, y: f"\u200f{d}\u200f/{m}\u200f/{y} هـ، 10:15 م - Ana: oi",
    "Android, English": lambda d, m, y: f"{d}/{m}/{y} AH, 10:15 PM - Ana: oi",
    "iOS": lambda d, m, y: f"[{d}/{m}/{y} هـ، 10:15:00 م] Ana: oi",
}


def days_of(chat: ParsedChat) -> list[dt.date]:
    return [time.date() for time in values(chat.messages["local_time"])]


def parsed(*lines: str) -> ParsedChat:
    return parse_chat("".join(f"{line}\n" for line in lines).encode())


@pytest.mark.parametrize(("date", "day"), KNOWN.items(), ids=list(KNOWN.values()))
def test_a_hijri_date_is_the_day_that_the_calendar_of_umm_al_qura_gives(date: tuple[int, int, int], day: str) -> None:
    assert convert_hijri(*date) == dt.date.fromisoformat(day).toordinal() - EPOCH


def test_hijri_days_follow_each_other_without_a_gap_for_seventy_one_years() -> None:
    numbers = [convert_hijri(*day) for day in DAYS]
    assert numbers == list(range(dt.date(2008, 12, 29).toordinal() - EPOCH, dt.date(2077, 11, 17).toordinal() - EPOCH))
    assert (
        convert_hijri(1429, 12, 1)
        is convert_hijri(1501, 1, 1)
        is convert_hijri(1445, 13, 1)
        is convert_hijri(1445, 1, 0)
        is None
    )


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
@settings(max_examples=25)
@given(st.lists(st.integers(0, len(DAYS) - 1), min_size=1, max_size=30).map(lambda days: [14, *sorted(days)]))
def test_hijri_dates_as_printed_are_read_as_their_days(form, places) -> None:  # type: ignore[no-untyped-def]
    chat = parsed(*(form(d, m, y) for y, m, d in (DAYS[place] for place in places)))
    assert days_of(chat) == [dt.date(2008, 12, 29) + dt.timedelta(days=place) for place in places]
    assert set(chat.messages["author_name"].to_pylist()) == {"Ana"}
    assert chat.report.date_order == "DMY"


def test_years_of_iran_stay_solar() -> None:
    assert days_of(parsed("1402/12/29, 10:15 - Ana: oi")) == [dt.date(2024, 3, 19)]


@pytest.mark.slow
@given(st.lists(st.dates(dt.date(2012, 1, 1), dt.date(2030, 12, 31)), min_size=1, max_size=30).map(sorted))
def test_year_day_month_is_read_where_a_second_field_is_no_month(days: list[dt.date]) -> None:
    days += [dt.date(2031, 5, 31)] * (len(days) // 9 + 1)  # a tenth of the messages, no month
    chat = parsed(*(f"{d:%Y-%d-%m}, 10:15 - Ana: oi" for d in days))
    assert days_of(chat) == days
    assert chat.report.date_order == "YMD"
    assert chat.report.date_order_evidence.startswith("year, day, month")


def test_one_pasted_line_does_not_turn_days_into_months() -> None:
    chat = parsed(*(f"2024-02-{day:02}, 10:15 - Ana: oi" for day in range(1, 12)), "2024-13-04, 10:00 - Rui: oi")
    assert days_of(chat) == [dt.date(2024, 2, day) for day in range(1, 12)]
