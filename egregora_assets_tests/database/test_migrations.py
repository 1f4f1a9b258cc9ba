"""Migrations: a file of every past version is carried to today's, whole or not at all, with a copy of what it was."""

from __future__ import annotations

import datetime as dt
import lzma
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from egregora_assets import errors
from egregora_assets.contracts.model import Place
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.copies.verified_copies import read_contents
from egregora_assets.database.schema import migrations
from egregora_assets.database.schema.ddl import render_database
from egregora_assets.database.schema.migrations import COPIES_FOLDER, list_migrations, migrate
from egregora_assets_tests.processes import in_a_process, program

FIXTURES = Path(__file__).parent / "files"
PAST = sorted(FIXTURES.glob("*.duckdb.xz"))
LATEST = {"main": list_migrations("main")[-1].version, "vault": list_migrations("vault")[-1].version}
OLD = "main_version_1.duckdb.xz"
CHANGED = {
    "documents": ("decided_by", "form", "based_on"),
    "citations": ("role",),
    "messages": ("export_id",),
    "git_repositories": ("last_fetched_at", "problem"),
    "code_references": ("revision", "number", "repository_name", "reason"),
    "elo_ratings": ("doc_type",),
    "media_files": ("duration_ms",),
    "runs": ("created_at", "error", "error_class", "remedy", "updated_at"),
}
"""Columns that later versions added or dropped, by table: what is compared leaves them out."""
RENAMED = {"wishes": "consent_decisions"}
DROPPED = ("git_lookup_cache",)
"""Tables that nothing wrote."""


class Past(NamedTuple):
    """A file of a past version.

    Attributes:
        statements: of the migration that carries it to the next.
    """

    path: Path
    place: Place
    version: int
    statements: Sequence[str]


def unpacked(folder: Path, fixture: Path) -> Path:
    """A past version's file, ready to be carried on."""
    path = folder / {"main": "egregora.duckdb", "vault": "vault.duckdb"}[place_of(fixture)]
    path.write_bytes(lzma.decompress(fixture.read_bytes()))
    return path


def place_of(fixture: Path) -> Place:
    return "vault" if fixture.name.startswith("vault") else "main"


def version_of(fixture: Path) -> int:
    return int(fixture.name.split(".")[0].rpartition("_")[2])


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every table's rows, in order, by today's name, without what later versions changed and the list of versions."""
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        tables = [row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
        found = {}
        for table in tables:
            names = ", ".join(c for c in CHANGED.get(table, ()) if _has(connection, table, c))
            left_out = f" EXCLUDE ({names})" if names else ""
            rows = connection.execute(f'SELECT *{left_out} FROM "{table}" ORDER BY ALL').fetchall()
            found[RENAMED.get(table, table)] = rows
    for name in DROPPED:
        assert not found.pop(name, [])
    found.pop("schema_version")
    return found


def _has(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> bool:
    query = "SELECT 1 FROM duckdb_columns() WHERE table_name = $1 AND column_name = $2"
    return connection.execute(query, [table, column]).fetchone() is not None


def structure_of(path: Path) -> list[list[tuple[object, ...]]]:
    """Constraint texts, columns, indexes and views."""
    queries = (
        "SELECT table_name, constraint_text FROM duckdb_constraints() ORDER BY ALL",
        "SELECT table_name, column_index, column_name, data_type, is_nullable FROM duckdb_columns() "
        "WHERE NOT internal ORDER BY ALL",
        "SELECT table_name, sql FROM duckdb_indexes() ORDER BY ALL",
        "SELECT view_name, sql FROM duckdb_views() WHERE NOT internal ORDER BY ALL",
    )
    with duckdb.connect(str(path), read_only=True) as connection:
        return [connection.execute(query).fetchall() for query in queries]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return unpacked(tmp_path, FIXTURES / OLD)


@pytest.fixture(params=[f for f in PAST if version_of(f) < LATEST[place_of(f)]], ids=lambda f: f.name.split(".")[0])
def past(request: pytest.FixtureRequest, tmp_path: Path) -> Past:
    """A file of each past version, and what the next migration does with it."""
    fixture: Path = request.param
    path, place = unpacked(tmp_path, fixture), place_of(fixture)
    version = _version(path)
    (following,) = (m for m in list_migrations(place) if m.version == version + 1)
    return Past(path, place, version, following.statements)


def test_there_is_a_file_of_every_past_version() -> None:
    places: tuple[Place, ...] = ("main", "vault")
    wanted = {f"{p}_version_{v}.duckdb.xz" for p in places for v in range(1, max(2, LATEST[p]))}
    assert {f.name for f in PAST} >= wanted


@pytest.mark.slow
@pytest.mark.parametrize("fixture", PAST, ids=lambda f: f.name.split(".")[0])
def test_a_file_of_a_past_version_migrates_with_all_its_rows(tmp_path: Path, fixture: Path) -> None:
    path, place = unpacked(tmp_path, fixture), place_of(fixture)
    before = rows_of(path)
    migrate(DatabaseFile(path), place)
    new = tmp_path / "new" / path.name
    new.parent.mkdir()
    migrate(DatabaseFile(new), place)
    after = rows_of(path)
    assert sum(map(len, before.values())) > 5
    assert {name: after[name] for name in before} == before
    assert not any(rows for name, rows in after.items() if name not in before)
    assert structure_of(path) == structure_of(new)


@pytest.mark.slow
@pytest.mark.parametrize("place", ["main", "vault"])
def test_migrations_give_the_schema_of_a_new_file(tmp_path: Path, place: Place) -> None:
    migrated, new = (DatabaseFile(tmp_path / f"{name}.duckdb") for name in ("migrated", "new"))
    with migrated.open_writer(may_create=True) as connection:
        for statement in (s for migration in list_migrations(place) for s in migration.statements):
            connection.execute(statement)
    migrate(new, place)
    assert structure_of(migrated.path) == structure_of(new.path)


@pytest.mark.slow
@pytest.mark.parametrize("place", ["main", "vault"])
def test_a_new_file_is_made_from_the_contracts_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: Place
) -> None:
    file, seen, last = DatabaseFile(tmp_path / "new.duckdb"), list[str](), len(render_database(place))

    def fail_at_the_last(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
        seen.append(statement)
        connection.execute(statement if len(seen) != last else "SELECT no_such_column")

    monkeypatch.setattr(migrations, "run_statement", fail_at_the_last)
    with pytest.raises(errors.EgregoraError):
        migrate(file, place)
    assert structure_of(file.path) == [[], [], [], []]
    migrate(file, place)
    assert seen == [*render_database(place), *render_database(place)]
    assert _version(file.path) == LATEST[place]


@pytest.mark.slow
def test_running_twice_changes_nothing(old: Path) -> None:
    assert [m.version for m in migrate(DatabaseFile(old), "main")] == list(range(2, LATEST["main"] + 1))
    before = read_contents(old)
    assert migrate(DatabaseFile(old), "main") == []
    assert read_contents(old) == before
    assert len(list((old.parent / COPIES_FOLDER).iterdir())) == 1


@pytest.mark.slow
def test_a_copy_of_the_old_version_is_made_first_and_holds_all_of_it(old: Path) -> None:
    before = read_contents(old)
    migrate(DatabaseFile(old), "main")
    (copy,) = (old.parent / COPIES_FOLDER).iterdir()
    assert read_contents(copy) == before
    assert copy.stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_the_last_copies_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = (f"2024-01-0{day}T00:00:00+00:00" for day in range(1, 9))
    known = list_migrations("main")[:2]
    monkeypatch.setattr(migrations, "list_migrations", lambda _: known)  # a copy is made whatever follows
    monkeypatch.setattr(migrations, "_read_clock", lambda: dt.datetime.fromisoformat(next(moments)))
    for _ in range(5):
        migrate(DatabaseFile(unpacked(tmp_path, FIXTURES / OLD)), "main", keep=3)
    kept = sorted(p.name for p in (tmp_path / COPIES_FOLDER).iterdir())
    assert kept == [f"egregora-2024010{day}T000000Z.duckdb.gz" for day in (3, 4, 5)]


@pytest.mark.slow
def test_nothing_is_changed_where_no_copy_can_be_made(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise errors.DiskFull(str(old))

    before = read_contents(old)
    monkeypatch.setattr(migrations, "take_snapshot", refuse)
    with pytest.raises(errors.DiskFull):
        migrate(DatabaseFile(old), "main")
    assert read_contents(old) == before


@pytest.mark.slow
def test_a_failure_at_the_first_a_later_or_the_last_statement_leaves_the_old_file(
    past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read_contents(past.path)
    left = 0

    def fail_in_time(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
        nonlocal left
        left -= 1
        connection.execute(statement if left else "SELECT no_such_column")

    monkeypatch.setattr(migrations, "run_statement", fail_in_time)
    monkeypatch.setattr(migrations, "take_snapshot", lambda *_: None)
    file = DatabaseFile(past.path)
    with file.open_writer() as connection:  # opened once: each opening takes longer than the statements
        # The first, the last and every fifth: a statement that fails takes all before it back, which takes long.
        for place in sorted({*range(1, len(past.statements), 5), len(past.statements)}):
            left = place
            with pytest.raises(errors.EgregoraError):
                migrate(file, past.place)
            assert _newest(connection) == past.version
    assert read_contents(past.path) == before


def _version(path: Path) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        return _newest(connection)


def _newest(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("SELECT max(version) FROM schema_version").fetchone()
    return int(row[0]) if row else 0


KILLER = """
import os, signal, sys
from pathlib import Path
from egregora_assets.database.schema import migrations
from egregora_assets.database.connection import DatabaseFile

path, database, version, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
migrations.take_snapshot = lambda *_: None
for place in sorted({0, count // 3, 2 * count // 3, count - 1}):  # what lies on the disk is looked at before each
    child = os.fork()
    if child == 0:
        seen = iter(range(count))

        def die_in_time(connection, statement):
            if next(seen) == place:
                os.kill(os.getpid(), signal.SIGKILL)
            connection.execute(statement)

        migrations.run_statement = die_in_time
        migrations.migrate(DatabaseFile(path), database)
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL, place
    checker = os.fork()
    if checker == 0:
        import duckdb
        found = duckdb.connect(str(path), read_only=True).execute("SELECT max(version) FROM schema_version").fetchone()
        os._exit(0 if found == (version,) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(checker, 0)[1]) == 0, place
"""


@pytest.mark.slow
def test_the_files_on_disk_are_the_old_ones_before_every_statement(
    past: Past, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, before = past.path, read_contents(past.path)
    count, latest, states = 0, list[bytes](), list[Path]()

    def copy_first(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
        nonlocal count, latest
        files = [file for file in (old, old.with_name(old.name + ".wal")) if file.exists()]
        contents, count = [file.read_bytes() for file in files], count + 1
        if contents != latest:
            latest, folder = contents, tmp_path / str(count)
            folder.mkdir()
            for file in files:
                shutil.copyfile(file, folder / file.name)
            states.append(folder / old.name)
        connection.execute(statement)

    known = list_migrations(past.place)[: past.version + 1]
    monkeypatch.setattr(migrations, "list_migrations", lambda _: known)  # those that follow do the same once more
    monkeypatch.setattr(migrations, "run_statement", copy_first)
    monkeypatch.setattr(migrations, "take_snapshot", lambda *_: None)
    migrate(DatabaseFile(old), past.place)
    assert count == len(past.statements)
    assert {_version(path) for path in states} == {past.version}
    assert all(read_contents(path) == before for path in states)


@pytest.mark.process
def test_a_kill_leaves_the_old_file(past: Past) -> None:
    before = read_contents(past.path)
    done = in_a_process(program, KILLER, past.path, past.place, past.version, len(past.statements))
    assert done.returncode == 0, done.stderr
    assert read_contents(past.path) == before
    carried = [m.version for m in migrate(DatabaseFile(past.path), past.place)]
    assert carried == list(range(past.version + 1, LATEST[past.place] + 1))


@pytest.mark.slow
def test_a_parent_can_still_be_deleted_and_the_file_copied(old: Path) -> None:
    migrate(DatabaseFile(old), "main")
    with duckdb.connect(str(old)) as connection:
        connection.execute("BEGIN")
        connection.execute(
            "INSERT INTO chats SELECT uuid(), source, 'other', '', time_zone, language, run_id FROM chats"
        )
        connection.execute("DELETE FROM chats WHERE slug = 'other'")
        connection.execute("ROLLBACK")
        connection.execute("ATTACH ? AS copied", [str(old.with_name("copied.duckdb"))])
        connection.execute(f"COPY FROM DATABASE {old.stem} TO copied")
        count = "SELECT count(*) FROM {}.documents"
        assert (
            connection.execute(count.format("copied")).fetchone()
            == connection.execute(count.format(old.stem)).fetchone()
        )


@pytest.mark.slow
def test_a_file_of_a_newer_program_is_refused_with_the_remedy(old: Path) -> None:
    with duckdb.connect(str(old)) as connection:
        connection.execute("INSERT INTO schema_version VALUES (999, now(), 'later', uuid())")
    before = read_contents(old)
    with pytest.raises(errors.DatabaseTooNew, match="999"):
        migrate(DatabaseFile(old), "main")
    assert read_contents(old) == before


def test_a_past_migration_that_was_edited_is_refused(old: Path) -> None:
    with duckdb.connect(str(old)) as connection:
        connection.execute("UPDATE schema_version SET checksum = uuid() WHERE version = 1")
    with pytest.raises(errors.MigrationChanged):
        migrate(DatabaseFile(old), "main")


@pytest.mark.slow
def test_rows_of_a_run_that_was_never_recorded_survive_under_a_lost_run(old: Path) -> None:
    with duckdb.connect(str(old)) as connection:
        connection.execute("UPDATE document_tags SET run_id = '00000000-0000-8000-8000-000000000007'")
    migrate(DatabaseFile(old), "main")
    with duckdb.connect(str(old), read_only=True) as connection:
        query = "SELECT DISTINCT status FROM document_tags JOIN runs USING (run_id)"
        assert connection.execute(query).fetchall() == [("lost",)]


@pytest.mark.slow
def test_the_error_of_a_run_becomes_its_class_and_its_remedy(tmp_path: Path) -> None:
    path = unpacked(tmp_path, FIXTURES / "main_version_4.duckdb.xz")
    migrate(DatabaseFile(path), "main")
    query = "SELECT right(run_id::VARCHAR, 2), status, error_class, remedy, created_at = started_at FROM runs "
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute(query + "WHERE right(run_id::VARCHAR, 2) LIKE 'e_' ORDER BY 1").fetchall()
    assert found == [
        ("e1", "failed", "RunFailed", "fix the cause and run again.", True),
        ("e2", "lost", "RunLost", "run again; the last good tables are kept.", True),
        ("e3", "failed", "WriteConflict", "run again; nothing was written.", True),
        ("e4", "failed", "RunFailed", "run again.", True),
        ("e5", "canceled", None, None, True),
        ("e6", "lost", "RunLost", "run again.", True),
    ]


@pytest.mark.slow
def test_old_rows_that_a_new_constraint_forbids_are_mended(tmp_path: Path) -> None:
    path = unpacked(tmp_path, FIXTURES / "main_version_7.duckdb.xz")
    of_no_post = "(SELECT min(document_id) FROM documents WHERE doc_type = 'profile')"
    with duckdb.connect(str(path)) as connection:
        for statement in (
            "UPDATE documents SET title = ' ', summary = '' WHERE doc_type = 'post'",
            "UPDATE documents SET title = '' WHERE doc_type = 'journal'",
            "UPDATE documents SET window_id = uuid() WHERE doc_type = 'journal'",
            f"INSERT INTO elo_ratings SELECT {of_no_post}, 1500, 0, last_updated, run_id FROM elo_ratings LIMIT 1",
            "INSERT INTO table_digests VALUES ('elo_ratings', 3, '0')",
        ):
            connection.execute(statement)
    before = rows_of(path)
    migrate(DatabaseFile(path), "main")
    with duckdb.connect(str(path), read_only=True) as connection:
        posts = (
            "SELECT title = slug AND summary = slug AND window_id IS NOT NULL FROM documents WHERE doc_type = 'post'"
        )
        assert set(connection.execute(posts).fetchall()) == {(True,)}
        journals = "SELECT DISTINCT title, window_id FROM documents WHERE doc_type = 'journal'"
        assert connection.execute(journals).fetchall() == [(None, None)]
        assert connection.execute("FROM table_digests WHERE table_name = 'elo_ratings'").fetchall() == []
    after = rows_of(path)
    assert {name for name in before if len(after[name]) != len(before[name])} == {"elo_ratings", "table_digests"}
    assert len(after["elo_ratings"]) == len(before["elo_ratings"]) - 1


@pytest.mark.slow
def test_an_old_document_without_a_slug_gets_its_id_for_one(tmp_path: Path) -> None:
    path = unpacked(tmp_path, FIXTURES / "main_version_7.duckdb.xz")
    identifier, chat = "00000000-0000-8000-8000-0000000000aa", "(SELECT min(chat_id) FROM chats)"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            f"INSERT INTO document_addresses SELECT '{identifier}', {chat}, 'announcement', '', min(run_id) FROM runs"
        )
        connection.execute(
            f"INSERT INTO documents BY NAME SELECT * REPLACE ('{identifier}'::UUID AS document_id, '' AS slug, "
            f"'announcement' AS doc_type) FROM documents WHERE doc_type = 'annotation' LIMIT 1"
        )
    migrate(DatabaseFile(path), "main")
    query = "SELECT slug FROM documents JOIN document_addresses USING (document_id, slug) WHERE document_id = $1"
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute(query, [identifier]).fetchall() == [(identifier,)]


@pytest.mark.parametrize("place", ["main", "vault"])
def test_migrations_are_numbered_from_one_without_a_gap(place: Place) -> None:
    assert [m.version for m in list_migrations(place)] == list(range(1, LATEST[place] + 1))
    assert all(m.description and m.statements for m in list_migrations(place))
