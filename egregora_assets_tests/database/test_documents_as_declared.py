"""What the database refuses of documents and ratings, and what becomes of a document whose window goes."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from egregora_assets.contracts.bundles import BUNDLES_BY_ASSET, CONTRACTS
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.tables.reading import read_table
from egregora_assets.database.tables.writer import write
from egregora_assets_tests.contracts.contract_rows import insert, insert_with_parents, valid_row
from egregora_assets_tests.database.new_database import new_database

BLANKS = ("", " \t\n", "\N{NO-BREAK SPACE}\N{EM SPACE}")
RUN = valid_row("runs", "run")["run_id"]


@pytest.fixture
def file(tmp_path: Path) -> DatabaseFile:
    return new_database(tmp_path / "some.duckdb", fill=_one_post)


def _one_post(connection: duckdb.DuckDBPyConnection) -> None:
    insert_with_parents(connection, "windows")
    insert_with_parents(connection, "document_addresses")
    insert(connection, "documents", {**valid_row("documents"), "window_id": valid_row("windows")["window_id"]})


def refuse(file: DatabaseFile, statement: str, *values: object) -> None:
    with file.open_writer() as connection, pytest.raises(duckdb.ConstraintException):
        connection.execute(statement, list(values))


@pytest.mark.parametrize("blank", BLANKS, ids=["nothing", "blanks", "wide blanks"])
def test_a_post_never_has_an_empty_title_summary_or_slug(file: DatabaseFile, blank: str) -> None:
    for column in ("title", "summary"):
        refuse(file, f"UPDATE documents SET {column} = $1", blank)
        refuse(file, f"UPDATE documents SET {column} = NULL")
    with file.open_writer() as connection, pytest.raises(duckdb.ConstraintException):
        insert(connection, "document_addresses", {**valid_row("document_addresses", "b"), "slug": blank})


def test_only_a_post_is_rated(file: DatabaseFile) -> None:
    profile = {**valid_row("document_addresses", "c"), "chat_id": valid_row("chats")["chat_id"], "doc_type": "profile"}
    with file.open_writer() as connection:
        insert(connection, "document_addresses", profile)
        for name in ("elo_ratings", "starting_ratings"):
            insert(connection, name, valid_row(name))
            for doc_type in ("post", "profile"):
                row = {**valid_row(name), "post_id": profile["document_id"], "doc_type": doc_type}
                with pytest.raises(duckdb.ConstraintException):
                    insert(connection, name, row)


def test_a_document_tells_of_a_window_that_exists_or_of_none(file: DatabaseFile) -> None:
    refuse(file, "UPDATE documents SET window_id = $1", public_uuid("test", "no window"))
    with file.open_writer() as connection:
        connection.execute("UPDATE documents SET window_id = NULL")


@pytest.mark.slow
def test_a_document_outlives_its_window_without_naming_it_and_its_asset_is_computed_again(file: DatabaseFile) -> None:
    with file.open_writer() as connection:
        insert(connection, "parts", {"asset_key": "generated", "part_id": "a", "part_key": "k"})
    nothing = {name: CONTRACTS[name].rows() for name in BUNDLES_BY_ASSET["knowledge"].tables}
    write(file, BUNDLES_BY_ASSET["knowledge"], nothing, RUN, lambda connection, written: None)
    (document,) = read_table(file, CONTRACTS["documents"]).to_pylist()
    expected = {**valid_row("documents"), "window_id": None}
    assert {name: str(document[name]) for name in ("title", "slug", "window_id", "status")} == {
        name: str(expected[name]) for name in ("title", "slug", "window_id", "status")
    }
    assert read_table(file, CONTRACTS["windows"]).num_rows == read_table(file, CONTRACTS["parts"]).num_rows == 0
