"""A connection that is kept open between uses, since opening a file takes longer than most of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import duckdb

IDLE_SECONDS = 0.25
"""So long a file that was written stays open for what follows, while others have to wait."""
LONGEST_SECONDS = 3.0
"""So long at most, whatever follows: then others get their turn."""
PAUSE_SECONDS = 0.25
"""So long the file is then left to them: longer than who waits for it sleeps."""


class KeptConnection:
    """What is kept open of one file: to read until it is closed, to write until nobody used it for a moment.

    Args:
        guard: is held around every use of the file.
    """

    def __init__(self, guard: threading.RLock) -> None:
        self._guard = guard
        self._opening = ExitStack()
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._is_write = False
        self._opened_at = self._used_at = self._left_until = 0.0
        self._timer: threading.Timer | None = None

    @contextmanager
    def use(
        self, is_write: bool, opening: AbstractContextManager[duckdb.DuckDBPyConnection]
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """Inside the block, a connection with temporary tables of its own. What reads can write nothing.

        Args:
            opening: opens the file, where it is not open for such a use.
        """
        if is_write and not self._is_write:
            self.close()
        cursor, is_sound = self._require(is_write, opening).cursor(), False
        try:
            if self._is_write and not is_write:
                cursor.execute("BEGIN TRANSACTION READ ONLY")
            yield cursor
            is_sound = True
        finally:
            cursor.close()
            self._used_at = time.monotonic()
            is_over = self._is_write and self._used_at - self._opened_at > LONGEST_SECONDS
            if not is_sound or is_over:
                self.close()
            if is_over:
                self._left_until = self._used_at + PAUSE_SECONDS

    def close(self) -> None:
        """Closes the file, if it is open; not inside a use."""
        if self._timer is not None:
            self._timer.cancel()
        self._connection, self._is_write, self._timer = None, False, None
        self._opening.close()

    def _require(
        self, is_write: bool, opening: AbstractContextManager[duckdb.DuckDBPyConnection]
    ) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            if is_write:
                time.sleep(max(self._left_until - time.monotonic(), 0.0))
            self._connection = self._opening.enter_context(opening)
            self._is_write, self._opened_at = is_write, time.monotonic()
            if is_write:
                self._close_later(IDLE_SECONDS)
        return self._connection

    def _close_later(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._close_if_idle)
        self._timer.daemon = True
        self._timer.start()

    def _close_if_idle(self) -> None:
        with self._guard:
            if self._timer is not threading.current_thread():  # closed, and perhaps opened again, in the meantime
                return
            left = self._used_at + IDLE_SECONDS - time.monotonic()
            if left > 0:
                self._close_later(left)
            else:
                self.close()
