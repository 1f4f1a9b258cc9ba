"""Adds rows to several tables in one transaction, for imports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.column_types import INSTANT
from egregora_assets.contracts.model import Contract
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.error_translation import translate_errors
from egregora_assets.database.run_log.records import invalidate_inputs
from egregora_assets.database.tables import difference
from egregora_assets.database.tables.writer import stage_rows


def add_rows(
    file: DatabaseFile, rows: Mapping[str, Sequence[Mapping[str, Any]]], run_id: str, stale: Sequence[str] = ()
) -> dict[str, int]:
    """Adds the rows whose keys are new, parents first: all of them or none.

    Args:
        rows: by contract, without run_id; times as microseconds since 1970.
        run_id: the recorded run that adds them.
        stale: assets that read these tables without a data version, so that their next run must not reuse a result.

    Returns: how many rows each table gained.

    Raises:
        RowsMalformed, RowsRefused: a row does not fit its contract or breaks a constraint; nothing was written.
        DatabaseBusy, DatabaseMissing, DiskFull: nothing was written.
    """
    added: dict[str, int] = {}
    with file.transaction() as connection:
        for name, contract in CONTRACTS.items():
            if not rows.get(name):
                continue
            with translate_errors(file.path, name):
                stage_rows(connection, contract, contract.rows(_convert_instants(contract, row) for row in rows[name]))
                row = connection.execute(difference.render_insert(contract), {"run_id": run_id}).fetchone()
            added[name] = int(row[0]) if row else 0
        if any(added.values()):
            invalidate_inputs(connection, stale)
    return added


def _convert_instants(contract: Contract, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with its instants in nanoseconds."""
    instants = {c.name for c in contract.columns if c.type.copy(nullable=True) == INSTANT}
    return {name: value * 1_000 if name in instants and value is not None else value for name, value in row.items()}
