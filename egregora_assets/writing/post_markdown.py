"""The Markdown of a post: its lede, a section a story, and lists of what else was said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import egregora_assets.writing.frames as frames
from egregora_assets.language.formats import format_weekday_date
from egregora_assets.language.model import Language
from egregora_assets.writing.conversation import NANOSECONDS_PER_MINUTE, Conversation, Message, Window
from egregora_assets.writing.drafts import DraftBuilder, QuoteRole
from egregora_assets.writing.illustrations import Illustration, choose_illustrations, split_before
from egregora_assets.writing.markdown import escape_line, format_link, format_message_link
from egregora_assets.writing.quotes import Quote
from egregora_assets.writing.reading.words import WORD
from egregora_assets.writing.stories.headlines import make_heading
from egregora_assets.writing.stories.ledes import Lede, list_ends, list_leads, list_openings
from egregora_assets.writing.stories.minutes import Line
from egregora_assets.writing.stories.model import Story, Turn, name_role
from egregora_assets.writing.stories.sentences import Sentences, fill

_MOST_LINKS = 3
"""Of a story."""
_MOST_OTHER_LINKS = 5
_LEAST_WORDS = 12
"""Of a message whose link is told of though it belongs to no story; those of an address count too."""
_WEEK = (7 * 24 + 2) * 60 * NANOSECONDS_PER_MINUTE
"""A local week may be an hour longer than seven days."""
_MOST_LEADS = 3
"""Sentences of our own in a story, besides those about its opening and its outcome."""


class PostMarkdown:
    """The Markdown of a post, as it grows.

    Args:
        conversation: whose people are named.
        language: of the sentences.
        window: what the post is about.
        sentences: those that it may use.
    """

    def __init__(self, conversation: Conversation, language: Language, window: Window, sentences: Sentences) -> None:
        self.builder = DraftBuilder()
        self.window = window
        self._conversation = conversation
        self._language = language
        self._sentences = sentences
        self._headings: set[str] = set()

    def add_lede(self, lede: Lede) -> None:
        """Add the lede, before any heading."""
        self.builder.add_block(lede.markdown)
        self.builder.citations += lede.citations

    def add_stories(self, stories: Sequence[Story], messages: Sequence[Message], lede: Lede) -> None:
        """Add a section a story, in this order, with the pictures and links of each."""
        timed = sorted(stories, key=lambda s: s.opening.order)
        shown = dict(zip(map(id, timed), choose_illustrations(messages, timed), strict=True))
        for story in stories:
            self._add_heading(story)
            self._add_turns(story, shown[id(story)], lede)
            self._add_links(story)

    def _add_heading(self, story: Story) -> None:
        first, last = self.window.messages[0].local_time, self.window.messages[-1].local_time
        days = (last.date() - first.date()).days + 1
        heading = make_heading(story, days, self._language, self._headings)
        self._headings.add(heading)
        self.builder.add_heading(heading)

    def _add_turns(self, story: Story, illustrations: Sequence[Illustration], lede: Lede) -> None:
        """Add a story's quotes and pictures by time, and sentences that say what each does."""
        left, leads = list(illustrations), 0
        day = story.opening.utterance.message.local_time.date()
        for turn in story.turns:
            message = turn.quote.utterance.message
            before, left = split_before(left, turn.quote)
            self._show(before)
            if message.message_id in lede.told:
                day = message.local_time.date()
                continue
            is_said = any(c.message_id == message.message_id for c in lede.citations)
            alike = [] if is_said else self._list_leads(story, turn, is_later=message.local_time.date() != day)
            is_ours = turn.role in ("opening", "outcome")
            if alike and (is_ours or leads < _MOST_LEADS):
                leads += self._say(alike, turn.quote) and not is_ours
            day = message.local_time.date()
            self._cite(turn.quote, name_role(turn.role))
        self._show(left)

    def _list_leads(self, story: Story, turn: Turn, *, is_later: bool) -> Sequence[str]:
        """The sentences that may lead into a turn."""
        phrases = self._language.story
        if turn.role == "opening":
            openings = list_openings(story, phrases)
            return () if openings is phrases.opened else openings
        if story.kind == "grief":
            return phrases.resumed if is_later else ()
        if turn.role == "outcome":
            return list_ends(story, phrases, is_whole=False)
        return phrases.resumed if is_later else list_leads(turn.role, phrases)

    def _say(self, alike: Sequence[str], quote: Quote) -> bool:
        """Add one of some sentences that lead into a quote; whether there was one left."""
        message = quote.utterance.message
        sentence = self._sentences.choose(alike, message.message_id)
        if sentence:
            name = format_message_link(self._conversation.get_name(message.author_id), message.message_id)
            self.builder.add_block(fill(sentence, name, format_weekday_date(message.local_time, self._language)))
        return bool(sentence)

    def _attribute(self, message: Message) -> str:
        """Name and time of a quote."""
        window = self.window
        inside = window.start <= message.sent_at < window.end and window.end - window.start <= _WEEK
        moment = message.local_time
        when = frames.moment_in_week(moment, self._language) if inside else frames.moment_in_year(moment)
        return f"{self._conversation.get_name(message.author_id)}, {when}"

    def _cite(self, quote: Quote, role: QuoteRole | None = None) -> None:
        message = quote.utterance.message
        self.builder.add_quote(quote.text, self._attribute(message), message.message_id, role)

    def _show(self, illustrations: Sequence[Illustration]) -> None:
        """Add pictures, with who sent each and when unless its message was quoted last."""
        for illustration in illustrations:
            message = illustration.message
            citations = self.builder.citations
            is_told = bool(citations) and citations[-1].message_id == message.message_id
            whose = "" if is_told else self._attribute(message)
            self.builder.add_picture(illustration.picture.media_id, whose, message.message_id)

    def _add_links(self, story: Story) -> None:
        """Add the links of a story that its quotes do not show."""
        quoted = {q.utterance.message.message_id for q in story.quotes}
        messages = [u.message for u in story.segment.told if u.message.message_id not in quoted]
        messages = [m for m in messages if m.nomination != "skip"]
        self.builder.add_block("\n".join(f"- {link}" for link in self._list_links(messages)[:_MOST_LINKS]))

    def _list_links(self, messages: Iterable[Message]) -> list[str]:
        """The links of messages, in order, each once, with who sent it."""
        seen: dict[str, str] = {}
        for message in messages:
            for found in message.links:
                if found.url not in seen:
                    name = self._conversation.get_name(message.author_id)
                    text = found.title or found.url.split("://", 1)[-1].rstrip("/")
                    where = format_message_link(name, message.message_id)
                    seen[found.url] = f"{format_link(text[:120], found.url)} ({where})"
        return list(seen.values())

    def add_line(self, label: str, told: Sequence[tuple[str, Quote]]) -> None:
        """Add a line behind a label: words of quotes, and whose they are."""
        items = []
        for clause, quote in told:
            message = quote.utterance.message
            where = format_message_link(self._attribute(message), message.message_id)
            items.append(f"{escape_line(clause)} ({where})")
        self.builder.add_line(label, items)

    def add_minutes(self, heading: str, lines: Sequence[Line]) -> None:
        """Add a section of what a meeting stated, each line with the message that states it."""
        if not lines:
            return
        self.builder.add_heading(heading)
        shown = []
        for line in lines:
            where = format_message_link(self._attribute(line.message), line.message.message_id)
            shown.append(f"- {escape_line(line.text)} ({where})")
        self.builder.add_block("\n".join(shown))

    def add_references(self, stories: Sequence[Story], messages: Sequence[Message], told: Sequence[Story]) -> None:
        """Add what one person explained, and the links that belong to no story."""
        owned = {u.message.message_id for s in (*told, *stories) for u in s.segment.told}
        spoken_of = (m for m in messages if m.message_id not in owned and len(WORD.findall(m.text)) >= _LEAST_WORDS)
        links = self._list_links(spoken_of)[:_MOST_OTHER_LINKS]
        for story in stories:
            self._say(self._language.story.explained, story.opening)
            for quote in story.quotes[:3]:
                self._cite(quote)
        self.builder.add_line(self._language.story.reference, links)

    def add_earlier(self, quotes: Sequence[Quote]) -> None:
        """Add what was said before."""
        if quotes:
            self.builder.add_heading(self._language.post.earlier)
        for quote in quotes:
            self._cite(quote)
