"""The error boundary: an error that leaves a stage is one of ours, or it is reduced to its type and place.

Dagster stores the text of exceptions, of their causes and of source lines in several databases and files; text of a
chat must not get there.
"""

from __future__ import annotations

from types import TracebackType
from typing import Self

import dagster as dg

from egregora_assets.errors.reducing import reduce_error
from egregora_assets.runs.progress import announce

_ENDINGS = (dg.DagsterExecutionInterruptedError, dg.RetryRequested, KeyboardInterrupt, GeneratorExit)
"""These end a run or an attempt without a failure. Everything else fails it, including what is no `Exception`: the
panic of a library in Rust quotes the text that it failed on."""

_INTERRUPTED_QUERY = ("Query interrupted",)
"""What DuckDB raises, without a cause, where an interruption from outside meets a query."""


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
        if isinstance(error, RuntimeError) and error.args == _INTERRUPTED_QUERY:
            raise dg.DagsterExecutionInterruptedError from None
        failure = reduce_error(self._stage, error, trace)
        announce(failure)
        raise failure.with_traceback(None) from None
