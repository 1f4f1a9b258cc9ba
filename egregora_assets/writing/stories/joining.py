"""Joins segments of one story: what was taken up again after a pause, a night or another subject."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from math import log, sqrt

from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.utterances import Utterance
from egregora_assets.writing.segments import Segment
from egregora_assets.writing.stories.signs import shows

_ALIKE, _ALIKE_IN_A_SMALL_WINDOW = 0.09, 0.04
"""Cosine of the words of two segments from which they tell one story."""
_SMALL_WINDOW = 200
"""Utterances; so few seldom tell of many things."""
_SEQUEL, _TOOK_PART = 8, 3
"""A segment of at most so many substantial utterances may be the end of a story that
its author wrote so many utterances of."""
_VERB_SHARE = 0.3
"""How much a word that behaves like a verb counts."""


def join_stories(segments: Sequence[Segment], reader: Reader) -> list[Segment]:
    """Join segments that share rare words; each joined one in order of time, all by their first utterance.

    Threads of a busy window stay as they are: what goes on beside others was told apart by more than words. A word that
    many segments hold joins nothing: it is what the whole conversation is about.
    """
    ordered = sorted(segments, key=lambda s: s.utterances[0].message.order)
    counts = [Counter(chain.from_iterable(u.stems for u in s.told)) for s in ordered]
    holders = Counter(chain.from_iterable(counts))
    is_small = sum(len(s.utterances) for s in segments) <= _SMALL_WINDOW
    alike = _ALIKE_IN_A_SMALL_WINDOW if is_small else _ALIKE
    joined: list[Segment] = []
    told: list[dict[str, float]] = []
    for segment, count in zip(ordered, counts, strict=True):
        words = _weigh_words(count, holders, len(ordered), reader)
        near = [(round(_compare(words, other), 6), -i) for i, other in enumerate(told)]
        best, place = max(near, default=(0.0, 0))
        if best < alike and is_small and (sequel := _find_sequel(segment, joined)) is not None:
            best, place = alike, -sequel
        needed = alike if not segment.is_thread else _ALIKE if is_small else 1.0
        if best >= needed and segment.substance:
            earlier = joined[-place]
            joined[-place] = Segment((*earlier.utterances, *segment.utterances), (*earlier.told, *segment.told))
            told[-place] = {t: told[-place].get(t, 0.0) + words.get(t, 0.0) for t in sorted({*told[-place], *words})}
        else:
            joined.append(segment)
            told.append(words)
    return joined


def _find_sequel(segment: Segment, joined: Sequence[Segment]) -> int | None:
    """The place of the latest story that a small segment ends: somebody who took part in it tells of something done."""
    enders = {u.message.author_id for u in segment.told if _is_an_end(u)}
    first = next((u for u in segment.told if u.is_substantial), None)
    opens = first is not None and (first.is_question or shows(first.message.text, first.language, "proposals"))
    if segment.substance > _SEQUEL or opens or not enders:
        return None
    for place in range(len(joined) - 1, -1, -1):
        written = Counter(u.message.author_id for u in joined[place].told)
        if any(written[ender] >= _TOOK_PART for ender in enders):
            return place
    return None


def _is_an_end(utterance: Utterance) -> bool:
    text, language = utterance.message.text, utterance.language
    return shows(text, language, "decisions") or shows(text, language, "endings")


def _weigh_words(
    counts: Mapping[str, int], holders: Mapping[str, int], segments: int, reader: Reader
) -> dict[str, float]:
    """The words of a segment by how often it holds each, how rare that is, and in how few segments it stands."""
    weights = {}
    for stem, count in counts.items():
        rarity = reader.measure_rarity(stem) ** 2 * (_VERB_SHARE if reader.is_verb_like(stem) else 1.0)
        weights[stem] = (1 + log(count)) * rarity * log(1 + segments / holders[stem])
    return dict(sorted(weights.items()))


def _compare(ours: Mapping[str, float], theirs: Mapping[str, float]) -> float:
    """The cosine of two segments' words, from 0 to 1."""
    product = sum(weight * theirs[stem] for stem, weight in ours.items() if stem in theirs)
    size = sum(w * w for w in ours.values()) * sum(w * w for w in theirs.values())
    return product / sqrt(size) if size else 0.0
