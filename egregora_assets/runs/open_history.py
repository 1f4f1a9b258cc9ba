"""Keeps the files of Dagster's history open over a run.

Dagster opens and closes an SQLite file for every event. Over the three hundred events of a run that took longer than to
write them, since the last connection to close a file also empties its log. An internal method of Dagster's storage is
replaced, only here, and only while a run goes on in this process.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg
import sqlalchemy
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from sqlalchemy.pool import StaticPool

_CONNECT, _KEPT = "_connect", "_egregora_connections"
"""Attributes of a storage: the method that is replaced, and what replaces it."""


def keep_history_open(instance: dg.DagsterInstance) -> Callable[[], None]:
    """Let the events of an instance share one connection to each file, if SQLite files hold them.

    Returns: what ends that; the last of as many calls as there were of this leaves the instance as it was.
    """
    storage: Any = instance.event_log_storage
    if type(storage) is not SqliteEventLogStorage:
        return lambda: None
    kept = vars(storage).setdefault(_KEPT, _KeptConnections(storage))
    kept.use_count += 1
    vars(storage)[_CONNECT] = kept.connect

    def close() -> None:
        kept.use_count -= 1
        if not kept.use_count:
            with storage._db_lock:
                del vars(storage)[_CONNECT], vars(storage)[_KEPT]
                kept.close()

    return close


class _KeptConnections:
    """One connection to each file, used under the lock of Dagster's storage, by one thread at a time."""

    def __init__(self, storage: Any) -> None:
        self.use_count = 0
        self._storage = storage
        self._engines: dict[str, sqlalchemy.Engine] = {}

    @contextmanager
    def connect(self, shard: str) -> Iterator[sqlalchemy.Connection]:
        """What Dagster's own method gives: a connection in a transaction, which ends with the block."""
        with self._storage._db_lock:
            is_whole = False
            try:
                with self._open(shard).connect() as connection, connection.begin():
                    yield connection
                is_whole = True
            finally:
                if not is_whole:  # whatever state the connection is in, the next event gets a new one
                    self._close(shard)

    def _open(self, shard: str) -> sqlalchemy.Engine:
        if shard not in self._engines:
            self._engines[shard] = engine = sqlalchemy.create_engine(
                self._storage.conn_string_for_shard(shard),
                poolclass=StaticPool,
                connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
            )
            sqlalchemy.event.listen(engine, "connect", _sync_at_the_end)
            if shard not in self._storage._initialized_dbs:
                self._storage._initdb(engine)
                self._storage._initialized_dbs.add(shard)
        return self._engines[shard]

    def _close(self, shard: str) -> None:
        if (engine := self._engines.pop(shard, None)) is not None:
            engine.dispose()

    def close(self) -> None:
        """Close all of them."""
        for shard in list(self._engines):
            self._close(shard)


def _sync_at_the_end(connection: sqlite3.Connection, _record: object) -> None:
    """Lets the disk take events when the file is closed, not one by one: a kill loses none, a power cut the last ones.

    The run log does not depend on them: a run of which the end is missing is found to be lost.
    """
    connection.execute("PRAGMA synchronous = NORMAL")
