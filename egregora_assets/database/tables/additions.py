"""Adds rows to several tables in one transaction: for what no asset writes as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.model import Contract
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.refusals import translated
from egregora_assets.database.tables import difference as plan
from egregora_assets.database.tables.writer import reuse_none_of

_SOURCE = "added_rows"


def add_rows(
    file: DatabaseFile, rows: Mapping[str, Sequence[Mapping[str, Any]]], run_id: str, stale: Sequence[str] = ()
) -> dict[str, int]:
    """Adds the rows whose keys are new, parents first: all of them or none.

    Args:
        rows: by contract, without run_id; times as microseconds since 1970.
        run_id: the run that adds them, already recorded.
        stale: assets that read these tables otherwise than by a data version: their next run does not reuse a result.

    Returns: how many rows came into each table.

    Raises:
        RowsRefused: a constraint was broken; nothing was written.
    """
    added: dict[str, int] = {}
    with file.transaction() as connection:
        for name, contract in CONTRACTS.items():
            if not rows.get(name):
                continue
            with translated(file.path, name):
                connection.register(_SOURCE, _arrow(contract, rows[name]))
                connection.execute(
                    plan.stage_statement(contract, _SOURCE, frozenset(contract.column_names) - {"run_id"})
                )
                connection.unregister(_SOURCE)
                row = connection.execute(plan.insert_statement(contract), {"run_id": run_id}).fetchone()
            added[name] = int(row[0]) if row else 0
        if any(added.values()):
            reuse_none_of(connection, stale)
    return added


def _arrow(contract: Contract, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows as Arrow; what a row leaves out is null."""
    columns = {c.name: c.type for c in contract.columns if c.name != "run_id"}
    arrays: dict[str, pa.Array[Any]] = {}
    for name, kind in columns.items():
        values = [row.get(name) for row in rows]
        if kind.is_timestamp():
            arrays[name] = pa.array(values, pa.int64()).cast(pa.timestamp("us", kind.timezone))
        elif kind.is_uuid() or kind.is_json():
            arrays[name] = pa.array(values, pa.string())
        else:
            arrays[name] = pa.array(values, kind.to_pyarrow())
    return pa.table(arrays)
