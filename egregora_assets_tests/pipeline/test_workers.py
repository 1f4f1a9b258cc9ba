"""The law of workers: any number of processes gives the same bytes, and none of them stays."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil
import pytest

from egregora_assets.services.workers import pool
from egregora_assets_tests.deployments import canonical, digests, egregora, environment
from egregora_assets_tests.pipeline.test_incremental import EVERYBODY, LATER, Talk

pytestmark = [pytest.mark.process, pytest.mark.slow]

SETTINGS = 'stable_seconds = 0\nsnapshot_count = 0\nminimum_window_messages = 12\ntime_zone = "UTC"\nworkers = {}\n'
STAGES = ["ingested", "anonymized", "generated", "published"]


def make_home(folder: Path, workers: int, key: bytes = bytes(range(32))) -> Path:
    """A deployment of four conversations; somebody of one is named in another, so that this one is redacted again."""
    for inner in (folder, folder / "inbox", folder / "vault"):
        inner.mkdir(mode=0o700)
    (folder / "egregora.toml").write_text(SETTINGS.format(workers))
    (folder / "vault" / "deployment.key").write_bytes(key)
    (folder / "vault" / "deployment.key").chmod(0o600)
    for number, title in enumerate(("Allotment", "Shed", "Choir", "Ferry")):
        talk = Talk(title, number)
        talk.append(60, EVERYBODY if number % 2 else LATER)
        if number == 0:
            talk.lines.append((talk.lines[-1][0], LATER[0], f"I met {EVERYBODY[0]} at the ferry"))
        talk.write(folder / "inbox")
    return folder


def note_stages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The stages of which workers performed tasks; all work is worth starting them."""
    seen: list[str] = []
    perform = pool.WorkerPool.perform

    def noticed(self: pool.WorkerPool, stage: str, function: Callable[[Any], Any], tasks: Sequence[Any]) -> list[Any]:
        seen.append(stage)
        return perform(self, stage, function, tasks)

    monkeypatch.setattr(pool.WorkerPool, "perform", noticed)
    for name in ("START_SECONDS", "SEND_SECONDS"):
        monkeypatch.setattr(pool, name, 0)
    return seen


def test_any_number_of_workers_gives_the_same_tables_and_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {}
    for workers in (1, 3):
        home = make_home(tmp_path / str(workers), workers)
        seen = note_stages(monkeypatch)
        egregora("process", "--output", home)
        assert list(dict.fromkeys(seen)) == (STAGES if workers > 1 else [])
        tables = canonical(home, tmp_path / f"tables-{workers}")
        found[workers] = (tables, digests(home / "site"))
        monkeypatch.undo()
    assert len(found[1][1]) > 40
    assert found[1] == found[3]


def test_an_interrupted_run_leaves_no_worker_behind(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", 2)
    module = "egregora_assets_tests.services.workers.tasks"
    program = subprocess.Popen(
        [sys.executable, "-m", module, "command", "process", "--output", str(home)],
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    this = psutil.Process(program.pid)
    workers: list[psutil.Process] = []
    while not workers:
        assert program.poll() is None
        workers = [child for child in this.children() if "spawn_main" in " ".join(child.cmdline())]
        time.sleep(0.01)
    program.send_signal(signal.SIGINT)
    assert program.wait(120) != 0
    _, alive = psutil.wait_procs(workers, 20)
    assert alive == []
    assert egregora("process", "--output", home).returncode == 0
