"""What became of the runs that were started for the same exports, and what to do next: pure, given the time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Ending = Literal["completed", "failed", "canceled"]
Step = Literal["start", "wait", "done", "under way", "canceled", "given up"]

PAUSES = (dt.timedelta(minutes=5), dt.timedelta(minutes=30))
"""How long to wait after the first and the second failure. What passes by itself (another process holds the database, a
full disk) is given time; what does not is not repeated for ever."""
MAX_ATTEMPTS = 1 + len(PAUSES)


@dataclass(frozen=True)
class Attempt:
    """A run over the same exports: Dagster's id, how it ended (None: it is not over), and when, in UTC."""

    run_id: str
    end: Ending | None
    at: dt.datetime


@dataclass(frozen=True)
class Next:
    """What to do now.

    Attributes:
        number: of the try to start, from 1; else how many failed.
        run_id: the run that decided it; empty before the first.
        wait: time left until the next try.
    """

    step: Step
    number: int
    run_id: str = ""
    wait: dt.timedelta = dt.timedelta(0)


def next_step(attempts: Sequence[Attempt], now: dt.datetime) -> Next:
    """Decides from every run over the same exports, newest first.

    One that succeeded read them, whatever came later; one that a person ended is not started again.
    """
    failed = sum(one.end == "failed" for one in attempts)
    for one in attempts:
        if one.end is None:
            return Next("under way", failed, one.run_id)
    for one in attempts:
        if one.end == "completed":
            return Next("done", failed, one.run_id)
    if not attempts:
        return Next("start", 1)
    last = attempts[0]
    if last.end == "canceled":
        return Next("canceled", failed, last.run_id)
    if failed >= MAX_ATTEMPTS:
        return Next("given up", failed, last.run_id)
    wait = last.at + PAUSES[failed - 1] - now
    if wait > dt.timedelta(0):
        return Next("wait", failed, last.run_id, wait)
    return Next("start", len(attempts) + 1, last.run_id)
