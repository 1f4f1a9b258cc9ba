"""Runs that really end in each way there is, and what `runs` says of them: field by field what Dagster's storage says.

Dagster's own code server runs them as the web interface has it: GraphQL launches and terminates, the daemon's queue
starts them, the sensors are evaluated in the code server.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import shutil
import signal
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import ModuleTarget
from dagster._daemon.run_coordinator.queued_run_coordinator_daemon import QueuedRunCoordinatorDaemon
from dagster_graphql.test.utils import execute_dagster_graphql

from egregora_assets import __version__
from egregora_assets.deployment import Deployment
from egregora_assets.operations.web import interface
from egregora_assets.runs.records import RunRecord
from egregora_assets.services.run_options import FORCE_TAG
from egregora_assets_tests.deployments import OURS, ROOT
from egregora_assets_tests.guard import GUARD

pytestmark = [pytest.mark.process, pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
LOCATION = "egregora_assets_tests.runs.held_location"
"""Not imported here: it changes what others import."""
ASSET = "git_refs"
SENSORS = ("failed_runs", "canceled_runs")
LAUNCH = """mutation ($given: ExecutionParams!) { launchPipelineExecution(executionParams: $given) {
    __typename ... on LaunchRunSuccess { run { runId } } } }"""
TERMINATE = "mutation ($run: String!) { terminateRun(runId: $run) { __typename } }"
WAIT_SECONDS = 300.0
"""Generous: nothing here depends on a quiet machine."""


@dataclass
class Operator:
    """Somebody at the web interface of a deployment."""

    home: Path
    workspace: WorkspaceProcessContext
    deployment: Deployment
    cursors: dict[str, str | None] = field(default_factory=dict)

    @property
    def instance(self) -> dg.DagsterInstance:
        return self.workspace.instance

    def launch(self) -> str:
        """Starts a run of the asset, which waits in the queue. Gives its id."""
        selector = {
            "repositoryLocationName": LOCATION,
            "repositoryName": "__repository__",
            "jobName": "__ASSET_JOB",
            "assetSelection": [{"path": [ASSET]}],
        }
        tags = [{"key": FORCE_TAG, "value": "true"}]
        given = {"selector": selector, "runConfigData": {}, "mode": "default", "executionMetadata": {"tags": tags}}
        answer = self._ask(LAUNCH, given=given)
        return str(answer["launchPipelineExecution"]["run"]["runId"])

    def terminate(self, run_id: str) -> None:
        """Presses the button."""
        assert self._ask(TERMINATE, run=run_id)["terminateRun"]["__typename"] == "TerminateRunSuccess"

    def _ask(self, query: str, **variables: Any) -> Any:
        return execute_dagster_graphql(self.workspace.create_request_context(), query, variables).data

    def take_from_queue(self) -> None:
        """What the daemon does every few seconds."""
        list(QueuedRunCoordinatorDaemon(interval_seconds=1).run_iteration(self.workspace))

    def evaluate_sensors(self) -> list[str]:
        """What the daemon does with the sensors of the run log. Gives what each of them says."""
        location = self.workspace.create_request_context().get_code_location(LOCATION)
        repository = location.get_repository("__repository__")
        said = []
        for name in SENSORS:
            data: Any = location.get_sensor_execution_data(
                self.instance, repository.handle, name, None, None, self.cursors.get(name), None, None
            )
            self.cursors[name] = data.cursor
            said.append(data.skip_message or "")
        return said

    def wait(self, is_so: Callable[[], object]) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        while not is_so():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def run_to(self, place: str) -> str:
        """A run that is in the body, or in the check, and stays there."""
        (self.home / f"hold_{place}").touch()
        run_id = self.launch()
        self.take_from_queue()
        self.wait(lambda: (self.home / f"is_at_{place}").exists() or self.stored(run_id).dagster_run.is_finished)
        assert not self.stored(run_id).dagster_run.is_finished
        return run_id

    def run_to_end(self, run_id: str) -> None:
        self.wait(lambda: self.stored(run_id).dagster_run.is_finished)

    def let_go(self) -> None:
        for path in (*self.home.glob("hold_*"), *self.home.glob("is_at_*")):
            path.unlink()
        (self.home / "egregora.toml").write_text("")

    def stored(self, run_id: str) -> dg.RunRecord:
        found = self.instance.get_run_record_by_id(run_id)
        assert found is not None
        return found

    def row(self, run_id: str) -> RunRecord | None:
        return self.deployment.context.store.runs.get_run(run_id)

    def process_of(self, run_id: str) -> int:
        events = [e.dagster_event for e in self.instance.all_logs(run_id) if e.dagster_event and e.dagster_event.pid]
        return int(events[-1].pid or 0)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """A deployment with Dagster's code server, which all tests of this module use one after the other."""
    GUARD.require("process")
    folder = tmp_path_factory.mktemp("served")
    home, dagster_home = folder / "home", folder / "dagster"
    home.mkdir(mode=0o700)
    dagster_home.mkdir()
    shutil.copy(ROOT / "dagster_home" / "dagster.yaml", dagster_home)
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in [n for n in os.environ if n.startswith(OURS) or n == "CI"]:
            patch.delenv(name)
        for name, path in (("EGREGORA_HOME", home), ("DAGSTER_HOME", dagster_home), ("PYTHONPATH", ROOT)):
            patch.setenv(name, str(path))
        deployment = Deployment(home)
        deployment.context.store.prepare()
        target = ModuleTarget(LOCATION, None, str(ROOT), LOCATION)
        with dg.DagsterInstance.get() as instance, WorkspaceProcessContext(instance, target) as workspace:
            yield Operator(home, workspace, deployment)


@pytest.fixture
def operator(served: Operator) -> Iterator[Operator]:
    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    served.let_go()
    served.evaluate_sensors()
    yield served
    served.let_go()


def moment(seconds: float | None) -> dt.datetime | None:
    return dt.datetime.fromtimestamp(seconds, dt.UTC) if seconds is not None else None


STATUSES = {"SUCCESS": "completed", "FAILURE": "failed", "CANCELED": "canceled"}


def compare(operator: Operator, run_id: str, *, status: str = "", has_begun: bool = True) -> RunRecord:
    """Compares every field of a row with Dagster's storage, found here in another way than there. Gives the row."""
    stored, row = operator.stored(run_id), operator.row(run_id)
    run = stored.dagster_run
    assert row is not None
    assert row.status == (status or STATUSES[run.status.value])
    assert (row.job_name, row.target, row.trigger) == (run.job_name, ASSET, "manual")
    assert (row.created_at, row.updated_at) == (stored.create_timestamp, stored.update_timestamp)
    assert (row.started_at, row.finished_at) == (moment(stored.start_time), moment(stored.end_time))
    assert (row.started_at is not None) == has_begun
    if has_begun:
        assert row.code_version == __version__
        assert row.process_id == operator.process_of(run_id)
        assert row.config_hash in run.tags["egregora/run"]
        assert row.host
    return row


def test_a_run_that_succeeds(operator: Operator) -> None:
    run_id = operator.launch()
    operator.take_from_queue()
    operator.run_to_end(run_id)
    predicted = operator.row(run_id)
    assert predicted is not None
    assert predicted.status == "completed"
    operator.deployment.doctor()
    row = compare(operator, run_id)
    assert (row.error_class, row.remedy) == (None, None)


@pytest.mark.parametrize("place", ["body", "check"])
def test_a_run_that_is_terminated_is_canceled_at_once_and_never_failed(operator: Operator, place: str) -> None:
    run_id = operator.run_to(place)
    operator.terminate(run_id)
    operator.run_to_end(run_id)
    before = operator.row(run_id)
    assert before is not None
    assert before.status == "running"  # Dagster reported a failed step, which proves nothing
    operator.evaluate_sensors()
    row = compare(operator, run_id)
    assert (row.status, row.error_class, row.remedy) == ("canceled", None, None)


def test_a_run_that_is_terminated_while_it_waits_has_a_row(operator: Operator) -> None:
    run_id = operator.launch()
    operator.terminate(run_id)
    operator.evaluate_sensors()
    row = compare(operator, run_id, has_begun=False)
    assert (row.status, row.process_id, row.error_class) == ("canceled", None, None)


def test_a_run_that_fails_in_set_up_has_a_row_with_the_class_of_the_error(operator: Operator) -> None:
    (operator.home / "egregora.toml").write_text("minimum_free_bytes = 1_000_000_000_000_000_000\n")
    run_id = operator.launch()
    operator.take_from_queue()
    operator.run_to_end(run_id)
    assert operator.row(run_id) is None
    operator.evaluate_sensors()
    row = compare(operator, run_id)
    assert (row.status, row.error_class) == ("failed", "DiskAlmostFull")
    assert row.remedy
    assert "Traceback" not in row.remedy


def test_a_run_that_is_killed_is_lost_for_status_before_anybody_has_written_that(operator: Operator) -> None:
    run_id = operator.run_to("body")
    assert operator.deployment.status().runs[0].status == "running"
    os.kill(operator.process_of(run_id), signal.SIGKILL)
    operator.wait(lambda: operator.deployment.status().runs[0].status != "running")
    shown = operator.deployment.status().runs[0]
    assert (shown.run_id, shown.status, shown.error_class) == (run_id, "lost", "RunLost")
    written = operator.row(run_id)
    assert written is not None
    assert written.status == "running"
    operator.run_to_end(run_id)
    operator.evaluate_sensors()
    assert compare(operator, run_id, status="lost").error_class == "RunLost"


@pytest.mark.parametrize("by", ["the next run", "doctor", "the start of the web interface"])
def test_what_no_sensor_saw_is_settled_later(operator: Operator, by: str) -> None:
    waited = operator.launch()
    operator.terminate(waited)
    assert operator.row(waited) is None
    if by == "the next run":
        run_id = operator.launch()
        operator.take_from_queue()
        operator.run_to_end(run_id)
    elif by == "doctor":
        operator.deployment.doctor()
    else:
        interface._end_dead_runs(operator.deployment.context)
    compare(operator, waited, has_begun=False)


def test_a_database_that_is_in_use_costs_the_sensor_nothing(operator: Operator) -> None:
    (operator.home / "egregora.toml").write_text("wait_seconds = 0\n")
    run_id = operator.launch()
    operator.terminate(run_id)
    with operator.deployment.context.store.file("main").open_writer():
        said = operator.evaluate_sensors()
    assert "doctor" in said[SENSORS.index("canceled_runs")]
    assert operator.row(run_id) is None
    operator.deployment.doctor()
    compare(operator, run_id, has_begun=False)
