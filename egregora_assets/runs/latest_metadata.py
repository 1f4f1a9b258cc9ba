"""Metadata of an asset in Dagster's history: a run that reuses the rows does not repeat all of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import dagster as dg

IS_REUSED = "is_reused"
"""The metadata by which a materialization says whether the asset's rows were used again."""
_PAGE = 50


def find_latest_number(instance: dg.DagsterInstance, asset_key: str, name: str) -> int | None:
    """The number that an asset's latest materialization with that metadata shows; None where none has it."""
    found = find_latest_value(instance, asset_key, name)
    return None if found is None else int(str(found))


def find_latest_value(instance: dg.DagsterInstance, asset_key: str, name: str) -> Any:
    """The value that an asset's latest materialization with that metadata shows; None where none has it."""
    return next((made.metadata[name].value for _, made in _walk(instance, asset_key) if name in made.metadata), None)


def find_last_computed(instance: dg.DagsterInstance, asset_key: str) -> str | None:
    """The run that last computed an asset, instead of using its rows again; None where no run did."""
    for run_id, made in _walk(instance, asset_key):
        reused = made.metadata.get(IS_REUSED)
        if reused is None or not reused.value:
            return run_id
    return None


def _walk(instance: dg.DagsterInstance, asset_key: str) -> Iterator[tuple[str, dg.AssetMaterialization]]:
    """The materializations of an asset with their runs, newest first: mostly the first one is what is looked for."""
    cursor, limit, has_more = None, 1, True
    while has_more:
        page = instance.fetch_materializations(dg.AssetKey(asset_key), limit, cursor)
        for record in page.records:
            if record.asset_materialization:
                yield record.run_id, record.asset_materialization
        cursor, limit, has_more = page.cursor, _PAGE, page.has_more
