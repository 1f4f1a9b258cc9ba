"""Failures with a secret in hand: whatever breaks, and however it is run, the secret stays where it was."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pyarrow as pa
import pytest

from egregora_assets.cli import main
from egregora_assets.errors import StageFailed
from egregora_assets.runs.boundary import Boundary
from egregora_assets.services.inbox.resource import Inbox
from egregora_assets.services.run_options import FORCE_TAG
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault
from egregora_assets_tests.built_once import Deployment
from egregora_assets_tests.deployments import egregora, files_outside_the_vault
from egregora_assets_tests.exports.small_chat import GROUP_TITLE, MAIL, PEOPLE, PHONE
from egregora_assets_tests.pipeline.leak_search import leaks
from egregora_assets_tests.processes import command, dagster, in_a_process

SECRET = "Zebedeu Quintanilha"
"""Stands in the exceptions only. Source lines travel with tracebacks, so no test may raise it as a literal."""
SECRETS = (SECRET, *PEOPLE, MAIL, PHONE, GROUP_TITLE)
ROOMS = "egregora_assets.stages"
pytestmark = pytest.mark.filterwarnings("default")  # a warning of Dagster's would fail the run before the plant does


class Panic(BaseException):
    """As libraries written in Rust raise them."""


def chained(*_: Any, **__: Any) -> Any:
    """An exception with a cause, a context and a note, all of them telling."""
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as inner:
            raise OSError(2, "No such file", f"/exports/{SECRET}.zip") from inner
    except OSError:
        error = ValueError(f"the text was {SECRET}")
        error.add_note(f"said by {SECRET}")
        raise error  # noqa: B904 - the context is the point


def panicking(*_: Any, **__: Any) -> Any:
    """What is no `Exception`."""
    raise Panic(f"byte index 1 is not a char boundary; it is inside `{SECRET}`")


def refused_by_duckdb(*_: Any, **__: Any) -> Any:
    """DuckDB quotes values."""
    with duckdb.connect() as connection:
        connection.execute("SELECT CAST($1 AS INTEGER)", [SECRET])


def failing_program(*_: Any, **__: Any) -> Any:
    """The arguments of a program stand in the error."""
    subprocess.run([sys.executable, "-c", "raise SystemExit(3)", SECRET], check=True)


def refused_by_arrow(*_: Any, **__: Any) -> Any:
    """Arrow quotes values, too."""
    return pa.array([SECRET]).cast(pa.int32())


def failure_of_dagster(*_: Any, **__: Any) -> Any:
    """Dagster's own way to fail keeps description and metadata."""
    raise dg.Failure(f"about {SECRET}", metadata={"who": SECRET})


def rows_with_a_name_for_an_id(*_: Any, **__: Any) -> Any:
    """Rows that the database itself refuses, naming the value."""
    return {"elo_comparisons": pa.table({"comparison_id": [SECRET]}), "elo_ratings": pa.table({"post_id": [SECRET]})}


PLANTS: dict[str, tuple[str, str, Callable[..., Any]]] = {
    "ingested": ("ingested", f"{ROOMS}.ingested.assets.VaultRows.tables", chained),
    "the inbox outside": ("ingested", "egregora_assets.services.inbox.resource.Inbox.compute_fingerprint", chained),
    "anonymized": ("anonymized", f"{ROOMS}.anonymized.assets.records.redact_vault", panicking),
    "reading the vault": ("anonymized", "egregora_assets.database.tables.reading.compile_select", refused_by_duckdb),
    "a check": ("anonymized", f"{ROOMS}.anonymized.checks.count_placeholder_mismatches", chained),
    "another check": ("anonymized", f"{ROOMS}.anonymized.checks.scan_columns", failure_of_dagster),
    "git_refs": ("git_refs", "egregora_assets.services.clock.Clock.now", failing_program),
    "git": ("git_commits", "egregora_assets.caches.assets.merge_histories", failing_program),
    "enriched": ("enriched", f"{ROOMS}.enriched.assets.find_addresses", refused_by_arrow),
    "knowledge": ("knowledge", f"{ROOMS}.knowledge.assets.build_changes", refused_by_duckdb),
    "generated": ("generated", f"{ROOMS}.generated.assets.build_tables", failure_of_dagster),
    "ranked": ("ranked", f"{ROOMS}.ranked.assets.build_tables", chained),
    "the IO manager": ("ranked", f"{ROOMS}.ranked.assets.build_tables", rows_with_a_name_for_an_id),
    "the write itself": ("ranked", "egregora_assets.database.tables.writer._apply", refused_by_duckdb),
    "the seal": ("ranked", "egregora_assets.database.handlers.bundles.record_materialization", chained),
    "asset_cache": ("asset_cache", "egregora_assets.caches.assets.make_missing", chained),
    "published": ("published", f"{ROOMS}.published.assets.read_site", chained),
    "the leak guard": ("published", "egregora_assets.redaction.leaks.scanner.LeakScanner.find_secrets", panicking),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, small_deployment: Deployment) -> Path:
    """One deployment that every failure happens to."""
    folder = tmp_path_factory.mktemp("failures")
    shutil.copytree(small_deployment.home, folder / "home")
    return folder / "home"


@pytest.fixture
def instance(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    monkeypatch.setenv("EGREGORA_HOME", str(home))
    monkeypatch.setenv("DAGSTER_HOME", str(home / "dagster"))
    with dg.DagsterInstance.get() as made:
        yield made


def run_one(instance: dg.DagsterInstance, asset_key: str) -> dg.ExecuteInProcessResult:
    """One asset with its checks, computed again."""
    from egregora_assets.definitions import defs

    job = defs.resolve_implicit_global_asset_job_def().get_subset(asset_selection={dg.AssetKey(asset_key)})
    return job.execute_in_process(instance=instance, tags={FORCE_TAG: "true"}, raise_on_error=False)


@pytest.mark.process
@pytest.mark.parametrize("place", sorted(PLANTS))
def test_a_secret_in_an_exception_reaches_no_storage_and_no_terminal(
    place: str,
    home: Path,
    instance: dg.DagsterInstance,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    asset_key, target, planted = PLANTS[place]
    asked: list[bool] = []

    def plant(*args: Any, **kwargs: Any) -> Any:
        asked.append(True)
        return planted(*args, **kwargs)

    monkeypatch.setattr(target, plant)
    result = run_one(instance, asset_key)
    said = capfd.readouterr()
    assert not result.success
    assert asked, said.err
    assert SECRET not in said.out + said.err
    failures = [e for e in result.all_events if e.is_step_failure]
    assert failures
    assert not [f for f in failures if SECRET in str(f)]
    assert leaks(files_outside_the_vault(home), [SECRET]) == {}


@pytest.mark.process
@pytest.mark.parametrize("planted", [chained, panicking, refused_by_duckdb, failing_program, failure_of_dagster])
def test_what_leaves_the_boundary_has_no_past(planted: Callable[[], None]) -> None:
    with pytest.raises(StageFailed) as failure, Boundary("ranked"):
        planted()
    assert failure.value.__cause__ is None
    assert failure.value.__suppress_context__
    assert not getattr(failure.value, "__notes__", [])
    assert SECRET not in str(failure.value)


@pytest.mark.parametrize("ending", [KeyboardInterrupt, dg.DagsterExecutionInterruptedError])
def test_an_interruption_passes_the_boundary_as_it_is(ending: type[BaseException]) -> None:
    with pytest.raises(ending), Boundary("ranked"):
        raise ending()


PLANTED_DEFINITIONS = """
import os
import egregora_assets.stages.ranked.assets as ranked

def league(*_):
    try:
        raise KeyError(os.environ["PLANTED"])
    except KeyError as inner:
        raise ValueError(os.environ["PLANTED"]) from inner

ranked.build_tables = league
from egregora_assets.definitions import defs
"""


def planted(command: Callable[..., int], *arguments: str) -> int:
    """A command where `planted_definitions` were imported: the definitions with one stage that fails."""
    sys.path.insert(0, os.environ["PLANTED_FOLDER"])
    importlib.import_module("planted_definitions")
    return command(*arguments)


@pytest.mark.process
@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        (dagster, ("asset", "materialize", "-m", "planted_definitions", "--select", "ranked")),
        (command, ("debug", "run-stage", "ranked")),
    ],
    ids=["dagster", "egregora"],
)
def test_a_program_that_fails_says_type_and_place_alone(
    command: Callable[..., int], arguments: tuple[str, ...], home: Path, tmp_path: Path
) -> None:
    (tmp_path / "planted_definitions.py").write_text(PLANTED_DEFINITIONS, encoding="utf-8")
    extra = {
        "PLANTED": SECRET,
        "PLANTED_FOLDER": str(tmp_path),
        "EGREGORA_HOME": str(home),
        "DAGSTER_HOME": str(home / "dagster"),
        "EGREGORA_MINIMUM_WINDOW_MESSAGES": "21",  # another setting: nothing is reused
    }
    done = in_a_process(planted, command, *arguments, extra=extra)
    assert done.returncode != 0
    assert "ValueError at " in done.stdout + done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert leaks([*files_outside_the_vault(home), *tmp_path.rglob("*.log")], SECRETS) == {}


def test_a_named_export_that_fails_leaves_its_name_on_the_terminal_alone(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("EGREGORA_HOME", "DAGSTER_HOME"):
        monkeypatch.setenv(name, "")
    broken = tmp_path / f"WhatsApp Chat with {SECRET}.zip"
    broken.write_bytes(b"PK\x03\x04 no archive")
    for export in (broken, tmp_path / f"{SECRET} again.zip"):
        assert main(["process", str(export), "--output", str(home)]) == 1
        assert SECRET in capsys.readouterr().err
    assert leaks(files_outside_the_vault(home), [SECRET]) == {}


def test_a_file_that_is_gone_while_the_inbox_is_read_is_not_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(self: Any, **_: Any) -> os.stat_result:
        raise FileNotFoundError(2, "No such file or directory", self.name)

    class Entry:
        def __init__(self, path: Path) -> None:
            self.name, self.path = path.name, str(path)

        stat = gone

    settings = Settings(home=str(tmp_path / "home"))
    inbox = Inbox(settings=settings, vault=Vault(settings=settings))
    entries = [Entry(tmp_path / f"{SECRET}.zip")]
    monkeypatch.setattr("egregora_assets.services.inbox.resource.os.scandir", lambda _: entries)
    assert inbox.list_files().skipped == {"gone": 1}


def test_after_all_failures_the_next_run_is_good_and_nobody_is_named(home: Path) -> None:
    egregora("process", "--output", home)
    assert leaks(files_outside_the_vault(home), SECRETS) == {}
