"""Progress for whoever started a run in this process: a listener that is told when a stage begins and ends."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from egregora_assets.errors import EgregoraError


@dataclass(frozen=True)
class Progress:
    """A stage began (no seconds yet) or ended.

    Attributes:
        row_count: rows of its tables; changed_count: rows written; is_reused: nothing had to be done.
    """

    asset_key: str
    seconds: float | None = None
    row_count: int = 0
    changed_count: int = 0
    is_reused: bool = False


Listener = Callable[[Progress | EgregoraError], None]
_listener: ContextVar[Listener | None] = ContextVar("egregora_progress", default=None)


def listen(listener: Listener | None) -> None:
    """Sets the listener of the current context."""
    _listener.set(listener)


def announce(progress: Progress) -> None:
    """Tells the listener, if there is one."""
    listener = _listener.get()
    if listener:
        listener(progress)


def report(error: EgregoraError) -> None:
    """Tells the listener of an error, with the detail that only a terminal may show."""
    listener = _listener.get()
    if listener:
        listener(error)
