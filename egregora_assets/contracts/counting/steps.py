"""Steps of a computation: so many of so many are done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")

_TOLD_EVERY_SECONDS = 0.5
"""More often nobody can read it; what takes less is not told at all."""


@dataclass(frozen=True)
class Step:
    """How far a computation is: so many of `total` (0 where that is not known) things, whose plural `unit` is."""

    unit: str
    done: int
    total: int

    def describe(self) -> str:
        """In words: `1,200 of 5,000 messages`."""
        return f"{self.done:,} of {self.total:,} {self.unit}" if self.total else f"{self.done:,} {self.unit}"


TellStep = Callable[[Step], None]
_told: ContextVar[TellStep | None] = ContextVar("egregora_steps", default=None)


@contextmanager
def telling_steps(tell: TellStep) -> Iterator[None]:
    """Inside the block, what `counted` counts in this process is told now and then."""
    token = _told.set(tell)
    try:
        yield
    finally:
        _told.reset(token)


def counted(items: Iterable[Item], unit: str, total: int = 0) -> Iterator[Item]:
    """The items as they are; while they are taken, their number is told, at most twice a second.

    Args:
        unit: what they are, in the plural, such as `messages`.
    """
    tell = _told.get()
    if tell is None:
        yield from items
        return
    due = time.monotonic() + _TOLD_EVERY_SECONDS
    for done, item in enumerate(items):
        if time.monotonic() >= due:
            tell(Step(unit, done, total))
            due = time.monotonic() + _TOLD_EVERY_SECONDS
        yield item
