"""Joins segments of one story: what was taken up again after a pause, a night or another subject."""

from __future__ import annotations

from collections.abc import Sequence

from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.segments import Segment
from egregora_assets.writing.topics import TermClasses, count_classes, find_topics

_LEADING = 6
"""Topics of a segment that are compared."""
_ENOUGH = 0.34
_LEAST_SUBSTANCE = 3


def join_stories(segments: Sequence[Segment], reader: Reader) -> list[Segment]:
    """Join segments whose leading topics are the same; each joined one in order of time, all by their first utterance.

    Threads stay as they are: what goes on beside others was told apart by more than subjects. A topic that leads many
    segments joins nothing: it is what the whole conversation is about.
    """
    classes = count_classes([s.told for s in segments])
    leading = [_weigh_topics(segment, reader, classes) for segment in segments]
    joined: list[tuple[Segment, dict[str, float]]] = []
    for segment, topics in sorted(
        zip(segments, leading, strict=True), key=lambda pair: pair[0].utterances[0].message.order
    ):
        near = [(round(_compare(topics, other), 6), -i) for i, (_, other) in enumerate(joined)]
        best, place = max(near, default=(0.0, 0))
        if best >= _ENOUGH and segment.substance >= _LEAST_SUBSTANCE and not segment.is_thread:
            earlier, known = joined[-place]
            both = Segment((*earlier.utterances, *segment.utterances), (*earlier.told, *segment.told))
            joined[-place] = (both, {t: max(known.get(t, 0.0), topics.get(t, 0.0)) for t in {**known, **topics}})
        else:
            joined.append((segment, topics))
    return [segment for segment, _ in joined]


def _weigh_topics(segment: Segment, reader: Reader, classes: TermClasses) -> dict[str, float]:
    """The shares of a segment's leading topics in their sum, by stem."""
    topics = find_topics(segment.told, reader, classes, limit=_LEADING)
    total = sum(t.weight for t in topics)
    return {stem: t.weight / total for t in topics for stem in t.term.split(" ")} if total else {}


def _compare(ours: dict[str, float], theirs: dict[str, float]) -> float:
    """From 0 to 1: how much of both segments' leading topics is the same."""
    return sum(min(weight, theirs[stem]) for stem, weight in sorted(ours.items()) if stem in theirs)
