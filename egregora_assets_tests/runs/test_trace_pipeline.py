"""Lineage and runs of a real deployment: traces, Dagster's metadata, dead runs, and a history that was wiped."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path
from typing import Any
from uuid import UUID

import dagster as dg
import ibis
import ibis.expr.operations as ops
import pyarrow as pa
import pytest

from egregora_assets import __version__
from egregora_assets.cli import main
from egregora_assets.contracts.bundles import BUNDLES, BUNDLES_BY_ASSET, CONTRACTS
from egregora_assets.contracts.lineage import Column, list_copied_columns, list_sources
from egregora_assets.contracts.relations import ASSETS_BY_TABLE
from egregora_assets.contracts.tables import Tables
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.handlers import bundles
from egregora_assets.database.tables import writer
from egregora_assets.runs import lineage, stage
from egregora_assets.runs.progress import Progress
from egregora_assets_tests.built_once import BuiltOnce
from egregora_assets_tests.deployments import dagster_statuses, egregora
from egregora_assets_tests.exports.small_chat import GROUP_TITLE, PEOPLE, SECRETS, write_export
from egregora_assets_tests.processes import dagster, in_a_process

# Dagster itself calls what it deprecated.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


def ask(home: Path, sql: str, file: str = "egregora.duckdb") -> list[tuple[Any, ...]]:
    """Rows of a deployment's database, UUIDs as text."""
    with DatabaseFile(home / file).open_reader() as connection:
        found = connection.execute(sql).fetchall()
    return [tuple(str(v) if isinstance(v, UUID) else v for v in row) for row in found]


def told(home: Path, *arguments: str | Path, status: int = 0) -> str:
    """What a command says."""
    done = egregora(*arguments, "--output", home, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def traced(home: Path, key: str) -> dict[str, Any]:
    """The trace of a key, as programs get it."""
    found: dict[str, Any] = json.loads(told(home, "trace", key, "--json"))
    return found


class Reading:
    """Notes the columns that every asset asks of the database while it runs."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.columns: dict[str, set[Column]] = {}
        self._asset = ""
        rows = Tables.rows

        def noted(tables: Tables, expression: ibis.Table | str) -> pa.Table:
            table = tables[expression] if isinstance(expression, str) else expression
            if self._asset:
                self.columns[self._asset] |= read_by(table)
            return rows(tables, expression)

        patch.setattr(Tables, "rows", noted)
        patch.setattr(stage, "announce", self._begins)
        patch.setattr(bundles, "announce", self._ends)

    def _begins(self, news: Progress) -> None:
        self._asset = news.asset_key
        self.columns[self._asset] = set()

    def _ends(self, news: Progress) -> None:
        self._asset = ""


def read_by(table: ibis.Table) -> set[Column]:
    """The columns of named tables that an expression reads, be it to filter, to join, to order or to give."""
    asked = [lineage.trace_columns(field.rel.to_expr())[field.name] for field in table.op().find(ops.Field)]
    return {source for found in (*asked, *lineage.trace_columns(table).values()) for source in found}


@pytest.fixture(scope="session")
def made(built_once: BuiltOnce) -> tuple[Path, dict[str, set[Column]]]:
    """A deployment, and the columns that every asset read in its first run; only to be looked at."""

    def make(folder: Path) -> None:
        export = write_export(folder / f"WhatsApp Chat with {GROUP_TITLE}.zip", days=8)
        with pytest.MonkeyPatch.context() as patch:
            reading = Reading(patch)
            told(folder / "home", "process", export)
        read = {asset: sorted(columns) for asset, columns in reading.columns.items()}
        (folder / "read.json").write_text(json.dumps(read))

    folder = built_once.folder("with_columns_read", make)
    read = json.loads((folder / "read.json").read_text())
    return folder / "home", {asset: {(table, column) for table, column in found} for asset, found in read.items()}


@pytest.fixture(scope="session")
def deployment(made: tuple[Path, dict[str, set[Column]]]) -> Path:
    """The deployment; tests that change it work on a copy."""
    return made[0]


@pytest.fixture
def copy(tmp_path: Path, deployment: Path) -> Path:
    shutil.copytree(deployment, tmp_path / "home")
    return tmp_path / "home"


# --- the declarations are true --------------------------------------------------------------------------------------


def test_every_source_that_is_declared_was_read_by_its_asset(made: tuple[Path, dict[str, set[Column]]]) -> None:
    read = made[1]
    assert set(read) == {b.asset_key for b in BUNDLES}
    by_expression = {"exports", "message_media", "git_lookup_cache"}
    invented = [
        f"{contract.name}.{column} < {'.'.join(source)}"
        for bundle in BUNDLES
        for contract in bundle.contracts
        if contract.name not in by_expression
        for column in contract.column_names
        for source in list_sources(contract.name, column)
        if source[0] in ASSETS_BY_TABLE and source not in read[bundle.asset_key]
    ]
    assert invented == []


def test_what_is_declared_as_copied_holds_nothing_but_values_of_its_source(deployment: Path) -> None:
    wrong = []
    for (table, column), (source, name) in list_copied_columns().items():
        if CONTRACTS[source].place == "main":
            strange = f'SELECT count(*) FROM "{table}" WHERE "{column}" NOT IN (SELECT "{name}" FROM "{source}")'
            wrong += [(table, column)] if ask(deployment, strange) != [(0,)] else []
    values = {
        (table, column): ask(deployment, f'SELECT DISTINCT CAST("{column}" AS VARCHAR) FROM "{table}"')
        for (table, column), (source, _) in list_copied_columns().items()
        if CONTRACTS[source].place == "vault" and column.endswith(("_id", "sent_at", "position"))
    }
    for (table, column), found in values.items():
        source, name = list_copied_columns()[table, column]
        known = set(ask(deployment, f'SELECT CAST("{name}" AS VARCHAR) FROM "{source}"', "vault/vault.duckdb"))
        wrong += [] if set(found) <= known else [(table, column)]
    assert wrong == []


# --- the command ----------------------------------------------------------------------------------------------------


def test_every_citation_leads_to_its_message_and_its_first_export(deployment: Path) -> None:
    document, ordinal, message = ask(
        deployment, "SELECT document_id, ordinal, message_id FROM citations ORDER BY ALL LIMIT 1"
    )[0]
    found = traced(deployment, f"{document}:{ordinal}")
    (run,) = ask(deployment, "SELECT run_id, config_hash FROM runs")
    assert {a["table"]: a["keys"] for a in found["ancestors"]}["messages"] == [message]
    assert [(e["export_id"],) for e in found["exports"]] == ask(deployment, "SELECT export_id FROM exports")
    assert [(r["run_id"], r["config_hash"]) for r in found["runs"]] == [run]
    steps = {s["asset_key"]: s for s in found["steps"]}
    assert next(iter(steps)) == "generated"
    assert {"anonymized", "ingested"} <= set(steps)
    assert [i["asset_key"] for i in steps["anonymized"]["inputs"]] == ["ingested"]
    assert not any(secret in json.dumps(found) for secret in (*SECRETS, GROUP_TITLE))


def test_the_printed_trace_says_the_same_and_an_unknown_id_gets_a_remedy(deployment: Path) -> None:
    (path,) = ask(deployment, "SELECT path FROM site_files WHERE path LIKE 'posts/%' ORDER BY path LIMIT 1")[0]
    said = told(deployment, "trace", path)
    assert said.startswith(f"file of the site {path}")
    assert "\nExport " in said
    assert "asset published" in said
    assert not any(name in said for name in (*PEOPLE, GROUP_TITLE))
    unknown = told(deployment, "trace", "00000000-0000-8000-8000-00000000dead", status=1)
    assert "Remedy: give the key of a row" in unknown


def test_a_message_names_its_first_export_and_an_unchanged_row_its_older_run(tmp_path: Path, copy: Path) -> None:
    old = ask(copy, "SELECT message_id FROM messages ORDER BY sent_at LIMIT 1")[0][0]
    told(copy, "process", write_export(tmp_path / "longer.zip", days=11), "--target-stage", "anonymized")
    new = ask(copy, "SELECT message_id FROM messages ORDER BY sent_at DESC, message_id LIMIT 1")[0][0]
    (first, second) = (row[0] for row in ask(copy, "SELECT run_id FROM runs ORDER BY started_at"))
    exports = [row[0] for row in ask(copy, "SELECT export_id FROM exports ORDER BY ingested_at")]
    before, after = traced(copy, old), traced(copy, new)
    assert [(r["run_id"], e["export_id"]) for r in before["rows"] for e in before["exports"]] == [(first, exports[0])]
    assert [(r["run_id"], e["export_id"]) for r in after["rows"] for e in after["exports"]] == [(second, exports[1])]
    assert ask(copy, "SELECT count(*) FROM messages WHERE export_id IS NULL") == [(0,)]


# --- Dagster --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def metadata(deployment: Path) -> dict[str, dict[str, Any]]:
    """What a real instance holds of every asset's latest materialization."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(deployment / "dagster"))
        with dg.DagsterInstance.get() as instance:
            events = {b.asset_key: instance.get_latest_materialization_event(dg.AssetKey(b.asset_key)) for b in BUNDLES}
    return {
        key: dict(event.asset_materialization.metadata)
        for key, event in events.items()
        if event and event.asset_materialization
    }


@pytest.mark.parametrize("key", [b.asset_key for b in BUNDLES])
def test_dagster_knows_lineage_versions_and_the_runs_behind_every_write(
    metadata: dict[str, dict[str, Any]], deployment: Path, key: str
) -> None:
    found = metadata[key]
    ((run_id, config_hash),) = ask(deployment, "SELECT run_id, config_hash FROM runs")
    ((code,),) = ask(deployment, f"SELECT code_version FROM materializations WHERE asset_key = '{key}'")
    assert isinstance(found["dagster/column_lineage"], dg.TableColumnLineageMetadataValue)
    assert found["versions"].value == {"program": __version__, "code": code, "settings": config_hash}
    bundle = BUNDLES_BY_ASSET[key]
    assert found["dagster/table_name"].value == f"main.{bundle.main_table}"
    assert found["dagster/row_count"].value == found[f"rows/{bundle.main_table}"].value
    assert {f"rows/{name}" for name in bundle.tables} <= set(found)
    assert found["trace"].value == f"egregora trace {run_id}"
    assert found["run"] == dg.MetadataValue.dagster_run(run_id)
    inputs = ask(
        deployment, f"SELECT upstream_key, upstream_run_id FROM materialization_inputs WHERE asset_key = '{key}'"
    )
    links = {(name.removeprefix("upstream/"), v.value) for name, v in found.items() if name.startswith("upstream/")}
    assert links == set(inputs)
    deps = found["dagster/column_lineage"].value.deps_by_column
    assert bool(deps) == (key not in {"ingested", "git_refs"})


def test_dagster_shows_the_sql_of_expressions_without_data(metadata: dict[str, dict[str, Any]]) -> None:
    assert 'FROM "attachments"' in metadata["enriched"]["sql/message_media"].value
    assert [name for name in metadata["ingested"] if name.startswith("sql/")] == []


SHOWN = {"ingested": "exports", "knowledge": "windows", "generated": "posts", "ranked": "posts", "published": "site"}


@pytest.mark.parametrize("key", SHOWN)
def test_dagster_shows_a_person_what_an_asset_made(metadata: dict[str, dict[str, Any]], key: str) -> None:
    shown = metadata[key][SHOWN[key]]
    assert isinstance(shown, dg.PathMetadataValue if key == "published" else dg.MarkdownMetadataValue)
    assert key == "published" or shown.value.count("\n| ") >= 2


def test_dagster_shows_what_became_of_the_site(metadata: dict[str, dict[str, Any]], deployment: Path) -> None:
    published = metadata["published"]
    assert published["site"].value == str(deployment / "site" / "index.html")
    assert published["files changed"].value == published["rows/site_files"].value
    assert published["leak scan"].value == f"nothing found in {published['rows/site_files'].value:,} files"


def test_no_metadata_holds_what_belongs_to_the_vault(metadata: dict[str, dict[str, Any]]) -> None:
    text = repr(metadata)
    assert [secret for secret in (*SECRETS, GROUP_TITLE) if secret in text] == []


# --- dead runs, and a history that is gone --------------------------------------------------------------------------


def process_and_die(*arguments: str) -> int:
    """The command in a process that is killed while `enriched` writes."""
    applied = writer._apply

    def apply_and_die(connection: Any, write: Any) -> Any:
        made = applied(connection, write)
        if write.bundle.asset_key == "enriched":
            os.kill(os.getpid(), signal.SIGKILL)
        return made

    pytest.MonkeyPatch().setattr(writer, "_apply", apply_and_die)
    return main(list(arguments))


@pytest.mark.process
def test_doctor_ends_a_killed_run_in_the_run_log_and_in_dagster(tmp_path: Path, copy: Path) -> None:
    longer = write_export(tmp_path / "longer.zip", days=10)
    given = ("process", str(longer), "--output", str(copy), "--target-stage", "enriched")
    killed = in_a_process(process_and_die, *given)
    assert killed.returncode == -9
    latest = "SELECT status, error_class FROM runs ORDER BY created_at DESC LIMIT 1"
    assert ask(copy, latest) == [("running", None)]
    shown = told(copy, "status")
    assert "died" in shown
    assert "RunLost. Remedy: run again" in shown
    assert ask(copy, latest) == [("running", None)]
    told(copy, "key", "export", tmp_path / "copy.key")
    said = told(copy, "doctor", status=1)
    assert "1 dead runs settled" in said
    assert "lost (RunLost). The run's process ended unexpectedly." in said
    assert ask(copy, latest) == [("lost", "RunLost")]
    assert dagster_statuses(copy) == ["FAILURE", "SUCCESS"]
    assert "none left open" in told(copy, "doctor", status=1)


@pytest.mark.process
def test_wiping_dagsters_runs_loses_nothing_of_ours_and_only_checks_are_asked_again(copy: Path) -> None:
    books = ("runs", "materializations", "materialization_inputs")
    before = [ask(copy, f"SELECT * FROM {book} ORDER BY ALL") for book in books]
    message = ask(copy, "SELECT message_id FROM messages ORDER BY ALL LIMIT 1")[0][0]
    trace = traced(copy, message)
    wiped = in_a_process(dagster, "run", "wipe", "--force", extra={"DAGSTER_HOME": str(copy / "dagster")})
    assert wiped.returncode == 0, wiped.stdout + wiped.stderr
    assert dagster_statuses(copy) == []

    assert [ask(copy, f"SELECT * FROM {book} ORDER BY ALL") for book in books] == before
    assert traced(copy, message) == trace
    status = json.loads(told(copy, "debug", "dag-status", "--json"))
    assert {reason["kind"] for row in status for reason in row["reasons"]} == {"check"}
    assert told(copy, "process").count("nothing to do") == len(BUNDLES)
    written = "SELECT sum(inserted_count + updated_count + deleted_count)::BIGINT FROM materializations GROUP BY run_id"
    assert min(ask(copy, written)) == (0,)
    assert {row[0] for row in ask(copy, "SELECT status FROM runs")} == {"completed"}
    first, second = (row[0] for row in ask(copy, "SELECT run_id FROM runs ORDER BY started_at"))
    assert {(s["run_id"], s["written_by"]) for s in traced(copy, second)["steps"]} == {(second, first)}
