"""The latest answers of checks: what ended before its checks takes none of them back, unless it wrote the asset."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from egregora_assets.runs.checks import Answer, read_latest_answers
from egregora_assets_tests.deployments import INSTANCE

KEYS = [dg.AssetCheckKey(dg.AssetKey("rows"), name) for name in ("good", "doubtful", "bad")]


class Door(dg.ConfigurableResource):  # type: ignore[type-arg]
    """What every run needs and may not get."""

    is_closed: bool = False

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        if self.is_closed:
            raise RuntimeError("closed")


@dg.asset
def rows(door: Door) -> int:
    return 1


@dg.multi_asset_check(specs=[dg.AssetCheckSpec(key.name, asset="rows") for key in KEYS])
def answers(door: Door) -> Iterator[dg.AssetCheckResult]:
    warning, error = dg.AssetCheckSeverity.WARN, dg.AssetCheckSeverity.ERROR
    for name, severity in (("good", error), ("doubtful", warning), ("bad", error)):
        yield dg.AssetCheckResult(passed=name == "good", asset_key="rows", check_name=name, severity=severity)


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.local_temp(str(tmp_path), INSTANCE) as made:
        yield made


def run(instance: dg.DagsterInstance, *, is_closed: bool = False, only: str = "*") -> None:
    chosen = dg.AssetSelection.assets("rows").without_checks() if only == "rows" else None
    dg.materialize(
        [rows, answers],
        selection=chosen,
        resources={"door": Door(is_closed=is_closed)},
        instance=instance,
        raise_on_error=False,
    )


def read(instance: dg.DagsterInstance) -> list[Answer]:
    found = read_latest_answers(instance, KEYS)
    return [found[key] for key in KEYS]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_run_that_ended_before_its_checks_takes_no_answer_back(instance: dg.DagsterInstance) -> None:
    assert read(instance) == ["none", "none", "none"]
    run(instance)
    answered: list[Answer] = ["passed", "warned", "failed"]
    assert read(instance) == answered
    run(instance, is_closed=True)
    assert read(instance) == answered


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_asset_that_was_written_after_its_last_answers_has_none(instance: dg.DagsterInstance) -> None:
    run(instance)
    run(instance, only="rows")
    run(instance, is_closed=True)
    assert read(instance) == ["none", "none", "none"]
