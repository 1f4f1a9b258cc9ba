"""What a post tells of: the title, the segments that get a section, their headings and quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from egregora_assets.stages.generated import frames
from egregora_assets.stages.generated.languages.model import Language
from egregora_assets.stages.generated.quotes import Quote, Ranked, key_of, lead_in, ranked_quotes, reply_to, varied
from egregora_assets.stages.generated.reading import Reader, Utterance
from egregora_assets.stages.generated.segments import Segment, overlap, segments_of
from egregora_assets.stages.generated.titles import Title, best_title
from egregora_assets.stages.generated.topics import Topic, classes_of, topics_of

MOST_SECTIONS = 6
MOST_TAGS = 6
_LEAST_FOR_TAG = 3
_MOST_SUBJECTS = 40
_HEADING_TERMS = 3
_WEAK_TERM = 0.3
"""A term with less than that share of the first one's weight stays out of a heading."""
_OPENING_BONUS = 0.2
_TITLE_CANDIDATES = 15
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
    words = [{t for u in s.utterances for t in u.unique_terms} for s in segments]
    chosen: list[int] = []
    while len(chosen) < MOST_SECTIONS:
        left = [i for i, s in enumerate(segments) if i not in chosen and s.substance >= 2]
        if not left:
            break
        alike = {i: max((overlap(words[i], words[c]) for c in chosen), default=0.0) for i in left}
        value = {i: round(_weight(segments[i]) * (1 - 0.8 * alike[i]), 6) for i in left}
        chosen.append(max(left, key=lambda i: (value[i], -i)))
    return [segments[i] for i in sorted(chosen)]


def heading_of(topics: Sequence[Topic], segment: Segment, language: Language, used: set[str]) -> str:
    """The weightiest terms, else the day and time; never the same heading twice in a post.

    Args:
        used: the post's headings so far; the new one is added.
    """
    strong = [t for t in topics if t.weight >= _WEAK_TERM * topics[0].weight]
    heading = frames.capitalised(", ".join(t.shown for t in strong))
    first = segment.utterances[0].message.local_time
    if not heading or heading in used:
        heading = frames.capitalised(f"{frames.day(first, language)}, {frames.clock(first)}")
    used.add(heading)
    return heading


def _rare_topics(segment: Segment, topics: Sequence[Topic], reader: Reader) -> list[Topic]:
    """Terms for a heading where words hardly repeat: nouns that were used once here and elsewhere too."""
    found = topics_of(segment.utterances, reader, limit=40, least=1)
    taken = {t.term for t in topics}
    nouns = [t for t in found if " " not in t.term and t.term not in taken and reader.is_known_noun(t.term)]
    return [*topics, *nouns][:2]


def _with_context(chosen: Sequence[Quote], segment: Segment, reader: Reader, keys: set[str]) -> tuple[Quote, ...]:
    """The quotes with what they answer and, for a question, what was written on it; in order of time.

    Args:
        keys: of what the post quotes so far; nothing is quoted twice.
    """
    quotes: dict[str, Quote] = {}
    for quote in chosen:
        around = [quote, lead_in(quote, segment.utterances, reader)]
        if quote.is_question:
            around.append(reply_to(quote, segment.utterances, reader))
        for found in around:
            key = key_of(found.text) if found else ""
            if found and key not in keys and found.utterance.message.message_id not in quotes:
                keys.add(key)
                quotes[found.utterance.message.message_id] = found
    return tuple(sorted(quotes.values(), key=lambda q: q.order))


def _sections(
    segments: Sequence[Segment], ranked: Sequence[Ranked], title: Title | None, reader: Reader
) -> list[Section]:
    """Quotes and headings of the segments; a segment without a quote has no section."""
    used: set[str] = set()
    keys: set[str] = set()
    sections = []
    classes = classes_of([s.utterances for s in segments])
    for segment, found in zip(segments, ranked, strict=True):
        pinned = [i for i, q in enumerate(found.quotes) if title and q == title.quote]
        chosen = [found.quotes[i] for i in varied(found, _quote_count(segment), pinned)]
        quotes = _with_context(chosen, segment, reader, keys)
        if not quotes:
            continue
        topics = topics_of(segment.utterances, reader, classes, limit=_HEADING_TERMS)
        if len(topics) < 2:
            topics = _rare_topics(segment, topics, reader)
        sections.append(Section(heading_of(topics, segment, reader.languages[0], used), segment, quotes))
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
    heavy = max((_weight(s) for s in segments), default=0.0)
    leading = [
        quote
        for segment, found in zip(segments, ranked, strict=True)
        for quote in found.quotes[:_TITLE_CANDIDATES]
        if _weight(segment) >= 0.5 * heavy
    ]
    title = best_title(leading, _stems(tags), reader)
    subjects = _stems(topics_of(utterances, reader, limit=_MOST_SUBJECTS, least=1))
    return Plan(title, tuple(tags), tuple(_sections(segments, ranked, title, reader)), subjects)


def _stems(topics: Sequence[Topic]) -> frozenset[str]:
    """The single words of some topics."""
    return frozenset(s for t in topics for s in t.term.split(" "))
