"""Decides from earlier runs over the same exports what to do next: pure, given the time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Ending = Literal["completed", "failed", "canceled"]
Step = Literal["start", "wait", "done", "active", "canceled", "given up"]

PAUSES = (dt.timedelta(minutes=5), dt.timedelta(minutes=30))
"""How long to wait after the first and the second failure: a temporary cause (a busy database, a full disk) has time
to pass, and a permanent one is not retried for ever."""
MAX_ATTEMPTS = 1 + len(PAUSES)


@dataclass(frozen=True)
class Attempt:
    """A run over the same exports: Dagster's id, how it ended (None: it is active), and when, in UTC."""

    run_id: str
    end: Ending | None
    at: dt.datetime


@dataclass(frozen=True)
class NextStep:
    """What to do now.

    Attributes:
        number: the attempt to start, from 1; otherwise how many failed.
        run_id: the run that decides; empty before the first.
        wait: time until the next attempt.
    """

    step: Step
    number: int
    run_id: str = ""
    wait: dt.timedelta = dt.timedelta(0)


def choose_step(attempts: Sequence[Attempt], now: dt.datetime) -> NextStep:
    """The next step after all runs over the same exports, newest first.

    After a success nothing is left to do, whatever came later; a run that was canceled is not started again.
    """
    failed = sum(one.end == "failed" for one in attempts)
    for one in attempts:
        if one.end is None:
            return NextStep("active", failed, one.run_id)
    for one in attempts:
        if one.end == "completed":
            return NextStep("done", failed, one.run_id)
    if not attempts:
        return NextStep("start", 1)
    last = attempts[0]
    if last.end == "canceled":
        return NextStep("canceled", failed, last.run_id)
    if failed >= MAX_ATTEMPTS:
        return NextStep("given up", failed, last.run_id)
    wait = last.at + PAUSES[failed - 1] - now
    if wait > dt.timedelta(0):
        return NextStep("wait", failed, last.run_id, wait)
    return NextStep("start", len(attempts) + 1, last.run_id)
