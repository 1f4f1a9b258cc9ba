"""Rows of expressions and tables as Arrow."""

from __future__ import annotations

import ibis
import pyarrow as pa

from egregora_assets.contracts.model import Contract
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.schema.ddl import compile_select, quote, quote_all


def read_rows(file: DatabaseFile, expression: ibis.Table) -> pa.Table:
    """Read the rows of an expression.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged, MemoryExceeded, StatementFailed: with the remedy.
    """
    with file.reading() as connection:
        rows: pa.Table = connection.sql(compile_select(expression)).to_arrow_table()
    return rows


def read_table(file: DatabaseFile, contract: Contract) -> pa.Table:
    """Read all rows of a table, in order of its key.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged, MemoryExceeded, StatementFailed: with the remedy.
    """
    with file.reading() as connection:
        query = f"FROM {quote(contract.name)} ORDER BY {quote_all(contract.primary_key)}"
        rows: pa.Table = connection.sql(query).to_arrow_table()
    return rows
