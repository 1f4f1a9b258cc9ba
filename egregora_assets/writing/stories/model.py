"""What a story is made of. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from egregora_assets.writing.quotes import Quote
from egregora_assets.writing.segments import Segment
from egregora_assets.writing.topics import Topic

StoryKind = Literal["question", "plan", "argument", "joke", "link", "explanation", "grief", "talk"]
OutcomeKind = Literal["decision", "done", "answer", "last"]
"""What was decided or agreed to; what was done, found or won; an answer that was thanked for; the last word."""
Role = Literal["opening", "answer", "objection", "support", "punch line", "outcome", "turn"]


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
    """

    kind: StoryKind
    segment: Segment
    opening: Quote
    outcome: Outcome | None
    turns: tuple[Turn, ...]
    topics: tuple[Topic, ...]
    weight: float

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """All that is quoted, in order of time."""
        return tuple(turn.quote for turn in self.turns)
