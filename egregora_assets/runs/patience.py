"""Patience with readers: a program that has the database open for a while must not cost a run.

A step that finds the database in use is tried again a few times, after a pause; every other error ends it at once, so
Dagster's `RetryPolicy`, which knows no kinds of errors, is not what says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg

from egregora_assets.errors import DatabaseBusy, PartsEntangled
from egregora_assets.runs.progress import announce
from egregora_assets.services.run_lease import Waiting

BUSY_RETRIES = 3
BUSY_PAUSE_SECONDS = 10.0
"""Each attempt waits for `wait_seconds` by itself; with the default the database may be in use for four minutes."""


@contextmanager
def retry_when_busy(attempt: int, log: Any) -> Iterator[None]:
    """Inside the block of a step, a database in use asks Dagster to try the step again, and so do entangled parts.

    Args:
        attempt: how often the step was tried before.
        log: Dagster's, which is told for whom it waits.

    Raises:
        DatabaseBusy: it still is after `BUSY_RETRIES`.
        PartsEntangled: they are although all parts were computed.
        RetryRequested: to Dagster.
    """
    try:
        yield
    except DatabaseBusy as busy:
        if attempt >= BUSY_RETRIES:
            raise
        _tell(busy, attempt, log)
        raise dg.RetryRequested(max_retries=BUSY_RETRIES, seconds_to_wait=BUSY_PAUSE_SECONDS) from None
    except PartsEntangled:
        if attempt:
            raise
        raise dg.RetryRequested(max_retries=1, seconds_to_wait=0) from None


def repeat_when_busy(do: Callable[[], None], log: Any) -> None:
    """Does something outside a step with the same patience.

    Raises:
        DatabaseBusy: the database still is in use after `BUSY_RETRIES`.
    """
    for attempt in range(BUSY_RETRIES + 1):
        try:
            return do()
        except DatabaseBusy as busy:
            if attempt == BUSY_RETRIES:
                raise
            _tell(busy, attempt, log)
            time.sleep(BUSY_PAUSE_SECONDS)
    return None


def _tell(busy: DatabaseBusy, attempt: int, log: Any) -> None:
    announce(Waiting(busy.holder, busy.waited_seconds))
    log.warning(f"{busy.problem} Attempt {attempt + 2} of {BUSY_RETRIES + 1} follows in {BUSY_PAUSE_SECONDS:.0f} s.")
