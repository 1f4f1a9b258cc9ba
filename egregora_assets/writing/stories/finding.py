"""Finds the stories of a window, and says how much each matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from egregora_assets.writing.quote_context import find_lead_in
from egregora_assets.writing.quote_ranking import rank_quotes
from egregora_assets.writing.quotes import normalize_quote
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.utterances import Utterance
from egregora_assets.writing.segments import Segment, split_segments
from egregora_assets.writing.stories.joining import join_stories
from egregora_assets.writing.stories.kinds import find_kind, is_grief
from egregora_assets.writing.stories.model import Story
from egregora_assets.writing.stories.roles import find_news, find_opening, find_outcome, find_punch_line, leans
from egregora_assets.writing.stories.turns import choose_turns
from egregora_assets.writing.topics import TermClasses, Topic, count_classes, find_topics

_OPENING_BONUS = 0.2
_SHARED_CANDIDATES = 12
_SUBJECTS = 10
_MOST = 14
"""Stories of a window; what weighs less is not told."""
_LEAST_SUBSTANCE = 2
_KEPT = 10.0
"""For each message that somebody asked to be kept."""
_SETTLED_FACTOR, _OPEN_FACTOR = 1.25, 0.85
_NAMELESS_FACTOR = 0.6
"""A story that was settled matters more; one without an outcome, or of no subject that can be named, less."""


def find_stories(utterances: Sequence[Utterance], names: Mapping[str, str], reader: Reader) -> list[Story]:
    """The stories of a window, at most fourteen, in order of time.

    Args:
        utterances: its messages with text as they were read, in order.
        names: author_id by name.
        reader: has read them, and everything before.
    """
    segments = [s for s in join_stories(split_segments(utterances, names, reader), reader) if _is_enough(s)]
    classes = count_classes([s.told for s in segments])
    taken: set[str] = set()
    found = []
    heaviest = sorted(segments, key=lambda s: (-weigh_segment(s), s.utterances[0].message.order))
    for segment in heaviest[:_MOST]:
        story = _find_story(segment, classes, taken, reader)
        if story:
            found.append(story)
    return sorted(found, key=lambda s: s.opening.order)


def weigh_segment(segment: Segment) -> float:
    """How much a segment matters: substantial messages, people, reactions, and what somebody asked to be kept."""
    people = len({u.message.author_id for u in segment.told})
    drawn = sum(u.drawn_count for u in segment.told)
    kept = sum(u.message.nomination == "keep" for u in segment.told)
    return round(segment.substance + 2.0 * people + 0.5 * drawn + _KEPT * kept, 6)


def _is_enough(segment: Segment) -> bool:
    return segment.substance >= _LEAST_SUBSTANCE


def _find_story(segment: Segment, classes: TermClasses, taken: set[str], reader: Reader) -> Story | None:
    """The story of a segment; None where nothing of it may be quoted. What it quotes is added to `taken`."""
    topics = find_topics(segment.told, reader, classes, limit=_SUBJECTS)
    stems = frozenset(chain.from_iterable(t.term.split(" ") for t in topics))
    opening = find_news(segment.told, reader) if is_grief(segment.told) else None
    opening = opening or find_opening(segment.told, stems, reader)
    if opening is None:
        return None
    outcome = find_outcome(segment.told, opening, stems, reader)
    ranked = rank_quotes(segment.told, reader, taken, opening_bonus=_OPENING_BONUS)
    kind = find_kind(segment.told, opening, outcome)
    punch_line = find_punch_line(segment.told, reader) if kind == "joke" else None
    if punch_line and punch_line.order < opening.order:
        opening = find_lead_in(punch_line, segment.told, reader) or punch_line
    turns = choose_turns(ranked, opening, outcome, segment.told, reader, taken, stems, punch_line)
    taken |= {normalize_quote(q.text) for q in ranked.quotes[:_SHARED_CANDIDATES]}
    terms = [t.quote.utterance.unique_terms for t in turns]
    shown = find_told_topics(topics, terms, reader)
    if not shown:
        once = find_topics([t.quote.utterance for t in turns], reader, classes, limit=_SUBJECTS, least=1)
        shown = find_told_topics(once, terms, reader)
    factor = _OPEN_FACTOR if outcome is None else _SETTLED_FACTOR if outcome.is_settled else 1.0
    weight = round(weigh_segment(segment) * factor * (1.0 if shown else _NAMELESS_FACTOR), 6)
    is_leaning = leans(opening.utterance, opening.text)
    return Story(kind, segment, opening, outcome, turns, tuple(shown), weight, is_leaning)


def find_told_topics(topics: Sequence[Topic], told: Sequence[Sequence[str]], reader: Reader) -> list[Topic]:
    """The topics that behave like nouns; those that occur in what is told, if any do, the highest weight first."""
    holders = {t.term: sum(t.term in terms for terms in told) for t in topics}
    nouns = [t for t in topics if reader.is_subject(t.term)] or [
        t for t in topics if not any(reader.is_verb_like(s) for s in t.term.split(" "))
    ]
    fit = [t for t in nouns if holders[t.term]] or nouns
    return sorted(fit, key=lambda t: (-round(t.weight * max(1, holders[t.term]), 6), t.term))
