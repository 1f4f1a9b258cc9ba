"""Utterances: messages with text as the writer has read them, and the reactions that they drew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from egregora_assets.language.model import Language
from egregora_assets.writing.conversation import NANOSECONDS_PER_MINUTE, Message
from egregora_assets.writing.reading.quotable import Quotable, Span

_REACTION_SPAN = 5 * NANOSECONDS_PER_MINUTE
_REACTION_DISTANCE = 7
_LAUGHS = frozenset("\U0001f602\U0001f923\U0001f606\U0001f639\U0001f480")
_AGREES = frozenset("\U0001f44d\u2705\U0001f44c\U0001f4af\U0001f64c\U0001f389\U0001f44f")


@dataclass(slots=True, eq=False)
class Utterance:
    """A message with text, as it was read.

    `spans` are its sentences in order; `laughed`, `agreed` and `nodded` (applause, emoji, a word or two)
    the people whose short replies it drew.
    """

    message: Message
    terms: tuple[str, ...]
    unique_terms: tuple[str, ...]
    stems: tuple[str, ...]
    """The single words among its terms, each once."""
    spans: tuple[Span, ...]
    word_count: int
    is_laugh: bool
    is_agreement: bool
    is_substantial: bool
    """Whether it says something by itself: four words and a subject."""
    language: Language
    is_question: bool
    """Whether one of its sentences is a question."""
    clear_words: tuple[str, ...] = ()
    """The languages of its words that are function words of one language alone, in order."""
    lexicon_key: tuple[str, ...] = ()
    """The lexicon that it was read with: its language, then all that were spoken."""
    quotable: tuple[Quotable, ...] = ()
    """What may be quoted of it."""
    phrases: tuple[int, ...] = ()
    """Its runs of three words, as places in the reader's table of phrases."""
    hidden_count: int = 0
    """Names, placeholders, mentions and pieces of code in it."""
    laughed: frozenset[str] = frozenset()
    agreed: frozenset[str] = frozenset()
    nodded: frozenset[str] = frozenset()

    @property
    def is_nod(self) -> bool:
        """Whether it is a short sign of attention: emoji alone, or a word or two without a subject."""
        return not (self.is_laugh or self.is_agreement or self.terms or self.is_question) and self.word_count <= 2

    @property
    def is_reaction(self) -> bool:
        """Whether it only laughs, agrees or nods."""
        return self.is_laugh or self.is_agreement or self.is_nod

    @property
    def drawn_count(self) -> int:
        """How many people reacted to it."""
        return len(self.laughed | self.agreed | self.nodded)


def has_text(message: Message) -> bool:
    """Whether somebody wrote words: a text, or a caption under a file."""
    return message.kind in ("text", "media") and bool(message.text.strip())


def assign_reactions(utterances: Sequence[Utterance]) -> None:
    """Add laughter, agreement and nods to what they answer: signs that were put to a message, then short replies.

    A short reply most likely answers the latest words of somebody else, at most five minutes and seven messages back.
    """
    for utterance in utterances:
        _add_signs(utterance)
    for i, reaction in enumerate(utterances):
        if reaction.is_reaction and (target := _find_target(reaction, utterances[max(0, i - _REACTION_DISTANCE) : i])):
            _add_reaction(target, reaction)


def _add_signs(utterance: Utterance) -> None:
    """Add the signs that others put to a message; of people who are not known each counts as one of their own."""
    message = utterance.message
    for place, reaction in enumerate(message.reactions):
        if reaction.author_id == message.author_id:
            continue
        unknown = (f"{message.message_id} {place} {n}" for n in range(reaction.count))
        people = frozenset((reaction.author_id,) if reaction.author_id else unknown)
        if reaction.emoji[:1] in _LAUGHS:
            utterance.laughed |= people
        elif reaction.emoji[:1] in _AGREES:
            utterance.agreed |= people
        else:
            utterance.nodded |= people


def _find_target(reaction: Utterance, before: Sequence[Utterance]) -> Utterance | None:
    """What a reaction answers, among the utterances right before it."""
    for earlier in reversed(before):
        if reaction.message.sent_at - earlier.message.sent_at > _REACTION_SPAN:
            return None
        if earlier.message.author_id != reaction.message.author_id and not earlier.is_reaction:
            return earlier
    return None


def _add_reaction(target: Utterance, reaction: Utterance) -> None:
    author = frozenset((reaction.message.author_id,))
    if reaction.is_laugh:
        target.laughed |= author
    elif reaction.is_agreement:
        target.agreed |= author
    else:
        target.nodded |= author
