"""Posts: a window's title and lede, the stories that it tells, and in brief what else was said."""

from __future__ import annotations

from collections.abc import Sequence

import egregora_assets.writing.frames as frames
from egregora_assets.language.model import Language
from egregora_assets.writing.conversation import Conversation, Message, Window
from egregora_assets.writing.drafts import Draft
from egregora_assets.writing.post_markdown import PostMarkdown
from egregora_assets.writing.quote_ranking import rank_quotes
from egregora_assets.writing.quotes import Quote, normalize_quote
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.utterances import Utterance
from egregora_assets.writing.stories.briefs import list_briefs, list_open_questions
from egregora_assets.writing.stories.discretion import leave_out_private
from egregora_assets.writing.stories.finding import find_stories
from egregora_assets.writing.stories.headlines import Title, choose_title
from egregora_assets.writing.stories.ledes import Lede, LedeWriter
from egregora_assets.writing.stories.minutes import Minutes, take_minutes
from egregora_assets.writing.stories.model import Story, name_form
from egregora_assets.writing.stories.sentences import Sentences
from egregora_assets.writing.threads.addressing import index_names
from egregora_assets.writing.topics import Topic, find_topics

LEAST_QUOTES = 3
"""With fewer quotes there is no post."""
MOST_STORIES = 5
MOST_TAGS = 6
_LEAST_FOR_TAG = 3
_MOST_SUBJECTS = 40
_MOST_EARLIER = 2
_MOST_EXPLANATIONS = 2
_MUCH = 0.5
"""A story of mourning of that share of the heaviest one's weight gives the title."""


class PostWriter:
    """Writes the post of one window.

    Args:
        conversation: whose window it is.
        reader: has read everything up to and with this window.
        language: of the sentences.
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
        messages = [m for m in messages if m.nomination != "skip"]
        names = index_names(self._conversation.people.values())
        minutes = take_minutes(messages, utterances, names, self._language)
        spoken = [u for u in leave_out_private(utterances) if u.message.message_id not in minutes.stated]
        stories = find_stories(spoken, names, self._reader)
        cited = {q.utterance.message.message_id for s in stories for q in s.quotes}
        if len(cited | {line.message.message_id for line in minutes.lines}) < LEAST_QUOTES:
            return None
        ranked = sorted(stories, key=lambda s: (-s.weight, s.opening.order))
        told = [s for s in ranked if s.is_whole and s.kind != "explanation"][:MOST_STORIES] or ranked[:1]
        title = self._make_title(told, minutes)
        sentences = Sentences(window.number)
        lede = self._write_lede(told, title, sentences, minutes)
        post = PostMarkdown(self._conversation, self._language, window, sentences)
        post.add_lede(lede)
        self._add_minutes(minutes, post)
        leading = [title.story] if title.story else told[:1]
        ordered = [*leading, *(s for s in stories if s in told and s not in leading)]
        post.add_stories(ordered, messages, lede)
        self._add_rest([s for s in stories if s not in told], spoken, messages, ordered, post)
        self._add_earlier(utterances, post, stories)
        tags = self._find_tags(utterances)
        return Draft(
            title=title.text,
            summary=lede.text or title.text,
            content=post.builder.content,
            language=self._language.code,
            tags=tuple(sorted({t.shown.lower() for t in tags})),
            citations=tuple(post.builder.citations),
            form="meeting" if minutes.decided else name_form(leading[0]) if leading else None,
        )

    def _write_lede(self, told: Sequence[Story], title: Title, sentences: Sentences, minutes: Minutes) -> Lede:
        """The lede: of a meeting, else of the story that gives the title, else of the heaviest that can be told."""
        writer = LedeWriter(self._conversation, self._reader, self._language, sentences)
        if (lede := writer.write_of_meeting(minutes.sources, title)).text:
            return lede
        leading = [title.story] if title.story else []
        ledes = (writer.write(story, title) for story in (*leading, *told))
        return next((found for found in ledes if found.text), Lede.empty())

    def _add_minutes(self, minutes: Minutes, post: PostMarkdown) -> None:
        """Add what meetings decided, what is to be done, and what was left open."""
        phrases = self._language.story
        post.add_minutes(phrases.decided, minutes.decided)
        post.add_minutes(phrases.to_do, minutes.to_do)
        post.add_minutes(phrases.open_questions, minutes.left_open)

    def _add_rest(
        self,
        rest: Sequence[Story],
        spoken: Sequence[Utterance],
        messages: Sequence[Message],
        told: Sequence[Story],
        post: PostMarkdown,
    ) -> None:
        """Add in brief the stories that get no section, questions without an answer, and what one person explained."""
        phrases = self._language.story
        explanations = [s for s in rest if s.kind == "explanation"][:_MOST_EXPLANATIONS]
        post.add_line(phrases.brief, list_briefs([s for s in rest if s.kind != "explanation"], self._reader))
        post.add_line(phrases.open_questions, list_open_questions(spoken, (*told, *rest), self._reader))
        post.add_references(explanations, messages, told)

    def _make_title(self, stories: Sequence[Story], minutes: Minutes) -> Title:
        """The title of stories, given by weight: plain words where they mourn, else their own, else their kind."""
        phrases = self._language.story
        grieving = [s for s in stories if s.kind == "grief" and s.weight >= _MUCH * stories[0].weight]
        if grieving:
            number = int(grieving[0].opening.utterance.message.message_id[:8], 16)
            return Title(phrases.sad_titles[number % len(phrases.sad_titles)], grieving[0])
        title = choose_title(stories, self._reader, self._language, minutes.sources)
        if title is None and not stories:
            return Title(phrases.decided)
        return title or Title(frames.capitalised(phrases.kinds[stories[0].kind]))

    def _find_tags(self, utterances: Sequence[Utterance]) -> list[Topic]:
        tags = find_topics(utterances, self._reader, limit=MOST_TAGS, least=_LEAST_FOR_TAG)
        return tags if len(tags) >= 2 else find_topics(utterances, self._reader, limit=MOST_TAGS)

    def _add_earlier(self, utterances: Sequence[Utterance], post: PostMarkdown, stories: Sequence[Story]) -> None:
        """Add what was said before on the same subject: at most two quotes from what retrieval found."""
        subjects = find_topics(utterances, self._reader, limit=_MOST_SUBJECTS, least=1)
        stems = frozenset(s for t in subjects for s in t.term.split(" "))
        quoted = {normalize_quote(q.text) for s in stories for q in s.quotes}
        found: list[Quote] = []
        for passage in post.window.earlier:
            mine = [m for m in passage if not self._conversation.is_left_out(m.author_id)]
            quotes = rank_quotes(leave_out_private(self._reader.preview(mine)), self._reader, quoted).quotes
            close = [q for q in quotes if len(stems & set(q.utterance.terms)) >= 2]
            if close and len(found) < _MOST_EARLIER:
                found.append(close[0])
                quoted.add(normalize_quote(close[0].text))
        post.add_earlier(sorted(found, key=lambda q: q.order))
