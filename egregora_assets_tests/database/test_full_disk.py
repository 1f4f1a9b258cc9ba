"""A full disk has one name wherever it shows: before a run, in a stage, in the database, in Dagster's history."""

from __future__ import annotations

import errno
import re
import resource
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy

from egregora_assets import Deployment
from egregora_assets.cli import main
from egregora_assets.cli.console import print_error
from egregora_assets.database.store import DuckDBStore
from egregora_assets.errors import DiskAlmostFull, DiskFull, EgregoraError, HistoryUnwritable, StageFailed
from egregora_assets.operations.context import open_context
from egregora_assets.operations.running import ProcessEvent, Progress
from egregora_assets.runs.boundary import Boundary
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault
from egregora_assets_tests.conftest import export_in
from egregora_assets_tests.deployments import egregora
from egregora_assets_tests.processes import in_a_process


def store(home: Path) -> DuckDBStore:
    settings = Settings(home=str(home))
    return DuckDBStore(settings=settings, vault=Vault(settings=settings))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_reported_without_a_file_name(number: int) -> None:
    with pytest.raises(DiskFull) as refusal, Boundary("published"):
        raise OSError(number, "no room", "WhatsApp Chat with somebody.zip")
    assert "somebody" not in str(refusal.value)
    assert "published" in str(refusal.value)


def test_another_failure_of_the_system_is_reduced_as_before() -> None:
    with pytest.raises(StageFailed), Boundary("published"):
        raise OSError(errno.EIO, "no luck")


@pytest.mark.parametrize(
    ("free", "database", "least", "is_refused"),
    [
        (1000, 0, 1001, True),
        (1000, 0, 1000, False),
        (1000, 600, 900, True),
        (1000, 400, 900, False),
        (0, 600, 0, False),
    ],
    ids=["too little", "just enough", "not twice the database", "twice the database", "never refused"],
)
def test_no_run_begins_on_a_nearly_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, database: int, least: int, is_refused: bool
) -> None:
    (tmp_path / "egregora.duckdb").write_bytes(bytes(database))
    monkeypatch.setenv("EGREGORA_MINIMUM_FREE_BYTES", str(least))
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage._replace(free=free))
    if is_refused:
        with pytest.raises(DiskAlmostFull):
            store(tmp_path).refuse_full_disk()
    else:
        store(tmp_path).refuse_full_disk()


def test_a_history_that_cannot_be_read_is_named_with_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    (tmp_path / "dagster.yaml").write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
    (tmp_path / "history").mkdir()
    (tmp_path / "history" / "runs.db").write_bytes(b"no database at all " * 1000)
    with pytest.raises(HistoryUnwritable, match=str(tmp_path)), open_context(tmp_path / "home").instance():
        pass


def limit_files(byte_count: int) -> None:
    """From now on no file of this process grows beyond a size, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (byte_count, resource.RLIM_INFINITY))


def process_with_little_room(byte_count: int, *arguments: str) -> int:
    limit_files(byte_count)
    return main(["process", *arguments])


def process_until_the_history_is_full(home: str) -> int:
    """Processes all anew, on a disk that is full as soon as a stage begins."""

    def listen(event: ProcessEvent) -> None:
        if isinstance(event, Progress) and event.asset_key == "ingested":
            limit_files(4096)

    try:
        Deployment(home).process(force_refresh=True, progress=listen)
    except EgregoraError as error:
        print_error(error)
        return 1
    return 0


@pytest.mark.process
def test_a_run_that_fills_the_disk_names_what_was_full_and_the_next_one_goes_on(tmp_path: Path) -> None:
    home, export = tmp_path / "home", export_in(tmp_path, days=2)
    words = (str(export), "--time-zone", "Europe/Lisbon", "--target-stage", "anonymized", "--output", str(home))
    for byte_count in (60_000, 300_000):
        done = in_a_process(process_with_little_room, byte_count, *words)
        assert done.returncode == 1
        error, remedy = done.stderr.strip().splitlines()
        assert re.fullmatch(rf"Error: No space left while writing {home}/\S+\.duckdb\.", error)
        assert remedy == "Remedy: free space and run again; nothing was lost."
    done = egregora("process", *words)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.process
def test_a_history_that_cannot_grow_is_told_once_and_in_our_words(small_home: Path) -> None:
    done = in_a_process(process_until_the_history_is_full, str(small_home))
    assert done.returncode == 1
    first, second = done.stderr.strip().splitlines()
    assert first == f"Error: No space left for Dagster's history in {small_home / 'dagster'}."
    assert second == "Remedy: free space and run again; nothing was lost."


def test_a_history_without_room_says_that_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    (tmp_path / "dagster.yaml").write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
    words = "No space left for Dagster's history in"
    with closing(sqlite3.connect(tmp_path / "full.db")) as full:
        full.execute("PRAGMA max_page_count = 2")
        engine = sqlalchemy.create_engine("sqlite://", creator=lambda: full)
        with (
            pytest.raises(HistoryUnwritable, match=f"{words} {tmp_path}"),
            open_context(tmp_path / "home").instance(),
            engine.begin() as file,
        ):
            file.exec_driver_sql("CREATE TABLE t AS SELECT zeroblob(100000)")
