"""Erasure reaches every personal column of every table, also of tables that are added later."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from egregora_assets.contracts.bundles import CONTRACTS, list_contracts
from egregora_assets.contracts.column_types import BYTES, UUID
from egregora_assets.contracts.erasure import (
    DERIVED_TABLES,
    DOCUMENT_COLUMNS,
    UNREACHED_TABLES,
    ColumnUnclassified,
    classify_column,
    list_vault_contracts,
    map_personal_columns,
)
from egregora_assets.contracts.model import Column, Contract
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.copies.verified_copies import rewrite_file
from egregora_assets.database.people.main_erasure import erase_from_main, list_personal_documents
from egregora_assets.database.people.vault_erasure import ErasedPerson, erase_from_vault
from egregora_assets_tests.contracts.contract_rows import insert, insert_parents, valid_row
from egregora_assets_tests.database.new_database import new_database

PRIVATE = [c for c in list_contracts("vault") if c.name not in UNREACHED_TABLES | DERIVED_TABLES]
CHAT, AUTHOR, MESSAGE = (f"00000000-0000-8000-8000-00000000000{n}" for n in (1, 2, 3))
NAME, MARK = "Benedita Sarmento", "\u2068…\u2069"


@pytest.mark.parametrize(
    ("contract", "column"), [(c, k) for c in PRIVATE for k in c.columns], ids=lambda v: str(v.name)
)
def test_what_erasure_has_to_do_with_a_column_of_the_vault_is_known(contract: Contract, column: Column) -> None:
    assert contract in list(list_vault_contracts())
    assert classify_column(column) in {"message", "author", "name", "text", "none"}


@pytest.mark.parametrize("column", [Column("somebody_id", UUID, ""), Column("picture", BYTES, "")])
def test_a_column_of_which_nobody_said_anything_is_not_passed_over(column: Column) -> None:
    with pytest.raises(ColumnUnclassified):
        classify_column(column)


def test_ids_of_people_and_messages_bear_names_by_which_erasure_finds_them() -> None:
    found = {
        (c.name, k.name)
        for c in list_contracts("main")
        for k in c.columns
        if "author" in k.name or "message" in k.name or "reply" in k.name or k.name == "target_id"
    }
    ids = {(t, n) for t, n in found if CONTRACTS[t].column(n).type.is_uuid()}
    assert ids == {(c.name, n) for c in list_contracts("main") for n in map_personal_columns(c)}
    for table, column in DOCUMENT_COLUMNS:
        assert CONTRACTS[table].column(column).type.is_uuid()


def hide(texts: list[str]) -> list[str]:
    return [t.replace(NAME, MARK) for t in texts]


def row_of(contract: Contract, seed: str, number: int) -> dict[str, object]:
    """A row of the person (`theirs`), or one of somebody else that names the person in every text."""
    row = {**valid_row(contract.name, f"{seed}{number}")}
    of_theirs = {"message": MESSAGE, "author": AUTHOR, "name": NAME}
    for column in contract.columns:
        kind = classify_column(column)
        if column.name in contract.primary_key and column.type.is_integer():
            row[column.name] = 1 + (seed == "others")
        if column.name in ("chat_id", "export_id"):
            row[column.name] = CHAT
        elif kind == "text":
            row[column.name] = f"{seed} {NAME} {number}"
        elif seed == "theirs" and kind in of_theirs:
            row[column.name] = of_theirs[kind]
    if contract.name == "replies":  # somebody else answers the person; and somebody else somebody else
        answer = ("replies", "an answer") if seed == "theirs" else ("ingested", "others0")
        row["message_id"] = valid_row(*answer)["message_id"]
    if contract.name == "reactions":
        row["reaction_count"] = 1
    return row


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with a row of the person, and one that names them in every text, in every table."""
    path = tmp_path_factory.mktemp("vault") / "vault.duckdb"
    file = new_database(path, "vault")
    with file.transaction() as connection:
        connection.execute("DELETE FROM erased_authors")
        for number, contract in enumerate(PRIVATE):
            for seed in ("theirs", "others"):
                if contract.name not in ("export_files", "kept_readings") or seed == "theirs":
                    insert(connection, contract.name, row_of(contract, seed, number))
        for name in DERIVED_TABLES:
            insert(connection, name, valid_row(name, "derived"))
    return path


def columns_with(path: Path, value: str) -> set[tuple[str, str]]:
    found = set()
    with duckdb.connect(str(path), read_only=True) as connection:
        listed = "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
        for table, column in connection.execute(listed).fetchall():
            query = f'SELECT count(*) FROM "{table}" WHERE contains(CAST("{column}" AS VARCHAR), $1)'
            if connection.execute(query, [value]).fetchone() != (0,):
                found.add((table, column))
    return found


@pytest.mark.slow
def test_the_vault_is_left_without_the_person_in_every_table(vault: Path) -> None:
    wanted = {(c.name, k.name) for c in PRIVATE for k in c.columns if classify_column(k) in ("name", "text")}
    assert columns_with(vault, NAME) >= wanted
    person = ErasedPerson([CHAT], [MESSAGE], [AUTHOR], lambda n: n == NAME)
    for _ in range(2):
        erase_from_vault(DatabaseFile(vault), person, hide, MARK)
    for value in (NAME, MESSAGE, AUTHOR):
        assert columns_with(vault, value) == set()
    assert {table for table, _ in columns_with(vault, "others")} >= {"ingested", "identities", "export_media"}
    assert ("ingested", "text") in columns_with(vault, MARK)
    assert rows_with(vault, "kept_readings", "chat_id") == 0
    assert [rows_with(vault, name, "chat_id") for name in DERIVED_TABLES] == [0] * len(DERIVED_TABLES)


MAIN = [(c.name, n) for c in list_contracts("main") for n in map_personal_columns(c)]


@pytest.mark.slow
def test_the_readable_file_is_left_without_the_person_in_every_table(tmp_path: Path) -> None:
    file = new_database(tmp_path / "egregora.duckdb")
    known: dict[str, set[str]] = {"message": set(), "author": set()}
    with file.open_writer() as connection:
        for table in dict.fromkeys(table for table, _ in MAIN):
            row = valid_row(table, table)
            if table == "documents":
                row["subject_author_id"] = valid_row("authors", table)["author_id"]
            insert_parents(connection, table, row)
            insert(connection, table, row)
        for table, column in MAIN:
            found = connection.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL').fetchall()
            known[map_personal_columns(CONTRACTS[table])[column]] |= {str(row[0]) for row in found}
    filled = {t for t, n in MAIN if rows_with(file.path, t, n)}
    assert filled >= {"messages", "authors", "documents", "citations", "redactions", "window_messages"}
    known["document"] = set(list_personal_documents(file, known))
    addresses = rows_with(file.path, "document_addresses", "document_id")
    with file.transaction() as connection:  # as a kill leaves it: what leads to a document is gone, it is not
        connection.execute("DELETE FROM citations")
    erase_from_main(file, known)
    assert rows_with(file.path, "document_addresses", "document_id") == addresses - len(known["document"])
    erase_from_main(file, known)
    assert [(t, n) for t, n in MAIN if rows_with(file.path, t, n)] == []


def rows_with(path: Path, table: str, column: str) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        row = connection.execute(f'SELECT count("{column}") FROM "{table}"').fetchone()
    return int(row[0]) if row else 0


def test_deleted_rows_leave_the_bytes_of_a_file_only_when_it_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "vault.duckdb"
    secret = "forty-one paper cranes"
    with duckdb.connect(str(path)) as connection:
        connection.execute("PRAGMA force_compression='uncompressed'")
        connection.execute("CREATE TABLE t (a VARCHAR)")
        connection.execute("INSERT INTO t SELECT concat($1, ' ', i) FROM range(20000) AS r(i)", [secret])
        connection.execute("INSERT INTO t SELECT concat('other words ', i) FROM range(20000) AS r(i)")
        connection.execute("CHECKPOINT")
        connection.execute("DELETE FROM t WHERE starts_with(a, $1)", [secret])
    assert secret.encode() in path.read_bytes()
    rewrite_file(DatabaseFile(path))
    assert secret.encode() not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (20000,)
