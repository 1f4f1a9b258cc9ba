"""Keeps answers that were worked out in full, if nothing changed while they were."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from egregora_assets.contracts.instants import to_aware_utc, utc_now
from egregora_assets.operations.kept_answers.record import (
    KeptAnswers,
    describe_exports,
    drop_answers,
    encode,
    keep_answers,
)
from egregora_assets.operations.kept_answers.state import State, Surroundings, describe_state, find_last_change
from egregora_assets.runs.policies import FRESH_FOR
from egregora_assets.services.erasure_records import journal_path

if TYPE_CHECKING:
    from egregora_assets.operations.context import DeploymentContext
    from egregora_assets.operations.status import Status

_SETTLING_SECONDS = 0.1


def keep_status(
    context: DeploymentContext,
    find_status: Callable[[], Status],
    describe_result: Callable[[Status], object] = lambda _status: None,
    exports: Sequence[Path] = (),
) -> Status:
    """Finds how a deployment stands, and keeps it.

    Args:
        describe_result: what processing would come to without doing anything; None where it might do something.
        exports: what was named to be read, and was.
    """
    values = context.settings
    repositories = tuple(Path(setting.path) for setting in values.repositories)
    around = Surroundings(context.home, context.dagster_home, values.inbox, repositories)
    before = _look(around, values.stable_seconds) if context.is_usual else None
    kept_at, status = time.time(), find_status()
    with suppress(OSError):
        if before and all(run.finished_at for run in status.runs) and not journal_path(context.home).exists():
            answers = KeptAnswers(
                digest=before.digest,
                kept_at=kept_at,
                until=_find_end(status).timestamp(),
                inbox=str(values.inbox),
                repositories=[str(folder) for folder in repositories],
                least_free_bytes=context.store.compute_least_room(),
                status=encode(status),
                result=encode(describe_result(status)),
                exports=describe_exports(exports),
            )
            if describe_state(around, os.environ) == before:
                keep_answers(context.home, answers)
                return status
    drop_answers(context.home)
    return status


def _look(around: Surroundings, stable_seconds: float) -> State | None:
    """The state, unless it cannot be told from a later one, or would change by itself."""
    if not all(folder.is_absolute() for folder in around.repositories):
        return None
    try:
        state = describe_state(around, os.environ)
        if not state.is_settled(time.time()):
            time.sleep(_SETTLING_SECONDS)
        is_complete = time.time() - find_last_change(around.inbox) > stable_seconds
    except OSError:
        return None
    return state if is_complete and state.is_settled(time.time()) else None


def _find_end(status: Status) -> dt.datetime:
    """When the answer will be another although nothing changed: a result becomes too old, or a task is due."""
    now = utc_now()
    ages = [asset.materialized_at + FRESH_FOR for asset in status.assets if asset.materialized_at]
    due = [to_aware_utc(task.next_at) for task in status.tasks if task.next_at]
    return min((at for at in (*ages, *due) if at > now), default=now + FRESH_FOR)
