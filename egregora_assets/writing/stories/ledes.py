"""The lede: what happened in the story that a post leads with, and how it ended, in one or two sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from egregora_assets.language.formats import format_weekday_date, quote_text
from egregora_assets.language.model import Language, StoryPhrases
from egregora_assets.writing.conversation import Conversation
from egregora_assets.writing.drafts import Citation, QuoteRole
from egregora_assets.writing.markdown import escape_text, format_message_link
from egregora_assets.writing.quotes import Quote, normalize_quote
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.stories.clauses import find_stems, list_clauses
from egregora_assets.writing.stories.headlines import Title, is_fit_in_text
from egregora_assets.writing.stories.model import Role, Story
from egregora_assets.writing.stories.roles import is_proposal
from egregora_assets.writing.stories.sentences import Sentences, fill

_PAIR = 2
"""Turns of a question that was answered at once."""
_LONGEST, _SHORTEST = 130, 12
"""Characters of words that are quoted within a sentence."""


@dataclass(frozen=True)
class Lede:
    """The lede as plain text and as Markdown with a link to the message of each sentence.

    `told` are the messages whose quotes stand in it whole.
    """

    text: str
    markdown: str
    citations: tuple[Citation, ...]
    told: frozenset[str]

    @staticmethod
    def empty() -> Lede:
        """No lede."""
        return Lede("", "", (), frozenset())


class LedeWriter:
    """Writes ledes.

    Args:
        conversation: whose people are named.
        reader: has read the window.
        language: of the sentences.
        sentences: of the post.
    """

    def __init__(self, conversation: Conversation, reader: Reader, language: Language, sentences: Sentences) -> None:
        self._conversation = conversation
        self._reader = reader
        self._language = language
        self._sentences = sentences

    def write(self, story: Story, title: Title) -> Lede:
        """The lede of a post that leads with a story; empty where neither its opening nor its end can be told.

        Words that the title holds are not repeated.
        """
        opening = self._tell_opening(story, title)
        if opening is None and not is_same(title.quote, story.opening):
            opening = self._tell_begin(story, title)
        end = self._tell_end(story, title)
        if opening is None and end is None:
            end = self._tell_answer(story, title)
        told = [p for p in (opening, end) if p] if opening or is_same(title.quote, story.opening) else []
        return Lede(
            " ".join(p.text for p in told),
            " ".join(p.markdown for p in told),
            tuple(c for p in told for c in p.citations),
            frozenset(m for p in told for m in p.told),
        )

    def write_of_meeting(self, decisions: Sequence[Quote], title: Title) -> Lede:
        """The lede of a meeting: its first decision, or who settled it where the title says what; may be empty."""
        if not decisions:
            return Lede.empty()
        first, phrases = decisions[0], self._language.story
        clause = None if is_same(title.quote, first) else self._cut(first, title)
        told = self._tell(phrases.settled if clause else phrases.was_settled, first, clause, "outcome")
        return told or Lede.empty()

    def _tell_opening(self, story: Story, title: Title) -> Lede | None:
        if is_same(title.quote, story.opening):
            return None
        clause = self._cut(story.opening, title)
        alike = list_openings(story, self._language.story)
        return self._tell(alike, story.opening, clause, "opening") if clause else None

    def _tell_begin(self, story: Story, title: Title) -> Lede | None:
        """What was said first after an opening that cannot be told."""
        for turn in story.turns[1:]:
            clause = None if turn.role == "outcome" else self._cut(turn.quote, title)
            if clause:
                return self._tell(self._language.story.opened, turn.quote, clause)
        return None

    def _tell_answer(self, story: Story, title: Title) -> Lede | None:
        """The first words of somebody else, where the title tells the opening and nothing was settled."""
        opener = story.opening.utterance.message.author_id
        for turn in story.turns[1:]:
            clause = self._cut(turn.quote, title) if turn.quote.utterance.message.author_id != opener else None
            if clause:
                return self._tell(self._language.story.answered, turn.quote, clause)
        return None

    def _tell_end(self, story: Story, title: Title) -> Lede | None:
        outcome = story.outcome
        if outcome is None or story.kind == "grief":
            return None
        clause = None if is_same(title.quote, outcome.quote) else self._cut(outcome.quote, title)
        alike = list_ends(story, self._language.story, is_whole=clause is None)
        return self._tell(alike, outcome.quote, clause, "outcome")

    def _cut(self, quote: Quote, title: Title) -> str | None:
        """Words of a quote that may stand in a sentence: as much as fits; None where there are none."""
        fit = [
            c
            for c in list_clauses(quote, longest=_LONGEST, shortest=_SHORTEST)
            if is_fit_in_text(c, quote) and normalize_quote(c) not in normalize_quote(title.text)
        ]
        asks = quote.utterance.is_question
        return max(
            fit,
            key=lambda c: (
                asks and c.endswith("?"),
                len(find_stems(c, self._reader)) > 1,
                "[" not in c,
                _is_beginning(c, quote),
                len(c),
            ),
            default=None,
        )

    def _tell(
        self, alike: Sequence[str], quote: Quote, clause: str | None, role: QuoteRole | None = None
    ) -> Lede | None:
        """One of some sentences about a quote's message, with words of it."""
        message = quote.utterance.message
        sentence = self._sentences.choose(alike, message.message_id)
        if not sentence:
            return None
        name = self._conversation.get_name(message.author_id)
        day = format_weekday_date(message.local_time, self._language)
        said = f" {_close(quote_text(clause, self._language), clause)}" if clause else ""
        shown = f" {escape_text(said[1:])}" if said else ""
        is_whole = clause is not None and len(clause) >= 0.8 * len(quote.text)
        return Lede(
            fill(sentence, name, day) + said,
            fill(sentence, format_message_link(name, message.message_id), day) + shown,
            (Citation(message.message_id, clause, None, role),) if clause else (),
            frozenset({message.message_id} if is_whole else ()),
        )


def list_openings(story: Story, phrases: StoryPhrases) -> Sequence[str]:
    """The sentences that lead into a story's opening."""
    if story.kind == "grief":
        return phrases.told
    if story.kind == "explanation":
        return phrases.explained
    if is_proposal(story.opening.utterance, story.opening.text):
        return phrases.proposed
    if story.opening.utterance.message.links:
        return phrases.linked
    return phrases.asked if story.opening.is_question else phrases.opened


def list_ends(story: Story, phrases: StoryPhrases, *, is_whole: bool) -> Sequence[str]:
    """The sentences that lead into a story's outcome, or tell of it by themselves (`is_whole`).

    None where a story has no outcome but its last word, which nothing is said of; and none that would tell of something
    done without its words.
    """
    if story.outcome is None or story.outcome.kind == "last":
        return ()
    is_decision = story.outcome.kind == "decision"
    if is_whole:
        return phrases.was_settled if is_decision else ()
    is_other = story.outcome.quote.utterance.message.author_id != story.opening.utterance.message.author_id
    is_at_once = story.opening.is_question and len(story.turns) == _PAIR
    if is_other and (story.outcome.kind == "answer" or is_at_once) and is_same_day(story):
        return phrases.answered
    if is_same_day(story):
        return phrases.settled if is_decision else phrases.ended
    return phrases.settled_later if is_decision else phrases.ended_later


def list_leads(role: Role, phrases: StoryPhrases) -> Sequence[str]:
    """The sentences that lead into a turn by its role; none for one that goes on."""
    leads: Mapping[Role, Sequence[str]] = {
        "answer": phrases.answered,
        "objection": phrases.differed,
        "support": phrases.supported,
        "punch line": phrases.laughed,
    }
    return leads.get(role, ())


def is_same(one: Quote | None, other: Quote) -> bool:
    """Whether two quotes are of one message."""
    return one is not None and one.utterance is other.utterance


def is_same_day(story: Story) -> bool:
    """Whether a story ended on the day on which it was opened."""
    assert story.outcome is not None
    opened, ended = story.opening.utterance.message, story.outcome.quote.utterance.message
    return opened.local_time.date() == ended.local_time.date()


def _is_beginning(clause: str, quote: Quote) -> bool:
    return quote.text.startswith(clause)


def _close(quoted: str, clause: str) -> str:
    """Words in quotation marks as the end of a sentence."""
    return quoted if clause[-1:] in "?!" else f"{quoted}."
