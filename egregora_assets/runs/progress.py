"""Progress of a run in this process: a listener is called when a stage begins and ends, and for each error."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass

from egregora_assets.contracts.counting.steps import Step, telling_steps
from egregora_assets.errors import EgregoraError
from egregora_assets.services.run_lease import Waiting


@dataclass(frozen=True)
class Progress:
    """The beginning of a stage (no seconds yet) or its end.

    Attributes:
        row_count: rows of its tables; changed_count: rows written; is_reused: its last result was still valid.
    """

    asset_key: str
    seconds: float | None = None
    row_count: int = 0
    changed_count: int = 0
    is_reused: bool = False


@dataclass(frozen=True)
class CopyFailed:
    """A run is done, and a copy of the database that it leaves (a snapshot, the copy for readers) cannot be made."""

    failure: EgregoraError


@dataclass(frozen=True)
class StageStep:
    """How far a stage is that goes on."""

    asset_key: str
    step: Step


Listener = Callable[[Progress | StageStep | Waiting | CopyFailed | EgregoraError], None]
_LOGGED_EVERY_SECONDS = 60.0
_listener: ContextVar[Listener | None] = ContextVar("egregora_progress", default=None)


def listen(listener: Listener | None) -> None:
    """Sets the listener of the current context."""
    _listener.set(listener)


def tell_steps(asset_key: str, log: logging.Logger) -> AbstractContextManager[None]:
    """Inside the block, how far a stage is is told to the listener; without one, once a minute to the run's log."""
    listener, due = _listener.get(), [time.monotonic() + _LOGGED_EVERY_SECONDS]

    def tell(step: Step) -> None:
        if listener:
            listener(StageStep(asset_key, step))
        elif time.monotonic() >= due[0]:
            due[0] = time.monotonic() + _LOGGED_EVERY_SECONDS
            log.info(f"{asset_key}: {step.describe()}.")

    return telling_steps(tell)


def announce(event: Progress | StageStep | Waiting | CopyFailed | EgregoraError) -> None:
    """Passes an event to the listener, if there is one; an error with its detail for a terminal."""
    listener = _listener.get()
    if listener:
        listener(event)
