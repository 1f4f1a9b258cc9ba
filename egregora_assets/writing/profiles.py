"""Profiles: a person's subjects, quotes, hours and partners. Facts and quotes, no judgement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import egregora_assets.writing.frames as frames
from egregora_assets.language.detection import count_clear_words
from egregora_assets.language.files import load_languages
from egregora_assets.language.formats import (
    format_count,
    format_number,
    format_weekday_date,
    get_weekday_name,
    join_items,
)
from egregora_assets.language.model import Language
from egregora_assets.writing.conversation import NANOSECONDS_PER_MINUTE, Conversation, Message, Person
from egregora_assets.writing.drafts import Draft, DraftBuilder
from egregora_assets.writing.markdown import escape_text, format_link
from egregora_assets.writing.quote_ranking import rank_quotes, select_varied
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.utterances import Utterance
from egregora_assets.writing.topics import TermClasses, count_classes, find_topics

LEAST_TEXTS = 20
"""Messages with text that a person needs for a profile."""
_MANY_TEXTS = 60
_MOST_TOPICS = 8
_MOST_QUOTES = 5
_MOST_LINKS = 10
_MOST_PARTNERS = 5
_LEAST_TURNS = 3
_TURN = 10 * NANOSECONDS_PER_MINUTE
_HOURS_SHOWN = 4


@dataclass(frozen=True)
class Activity:
    """What everybody did in a conversation, by author_id: messages, utterances, turns with others."""

    messages: Mapping[str, Sequence[Message]]
    utterances: Mapping[str, Sequence[Utterance]]
    turns: Mapping[str, Counter[str]]
    classes: TermClasses


def choose_language(utterances: Sequence[Utterance], spoken: Sequence[Language]) -> Language:
    """The language that somebody writes most, of those that the conversation is in; the first of equals."""
    codes = [language.code for language in spoken]
    counts = count_clear_words((u.message.text for u in utterances), codes)
    return load_languages()[max(codes, key=lambda c: counts[c])]


def collect_activity(messages: Sequence[Message], utterances: Sequence[Utterance]) -> Activity:
    """Group a conversation by people.

    Args:
        messages, utterances: of people who did not opt out, in order.

    Returns: `turns` counts how often two people wrote right after one another, within ten minutes.
    """
    written: dict[str, list[Message]] = {}
    said: dict[str, list[Utterance]] = {}
    turns: dict[str, Counter[str]] = {}
    last: Message | None = None
    for message in messages:
        if not message.author_id:
            continue
        written.setdefault(message.author_id, []).append(message)
        if last and last.author_id != message.author_id and message.sent_at - last.sent_at <= _TURN:
            turns.setdefault(message.author_id, Counter())[last.author_id] += 1
            turns.setdefault(last.author_id, Counter())[message.author_id] += 1
        last = message
    for utterance in utterances:
        said.setdefault(utterance.message.author_id, []).append(utterance)
    return Activity(written, said, turns, count_classes(list(said.values())))


def find_busiest_hours(messages: Sequence[Message]) -> tuple[int, int]:
    """The first of the four hours in a row with the most messages (the earliest of equals), and how many they have."""
    counts = Counter(m.local_time.hour for m in messages)
    sums = {h: sum(counts[(h + i) % 24] for i in range(_HOURS_SHOWN)) for h in range(24)}
    first = min(sums, key=lambda h: (-sums[h], h))
    return first, sums[first]


def _add_rhythm(messages: Sequence[Message], builder: DraftBuilder, language: Language) -> None:
    """Add when somebody writes: hours and weekdays."""
    phrases = language.profile
    first, count = find_busiest_hours(messages)
    builder.add_heading(phrases.rhythm)
    hours = phrases.hours.format(
        from_hour=f"{first:02d}:00",
        to_hour=f"{(first + _HOURS_SHOWN) % 24:02d}:00",
        share=f"{round(100 * count / len(messages))} %",
    )
    weekdays = Counter(m.local_time.weekday() for m in messages)
    top = sorted(weekdays, key=lambda d: (-weekdays[d], d))[:2]
    names = join_items([get_weekday_name(d, language) for d in sorted(top)], language)
    builder.add_block(escape_text(f"{hours} {phrases.weekdays.format(weekdays=names)}"))


def _add_partners(
    person: Person, activity: Activity, conversation: Conversation, builder: DraftBuilder, language: Language
) -> None:
    """Add with whom they write most, as counts."""
    turns = activity.turns.get(person.author_id, Counter())
    ordered = sorted(turns.items(), key=lambda item: (-item[1], conversation.get_name(item[0]), item[0]))
    lines = [
        "- " + escape_text(language.profile.partner.format(name=conversation.get_name(a), n=format_number(n, language)))
        for a, n in ordered[:_MOST_PARTNERS]
        if n >= _LEAST_TURNS
    ]
    if lines:
        builder.add_heading(language.profile.partners)
        builder.add_block("\n".join(lines))


def _add_links(messages: Sequence[Message], builder: DraftBuilder, language: Language) -> None:
    """Add the latest links that they shared, the newest first."""
    seen: dict[str, str] = {}
    for message in reversed(messages):
        for found in message.links:
            if found.url not in seen and len(seen) < _MOST_LINKS:
                text = found.title or found.url.split("://", 1)[-1].rstrip("/")
                seen[found.url] = f"- {format_link(text[:120], found.url)}"
    if seen:
        builder.add_heading(language.profile.links)
        builder.add_block("\n".join(seen.values()))


def _add_quotes(
    person: Person, utterances: Sequence[Utterance], reader: Reader, builder: DraftBuilder, language: Language
) -> None:
    """Add a few of their own words, in order of time."""
    ranked = rank_quotes(utterances, reader)
    chosen = sorted((ranked.quotes[i] for i in select_varied(ranked, _MOST_QUOTES)), key=lambda q: q.order)
    if chosen:
        builder.add_heading(language.profile.words)
    for quote in chosen:
        message = quote.utterance.message
        when = frames.moment_in_year(message.local_time)
        builder.add_quote(quote.text, f"{person.name}, {when}", message.message_id, person.author_id)


def write_profile(person: Person, activity: Activity, conversation: Conversation, reader: Reader) -> Draft | None:
    """A person's profile in the language that they write most; None with fewer than twenty messages with text."""
    utterances = activity.utterances.get(person.author_id, ())
    if len(utterances) < LEAST_TEXTS:
        return None
    messages = activity.messages[person.author_id]
    language = choose_language(utterances, reader.languages)
    phrases = language.profile
    least = 2 if len(utterances) < _MANY_TEXTS else 3
    topics = [t.shown for t in find_topics(utterances, reader, activity.classes, limit=_MOST_TOPICS, least=least)]
    count = format_count(language.counts.messages, len(messages), language)
    first, last = messages[0].local_time, messages[-1].local_time
    builder = DraftBuilder()
    opening = phrases.opening.format(
        name=person.name,
        messages=count,
        first_day=format_weekday_date(first, language, with_year=first.year != last.year),
        last_day=format_weekday_date(last, language, with_year=True),
    )
    builder.add_block(escape_text(opening))
    if topics:
        builder.add_heading(phrases.topics)
        builder.add_block(escape_text(frames.capitalised(", ".join(topics)) + "."))
    _add_quotes(person, utterances, reader, builder, language)
    _add_rhythm(messages, builder, language)
    _add_partners(person, activity, conversation, builder, language)
    _add_links(messages, builder, language)
    about = join_items(topics[:3], language)
    summary = phrases.summary if topics else phrases.plain_summary
    return Draft(
        title=person.name,
        summary=summary.format(name=person.name, messages=count, topics=about),
        content=builder.content,
        language=language.code,
        tags=tuple(sorted({t.lower() for t in topics})),
        citations=tuple(builder.citations),
        author_ids=(person.author_id,),
    )
