"""Takes a person out of both database files, and writes the files anew so that nothing of them is left in their bytes.

Every step finds what is left to do from the tables: it can be cut off anywhere and done again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Mapping, Sequence

import duckdb
import pyarrow as pa

from egregora_assets.contracts.bundles import CONTRACTS, contracts_in
from egregora_assets.contracts.erasure import DOCUMENT_COLUMNS, personal_columns, reached, vault_contracts
from egregora_assets.contracts.model import Contract
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.copies.verified_copies import finished_copy, sweep_unfinished
from egregora_assets.database.schema.ddl import quote
from egregora_assets.database.tables import difference as plan
from egregora_assets.database.tables.writer import reuse_none_of

Hide = Callable[[list[str]], list[str]]
"""Takes the person out of texts."""


def erase_from_vault(
    file: DatabaseFile,
    chat_ids: Sequence[str],
    ids: Mapping[str, Collection[str]],
    is_theirs: Callable[[str], bool],
    media: Collection[str],
    hide: Hide,
    mark: str,
) -> None:
    """Deletes the person's rows in the vault and takes the person out of what others wrote: one transaction.

    Args:
        chat_ids: the person's conversations: no other is looked at.
        ids: `message` and `author`: the ids that go.
        is_theirs: whether a name in those conversations is the person's.
        media: digests of files that only the person sent.
        hide: takes the person out of texts; mark: what it leaves.
    """
    contracts = list(vault_contracts())
    with file.transaction() as connection:
        _list(connection, "erased_chats", chat_ids)
        for kind in ("message", "author"):
            _list(connection, f"erased_{kind}s", ids[kind])
        for contract in contracts:
            scope = _scope(contract)
            for kind in ("message", "author"):
                for column in reached(contract, "message" if kind == "message" else "author"):
                    theirs = f"CAST({quote(column)} AS VARCHAR) IN (SELECT value FROM temp.erased_{kind}s)"
                    connection.execute(f"DELETE FROM {quote(contract.name)} WHERE {theirs}")
            for column in reached(contract, "name"):
                names = [n for n in _distinct(connection, contract, column, scope) if is_theirs(n)]
                _list(connection, "erased_names", names)
                named = f"{quote(column)} IN (SELECT value FROM temp.erased_names)"
                connection.execute(f"DELETE FROM {quote(contract.name)} WHERE {scope} AND {named}")
        _list(connection, "erased_media", media)
        gone = "content_sha256 IN (SELECT value FROM temp.erased_media)"
        connection.execute(f"DELETE FROM export_media WHERE {_scope(CONTRACTS['export_media'])} AND {gone}")
        _rewrite(connection, contracts, hide, mark)
        _count_again(connection)


def _count_again(connection: duckdb.DuckDBPyConnection) -> None:
    """What an export brought first is what is left of that; as many messages as went are no longer in it."""
    connection.execute(
        "UPDATE export_files AS f SET new_message_count = b.left_count, "
        "message_count = greatest(0, f.message_count - greatest(0, f.new_message_count - b.left_count)) "
        "FROM (SELECT e.export_id, count(i.message_id) AS left_count FROM export_files AS e "
        "LEFT JOIN ingested AS i ON i.export_id = e.export_id GROUP BY e.export_id) AS b "
        "WHERE b.export_id = f.export_id AND CAST(f.chat_id AS VARCHAR) IN (SELECT value FROM temp.erased_chats)"
    )


def _scope(contract: Contract) -> str:
    """The rows of a table of the vault that belong to the person's conversations."""
    chats = "CAST(chat_id AS VARCHAR) IN (SELECT value FROM temp.erased_chats)"
    if "chat_id" in contract.column_names:
        return chats
    if "export_id" in contract.column_names:
        return f"export_id IN (SELECT export_id FROM export_files WHERE {chats})"
    messages = reached(contract, "message")
    if messages:
        return f"{quote(messages[0])} IN (SELECT message_id FROM ingested WHERE {chats})"
    return "true"


def _rewrite(connection: duckdb.DuckDBPyConnection, contracts: Sequence[Contract], hide: Hide, mark: str) -> None:
    """Takes the person out of every text; the same text becomes the same one everywhere, keys stay unique."""
    columns = [(c, column, _scope(c)) for c in contracts for column in reached(c, "text")]
    found = {(c.name, column): _distinct(connection, c, column, scope) for c, column, scope in columns}
    texts = sorted({text for values in found.values() for text in values})
    changed = {a: b for a, b in zip(texts, hide(texts), strict=True) if a != b}
    keys = {t for c, column, _ in columns if column in c.primary_key for t in found[c.name, column]}
    only = {text for text in keys if changed.get(text, "").strip() == mark}
    taken = keys - changed.keys()
    for old in sorted(keys & changed.keys()):
        changed[old] = _untaken(changed[old], taken)
        taken.add(changed[old])
    _pairs(connection, "erased_texts", changed)
    _list(connection, "erased_keys", only)
    for contract, column, scope in columns:
        name = quote(contract.name)
        if column in contract.primary_key:  # a key that is nothing but the person goes
            whole = f"{quote(column)} IN (SELECT value FROM temp.erased_keys)"
            connection.execute(f"DELETE FROM {name} WHERE {whole} AND {scope}")
        connection.execute(
            f"UPDATE {name} AS o SET {quote(column)} = e.new FROM temp.erased_texts AS e "
            f"WHERE o.{quote(column)} = e.old AND {scope}"
        )


def _untaken(wanted: str, taken: Collection[str]) -> str:
    number, found = 2, wanted
    while found in taken:
        found, number = f"{wanted} ({number})", number + 1
    return found


def _distinct(connection: duckdb.DuckDBPyConnection, contract: Contract, column: str, scope: str) -> list[str]:
    name = quote(column)
    query = f"SELECT DISTINCT {name} FROM {quote(contract.name)} WHERE {name} IS NOT NULL AND {scope}"
    return [str(row[0]) for row in connection.execute(query).fetchall()]


def _list(connection: duckdb.DuckDBPyConnection, name: str, values: Collection[str]) -> None:
    connection.register("arriving_values", pa.table({"value": pa.array(sorted(values), pa.string())}))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM arriving_values")
    connection.unregister("arriving_values")


def _pairs(connection: duckdb.DuckDBPyConnection, name: str, pairs: Mapping[str, str]) -> None:
    rows = {"old": pa.array(list(pairs), pa.string()), "new": pa.array(list(pairs.values()), pa.string())}
    connection.register("arriving_values", pa.table(rows))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM arriving_values")
    connection.unregister("arriving_values")


def erase_from_main(file: DatabaseFile, ids: Mapping[str, Collection[str]]) -> dict[str, int]:
    """Deletes what is a person's in the readable tables, with the documents that quote them, and all of the caches.

    What is left is made again by the next run. Annotations of others on what goes wait for it.

    Args:
        ids: `message`, `author` and `document`: the ids that go. Documents are known before the first deletion: what
            leads to them goes before they do.

    Returns: how many rows went, by table.
    """
    with file.writing() as connection:
        for kind in ("message", "author"):
            _list(connection, f"erased_{kind}s", ids[kind])
        _list(connection, "erased_documents", ids["document"])
        connection.execute("DELETE FROM asset_cache")
        for author_id in sorted(ids["author"]):
            connection.execute("DELETE FROM tasks WHERE contains(CAST(payload AS VARCHAR), $1)", [author_id])
        reuse_none_of(connection, _asset_keys(connection))
        return _delete_down(connection, file)


def _asset_keys(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [r[0] for r in connection.execute("SELECT DISTINCT asset_key FROM materializations ORDER BY 1").fetchall()]


def _is_personal(contract: Contract) -> str:
    """A condition on a row (`o`): it holds an id that goes."""
    tests = [
        f"CAST(o.{quote(column)} AS VARCHAR) IN (SELECT value FROM temp.erased_{kind}s)"
        for column, kind in personal_columns(contract).items()
    ]
    return " OR ".join(tests) or "false"


def documents_of(file: DatabaseFile, ids: Mapping[str, Collection[str]]) -> list[str]:
    """The documents that quote a person, are about them or by them, or stand on their messages.

    Args:
        ids: `message` and `author`: the person's.
    """
    parts = [
        f"SELECT CAST(o.{quote(column)} AS VARCHAR) FROM {quote(table)} AS o WHERE {_is_personal(CONTRACTS[table])}"
        for table, column in DOCUMENT_COLUMNS
    ]
    with file.writing() as connection:
        for kind in ("message", "author"):
            _list(connection, f"erased_{kind}s", ids[kind])
        return sorted(str(row[0]) for row in connection.execute(" UNION ".join(parts)).fetchall())


def _delete_down(connection: duckdb.DuckDBPyConnection, file: DatabaseFile) -> dict[str, int]:
    """Marks what goes, parents first, and deletes it, children first; a table a transaction, as references demand."""
    contracts = contracts_in("main")
    for place, contract in enumerate(contracts):
        connection.execute(
            plan.dependent_statement(contract, contracts[:place]) if contract.parents else _none(contract)
        )
        ways = [_is_personal(contract)]
        if contract.name == "document_addresses":
            ways.append("CAST(o.document_id AS VARCHAR) IN (SELECT value FROM temp.erased_documents)")
        condition = " OR ".join(f"({w})" for w in ways)
        connection.execute(
            f"INSERT INTO {plan.gone(contract)} SELECT o.* FROM {quote(contract.name)} AS o WHERE ({condition}) "
            f"AND NOT EXISTS (FROM {plan.gone(contract)} AS g WHERE {_same_key(contract)})"
        )
    counts: dict[str, int] = {}
    for contract in reversed(contracts):
        row = connection.execute(f"SELECT count(*) FROM {plan.gone(contract)}").fetchone()
        counts[contract.name] = int(row[0]) if row else 0
        if not counts[contract.name]:
            continue
        with file.transaction() as transaction:
            if contract.waits_in:
                _detach(transaction, contract)
            transaction.execute(plan.delete_statement(contract))
    return {name: count for name, count in counts.items() if count}


def _detach(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Lets others' rows wait until what they refer to is there again; their own documents have to stay for that."""
    columns = ", ".join(quote(c) for c in contract.column_names)
    connection.execute(
        f"INSERT INTO {quote(contract.waits_in or '')} ({columns}) SELECT {columns} FROM {plan.gone(contract)} AS o "
        f"WHERE NOT ({_is_personal(contract)}) AND NOT EXISTS (FROM temp.erased_documents AS e "
        "WHERE e.value = CAST(o.annotation_id AS VARCHAR)) ON CONFLICT DO NOTHING"
    )


def _none(contract: Contract) -> str:
    return f"CREATE OR REPLACE TEMP TABLE {plan.gone(contract)} AS SELECT o.* FROM {quote(contract.name)} AS o LIMIT 0"


def _same_key(contract: Contract) -> str:
    return " AND ".join(f"g.{quote(c)} = o.{quote(c)}" for c in contract.primary_key)


def rewrite(file: DatabaseFile) -> None:
    """Writes every row of a file anew into a new one, compares both, and puts it in place: no residue in its bytes.

    Raises:
        DatabaseBusy, DatabaseDamaged, DiskFull, CopyDiffers: the file stays as it was.
    """
    sweep_unfinished(file.path.parent)
    with file.alone(), finished_copy(file.path, file.path, True, file.memory_limit):
        pass
    shutil.rmtree(file.path.with_name(file.path.name + ".spill"), ignore_errors=True)
