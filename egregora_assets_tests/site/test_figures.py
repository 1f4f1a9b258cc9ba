"""Figures that people like to share: what they say is so, and nobody is shown who must not be."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.vocabularies import WITHHELD
from egregora_assets.language import load_languages
from egregora_assets.site.figures.days import DayCount, find_busiest, find_silence, find_streak
from egregora_assets.site.figures.model import AnswerCount, BusiestDay, Highlights, MonthSigns, Span
from egregora_assets.site.figures.shown import draw_answers, list_months, list_sentences
from egregora_assets.site.figures.telling import SignCount, WordCount, choose_month_signs, split_emoji
from egregora_assets.site.withholding import map_texts
from egregora_assets.site.words import Words
from egregora_assets.stages.published.expressions import filter_messages
from egregora_assets.stages.published.figures import expressions
from egregora_assets.writing.reading.words import is_laughter
from egregora_assets_tests.retrieval.chat_rows import HOUR, MONDAY, Said, T, author_id, author_rows, message_rows
from egregora_assets_tests.room_tables import RoomTables
from egregora_assets_tests.site.published_site import made_up_site

FIRST, MARCH, APRIL = dt.date(2024, 1, 8), dt.date(2024, 3, 1), dt.date(2024, 4, 1)
SHOWN = filter_messages(T["messages"], T["authors"])
CONTRACT_REPLIES, CONTRACT_REACTIONS = (CONTRACTS[name].table() for name in ("message_replies", "message_reactions"))
DAY = 24 * HOUR
LONG = Highlights(
    Span(FIRST, FIRST + dt.timedelta(12), 12),
    Span(FIRST, FIRST + dt.timedelta(1), 2),
    BusiestDay(FIRST, 132),
    (MonthSigns(MARCH, "estufa", ""), MonthSigns(APRIL, "", "🌱")),
    (AnswerCount("a", "b", 30), AnswerCount("b", "gone", 20)),
)


def day(offset: int, messages: int = 1, people: int = 3) -> DayCount:
    return DayCount(FIRST + dt.timedelta(offset), messages, people)


@given(st.sets(st.integers(0, 60)))
def test_the_longest_streak_is_the_longest_run_of_days(offsets: set[int]) -> None:
    runs = [n for first in offsets for n in range(2, 62) if offsets.issuperset(range(first, first + n))]
    found = find_streak([day(offset) for offset in sorted(offsets)])
    assert (found.day_count if found else None) == max(runs, default=None)
    if found:
        assert (found.last_day - found.first_day).days + 1 == found.day_count


def test_the_busiest_day_is_one_on_which_enough_people_wrote() -> None:
    assert find_busiest([day(0, 5), day(1, 900, 2), day(2, 7), day(3, 7)]) == BusiestDay(day(2).day, 7)
    assert find_busiest([day(0, 5, 2)]) is None


def test_a_short_silence_is_none() -> None:
    assert find_silence(FIRST, FIRST, 47 * HOUR) is None
    assert find_silence(FIRST, MARCH, 49 * HOUR) == Span(FIRST, MARCH, 2)


@pytest.mark.parametrize("word", ["with", "você", "kkkkk", "hahaha", "otter", "águia", "aguia"])
def test_no_stop_word_laughter_or_part_of_a_name_is_the_word_of_a_month(word: str) -> None:
    words = [WordCount(MARCH, word, 50, 50, 100, 200), WordCount(MARCH, "estufa", 9, 9, 100, 200)]
    (month,) = choose_month_signs(words, [], ["Quiet Otter", "Águia Azul"], is_laughter)
    assert month.word == "estufa"


def test_the_word_of_a_month_is_rarer_in_the_others() -> None:
    words = [
        WordCount(MARCH, "horta", 60, 100, 500, 1000),
        WordCount(MARCH, "estufa", 20, 22, 500, 1000),
        WordCount(APRIL, "horta", 40, 100, 500, 1000),
    ]
    assert choose_month_signs(words, [], [], is_laughter) == (MonthSigns(MARCH, "estufa", ""),)


def test_the_emoji_of_a_month_is_used_by_enough_people_and_shows_no_skin() -> None:
    signs = [SignCount(MARCH, str(n), "👍🏽👍🏿", 1) for n in range(3)]
    signs += [SignCount(MARCH, "0", "😂" * 50, 1), SignCount(MARCH, None, "🎉", 40), SignCount(APRIL, "0", "🎉", 9)]
    assert choose_month_signs([], signs, [], is_laughter) == (MonthSigns(MARCH, "", "👍"),)


def test_emoji_that_belong_together_are_one() -> None:
    assert split_emoji("👩🏽‍🚀❤️🇧🇷🇵🇹😂😂") == ["👩‍🚀", "❤️", "🇧🇷", "🇵🇹", "😂", "😂"]


def _rows(said: list[Said], expression: Any, *, hidden: tuple[int, ...] = (), **tables: Any) -> list[dict[str, Any]]:
    room = RoomTables("messages", "authors", "message_replies", "message_reactions")
    room.fill("messages", message_rows(said))
    room.fill("authors", author_rows(hidden))
    for name, rows in tables.items():
        room.fill(name, rows)
    found: list[dict[str, Any]] = room.rows(expression).to_pylist()
    room.close()
    return found


TALK = [Said(MONDAY + 600 * n, "said", n % 3, name=str(n)) for n in range(36)]
"""0, 1, 2, 0, … one after the other: each answers the one before."""
REPLIES = [{"message_id": row["message_id"], "reply_to_id": message_rows(TALK)[0]["message_id"]}
           for row in message_rows(TALK)[1::3]]  # fmt: skip


def _answers(**options: Any) -> set[tuple[str, str, int]]:
    pairs = _rows(TALK, expressions.count_answers(SHOWN, CONTRACT_REPLIES), **options)
    return {(row["person_id"], row["to_id"], row["answer_count"]) for row in pairs}


def test_who_answers_whom_goes_by_replies_then_by_who_spoke_before() -> None:
    zero, one, two = map(author_id, range(3))
    assert _answers() == {(one, zero, 12), (two, one, 12), (zero, two, 11)}
    back = [{**row, "reply_to_id": message_rows(TALK)[2]["message_id"]} for row in REPLIES]
    assert _answers(message_replies=back) == {(one, two, 12), (two, one, 12), (zero, two, 11)}


def test_who_opted_out_answers_nobody_and_is_answered_by_nobody() -> None:
    assert not [pair for pair in _answers(hidden=(1,), message_replies=REPLIES) if author_id(1) in pair]


def test_words_of_two_people_names_placeholders_and_addresses_are_no_words_of_a_month() -> None:
    text = "the estufa of Marta [person] https://a.example/segredo @alguem"
    said = [Said(MONDAY + n, text if n % 3 else f"{text} sozinha", n % 3) for n in range(9)]
    words = {row["word"] for row in _rows(said, expressions.count_month_words(SHOWN))}
    assert words == {"estufa"}


def test_emoji_of_texts_and_reactions_are_counted_without_those_who_opted_out() -> None:
    said = [Said(MONDAY, "good 😂😂 day", 0), Said(MONDAY + 1, "🌱", 1)]
    reaction = {"message_id": message_rows(said)[0]["message_id"], "emoji": "🎉", "reaction_count": 2}
    reactions = [{**reaction, "ordinal": 0, "author_id": author_id(1)}, {**reaction, "ordinal": 1, "author_id": None}]
    asked = expressions.count_month_signs(SHOWN, CONTRACT_REACTIONS, T["authors"])
    rows = _rows(said, asked, hidden=(1,), message_reactions=reactions)
    assert sorted((row["run"], row["person_id"], row["use_count"]) for row in rows) == [
        ("🎉", None, 2), ("😂😂", author_id(0), 1),
    ]  # fmt: skip


def test_the_longest_silence_lies_between_two_messages() -> None:
    said = [Said(MONDAY + at, "said", 0) for at in (0, 3 * DAY + HOUR, 4 * DAY, 8 * DAY)]
    said.append(Said(MONDAY + 20 * DAY, "notice", None))
    (row,) = _rows(said, expressions.find_longest_silence(SHOWN))
    assert (row["began_day"], row["ended_day"], row["seconds"]) == (
        FIRST + dt.timedelta(4), FIRST + dt.timedelta(8), 4 * DAY,
    )  # fmt: skip


@pytest.mark.parametrize("language", sorted(load_languages()))
def test_a_page_says_them_in_every_language_with_a_link_to_the_busiest_day(language: str) -> None:
    words = Words(language)
    silence, streak, busiest = list_sentences(LONG, words)
    assert words.count("days", 12) in silence
    assert words.count("days", 2) in streak
    assert re.search(r'<a href="conversation/2024-01-08\.html">[^<]*2024</a>.*132', busiest)
    assert [sign for _, *signs in list_months(LONG, words) for sign in signs if sign] == ["🌱", "estufa"]
    svg, table = draw_answers(LONG, {"a": "Quiet Otter", "b": "Amber Heron"}, words)
    assert "Quiet Otter → Amber Heron" in table
    assert "gone" not in svg + table
    assert "20" not in table


def test_a_word_that_must_not_be_shown_is_no_word_of_a_month() -> None:
    site = made_up_site()
    assert site.statistics
    site = replace(site, statistics=replace(site.statistics, highlights=LONG))
    hidden = map_texts(site, lambda text: WITHHELD if text.text == "estufa" else text.text)
    assert hidden.statistics
    assert [month.word for month in hidden.statistics.highlights.months] == ["", ""]
    assert hidden.statistics.highlights.busiest == LONG.busiest
