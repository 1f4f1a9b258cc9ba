"""Metadata of an asset in Dagster's history: a run that reuses the rows does not repeat all of it."""

from __future__ import annotations

from typing import Any

import dagster as dg

_MOST_RECORDS = 100
"""Older materializations are not looked at."""


def find_latest_number(instance: dg.DagsterInstance, asset_key: str, name: str) -> int | None:
    """The number that an asset's latest materialization with that metadata shows; None where none has it."""
    found = find_latest_value(instance, asset_key, name)
    return None if found is None else int(str(found))


def find_latest_value(instance: dg.DagsterInstance, asset_key: str, name: str) -> Any:
    """The value that an asset's latest materialization with that metadata shows; None where none has it."""
    for record in instance.fetch_materializations(dg.AssetKey(asset_key), _MOST_RECORDS).records:
        made = record.asset_materialization
        if made and name in made.metadata:
            return made.metadata[name].value
    return None
