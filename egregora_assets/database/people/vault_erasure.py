"""Erases a person from the vault: their rows, and what others wrote about them.

The contracts say which columns are personal (`contracts/erasure.py`). The erasure can be repeated: it finds
what is left to do from the tables.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.erasure import DERIVED_TABLES, list_columns, list_vault_contracts
from egregora_assets.contracts.model import Contract
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.schema.ddl import quote
from egregora_assets.database.tables.sources import open_source

RedactPerson = Callable[[list[str]], list[str]]
"""Redacts the person in texts."""

FindLines = Callable[[Sequence[int], Sequence[str]], list[int]]
"""Finds the person's among lines that could not be read."""


@dataclass(frozen=True)
class ErasedPerson:
    """A person in the vault.

    Attributes:
        chat_ids: their conversations; no other is changed.
        message_ids, author_ids: the ids to delete.
        is_theirs: whether a name in those conversations is the person's.
        media: digests of files that only the person sent.
        find_lines: finds the person's among an export's lines that could not be read, by numbers and texts.
    """

    chat_ids: Sequence[str]
    message_ids: Collection[str]
    author_ids: Collection[str]
    is_theirs: Callable[[str], bool]
    media: Collection[str] = ()
    find_lines: FindLines = lambda _numbers, _texts: []


def erase_from_vault(file: DatabaseFile, person: ErasedPerson, redact: RedactPerson, mark: str) -> None:
    """Delete the person's rows and redact the person in what others wrote, in one transaction.

    Args:
        mark: what `redact` leaves in place of the person.

    Raises:
        DatabaseBusy, DatabaseMissing, DiskFull: nothing was erased.
    """
    contracts = list(list_vault_contracts())
    with file.transaction() as connection:
        fill_list(connection, "erased_chats", person.chat_ids)
        fill_list(connection, "erased_messages", person.message_ids)
        fill_list(connection, "erased_authors", person.author_ids)
        fill_list(connection, "erased_media", person.media)
        for name in sorted(DERIVED_TABLES):
            connection.execute(f"DELETE FROM {quote(name)}")
        _delete_lines(connection, person.find_lines)
        for contract in contracts:
            _delete_rows(connection, contract, person.is_theirs)
        media = "content_sha256 IN (SELECT value FROM temp.erased_media)"
        connection.execute(f"DELETE FROM kept_readings WHERE {_match_chats(CONTRACTS['kept_readings'])}")
        connection.execute(f"DELETE FROM export_media WHERE {_match_chats(CONTRACTS['export_media'])} AND {media}")
        _redact_texts(connection, contracts, redact, mark)
        _update_counts(connection)


def fill_list(connection: duckdb.DuckDBPyConnection, name: str, values: Collection[str]) -> None:
    """Make a temporary table of texts, in its column `value`."""
    _fill_table(connection, name, {"value": sorted(values)})


def _fill_table(connection: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, Sequence[str]]) -> None:
    arrow = pa.table({column: pa.array(values, pa.string()) for column, values in columns.items()})
    with open_source(connection, arrow) as rows:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM {rows}")


def _delete_rows(connection: duckdb.DuckDBPyConnection, contract: Contract, is_theirs: Callable[[str], bool]) -> None:
    """Delete the rows of a table that have the person's ids or are under the person's name."""
    table, scope = quote(contract.name), _match_chats(contract)
    ids = [(c, "erased_messages") for c in list_columns(contract, "message")]
    ids += [(c, "erased_authors") for c in list_columns(contract, "author")]
    for column, erased in ids:
        theirs = f"CAST({quote(column)} AS VARCHAR) IN (SELECT value FROM temp.{erased})"
        connection.execute(f"DELETE FROM {table} WHERE {theirs}")
    for column in list_columns(contract, "name"):
        fill_list(connection, "erased_names", [n for n in _list_values(connection, contract, column) if is_theirs(n)])
        named = f"{quote(column)} IN (SELECT value FROM temp.erased_names)"
        connection.execute(f"DELETE FROM {table} WHERE {scope} AND {named}")


def _delete_lines(connection: duckdb.DuckDBPyConnection, find_lines: FindLines) -> None:
    """Delete the lines of exports that could not be read and may be the person's."""
    scope = _match_chats(CONTRACTS["rejected_lines"])
    rows = connection.execute(
        f"SELECT CAST(export_id AS VARCHAR), line_number, text FROM rejected_lines WHERE {scope} ORDER BY 1, 2"
    ).fetchall()
    for export_id, lines in itertools.groupby(rows, key=lambda row: str(row[0])):
        of_export = [(int(number), str(text)) for _, number, text in lines]
        found = find_lines([number for number, _ in of_export], [text for _, text in of_export])
        numbers = [of_export[place][0] for place in found]
        connection.execute(
            "DELETE FROM rejected_lines WHERE CAST(export_id AS VARCHAR) = ? AND list_contains(?, line_number)",
            [export_id, numbers],
        )


def _update_counts(connection: duckdb.DuckDBPyConnection) -> None:
    """Lower the exports' counts of messages by the messages that were deleted."""
    connection.execute(
        "UPDATE export_files AS f SET new_message_count = b.left_count, "
        "message_count = greatest(0, f.message_count - greatest(0, f.new_message_count - b.left_count)) "
        "FROM (SELECT e.export_id, count(i.message_id) AS left_count FROM export_files AS e "
        "LEFT JOIN ingested AS i ON i.export_id = e.export_id GROUP BY e.export_id) AS b "
        "WHERE b.export_id = f.export_id AND CAST(f.chat_id AS VARCHAR) IN (SELECT value FROM temp.erased_chats)"
    )


def _match_chats(contract: Contract) -> str:
    """A condition: the row of a vault table belongs to the person's conversations."""
    chats = "CAST(chat_id AS VARCHAR) IN (SELECT value FROM temp.erased_chats)"
    if "chat_id" in contract.column_names:
        return chats
    if "export_id" in contract.column_names:
        return f"export_id IN (SELECT export_id FROM export_files WHERE {chats})"
    messages = list_columns(contract, "message")
    if messages:
        return f"{quote(messages[0])} IN (SELECT message_id FROM ingested WHERE {chats})"
    return "true"


def _redact_texts(
    connection: duckdb.DuckDBPyConnection, contracts: Sequence[Contract], redact: RedactPerson, mark: str
) -> None:
    """Redact the person in every text; equal texts stay equal everywhere, keys stay unique."""
    columns = [(c, column) for c in contracts for column in list_columns(c, "text")]
    found = {(c.name, column): _list_values(connection, c, column) for c, column in columns}
    texts = sorted({text for values in found.values() for text in values})
    changed = {a: b for a, b in zip(texts, redact(texts), strict=True) if a != b}
    keys = {text for c, column in columns if column in c.primary_key for text in found[c.name, column]}
    whole = {text for text in keys if changed.get(text, "").strip() == mark}
    taken = keys - changed.keys()
    for old in sorted(keys & changed.keys()):
        changed[old] = _number_name(changed[old], taken)
        taken.add(changed[old])
    _fill_table(connection, "erased_texts", {"old": list(changed), "new": list(changed.values())})
    fill_list(connection, "erased_keys", whole)
    for contract, column in columns:
        table, name, scope = quote(contract.name), quote(column), _match_chats(contract)
        if column in contract.primary_key:  # a key that is nothing but the person is deleted
            connection.execute(f"DELETE FROM {table} WHERE {name} IN (SELECT value FROM temp.erased_keys) AND {scope}")
        connection.execute(
            f"UPDATE {table} AS o SET {name} = e.new FROM temp.erased_texts AS e WHERE o.{name} = e.old AND {scope}"
        )


def _number_name(wanted: str, taken: Collection[str]) -> str:
    """The name, with a number where it is taken."""
    number, found = 2, wanted
    while found in taken:
        found, number = f"{wanted} ({number})", number + 1
    return found


def _list_values(connection: duckdb.DuckDBPyConnection, contract: Contract, column: str) -> list[str]:
    """The distinct values of a column in the person's conversations."""
    name = quote(column)
    where = f"{name} IS NOT NULL AND {_match_chats(contract)}"
    query = f"SELECT DISTINCT {name} FROM {quote(contract.name)} WHERE {where}"
    return [str(row[0]) for row in connection.execute(query).fetchall()]
