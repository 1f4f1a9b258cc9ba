"""Snapshots after runs, backups by command, and the way back from a damaged, lost or older file."""

from __future__ import annotations

import datetime as dt
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.copies import contents_of
from egregora_assets.database.migrations import migrate
from egregora_assets.database.snapshots import copies_in, forget_snapshots, take_snapshot
from egregora_assets.errors import DiskFull
from egregora_assets_tests.deployments import canonical, digests, egregora, environment, query
from egregora_assets_tests.small_chat import PEOPLE, write_export

MORNING = dt.datetime(2026, 3, 1, 6, tzinfo=dt.UTC)
FIRST_BLOCK = 3 * 4096
HOLD = """
import duckdb, sys, time
connection = duckdb.connect(sys.argv[1], read_only=True)
print("held", flush=True)
time.sleep(120)
"""


def sound(folder: Path) -> list[Path]:
    """The copies in a folder; each is read wholly."""
    found = sorted(folder.glob("*.duckdb"))
    for path in found:
        assert contents_of(path).versions
    return found


def damage(path: Path) -> None:
    """What a power cut during a checkpoint leaves: the first block half written."""
    with path.open("r+b") as stream:
        stream.seek(FIRST_BLOCK)
        stream.write(random.Random(1).randbytes(8192))


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deployment after its first run; only copies of it are changed."""
    folder = tmp_path_factory.mktemp("backup")
    egregora("process", write_export(folder / "chat.zip", days=8), "--output", folder / "home")
    return folder / "home"


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory, older: Path) -> Path:
    """The same after a second run, over a longer export."""
    folder = tmp_path_factory.mktemp("newer")
    shutil.copytree(older, folder / "home")
    egregora("process", write_export(folder / "chat.zip", days=15), "--output", folder / "home")
    return folder / "home"


@pytest.fixture
def home(tmp_path: Path, newer: Path) -> Path:
    shutil.copytree(newer, tmp_path / "home")
    return tmp_path / "home"


def test_every_run_that_wrote_leaves_one_sound_private_snapshot_of_each_file(newer: Path) -> None:
    runs = [row[0] for row in query(newer, "SELECT run_id FROM runs ORDER BY started_at")]
    for folder in (newer / "snapshots", newer / "vault" / "snapshots"):
        found = sound(folder)
        assert [path.stem.rpartition("-")[2] for path in found] == [run[:8] for run in runs]
        assert {path.stat().st_mode & 0o777 for path in found} == {0o600}
        assert folder.stat().st_mode & 0o777 == 0o700
    newest = sound(newer / "snapshots")[-1]
    assert query(newer, "SELECT status, finished_at FROM runs", f"snapshots/{newest.name}") == query(
        newer, "SELECT status, finished_at FROM runs"
    )


def test_a_run_that_wrote_nothing_leaves_no_snapshot_and_a_failing_one_fails_no_run(home: Path) -> None:
    before = sound(home / "snapshots")
    egregora("process", "--output", home, "--force-refresh", "--target-stage", "anonymized")
    assert sound(home / "snapshots") == before
    shutil.rmtree(home / "snapshots")
    (home / "snapshots").write_text("in the way", encoding="utf-8")
    done = egregora("process", "--output", home, "--title", "Another title", check=False)
    assert done.returncode == 0, done.stderr
    found = egregora("doctor", "--output", home, check=False)
    assert found.returncode == 1
    assert "No snapshot was made" in found.stdout


def test_the_last_few_snapshots_are_kept_and_none_if_none_are_wanted(tmp_path: Path) -> None:
    file = DatabaseFile(tmp_path / "egregora.duckdb")
    migrate(file, "main")
    folder = tmp_path / "snapshots"
    assert take_snapshot(file, folder, 0, MORNING) is None
    (tmp_path / "snapshots").mkdir(mode=0o700)
    (folder / ".copy-killed").mkdir()
    for hour in range(5):
        take_snapshot(file, folder, 3, MORNING + dt.timedelta(hours=hour), f"{hour}{hour}{hour}{hour}aaaa-rest")
    assert take_snapshot(file, folder, 3, MORNING + dt.timedelta(hours=9), "4444aaaa-rest") is None
    assert [p.name for p in copies_in([folder], "egregora")] == [
        f"egregora-20260301T{6 + hour:02}0000Z-{hour}{hour}{hour}{hour}aaaa.duckdb" for hour in (4, 3, 2)
    ]
    assert not (folder / ".copy-killed").exists()


def test_a_disk_without_room_gets_no_snapshot_and_keeps_the_old_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = DatabaseFile(tmp_path / "egregora.duckdb")
    migrate(file, "main")
    take_snapshot(file, tmp_path / "snapshots", 1, MORNING)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage._replace(free=file.path.stat().st_size))
    with pytest.raises(DiskFull):
        take_snapshot(file, tmp_path / "snapshots", 1, MORNING + dt.timedelta(hours=1))
    assert len(sound(tmp_path / "snapshots")) == 1


def test_everything_older_can_be_forgotten(home: Path) -> None:
    egregora("backup", "--output", home)
    egregora("restore", "--output", home)
    assert list(home.glob("*replaced*"))
    assert forget_snapshots(home, home / "vault") == 5
    assert not [*home.glob("*replaced*"), *home.glob("snapshots/*"), *home.glob("vault/snapshots/*")]
    assert len(sound(home / "backups")) == 1


@pytest.mark.parametrize("kind", ["damaged", "missing beside its log"])
def test_a_file_that_cannot_be_opened_is_restored_and_then_nothing_is_missing(
    tmp_path: Path, home: Path, newer: Path, kind: str
) -> None:
    """From the snapshot of the run before the last one: the vault knows more than that, and is read again."""
    file = home / "egregora.duckdb"
    sound(home / "snapshots")[-1].unlink()
    if kind == "damaged":
        damage(file)
    else:
        file.rename(home / "egregora.duckdb.wal")
    spoiled = {p.name: p.read_bytes() for p in home.glob("egregora.duckdb*") if not p.name.endswith(".lock")}

    failed = egregora("process", "--output", home, check=False)
    assert failed.returncode == 1
    assert "egregora restore" in failed.stderr
    done = egregora("restore", "--output", home)
    assert "To be looked at again: ingested" in done.stdout

    kept = {p.name: p.read_bytes() for p in home.glob("egregora-replaced-*")}
    assert sorted(kept.values()) == sorted(spoiled.values())
    assert all(name.endswith(".wal") for name in kept) == (kind != "damaged")
    egregora("process", "--output", home)
    assert digests(home / "site") == digests(newer / "site")
    assert canonical(home, tmp_path / "a") == canonical(newer, tmp_path / "b")
    assert {row[0] for row in query(home, "SELECT status FROM runs")} == {"completed"}


def test_a_backup_holds_no_vault_unless_it_is_asked_for_and_brings_it_back(
    tmp_path: Path, home: Path, newer: Path
) -> None:
    done = egregora("backup", tmp_path / "elsewhere", "--output", home)
    assert "It holds no names" in done.stdout
    assert [p.name[:9] for p in sound(tmp_path / "elsewhere")] == ["egregora-"]
    egregora("backup", tmp_path / "both", "--with-vault", "--output", home)
    copies = sound(tmp_path / "both")
    assert [p.name.partition("-")[0] for p in copies] == ["egregora", "vault"]
    assert {p.stat().st_mode & 0o777 for p in copies} == {0o600}
    assert not any(name.encode() in copies[0].read_bytes() for name in PEOPLE)

    damage(home / "vault" / "vault.duckdb")
    refused = egregora("process", "--force-refresh", "--output", home, check=False)
    assert "vault.duckdb is damaged" in refused.stderr
    egregora("restore", tmp_path / "both", "--with-vault", "--output", home)
    egregora("process", "--output", home)
    assert digests(home / "site") == digests(newer / "site")
    assert query(home, "SELECT count(*) FROM ingested", "vault/vault.duckdb") == query(
        newer, "SELECT count(*) FROM ingested", "vault/vault.duckdb"
    )


def foreign(folder: Path) -> Path:
    """A database that is none of ours."""
    with DatabaseFile(folder / "foreign.duckdb").writing(may_create=True) as connection:
        connection.execute("CREATE TABLE t (a INTEGER)")
    return folder / "foreign.duckdb"


def from_later(folder: Path) -> Path:
    """A copy made by a newer program."""
    file = DatabaseFile(folder / "later.duckdb")
    migrate(file, "main")
    with file.transaction() as connection:
        connection.execute(
            "INSERT INTO schema_version SELECT 999, applied_at, 'x', checksum FROM schema_version LIMIT 1"
        )
    return file.path


def test_what_is_no_sound_copy_of_this_deployment_is_refused_and_nothing_is_touched(tmp_path: Path, home: Path) -> None:
    torn = shutil.copy(sound(home / "snapshots")[-1], tmp_path / "torn.duckdb")
    damage(Path(torn))
    egregora(
        "process",
        write_export(tmp_path / "chat.zip", days=4),
        "--output",
        tmp_path / "other",
        "--target-stage",
        "anonymized",
    )
    before = (home / "egregora.duckdb").read_bytes()
    for copy, word in (
        (torn, "is damaged"),
        (tmp_path / "none.duckdb", "does not exist"),
        (foreign(tmp_path), "is no copy of the main database"),
        (home / "vault" / "vault.duckdb", "is no copy of the main database"),
        (from_later(tmp_path), "upgrade egregora-assets"),
        (tmp_path / "other" / "egregora.duckdb", "another deployment"),
        (tmp_path, "No snapshot and no backup"),
    ):
        done = egregora("restore", copy, "--output", home, check=False)
        assert (done.returncode, word in done.stderr) == (1, True), done.stderr
    assert (home / "egregora.duckdb").read_bytes() == before
    assert not list(home.glob("*replaced*"))


def test_nothing_is_restored_or_backed_up_under_a_program_that_holds_the_file(home: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(home / "egregora.duckdb")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as notebook:
        assert notebook.stdout is not None
        notebook.stdout.readline()
        done = egregora("restore", "--output", home, check=False, extra={"EGREGORA_WAIT_SECONDS": "0.2"})
        notebook.kill()
    assert done.returncode == 1
    assert f"process {notebook.pid}" in done.stderr


FIRST_USE = """
import argparse, sys
from pathlib import Path
from egregora_assets.command.deployment import instance, settle_folders
settle_folders(argparse.Namespace(output=Path(sys.argv[1])))
with instance() as made:
    print(made.get_runs_count())
"""


def test_a_fresh_dagster_home_survives_several_processes_at_once(tmp_path: Path) -> None:
    """Upstream: without the lock about half of such homes break for good."""
    command = [sys.executable, "-c", FIRST_USE, str(tmp_path / "home")]
    (tmp_path / "home").mkdir(mode=0o700)
    (tmp_path / "home" / "dagster").mkdir(mode=0o700)
    started = [
        subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)
    ]
    for process in started:
        output, trouble = process.communicate(timeout=120)
        assert output.strip() == b"0", trouble[-1000:]
    again = subprocess.run(command, env=environment(), capture_output=True, check=False)
    assert again.stdout.strip() == b"0"
