"""Snapshots after runs, backups by command, and the way back from a damaged, lost or older file."""

from __future__ import annotations

import datetime as dt
import gzip
import random
import shutil
import sys
from pathlib import Path

import pytest

from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.copies.packing import unpacked
from egregora_assets.database.copies.restore import inspect_copy, replace_file
from egregora_assets.database.copies.snapshots import (
    Changes,
    delete_snapshots,
    is_snapshot_due,
    list_copies,
    name_copy,
    record_people,
    take_snapshot,
)
from egregora_assets.database.copies.verified_copies import read_contents
from egregora_assets.database.schema.migrations import migrate
from egregora_assets.errors import BackupUnusable, DatabaseBusy, DatabaseMissing, DatabaseTooNew, DiskFull
from egregora_assets.operations.context import open_context
from egregora_assets_tests.built_once import BuiltOnce, Deployment
from egregora_assets_tests.contracts.contract_rows import insert_with_parents
from egregora_assets_tests.database.new_database import new_database
from egregora_assets_tests.deployments import Done, canonical, digests, egregora, query
from egregora_assets_tests.exports.small_chat import PEOPLE, write_export
from egregora_assets_tests.processes import held_by_another_process, in_a_process, started

MORNING = dt.datetime(2026, 3, 1, 6, tzinfo=dt.UTC)
FIRST_BLOCK = 3 * 4096


def sound(folder: Path) -> list[Path]:
    """The copies in a folder; each is read wholly."""
    found = sorted([*folder.glob("*.duckdb"), *folder.glob("*.duckdb.gz")])
    for path in found:
        assert read_contents(path).versions
    return found


def write_plain(copy: Path, target: Path) -> Path:
    """A copy as it was kept before copies were compressed."""
    target.write_bytes(gzip.decompress(copy.read_bytes()))
    return target


def damage(path: Path) -> None:
    """What a power cut during a checkpoint leaves: the first block half written."""
    with path.open("r+b") as stream:
        stream.seek(FIRST_BLOCK)
        stream.write(random.Random(1).randbytes(8192))


def process(*arguments: str | Path) -> Done:
    """A run over exports, up to the stage that takes names out; the last argument is the deployment."""
    *exports, home = arguments
    return egregora("process", *exports, "--output", home, "--target-stage", "anonymized", check=False)


@pytest.fixture(scope="session")
def newer(built_once: BuiltOnce, anonymized_deployment: Deployment) -> Path:
    """A deployment after a second run, over a longer export; only copies of it are changed."""

    def make(folder: Path) -> None:
        shutil.copytree(anonymized_deployment.home, folder / "home")
        process(write_export(folder / "chat.zip", days=15), folder / "home")

    return built_once.folder("after_two_runs", make) / "home"


@pytest.fixture
def home(tmp_path: Path, newer: Path) -> Path:
    shutil.copytree(newer, tmp_path / "home")
    return tmp_path / "home"


def test_every_run_that_wrote_leaves_one_sound_private_snapshot_of_each_file(home: Path) -> None:
    runs = [row[0] for row in query(home, "SELECT run_id FROM runs ORDER BY started_at")]
    for folder in (home / "snapshots", home / "vault" / "snapshots"):
        found = sound(folder)
        assert [path.name.partition(".")[0].rpartition("-")[2] for path in found] == [run[:8] for run in runs]
        assert {path.stat().st_mode & 0o777 for path in found} == {0o600}
        assert folder.stat().st_mode & 0o777 == 0o700
    newest = sound(home / "snapshots")[-1]
    with unpacked(newest) as plain:
        assert query(plain.parent, "SELECT status FROM runs", plain.name) == query(home, "SELECT status FROM runs")


def test_a_run_that_wrote_nothing_leaves_no_snapshot_and_a_failing_one_fails_no_run(tmp_path: Path, home: Path) -> None:
    before = sound(home / "snapshots")
    assert process("--force-refresh", home).returncode == 0
    assert sound(home / "snapshots") == before
    shutil.rmtree(home / "snapshots")
    (home / "snapshots").write_text("in the way", encoding="utf-8")
    done = process(write_export(tmp_path / "chat.zip", days=16), home)
    assert done.returncode == 0, done.stderr
    assert "the run is done, but a copy of the database could not be made" in done.stderr
    assert "Remedy: move that file away" in done.stderr
    found = egregora("doctor", "--output", home, check=False)
    assert found.returncode == 1
    assert "A copy of the database could not be made" in found.stdout
    again = process(home)
    assert (again.returncode, again.stderr) == (0, done.stderr)
    (home / "snapshots").unlink()
    again = process(home)
    assert (again.returncode, again.stderr) == (0, "")
    assert len(sound(home / "snapshots")) == 1


@pytest.mark.slow
def test_the_last_few_snapshots_are_kept_and_none_if_none_are_wanted(tmp_path: Path) -> None:
    file = new_database(tmp_path / "egregora.duckdb")
    folder = tmp_path / "snapshots"
    assert take_snapshot(file, folder, 0, MORNING) is None
    (tmp_path / "snapshots").mkdir(mode=0o700)
    (folder / ".copy-killed").mkdir()
    for hour in range(5):
        take_snapshot(file, folder, 3, MORNING + dt.timedelta(hours=hour), f"{hour}{hour}{hour}{hour}aaaa-rest")
    assert [p.name for p in list_copies([folder], "egregora")] == [
        f"egregora-20260301T{6 + hour:02}0000Z-{hour}{hour}{hour}{hour}aaaa.duckdb.gz" for hour in (4, 3, 2)
    ]
    assert not (folder / ".copy-killed").exists()


@pytest.mark.parametrize(
    ("after", "changed", "people", "is_due"),
    [
        ({"hours": 1}, 9, "same", False),
        ({"hours": 1}, 10, "same", True),
        ({"hours": 1}, 0, "other", True),
        ({"days": 1}, 0, "same", True),
        ({"hours": -1}, 0, "same", True),
    ],
    ids=["little changed", "a tenth changed", "people wrote", "a day went by", "the clock was set back"],
)
def test_a_file_that_runs_can_make_again_is_copied_where_enough_changed(
    tmp_path: Path, after: dict[str, int], changed: int, people: str, is_due: bool
) -> None:
    def read_changes(since: dt.datetime, but_run: str) -> Changes:
        assert (since, but_run) == (MORNING, "11112222")
        return Changes(changed, 100, people)

    assert is_snapshot_due(tmp_path, "egregora", MORNING, read_changes)
    (tmp_path / name_copy(Path("egregora.duckdb"), MORNING, "11112222-rest")).touch()
    record_people(tmp_path, "same")
    assert is_snapshot_due(tmp_path, "egregora", MORNING + dt.timedelta(**after), read_changes) == is_due


@pytest.mark.slow
def test_what_a_run_wrote_in_the_second_of_its_own_snapshot_is_no_change_since(home: Path) -> None:
    runs = open_context(home).store.runs
    first, second = (str(row[0]) for row in query(home, "SELECT run_id FROM runs ORDER BY started_at"))
    long_ago = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    every, rows = runs.count_changes_since(long_ago, "")
    but_first, but_second = (runs.count_changes_since(long_ago, run[:8])[0] for run in (first, second))
    assert 0 < but_first < every == but_first + but_second
    assert rows > 0


@pytest.mark.process
def test_a_run_that_changed_little_copies_the_vault_alone(tmp_path: Path, home: Path) -> None:
    before = [sound(folder) for folder in (home / "snapshots", home / "vault" / "snapshots")]
    done = process(write_export(tmp_path / "chat.zip", days=16), home)
    assert done.returncode == 0, done.stderr
    assert sound(home / "snapshots") == before[0]
    assert len(sound(home / "vault" / "snapshots")) == len(before[1]) + 1


@pytest.mark.slow
def test_a_full_disk_gets_no_snapshot_and_keeps_the_old_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = new_database(tmp_path / "egregora.duckdb")
    take_snapshot(file, tmp_path / "snapshots", 1, MORNING)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage._replace(free=file.path.stat().st_size))
    with pytest.raises(DiskFull):
        take_snapshot(file, tmp_path / "snapshots", 1, MORNING + dt.timedelta(hours=1))
    assert len(sound(tmp_path / "snapshots")) == 1


def test_everything_older_can_be_forgotten_but_backups_that_were_asked_for(home: Path) -> None:
    left = [home / "egregora-replaced-20260301T060000Z.duckdb", home / "egregora-replaced-20260301T060000Z.duckdb.wal"]
    left += [home / "vault" / "vault-replaced-20260301T060000Z.duckdb"]
    kept = home / "backups" / "egregora-20260301T060000Z.duckdb"
    kept.parent.mkdir()
    for path in (*left, kept):
        path.write_bytes(b"an older state")
    assert delete_snapshots(home, home / "vault") == 4 + len(left)
    assert not [*home.glob("*replaced*"), *home.glob("snapshots/*"), *home.glob("vault/snapshots/*")]
    assert not any(path.exists() for path in left)
    assert kept.exists()
    assert (home / "egregora.duckdb").exists()


def test_a_damaged_file_is_restored_and_then_nothing_is_missing(tmp_path: Path, home: Path, newer: Path) -> None:
    """From the snapshot of the run before the last one: the vault knows more than that, and is read again."""
    file = home / "egregora.duckdb"
    sound(home / "snapshots")[-1].unlink()
    damage(file)
    spoiled = file.read_bytes()
    failed = process(home)
    assert failed.returncode == 1
    assert "egregora restore" in failed.stderr
    assert file.read_bytes() == spoiled

    done = egregora("restore", "--output", home)
    assert "To be looked at again: ingested" in done.stdout
    assert [p.read_bytes() for p in home.glob("egregora-replaced-*")] == [spoiled]
    process(home)
    assert canonical(home, tmp_path / "a") == canonical(newer, tmp_path / "b")
    assert {row[0] for row in query(home, "SELECT status FROM runs")} == {"completed"}


def test_a_snapshot_takes_a_tenth_of_its_file_at_most_and_is_the_same_for_the_same_bytes(home: Path) -> None:
    for file, folder in (("egregora.duckdb", "snapshots"), ("vault/vault.duckdb", "vault/snapshots")):
        newest = list_copies([home / folder], (home / file).stem)[0]
        assert newest.stat().st_size <= (home / file).stat().st_size / 10
    again = [take_snapshot(DatabaseFile(home / "egregora.duckdb"), home / name, 1, MORNING) for name in ("a", "b")]
    assert len({made.path.read_bytes() for made in again if made}) == 1


def test_a_file_is_restored_from_the_newest_copy_compressed_or_not(home: Path) -> None:
    """Copies that an earlier version made are not compressed; what a kill left of unpacking is swept up."""
    (home / ".copy-killed").mkdir()
    older, newest = sound(home / "snapshots")
    plain = write_plain(newest, newest.with_suffix(""))
    newest.unlink()
    damage(home / "egregora.duckdb")
    done = egregora("restore", "--output", home)
    assert f"from {plain}" in done.stdout
    assert not (home / ".copy-killed").exists()
    damage(plain)
    damage(home / "egregora.duckdb")
    done = egregora("restore", "--output", home)
    assert f"from {older}" in done.stdout
    assert f"{plain} cannot be restored" in done.stderr
    with unpacked(older) as restored:
        counts = "SELECT count(*) FROM messages"
        assert query(home, counts) == query(restored.parent, counts, restored.name)
    assert not [*home.glob(".copy-*"), *home.glob("snapshots/.copy-*")]


@pytest.mark.parametrize("is_lost", [False, True], ids=["damaged", "lost"])
def test_a_vault_is_restored_from_an_older_copy_and_nothing_of_the_sound_file_is_lost(
    is_lost: bool, tmp_path: Path, home: Path, newer: Path
) -> None:
    """The exports that were read since lie in the inbox, as they would."""
    vault = home / "vault" / "vault.duckdb"
    write_export(home / "inbox" / "chat.zip", days=15)
    sound(home / "vault" / "snapshots")[-1].unlink()
    vault.unlink() if is_lost else damage(vault)
    before = (home / "egregora.duckdb").read_bytes()
    if not is_lost:
        failed = egregora("status", "--output", home, check=False)
        assert (failed.returncode, "egregora restore" in failed.stderr) == (1, True)
    done = egregora("restore", "--output", home)
    assert f"Restored {vault} from {home / 'vault' / 'snapshots'}" in done.stdout
    assert "egregora.duckdb is sound and was left as it is" in done.stdout
    assert "has to be decided again" in done.stderr
    assert not list(home.glob("egregora-replaced-*"))
    assert len(list((home / "vault").glob("vault-replaced-*"))) == int(not is_lost)
    assert len(before) == len((home / "egregora.duckdb").read_bytes())
    process(home)
    assert canonical(home, tmp_path / "a") == canonical(newer, tmp_path / "b")


def test_what_is_sound_is_replaced_only_on_purpose(home: Path) -> None:
    before = digests(home)
    refused = egregora("restore", "--output", home, check=False)
    assert refused.returncode == 1
    assert "egregora.duckdb and " in refused.stderr
    assert "vault.duckdb can be read completely; nothing was replaced" in refused.stderr
    assert "egregora restore --force" in refused.stderr
    named = egregora("restore", sound(home / "snapshots")[0], "--output", home, check=False)
    assert (named.returncode, "Nothing is damaged" in named.stderr) == (1, True)
    now = {path: digest for path, digest in digests(home).items() if path in before}
    assert {path for path in before if before[path] != now.get(path) and not path.endswith(".lock")} == set()
    vault = (home / "vault" / "vault.duckdb").read_bytes()
    egregora("restore", sound(home / "snapshots")[0], "--force", "--output", home)
    assert len(list(home.glob("egregora-replaced-*"))) == 1
    assert (home / "vault" / "vault.duckdb").read_bytes() == vault
    egregora("restore", "--force", "--with-vault", "--output", home)
    assert len(list((home / "vault").glob("vault-replaced-*"))) == 1


def test_a_damaged_file_without_a_copy_is_moved_away_and_made_again(tmp_path: Path, home: Path, newer: Path) -> None:
    file = home / "egregora.duckdb"
    shutil.rmtree(home / "snapshots")
    damage(file)
    refused = egregora("restore", "--output", home, check=False)
    assert refused.returncode == 1
    assert f"move {file} away" in refused.stderr
    file.rename(tmp_path / "away.duckdb")
    process(home)
    assert canonical(home, tmp_path / "a").keys() == canonical(newer, tmp_path / "b").keys()
    assert query(home, "SELECT * FROM messages ORDER BY ALL") != []


def test_a_vault_that_was_deleted_on_purpose_comes_back_only_where_it_is_asked_for(home: Path) -> None:
    egregora("backup", "--with-vault", "--output", home)
    egregora("vault", "delete", "--yes", "--output", home)
    damage(home / "egregora.duckdb")
    done = egregora("restore", "--output", home)
    assert "There is no copy of" in done.stderr
    assert query(home, "SELECT count(*) FROM ingested", "vault/vault.duckdb") == [(0,)]
    (home / "vault" / "vault.duckdb").unlink()
    egregora("restore", "--with-vault", "--output", home)
    assert query(home, "SELECT count(*) FROM ingested", "vault/vault.duckdb") != [(0,)]


def test_a_lost_file_is_restored_and_its_log_is_kept(home: Path) -> None:
    (home / "egregora.duckdb").rename(home / "egregora.duckdb.wal")
    with pytest.raises(DatabaseMissing, match="egregora restore"):
        migrate(DatabaseFile(home / "egregora.duckdb"), "main")
    source = sound(home / "snapshots")[-1]
    kept = replace_file(DatabaseFile(home / "egregora.duckdb"), source, MORNING)
    assert kept == home / "egregora-replaced-20260301T060000Z.duckdb"
    assert (home / "egregora-replaced-20260301T060000Z.duckdb.wal").exists()
    assert not (home / "egregora.duckdb.wal").exists()
    assert read_contents(home / "egregora.duckdb") == read_contents(source)


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

    vault = "vault/vault.duckdb"
    damage(home / vault)
    done = egregora("restore", tmp_path / "both", "--with-vault", "--output", home)
    assert "egregora.duckdb is sound and was left as it is" in done.stdout
    for table in ("ingested", "identities"):
        assert query(home, f"SELECT * FROM {table} ORDER BY ALL", vault) == query(
            newer, f"SELECT * FROM {table} ORDER BY ALL", vault
        )


def foreign(folder: Path) -> Path:
    """A database that is none of ours."""
    with DatabaseFile(folder / "foreign.duckdb").open_writer(may_create=True) as connection:
        connection.execute("CREATE TABLE t (a INTEGER)")
    return folder / "foreign.duckdb"


def from_later(folder: Path) -> Path:
    """A copy made by a newer program."""
    file = new_database(folder / "later.duckdb")
    with file.transaction() as connection:
        connection.execute(
            "INSERT INTO schema_version SELECT 999, applied_at, 'x', checksum FROM schema_version LIMIT 1"
        )
    return file.path


def of_another_deployment(folder: Path) -> Path:
    """A copy with another conversation, made with another key."""
    file = new_database(folder / "another.duckdb")
    with file.transaction() as connection:
        insert_with_parents(connection, "chats")
    return file.path


def test_what_is_no_sound_copy_is_refused(tmp_path: Path, newer: Path) -> None:
    newest = sound(newer / "snapshots")[-1]
    torn = Path(shutil.copy(newest, tmp_path / "torn.duckdb.gz"))
    damage(torn)
    cut = tmp_path / "cut.duckdb.gz"
    cut.write_bytes(newest.read_bytes()[:-9])
    plain = write_plain(newest, tmp_path / "plain.duckdb")
    damage(plain)
    for copy, reason in (
        (torn, "is damaged"),
        (cut, "is damaged"),
        (plain, "is damaged"),
        (tmp_path / "none.duckdb", "does not exist"),
        (foreign(tmp_path), "is no copy of the main database"),
        (newer / "vault" / "vault.duckdb", "is no copy of the main database"),
    ):
        with pytest.raises(BackupUnusable, match=reason):
            inspect_copy(copy, "main")
    with pytest.raises(DatabaseTooNew, match="999"):
        inspect_copy(from_later(tmp_path), "main")


def test_a_copy_of_another_deployment_is_refused_and_nothing_is_touched(tmp_path: Path, home: Path) -> None:
    before = (home / "egregora.duckdb").read_bytes()
    done = egregora("restore", of_another_deployment(tmp_path), "--force", "--output", home, check=False)
    assert (done.returncode, "another deployment" in done.stderr) == (1, True), done.stderr
    assert (home / "egregora.duckdb").read_bytes() == before
    assert not list(home.glob("*replaced*"))


@pytest.mark.process
def test_nothing_is_restored_under_a_program_that_holds_the_file(home: Path) -> None:
    file = DatabaseFile(home / "egregora.duckdb", wait_seconds=0.2)
    with (
        held_by_another_process(file.path, read_only=True) as notebook,
        pytest.raises(DatabaseBusy, match=f"process {notebook}"),
    ):
        replace_file(file, sound(home / "snapshots")[0], MORNING)
    assert not list(home.glob("*replaced*"))


def first_use(home: Path) -> None:
    """Opens Dagster's home, which is made if it is not there, and writes how many runs it knows."""
    with open_context(home).instance() as made:
        sys.stdout.write(f"{made.get_runs_count()} runs")


@pytest.mark.process
def test_a_fresh_dagster_home_survives_several_processes_at_once(tmp_path: Path) -> None:
    """Upstream: without the lock about half of such homes break for good."""
    (tmp_path / "home").mkdir(mode=0o700)
    (tmp_path / "home" / "dagster").mkdir(mode=0o700)
    for process in [started(first_use, tmp_path / "home") for _ in range(3)]:
        done = process.ended()
        assert done.stdout == "0 runs", done.stderr[-1000:]
    assert in_a_process(first_use, tmp_path / "home").stdout == "0 runs"
