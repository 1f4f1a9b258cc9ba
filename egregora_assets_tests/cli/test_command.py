"""The `egregora` command: its words, its exit codes, and one clear error with a remedy for everything that is bad."""

from __future__ import annotations

import json
import os
import re
import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from egregora_assets.stages.anonymized import checks
from egregora_assets_tests.built_once import Deployment
from egregora_assets_tests.deployments import ROOT, egregora, query, written_rows
from egregora_assets_tests.exports.small_chat import GROUP_TITLE, PEOPLE, chat_lines, write_export
from egregora_assets_tests.processes import dagster, held_by_another_process, in_a_process

MATERIALIZE = ("asset", "materialize", "-m", "egregora_assets.definitions", "--select")


@pytest.mark.parametrize(
    "arguments", [(), ("process", "--target-stage", "nowhere"), ("debug",), ("debug", "run-stage", "x")]
)
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert egregora(*arguments, check=False).returncode == 2


def test_processing_says_what_it_does_and_ends_by_naming_the_site(small_deployment: Deployment) -> None:
    done = small_deployment.done
    assert re.search(r"\[\d+/10\] Ingesting messages … \(\d+\.\d s, \d+ rows, \d+ written\)", done.stdout)
    assert f"Site: {small_deployment.home / 'site' / 'index.html'}" in done.stdout
    assert re.search(r"Made: \d+ messages, .*\d+ redactions.*\d+ posts", done.stdout)
    assert not any(name in done.stdout + done.stderr for name in PEOPLE)


def test_a_run_up_to_a_stage_stops_there(tmp_path: Path, anonymized_deployment: Deployment) -> None:
    shutil.copytree(anonymized_deployment.home, tmp_path / "home")
    egregora("process", "--output", tmp_path / "home", "--target-stage", "knowledge")
    assert not (tmp_path / "home" / "site").exists()
    assert query(tmp_path / "home", "SELECT count(*) > 0 FROM chunks") == [(True,)]


def test_one_stage_is_run_over_the_tables_that_are_there(small_home: Path) -> None:
    done = egregora("debug", "run-stage", "ranked", "--force-refresh", "--output", small_home)
    assert "[1/1] Comparing posts" in done.stdout
    assert written_rows(small_home) == 0


def test_status_after_a_run_is_fresh_for_people_and_for_programs(small_home: Path) -> None:
    rows = json.loads(egregora("debug", "dag-status", "--json", "--output", small_home).stdout)
    assert {row["state"] for row in rows} == {"fresh"}
    assert all(row["rows"] is not None and row["duration_ms"] >= 0 for row in rows)
    assert egregora("debug", "dag-status", "--output", small_home).stdout.count(" fresh ") == len(rows)


def test_status_says_why_an_asset_is_stale_or_missing(small_home: Path, tmp_path: Path) -> None:
    (small_home / "egregora.toml").write_text('site_title = "Another title"\n', encoding="utf-8")
    rows = json.loads(egregora("debug", "dag-status", "--json", "--output", small_home).stdout)
    assert {row["state"] for row in rows} == {"stale"}
    assert {row["because"] for row in rows} == {"settings"}
    egregora("init", "--yes", "--output", tmp_path / "new")
    empty = json.loads(egregora("debug", "dag-status", "--json", "--output", tmp_path / "new").stdout)
    assert {row["state"] for row in empty} == {"missing"}


def test_a_check_that_did_not_pass_is_not_forgotten_when_everything_is_fresh(
    small_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = ("process", "--output", small_home, "--target-stage", "anonymized")
    with monkeypatch.context() as patch:
        patch.setattr(checks, "scan_columns", lambda *_: [SimpleNamespace(place="a column", kind="name")])
        assert egregora(*target, "--force-refresh", check=False).returncode == 1
        status = json.loads(egregora("debug", "dag-status", "--json", "--output", small_home).stdout)
        again = egregora(*target, check=False)

    assert again.returncode == 1
    assert "no_vault_value_in_messages does not pass" in again.stderr
    (row,) = [row for row in status if row["asset"] == "anonymized"]
    assert {"kind": "check", "name": "no_vault_value_in_messages"} in row["reasons"]
    assert (row["state"], row["failing_checks"]) == ("stale", ["no_vault_value_in_messages"])
    assert egregora(*target).returncode == 0


def test_a_deleted_site_is_built_again(small_home: Path) -> None:
    shutil.rmtree(small_home / "site")
    egregora("process", "--output", small_home)
    assert (small_home / "site" / "index.html").is_file()


def test_doctor_finds_a_sound_deployment_sound_and_a_wide_open_vault_not(small_home: Path, tmp_path: Path) -> None:
    egregora("key", "export", tmp_path / "copy.key", "--output", small_home)
    assert egregora("doctor", "--output", small_home).returncode == 0
    (small_home / "vault").chmod(0o755)
    done = egregora("doctor", "--output", small_home, check=False)
    assert done.returncode == 1
    assert "chmod 0700" in done.stdout


def truncated(path: Path) -> Path:
    whole = write_export(path, days=8).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def climbing(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_chat.txt", "\n".join(chat_lines(days=2)))
        archive.writestr("../../climbed.txt", "out")
    return path


def not_a_chat(path: Path) -> Path:
    path.write_text("Dear diary,\ntoday nothing happened.\n" * 20, encoding="utf-8")
    return path


def absent(path: Path) -> Path:
    return path


@pytest.mark.parametrize(
    ("name", "make"),
    [("bad.zip", truncated), ("bad.zip", climbing), ("bad.zip", absent), ("bad.txt", not_a_chat)],
    ids=lambda v: getattr(v, "__name__", v),
)
def test_a_bad_export_is_one_clear_error_and_the_last_good_state_stays(
    small_home: Path, tmp_path: Path, name: str, make: object
) -> None:
    """What else an export is refused for is read nearer to the file, in `readers/test_archive.py`."""
    before = query(small_home, "SELECT count(*) FROM messages")
    site = (small_home / "site" / "index.html").read_bytes()
    bad = make(tmp_path / name)  # type: ignore[operator]
    done = egregora("process", bad, "--output", small_home, check=False)
    assert done.returncode == 1
    assert done.stderr.count("Error:") == 1
    assert "Remedy:" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert query(small_home, "SELECT count(*) FROM messages") == before
    assert (small_home / "site" / "index.html").read_bytes() == site
    assert not list(tmp_path.rglob("climbed.txt"))


@pytest.mark.slow
def test_a_bad_file_in_the_inbox_does_not_stop_the_others(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "inbox").mkdir(parents=True)
    home.chmod(0o700)
    not_a_chat(home / "inbox" / "diary.txt")
    truncated(home / "inbox" / "half.zip")
    write_export(home / "inbox" / f"WhatsApp Chat with {GROUP_TITLE}.zip", days=8)
    for file in (home / "inbox").iterdir():
        os.utime(file, (1_700_000_000, 1_700_000_000))
    egregora("process", "--output", home)
    assert query(home, "SELECT count(*) FROM exports") == [(1,)]
    assert (home / "site" / "index.html").is_file()


@pytest.mark.slow
def test_an_inbox_that_is_configured_and_missing_is_named(tmp_path: Path) -> None:
    done = egregora(
        "process", "--output", tmp_path / "home", check=False, extra={"EGREGORA_INBOX": str(tmp_path / "none")}
    )
    assert done.returncode == 1
    assert "inbox" in done.stderr
    assert "Remedy:" in done.stderr


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = egregora("process", "--sample", "--output", tmp_path / "file" / "home", check=False)
    assert (done.returncode, "Remedy:" in done.stderr) == (1, True)


def test_a_lost_key_is_named_and_nothing_is_made_anew(small_home: Path) -> None:
    (small_home / "vault" / "deployment.key").unlink()
    done = egregora("process", "--output", small_home, check=False)
    assert (done.returncode, "key" in done.stderr, "key import" in done.stderr) == (1, True, True)
    assert not (small_home / "vault" / "deployment.key").exists()


@pytest.mark.process
def test_a_database_that_another_process_holds_is_named_with_that_process(small_home: Path) -> None:
    with held_by_another_process(small_home / "egregora.duckdb") as holder:
        done = egregora("process", "--output", small_home, check=False, extra={"EGREGORA_WAIT_SECONDS": "0.5"})
    assert done.returncode == 1
    assert str(holder) in done.stderr


@pytest.mark.process
def test_dagster_without_its_home_is_refused_with_the_remedy(tmp_path: Path) -> None:
    for extra in ({"EGREGORA_HOME": str(tmp_path / "home")}, {}):
        done = in_a_process(dagster, *MATERIALIZE, "ingested", extra=extra)
        assert done.returncode != 0
        assert "export DAGSTER_HOME" in done.stdout + done.stderr


@pytest.mark.process
@pytest.mark.slow
def test_dagster_materializes_everything_and_a_selection_as_in_ci(tmp_path: Path) -> None:
    (tmp_path / "dagster").mkdir()
    shutil.copy(ROOT / "dagster_home" / "dagster.yaml", tmp_path / "dagster")
    (tmp_path / "inbox").mkdir()
    os.utime(write_export(tmp_path / "inbox" / "chat.zip", days=8), (1_700_000_000, 1_700_000_000))
    extra = {
        "DAGSTER_HOME": str(tmp_path / "dagster"),
        "EGREGORA_HOME": str(tmp_path / "home"),
        "EGREGORA_INBOX": str(tmp_path / "inbox"),
        "CI": "true",
    }
    for selection in ("*", "ranked"):
        done = in_a_process(dagster, *MATERIALIZE, selection, extra=extra)
        assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "home" / "site" / "index.html").is_file()
    assert len(list((tmp_path / "home" / "snapshots").glob("*.duckdb.gz"))) == 1
    assert query(tmp_path / "home", "SELECT status, trigger FROM runs") == [("completed", "ci")] * 2


def test_the_configuration_of_dagster_that_is_shipped_is_the_one_of_the_checkout() -> None:
    shipped = (ROOT / "egregora_assets" / "operations" / "dagster.yaml").read_bytes()
    assert shipped == (ROOT / "dagster_home" / "dagster.yaml").read_bytes()
