"""Posts: a window's title, subjects and quotes, in order of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import egregora_assets.writing.frames as frames
from egregora_assets.language.formats import format_count, format_number, format_weekday_date, join_items, quote_text
from egregora_assets.language.model import Language
from egregora_assets.writing.conversation import NANOSECONDS_PER_MINUTE, Conversation, Message, Window
from egregora_assets.writing.drafts import Draft, DraftBuilder
from egregora_assets.writing.illustrations import Illustration, choose_illustrations, count_kinds, split_before
from egregora_assets.writing.markdown import escape_line, escape_text, format_link, format_message_link
from egregora_assets.writing.public_lines import gives_nobody_away
from egregora_assets.writing.quote_ranking import rank_quotes
from egregora_assets.writing.quotes import Quote, normalize_quote
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.utterances import Utterance
from egregora_assets.writing.sections import PostPlan, Section, plan_post
from egregora_assets.writing.threads.addressing import index_names
from egregora_assets.writing.titles import is_decision

MOST_LINKS = 12
LEAST_QUOTES = 3
"""With fewer quotes there is no post."""
_LEAST_LAUGHS = 2
_LONGEST_IN_SUMMARY = 120
_WEEK = (7 * 24 + 2) * 60 * NANOSECONDS_PER_MINUTE
"""A local week may be an hour longer than seven days."""
_UNANSWERED = 3 * 60 * NANOSECONDS_PER_MINUTE
_UNANSWERED_DISTANCE = 15
_MOST_UNANSWERED = 3
_MOST_EARLIER = 2


class PostWriter:
    """Writes the post of one window.

    Args:
        conversation: whose window it is.
        reader: has read everything up to and with this window.
        language: of the frame.
    """

    def __init__(self, conversation: Conversation, reader: Reader, language: Language) -> None:
        self._conversation = conversation
        self._reader = reader
        self._language = language

    def write(self, window: Window, utterances: Sequence[Utterance], messages: Sequence[Message]) -> Draft | None:
        """Write the post; None where fewer than three messages can be quoted on their own.

        Args:
            utterances: the messages with text as they were read, in order.
            messages: all messages of the window by people who did not opt out, in order.
        """
        plan = plan_post(utterances, self._reader, index_names(self._conversation.people.values()))
        if len(plan.quotes) < LEAST_QUOTES:
            return None
        builder = DraftBuilder()
        builder.add_block(self._write_opening(messages))
        for section, illustrations in zip(plan.sections, choose_illustrations(messages, plan.sections), strict=True):
            self._add_section(section, illustrations, builder, window)
        quoted = {normalize_quote(q.text) for q in plan.quotes}
        self._add_unanswered(utterances, quoted, builder, window)
        self._add_links(messages, builder)
        self._add_earlier(window, plan, quoted, builder)
        title = plan.title.text if plan.title else self._make_title(plan, messages)
        return Draft(
            title=title,
            summary=self._write_summary(messages, plan, title),
            content=builder.content,
            language=self._language.code,
            tags=tuple(sorted({t.shown.lower() for t in plan.tags})),
            citations=tuple(builder.citations),
        )

    def _make_title(self, plan: PostPlan, messages: Sequence[Message]) -> str:
        """The title where no sentence is suitable: the subjects, else the days."""
        subjects = frames.capitalised(", ".join(t.shown for t in plan.tags[:3]))
        return subjects or frames.capitalised(frames.days_between(*_find_span(messages), self._language))

    def _list_names(self, author_ids: Sequence[str]) -> list[str]:
        return [self._conversation.get_name(a) for a in author_ids]

    def _write_opening(self, messages: Sequence[Message]) -> str:
        """When the window was, how many people wrote how many messages, and who wrote most."""
        language, phrases = self._language, self._language.post
        first, last = _find_span(messages)
        writers = _count_authors(messages)
        count = format_count(language.counts.messages, len(messages), language)
        people = format_count(language.counts.people, len(writers), language)
        if first.date() == last.date():
            text = phrases.one_day.format(
                day=format_weekday_date(first, language, with_year=True), people=people, messages=count
            )
        else:
            first_day = format_weekday_date(first, language, with_year=first.year != last.year)
            last_day = format_weekday_date(last, language, with_year=True)
            text = phrases.several_days.format(first_day=first_day, last_day=last_day, people=people, messages=count)
        text = frames.capitalised(text)
        if len(writers) > 3:
            most = [f"{self._conversation.get_name(a)} ({format_number(n, language)})" for a, n in writers[:3]]
            text += " " + phrases.most.format(names=join_items(most, language))
        return escape_text(text)

    def _write_summary(self, messages: Sequence[Message], plan: PostPlan, title: str) -> str:
        """Two to four facts, in plain text."""
        language, phrases = self._language, self._language.post
        people = frames.some_names(self._list_names([a for a, _ in _count_authors(messages)]), 3, language)
        count = format_count(language.counts.messages, len(messages), language)
        facts = [phrases.brief.format(people=people, messages=count)]
        quotes = [q for q in plan.quotes if len(q.text) <= _LONGEST_IN_SUMMARY and "\n" not in q.text]
        quotes = [q for q in quotes if title not in q.text and "[" not in q.text]
        quotes = [q for q in quotes if gives_nobody_away(q.text, q.utterance.language.code)]
        settled = [q for q in quotes if is_decision(q.utterance, q.text)]
        asked = [q for q in quotes if q.is_question]
        for phrase, found in ((phrases.asked, asked), (phrases.settled, settled)):
            if found:
                best = min(found, key=lambda q: (-q.score, q.order))
                facts.append(phrase.format(quote=quote_text(best.text, language)))
        if shared := self._count_shared(messages):
            facts.append(phrases.shared.format(things=shared))
        return " ".join(facts)

    def _count_shared(self, messages: Sequence[Message]) -> str:
        """How many links and files were shared, by kind, as a list in a sentence."""
        counts = self._language.counts
        kinds = count_kinds(messages)
        things = [
            (counts.links, len({format_link.url for m in messages for format_link in m.links})),
            (counts.pictures, kinds["image"]),
            (counts.videos, kinds["video"]),
            (counts.recordings, kinds["audio"]),
            (counts.files, kinds["document"]),
        ]
        return join_items([format_count(f, n, self._language) for f, n in things if n], self._language)

    def _attribute(self, message: Message, window: Window) -> str:
        """Name and time of a quote."""
        inside = window.start <= message.sent_at < window.end and window.end - window.start <= _WEEK
        moment = message.local_time
        when = frames.moment_in_week(moment, self._language) if inside else frames.moment_in_year(moment)
        return f"{self._conversation.get_name(message.author_id)}, {when}"

    def _cite(self, quote: Quote, builder: DraftBuilder, window: Window) -> None:
        message = quote.utterance.message
        builder.add_quote(quote.text, self._attribute(message, window), message.message_id)

    def _add_section(
        self, section: Section, illustrations: Sequence[Illustration], builder: DraftBuilder, window: Window
    ) -> None:
        """Add a section: heading, time and people, quotes and pictures by time; after a quote how many laughed."""
        language, left = self._language, list(illustrations)
        builder.add_heading(section.heading)
        builder.add_block(self._write_span(section))
        for quote in section.quotes:
            before, left = split_before(left, quote)
            self._show(before, builder, window)
            self._cite(quote, builder, window)
            laughed = len(quote.utterance.laughed)
            if laughed >= _LEAST_LAUGHS:
                builder.add_block(escape_text(format_count(language.counts.laughed, laughed, language)))
        self._show(left, builder, window)

    def _write_span(self, section: Section) -> str:
        """From when to when a section's messages were written, and by whom."""
        language, utterances = self._language, section.segment.told
        first, last = utterances[0].message.local_time, utterances[-1].message.local_time
        names = self._list_names([a for a, _ in _count_authors([u.message for u in utterances])])
        until = (
            frames.clock(last)
            if first.date() == last.date()
            else f"{format_weekday_date(last, language)}, {frames.clock(last)}"
        )
        start = f"{frames.capitalised(format_weekday_date(first, language))}, {frames.clock(first)}"
        span = start if until == frames.clock(first) else f"{start} – {until}"
        return f"*{escape_line(f'{span} · {frames.some_names(names, 3, language)}')}*"

    def _show(self, illustrations: Sequence[Illustration], builder: DraftBuilder, window: Window) -> None:
        """Add pictures, with who sent each and when unless its message was quoted last."""
        for illustration in illustrations:
            message = illustration.message
            is_told = bool(builder.citations) and builder.citations[-1].message_id == message.message_id
            whose = "" if is_told else self._attribute(message, window)
            builder.add_picture(illustration.picture.media_id, whose, message.message_id)

    def _add_unanswered(
        self, utterances: Sequence[Utterance], quoted: set[str], builder: DraftBuilder, window: Window
    ) -> None:
        """Add questions after which nobody else wrote for three hours, though the window goes on."""
        following = (utterances[i : i + _UNANSWERED_DISTANCE] for i in range(1, len(utterances) + 1))
        found = [u for u, later in zip(utterances, following, strict=True) if is_unanswered(u, later)]
        ranked = [q for q in rank_quotes(found, self._reader, quoted).quotes if q.is_question][:_MOST_UNANSWERED]
        if not ranked:
            return
        builder.add_heading(self._language.post.unanswered)
        for quote in sorted(ranked, key=lambda q: q.order):
            self._cite(quote, builder, window)
            quoted.add(normalize_quote(quote.text))

    def _add_links(self, messages: Sequence[Message], builder: DraftBuilder) -> None:
        """Add the links, in order, each once, with who sent it."""
        seen: dict[str, str] = {}
        for message in messages:
            for found in message.links:
                if found.url not in seen and len(seen) < MOST_LINKS:
                    name = self._conversation.get_name(message.author_id)
                    text = found.title or found.url.split("://", 1)[-1].rstrip("/")
                    where = format_message_link(name, message.message_id)
                    seen[found.url] = f"- {format_link(text[:120], found.url)} ({where})"
        if seen:
            builder.add_heading(self._language.post.links)
            builder.add_block("\n".join(seen.values()))

    def _add_earlier(self, window: Window, plan: PostPlan, quoted: set[str], builder: DraftBuilder) -> None:
        """Add what was said before on the same subject: at most two quotes from what retrieval found."""
        found: list[Quote] = []
        for passage in window.earlier:
            mine = [m for m in passage if not self._conversation.is_left_out(m.author_id)]
            quotes = rank_quotes(self._reader.preview(mine), self._reader, quoted).quotes
            close = [q for q in quotes if len(plan.subject_stems & set(q.utterance.terms)) >= 2]
            if close and len(found) < _MOST_EARLIER:
                found.append(close[0])
                quoted.add(normalize_quote(close[0].text))
        if found:
            builder.add_heading(self._language.post.earlier)
            for quote in sorted(found, key=lambda q: q.order):
                self._cite(quote, builder, window)


def is_unanswered(utterance: Utterance, following: Sequence[Utterance]) -> bool:
    """Whether a question got no reply: nobody else wrote for three hours, nor took up its words afterwards."""
    if not (utterance.is_substantial and utterance.is_question):
        return False
    others = [u for u in following if u.message.author_id != utterance.message.author_id]
    if not others or others[0].message.sent_at - utterance.message.sent_at < _UNANSWERED:
        return False
    return not any(set(utterance.terms) & set(u.terms) for u in others)


def _find_span(messages: Sequence[Message]) -> tuple[datetime, datetime]:
    """Local times of the first and the last message."""
    return messages[0].local_time, messages[-1].local_time


def _count_authors(messages: Sequence[Message]) -> list[tuple[str, int]]:
    """Author and number of messages, the most first; ties by who wrote first."""
    return Counter(m.author_id for m in messages if m.author_id).most_common()
