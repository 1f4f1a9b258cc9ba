"""The inbox sensor over real runs of a real Dagster instance: many files, few runs, also after a restart."""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg
import pytest

from egregora_assets.automation.inbox_sensor import CONTENTS_TAG, inbox_sensor
from egregora_assets.automation.jobs import EVERYTHING
from egregora_assets.database.store import DuckDBStore
from egregora_assets.definitions import build_defs, build_resources
from egregora_assets.services.clock import Clock
from egregora_assets_tests.deployments import make_empty_home

LONG_AGO = (1_700_000_000, 1_700_000_000)
FILES = 150


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = make_empty_home(tmp_path, monkeypatch)
    (home / "inbox").mkdir(mode=0o700)
    with (home / "egregora.toml").open("a") as settings:
        settings.write('processed_dir = "done"\n')
    return home


def drop(home: Path, number: int, *lines: str) -> Path:
    path = home / "inbox" / f"WhatsApp Chat with Benedita {number}.txt"
    said = [
        f"{2 + n % 20:02}/03/2024, 10:00 - Benedita {number}: {line}"
        for n, line in enumerate(lines or [f"oi {number}"])
    ]
    path.write_text("\n".join([*said, ""]))
    os.utime(path, LONG_AGO)
    return path


class Machine:
    """The daemon's part: ticks of the sensor, runs of what it asks for; each in an instance opened anew."""

    def __init__(self, home: Path) -> None:
        self.cursor: str | None = None
        self.resources = build_resources(home)
        self.defs = build_defs(overrides=self.resources)

    def tick(self) -> dg.RunRequest | str:
        """What the sensor asks for, or why it asks for nothing."""
        with dg.DagsterInstance.get() as instance:
            resources = {"inbox": self.resources["inbox"], "clock": Clock()}
            with dg.build_sensor_context(instance=instance, cursor=self.cursor, resources=resources) as context:
                result = inbox_sensor(context)
        if isinstance(result, dg.SensorResult):
            self.cursor = result.cursor
            (request,) = result.run_requests or []
            return request
        assert isinstance(result, dg.SkipReason)
        return str(result.skip_message)

    def run(self, request: dg.RunRequest | str) -> bool:
        """Does what was asked for, as far as the inbox has to do with it."""
        assert isinstance(request, dg.RunRequest)
        store: DuckDBStore = self.resources["store"]
        store.prepare()
        job = self.defs.resolve_job_def(EVERYTHING.name).get_subset(asset_selection={dg.AssetKey("ingested")})
        with dg.DagsterInstance.get() as instance:
            return job.execute_in_process(instance=instance, tags=request.tags, raise_on_error=False).success


@pytest.mark.slow
def test_many_files_are_one_run_whatever_is_restarted_renamed_or_edited(home: Path) -> None:
    (home / "egregora.toml").write_text("stable_seconds = 0\nsnapshot_count = 0\n")
    paths = [drop(home, n) for n in range(FILES)]
    drop(home, FILES).write_text("hello\n" * 20)
    machine = Machine(home)
    request = machine.tick()
    assert machine.run(request)
    assert "were seen" in str(machine.tick())
    paths[0].rename(home / "inbox" / "renamed.txt")
    paths[1].unlink()
    again = Machine(home)  # a daemon that lost its cursor
    assert [str(again.tick()) for _ in range(2)] == [f"All {FILES} exports were seen."] * 2
    drop(home, 2, "oi 2", "tudo bem?")
    assert again.run(again.tick())
    assert again.tick() == f"All {FILES} exports were seen."
    with dg.DagsterInstance.get() as instance:
        assert instance.get_runs_count() == 2
        (event,) = instance.fetch_materializations(dg.AssetKey("ingested"), limit=1).records
    metadata = event.asset_materialization.metadata if event.asset_materialization else {}
    notes = {name: metadata[name].value for name in ("files found", "exports read", "exports refused", "refusals")}
    assert notes == {"files found": FILES, "exports read": 1, "exports refused": 1, "refusals": {"NotAChat": 1}}
    assert "Benedita" not in str(metadata)


@pytest.mark.slow
def test_what_arrives_during_a_run_waits_for_its_end_and_then_is_one_run(home: Path) -> None:
    drop(home, 1)
    machine = Machine(home)
    request = machine.tick()
    assert isinstance(request, dg.RunRequest)
    with dg.DagsterInstance.get() as instance:
        job = machine.defs.resolve_job_def(EVERYTHING.name)
        run = instance.create_run_for_job(job, tags=request.tags, status=dg.DagsterRunStatus.STARTED)
        for number in range(2, 12):
            drop(home, number)
            assert "wait for the active run" in str(machine.tick())
        instance.report_run_canceled(run)
    assert isinstance(machine.tick(), dg.RunRequest)


@pytest.mark.slow
def test_a_run_that_failed_after_ingested_is_tried_again_before_exports_are_archived(home: Path) -> None:
    path = drop(home, 1)
    machine = Machine(home)
    request = machine.tick()
    assert isinstance(request, dg.RunRequest)
    assert machine.run(request)
    with dg.DagsterInstance.get() as instance:
        (run,) = instance.get_runs()
        instance.report_run_failed(run)
        assert instance.get_runs(dg.RunsFilter(tags={CONTENTS_TAG: request.tags[CONTENTS_TAG]}))
    assert "the next is in" in str(machine.tick())
    assert path.exists()


@pytest.mark.slow
def test_exports_that_a_run_read_are_archived_at_the_next_tick(home: Path) -> None:
    paths = [drop(home, n) for n in range(3)]
    drop(home, 3).write_text("hello\n" * 20)
    machine = Machine(home)
    assert machine.run(machine.tick())
    assert "3 were moved to processed_dir" in str(machine.tick())
    assert sorted(p.name for p in (home / "done").iterdir()) == sorted(p.name for p in paths)
    assert [p.name for p in (home / "inbox").iterdir()] == ["WhatsApp Chat with Benedita 3.txt"]
    assert "were seen" in str(machine.tick())
