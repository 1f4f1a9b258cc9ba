"""Writes a bundle's rows by difference, and records the materialization in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import duckdb
import pyarrow as pa

from egregora_assets import errors
from egregora_assets.contracts.bundles import BUNDLES, UNBUNDLED, Bundle, list_children
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.model import Contract
from egregora_assets.contracts.parts import ChangedParts
from egregora_assets.contracts.tables import Rows, Source
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.error_translation import translate_errors
from egregora_assets.database.run_log.records import invalidate_inputs, is_recorded, require_run
from egregora_assets.database.schema.ddl import quote
from egregora_assets.database.tables import difference, parts, references
from egregora_assets.database.tables.difference import Difference, WriteResult, match_keys
from egregora_assets.database.tables.parts import TableDigest
from egregora_assets.database.tables.sources import list_source_columns, open_source

RecordWrite = Callable[[duckdb.DuckDBPyConnection, WriteResult], None]
"""Records a write in the transaction of its rows."""


def write(
    file: DatabaseFile, bundle: Bundle, given: Rows | ChangedParts, run_id: str, record: RecordWrite
) -> WriteResult:
    """Makes a bundle's tables contain exactly the rows given (append-only tables: at least these).

    Of changed parts, only the rows in their scope are replaced, and the parts are recorded with them.

    Raises:
        RowsMalformed: a table is missing, or has other columns than its contract.
        RowsRefused: a constraint was broken; nothing was written.
        PartsEntangled: rows of a part that did not change refer to rows that go; the next run computes all parts.
        RunUnknown: the run is not recorded in the file.
        DatabaseBusy, DatabaseInvalidated, DiskFull, MemoryExceeded, WriteConflict: nothing was written.
        CommitUncertain: the disk filled up during the commit; the next run finds out whether it counts.
    """
    changed = given if isinstance(given, ChangedParts) else None
    rows = changed.rows if changed else cast(Rows, given)
    missing = [c.name for c in bundle.contracts if c.name not in rows]
    unknown = [name for name in rows if name not in bundle.tables]
    if missing or unknown:
        raise errors.RowsMalformed(bundle.asset_key, f"missing tables {missing}, unknown tables {unknown}")
    first = _Write(file, bundle, rows, run_id, record, changed)
    try:
        return first.run()
    except errors.WriteConflict:
        # Rows that an expression reads may be gone by now: then the next run computes everything.
        if first.removed and not all(isinstance(source, pa.Table) for source in rows.values()):
            raise
        return _Write(file, bundle, rows, run_id, record, changed).run()


@dataclass
class _Write:
    """One attempt to write a bundle.

    Attributes:
        changed: where only some parts are written.
        unchanged: tables whose new rows are the stored ones.
        removed: deleted rows of the bundle's tables that others refer to, by table.
        digests: of the tables that are written in parts, as they are stored at each moment.
    """

    file: DatabaseFile
    bundle: Bundle
    rows: Rows
    run_id: str
    record: RecordWrite
    changed: ChangedParts | None = None
    unchanged: set[str] = field(default_factory=set)
    removed: dict[str, int] = field(default_factory=dict)
    digests: dict[str, TableDigest] = field(default_factory=dict)

    def is_scoped(self, contract: Contract) -> bool:
        """Whether only some rows of a table are given."""
        return self.changed is not None and contract.name in self.changed.scope

    def run(self) -> WriteResult:
        result: WriteResult | None = None
        try:
            with self.file.open_writer() as connection:
                for contract in self.bundle.contracts:
                    with translate_errors(self.file.path, contract.name):
                        self._stage(connection, contract)
                self._remove_with_dependents(connection)
                with self.file.transaction() as connection:
                    result = _apply(connection, self)
                    self.record(connection, result)
        except (errors.CommitUncertain, errors.DatabaseInvalidated):
            if result is None or not self._is_recorded(result):
                raise
        return result

    def _is_recorded(self, result: WriteResult) -> bool:
        """Whether a write whose commit is uncertain counts: its materialization is part of the same transaction."""
        is_main = self.bundle.place == "main"
        return is_main and is_recorded(self.file, self.run_id, self.bundle.asset_key, result.data_version)

    def _stage(self, connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
        """Put the new rows and the rows to delete into temporary tables."""
        stage_rows(connection, contract, self.rows[contract.name])
        is_scoped = self.is_scoped(contract)
        if self.changed and is_scoped:
            parts.stage_scope(connection, contract, self.changed.scope[contract.name])
            if (known := parts.read_digest(connection, contract)) is not None:
                self.digests[contract.name] = known
        for statement in (difference.render_manual_exclusion(contract), difference.render_preservation(contract)):
            if statement:
                connection.execute(statement)
        if _is_unchanged(connection, contract, is_scoped=is_scoped):
            self.unchanged.add(contract.name)
            connection.execute(difference.render_removals_where(contract, "false"))
        else:
            connection.execute(difference.render_removals(contract, is_scoped=is_scoped))

    def _remove_with_dependents(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Delete rows that others refer to: dependents first, each table in a transaction of its own.

        A kill in between leaves only rows missing that were to be deleted; the next run finishes. What people wrote is
        kept in a detached table until its parent exists again.
        """
        removed = [
            c
            for c in self.bundle.contracts
            if list_children(c.name) and _count(connection, difference.name_removals(c))
        ]
        if not removed:
            return
        chain = references.list_descendants(tuple(removed))
        for place, contract in enumerate(chain):
            _add_dependents(connection, contract, chain[:place], is_new=contract not in removed)
        self._refuse_entangled(connection, chain)
        releases = _list_releases(connection, chain)
        self._invalidate(connection, [*chain, *(child for child, _ in releases)])
        for _, statement in releases:
            with self.file.transaction() as transaction:
                transaction.execute(statement)
        counts = {c.name: _count(connection, difference.name_removals(c)) for c in chain}
        for contract in reversed(chain):
            self._take_out(connection, contract)
            with self.file.transaction() as transaction:
                if contract.detached_table:
                    transaction.execute(references.render_detach(contract, difference.name_removals(contract)))
                transaction.execute(difference.render_delete(contract))
        own = [c for c in chain if c.name in self.bundle.tables]
        for contract in own:
            connection.execute(difference.render_removals(contract, is_scoped=self.is_scoped(contract)))
        self.removed = {c.name: counts[c.name] for c in own}

    def _refuse_entangled(self, connection: duckdb.DuckDBPyConnection, chain: list[Contract]) -> None:
        """Requires that no row of a part that did not change goes with a row that it refers to.

        Raises:
            PartsEntangled: one would.
        """
        for contract in filter(self.is_scoped, chain):
            condition = f"NOT {difference.match_scope(contract, 'o')}"
            if _count(connection, f"{difference.name_removals(contract)} AS o WHERE {condition}"):
                parts.forget_parts(connection, [self.bundle.asset_key])
                raise errors.PartsEntangled(self.bundle.asset_key, contract.name)

    def _take_out(self, connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
        """Takes the rows to delete out of the digest of their table."""
        if contract.name in self.digests:
            rows = difference.name_removals(contract)
            self.digests[contract.name].add(connection, contract, rows, sign=-1)

    def _invalidate(self, connection: duckdb.DuckDBPyConnection, chain: list[Contract]) -> None:
        """Makes the next run compute the assets whose rows are deleted or released here, all their parts.

        The written asset is one of them: until its new rows stand, its last result and parts are not in its tables.
        """
        touched = {c.name for c in chain}
        keys = sorted(b.asset_key for b in BUNDLES if b.place == "main" and touched & set(b.tables))
        invalidate_inputs(connection, keys)
        if self.bundle.place == "main":
            parts.forget_parts(connection, keys)


def _apply(connection: duckdb.DuckDBPyConnection, write: _Write) -> WriteResult:
    """Deletes, updates and inserts inside the transaction; tests replace it to let a write fail or the process die."""
    bundle, unchanged = write.bundle, write.unchanged - set(write.removed)
    if bundle.place == "main":
        require_run(connection, write.run_id)
    deleted = {**dict.fromkeys(bundle.tables, 0), **write.removed}
    for contract in reversed(bundle.contracts):
        if contract.name not in unchanged:
            with translate_errors(write.file.path, contract.name):
                write._take_out(connection, contract)
                deleted[contract.name] += _execute(connection, difference.render_delete(contract))
    tables: dict[str, Difference] = {}
    digests: dict[str, TableDigest] = {}
    for contract in bundle.contracts:
        with translate_errors(write.file.path, contract.name):
            inserted, updated = (0, 0) if contract.name in unchanged else _put_rows(connection, contract, write)
            digest = write.digests.get(contract.name) or parts.compute_table_digest(connection, contract)
        digests[contract.name] = digest
        tables[contract.name] = Difference(digest.row_count, inserted, updated, deleted[contract.name])
    if bundle.place == "main":
        _attach_detached(connection)
        parts.keep_digests(connection, digests)
        parts.write_parts(connection, bundle.asset_key, write.changed.parts if write.changed else {})
    named = {name: f"{name}={digest.text}" for name, digest in digests.items()}
    versions = {name: public_uuid("table-version", text) for name, text in named.items()}
    return WriteResult(tables, public_uuid("data-version", *named.values()), versions)


def _put_rows(connection: duckdb.DuckDBPyConnection, contract: Contract, write: _Write) -> tuple[int, int]:
    """Adds and updates the rows of a table; returns how many were added, and how many updated."""
    if digest := write.digests.get(contract.name):
        replaced = match_keys(contract, "n", "o")
        incoming = difference.name_incoming(contract)
        stored = f"{quote(contract.name)} AS o WHERE EXISTS (FROM {incoming} AS n WHERE {replaced})"
        digest.add(connection, contract, stored, sign=-1)
        digest.add(connection, contract, incoming)
    update = difference.render_update(contract)
    updated = _execute(connection, update, write.run_id) if update else 0
    return _execute(connection, difference.render_insert(contract), write.run_id), updated


def _add_dependents(
    connection: duckdb.DuckDBPyConnection, contract: Contract, parents: list[Contract], *, is_new: bool
) -> None:
    """Adds to the rows of a table to delete those that refer to rows to delete.

    Args:
        is_new: nothing of the table is to be deleted so far.
    """
    condition = references.match_dependents(contract, {c.name: difference.name_removals(c) for c in parents})
    if is_new:
        connection.execute(difference.render_removals_where(contract, condition))
    elif condition != references.NOTHING:
        connection.execute(difference.render_more_removals(contract, condition))


def _list_releases(connection: duckdb.DuckDBPyConnection, chain: list[Contract]) -> list[tuple[Contract, str]]:
    """The tables with references to rows to delete that are emptied instead of going too, and how that is done."""
    held = [(child, key, difference.name_removals(c)) for c in chain for child, key in references.list_releases(c)]
    return [
        (child, references.render_release(child, key, gone))
        for child, key, gone in held
        if _count(connection, f"{quote(child.name)} AS o WHERE {references.match_release(key, gone)}")
    ]


def stage_rows(connection: duckdb.DuckDBPyConnection, contract: Contract, source: Source) -> None:
    """Puts rows into the temporary table of a contract's new rows.

    Raises:
        RowsMalformed: unknown columns, or a required one is missing.
    """
    present = frozenset(list_source_columns(source))
    unknown = sorted(present - set(contract.column_names))
    absent = [c.name for c in contract.columns if not c.is_nullable and c.name not in present and c.name != "run_id"]
    if unknown or absent:
        raise errors.RowsMalformed(contract.name, f"unknown columns {unknown}, missing columns {absent}")
    with open_source(connection, source) as rows:
        connection.execute(difference.render_staging(contract, rows, present))


def _attach_detached(connection: duckdb.DuckDBPyConnection) -> None:
    """Puts back the detached rows whose parents exist again."""
    for contract in UNBUNDLED:
        if contract.detached_table and _count(connection, quote(contract.detached_table)):
            connection.execute(references.render_attach(contract))
            connection.execute(references.render_detached_cleanup(contract))


def _is_unchanged(connection: duckdb.DuckDBPyConnection, contract: Contract, *, is_scoped: bool) -> bool:
    """Whether the incoming rows are exactly the stored ones (append-only: some of them): one join instead of four.

    The same number of rows, with every stored one among them, excludes other and repeated rows.

    Args:
        is_scoped: the stored ones in scope.
    """
    incoming = _count(connection, difference.name_incoming(contract))
    scope = f" AS o WHERE {difference.match_scope(contract, 'o')}" if is_scoped else ""
    if not contract.is_append_only and incoming != _count(connection, quote(contract.name) + scope):
        return False
    return _execute(connection, difference.render_unchanged_count(contract)) == incoming


def _count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    return _execute(connection, f"SELECT count(*) FROM {name}")


def _execute(connection: duckdb.DuckDBPyConnection, statement: str, run_id: str | None = None) -> int:
    """Run a statement; returns the number that it gives: of a change, how many rows it changed."""
    row = (connection.execute(statement, {"run_id": run_id}) if run_id else connection.execute(statement)).fetchone()
    return int(row[0]) if row else 0
