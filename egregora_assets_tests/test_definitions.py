"""The front door: what Dagster sees of every asset, who may read what, and that the docs know it all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import dagster as dg
import pytest

from egregora_assets.contracts.bundles import BUNDLES
from egregora_assets.contracts.vocabularies import ASSETS, STAGES
from egregora_assets.definitions import build_defs, build_resources, defs, list_stages
from egregora_assets.runs.policies import FRESH_FOR
from egregora_assets.services.settings import Settings
from egregora_assets.services.settings.declarations import DECLARED_SETTINGS

ROOT = Path(__file__).parent.parent
KEYS = [bundle.asset_key for bundle in BUNDLES]
EXECUTABLE = defs.resolve_asset_graph().executable_asset_keys
SPECS = {s.key.to_user_string(): s for s in defs.resolve_all_asset_specs() if s.key in EXECUTABLE}
CHECKS = [spec for definition in defs.asset_checks or [] for spec in definition.check_specs]
DOCS = "\n".join(p.read_text(encoding="utf-8") for p in sorted((ROOT / "docs").rglob("*.md")))


def test_the_assets_are_the_bundles() -> None:
    assert sorted(SPECS) == sorted(KEYS) == sorted(list_stages())


@pytest.mark.parametrize("key", KEYS)
def test_an_asset_is_complete_in_the_catalogue(key: str) -> None:
    spec = SPECS[key]
    assert spec.group_name
    assert spec.kinds
    assert spec.owners
    assert spec.code_version
    assert spec.description
    assert len(spec.description.split()) >= 15
    schema = spec.metadata["dagster/column_schema"]
    assert isinstance(schema, dg.TableSchema)
    assert all(column.description for column in schema.columns)


@pytest.mark.parametrize("key", KEYS)
def test_an_asset_has_a_check(key: str) -> None:
    assert [c.name for c in CHECKS if c.asset_key.to_user_string() == key]


@pytest.mark.parametrize("key", KEYS)
def test_an_asset_has_the_freshness_of_a_weekly_publication_and_a_condition(key: str) -> None:
    spec = SPECS[key]
    assert spec.freshness_policy == dg.FreshnessPolicy.time_window(fail_window=FRESH_FOR)
    assert dt.timedelta(days=7) < FRESH_FOR < dt.timedelta(days=14)
    assert spec.automation_condition is not None
    assert spec.automation_condition.get_label() == "stale"


@pytest.mark.parametrize("key", ["ingested", "anonymized", "generated", "knowledge", "published"])
def test_where_privacy_or_integrity_is_at_stake_a_check_blocks(key: str) -> None:
    assert [c.name for c in CHECKS if c.asset_key.to_user_string() == key and c.blocking]


def test_only_the_anonymizer_reads_the_vault() -> None:
    readers = {key for key, spec in SPECS.items() if "ingested" in {d.asset_key.to_user_string() for d in spec.deps}}
    assert readers == {"anonymized"}


def test_every_check_of_the_vault_belongs_to_its_two_stages() -> None:
    outsiders = [
        c.name
        for c in CHECKS
        if "ingested" in {d.asset_key.to_user_string() for d in c.additional_deps}
        and c.asset_key.to_user_string() not in {"ingested", "anonymized"}
    ]
    assert outsiders == []


def test_the_pipeline_runs_in_the_order_of_its_stages() -> None:
    upstream = {key: {d.asset_key.to_user_string() for d in spec.deps} for key, spec in SPECS.items()}

    def reaches(late: str, early: str) -> bool:
        return early in upstream[late] or any(reaches(middle, early) for middle in upstream[late])

    assert all(reaches(late, early) for early, late in pairwise(STAGES))


def test_the_assets_are_listed_once_in_pipeline_order() -> None:
    assert STAGES == ("ingested", "anonymized", "enriched", "knowledge", "generated", "ranked", "published")
    assert tuple(KEYS) == ASSETS


def test_there_is_a_job_for_all_and_one_for_each_stage_a_schedule_and_four_sensors() -> None:
    jobs = {job.name for job in defs.resolve_all_job_defs()}
    assert {"everything", *(f"to_{stage}" for stage in STAGES)} <= jobs
    assert [s.name for s in defs.schedules or []] == ["weekly"]
    repository = defs.get_repository_def()
    running = {s.name: s.default_status == dg.DefaultSensorStatus.RUNNING for s in repository.sensor_defs}
    started = dict.fromkeys(("failed_runs", "canceled_runs", "failure_command"), True)
    assert running == {"inbox": False, "stale_assets": False, **started}


def test_definitions_of_two_deployments_can_coexist(tmp_path: Path) -> None:
    """Without any environment: each has its own folder and services."""
    stores = [build_resources(tmp_path / name)["store"] for name in ("one", "two")]
    assert [store.settings.values().home for store in stores] == [tmp_path / "one", tmp_path / "two"]
    graph = build_defs(tmp_path / "one").resolve_asset_graph()
    assert {key.to_user_string() for key in graph.executable_asset_keys} == set(KEYS)


def test_a_service_that_is_given_is_used_by_all_that_are_built_on_it(tmp_path: Path) -> None:
    settings = Settings(home=str(tmp_path))
    made = build_resources(overrides={"settings": settings})
    assert made["settings"] is settings
    assert made["vault"].directory == tmp_path / "vault"
    assert made["store"].settings.values().home == tmp_path
    assert made["inbox"].settings.values().home == tmp_path


def test_an_unknown_service_is_refused() -> None:
    with pytest.raises(KeyError, match="no service is called stores"):
        build_defs(overrides={"stores": object()})


def test_runs_stay_in_one_process() -> None:
    assert defs.executor == dg.in_process_executor


def names_for_the_docs() -> Iterator[str]:
    yield from KEYS
    yield from sorted({c.name for c in CHECKS})
    yield from DECLARED_SETTINGS


@pytest.mark.parametrize("name", list(names_for_the_docs()))
def test_the_docs_name_every_asset_check_and_setting(name: str) -> None:
    assert f"`{name}`" in DOCS
