"""What a story is made of. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from egregora_assets.writing.drafts import QuoteRole, StoryForm
from egregora_assets.writing.quotes import Quote
from egregora_assets.writing.segments import Segment
from egregora_assets.writing.topics import Topic

StoryKind = Literal["question", "plan", "argument", "joke", "link", "explanation", "grief", "talk"]
OutcomeKind = Literal["decision", "done", "answer", "last"]
"""What was decided or agreed to; what was done, found or won; an answer that was thanked for; the last word."""
Role = Literal["opening", "answer", "objection", "support", "punch line", "outcome", "turn"]


_LEAST, _MORE = 2, 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a story ended."""

    quote: Quote
    kind: OutcomeKind

    @property
    def is_settled(self) -> bool:
        """Whether something was decided or done."""
        return self.kind in ("decision", "done")


@dataclass(frozen=True, slots=True)
class Turn:
    """A quote of a story and what it does there."""

    quote: Quote
    role: Role


@dataclass(frozen=True)
class Story:
    """A story: utterances on one subject, with what opened it, what was said, and how it ended.

    Attributes:
        turns: in order of time; the opening is the first.
        outcome: its quote is among the turns; None where nothing came after the opening.
        topics: what it is about, by weight, the highest first.
        weight: how much it matters among the stories of its window.
        leans: whether its opening leans on what was said before.
    """

    kind: StoryKind
    segment: Segment
    opening: Quote
    outcome: Outcome | None
    turns: tuple[Turn, ...]
    topics: tuple[Topic, ...]
    weight: float
    leans: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it can be told by itself: of a subject, in two quotes at least, three where the first leans."""
        return bool(self.topics) and len(self.turns) >= (_MORE if self.leans else _LEAST)

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """All that is quoted, in order of time."""
        return tuple(turn.quote for turn in self.turns)


def name_form(story: Story) -> StoryForm | None:
    """The form of a post that leads with a story, as the contract `documents` names it; None for mere talk."""
    if story.kind == "link":
        return "picture" if story.opening.utterance.message.pictures else None
    forms: Mapping[StoryKind, StoryForm] = {
        "question": "question",
        "plan": "plan",
        "argument": "argument",
        "joke": "joke",
        "explanation": "speaker",
        "grief": "grief",
    }
    return forms.get(story.kind)


def name_role(role: Role) -> QuoteRole | None:
    """What a turn does, as the contract `citations` names it; None for one that only goes on."""
    return None if role == "turn" or role == "punch line" else role
