"""Expressions: what is counted over everybody who is shown, and the votes for posts."""

from __future__ import annotations

import ibis
from ibis import _

from egregora_assets.ranking import PERSON


def count_weeks(shown: ibis.Table) -> ibis.Table:
    """One row a week with messages, from its Monday, ascending.

    Args:
        shown: the messages that are shown.
    """
    weeks = shown.filter(_.author_id.notnull()).group_by(monday=_.local_time.truncate("W").date())
    return weeks.aggregate(message_count=_.count(), person_count=_.author_id.nunique()).order_by("monday")


def count_hours(shown: ibis.Table) -> ibis.Table:
    """One row an hour of a weekday (0 = Monday) with messages, ascending.

    Args:
        shown: the messages that are shown.
    """
    said = shown.filter(_.author_id.notnull())
    hours = said.group_by(weekday=_.local_time.day_of_week.index(), hour=_.local_time.hour())
    return hours.aggregate(message_count=_.count(), person_count=_.author_id.nunique()).order_by("weekday", "hour")


def count_votes(elo_comparisons: ibis.Table) -> ibis.Table:
    """One row a post that a person compared: post_id, vote_balance (comparisons that it won, less those it lost)."""
    decided = elo_comparisons.filter((_.judge == PERSON) & ~_.is_tie)
    won, lost = (decided.select(post_id=_[f"{side}_id"], won=by) for side, by in (("winner", 1), ("loser", -1)))
    return won.union(lost).group_by("post_id").aggregate(vote_balance=_.won.sum())
