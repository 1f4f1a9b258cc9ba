"""Dagster's history is pruned: old runs go whole, what tells of the present stays, and a kill leaves nothing behind."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import Any, cast

import dagster as dg
import pytest
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluationPlanned
from dagster._core.events import StepMaterializationData

from egregora_assets.contracts.instants import utc_now
from egregora_assets.operations.context import open_context
from egregora_assets.runs import pruning
from egregora_assets.runs.latest_metadata import find_latest_number
from egregora_assets.runs.projection import describe_run
from egregora_assets.runs.pruning import Retention, prune_history
from egregora_assets.runs.records import RunRecord
from egregora_assets.runs.run_log import Materialization, RunLog
from egregora_assets_tests.deployments import INSTANCE, dagster_statuses, egregora, query

LATER = utc_now() + dt.timedelta(days=100)


class Log:
    """A run log that knows the end of every run but of some."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self.instance, self.unknown, self.latest = instance, set[str](), dict[str, str]()

    def session(self) -> AbstractContextManager[object]:
        return nullcontext()

    def get_runs(self, run_ids: Collection[str]) -> dict[str, RunRecord]:
        found = [self.instance.get_run_record_by_id(run_id) for run_id in set(run_ids) - self.unknown]
        return {one.dagster_run.run_id: describe_run(one, None, None) for one in found if one}

    def find_latest(self, asset_key: str) -> Materialization | None:
        run_id = self.latest.get(asset_key)
        return Materialization(run_id, LATER, "", "", "", 0, 0) if run_id else None


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.local_temp(str(tmp_path), INSTANCE) as made:
        yield made


@pytest.fixture
def log(instance: dg.DagsterInstance) -> Log:
    return Log(instance)


@pytest.fixture
def prune(instance: dg.DagsterInstance, log: Log) -> Callable[..., int | None]:
    def act(count: int = 1, days: int = 90, now: dt.datetime = LATER) -> int | None:
        return prune_history(instance, cast(RunLog, log), Retention(count, days), now)

    return act


def run(
    instance: dg.DagsterInstance, asset: str = "ranked", *, is_reused: bool = False, is_checked: bool = True
) -> str:
    """Records a run that succeeded, as Dagster records it."""
    made = dg.DagsterRun(job_name="everything", status=dg.DagsterRunStatus.SUCCESS, tags={"a": "tag"})
    instance.run_storage.add_run(made)
    shown = dg.AssetMaterialization(asset, metadata={"is_reused": is_reused, "page": "x" * 30_000})
    check = dg.AssetCheckEvaluation(dg.AssetKey(asset), "holds", True, {})
    events: list[tuple[str, Any]] = [("ASSET_MATERIALIZATION", StepMaterializationData(shown))]
    if is_checked:
        planned = AssetCheckEvaluationPlanned(asset_key=dg.AssetKey(asset), check_name="holds")
        events += [("ASSET_CHECK_EVALUATION_PLANNED", planned), ("ASSET_CHECK_EVALUATION", check)]
    for kind, data in events:
        instance.report_dagster_event(dg.DagsterEvent(kind, "everything", event_specific_data=data), made.run_id)
    return made.run_id


def ids(instance: dg.DagsterInstance) -> set[str]:
    return {run.run_id for run in instance.get_runs()}


def find_traces(instance: dg.DagsterInstance, run_id: str) -> set[str]:
    """Tables of Dagster's files, and files, that still know a run."""
    found = set()
    folder = Path(instance.root_directory)
    for path in folder.rglob("*.db"):
        with closing(sqlite3.connect(path)) as connection:
            tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                rows = connection.execute(f"SELECT * FROM {table}").fetchall()
                found |= {table} if any(run_id in str(row) for row in rows) else set()
    return found | {path.name for path in folder.rglob(f"*{run_id}*")}


def test_runs_beyond_age_and_count_go_whole_and_the_others_stay(
    instance: dg.DagsterInstance, prune: Callable[..., int | None]
) -> None:
    runs = [run(instance) for _ in range(4)]
    assert find_traces(instance, runs[0]) > {"event_logs", "runs", "run_tags", "asset_check_executions"}
    assert prune(count=1, now=utc_now()) == 0
    assert prune(count=4) == 0
    assert ids(instance) == set(runs)
    assert prune(count=2) == 2
    assert ids(instance) == set(runs[2:])
    assert all(find_traces(instance, gone) == set() for gone in runs[:2])
    assert len(instance.all_logs(runs[2])) == 3
    assert len(instance.fetch_materializations(dg.AssetKey("ranked"), 9).records) == 2
    assert run(instance) in ids(instance)


def test_a_run_stays_that_the_run_log_has_no_end_of_or_that_goes_on(
    instance: dg.DagsterInstance, log: Log, prune: Callable[..., int | None]
) -> None:
    unknown, open_run, gone, newest = (run(instance) for _ in range(4))
    log.unknown.add(unknown)
    instance.handle_run_event(open_run, dg.DagsterEvent(dg.DagsterEventType.RUN_START.value, "ranked"))
    assert prune() == 1
    assert ids(instance) == {unknown, open_run, newest}
    assert find_traces(instance, gone) == set()


def test_what_tells_of_the_present_stays(
    instance: dg.DagsterInstance, log: Log, prune: Callable[..., int | None]
) -> None:
    read_by_freshness = run(instance, is_reused=True)
    computed = run(instance)
    answered = run(instance, is_reused=True)
    last_made = run(instance, "of_somebody_else")
    _gone, newest = (run(instance, is_reused=True, is_checked=False) for _ in range(2))
    log.latest["published"] = read_by_freshness
    prune()
    assert ids(instance) == {read_by_freshness, computed, answered, last_made, newest}
    assert instance.get_latest_materialization_event(dg.AssetKey("of_somebody_else"))


@pytest.mark.parametrize("dies_at", ["index_connection", "path_for_shard"])
def test_what_a_kill_leaves_of_a_run_is_deleted_the_next_time(
    instance: dg.DagsterInstance, prune: Callable[..., int | None], monkeypatch: pytest.MonkeyPatch, dies_at: str
) -> None:
    gone, newest = run(instance), run(instance)

    class Killed(BaseException):
        pass

    delete = pruning._delete

    def die(*_: object) -> None:
        raise Killed

    def dying(*arguments: Any) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(instance.event_log_storage, dies_at, die)
            delete(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(pruning, "_delete", dying)
        with pytest.raises(Killed):
            prune()
    assert gone not in ids(instance)
    assert find_traces(instance, gone)
    assert prune() == 0
    assert find_traces(instance, gone) == set()
    assert ids(instance) == {newest}
    assert len(instance.all_logs(newest)) == 3


def test_the_space_of_old_runs_is_given_back(
    instance: dg.DagsterInstance, prune: Callable[..., int | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        run(instance)
    index = Path(instance.root_directory) / "history" / "runs" / "index.db"
    monkeypatch.setattr(pruning, "_LEAST_WASTE_PAGES", 4)
    before = index.stat().st_size
    assert prune() == 4
    assert index.stat().st_size < before
    assert instance.get_latest_materialization_event(dg.AssetKey("ranked"))


def test_what_an_asset_computed_is_found_behind_any_number_of_runs_that_used_it_again(
    instance: dg.DagsterInstance,
) -> None:
    shown: list[dict[str, Any]] = [{"unreviewed": 3}, *({"is_reused": True} for _ in range(60))]
    for metadata in shown:
        instance.report_runless_asset_event(dg.AssetMaterialization("anonymized", metadata=metadata))
    assert find_latest_number(instance, "anonymized", "unreviewed") == 3
    assert find_latest_number(instance, "anonymized", "never") is None


@pytest.mark.slow
def test_a_run_prunes_the_history_and_status_and_the_table_of_runs_stay_as_they_are(small_home: Path) -> None:
    context = open_context(small_home)
    with context.instance() as instance:
        old = [run(instance, is_reused=True, is_checked=False) for _ in range(2)]
        rows = [describe_run(one, None, None) for one in instance.get_run_records() if one.dagster_run.run_id in old]
        context.store.runs.record_runs(rows)
    settings = small_home / "egregora.toml"
    settings.write_text(settings.read_text() + "history_count = 1\nhistory_days = 0\n")
    before = query(small_home, "SELECT run_id, status FROM runs ORDER BY ALL")
    egregora("debug", "run-stage", "ranked", "--output", small_home)
    after = query(small_home, "SELECT run_id, status FROM runs ORDER BY ALL")
    assert len(after) == len(before) + 1
    assert set(map(tuple, before)) < set(map(tuple, after))
    assert dagster_statuses(small_home) == ["SUCCESS", "SUCCESS"]
    status = json.loads(egregora("status", "--json", "--output", small_home).stdout)
    assert {asset["state"] for asset in status} == {"fresh"}
