"""Rows of tables and expressions as Arrow, at once or in pieces."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import ibis
import pyarrow as pa

from egregora_assets.contracts.model import Contract
from egregora_assets.contracts.tables import Derived
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.schema.ddl import compile_select, quote, quote_all
from egregora_assets.database.tables.sources import open_source
from egregora_assets.errors import NO_SPACE, DiskFull, StatementFailed

PIECE_ROWS = 65_536
BYTES_IN_MEMORY = 32 * 2**20
"""Smaller results are never written to disk."""


def read_rows(file: DatabaseFile, expression: ibis.Table | Derived) -> pa.Table:
    """The rows of an expression; one that stands on results is asked of the file with them.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged, MemoryExceeded, StatementFailed: from `DatabaseFile`.
    """
    if isinstance(expression, Derived):
        with file.open_reader() as connection, open_source(connection, expression) as source:
            return _collect(connection, f"FROM {source}")
    return _read(file, compile_select(expression))


def read_table(file: DatabaseFile, contract: Contract) -> pa.Table:
    """All rows of a table, in order of its key.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged, MemoryExceeded, StatementFailed: from `DatabaseFile`.
    """
    return _read(file, f"FROM {quote(contract.name)} ORDER BY {quote_all(contract.primary_key)}")


def _read(file: DatabaseFile, query: str) -> pa.Table:
    with file.open_reader() as connection:
        return _collect(connection, query)


def _collect(connection: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    rows: pa.Table = connection.sql(query).to_arrow_table()
    return rows


def spool_rows(file: DatabaseFile, expression: ibis.Table) -> Iterator[pa.Table]:
    """The rows of an expression in pieces, all of the moment when the first one is requested.

    One read copies the rows into a spool, and the database is closed before the first piece is returned. Rows that do
    not fit in memory go to an unnamed temporary file beside the database, which disappears with the process.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged, DiskFull, MemoryExceeded, StatementFailed: from `DatabaseFile`.
    """
    folder = str(file.path.parent)
    # Closing the spool tries again to write what did not fit, so that must be translated, too.
    with _translate_stream_errors(file), tempfile.SpooledTemporaryFile(BYTES_IN_MEMORY, "w+b", dir=folder) as spool:
        with file.open_reader() as connection:
            reader = connection.sql(compile_select(expression)).to_arrow_reader(PIECE_ROWS)
            with pa.ipc.new_stream(spool, reader.schema) as stream:
                for batch in reader:
                    stream.write_batch(batch)
        spool.seek(0)
        for batch in pa.ipc.open_stream(spool):
            yield pa.Table.from_batches([batch])


@contextmanager
def _translate_stream_errors(file: DatabaseFile) -> Iterator[None]:
    """Arrow passes on DuckDB's error text, which quotes values, as an OSError."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_SPACE:
            raise DiskFull(str(file.path)) from None
        if error.errno is None:
            raise StatementFailed(str(file.path), "while reading") from None
        raise
