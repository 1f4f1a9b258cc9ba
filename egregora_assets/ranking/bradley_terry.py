"""Bradley-Terry: ratings from all comparisons at once, so that their order does not matter.

The chance that one post beats another is a logistic function of the difference of their ratings (Elo's scale: 400
points are odds of ten to one). Ratings are the most likely ones under a normal prior around 1500: it keeps a post that
never lost at a finite rating, and makes the ratings of posts that are connected by games average 1500. A post whose
rating was brought from elsewhere has its prior around that one: without games it keeps it, and games move it as others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

MIDDLE = 1500.0
PRIOR_SPREAD = 350.0
"""Standard deviation of the prior, in points."""
_POINTS = 400 / math.log(10)
_PRECISION = (_POINTS / PRIOR_SPREAD) ** 2
_STEPS = 100
_TOLERANCE = 1e-11
_DECIMALS = 6
"""Ratings are rounded to a millionth of a point, far above the noise of the arithmetic."""


@dataclass(frozen=True)
class Game:
    """One comparison: the winner's id, the loser's, and whether it was a tie (then the order has no meaning)."""

    winner: str
    loser: str
    is_tie: bool = False


def compute_ratings(
    posts: Sequence[str], games: Sequence[Game], starts: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Compute the rating of every post and of everyone in the log.

    Args:
        posts: ids; those without games get the middle of the scale, or where they start.
        games: the whole log, in any order.
        starts: by id, where ratings start that do not start in the middle, in points.

    Returns: points by id, sorted by id.
    """
    names = sorted({*posts, *(g.winner for g in games), *(g.loser for g in games)})
    place = {name: index for index, name in enumerate(names)}
    rows = sorted((place[g.winner], place[g.loser], 0.5 if g.is_tie else 1.0) for g in games)
    first, second, score = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    begins = np.array([((starts or {}).get(name, MIDDLE) - MIDDLE) / _POINTS for name in names], dtype=np.float64)
    strengths = _fit_strengths(_Log(begins, first.astype(np.int64), second.astype(np.int64), score))
    return {name: round(MIDDLE + _POINTS * s, _DECIMALS) for name, s in zip(names, strengths.tolist(), strict=True)}


@dataclass(frozen=True)
class _Log:
    """Games as arrays: each one's two players and the score of the first (1 or 1/2); where each player starts."""

    starts: np.ndarray
    first: np.ndarray
    second: np.ndarray
    score: np.ndarray

    @property
    def size(self) -> int:
        """The number of players."""
        return len(self.starts)

    def chances(self, strengths: np.ndarray) -> np.ndarray:
        """The chance of each game's first player."""
        chances: np.ndarray = 1 / (1 + np.exp(strengths[self.second] - strengths[self.first]))
        return chances

    def spread(self, values: np.ndarray) -> np.ndarray:
        """Add each game's value to its first player, subtract it from its second; bincount adds in a fixed order."""
        gained = np.bincount(self.first, weights=values, minlength=self.size)
        lost = np.bincount(self.second, weights=values, minlength=self.size)
        return gained - lost

    def likelihood(self, strengths: np.ndarray) -> float:
        """The logarithm of the posterior, up to a constant."""
        gap = strengths[self.first] - strengths[self.second]
        games = self.score * gap - np.logaddexp(0, gap)
        moved = strengths - self.starts
        return float(games.sum() - _PRECISION * (moved * moved).sum() / 2)


def _fit_strengths(log: _Log) -> np.ndarray:
    """Find the most likely strengths (natural log odds): Newton's method, each step halved until it is better."""
    strengths = log.starts.copy()
    for _ in range(_STEPS):
        chances = log.chances(strengths)
        slope = log.spread(log.score - chances) - _PRECISION * (strengths - log.starts)
        if not log.size or np.abs(slope).max() < _TOLERANCE:
            break
        step = _solve_step(log, chances * (1 - chances), slope)
        here, scale = log.likelihood(strengths), 1.0
        while scale > 2**-20 and log.likelihood(strengths + scale * step) < here:
            scale /= 2
        strengths = strengths + scale * step
    return strengths


def _solve_step(log: _Log, weights: np.ndarray, slope: np.ndarray) -> np.ndarray:
    """Solve Newton's step by conjugate gradients: memory for the games alone, sums in a fixed order."""
    diagonal = np.bincount(log.first, weights=weights, minlength=log.size) + _PRECISION
    diagonal += np.bincount(log.second, weights=weights, minlength=log.size)
    solution, rest = np.zeros(log.size), slope.copy()
    scaled = rest / diagonal
    direction, size = scaled, float((rest * scaled).sum())
    for _ in range(2 * log.size + 10):
        if np.abs(rest).max() < _TOLERANCE / 10:
            break
        curved = log.spread(weights * (direction[log.first] - direction[log.second])) + _PRECISION * direction
        length = size / float((direction * curved).sum())
        solution, rest = solution + length * direction, rest - length * curved
        scaled = rest / diagonal
        last, size = size, float((rest * scaled).sum())
        direction = scaled + size / last * direction
    return solution
