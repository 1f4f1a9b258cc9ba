"""Erases a person from the readable tables, with the documents that quote them, and empties the caches.

The erasure can be repeated: it finds what is left to do from the tables.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import duckdb

from egregora_assets.contracts.bundles import BUNDLES, CONTRACTS, list_contracts
from egregora_assets.contracts.erasure import DOCUMENT_COLUMNS, map_personal_columns
from egregora_assets.contracts.model import Contract
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.people.vault_erasure import fill_list
from egregora_assets.database.run_log.records import invalidate_inputs
from egregora_assets.database.schema.ddl import quote
from egregora_assets.database.tables import difference, references
from egregora_assets.database.tables.parts import forget_parts

_IS_ERASED_DOCUMENT = "CAST(o.{} AS VARCHAR) IN (SELECT value FROM temp.erased_documents)"


def list_personal_documents(file: DatabaseFile, ids: Mapping[str, Collection[str]]) -> list[str]:
    """The ids of the documents that quote a person, are about or by them, or cite their messages, sorted.

    Args:
        ids: `message` and `author`: the person's ids.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged: the file cannot be opened.
    """
    parts = [
        f"SELECT CAST(o.{quote(column)} AS VARCHAR) FROM {quote(table)} AS o WHERE {_match_personal(CONTRACTS[table])}"
        for table, column in DOCUMENT_COLUMNS
    ]
    with file.open_writer() as connection:
        for kind in ("message", "author"):
            fill_list(connection, f"erased_{kind}s", ids[kind])
        return sorted(str(row[0]) for row in connection.execute(" UNION ".join(parts)).fetchall())


def erase_from_main(file: DatabaseFile, ids: Mapping[str, Collection[str]]) -> dict[str, int]:
    """Delete a person's rows in the readable tables, with the documents that quote them, and all of the caches.

    The next run recomputes what remains. Annotations of others on what is deleted are detached.

    Args:
        ids: `message`, `author` and `document`: the ids to delete. Documents are listed before the first deletion,
            since the rows that lead to them are deleted first.

    Returns: how many rows were deleted, by table.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged, DiskFull: run the erasure again.
    """
    with file.open_writer() as connection:
        for kind in ("message", "author", "document"):
            fill_list(connection, f"erased_{kind}s", ids[kind])
        connection.execute("DELETE FROM asset_cache")
        connection.execute("DELETE FROM offered_posts")
        for kind in ("author", "document"):
            connection.execute(
                f"DELETE FROM tasks WHERE EXISTS (SELECT 1 FROM temp.erased_{kind}s "
                "WHERE contains(CAST(payload AS VARCHAR), value))"
            )
        assets = connection.execute("SELECT DISTINCT asset_key FROM materializations ORDER BY 1").fetchall()
        invalidate_inputs(connection, [row[0] for row in assets])
        forget_parts(connection, [bundle.asset_key for bundle in BUNDLES])
        _find_removals(connection)
        return _delete_removals(connection, file)


def _match_personal(contract: Contract) -> str:
    """A condition: the row (`o`) has an id to delete."""
    tests = [
        f"CAST(o.{quote(column)} AS VARCHAR) IN (SELECT value FROM temp.erased_{kind}s)"
        for column, kind in map_personal_columns(contract).items()
    ]
    return " OR ".join(tests) or "false"


def _find_removals(connection: duckdb.DuckDBPyConnection) -> None:
    """Find the rows to delete, parents first: those with an id to delete, and those that refer to such rows."""
    removals: dict[str, str] = {}
    for contract in list_contracts("main"):
        tests = [references.match_dependents(contract, removals), _match_personal(contract)]
        if contract.name == "document_addresses":
            tests.append(_IS_ERASED_DOCUMENT.format("document_id"))
        connection.execute(difference.render_removals_where(contract, " OR ".join(f"({test})" for test in tests)))
        removals[contract.name] = difference.name_removals(contract)


def _delete_removals(connection: duckdb.DuckDBPyConnection, file: DatabaseFile) -> dict[str, int]:
    """Delete the rows to delete, children first; a table a transaction, as foreign keys demand."""
    counts: dict[str, int] = {}
    for contract in reversed(list_contracts("main")):
        removals = difference.name_removals(contract)
        row = connection.execute(f"SELECT count(*) FROM {removals}").fetchone()
        if not row or not row[0]:
            continue
        counts[contract.name] = int(row[0])
        with file.transaction() as transaction:
            if contract.detached_table:
                # The rows of others, unless their own documents are deleted.
                erased = _IS_ERASED_DOCUMENT.format("annotation_id")
                kept = f"NOT ({_match_personal(contract)}) AND NOT {erased}"
                transaction.execute(references.render_detach(contract, removals, kept))
            transaction.execute(difference.render_delete(contract))
    return counts
