"""Every table in the catalogue: an external asset a table, beside the stage that writes it.

A stage is what is materialised. Its tables are external assets under its key, `anonymized/messages`, and the stage
reports a materialization of each when it writes. They depend on the tables that their columns come from and not on
their stage: Dagster's command refuses a selection in which something cannot be executed, such as `anonymized+`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from egregora_assets.contracts.bundles import BUNDLES, Bundle
from egregora_assets.contracts.model import Contract
from egregora_assets.runs.lineage import build_column_lineage, locate_table

OWNER = "team:egregora"
GROUP = "tables"
_VERSION_TAG = "dagster/data_version"


def build_column_schema(contract: Contract) -> dg.TableSchema:
    """The columns of a table as Dagster shows them."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                str(column.type),
                column.meaning,
                constraints=dg.TableColumnConstraints(nullable=column.is_nullable),
            )
            for column in contract.columns
        ]
    )


def build_table_specs() -> list[dg.AssetSpec]:
    """An external asset for each table that a stage writes, in pipeline order."""
    return [_build_spec(bundle, contract) for bundle in BUNDLES for contract in bundle.contracts]


def _build_spec(bundle: Bundle, contract: Contract) -> dg.AssetSpec:
    key = locate_table(contract.name)
    lineage = build_column_lineage(contract)
    sources = {dep.asset_key for deps in lineage.deps_by_column.values() for dep in deps}
    reader = "Private: only `anonymized` reads it." if bundle.place == "vault" else "Anybody may read it."
    return dg.AssetSpec(
        key,
        deps=sorted(sources - {key}),
        description=f"{contract.grain} {reader} A table of `{bundle.asset_key}`, which is what is materialised.",
        group_name=GROUP,
        owners=[OWNER],
        kinds={"duckdb", "table"},
        tags={"stage": bundle.asset_key, "privacy": "vault" if bundle.place == "vault" else "public"},
        metadata={
            "dagster/column_schema": build_column_schema(contract),
            "dagster/table_name": f"main.{contract.name}",
            "dagster/column_lineage": lineage,
            "stage": dg.MetadataValue.asset(dg.AssetKey(bundle.asset_key)),
        },
    ).with_io_manager_key("tables")


def report_tables(
    bundle: Bundle, rows: Mapping[str, Any] | None, counts: Mapping[str, Mapping[str, int]], versions: Mapping[str, str]
) -> Iterator[dg.AssetMaterialization]:
    """The materialization of each table of a bundle, for the events of the run that wrote it.

    Args:
        rows: what the stage returned, by table; lineage of an expression is read from the expression itself.
        counts: by table: metadata of its write.
        versions: by table: a digest of its content.
    """
    for contract in bundle.contracts:
        given = (rows or {}).get(contract.name)
        lineage = build_column_lineage(contract, given)
        yield dg.AssetMaterialization(
            locate_table(contract.name),
            metadata={**counts[contract.name], "dagster/column_lineage": lineage},
            tags={_VERSION_TAG: versions[contract.name]},
        )
