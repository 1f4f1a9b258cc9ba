"""Checks and updates of the run log on the connection of a write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import duckdb

from egregora_assets import errors
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.runs.run_log import Materialization

_NO_INPUT = "00000000-0000-0000-0000-000000000000"


def require_run(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Requires a run that is recorded: tables that others refer to have no foreign key to `runs`.

    Raises:
        RunUnknown: the run is not recorded.
    """
    if not connection.execute("SELECT 1 FROM runs WHERE run_id = $1", [run_id]).fetchone():
        raise errors.RunUnknown(run_id)


def refuse_changed_inputs(
    connection: duckdb.DuckDBPyConnection, asset_key: str, upstream: Mapping[str, Materialization]
) -> None:
    """Refuses to go on where an input was written since an asset began to read it.

    Args:
        upstream: the latest writes of the inputs when the asset began.

    Raises:
        InputsChanged: another run wrote one.
    """
    found = connection.execute(
        "SELECT asset_key, CAST(max_by(data_version, (materialized_at, run_id)) AS VARCHAR) FROM materializations "
        "WHERE asset_key IN (SELECT unnest($1)) GROUP BY asset_key",
        [sorted(upstream)],
    ).fetchall()
    latest = dict(found)
    changed = [key for key, made in sorted(upstream.items()) if latest.get(key) != made.data_version]
    if changed:
        raise errors.InputsChanged(asset_key, changed)


def invalidate_inputs(connection: duckdb.DuckDBPyConnection, asset_keys: Iterable[str]) -> None:
    """Makes the next run compute these assets again instead of reusing their last result."""
    for asset_key in asset_keys:
        connection.execute(
            "UPDATE materializations SET input_version = $1 WHERE asset_key = $2", [_NO_INPUT, asset_key]
        )


def is_recorded(file: DatabaseFile, run_id: str, asset_key: str, data_version: str) -> bool:
    """Whether the file has a materialization.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged: the file cannot be read.
    """
    with file.open_reader() as connection:
        found = connection.execute(
            "SELECT 1 FROM materializations WHERE run_id = $1 AND asset_key = $2 AND data_version = $3",
            [run_id, asset_key, data_version],
        ).fetchone()
    return found is not None
