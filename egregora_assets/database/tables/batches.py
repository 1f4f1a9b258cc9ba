"""Rows in batches out of a database file that nobody has to hold open: one ordered read into a file without a name."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import ibis
import pyarrow as pa

from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.schema.ddl import compile_select
from egregora_assets.errors import NO_SPACE, DiskFull, StatementFailed

PIECE_ROWS = 65_536
BYTES_IN_MEMORY = 32 * 2**20
"""What is smaller is never written to the disk."""


def spool_rows(file: DatabaseFile, expression: ibis.Table) -> Iterator[pa.Table]:
    """The rows of an expression piece by piece, as they are when the first piece is asked for.

    The database is open for one read and closed before the first piece is given; what does not fit in memory waits in a
    file beside the database that has no name, so that nothing of it is left, whatever becomes of this process.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged, DiskFull, MemoryExceeded, StatementFailed: with the remedy.
    """
    folder = str(file.path.parent)
    # Outside the file: closing it tries once more to write what did not fit.
    with _translated(file), tempfile.SpooledTemporaryFile(BYTES_IN_MEMORY, "w+b", dir=folder) as spool:
        with file.reading() as connection:
            _fill(connection.sql(compile_select(expression)).to_arrow_reader(PIECE_ROWS), spool)
        spool.seek(0)
        for batch in pa.ipc.open_stream(spool):
            yield pa.Table.from_batches([batch])


def _fill(reader: pa.RecordBatchReader, spool: tempfile.SpooledTemporaryFile[bytes]) -> None:
    with pa.ipc.new_stream(spool, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)


@contextmanager
def _translated(file: DatabaseFile) -> Iterator[None]:
    """What a stream of rows says while it flows: Arrow hands DuckDB's words on, values and all, as an OSError."""
    try:
        yield
    except OSError as refusal:
        if refusal.errno in NO_SPACE:
            raise DiskFull(str(file.path)) from None
        if refusal.errno is None:
            raise StatementFailed(str(file.path), "while reading") from None
        raise
