"""The checks of an asset in one step: each answers for itself, and only those that were chosen are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import pytest

from egregora_assets.errors import StageFailed
from egregora_assets.runs.checks import TableCheck, build_check_steps
from egregora_assets.services.run_options import RunOptions
from egregora_assets_tests.deployments import INSTANCE

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
SECRET = "what somebody said"


class Meter(dg.ConfigurableResource):  # type: ignore[type-arg]
    """A service that a check asks for."""

    count: int = 0


def every_row_is_good() -> dg.AssetCheckResult:
    """All is well."""
    return dg.AssetCheckResult(passed=True)


def cannot_be_asked() -> dg.AssetCheckResult:
    """It fails before it has an answer."""
    raise ValueError(SECRET)


def nothing_is_counted(meter: Meter) -> dg.AssetCheckResult:
    """The meter shows nothing."""
    return dg.AssetCheckResult(passed=not meter.count, metadata={"count": meter.count})


@dg.asset
def rows() -> int:
    return 1


@dg.asset(deps=[rows])
def after() -> int:
    return 2


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.local_temp(str(tmp_path), INSTANCE) as made:
        yield made


def check(ask: Callable[..., dg.AssetCheckResult], *, is_blocking: bool = False) -> TableCheck:
    return TableCheck("rows", ask, is_blocking=is_blocking, is_external=True)


def run(instance: dg.DagsterInstance, *checks: TableCheck, count: int = 0, only: str = "") -> dg.ExecuteInProcessResult:
    chosen = dg.AssetSelection.checks(dg.AssetCheckKey(rows.key, only)) if only else None
    return dg.materialize(
        [rows, after, *build_check_steps({"rows": checks})],
        selection=chosen,
        resources={"meter": Meter(count=count), "run_options": RunOptions()},
        instance=instance,
        raise_on_error=False,
    )


def answers(result: dg.ExecuteInProcessResult) -> dict[str, bool]:
    return {one.check_name: one.passed for one in result.get_asset_check_evaluations()}


def test_each_check_answers_with_the_services_that_it_asks_for(instance: dg.DagsterInstance) -> None:
    result = run(instance, check(every_row_is_good), check(nothing_is_counted), count=3)
    assert result.success
    assert answers(result) == {"every_row_is_good": True, "nothing_is_counted": False}


def test_only_a_chosen_check_is_asked(instance: dg.DagsterInstance) -> None:
    checks = [check(every_row_is_good), check(cannot_be_asked), check(nothing_is_counted)]
    result = run(instance, *checks, only="nothing_is_counted")
    assert result.success
    assert answers(result) == {"nothing_is_counted": True}


def test_a_check_that_cannot_be_asked_takes_no_answer_from_the_others(instance: dg.DagsterInstance) -> None:
    failing = check(cannot_be_asked, is_blocking=True)
    result = run(instance, failing, check(every_row_is_good), check(nothing_is_counted))
    assert not result.success
    assert answers(result) == {"every_row_is_good": True, "nothing_is_counted": True}
    (failed,) = [event for event in result.all_events if event.event_type_value == "STEP_FAILURE"]
    assert failed.step_key == "rows_checks"
    assert StageFailed.__name__ in str(failed.event_specific_data)
    assert SECRET not in str(result.all_events)


def test_a_check_that_blocks_nothing_stops_nothing_where_it_cannot_be_asked(instance: dg.DagsterInstance) -> None:
    result = run(instance, check(every_row_is_good, is_blocking=True), check(cannot_be_asked))
    made = [event.asset_key for event in result.get_asset_materialization_events()]
    assert (result.success, made) == (True, [rows.key, after.key])
    assert answers(result) == {"every_row_is_good": True, "cannot_be_asked": False}
    assert SECRET not in str(result.all_events)


def test_nothing_is_made_of_an_asset_whose_blocking_check_fails(instance: dg.DagsterInstance) -> None:
    result = run(instance, check(every_row_is_good), check(nothing_is_counted, is_blocking=True), count=1)
    made = [event.asset_key for event in result.get_asset_materialization_events()]
    assert (result.success, made) == (False, [rows.key])
    warned = run(instance, check(nothing_is_counted), count=1)
    assert warned.success
