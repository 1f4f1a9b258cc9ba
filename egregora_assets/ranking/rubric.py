"""The rubric: a judge with fixed rules, the same for every pair and every run.

A post earns points for what its rows show. Each feature counts with falling returns, `value / (value + half)`: at
`half` it has earned half of its points, and no feature can win alone.

| feature | what it is | half | points |
|---|---|---|---|
| voices | distinct authors cited | 3 | 20 |
| evenness | 1 - sum of squared shares of the citations by author | 0.5 | 15 |
| citations | quotes | 6 | 15 |
| quoting | mean characters of a quote | 80 | 10 |
| conversation | messages of the window | 100 | 10 |
| replies | share of its messages that answer somebody soon | 0.4 | 15 |
| tags | tags | 3 | 5 |
| links | addresses in the content | 2 | 10 |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

JUDGE = "rubric-1"
TIE_MARGIN = 0.5
"""Two posts within this many points (of 100) are equal."""

_HALF_AND_POINTS = {
    "voices": (3.0, 20.0),
    "evenness": (0.5, 15.0),
    "citations": (6.0, 15.0),
    "quoting": (80.0, 10.0),
    "conversation": (100.0, 10.0),
    "replies": (0.4, 15.0),
    "tags": (3.0, 5.0),
    "links": (2.0, 10.0),
}


@dataclass(frozen=True)
class Verdict:
    """The judge's answer on a pair: by how many points the first is ahead (negative: behind); near 0 is a tie."""

    margin: float

    @property
    def is_tie(self) -> bool:
        """Whether the posts are equal."""
        return abs(self.margin) < TIE_MARGIN


def measure_features(post: Mapping[str, int]) -> dict[str, float]:
    """The features of a post, from its counts (see `stages/ranked/expressions.list_posts`)."""
    citations, messages = post["citation_count"], post["message_count"]
    return {
        "voices": float(post["author_count"]),
        "evenness": 1 - post["author_square_sum"] / citations**2 if citations else 0.0,
        "citations": float(citations),
        "quoting": post["quote_length"] / citations if citations else 0.0,
        "conversation": float(messages),
        "replies": post["reply_count"] / messages if messages else 0.0,
        "tags": float(post["tag_count"]),
        "links": float(post["link_count"]),
    }


def score_post(post: Mapping[str, int]) -> float:
    """The points of a post, from 0 to 100."""
    seen = measure_features(post)
    earned = (full * seen[name] / (seen[name] + half) for name, (half, full) in _HALF_AND_POINTS.items())
    return round(sum(earned), 6)


def judge(first: float, second: float) -> Verdict:
    """The verdict on two posts by their points."""
    return Verdict(round(first - second, 6))
