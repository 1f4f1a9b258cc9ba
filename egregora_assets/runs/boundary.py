"""The error boundary: an error that leaves a stage is one of ours, or it is reduced to its type and place.

Dagster stores the text of exceptions, of their causes and of source lines in several databases and files; text of a
chat must not get there.
"""

from __future__ import annotations

import traceback
from types import TracebackType
from typing import Self

import dagster as dg

from egregora_assets.errors import NO_SPACE, DiskFull, EgregoraError, StageFailed
from egregora_assets.runs.progress import announce

_PACKAGE = "egregora_assets"
_ENDINGS = (dg.DagsterExecutionInterruptedError, dg.RetryRequested, KeyboardInterrupt, GeneratorExit)
"""These end a run or an attempt without a failure. Everything else fails it, including what is no `Exception`: the
panic of a library in Rust quotes the text that it failed on."""


def locate_error(trace: TracebackType | None) -> str:
    """The innermost line of our own code in a traceback, as `file:line`, without source text."""
    frames = [f for f in traceback.extract_tb(trace, limit=200) if _PACKAGE in f.filename]
    if not frames:
        return "an unknown place"
    file = frames[-1].filename.rpartition(_PACKAGE)[2].lstrip("/\\")
    return f"{_PACKAGE}/{file}:{frames[-1].lineno}"


class Boundary:
    """A context manager that lets no exception out with its text, unless it is one of ours.

    Raises:
        StageFailed: an unexpected error, reduced to type and place.
        DiskFull: the system reported a full disk or quota.
        EgregoraError: one of ours, without notes, causes and traceback.
    """

    def __init__(self, stage: str) -> None:
        self._stage = stage

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or isinstance(error, _ENDINGS):
            return
        if isinstance(error, EgregoraError):
            announce(error)
            error.__notes__ = []
            raise error.with_traceback(None) from None
        failure: EgregoraError = StageFailed(self._stage, type(error).__name__, locate_error(trace))
        if isinstance(error, OSError) and error.errno in NO_SPACE:
            failure = DiskFull(self._stage)
        announce(failure)
        raise failure from None
