"""The schema of a database file: a new file is created from the contracts, an older one is migrated.

A migration is an ordered, named, transactional list of SQL statements that is never edited after its release.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

import duckdb

from egregora_assets import errors
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.instants import utc_now
from egregora_assets.contracts.model import Place
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.copies.snapshots import take_snapshot
from egregora_assets.database.schema.ddl import render_database

_SEPARATOR = ";\n\n"
_VERSIONS = "schema_version"
COPIES_FOLDER = "before_migration"
KEPT_COPIES = 3


@dataclass(frozen=True)
class Migration:
    """One step of the schema: its number, its name, its statements."""

    version: int
    description: str
    statements: tuple[str, ...]

    @property
    def checksum(self) -> str:
        """Digest of the statements, which never change after a release."""
        return public_uuid("migration", *self.statements)


def _read_migration(place: Place, file_name: str) -> Migration:
    """A migration from `sql/<place>/<number>_<description>.sql`; statements end with a semicolon and an empty line."""
    number, _, description = file_name.removesuffix(".sql").partition("_")
    text = (
        resources.files("egregora_assets.database.schema").joinpath("sql", place, file_name).read_text(encoding="utf-8")
    )
    statements = tuple(s.strip() for s in text.strip().removesuffix(";").split(_SEPARATOR))
    return Migration(int(number), description.replace("_", " "), statements)


@cache
def list_migrations(place: Place) -> tuple[Migration, ...]:
    """The migrations of a database file, in order."""
    folder = resources.files("egregora_assets.database.schema").joinpath("sql", place)
    files = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return tuple(_read_migration(place, name) for name in files)


def is_current(file: DatabaseFile, place: Place) -> bool:
    """Whether a file is there and has the current schema.

    Raises:
        DatabaseTooNew, MigrationChanged: as `migrate`.
        DatabaseBusy, DatabaseDamaged: the file cannot be opened.
    """
    return file.path.exists() and len(_read_versions(file, place)) == len(list_migrations(place))


def migrate(file: DatabaseFile, place: Place, keep: int = KEPT_COPIES) -> list[Migration]:
    """Migrates a database file to the current schema; does nothing to a file that has it.

    An absent or empty file is created from the contracts, in one transaction. An older file is copied first, with a
    comparison; then each missing migration is one transaction.

    Args:
        keep: how many copies of older versions stay in `before_migration/` beside the file; at least one.

    Returns: the migrations that were recorded; for a new file, all of them.

    Raises:
        DatabaseTooNew: the file has migrations that this program does not know.
        MigrationChanged: the text of an applied migration was changed.
        CopyDiffers, DiskFull, FolderNotWritable: the older file could not be copied, so nothing was changed.
        DatabaseBusy, DatabaseDamaged: the file cannot be opened.
    """
    known = list_migrations(place)
    if file.path.exists():
        found = len(_read_versions(file, place))
        if found == len(known):
            return []
        if found:
            take_snapshot(file, file.path.parent / COPIES_FOLDER, max(1, keep), _read_clock())
    with file.open_writer(may_create=True):
        missing = list(known[len(_read_versions(file, place)) :])
        if len(missing) == len(known):
            _apply(file, render_database(place), missing)
        else:
            for migration in missing:
                _apply(file, migration.statements, [migration])
    return missing


def _read_clock() -> dt.datetime:
    """The time in the name of a copy; tests replace it."""
    return utc_now()


def _read_versions(file: DatabaseFile, place: Place) -> list[tuple[int, str]]:
    """The versions of a file with their checksums, in order; none for an empty file."""
    known = {m.version: m.checksum for m in list_migrations(place)}
    with file.open_reader() as connection:
        query = "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'main' AND table_name = $1"
        if not connection.execute(query, [_VERSIONS]).fetchone():
            return []
        found = connection.execute(
            f"SELECT version, CAST(checksum AS VARCHAR) FROM {_VERSIONS} ORDER BY version"
        ).fetchall()
    if found and found[-1][0] > max(known):
        raise errors.DatabaseTooNew(str(file.path), found[-1][0], max(known))
    for version, checksum in found:
        if known[version] != checksum:
            raise errors.MigrationChanged(version)
    return found


def run_statement(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    """Runs one statement of a schema change; tests replace it to let the change fail or the process die."""
    connection.execute(statement)


def _apply(file: DatabaseFile, statements: Iterable[str], migrations: Iterable[Migration]) -> None:
    """Runs statements and records the migrations that they stand for, in one transaction."""
    with file.transaction() as connection:
        for statement in statements:
            run_statement(connection, statement)
        for migration in migrations:
            connection.execute(
                f"INSERT INTO {_VERSIONS} VALUES ($1, $2, $3, $4)",
                [migration.version, utc_now(), migration.description, migration.checksum],
            )
