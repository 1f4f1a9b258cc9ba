"""Writes a bundle's rows by difference, with the materialization that they belong to, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

import duckdb
import ibis
import pyarrow as pa

from egregora_assets import errors
from egregora_assets.contracts.bundles import BUNDLES, UNBUNDLED, Bundle, children_of
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.model import Contract
from egregora_assets.contracts.tables import Rows
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.refusals import translated
from egregora_assets.database.schema.ddl import compile_select, quote
from egregora_assets.database.tables import difference as plan
from egregora_assets.database.tables.difference import Difference

_SOURCE = "arriving_rows"
_NOTHING = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Written:
    """What a write came to: the difference of each table, and the digest of the bundle's content."""

    tables: Mapping[str, Difference]
    data_version: str

    @property
    def total(self) -> Difference:
        """All tables together."""
        return sum(self.tables.values(), Difference())


Sealing = Callable[[duckdb.DuckDBPyConnection, Written], None]
"""What is recorded in the same transaction as the rows."""


def write(file: DatabaseFile, bundle: Bundle, rows: Rows, run_id: str, seal: Sealing) -> Written:
    """Makes a bundle's tables hold exactly the rows given (append-only tables: at least these).

    Raises:
        RowsMalformed: a table is missing, or has other columns than its contract.
        RowsRefused: a constraint was broken; nothing was written.
    """
    _require(bundle, rows)
    try:
        return _write_once(file, bundle, rows, run_id, seal)
    except errors.WriteConflict:
        return _write_once(file, bundle, rows, run_id, seal)


def _write_once(file: DatabaseFile, bundle: Bundle, rows: Rows, run_id: str, seal: Sealing) -> Written:
    written: Written | None = None
    unchanged: set[str] = set()
    try:
        with file.writing() as connection:
            for contract in bundle.contracts:
                with _staging(file, contract):
                    _stage(connection, contract, rows[contract.name])
                    for leave in (plan.yield_statement(contract), plan.keep_statement(contract)):
                        if leave:
                            connection.execute(leave)
                    if _is_unchanged(connection, contract):
                        unchanged.add(contract.name)
                        connection.execute(plan.none_gone_statement(contract))
                    else:
                        connection.execute(plan.vanished_statement(contract))
            removed = _remove_with_dependents(connection, file, bundle)
            with file.transaction() as connection:
                if bundle.place == "main":
                    require_run(connection, run_id)
                written = _apply(connection, file, bundle, run_id, removed, unchanged - set(removed))
                if bundle.place == "main":
                    _attach_waiting(connection)
                seal(connection, written)
    except (errors.CommitUncertain, errors.DatabaseInvalidated):
        if written is None or not _is_sealed(file, bundle, run_id, written):
            raise
    return written


def _is_sealed(file: DatabaseFile, bundle: Bundle, run_id: str, written: Written) -> bool:
    """Whether a write whose commit ended in doubt counts: its materialization tells, which is part of it."""
    if bundle.place != "main":
        return False
    with file.reading() as connection:
        found = connection.execute(
            "SELECT 1 FROM materializations WHERE run_id = $1 AND asset_key = $2 AND data_version = $3",
            [run_id, bundle.asset_key, written.data_version],
        ).fetchone()
    return found is not None


def _staging(file: DatabaseFile, contract: Contract) -> AbstractContextManager[None]:
    return translated(file.path, contract.name)


def _require(bundle: Bundle, rows: Rows) -> None:
    missing = [c.name for c in bundle.contracts if c.name not in rows]
    unknown = [name for name in rows if name not in bundle.tables]
    if missing or unknown:
        raise errors.RowsMalformed(bundle.asset_key, f"missing tables {missing}, unknown tables {unknown}")


def _stage(connection: duckdb.DuckDBPyConnection, contract: Contract, source: pa.Table | ibis.Table) -> None:
    present = frozenset(source.column_names if isinstance(source, pa.Table) else source.columns)
    unknown = sorted(present - set(contract.column_names))
    absent = [c.name for c in contract.columns if not c.is_nullable and c.name not in present and c.name != "run_id"]
    if unknown or absent:
        raise errors.RowsMalformed(contract.name, f"unknown columns {unknown}, missing columns {absent}")
    if isinstance(source, pa.Table):
        connection.register(_SOURCE, source)
        connection.execute(plan.stage_statement(contract, _SOURCE, present))
        connection.unregister(_SOURCE)
    else:
        connection.execute(plan.stage_statement(contract, f"({compile_select(source)})", present))


def _count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
    return int(row[0]) if row else 0


def require_run(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Sees to it that a run is recorded before rows name it. Tables that nothing refers to say so themselves.

    Raises:
        RunUnknown: it is not.
    """
    if not connection.execute("SELECT 1 FROM runs WHERE run_id = $1", [run_id]).fetchone():
        raise errors.RunUnknown(run_id)


def _attach_waiting(connection: duckdb.DuckDBPyConnection) -> None:
    """Puts rows back that waited for what this write brought again."""
    for contract in UNBUNDLED:
        if contract.waits_in and _count(connection, quote(contract.waits_in)):
            connection.execute(plan.attach_statement(contract))
            connection.execute(plan.attached_statement(contract))


def _is_unchanged(connection: duckdb.DuckDBPyConnection, contract: Contract) -> bool:
    """Whether the incoming rows are exactly the stored ones (append-only: some of them): one join instead of four.

    As many rows, and every stored one among them, leaves no room for another row or for one twice.
    """
    arriving = _count(connection, plan.incoming(contract))
    if not contract.is_append_only and arriving != _count(connection, quote(contract.name)):
        return False
    row = connection.execute(plan.kept_query(contract)).fetchone()
    return row is not None and int(row[0]) == arriving


def _remove_with_dependents(
    connection: duckdb.DuckDBPyConnection, file: DatabaseFile, bundle: Bundle
) -> dict[str, int]:
    """Rows that must go and are referred to: dependents first, each table in a transaction of its own.

    A kill in between leaves rows missing that had to go anyway; the next run finishes. What people wrote does not go:
    it waits in a table of its own until its parent is there again.

    Returns: deleted rows by table of the bundle, for tables that others refer to.
    """
    doomed = [c for c in bundle.contracts if children_of(c.name) and _count(connection, plan.gone(c))]
    if not doomed:
        return {}
    removed: dict[str, int] = {}
    chain = plan.descendants_of(tuple(doomed))
    for place, contract in enumerate(chain):
        if contract not in doomed:
            connection.execute(plan.dependent_statement(contract, tuple(chain[:place])))
    _forget_reuse(connection, chain, bundle)
    for contract in reversed(chain):
        removed[contract.name] = _count(connection, plan.gone(contract))
        with file.transaction() as transaction:
            if contract.waits_in:
                transaction.execute(plan.detach_statement(contract))
            transaction.execute(plan.delete_statement(contract))
    for contract in chain:
        if contract.name in bundle.tables:
            connection.execute(plan.vanished_statement(contract))
    return {name: count for name, count in removed.items() if name in bundle.tables}


def _forget_reuse(connection: duckdb.DuckDBPyConnection, chain: list[Contract], bundle: Bundle) -> None:
    """Assets whose rows go with another asset's are no longer what they were: none of them may be reused."""
    touched = {c.name for c in chain} - set(bundle.tables)
    reuse_none_of(connection, sorted(b.asset_key for b in BUNDLES if b.place == "main" and touched & set(b.tables)))


def reuse_none_of(connection: duckdb.DuckDBPyConnection, asset_keys: Iterable[str]) -> None:
    """Lets the next run of these assets take nothing for what it was: their bodies run."""
    for asset_key in asset_keys:
        connection.execute("UPDATE materializations SET input_version = $1 WHERE asset_key = $2", [_NOTHING, asset_key])


def _apply(
    connection: duckdb.DuckDBPyConnection,
    file: DatabaseFile,
    bundle: Bundle,
    run_id: str,
    removed: Mapping[str, int],
    unchanged: Collection[str],
) -> Written:
    deleted = {**dict.fromkeys(bundle.tables, 0), **removed}
    for contract in reversed(bundle.contracts):
        if contract.name in unchanged:
            continue
        with translated(file.path, contract.name):
            deleted[contract.name] += _changed(connection, plan.delete_statement(contract))
    tables: dict[str, Difference] = {}
    digests: list[str] = []
    for contract in bundle.contracts:
        with translated(file.path, contract.name):
            is_same = contract.name in unchanged
            update = None if is_same else plan.update_statement(contract)
            updated = _changed(connection, update, run_id) if update else 0
            inserted = 0 if is_same else _changed(connection, plan.insert_statement(contract), run_id)
            row = connection.execute(plan.digest_query(contract)).fetchone()
        total, digest = row or (0, None)
        tables[contract.name] = Difference(int(total), inserted, updated, deleted[contract.name])
        digests.append(f"{contract.name}={digest}")
    return Written(tables, public_uuid("data-version", *digests))


def _changed(connection: duckdb.DuckDBPyConnection, statement: str, run_id: str | None = None) -> int:
    """Runs a statement and returns how many rows it changed."""
    row = (connection.execute(statement, {"run_id": run_id}) if run_id else connection.execute(statement)).fetchone()
    return int(row[0]) if row else 0


def read(file: DatabaseFile, expression: ibis.Table) -> pa.Table:
    """The rows of an expression as Arrow."""
    with file.reading() as connection:
        rows: pa.Table = connection.sql(compile_select(expression)).to_arrow_table()
    return rows


def rows_of(file: DatabaseFile, contract: Contract) -> pa.Table:
    """All rows of a table, in order of its key."""
    key = ", ".join(quote(c) for c in contract.primary_key)
    with file.reading() as connection:
        rows: pa.Table = connection.sql(f"FROM {quote(contract.name)} ORDER BY {key}").to_arrow_table()
    return rows
