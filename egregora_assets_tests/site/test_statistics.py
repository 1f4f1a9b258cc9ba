"""No figure about a group is shown where fewer than three people stand behind it."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from egregora_assets.site.assembly import build_statistics
from egregora_assets.site.charts import draw_hours, draw_people, draw_weeks
from egregora_assets.site.statistics_model import ANONYMOUS_CROWD, HourCount, Person, WeekCount
from egregora_assets.site.words import Words

MONDAY = dt.date(2024, 3, 4)
WORDS = Words("en")


def people(count: int) -> list[Person]:
    return [Person(f"{place:08d}", "chat", f"Person {place}", message_count=10 + place) for place in range(count)]


def test_a_week_of_two_people_shows_no_number_and_a_week_of_three_does() -> None:
    chart = draw_weeks([WeekCount(MONDAY, 4711, 2), WeekCount(MONDAY + dt.timedelta(weeks=1), 31, 3)], WORDS)
    told = chart.svg + chart.table + chart.description
    assert not re.search(r"4[,.]?711", told)
    assert "31 messages" in told
    assert WORDS("figures.withheld") in told


def test_an_hour_of_two_people_shows_no_number_and_no_shade_and_an_hour_of_three_does() -> None:
    chart = draw_hours([HourCount(0, 9, 4711, 2), HourCount(1, 10, 31, 3)], WORDS)
    told = chart.svg + chart.table + chart.description
    assert not re.search(r"4[,.]?711", told)
    assert "31 messages" in told
    assert re.findall(r'class="heat-([1-5])"', chart.svg) != []
    assert len(re.findall(r'class="heat-([1-5])"', chart.svg)) == 1


def test_weeks_of_too_few_people_are_drawn_alike_whatever_their_number() -> None:
    drawn = [draw_weeks([WeekCount(MONDAY, n, 2), WeekCount(MONDAY + dt.timedelta(7), 9, 4)], WORDS) for n in (1, 900)]
    assert drawn[0].svg == drawn[1].svg


def test_those_beyond_the_twentieth_are_told_together_only_as_a_crowd() -> None:
    few, crowd = (
        draw_people(people(20 + ANONYMOUS_CROWD - 1), WORDS),
        draw_people(people(20 + ANONYMOUS_CROWD), WORDS),
    )
    assert WORDS("figures.others") not in few.table
    assert WORDS("figures.others") in crowd.table


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_group_of_fewer_than_three_active_people_has_no_statistics(count: int) -> None:
    silent = [Person("f" * 8, "chat", "Silent", message_count=0)] * 5
    assert build_statistics([], [], [*people(count), *silent], 9) is None
