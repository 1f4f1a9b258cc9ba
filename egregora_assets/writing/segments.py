"""Splits a window by subject: at pauses first; then into threads where several conversations go on at once, else by
cohesion of words (after TextTiling, Hearst 1997).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from egregora_assets.writing.conversation import NANOSECONDS_PER_MINUTE
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.utterances import Utterance
from egregora_assets.writing.threads.addressing import find_addresses
from egregora_assets.writing.threads.disentangling import Thread, is_interleaved, split_threads

_SHORTEST_PAUSE = 30 * NANOSECONDS_PER_MINUTE
_LONGEST_PAUSE = 4 * 60 * NANOSECONDS_PER_MINUTE
_PAUSE_FACTOR = 10
_BLOCK = 10
"""Utterances on each side of a place that are compared."""
_LONG = 6 * _BLOCK
_VOCABULARY = 500
_SMALL = 5
"""A segment with fewer substantial utterances joins a neighbour."""
_SMALL_ALONE = 3
_SAME_SUBJECT = 0.45
_FEW = 100
"""Utterances of a session that no more than a few conversations share."""
_NEAR = 6 * 60 * NANOSECONDS_PER_MINUTE


@dataclass(frozen=True, slots=True)
class Segment:
    """Utterances on one subject, in order, never empty.

    Attributes:
        utterances: all of them; others may stand between them where several conversations go on at once.
        told: of those, what surely belongs together, which is told.
    """

    utterances: tuple[Utterance, ...]
    told: tuple[Utterance, ...]
    is_thread: bool = False
    """Whether other conversations went on beside it."""

    @property
    def substance(self) -> int:
        """How many of the utterances that are told are substantial."""
        return sum(u.is_substantial for u in self.told)


def _split_sessions(utterances: Sequence[Utterance]) -> list[list[Utterance]]:
    """Cut at pauses that are long for the conversation's usual pace."""
    times = [u.message.sent_at for u in utterances]
    gaps = [b - a for a, b in pairwise(times)]
    usual = median(g for g in gaps) if gaps else 0
    limit = min(max(_PAUSE_FACTOR * usual, _SHORTEST_PAUSE), _LONGEST_PAUSE)
    sessions = [[utterances[0]]]
    for gap, utterance in zip(gaps, utterances[1:], strict=True):
        if gap >= limit:
            sessions.append([])
        sessions[-1].append(utterance)
    return sessions


def _measure_cohesion(utterances: Sequence[Utterance]) -> np.ndarray:
    """For each place between two utterances, the cosine of the words before and behind it (blocks of ten)."""
    counts: dict[str, int] = {}
    for utterance in utterances:
        for term in utterance.terms:
            counts[term] = counts.get(term, 0) + 1
    repeated = sorted((t for t, n in counts.items() if n > 1), key=lambda t: (-counts[t], t))[:_VOCABULARY]
    column = {term: i for i, term in enumerate(repeated)}
    sums = np.zeros((len(utterances) + 1, max(1, len(repeated))))
    for row, utterance in enumerate(utterances, start=1):
        for term in utterance.terms:
            if term in column:
                sums[row, column[term]] += 1
    sums = sums.cumsum(axis=0)
    places = np.arange(1, len(utterances))
    before = sums[places] - sums[np.maximum(0, places - _BLOCK)]
    behind = sums[np.minimum(len(utterances), places + _BLOCK)] - sums[places]
    product = (before * behind).sum(axis=1)
    norms = np.sqrt((before**2).sum(axis=1) * (behind**2).sum(axis=1))
    cosines: np.ndarray = np.round(np.divide(product, norms, out=np.zeros_like(product), where=norms > 0), 6)
    return cosines


def _measure_depths(cohesion: np.ndarray) -> np.ndarray:
    """How far each valley of cohesion lies below the peaks on both sides."""
    smooth = np.convolve(np.pad(cohesion, 1, mode="edge"), np.full(3, 1 / 3), mode="valid")
    depths = np.zeros_like(smooth)
    for i in range(len(smooth)):
        left = right = i
        while left > 0 and smooth[left - 1] >= smooth[left]:
            left -= 1
        while right < len(smooth) - 1 and smooth[right + 1] >= smooth[right]:
            right += 1
        depths[i] = smooth[left] + smooth[right] - 2 * smooth[i]
    return depths.round(6)


def _cut_session(utterances: list[Utterance]) -> list[list[Utterance]]:
    """Cut a long session where its words change; a short one stays whole."""
    if len(utterances) < _LONG:
        return [utterances]
    depths = _measure_depths(_measure_cohesion(utterances))
    limit = float(np.round(depths.mean() + depths.std() / 2, 6))
    cuts: list[int] = []
    for place in sorted(range(len(depths)), key=lambda i: (-depths[i], i)):
        cut = place + 1
        far = all(abs(cut - other) >= _BLOCK for other in (0, len(utterances), *cuts))
        if depths[place] > limit and far:
            cuts.append(cut)
    edges = [0, *sorted(cuts), len(utterances)]
    return [utterances[a:b] for a, b in pairwise(edges)]


def measure_overlap(ours: Set[str], theirs: Set[str]) -> float:
    """The share of the smaller set that the other one holds too: from 0 to 1."""
    smaller = min(len(ours), len(theirs))
    return len(ours & theirs) / smaller if smaller else 0.0


def _compare_runs(left: Sequence[Utterance], right: Sequence[Utterance]) -> float:
    """How much two runs of utterances share their words: from 0 to 1."""
    return measure_overlap({t for u in left for t in u.unique_terms}, {t for u in right for t in u.unique_terms})


def _is_small(runs: Sequence[Sequence[Utterance]], place: int) -> bool:
    """Whether a run is too small to stand alone; far from its neighbours, a few utterances are enough."""
    run = runs[place]
    before = place == 0 or run[0].message.sent_at - runs[place - 1][-1].message.sent_at > _NEAR
    behind = place == len(runs) - 1 or runs[place + 1][0].message.sent_at - run[-1].message.sent_at > _NEAR
    return sum(u.is_substantial for u in run) < (_SMALL_ALONE if before and behind else _SMALL)


def _join_small(runs: list[list[Utterance]]) -> list[list[Utterance]]:
    """Join runs that are too small with the neighbour that shares more words, else the nearer one."""
    while len(runs) > 1:
        small = next((i for i in range(len(runs)) if _is_small(runs, i)), None)
        if small is None:
            break
        sides = [i for i in (small - 1, small) if 0 <= i < len(runs) - 1]
        at = max(
            sides,
            key=lambda i: (
                runs[i + 1][0].message.sent_at - runs[i][-1].message.sent_at <= _NEAR,
                round(_compare_runs(runs[i], runs[i + 1]), 6),
                runs[i][-1].message.sent_at - runs[i + 1][0].message.sent_at,
            ),
        )
        runs[at : at + 2] = [runs[at] + runs[at + 1]]
    return runs


def _join_alike(runs: list[list[Utterance]]) -> list[list[Utterance]]:
    """Join neighbours on the same subject, within six hours."""
    joined = runs[:1]
    for run in runs[1:]:
        is_near = run[0].message.sent_at - joined[-1][-1].message.sent_at <= _NEAR
        if is_near and _compare_runs(joined[-1], run) >= _SAME_SUBJECT:
            joined[-1] = joined[-1] + run
        else:
            joined.append(run)
    return joined


def split_segments(utterances: Sequence[Utterance], names: Mapping[str, str], reader: Reader) -> list[Segment]:
    """Split a window into segments, by their first utterances; together they hold every utterance once.

    Args:
        names: author_id by name.
        reader: has read the window.
    """
    if not utterances:
        return []
    runs: list[list[Utterance]] = []
    found: list[Segment] = []
    for session in _split_sessions(utterances):
        addresses = find_addresses(session, names, reader)
        if is_interleaved(session, addresses):
            threads = split_threads(session, addresses, reader)
            is_few = len(session) <= _FEW
            found += [Segment(t.utterances, _choose_told(t, is_few=is_few), is_thread=True) for t in threads]
        else:
            runs += _cut_session(session)
    found += [Segment(tuple(run), tuple(run)) for run in _join_alike(_join_small(runs))]
    return sorted(found, key=lambda segment: segment.utterances[0].message.order)


def _choose_told(thread: Thread, *, is_few: bool) -> tuple[Utterance, ...]:
    """What is told of a thread: its weightiest strand, all of it where few others go on beside it."""
    return thread.utterances if is_few else max(thread.strands, key=_weigh_strand)


def _weigh_strand(strand: Sequence[Utterance]) -> tuple[int, int]:
    return sum(u.is_substantial for u in strand), len(strand)
