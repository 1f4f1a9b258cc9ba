"""What runs in a worker process. It imports neither Dagster nor DuckDB, so that a worker starts soon."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import threading
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self

from egregora_assets.errors import EgregoraError
from egregora_assets.errors.reducing import reduce_error

_COLLECTOR_THRESHOLDS = (200_000, 50, 100)
"""As in a run (`operations/collector.py`): rows are millions of values and hardly any cycles."""


def serve(connection: Connection) -> None:
    """Answers requests until nobody holds the other end any more; ends at once with the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes of a terminal; the run ends its workers
    gc.set_threshold(*_COLLECTOR_THRESHOLDS)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        try:
            stage, request = connection.recv(), connection.recv_bytes()
        except EOFError:
            return
        connection.send_bytes(answer(stage, request))


def answer(stage: str, request: bytes) -> bytes:
    """Performs a request.

    Args:
        stage: named by an error that is none of ours.
        request: a function and its task, pickled.

    Returns: pickled, whether it could be done, and the result, or an error of ours: no text leaves the process.
    """
    try:
        with _Reducing(stage):
            function, task = pickle.loads(request)  # noqa: S301 - from the process that started this one
            return pickle.dumps((True, function(task)), pickle.HIGHEST_PROTOCOL)
    except EgregoraError as error:
        return pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


class _Reducing:
    """Lets no exception out with its text."""

    def __init__(self, stage: str) -> None:
        self._stage = stage

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            raise reduce_error(self._stage, error, trace).with_traceback(None) from None
