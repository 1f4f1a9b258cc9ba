"""Kept answers: given again without Dagster or DuckDB, and never once anything changed that they depend on."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from egregora_assets.deployment import Deployment
from egregora_assets.operations.kept_answers import record, state
from egregora_assets.operations.kept_answers.record import KeptAnswers, find_answers
from egregora_assets.operations.kept_answers.state import Surroundings, describe_state
from egregora_assets_tests.deployments import ROOT, egregora
from egregora_assets_tests.exports.small_chat import write_export

ALONE = {"PYTHONPATH": str(ROOT), "DO_NOT_TRACK": "1"}
"""The variables that a command of `egregora` finds."""
PROGRAM = """
import sys
from egregora_assets.cli import main
code = main(sys.argv[1:])
heavy = {"dagster", "ibis", "duckdb", "pandas", "pyarrow", "pydantic", "sqlalchemy"}
sys.exit(code or f"imports {sorted(heavy & set(sys.modules))}" if heavy & set(sys.modules) else code)
"""


def kept(home: Path, **extra: str) -> KeptAnswers | None:
    return find_answers(home, {**ALONE, **extra})


def say(*arguments: str | Path) -> str:
    """What a command prints, in a process of its own that imports nothing heavy."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, *arguments], env=ALONE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def surroundings(home: Path) -> Surroundings:
    return Surroundings(home, home / "dagster", home / "inbox")


@pytest.fixture
def home(small_home: Path) -> Path:
    """A deployment for which processing found nothing to do."""
    with (small_home / "egregora.toml").open("a") as settings:
        settings.write("stable_seconds = 0\n")
    egregora("process", "--output", small_home)
    egregora("process", "--output", small_home)
    return small_home


# They are given.


@pytest.mark.slow
@pytest.mark.process
def test_answers_are_given_as_before_with_nothing_heavy_imported_and_nothing_written(home: Path) -> None:
    to_do, full = egregora("process", "--output", home).stdout, egregora("status", "--json", "--output", home).stdout
    egregora("process", "--output", home)
    before = describe_state(surroundings(home), ALONE)
    assert say("process", "--output", home, "--time-zone", "Europe/Lisbon") == to_do.removeprefix("Starting …\n")
    shown, known = json.loads(say("status", "--json", "--output", home)), json.loads(full)
    assert [one | {"age_seconds": 0} for one in shown] == [one | {"age_seconds": 0} for one in known]
    assert all(b["age_seconds"] >= a["age_seconds"] for a, b in zip(known, shown, strict=True))
    assert "In use by" not in say("status", "--output", home)
    assert describe_state(surroundings(home), ALONE) == before


@pytest.mark.slow
def test_an_export_that_was_named_and_read_is_known_until_it_changes(home: Path, tmp_path: Path) -> None:
    export = write_export(tmp_path / "WhatsApp Chat with Others.zip", days=9)
    egregora("process", export, "--output", home)
    answers = kept(home)
    assert answers is not None
    assert answers.result is not None
    assert record.is_covered([export], answers)
    assert record.is_covered([], answers)
    assert not record.is_covered([export, tmp_path / "another.zip"], answers)
    export.write_bytes(export.read_bytes() + b" ")
    assert not record.is_covered([export], answers)


# They are never given once anything changed.


def _write_main(home: Path) -> None:
    with duckdb.connect(str(home / "egregora.duckdb")) as connection:
        connection.execute("UPDATE materializations SET input_version = uuid()")


def _write_vault(home: Path) -> None:
    with duckdb.connect(str(home / "vault" / "vault.duckdb")) as connection:
        connection.execute("CREATE TABLE decided (word VARCHAR)")


def _write_history(home: Path) -> None:
    with sqlite3.connect(home / "dagster" / "history" / "runs" / "index.db") as connection:
        connection.execute("DELETE FROM asset_check_executions")
    connection.close()


def _damage(path: Path) -> None:
    """Another byte under the same name, size and time."""
    before, content = path.stat(), bytearray(path.read_bytes())
    content[-1] ^= 1
    with path.open("r+b") as stream:
        stream.write(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "a new file in the inbox": lambda home: write_export(home / "inbox" / "another.zip", days=9),
    "a changed setting": lambda home: (home / "egregora.toml").write_text("stable_seconds = 0\nsite_title = 'T'\n"),
    "a damaged page": lambda home: _damage(home / "site" / "index.html"),
    "a missing page": lambda home: (home / "site" / "index.html").unlink(),
    "a file more in the site": lambda home: (home / "site" / "more.html").touch(),
    "a missing site": lambda home: shutil.rmtree(home / "site"),
    "a missing cache": lambda home: shutil.rmtree(home / "cache"),
    "another database": _write_main,
    "a decision in the vault": _write_vault,
    "a check without an answer": _write_history,
    "a history that was deleted": lambda home: shutil.rmtree(home / "dagster" / "history"),
    "an erasure that was cut off": lambda home: (home / "vault" / "erasure.json").write_text("{}"),
    "a vault that others can read": lambda home: (home / "vault" / "vault.duckdb").chmod(0o644),
    "no copy for readers": lambda home: (home / "read_only" / "egregora.duckdb").unlink(),
    "older rankings beside the data": lambda home: (home / "rankings.duckdb").touch(),
    "another key": lambda home: (home / "vault" / "deployment.key").write_bytes(b"k" * 32),
}


@pytest.mark.slow
def test_whatever_changed_the_answer_is_worked_out_anew(home: Path) -> None:
    for name, change in CHANGES.items():
        copy = home.with_name("copy")
        shutil.copytree(home, copy)
        egregora("status", "--output", copy)
        assert kept(copy) is not None, name
        change(copy)
        assert kept(copy) is None, name
        shutil.rmtree(copy)


@pytest.mark.slow
def test_variables_and_time_are_part_of_what_an_answer_depends_on(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = kept(home)
    assert answers is not None
    assert answers.result is not None
    assert kept(home, EGREGORA_SITE_TITLE="Another") is None
    assert kept(home, DAGSTER_HOME=str(home / "elsewhere")) is None
    for moment in (answers.kept_at - 1, answers.until, answers.kept_at + 8 * 24 * 3600):
        monkeypatch.setattr("time.time", lambda moment=moment: moment)
        assert kept(home) is None
    monkeypatch.setattr("time.time", lambda: answers.until - 1)
    assert kept(home) is not None


@pytest.mark.slow
def test_a_change_of_any_file_of_a_deployment_changes_its_state(home: Path) -> None:
    files = [p for p in home.rglob("*") if p.is_file() and p.name not in state._LEFT_OUT and p.stat().st_size]
    before = describe_state(surroundings(home), ALONE).digest
    for path in files:
        _damage(path)
        after = describe_state(surroundings(home), ALONE).digest
        assert after != before, path
        before = after


def test_another_program_is_another_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "program").mkdir()
    (tmp_path / "program" / "rows.py").write_text("CODE_VERSION = 1")
    monkeypatch.setattr(state, "_PROGRAM", tmp_path / "program")
    before = describe_state(surroundings(tmp_path / "home"), {})
    (tmp_path / "program" / "rows.py").write_text("CODE_VERSION = 2")
    assert describe_state(surroundings(tmp_path / "home"), {}) != before


@pytest.mark.process
def test_a_branch_or_tag_that_moved_is_another_state_and_no_repository_is_none(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=n", "-c", "user.email=e@example.org")
        subprocess.run(["git", *who, "-C", str(tmp_path / "repository"), *words], check=True, capture_output=True)

    (tmp_path / "repository").mkdir()
    git("init", "-q", "-b", "main")
    git("commit", "-q", "--allow-empty", "-m", "first")
    around = Surroundings(tmp_path / "home", tmp_path / "home", tmp_path / "home", (tmp_path / "repository",))
    seen = {describe_state(around, {}).digest}
    for words in (
        ("commit", "-q", "--allow-empty", "-m", "second"),
        ("tag", "v1"),
        ("pack-refs", "--all"),
        ("branch", "other"),
        ("branch", "-D", "other"),
        ("update-ref", "refs/remotes/origin/main", "HEAD"),
    ):
        git(*words)
        seen.add(describe_state(around, {}).digest)
    assert len(seen) == 7
    with pytest.raises(OSError, match="home"):
        describe_state(Surroundings(tmp_path, tmp_path, tmp_path, (tmp_path / "home",)), {})


def test_a_link_to_a_folder_leaves_the_state_untold(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "link").symlink_to(tmp_path)
    with pytest.raises(IsADirectoryError):
        describe_state(surroundings(tmp_path / "home"), {})


# They are not kept where they would not hold.


@pytest.mark.slow
def test_nothing_is_kept_for_other_services_and_stale_assets_are_something_to_do(home: Path) -> None:
    Deployment(home, overrides={"clock": Deployment(home).context.services.clock}).status()
    assert not (home / "vault" / state.RECORD_FILE).exists()
    shutil.rmtree(home / "site")
    egregora("status", "--output", home)
    answers = kept(home)
    assert answers is not None
    assert answers.result is None


def test_a_state_is_settled_when_a_further_change_would_show() -> None:
    fine, coarse = state.State("", 1000.25), state.State("", 1000.0)
    assert not fine.is_settled(1000.26)
    assert fine.is_settled(1000.4)
    assert not coarse.is_settled(1001.5)
    assert coarse.is_settled(1002.1)
