"""The rubric: a judge with fixed rules, the same for every pair and every run.

It asks whether a post tells what happened: how it began, how it ended, who answered whom. Lists, links, tags and mere
counts earn nothing.

| what earns points | what it is | points |
|---|---|---|
| outcome | share of sections that end where the talk did | 20 |
| opening | share of sections that begin with what set the talk off | 15 |
| pairs | quotes right after the one that they answer; 4 earn half | 25 |
| unity | share of steps from quote to quote that stay in one talk | 15 |
| freshness | share of quotes that are not in the title, the heading or an earlier quote | 10 |
| voices | people who answer or are answered; 3 earn half | 10 |
| picture | whether a picture is shown | 5 |

| what costs points | what it is | points |
|---|---|---|
| lone lines | share of quotes that answer nobody and that nobody answers | 10 |
| padding | letters beyond 600 and 300 a pair; 2,000 cost half | 10 |
| lists | lines of lists; 5 cost half | 5 |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

JUDGE_FAMILY = "rubric-"
JUDGE = f"{JUDGE_FAMILY}2"
TIE_MARGIN = 0.5
"""Two posts within this many points (of 100) are equal."""

_LETTERS, _LETTERS_PER_PAIR = 600, 300


@dataclass(frozen=True)
class Verdict:
    """The judge's answer on a pair: by how many points the first is ahead (negative: behind); near 0 is a tie."""

    margin: float

    @property
    def is_tie(self) -> bool:
        """Whether the posts are equal."""
        return abs(self.margin) < TIE_MARGIN


def score_post(post: Mapping[str, int]) -> float:
    """The points of a post, from 0 to 100, from its counts (see `stages/ranked/expressions.list_posts`)."""
    return round(max(0.0, _earn(post) - _lose(post)), 6)


def judge(first: float, second: float) -> Verdict:
    """The verdict on two posts by their points."""
    return Verdict(round(first - second, 6))


def _earn(post: Mapping[str, int]) -> float:
    sections, quotes, steps = post["section_count"], post["quote_count"], post["step_count"]
    return (
        20 * _share(post["outcome_count"], sections)
        + 15 * _share(post["opening_count"], sections)
        + 25 * _saturate(post["pair_count"], 4)
        + 15 * _share(steps - post["break_count"], steps)
        + 10 * _share(quotes - post["repeat_count"], quotes)
        + 10 * _saturate(post["voice_count"], 3)
        + 5 * min(post["picture_count"], 1)
    )


def _lose(post: Mapping[str, int]) -> float:
    needed = _LETTERS + _LETTERS_PER_PAIR * post["pair_count"]
    return (
        10 * _share(post["lone_count"], post["quote_count"])
        + 10 * _saturate(max(0, post["letter_count"] - needed), 2_000)
        + 5 * _saturate(post["list_count"], 5)
    )


def _share(part: int, whole: int) -> float:
    """A part of a whole, 0 to 1; 0 of nothing."""
    return min(1.0, max(0, part) / whole) if whole else 0.0


def _saturate(value: int, half: int) -> float:
    """Falling returns, 0 to 1: at `half` it is one half."""
    return value / (value + half)
