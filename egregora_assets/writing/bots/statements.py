"""What programs state in a conversation, as values. Every word in them stands in the message as it is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

VoteResult = Literal["carried", "denied", "tied", ""]
BuildResult = Literal["passed", "failed", "fixed", "broken"]


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting begins or ends. `chair` is who leads it, where the line says so; else empty."""

    message_id: str
    phase: Literal["started", "ended"]
    chair: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """What is talked about from here on."""

    message_id: str
    what: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What was agreed or decided."""

    message_id: str
    what: str


@dataclass(frozen=True, slots=True)
class Action:
    """What somebody is to do. `who` are the people that it begins with, where all of them are known; else empty."""

    message_id: str
    what: str
    who: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Idea:
    """What somebody puts forward."""

    message_id: str
    what: str


@dataclass(frozen=True, slots=True)
class Reference:
    """An address that goes into the minutes, with what was written beside it."""

    message_id: str
    what: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a vote is about: the vote is open from here on."""

    message_id: str
    what: str


@dataclass(frozen=True, slots=True)
class Ballot:
    """One voice in a vote. `who` gave it: empty = the message's author; `choice` is +1, 0, -1 or the option's words."""

    message_id: str
    who: str
    choice: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many chose an option."""

    option: str
    number: int


@dataclass(frozen=True, slots=True)
class Vote:
    """How a vote stands, or how it ended.

    Args:
        what: what it is about, where the line says so; else empty.
        for_count, against_count, abstained_count: of a vote on yes or no; None where the line gives none.
        options: of a vote between options, in the line's order.
        is_final: whether it is the result; a running count is not.
        result: where the line says so in words; counts alone decide nothing, as a vote may need more than most.
    """

    message_id: str
    what: str = ""
    for_count: int | None = None
    against_count: int | None = None
    abstained_count: int | None = None
    options: tuple[Count, ...] = ()
    is_final: bool = True
    result: VoteResult = ""


@dataclass(frozen=True, slots=True)
class Build:
    """A program was built or tested. `project` and `number` are empty where the line gives none."""

    message_id: str
    project: str
    number: str
    result: BuildResult


Statement = Meeting | Topic | Decision | Action | Idea | Reference | Question | Ballot | Vote | Build
