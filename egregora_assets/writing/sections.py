"""The plan of a post: its title, the segments that get a section, their headings and quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import egregora_assets.writing.frames as frames
from egregora_assets.language.formats import format_weekday_date
from egregora_assets.writing.quote_context import find_lead_in, find_reply
from egregora_assets.writing.quote_ranking import RankedQuotes, rank_quotes, select_varied
from egregora_assets.writing.quotes import Quote, normalize_quote
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.utterances import Utterance
from egregora_assets.writing.segments import Segment, measure_overlap, split_segments
from egregora_assets.writing.titles import Title, choose_title
from egregora_assets.writing.topics import Topic, count_classes, find_topics

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
    """A section of a post: its heading and its quotes in order of time."""

    heading: str
    segment: Segment
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class PostPlan:
    """The plan of a post. The title's quote is among the sections' quotes; sections are in order of time.

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


def _count_quotes(segment: Segment) -> int:
    """How many quotes a segment gets by its size, not counting the messages that they answer."""
    size = segment.substance
    return 2 if size < 6 else 3 if size < 9 else 4 if size < 25 else 5


def _weigh_segment(segment: Segment) -> float:
    """How much a segment matters: substantial messages, people, and reactions."""
    people = len({u.message.author_id for u in segment.told})
    drawn = sum(u.drawn_count for u in segment.told)
    return round(segment.substance + 2.0 * people + 0.5 * drawn, 6)


def select_segments(segments: Sequence[Segment]) -> list[Segment]:
    """The segments that get a section, in order of time: by weight, and none on a subject that another one covers."""
    words = [frozenset(chain.from_iterable(u.unique_terms for u in s.told)) for s in segments]
    weights = [_weigh_segment(s) for s in segments]
    left = [i for i, s in enumerate(segments) if s.substance >= 2]
    alike = dict.fromkeys(left, 0.0)
    chosen: list[int] = []
    while left and len(chosen) < MOST_SECTIONS:
        best = max(left, key=lambda i: (round(weights[i] * (1 - 0.8 * alike[i]), 6), -i))
        chosen.append(best)
        left.remove(best)
        for i in left:
            alike[i] = max(alike[i], measure_overlap(words[i], words[best]))
    return [segments[i] for i in sorted(chosen)]


def find_quoted_topics(topics: Sequence[Topic], quotes: Sequence[Quote], reader: Reader) -> list[Topic]:
    """The topics of a segment that occur in a section's quotes and behave like nouns; by weight, the highest first."""
    holders = Counter(term for q in quotes for term in q.utterance.unique_terms)
    fit = [t for t in topics if holders[t.term] and reader.is_subject(t.term)]
    return sorted(fit, key=lambda t: (-round(t.weight * holders[t.term], 6), t.term))


def choose_heading(topics: Sequence[Topic], quotes: Sequence[Quote], reader: Reader, used: set[str]) -> str:
    """The heading of a section: a short sentence that it quotes, else its subject, else its day and time.

    Words alone make odd pairs, the more so in a chat of two languages; a sentence can stand alone.

    Args:
        topics: of its quotes (see `find_quoted_topics`).
        quotes: the section's, in order of time.
        used: the post's title and its headings so far; the new one is added, so that no two are the same.
    """
    fresh = [q for q in quotes if not any(u in q.text for u in used)]
    sentence = choose_title(fresh, _split_stems(topics), reader, longest=_LONGEST_HEADING)
    subject = frames.capitalised(topics[0].shown) if topics else ""
    heading = sentence.text if sentence else subject
    if not heading or heading in used:
        moment, language = quotes[0].utterance.message.local_time, reader.languages[0]
        heading = frames.capitalised(f"{format_weekday_date(moment, language)}, {frames.clock(moment)}")
    used.add(heading)
    return heading


def _add_context(chosen: Sequence[Quote], segment: Segment, reader: Reader, keys: set[str]) -> tuple[Quote, ...]:
    """Add what quotes answer and, for a question, the reply, by time; nothing twice (`keys`: quoted so far)."""
    quotes: dict[str, Quote] = {}
    told = [normalize_quote(q.text) for q in chosen]
    for quote in chosen:
        around = [quote, find_lead_in(quote, segment.told, reader)]
        if quote.is_question:
            around.append(find_reply(quote, segment.told, reader))
        for found in around:
            key = normalize_quote(found.text) if found else ""
            is_new = quote is found or not any(key in said or said in key for said in told)
            if found and key not in keys and is_new and found.utterance.message.message_id not in quotes:
                keys.add(key)
                told.append(key)
                quotes[found.utterance.message.message_id] = found
    return tuple(sorted(quotes.values(), key=lambda q: q.order))


def _build_sections(
    segments: Sequence[Segment], ranked: Sequence[RankedQuotes], title: Title | None, reader: Reader
) -> list[Section]:
    """Choose quotes and headings for the segments; a segment without a quote gets no section."""
    used = {title.text} if title else set()
    keys: set[str] = set()
    sections = []
    classes = count_classes([s.told for s in segments])
    for segment, found in zip(segments, ranked, strict=True):
        pinned = [i for i, q in enumerate(found.quotes) if title and q == title.quote]
        chosen = [found.quotes[i] for i in select_varied(found, _count_quotes(segment), pinned)]
        quotes = _add_context(chosen, segment, reader, keys)
        if not quotes:
            continue
        topics = find_topics(segment.told, reader, classes, limit=_HEADING_CANDIDATES)
        heading = choose_heading(find_quoted_topics(topics, quotes, reader), quotes, reader, used)
        sections.append(Section(heading, segment, quotes))
    return sections


def plan_post(utterances: Sequence[Utterance], reader: Reader, names: Mapping[str, str]) -> PostPlan:
    """Plan the post of a window.

    Args:
        utterances: its messages with text as they were read, in order.
        reader: has read them, and everything before.
        names: author_id by name.
    """
    segments = select_segments(split_segments(utterances, names, reader))
    tags = find_topics(utterances, reader, limit=MOST_TAGS, least=_LEAST_FOR_TAG)
    if len(tags) < 2:
        tags = find_topics(utterances, reader, limit=MOST_TAGS)
    taken: set[str] = set()
    ranked = []
    for segment in segments:
        found = rank_quotes(segment.told, reader, taken, opening_bonus=_OPENING_BONUS)
        taken |= {normalize_quote(q.text) for q in found.quotes[:_SHARED_CANDIDATES]}
        ranked.append(found)
    weights = [_weigh_segment(s) for s in segments]
    heavy = max(weights, default=0.0)
    leading = [
        quote
        for weight, found in zip(weights, ranked, strict=True)
        for quote in found.quotes[:_TITLE_CANDIDATES]
        if weight >= _LEADING * heavy
    ]
    title = choose_title(leading, _split_stems(tags), reader)
    subjects = _split_stems(find_topics(utterances, reader, limit=_MOST_SUBJECTS, least=1))
    return PostPlan(title, tuple(tags), tuple(_build_sections(segments, ranked, title, reader)), subjects)


def _split_stems(topics: Sequence[Topic]) -> frozenset[str]:
    """The single words of some topics."""
    return frozenset(s for t in topics for s in t.term.split(" "))
