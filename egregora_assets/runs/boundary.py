"""The error boundary: what leaves a stage is one of our errors, or an unexpected one reduced to its type and place.

Dagster stores the text of exceptions, their causes and the source lines in several databases and files; text of a chat
must not travel there.
"""

from __future__ import annotations

import traceback
from types import TracebackType
from typing import Self

import dagster as dg

from egregora_assets.errors import NO_SPACE, DiskFull, EgregoraError, StageFailed
from egregora_assets.runs.progress import report

_PACKAGE = "egregora_assets"
_ENDINGS = (dg.DagsterExecutionInterruptedError, KeyboardInterrupt, GeneratorExit)
"""What ends a run rather than fails it. Everything else is a failure: a panic of a library written in Rust, which
quotes the text that it broke at, is no `Exception`."""


def place_of(trace: TracebackType | None) -> str:
    """The innermost place in our own code, as `file:line`; without source text."""
    frames = [f for f in traceback.extract_tb(trace, limit=200) if _PACKAGE in f.filename]
    if not frames:
        return "an unknown place"
    file = frames[-1].filename.rpartition(_PACKAGE)[2].lstrip("/\\")
    return f"{_PACKAGE}/{file}:{frames[-1].lineno}"


class Boundary:
    """A context in which no exception keeps its text unless it is one of ours."""

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
            report(error)
            error.__notes__ = []
            raise error.with_traceback(None) from None
        if isinstance(error, OSError) and error.errno in NO_SPACE:
            full = DiskFull(self._stage)
            report(full)
            raise full from None
        failure = StageFailed(self._stage, type(error).__name__, place_of(trace))
        report(failure)
        raise failure from None
