"""Binds the figures of a site to their tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pyarrow as pa

from egregora_assets.site.assembly import build_statistics
from egregora_assets.site.figures.days import DayCount, find_busiest, find_silence, find_streak
from egregora_assets.site.figures.model import AnswerCount, Highlights
from egregora_assets.site.figures.telling import SignCount, WordCount, choose_month_signs
from egregora_assets.site.site_model import Rating
from egregora_assets.site.statistics_model import HourCount, Person, Statistics, WeekCount
from egregora_assets.writing.reading.words import is_laughter


def read_statistics(answers: Mapping[str, pa.Table], people: Sequence[Person], day_count: int) -> Statistics | None:
    """What is counted over everybody; None where too few people take part.

    Args:
        answers: rows of `expressions` by name.
        people: without bots and bridges.
        day_count: days that have a page.
    """
    weeks = [WeekCount(**row) for row in answers["weeks"].to_pylist()]
    hours = [HourCount(**row) for row in answers["hours"].to_pylist()]
    counted = build_statistics(weeks, hours, people, day_count)
    return counted and replace(counted, highlights=_read_highlights(answers, {p.person_id for p in people}))


def read_rating(row: Mapping[str, Any]) -> Rating | None:
    """The rating of a document, from its row; None where it has none."""
    if row["rating"] is None:
        return None
    return Rating(row["rating"], row["num_comparisons"], int(row["vote_balance"]), row["has_outcome"])


def _read_highlights(answers: Mapping[str, pa.Table], person_ids: Collection[str]) -> Highlights:
    """The figures; of who answers whom, only people: a program answers nobody."""
    days = [DayCount(**row) for row in answers["days"].to_pylist()]
    words = [WordCount(**_read_counts(row)) for row in answers["month_words"].to_pylist()]
    signs = [SignCount(**_read_counts(row)) for row in answers["month_signs"].to_pylist()]
    names = [str(row["name"]) for row in answers["names"].to_pylist()]
    silences = [find_silence(**_read_counts(row)) for row in answers["silence"].to_pylist()]
    return Highlights(
        silence=silences[0] if silences else None,
        streak=find_streak(days),
        busiest=find_busiest(days),
        months=choose_month_signs(words, signs, names, is_laughter),
        answers=tuple(
            AnswerCount(**row)
            for row in answers["answer_pairs"].to_pylist()
            if row["person_id"] in person_ids and row["to_id"] in person_ids
        ),
    )


def _read_counts(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its numbers as such: DuckDB's sums are wider than 64 bits and arrive as decimals, epochs as floats."""
    return {name: int(value) if isinstance(value, Decimal | float) else value for name, value in row.items()}
