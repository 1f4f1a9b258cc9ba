"""The catalogue by table: whoever searches a table finds it with its columns, lineage and stage, beside its stage."""

from __future__ import annotations

from itertools import pairwise

import dagster as dg
import pytest

from egregora_assets.contracts.bundles import BUNDLES, CONTRACTS
from egregora_assets.contracts.relations import ASSETS_BY_TABLE
from egregora_assets.definitions import defs
from egregora_assets.runs.catalogue import build_table_specs
from egregora_assets.runs.lineage import locate_table

GRAPH = defs.resolve_asset_graph()
SPECS = {spec.key: spec for spec in build_table_specs()}
FROM_GIT = {"git_repositories", "git_refs"}
IMPORTED = {"starting_ratings"}
STAGES = {dg.AssetKey(bundle.asset_key) for bundle in BUNDLES}


def test_every_table_that_a_stage_writes_is_in_the_catalogue() -> None:
    assert set(SPECS) == {locate_table(name) for name in ASSETS_BY_TABLE} == GRAPH.get_all_asset_keys() - STAGES


@pytest.mark.parametrize("name", ASSETS_BY_TABLE)
def test_a_table_is_found_with_its_own_columns_its_meaning_and_its_stage(name: str) -> None:
    spec, contract = SPECS[locate_table(name)], CONTRACTS[name]
    schema = spec.metadata["dagster/column_schema"]
    assert isinstance(schema, dg.TableSchema)
    assert [(c.name, c.description) for c in schema.columns] == [(c.name, c.meaning) for c in contract.columns]
    assert spec.description
    assert contract.grain in spec.description
    assert spec.metadata["dagster/table_name"] == f"main.{name}"
    assert spec.tags["stage"] == ASSETS_BY_TABLE[name]


@pytest.mark.parametrize("name", [c.name for b in BUNDLES for c in b.contracts if b.place == "main"])
def test_the_columns_of_every_public_table_have_a_lineage(name: str) -> None:
    lineage = SPECS[locate_table(name)].metadata["dagster/column_lineage"]
    assert isinstance(lineage, dg.TableColumnLineage)
    assert bool(lineage.deps_by_column) == (name not in FROM_GIT | IMPORTED)
    deps = [dep for found in lineage.deps_by_column.values() for dep in found]
    assert {dep.asset_key for dep in deps} <= set(SPECS)
    assert all(dep.column_name in CONTRACTS[dep.asset_key.path[-1]].column_names for dep in deps)


def test_tables_of_the_vault_are_marked_as_private_and_no_others() -> None:
    private = {key for key, spec in SPECS.items() if spec.tags["privacy"] == "vault"}
    assert private == {locate_table(c.name) for b in BUNDLES for c in b.contracts if b.place == "vault"}


def test_tables_are_not_materialised_and_stages_are_selected_as_before() -> None:
    assert GRAPH.executable_asset_keys == STAGES
    selections = map(dg.AssetSelection.from_string, ("*", "anonymized+", "anonymized*", "*published"))
    assert all(selection.resolve(GRAPH) <= STAGES for selection in selections)
    assert defs.resolve_job_def("everything").asset_layer.selected_asset_keys == STAGES
    assert all(spec.automation_condition is None for spec in SPECS.values())


def test_a_table_stands_beside_its_stage_and_after_the_tables_that_it_is_made_from() -> None:
    assert all(not STAGES & GRAPH.get(key).parent_keys for key in SPECS)
    made = [locate_table(name) for name in ("ingested", "messages", "documents", "site_files")]
    assert all(early in GRAPH.get(late).parent_keys for early, late in pairwise(made))
