"""Older comparisons for the log that ratings are computed from. Older ratings themselves are not kept.

Ratings are derived: the asset `ranked` computes all of them from the whole log whenever it runs, so a rating that was
merely copied would be gone after the next run, and one without its comparisons cannot be brought onto today's scale.
"""

from __future__ import annotations

from collections import Counter

from egregora_assets.legacy.import_plan import ImportPlan, to_microseconds
from egregora_assets.legacy.older_rows import OlderRow
from egregora_assets.legacy.outcomes import Refused

JUDGE = "legacy"
_FIRST, _SECOND = frozenset({"a", "post_a", "left", "1"}), frozenset({"b", "post_b", "right", "2"})
_TIE = frozenset({"tie", "draw", "equal", "none", "0", "both"})


class Comparisons:
    """Plans older comparisons, one by one."""

    def __init__(self, plan: ImportPlan) -> None:
        self._plan = plan
        self._equals: Counter[tuple[object, ...]] = Counter()
        self._planned: set[str] = set()
        self.compared: set[str] = set()
        """Posts of which a comparison was taken, or is there."""

    def take(self, row: OlderRow) -> None:
        """Plan one older comparison; what became of it is noted."""
        plan, changes = self._plan, []
        try:
            winner, loser, is_tie = self._verdict(row)
        except Refused as refusal:
            plan.record("comparison", row, "refused", (refusal.reason,))
            return
        self.compared |= {winner, loser}
        moment = row.moment("timestamp", "compared_at", "created_at", "ts")
        if moment is None:
            changes.append("time_assumed")
        at = to_microseconds(moment.at) if moment else max(plan.post_times.get(p, 0) for p in (winner, loser))
        comparison_id = self._id(row, winner, loser, is_tie, at)
        if comparison_id in plan.present.other_ids or comparison_id in self._planned:
            plan.record("comparison", row, "known")
            return
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
        plan.record("comparison", row, "taken", changes)

    def _id(self, row: OlderRow, winner: str, loser: str, is_tie: bool, at: int) -> str:
        """Keyed by the older id; without one by what it says, and how many of its file say the same before it."""
        old = row.text("comparison_id", "id")
        if old:
            return self._plan.make_id("comparison", "id", old)
        content = (row.file, winner, loser, is_tie, at)
        self._equals[content] += 1
        return self._plan.make_id(
            "comparison", "content", winner, loser, str(is_tie), str(at), str(self._equals[content])
        )

    def _verdict(self, row: OlderRow) -> tuple[str, str, bool]:
        """Winner, loser and whether it was a tie, as posts of today.

        Raises:
            Refused: it does not tell, or names posts that are none of today's.
        """
        older = self._older_verdict(row)
        found = [self._plan.find_post(name) for name in older[:2]]
        winner, loser = found
        if winner is None or loser is None:
            raise Refused("post_unknown")
        if winner == loser:
            raise Refused("same_post")
        if older[2]:
            winner, loser = sorted((winner, loser))
        return winner, loser, older[2]

    @staticmethod
    def _older_verdict(row: OlderRow) -> tuple[str | None, str | None, bool]:
        winner_id, loser_id = row.text("winner_id", "winner_slug"), row.text("loser_id", "loser_slug")
        if winner_id or loser_id:
            return winner_id, loser_id, row.is_true("is_tie") or (row.text("result") or "").lower() in _TIE
        first = row.text("post_a", "post_a_id", "post_a_slug")
        second = row.text("post_b", "post_b_id", "post_b_slug")
        named = row.text("winner", "result") or ""
        word = named.lower()
        if named == first or word in _FIRST:
            return first, second, False
        if named == second or word in _SECOND:
            return second, first, False
        if word in _TIE or row.is_true("is_tie"):
            return first, second, True
        raise Refused("winner_unclear")


def record_rating(plan: ImportPlan, row: OlderRow, compared: set[str]) -> None:
    """Say of an older rating why it is not kept."""
    post = plan.find_post(row.text("post_id", "post_slug", "slug"))
    reason = "post_unknown" if post is None else "recomputed" if post in compared else "no_comparisons"
    plan.record("rating", row, "refused", (reason,))
