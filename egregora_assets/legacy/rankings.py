"""Imports older comparisons, and ratings of posts whose comparisons were not kept.

The asset `ranked` computes all ratings from all comparisons whenever it runs. So a rating that has its comparisons is
computed again from these; one that has none becomes the point from which that post's rating starts.
"""

from __future__ import annotations

import math
from collections import Counter

from egregora_assets.legacy.import_plan import ImportPlan, to_microseconds
from egregora_assets.legacy.older_rows import OlderRow
from egregora_assets.legacy.outcomes import RowRefused

JUDGE = "legacy"
LOWEST, HIGHEST = 0.0, 5_000.0
"""What an Elo rating can be."""
MOST_GAMES = 1_000_000
_FIRST, _SECOND = frozenset({"a", "post_a", "left", "1"}), frozenset({"b", "post_b", "right", "2"})
_TIE = frozenset({"tie", "draw", "equal", "none", "0", "both"})


class ComparisonImport:
    """Plans older comparisons, one by one."""

    def __init__(self) -> None:
        self._equals: Counter[tuple[object, ...]] = Counter()
        self._planned: set[str] = set()
        self._compared: set[str] = set()

    def import_comparison(self, plan: ImportPlan, row: OlderRow) -> list[str] | None:
        """Plan one older comparison.

        Returns: the changes made to it; None if it was imported before.

        Raises:
            RowRefused: it cannot be imported.
        """
        changes = []
        winner, loser, is_tie = _find_verdict(plan, row)
        self._compared |= {winner, loser}
        moment = row.read_moment("timestamp", "compared_at", "created_at", "ts")
        if moment is None:
            changes.append("time_assumed")
        at = to_microseconds(moment.at) if moment else max(plan.post_times.get(p, 0) for p in (winner, loser))
        comparison_id = self._make_id(plan, row, winner, loser, is_tie, at)
        if comparison_id in plan.current.other_ids or comparison_id in self._planned:
            return None
        self._planned.add(comparison_id)
        plan.add(
            "elo_comparisons",
            {
                "comparison_id": comparison_id,
                "winner_id": winner,
                "loser_id": loser,
                "is_tie": is_tie,
                "judge": JUDGE,
                "rubric_margin": 0.0,
                "compared_at": at,
            },
        )
        return changes

    def import_rating(self, plan: ImportPlan, row: OlderRow) -> list[str] | None:
        """Plan an older rating as a starting point, after all comparisons.

        Returns: the changes made to it; None if it was imported before.

        Raises:
            RowRefused: it has comparisons, no post, or no number that can be a rating.
        """
        post = plan.find_post(row.read_text("post_id", "post_slug", "slug"))
        if post is None:
            raise RowRefused("post_unknown")
        if post in self._compared:
            raise RowRefused("recomputed")
        if post in plan.current.other_ids or post in self._planned:
            return None
        rating = _read_number(row.read_text("rating", "elo_global", "elo"))
        if rating is None or not LOWEST <= rating <= HIGHEST:
            raise RowRefused("rating_unclear")
        games = _read_number(row.read_text("comparisons", "games_played", "num_comparisons")) or 0
        self._planned.add(post)
        plan.add(
            "starting_ratings",
            {
                "post_id": post,
                "doc_type": "post",
                "rating": rating,
                "num_comparisons": int(min(max(games, 0), MOST_GAMES)),
                "origin": JUDGE,
            },
        )
        return ["starting_point"]

    def _make_id(self, plan: ImportPlan, row: OlderRow, winner: str, loser: str, is_tie: bool, at: int) -> str:
        """Keyed by the older id; without one, by the content and the number of equal rows before it in the file."""
        old = row.read_text("comparison_id", "id")
        if old:
            return plan.make_id("comparison", "id", old)
        content = (row.file, winner, loser, is_tie, at)
        self._equals[content] += 1
        count = str(self._equals[content])
        return plan.make_id("comparison", "content", winner, loser, str(is_tie), str(at), count)


def _read_number(text: str | None) -> float | None:
    """A number that is finite."""
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _find_verdict(plan: ImportPlan, row: OlderRow) -> tuple[str, str, bool]:
    """Winner, loser and whether it was a tie, as current posts.

    Raises:
        RowRefused: the verdict is unclear, or a post does not exist here.
    """
    older_winner, older_loser, is_tie = _read_verdict(row)
    winner, loser = plan.find_post(older_winner), plan.find_post(older_loser)
    if winner is None or loser is None:
        raise RowRefused("post_unknown")
    if winner == loser:
        raise RowRefused("same_post")
    if is_tie:
        winner, loser = sorted((winner, loser))
    return winner, loser, is_tie


def _read_verdict(row: OlderRow) -> tuple[str | None, str | None, bool]:
    winner_id, loser_id = row.read_text("winner_id", "winner_slug"), row.read_text("loser_id", "loser_slug")
    if winner_id or loser_id:
        return winner_id, loser_id, row.is_true("is_tie") or (row.read_text("result") or "").lower() in _TIE
    first = row.read_text("post_a", "post_a_id", "post_a_slug")
    second = row.read_text("post_b", "post_b_id", "post_b_slug")
    named = row.read_text("winner", "result") or ""
    word = named.lower()
    if named == first or word in _FIRST:
        return first, second, False
    if named == second or word in _SECOND:
        return second, first, False
    if word in _TIE or row.is_true("is_tie"):
        return first, second, True
    raise RowRefused("winner_unclear")
