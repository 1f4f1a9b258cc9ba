"""What a post tells of: the title, the segments that get a section, their headings and quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from egregora_assets.writing import frames
from egregora_assets.writing.quotes import Quote, Ranked, key_of, lead_in, ranked_quotes, reply_to, varied
from egregora_assets.writing.reading import Reader, Utterance
from egregora_assets.writing.segments import Segment, overlap, segments_of
from egregora_assets.writing.titles import Title, best_title
from egregora_assets.writing.topics import Topic, classes_of, topics_of

MOST_SECTIONS = 6
MOST_TAGS = 6
_LEAST_FOR_TAG = 3
_MOST_SUBJECTS = 40
_HEADING_CANDIDATES = 10
_LONGEST_HEADING = 60
"""Characters."""
_OPENING_BONUS = 0.2
_TITLE_CANDIDATES = 15
_LEADING = 0.4
"""A segment of less than that share of the heaviest one's weight gives no title."""
_SHARED_CANDIDATES = 12


@dataclass(frozen=True)
class Section:
    """What is told of a segment: its heading and its quotes in order of time."""

    heading: str
    segment: Segment
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Plan:
    """What a post tells of. The title's quote is among the sections' quotes; sections are in order of time.

    `subject_stems` are the single words, stemmed, that the window is about, tags or not.
    """

    title: Title | None
    tags: tuple[Topic, ...]
    sections: tuple[Section, ...]
    subject_stems: frozenset[str]

    @property
    def quotes(self) -> list[Quote]:
        """All quotes in order."""
        return [q for s in self.sections for q in s.quotes]


def _quote_count(segment: Segment) -> int:
    """How many quotes a segment deserves, by its size, what they answer not counted."""
    size = segment.substance
    return 2 if size < 6 else 3 if size < 9 else 4 if size < 25 else 5


def _weight(segment: Segment) -> float:
    """How much a segment matters: what was said, by how many, and what it drew."""
    people = len({u.message.author_id for u in segment.utterances})
    drawn = sum(u.drawn_count for u in segment.utterances)
    return round(segment.substance + 2.0 * people + 0.5 * drawn, 6)


def chosen_segments(segments: Sequence[Segment]) -> list[Segment]:
    """The segments that get a section, in order of time: the weighty ones, and not twice the same subject."""
    words = [frozenset(chain.from_iterable(u.unique_terms for u in s.utterances)) for s in segments]
    weights = [_weight(s) for s in segments]
    left = [i for i, s in enumerate(segments) if s.substance >= 2]
    alike = dict.fromkeys(left, 0.0)
    chosen: list[int] = []
    while left and len(chosen) < MOST_SECTIONS:
        best = max(left, key=lambda i: (round(weights[i] * (1 - 0.8 * alike[i]), 6), -i))
        chosen.append(best)
        left.remove(best)
        for i in left:
            alike[i] = max(alike[i], overlap(words[i], words[best]))
    return [segments[i] for i in sorted(chosen)]


def told_topics(topics: Sequence[Topic], quotes: Sequence[Quote], reader: Reader) -> list[Topic]:
    """The subjects that a section's quotes hold, as nouns; the weightiest first.

    Args:
        topics: of the section's segment.
    """
    holders = Counter(term for q in quotes for term in q.utterance.unique_terms)
    fit = [t for t in topics if holders[t.term] and reader.is_subject(t.term)]
    return sorted(fit, key=lambda t: (-round(t.weight * holders[t.term], 6), t.term))


def heading_of(topics: Sequence[Topic], quotes: Sequence[Quote], reader: Reader, used: set[str]) -> str:
    """What a section is called: a short sentence that it quotes, else its subject, else its day and time.

    Words alone make odd pairs, the more so in a chat of two languages; what somebody said is a heading by itself.

    Args:
        topics: that its quotes tell of (see `told_topics`).
        quotes: the section's, in order of time.
        used: the post's title and its headings so far; the new one is added, so that no two are the same.
    """
    fresh = [q for q in quotes if not any(u in q.text for u in used)]
    sentence = best_title(fresh, _stems(topics), reader, longest=_LONGEST_HEADING)
    subject = frames.capitalised(topics[0].shown) if topics else ""
    heading = sentence.text if sentence else subject
    if not heading or heading in used:
        moment, language = quotes[0].utterance.message.local_time, reader.languages[0]
        heading = frames.capitalised(f"{frames.day(moment, language)}, {frames.clock(moment)}")
    used.add(heading)
    return heading


def _with_context(chosen: Sequence[Quote], segment: Segment, reader: Reader, keys: set[str]) -> tuple[Quote, ...]:
    """The quotes with what they answer and, for a question, what was written on it; in order of time.

    Args:
        keys: of what the post quotes so far; nothing is quoted twice.
    """
    quotes: dict[str, Quote] = {}
    told = [key_of(q.text) for q in chosen]
    for quote in chosen:
        around = [quote, lead_in(quote, segment.utterances, reader)]
        if quote.is_question:
            around.append(reply_to(quote, segment.utterances, reader))
        for found in around:
            key = key_of(found.text) if found else ""
            is_new = quote is found or not any(key in said or said in key for said in told)
            if found and key not in keys and is_new and found.utterance.message.message_id not in quotes:
                keys.add(key)
                told.append(key)
                quotes[found.utterance.message.message_id] = found
    return tuple(sorted(quotes.values(), key=lambda q: q.order))


def _sections(
    segments: Sequence[Segment], ranked: Sequence[Ranked], title: Title | None, reader: Reader
) -> list[Section]:
    """Quotes and headings of the segments; a segment without a quote has no section."""
    used = {title.text} if title else set()
    keys: set[str] = set()
    sections = []
    classes = classes_of([s.utterances for s in segments])
    for segment, found in zip(segments, ranked, strict=True):
        pinned = [i for i, q in enumerate(found.quotes) if title and q == title.quote]
        chosen = [found.quotes[i] for i in varied(found, _quote_count(segment), pinned)]
        quotes = _with_context(chosen, segment, reader, keys)
        if not quotes:
            continue
        topics = topics_of(segment.utterances, reader, classes, limit=_HEADING_CANDIDATES)
        heading = heading_of(told_topics(topics, quotes, reader), quotes, reader, used)
        sections.append(Section(heading, segment, quotes))
    return sections


def plan_of(utterances: Sequence[Utterance], reader: Reader) -> Plan:
    """What the post of a window tells of.

    Args:
        utterances: what its messages with text say, in order.
        reader: has read them, and everything before.
    """
    segments = chosen_segments(segments_of(utterances))
    tags = topics_of(utterances, reader, limit=MOST_TAGS, least=_LEAST_FOR_TAG)
    if len(tags) < 2:
        tags = topics_of(utterances, reader, limit=MOST_TAGS)
    taken: set[str] = set()
    ranked = []
    for segment in segments:
        found = ranked_quotes(segment.utterances, reader, taken, opening_bonus=_OPENING_BONUS)
        taken |= {key_of(q.text) for q in found.quotes[:_SHARED_CANDIDATES]}
        ranked.append(found)
    weights = [_weight(s) for s in segments]
    heavy = max(weights, default=0.0)
    leading = [
        quote
        for weight, found in zip(weights, ranked, strict=True)
        for quote in found.quotes[:_TITLE_CANDIDATES]
        if weight >= _LEADING * heavy
    ]
    title = best_title(leading, _stems(tags), reader)
    subjects = _stems(topics_of(utterances, reader, limit=_MOST_SUBJECTS, least=1))
    return Plan(title, tuple(tags), tuple(_sections(segments, ranked, title, reader)), subjects)


def _stems(topics: Sequence[Topic]) -> frozenset[str]:
    """The single words of some topics."""
    return frozenset(s for t in topics for s in t.term.split(" "))
