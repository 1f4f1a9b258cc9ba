"""Runs that start together, and programs that hold the database: one truth, one true status a run, no lost run."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from egregora_assets import Deployment
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.errors import DatabaseBusy, InputsChanged
from egregora_assets.runs import patience
from egregora_assets.services.run_lease import Waiting
from egregora_assets.stages.published import assets as published
from egregora_assets.stages.ranked import assets as ranked
from egregora_assets_tests.conftest import export_in
from egregora_assets_tests.deployments import ROOT, dagster_statuses, digests, query
from egregora_assets_tests.processes import command, dagster, held_by_another_process, started
from egregora_assets_tests.services.test_run_lease import hold_until_killed

MIXED = """
    SELECT DISTINCT site.run_id, read.asset_key, read.upstream_key
    FROM materialization_inputs AS site
    JOIN materialization_inputs AS read
      ON read.run_id = site.upstream_run_id AND read.asset_key = site.upstream_key
    JOIN materialization_inputs AS direct
      ON direct.run_id = site.run_id AND direct.asset_key = 'published' AND direct.upstream_key = read.upstream_key
    WHERE site.asset_key = 'published' AND direct.upstream_data_version <> read.upstream_data_version
"""
"""Sites that read a table in another state than an input of theirs did."""
WRITES = "SELECT min(materialized_at), max(materialized_at) FROM materializations GROUP BY run_id ORDER BY 1"
"""When each run wrote for the first time and for the last."""


@pytest.mark.process
@pytest.mark.slow
def test_whatever_starts_together_publishes_one_generation_and_ends_with_one_true_status(
    tmp_path: Path, small_home: Path
) -> None:
    exports = []
    for days in (10, 12):
        (tmp_path / str(days)).mkdir()
        exports.append(str(export_in(tmp_path / str(days), days=days)))
    patient = {"EGREGORA_WAIT_SECONDS": "500", "EGREGORA_HOME": str(small_home)}
    engineer = {**patient, "DAGSTER_HOME": str(small_home / "dagster")}
    select = ("asset", "materialize", "--select", "*", "-m", "egregora_assets.definitions", "-d", str(ROOT))
    ends = [
        started(command, "process", exports[0], "--force-refresh", extra=patient),
        started(command, "process", exports[1], extra=patient),
        started(dagster, *select, extra=engineer),
    ]
    done = [one.ended() for one in ends]
    assert [one.returncode for one in done] == [0, 0, 0], [one.stderr for one in done]
    assert query(small_home, MIXED) == []
    assert query(small_home, "SELECT status, count(*) FROM runs GROUP BY ALL") == [("completed", 4)]
    assert set(dagster_statuses(small_home)) == {"SUCCESS"}
    spans = query(small_home, WRITES)
    assert len(spans) == 4
    assert all(last < first for (_, last), (first, _) in pairwise(spans))


@pytest.mark.process
@pytest.mark.slow
def test_a_second_run_says_for_whom_it_waits_and_ends_with_the_holders_name(small_home: Path) -> None:
    deployment = Deployment(small_home)
    with deployment.context.lease("process"):
        done = started(command, "process", "--output", str(small_home), extra={"EGREGORA_WAIT_SECONDS": "1.5"}).ended()
        status = started(command, "status", "--output", str(small_home)).ended()
        trace = started(command, "trace", "index.html", "--output", str(small_home)).ended()
    assert done.returncode == 1
    assert "Waiting for `egregora process` (process " in done.stderr
    assert f"{small_home} is in use by `egregora process` (process " in done.stderr
    assert (status.returncode, trace.returncode) == (0, 0)
    assert len(query(small_home, "FROM runs")) == 1


def _interfere(deployment: Deployment, asset_key: str, original: Callable[..., Any]) -> Callable[..., Any]:
    """A function of a body that closes the files, as for a service that takes long; another run writes an input."""

    def interfered(*args: Any, **options: Any) -> Any:
        store = deployment.context.store
        store.release_files()
        with DatabaseFile(store.file("main").path, wait_seconds=1).open_writer() as connection:
            connection.execute("UPDATE materializations SET data_version = uuid() WHERE asset_key = $1", [asset_key])
        return original(*args, **options)

    return interfered


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asset_key", "module", "function"),
    [("ranked", ranked, "build_tables"), ("published", published, "build_site")],
)
def test_an_asset_whose_input_was_written_meanwhile_writes_nothing(
    small_home: Path, monkeypatch: pytest.MonkeyPatch, asset_key: str, module: Any, function: str
) -> None:
    deployment, tables = Deployment(small_home), "SELECT count(*) FROM materializations"
    before, site = query(small_home, tables), digests(small_home / "site")
    monkeypatch.setattr(module, function, _interfere(deployment, "anonymized", getattr(module, function)))
    with pytest.raises(InputsChanged, match=f"While {asset_key} was computed, another run wrote anonymized"):
        deployment.run_stage(asset_key, force_refresh=True)
    assert query(small_home, tables) == before
    assert digests(small_home / "site") == site


@pytest.mark.process
@pytest.mark.slow
def test_a_reader_that_goes_away_costs_no_run(small_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "BUSY_PAUSE_SECONDS", 0.1)
    deployment, waits = Deployment(small_home), list[Waiting]()
    deployment.configure(wait_seconds="0.2")
    with held_by_another_process(small_home / "egregora.duckdb", read_only=True) as reader:

        def send_away(event: object) -> None:
            if isinstance(event, Waiting):
                waits.append(event)
                os.kill(reader, signal.SIGKILL)

        deployment.run_stage("ranked", force_refresh=True, progress=send_away)
    assert [wait.holder for wait in waits][:1] == [f"process {reader}"]
    assert set(dagster_statuses(small_home)) == {"SUCCESS"}


@pytest.mark.process
@pytest.mark.slow
def test_a_reader_that_stays_ends_the_run_with_its_name_after_all_attempts(
    small_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "BUSY_PAUSE_SECONDS", 0.1)
    deployment, waits = Deployment(small_home), list[object]()
    deployment.configure(wait_seconds="0.2")
    database = small_home / "egregora.duckdb"
    with held_by_another_process(database, read_only=True) as reader, pytest.raises(DatabaseBusy) as busy:
        deployment.run_stage("ranked", force_refresh=True, progress=waits.append)
    assert f"in use by process {reader};" in busy.value.problem
    assert sum(isinstance(one, Waiting) for one in waits) == patience.BUSY_RETRIES


@pytest.mark.process
@pytest.mark.slow
def test_a_run_that_dagster_starts_writes_into_its_log_for_whom_it_waits(
    small_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EGREGORA_WAIT_SECONDS", "1.5")
    context = Deployment(small_home).context
    holder = started(hold_until_killed, small_home)
    holder.says("held")
    with context.instance() as instance:
        job = context.defs.resolve_job_def("to_ingested")
        result = job.execute_in_process(instance=instance, raise_on_error=False)
        log = [str(entry) for entry in instance.all_logs(result.run_id)]
    holder.kill()
    assert not result.success
    words = f"run 0a1b2c3d of `egregora process` (process {holder.pid}, since "
    assert any(f"Waiting for {words}" in line for line in log)
    assert any(f"{small_home} is in use by {words}" in line for line in log)
    assert context.store.lease.find_holder() is None
