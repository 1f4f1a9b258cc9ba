"""Profiles: what somebody brings to a conversation, in sentences from facts, with their own words. No judgement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import egregora_assets.writing.frames as frames
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.language.formats import format_month, format_weekday_date, join_items
from egregora_assets.language.model import Language
from egregora_assets.writing.conversation import Conversation
from egregora_assets.writing.drafts import Draft, DraftBuilder
from egregora_assets.writing.markdown import escape_text, format_link
from egregora_assets.writing.portraits import Portrait
from egregora_assets.writing.progress.answers import Partners
from egregora_assets.writing.quotes import Quote

_TOPICS_NAMED = 4
_MOST_LINKS = 5


def write_profile(portrait: Portrait, conversation: Conversation) -> Draft:
    """A person's profile in the language that they write most."""
    language, phrases, builder = portrait.language, portrait.language.profile, DraftBuilder()
    lede = _tell_person(portrait, conversation)
    builder.add_block(escape_text(lede))
    if portrait.periods:
        builder.add_heading(phrases.over_time)
        lines = (
            f"{frames.capitalised(_name_months(period.first, period.last, language))}: {', '.join(period.topics)}"
            for period in portrait.periods
        )
        builder.add_block("\n".join("- " + escape_text(line) for line in lines))
    _add_begun(portrait, conversation, builder)
    if portrait.quotes:
        builder.add_heading(phrases.noticed if portrait.is_noticed else phrases.words)
    for quote in portrait.quotes:
        _add_quote(quote, portrait, builder)
    _add_links(portrait.notes.links, builder, language)
    return Draft(
        title=portrait.person.name,
        summary=lede,
        content=builder.content,
        language=language.code,
        tags=tuple(sorted({topic.lower() for topic in portrait.topics})),
        citations=tuple(builder.citations),
    )


def _tell_person(portrait: Portrait, conversation: Conversation) -> str:
    """What somebody writes about, whom they answer, and who answers them, as plain text."""
    language, phrases, person = portrait.language, portrait.language.profile, portrait.person
    sentences = []
    if portrait.topics:
        topics = join_items(portrait.topics[:_TOPICS_NAMED], language)
        sentences.append(_choose(phrases.brings, portrait).format(name=person.name, topics=topics))
    for forms, author_ids in _list_partners(portrait.partners, language):
        names = [name for author_id in author_ids if (name := conversation.get_name(author_id))]
        if names:
            sentences.append(_choose(forms, portrait).format(name=person.name, names=join_items(names, language)))
    return " ".join(map(frames.capitalised, sentences))


def _list_partners(partners: Partners, language: Language) -> list[tuple[Sequence[str], Sequence[str]]]:
    """The wordings for each thing that is known of somebody's partners, with who they are."""
    phrases = language.profile
    if partners.answered and set(partners.answered) == set(partners.answering):
        return [(phrases.mutual, partners.answered)]
    return [
        (phrases.answers, partners.answered),
        (phrases.answered, partners.answering),
        (phrases.talks, partners.beside),
    ]


def _add_begun(portrait: Portrait, conversation: Conversation, builder: DraftBuilder) -> None:
    """Add what somebody began, each with who took it up."""
    language, phrases = portrait.language, portrait.language.profile
    for place, begun in enumerate(portrait.begun):
        if not place:
            builder.add_heading(phrases.openings)
        names = [name for author_id in begun.followers if (name := conversation.get_name(author_id))]
        day = format_weekday_date(begun.quote.utterance.message.local_time, language, with_year=True)
        wording = _choose(phrases.started, portrait, place)
        sentence = wording.format(name=portrait.person.name, day=day, names=join_items(names, language))
        builder.add_block(escape_text(frames.capitalised(sentence)))
        _add_quote(begun.quote, portrait, builder)


def _add_quote(quote: Quote, portrait: Portrait, builder: DraftBuilder) -> None:
    message = quote.utterance.message
    when = frames.moment_in_year(message.local_time)
    builder.add_quote(quote.text, f"{portrait.person.name}, {when}", message.message_id)


def _add_links(links: Mapping[str, str | None], builder: DraftBuilder, language: Language) -> None:
    """Add the latest links that they shared, the newest first."""
    if links:
        builder.add_heading(language.profile.links)
        lines = (
            f"- {format_link((title or url.split('://', 1)[-1].rstrip('/'))[:120], url)}"
            for url, title in list(links.items())[:_MOST_LINKS]
        )
        builder.add_block("\n".join(lines))


def _name_months(first: datetime, last: datetime, language: Language) -> str:
    """A month, or two with a dash."""
    months = [format_month(moment.date(), language) for moment in (first, last)]
    return " – ".join(dict.fromkeys(months))


def _choose(wordings: Sequence[str], portrait: Portrait, place: int = 0) -> str:
    """One of several wordings, by whose profile it is: people beside one another are told of in different words.

    Args:
        place: of the sentence among those that are alike; neighbours differ.
    """
    number = int(public_uuid("profile", portrait.person.author_id, wordings[0]).replace("-", ""), 16)
    return wordings[(number + place) % len(wordings)]
