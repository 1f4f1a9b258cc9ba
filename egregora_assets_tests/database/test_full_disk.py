"""A full disk has one name wherever it shows: before a run, in a stage, in the database, in Dagster's history."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest

from egregora_assets.database.store import DuckDBStore
from egregora_assets.errors import DiskAlmostFull, DiskFull, HistoryUnwritable, StageFailed
from egregora_assets.operations.context import open_context
from egregora_assets.runs.boundary import Boundary
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault


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
