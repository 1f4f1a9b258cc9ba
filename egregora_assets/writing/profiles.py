"""Profiles: a person's subjects, quotes, hours and partners. Facts and quotes, no judgement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import egregora_assets.writing.frames as frames
from egregora_assets.language.formats import (
    format_count,
    format_number,
    format_weekday_date,
    get_weekday_name,
    join_items,
)
from egregora_assets.language.model import Language
from egregora_assets.writing.conversation import Conversation
from egregora_assets.writing.drafts import Draft, DraftBuilder
from egregora_assets.writing.markdown import escape_text, format_link
from egregora_assets.writing.portraits import Portrait
from egregora_assets.writing.progress.notes import PersonNotes

_MOST_PARTNERS = 5
_LEAST_TURNS = 3
_HOURS_SHOWN = 4


def find_busiest_hours(counts: Mapping[int, int]) -> tuple[int, int]:
    """The first of the four hours in a row with the most messages (the earliest of equals), and how many they have.

    Args:
        counts: messages by hour.
    """
    sums = {h: sum(counts.get((h + i) % 24, 0) for i in range(_HOURS_SHOWN)) for h in range(24)}
    first = min(sums, key=lambda h: (-sums[h], h))
    return first, sums[first]


def _add_rhythm(notes: PersonNotes, builder: DraftBuilder, language: Language) -> None:
    """Add when somebody writes: hours and weekdays."""
    phrases = language.profile
    first, count = find_busiest_hours(notes.hours)
    builder.add_heading(phrases.rhythm)
    hours = phrases.hours.format(
        from_hour=f"{first:02d}:00",
        to_hour=f"{(first + _HOURS_SHOWN) % 24:02d}:00",
        share=f"{round(100 * count / notes.message_count)} %",
    )
    top = sorted(notes.weekdays, key=lambda d: (-notes.weekdays[d], d))[:2]
    names = join_items([get_weekday_name(d, language) for d in sorted(top)], language)
    builder.add_block(escape_text(f"{hours} {phrases.weekdays.format(weekdays=names)}"))


def _add_partners(turns: Counter[str], conversation: Conversation, builder: DraftBuilder, language: Language) -> None:
    """Add with whom they write most, as counts."""
    ordered = sorted(turns.items(), key=lambda item: (-item[1], conversation.get_name(item[0]), item[0]))
    lines = [
        "- " + escape_text(language.profile.partner.format(name=conversation.get_name(a), n=format_number(n, language)))
        for a, n in ordered[:_MOST_PARTNERS]
        if n >= _LEAST_TURNS
    ]
    if lines:
        builder.add_heading(language.profile.partners)
        builder.add_block("\n".join(lines))


def _add_links(links: Mapping[str, str | None], builder: DraftBuilder, language: Language) -> None:
    """Add the latest links that they shared, the newest first."""
    if links:
        builder.add_heading(language.profile.links)
        lines = (
            f"- {format_link((title or url.split('://', 1)[-1].rstrip('/'))[:120], url)}"
            for url, title in links.items()
        )
        builder.add_block("\n".join(lines))


def _add_quotes(portrait: Portrait, builder: DraftBuilder) -> None:
    """Add a few of their own words, in order of time."""
    person = portrait.person
    if portrait.quotes:
        builder.add_heading(portrait.language.profile.words)
    for quote in portrait.quotes:
        message = quote.utterance.message
        when = frames.moment_in_year(message.local_time)
        builder.add_quote(quote.text, f"{person.name}, {when}", message.message_id)


def write_profile(portrait: Portrait, conversation: Conversation) -> Draft:
    """A person's profile in the language that they write most."""
    person, notes, topics, language = portrait.person, portrait.notes, portrait.topics, portrait.language
    phrases = language.profile
    count = format_count(language.counts.messages, notes.message_count, language)
    builder = DraftBuilder()
    opening = phrases.opening.format(
        name=person.name,
        messages=count,
        first_day=format_weekday_date(notes.first, language, with_year=notes.first.year != notes.last.year),
        last_day=format_weekday_date(notes.last, language, with_year=True),
    )
    builder.add_block(escape_text(opening))
    if topics:
        builder.add_heading(phrases.topics)
        builder.add_block(escape_text(frames.capitalised(", ".join(topics)) + "."))
    _add_quotes(portrait, builder)
    _add_rhythm(notes, builder, language)
    _add_partners(portrait.partners, conversation, builder, language)
    _add_links(notes.links, builder, language)
    about = join_items(topics[:3], language)
    summary = phrases.summary if topics else phrases.plain_summary
    return Draft(
        title=person.name,
        summary=summary.format(name=person.name, messages=count, topics=about),
        content=builder.content,
        language=language.code,
        tags=tuple(sorted({t.lower() for t in topics})),
        citations=tuple(builder.citations),
    )
