"""A person as the conversation knows them: subjects, own words, hours, company. Facts and quotes, no judgement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from egregora_assets.language.frames.model import Language
from egregora_assets.language.frames.registry import LANGUAGES, clear_word_counts
from egregora_assets.writing import frames
from egregora_assets.writing.conversation import NANOSECONDS_PER_MINUTE, Conversation, Message, Person
from egregora_assets.writing.drafts import Draft, Page
from egregora_assets.writing.markdown import escaped, link
from egregora_assets.writing.quotes import ranked_quotes, varied
from egregora_assets.writing.reading import Reader, Utterance
from egregora_assets.writing.topics import Classes, classes_of, topics_of

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
class Traces:
    """What a conversation holds of everybody: by author_id messages, utterances, turns with others."""

    messages: Mapping[str, Sequence[Message]]
    utterances: Mapping[str, Sequence[Utterance]]
    turns: Mapping[str, Counter[str]]
    classes: Classes


def language_of(utterances: Sequence[Utterance], spoken: Sequence[Language]) -> Language:
    """The language that somebody writes most, of those that the conversation is in; the first of equals."""
    codes = [language.code for language in spoken]
    counts = clear_word_counts((u.message.text for u in utterances), codes)
    return LANGUAGES[max(codes, key=lambda c: counts[c])]


def traces_of(messages: Sequence[Message], utterances: Sequence[Utterance]) -> Traces:
    """Sort a conversation by people.

    Args:
        messages, utterances: of people who did not opt out, in order.

    Returns: turns count how often two people wrote right after one another, within ten minutes.
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
    return Traces(written, said, turns, classes_of(list(said.values())))


def busiest_hours(messages: Sequence[Message]) -> tuple[int, int]:
    """The four hours in a row (around the clock) with the most messages: the first hour, and how many messages.

    Ties: the earliest.
    """
    counts = Counter(m.local_time.hour for m in messages)
    sums = {h: sum(counts[(h + i) % 24] for i in range(_HOURS_SHOWN)) for h in range(24)}
    first = min(sums, key=lambda h: (-sums[h], h))
    return first, sums[first]


def _tell_rhythm(messages: Sequence[Message], page: Page, language: Language) -> None:
    """When somebody writes: hours and weekdays."""
    phrases = language.profile
    first, count = busiest_hours(messages)
    page.head(phrases.rhythm)
    hours = phrases.hours.format(
        from_hour=f"{first:02d}:00",
        to_hour=f"{(first + _HOURS_SHOWN) % 24:02d}:00",
        share=f"{round(100 * count / len(messages))} %",
    )
    weekdays = Counter(m.local_time.weekday() for m in messages)
    top = sorted(weekdays, key=lambda d: (-weekdays[d], d))[:2]
    names = frames.enumerated([language.calendar.weekdays[d] for d in sorted(top)], language)
    page.say(escaped(f"{hours} {phrases.weekdays.format(weekdays=names)}"))


def _tell_partners(person: Person, traces: Traces, conversation: Conversation, page: Page, language: Language) -> None:
    """Whom they write with most, as counts."""
    turns = traces.turns.get(person.author_id, Counter())
    ordered = sorted(turns.items(), key=lambda item: (-item[1], conversation.name_of(item[0]), item[0]))
    lines = [
        "- " + escaped(language.profile.partner.format(name=conversation.name_of(a), n=frames.number(n, language)))
        for a, n in ordered[:_MOST_PARTNERS]
        if n >= _LEAST_TURNS
    ]
    if lines:
        page.head(language.profile.partners)
        page.say("\n".join(lines))


def _tell_links(messages: Sequence[Message], page: Page, language: Language) -> None:
    """The latest links that they shared, the newest first."""
    seen: dict[str, str] = {}
    for message in reversed(messages):
        for found in message.links:
            if found.url not in seen and len(seen) < _MOST_LINKS:
                text = found.title or found.url.split("://", 1)[-1].rstrip("/")
                seen[found.url] = f"- {link(text[:120], found.url)}"
    if seen:
        page.head(language.profile.links)
        page.say("\n".join(seen.values()))


def profile_of(person: Person, traces: Traces, conversation: Conversation, reader: Reader) -> Draft | None:
    """A person's profile in the language that they write most; None with fewer than twenty messages with text."""
    utterances = traces.utterances.get(person.author_id, ())
    if len(utterances) < LEAST_TEXTS:
        return None
    messages = traces.messages[person.author_id]
    language = language_of(utterances, reader.languages)
    phrases = language.profile
    least = 2 if len(utterances) < _MANY_TEXTS else 3
    topics = [t.shown for t in topics_of(utterances, reader, traces.classes, limit=_MOST_TOPICS, least=least)]
    count = frames.counted(language.counts.messages, len(messages), language)
    first, last = messages[0].local_time, messages[-1].local_time
    page = Page()
    opening = phrases.opening.format(
        name=person.name,
        messages=count,
        first_day=frames.day(first, language, with_year=first.year != last.year),
        last_day=frames.day(last, language, with_year=True),
    )
    page.say(escaped(opening))
    if topics:
        page.head(phrases.topics)
        page.say(escaped(frames.capitalised(", ".join(topics)) + "."))
    ranked = ranked_quotes(utterances, reader)
    chosen = sorted((ranked.quotes[i] for i in varied(ranked, _MOST_QUOTES)), key=lambda q: q.order)
    if chosen:
        page.head(phrases.words)
    for quote in chosen:
        message = quote.utterance.message
        when = frames.moment_in_year(message.local_time)
        page.cite(quote.text, f"{person.name}, {when}", message.message_id, person.author_id)
    _tell_rhythm(messages, page, language)
    _tell_partners(person, traces, conversation, page, language)
    _tell_links(messages, page, language)
    about = frames.enumerated(topics[:3], language)
    summary = phrases.summary if topics else phrases.plain_summary
    return Draft(
        title=person.name,
        summary=summary.format(name=person.name, messages=count, topics=about),
        content=page.content,
        language=language.code,
        tags=tuple(sorted({t.lower() for t in topics})),
        citations=tuple(page.citations),
        author_ids=(person.author_id,),
    )
