"""Metadata of an asset in Dagster's history: a run that reuses the rows does not repeat all of it."""

from __future__ import annotations

import dagster as dg

_MOST_RECORDS = 100
"""Older materializations are not looked at."""


def find_latest_number(instance: dg.DagsterInstance, asset_key: str, name: str) -> int | None:
    """The number that an asset's latest materialization with that metadata shows; None where none has it."""
    for record in instance.fetch_materializations(dg.AssetKey(asset_key), _MOST_RECORDS).records:
        made = record.asset_materialization
        if made and name in made.metadata:
            return int(str(made.metadata[name].value))
    return None
