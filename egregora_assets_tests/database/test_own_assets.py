"""Assets that somebody adds: what they return becomes a table of theirs, what they take is never the vault."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import ibis
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from dagster_duckdb import DuckDBIOManager, DuckDBResource
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from egregora_assets.contracts.bundles import ANONYMIZED_BUNDLE, CONTRACTS
from egregora_assets.contracts.tables import Tables
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.copies.verified_copies import copy_database
from egregora_assets.database.handlers.frames import FrameHandler
from egregora_assets.database.io_manager import DuckDBTables
from egregora_assets.database.tables import own_tables
from egregora_assets.database.tables.own_tables import drop_own_tables, list_own_tables, write_own_table
from egregora_assets.database.tables.texts import list_texts
from egregora_assets.errors import (
    DatabaseBusy,
    OwnQueryRefused,
    OwnTableRefused,
    PartitionRefused,
    PrivateInput,
    SettingInvalid,
    StatementForbidden,
    UpstreamMissing,
    ValueUnsupported,
)
from egregora_assets.runs.run_log import Outcome
from egregora_assets_tests.database.own_assets import LATER_RUN, OwnAssets
from egregora_assets_tests.references.enriched_deployment import RUN, upstream_rows

MESSAGES = CONTRACTS["messages"].table()
ROWS = {"a": [1, 1, 2], "b": ["x", "x", None]}


pytestmark = pytest.mark.slow


def stage_of(outcome: Outcome) -> Any:
    """A stage that hands over an outcome."""

    @dg.asset(io_manager_key="tables")
    def anonymized() -> Any:
        return outcome

    return anonymized


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> OwnAssets:
    return OwnAssets(tmp_path_factory.mktemp("own") / "home")


@pytest.fixture
def own(deployment: OwnAssets) -> OwnAssets:
    """The deployment, without tables that an earlier test added."""
    drop_own_tables(deployment.store.file("main"))
    return deployment


def test_the_io_manager_and_the_store_are_those_of_dagster_duckdb(own: OwnAssets) -> None:
    assert issubclass(DuckDBTables, DuckDBIOManager)
    assert isinstance(own.store, DuckDBResource)


VALUES: dict[str, Any] = {
    "arrow": pa.table(ROWS),
    "pandas": pd.DataFrame(ROWS),
    "polars": pl.DataFrame(ROWS),
    "polars, lazy": pl.LazyFrame(ROWS),
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_what_is_returned_is_stored(own: OwnAssets, value: Any) -> None:
    metadata = own.store_value(value)
    assert own.query("FROM own.mine ORDER BY ALL") == [(1, "x"), (1, "x"), (2, None)]
    assert (metadata["dagster/table_name"], metadata["dagster/row_count"]) == ("own.mine", 3)
    assert [column.name for column in metadata["dagster/column_schema"].columns] == ["a", "b"]


def test_an_expression_is_computed_by_the_database_and_its_texts_are_hidden(own: OwnAssets) -> None:
    others = MESSAGES.filter(MESSAGES.text != "Benedita")
    kinds = others.group_by("kind").agg(count=others.count())
    metadata = own.store_value(kinds)
    assert own.query("FROM own.mine ORDER BY 1") == [("media", 1), ("text", 2)]
    assert "GROUP BY" in metadata["sql"]
    assert "Benedita" not in metadata["sql"]


TYPES: dict[str, Any] = {
    "arrow": (pa.Table, lambda rows: rows.num_rows),
    "pandas": (pd.DataFrame, len),
    "polars": (pl.DataFrame, len),
}


@pytest.mark.parametrize(("kind", "count"), TYPES.values(), ids=TYPES)
def test_what_is_taken_is_what_the_parameter_says(own: OwnAssets, kind: Any, count: Any) -> None:
    rows = own.load(kind)
    assert isinstance(rows, kind)
    assert count(rows) == 3


def test_an_asset_of_this_program_is_given_as_its_tables(own: OwnAssets) -> None:
    tables = own.load(Tables)
    assert tables.rows("messages").num_rows == own.load(Any).rows("messages").num_rows == 3


def test_an_expression_over_a_table_is_given_unbound(own: OwnAssets) -> None:
    assert own.load(ibis.Table).equals(MESSAGES)


def test_a_table_of_ones_own_can_be_built_on(own: OwnAssets) -> None:
    own.store_value(pa.table(ROWS))
    assert own.load(ibis.Table, "mine").columns == ("a", "b")
    own.store_value(own.load(ibis.Table, "mine").filter(ibis._.a == 2), name="second")
    assert own.query("FROM own.second") == [(2, None)]


def test_a_table_of_ones_own_is_given_as_arrow_where_nothing_is_said_and_never_as_tables(own: OwnAssets) -> None:
    own.store_value(pa.table(ROWS))
    assert isinstance(own.load(Any, "mine"), pa.Table)
    with pytest.raises(OwnTableRefused):
        own.load(Tables, "mine")


def test_one_table_and_some_columns_of_an_asset_can_be_taken(own: OwnAssets) -> None:
    assert own.load(pl.DataFrame, table="chats", columns=["slug"]).rows() == [("c",)]


@pytest.mark.parametrize("metadata", [{"table": "documents"}, {"columns": ["nothing"]}], ids=["table", "column"])
def test_a_table_or_column_that_is_not_there_is_refused(own: OwnAssets, metadata: dict[str, Any]) -> None:
    with pytest.raises(OwnTableRefused):
        own.load(pl.DataFrame, **metadata)


def test_a_table_that_was_never_made_is_refused_with_the_way_to_make_it(own: OwnAssets) -> None:
    @dg.asset(io_manager_key="tables")
    def absent() -> pa.Table:
        return pa.table(ROWS)

    @dg.asset
    def reader(absent: pa.Table) -> None: ...

    with pytest.raises(UpstreamMissing, match="absent") as raised, dg.DagsterInstance.ephemeral() as instance:
        dg.materialize(
            [absent, reader],
            selection=[reader],
            resources={"tables": DuckDBTables(store=own.store)},
            instance=instance,
        )
    assert "+key:reader" in raised.value.remedy


def test_the_same_rows_again_change_nothing_and_keep_the_version(own: OwnAssets) -> None:
    first = own.store_value(pa.table(ROWS))
    again = own.store_value(pl.DataFrame(ROWS).reverse())
    assert (again["rows_inserted"], again["rows_deleted"], again["version"]) == (0, 0, first["version"])


def test_only_what_differs_is_written(own: OwnAssets) -> None:
    first = own.store_value(pa.table(ROWS))
    changed = own.store_value(pa.table({"a": [1, 2, 2], "b": ["x", None, None]}))
    assert (changed["rows_inserted"], changed["rows_deleted"]) == (1, 1)
    assert changed["version"] != first["version"]


def test_other_columns_make_the_table_anew(own: OwnAssets) -> None:
    own.store_value(pa.table(ROWS))
    own.store_value(pa.table({"c": [1.5]}))
    assert own.query("FROM own.mine") == [(1.5,)]


table_rows = st.lists(st.tuples(st.none() | st.integers(0, 2), st.none() | st.sampled_from("ab")), max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(table_rows, table_rows)
def test_a_write_leaves_exactly_the_rows_given(
    tmp_path: Path, before: list[tuple[Any, Any]], after: list[tuple[Any, Any]]
) -> None:
    file = DatabaseFile(tmp_path / "some.duckdb")
    schema = pa.table({"a": pa.array([], pa.int64()), "b": pa.array([], pa.string())}).schema
    with file.open_writer(may_create=True):
        for rows in (before, after):
            table = pa.Table.from_pylist([{"a": a, "b": b} for a, b in rows], schema)
            with file.transaction() as connection:
                written = write_own_table(connection, "t", table)
                found = connection.execute("FROM own.t").fetchall()
            assert sorted(found, key=str) == sorted(rows, key=str)
            assert written.difference.row_count == len(rows)


def test_a_write_that_fails_leaves_the_last_table(own: OwnAssets, monkeypatch: pytest.MonkeyPatch) -> None:
    own.store_value(pa.table(ROWS))
    monkeypatch.setattr(own_tables, "_render_insert", lambda table, columns: "SELECT error('Benedita')")
    with pytest.raises(Exception, match="refused rows") as raised:
        own.store_value(pa.table({"a": [9], "b": ["y"]}))
    assert "Benedita" not in str(raised.value)
    assert len(own.query("FROM own.mine")) == 3


def test_a_table_of_the_same_name_replaces_none_of_ours(own: OwnAssets) -> None:
    own.store_value(pa.table(ROWS), name="messages")
    assert len(own.query("FROM messages")) == len(own.query("FROM own.messages")) == 3
    assert "text" not in own.query("DESCRIBE own.messages")[0]
    assert own.load(pl.DataFrame)["text"].len() == 3


def test_the_whole_key_is_the_name_so_that_two_keys_are_two_tables(own: OwnAssets) -> None:
    @dg.asset(key=["team", "mine"], io_manager_key="tables")
    def one() -> pa.Table:
        return pa.table(ROWS)

    own.materialise(one)
    assert len(own.query("FROM own.team__mine")) == 3


def test_a_name_that_differs_in_capital_letters_alone_replaces_no_other_table(own: OwnAssets) -> None:
    own.store_value(pa.table(ROWS), name="mine")
    with pytest.raises(OwnTableRefused, match="capital letters"):
        own.store_value(pa.table({"c": [1]}), name="Mine")
    assert len(own.query("FROM own.mine")) == 3


def test_a_key_that_would_be_taken_for_several_parts_is_refused(own: OwnAssets) -> None:
    with pytest.raises(OwnTableRefused, match="joins the parts"):
        own.store_value(pa.table(ROWS), name="team__mine")


def test_nothing_of_theirs_is_in_the_vault(own: OwnAssets) -> None:
    own.store_value(pa.table(ROWS), name="vault")
    with own.store.file("vault").open_reader() as connection:
        assert list_own_tables(connection) == []


@pytest.mark.parametrize("kind", [Tables, pa.Table, pd.DataFrame, ibis.Table, Any], ids=str)
def test_an_asset_of_somebody_else_is_not_given_the_vault(own: OwnAssets, kind: Any) -> None:
    with pytest.raises(PrivateInput):
        own.load(kind, "ingested")


def test_an_expression_over_the_vault_is_refused(own: OwnAssets) -> None:
    with pytest.raises(OwnTableRefused):
        own.store_value(CONTRACTS["ingested"].table())


FORBIDDEN: dict[str, Any] = {
    "rows in memory": ibis.memtable(pa.table({"a": [1]})),
    "no table": ibis.table({"a": "int64"}, name="nothing"),
    "a file": ibis.table({"a": "int64"}, name="messages", database="elsewhere"),
}


@pytest.mark.parametrize("expression", FORBIDDEN.values(), ids=FORBIDDEN)
def test_an_expression_over_anything_else_is_refused(own: OwnAssets, expression: Any) -> None:
    with pytest.raises(OwnTableRefused):
        own.store_value(expression)


UNFIT: dict[str, Any] = {
    "no column": pa.table({}),
    "two of one name": pa.table([[1], [2]], names=["a", "A"]),
    "several kinds": pd.DataFrame({"a": [1, "Benedita"]}, dtype=object),
}


@pytest.mark.parametrize("value", UNFIT.values(), ids=UNFIT)
def test_what_can_be_no_table_is_refused(own: OwnAssets, value: Any) -> None:
    with pytest.raises(OwnTableRefused) as raised:
        own.store_value(value)
    assert "Benedita" not in str(raised.value)


@pytest.mark.parametrize("value", [1, "text", [1], {"a": [1]}, None], ids=repr)
def test_another_kind_of_value_is_refused(own: OwnAssets, value: Any) -> None:
    with pytest.raises(ValueUnsupported):
        own.store_value(value)


def test_an_asset_under_a_key_of_ours_is_refused(own: OwnAssets) -> None:
    with pytest.raises(OwnTableRefused, match="of this program"):
        own.store_value(pa.table(ROWS), name="anonymized")
    assert len(own.query("FROM messages")) == 3


def test_a_schema_of_ones_own_is_refused(own: OwnAssets) -> None:
    @dg.asset(io_manager_key="tables", metadata={"schema": "main"})
    def mine() -> pa.Table:
        return pa.table(ROWS)

    with pytest.raises(OwnTableRefused, match="schema"):
        own.materialise(mine)


def test_partitions_are_refused(own: OwnAssets) -> None:
    @dg.asset(io_manager_key="tables", partitions_def=dg.StaticPartitionsDefinition(["one"]))
    def mine() -> pa.Table:
        return pa.table(ROWS)

    with pytest.raises(PartitionRefused), dg.DagsterInstance.ephemeral() as instance:
        dg.materialize(
            [mine], partition_key="one", resources={"tables": DuckDBTables(store=own.store)}, instance=instance
        )


def test_a_library_that_nobody_imported_is_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "polars")
    assert FrameHandler("polars", "DataFrame").supported_types == ()
    assert "polars" not in sys.modules


def test_the_connection_is_closed_although_the_block_fails(own: OwnAssets) -> None:
    with pytest.raises(KeyError), own.store.get_connection() as connection:
        raise KeyError("of the block")
    with pytest.raises(duckdb.ConnectionException):
        connection.execute("SELECT 1")
    with DatabaseFile(own.store.file("main").path, wait_seconds=0.1).open_writer():
        pass


def test_the_connection_waits_as_long_as_the_setting_says(own: OwnAssets) -> None:
    with (
        DatabaseFile(own.store.file("main").path).open_writer(),
        pytest.raises(DatabaseBusy),
        own.store.get_connection(),
    ):
        pass


@pytest.mark.parametrize(
    "sql", ["SELEC", "FROM nothing", "SELECT nothing FROM messages", "CREATE TABLE t (a INT)", "SELECT 'Benedita'::INT"]
)
def test_a_query_that_is_wrong_is_refused_without_its_text(own: OwnAssets, sql: str) -> None:
    with pytest.raises(OwnQueryRefused) as raised, own.store.get_connection() as connection:
        connection.execute(sql)
    assert raised.value.__cause__ is None
    assert "Benedita" not in str(raised.value)


def test_the_connection_reads_no_other_file(own: OwnAssets) -> None:
    vault = own.store.file("vault").path
    with pytest.raises(StatementForbidden), own.store.get_connection() as connection:
        connection.execute(f"ATTACH '{vault}'")


@pytest.mark.parametrize("field", [{"database": "x.duckdb"}, {"connection_config": {"threads": 1}}], ids=str)
def test_the_path_and_the_hardening_are_not_for_others_to_decide(own: OwnAssets, field: dict[str, Any]) -> None:
    store = type(own.store)(settings=own.store.settings, vault=own.store.vault, **field)
    with pytest.raises(SettingInvalid), store.get_connection():
        pass


def test_copies_and_the_leak_scan_know_these_tables(own: OwnAssets, tmp_path: Path) -> None:
    own.store_value(pa.table({"word": ["Benedita"]}), name="messages")
    for is_compact in (False, True):
        copy = copy_database(own.store.file("main"), tmp_path / "copy.duckdb", is_compact=is_compact)
        assert copy.contents.tables["own.messages"][0] == 1
        assert ("own.messages.word", ["Benedita"]) in list(list_texts(copy.path))


def test_all_such_tables_are_dropped_at_once(own: OwnAssets) -> None:
    own.store_value(pa.table(ROWS))
    assert drop_own_tables(own.store.file("main")) == 1
    assert drop_own_tables(own.store.file("main")) == 0
    assert len(own.query("FROM messages")) == 3


def test_a_bundle_that_is_used_again_still_shows_the_rows_of_each_table(own: OwnAssets) -> None:
    outcome = Outcome(upstream_rows(1_700_000_000), "1", RUN, {}, 0.0)
    written = own.store_value(outcome, name="anonymized", run_id=RUN)
    reused = own.store_value(Outcome(None, "1", RUN, {}, 0.0), name="anonymized", run_id=RUN)
    counts = {name: value for name, value in reused.items() if name.startswith("rows/")}
    assert set(counts) == {f"rows/{name}" for name in ANONYMIZED_BUNDLE.tables}
    assert counts == {name: value for name, value in written.items() if name.startswith("rows/")}
    assert (reused["dagster/table_name"], reused["dagster/row_count"], counts["rows/chats"]) == ("main.messages", 3, 1)
    assert (reused["is_reused"], reused["version"]) == (True, written["version"])
    assert set(reused["versions"]) == {"program", "code", "settings"}


def test_a_stage_reports_each_of_its_tables_when_it_writes_and_nothing_when_it_does_not(own: OwnAssets) -> None:
    rows = upstream_rows(1_700_000_000)
    with dg.DagsterInstance.ephemeral() as instance:
        made = own.materialise(stage_of(Outcome(rows, "1", RUN, {}, 0.0)), run_id=RUN, instance=instance)
        assert set(made) == {"anonymized", *(f"anonymized/{name}" for name in ANONYMIZED_BUNDLE.tables)}
        assert made["anonymized/messages"]["dagster/row_count"] == 3
        assert made["anonymized/messages"]["version"] != made["anonymized"]["version"]
        assert made["anonymized/messages"]["dagster/column_lineage"].deps_by_column["sent_at"]
        reused = stage_of(Outcome(None, "1", RUN, {}, 0.0))
        again = own.materialise(reused, run_id=LATER_RUN, instance=instance)
        assert set(again) == {"anonymized"}
    with dg.DagsterInstance.ephemeral() as fresh:
        lost = own.materialise(reused, run_id=LATER_RUN, instance=fresh)
        assert lost["anonymized/messages"]["dagster/row_count"] == 3


def test_only_the_tables_that_changed_have_another_version(own: OwnAssets) -> None:
    rows = upstream_rows(1_700_000_000)
    first = own.materialise(stage_of(Outcome(rows, "1", RUN, {}, 0.0)), run_id=RUN)
    titles = pa.array(["Another title"])
    changed = {**rows, "chats": rows["chats"].set_column(3, "public_title", titles)}
    second = own.materialise(stage_of(Outcome(changed, "1", RUN, {}, 0.0)), run_id=RUN)
    own.materialise(stage_of(Outcome(rows, "1", RUN, {}, 0.0)), run_id=RUN)
    differing = {key for key in first if first[key]["version"] != second[key]["version"]}
    assert differing == {"anonymized", "anonymized/chats"}


def test_a_table_of_a_stage_is_no_input_since_no_run_waits_for_it(own: OwnAssets) -> None:
    with pytest.raises(OwnTableRefused) as raised:
        own.load(pl.DataFrame, ["anonymized", "messages"])
    assert "take `anonymized`" in raised.value.remedy
