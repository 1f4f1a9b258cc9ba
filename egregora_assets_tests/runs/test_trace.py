"""From any row back to the export: over a real database whose rows are made from the contracts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from egregora_assets.cli.trace import format_lines, name_kind, to_json
from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.relations import ASSETS_BY_TABLE
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.run_log.store import RunStore
from egregora_assets.database.run_log.tracing import TraceStore
from egregora_assets.database.schema.migrations import Migration, list_migrations, migrate
from egregora_assets.errors import RowAmbiguous, RowUnknown
from egregora_assets.runs.records import RunRecord
from egregora_assets.runs.tracing import Trace, trace_identifier
from egregora_assets_tests.contracts.contract_rows import MOMENT, insert, insert_with_parents, valid_row
from egregora_assets_tests.database.new_database import new_database

TABLES = sorted(name for name in ASSETS_BY_TABLE if CONTRACTS[name].place == "main")
FIRST, SECOND = (f"00000000-0000-8000-8000-00000000000{n}" for n in (1, 2))
PAGE = "posts/a-page.html"
VERSION = "00000000-0000-8000-8000-0000000000a1"


def key_of(name: str, row: dict[str, Any]) -> str:
    return ":".join(str(row[c]) for c in CONTRACTS[name].primary_key)


CITED = f"{valid_row('citations')['document_id']}:5"


def write_all_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """One valid row of every table, tied together; the message came with an export, the rating has a comparison."""
    # What others refer to cannot be updated afterwards: the document names its window from the start.
    export_id, window_id = valid_row("exports")["export_id"], valid_row("windows")["window_id"]
    for name in ("windows", "chunks", "document_addresses"):
        insert_with_parents(connection, name)
    insert(connection, "documents", {**valid_row("documents"), "window_id": window_id})
    for name in TABLES:
        row = valid_row(name)
        condition = " AND ".join(f'"{c}" = ${i + 1}' for i, c in enumerate(CONTRACTS[name].primary_key))
        values = [row[c] for c in CONTRACTS[name].primary_key]
        if not connection.execute(f'SELECT 1 FROM "{name}" WHERE {condition}', values).fetchone():
            insert_with_parents(connection, name)
    # A message that came with an export, cited, with the picture, in the window; the other came before that was noted.
    message = {**valid_row("messages", "z"), "chat_id": valid_row("chats")["chat_id"], "export_id": export_id}
    message["author_id"] = valid_row("authors")["author_id"]
    insert(connection, "messages", message)
    for table, own in (("citations", {"ordinal": 5}), ("message_media", {}), ("window_messages", {})):
        insert(connection, table, {**valid_row(table), "message_id": message["message_id"], **own})
    insert(connection, "site_files", {**valid_row("site_files"), "path": PAGE, "document_id": CITED.partition(":")[0]})


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TraceStore]:
    file = new_database(tmp_path_factory.mktemp("trace") / "some.duckdb")
    with file.transaction() as connection:
        write_all_tables(connection)
    with file.open_reader():
        yield TraceStore(file)


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
def test_a_row_of_any_table_is_found_by_its_key(log: TraceStore, name: str) -> None:
    found = trace_identifier(log, key_of(name, valid_row(name)))
    assert name in {row.table for row in found.rows}
    assert found.runs[0].run_id == valid_row("runs", "run")["run_id"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "key",
    [
        CITED,
        PAGE,
        valid_row("documents")["document_id"],
        valid_row("media_files")["media_id"],
        valid_row("windows")["window_id"],
        valid_row("chunks")["chunk_id"],
    ],
    ids=["citation", "page of the site", "document", "picture", "window", "chunk"],
)
def test_rows_made_from_messages_lead_to_their_export(log: TraceStore, key: str) -> None:
    found = trace_identifier(log, key)
    assert "messages" in {a.table for a in found.ancestors}
    assert [e.export_id for e in found.exports] == [valid_row("exports")["export_id"]]


@pytest.mark.slow
def test_a_rating_leads_to_its_comparison_and_to_both_documents(log: TraceStore) -> None:
    found = trace_identifier(log, valid_row("elo_ratings")["post_id"])
    assert {r.table for r in found.rows} >= {"elo_ratings"}
    keys = {a.table: a.keys for a in found.ancestors}
    comparison = valid_row("elo_comparisons")
    linked = {comparison["winner_id"], comparison["loser_id"]}
    assert valid_row("elo_ratings")["post_id"] in linked
    assert keys["elo_comparisons"] == ((comparison["comparison_id"],),)
    assert {key[0] for key in keys["document_addresses"]} | {found.rows[0].key[0]} >= linked


def test_a_citation_leads_to_its_message_and_not_to_all_sources_of_its_document(log: TraceStore) -> None:
    found = trace_identifier(log, CITED)
    assert {a.table for a in found.ancestors} == {"messages", "authors", "chats", "exports"}


@pytest.mark.slow
def test_the_first_digits_of_a_key_a_slug_or_a_path_are_enough(log: TraceStore) -> None:
    window = valid_row("windows")
    assert trace_identifier(log, window["window_id"][:8]).rows == trace_identifier(log, window["window_id"]).rows
    slug = trace_identifier(log, valid_row("document_addresses")["slug"])
    assert {"document_addresses", "documents"} <= {r.table for r in slug.rows}
    assert trace_identifier(log, valid_row("site_files")["path"]).rows[0].table == "site_files"


@pytest.mark.parametrize(
    "text", ["", "nothing", "0" * 8, "00000000-0000-8000-8000-00000000dead", "a:b", "x" * 5000, "'; DROP TABLE runs"]
)
def test_what_no_row_has_is_refused_with_the_remedy(log: TraceStore, text: str) -> None:
    with pytest.raises(RowUnknown) as refusal:
        trace_identifier(log, text)
    assert "document_id" in refusal.value.remedy
    assert not text or text not in str(refusal.value)


@pytest.mark.slow
def test_digits_that_begin_several_keys_are_refused_with_those_keys(tmp_path: Path) -> None:
    file = new_database(tmp_path / "some.duckdb")
    store = RunStore(file)
    for run_id in (FIRST, SECOND):
        store.begin_run(RunRecord(run_id, "everything", "running", "manual", "*", VERSION, "1", MOMENT))
    with pytest.raises(RowAmbiguous) as refusal:
        trace_identifier(TraceStore(file), "00000000")
    assert refusal.value.keys == (FIRST, SECOND)


# --- runs and reuse -------------------------------------------------------------------------------------------------


def made(run_id: str, asset_key: str, hour: int, changed: int) -> dict[str, Any]:
    at = MOMENT + dt.timedelta(hours=hour)
    counts = {"row_count": 5, "inserted_count": changed, "updated_count": 0, "deleted_count": 0, "duration_ms": 1}
    versions = {"code_version": "7", "data_version": VERSION, "input_version": VERSION}
    return {"run_id": run_id, "asset_key": asset_key, "materialized_at": at, **counts, **versions}


@pytest.fixture
def two_runs(tmp_path: Path) -> Trace:
    """The first run wrote everything; the second found the export unchanged and wrote the messages anew."""
    file = new_database(tmp_path / "some.duckdb")
    store = RunStore(file)
    for run_id, hour in ((FIRST, 0), (SECOND, 1)):
        at = MOMENT + dt.timedelta(hours=hour)
        store.begin_run(RunRecord(run_id, "everything", "running", "schedule", "*", VERSION, "9.9", at))
        store.end_run(run_id, "completed", at)
    with file.transaction() as connection:
        for run_id, hour, first_count in ((FIRST, 0, 5), (SECOND, 1, 0)):
            insert(connection, "materializations", made(run_id, "ingested", hour, first_count))
            insert(connection, "materializations", made(run_id, "anonymized", hour, 1))
            inputs = {"run_id": run_id, "asset_key": "anonymized", "upstream_key": "ingested"}
            read = {"upstream_run_id": run_id, "upstream_data_version": VERSION}
            insert(connection, "materialization_inputs", {**inputs, **read})
        insert_with_parents(connection, "messages")
        connection.execute("UPDATE authors SET is_opted_out = false")
        insert(connection, "exports", {**valid_row("exports"), "run_id": FIRST})
        message = {**valid_row("messages"), "message_id": VERSION, "run_id": SECOND}
        insert(connection, "messages", {**message, "export_id": valid_row("exports")["export_id"]})
    with file.open_reader():
        return trace_identifier(TraceStore(file), VERSION)


@pytest.mark.slow
def test_a_trace_says_when_by_what_and_of_which_inputs(two_runs: Trace) -> None:
    anonymized, ingested = two_runs.steps
    assert (anonymized.asset_key, anonymized.run_id, anonymized.code_version) == ("anonymized", SECOND, "7")
    assert [(i.asset_key, i.run_id, i.data_version) for i in anonymized.inputs] == [("ingested", SECOND, VERSION)]
    assert ingested.inputs == ()
    run = next(r for r in two_runs.runs if r.run_id == SECOND)
    assert (run.trigger, run.status, run.code_version, run.config_hash) == ("schedule", "completed", "9.9", VERSION)


@pytest.mark.slow
def test_what_a_run_reused_names_the_older_run_that_wrote_it(two_runs: Trace) -> None:
    anonymized, ingested = two_runs.steps
    assert (anonymized.written_by, ingested.written_by) == (SECOND, FIRST)
    assert [(e.run_id, e.message_count) for e in two_runs.exports] == [(FIRST, 1)]
    assert {FIRST, SECOND} <= {r.run_id for r in two_runs.runs}
    text = "\n".join(format_lines(two_runs))
    assert f"unchanged since run {FIRST[:8]}" in text
    assert "program 9.9" in text
    assert f"config {VERSION}" in text


@pytest.mark.slow
def test_a_run_is_traced_to_everything_that_it_materialized(tmp_path: Path, two_runs: Trace) -> None:
    found = trace_identifier(TraceStore(DatabaseFile(tmp_path / "some.duckdb")), FIRST)
    assert [(s.asset_key, s.run_id) for s in found.steps] == [("ingested", FIRST), ("anonymized", FIRST)]
    assert {name_kind(r.table) for r in found.rows} == {"run"}


@pytest.mark.slow
def test_messages_from_before_exports_were_noted_are_said_to_be_so(log: TraceStore) -> None:
    found = trace_identifier(log, valid_row("messages")["message_id"])
    assert found.exports == ()
    assert "Export: not noted" in "\n".join(format_lines(found))
    noted = trace_identifier(log, CITED)
    assert "not noted" not in "\n".join(format_lines(noted))


def test_the_json_has_every_key_and_only_ids_counts_times_and_versions(log: TraceStore) -> None:
    found = trace_identifier(log, valid_row("documents")["document_id"])
    told = to_json(found)
    assert set(told) == {"rows", "steps", "ancestors", "exports", "runs"}
    text = str(told) + "\n".join(format_lines(found))
    for name, column in (
        ("documents", "content"),
        ("messages", "text"),
        ("authors", "pseudonym"),
        ("citations", "quote"),
    ):
        assert str(valid_row(name)[column]) not in text


@pytest.mark.slow
def test_a_file_of_the_first_schema_learns_of_exports_and_keeps_its_messages(tmp_path: Path) -> None:
    file = DatabaseFile(tmp_path / "some.duckdb")
    first = list_migrations("main")[0]
    assert isinstance(first, Migration)
    with file.open_writer(may_create=True) as connection:
        for statement in first.statements:
            connection.execute(statement)
        insert(
            connection,
            "schema_version",
            {"version": 1, "applied_at": MOMENT, "description": first.description, "checksum": first.checksum},
        )
        run = {"started_at" if name == "created_at" else name: v for name, v in valid_row("runs", "run").items()}
        insert(connection, "runs", run)
        insert_with_parents(connection, "citations")
    migrate(file, "main")
    with file.transaction() as connection:
        assert connection.execute("SELECT count(*), count(export_id) FROM messages").fetchall() == [(1, 0)]
        with pytest.raises(duckdb.ConstraintException):
            connection.execute("DELETE FROM messages")
        connection.execute("ROLLBACK")
        connection.execute("BEGIN TRANSACTION")
        connection.execute("DELETE FROM citations")
