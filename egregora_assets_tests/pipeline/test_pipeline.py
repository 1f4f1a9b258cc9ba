"""The whole pipeline through Dagster, as a user runs it: exact, incremental, private, and alive after a kill."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from egregora_assets.cli import main
from egregora_assets.database.handlers import bundles
from egregora_assets.database.tables import writer
from egregora_assets.runs import stage
from egregora_assets.runs.progress import Progress
from egregora_assets_tests.built_once import Deployment
from egregora_assets_tests.deployments import (
    ROOT,
    canonical,
    dagster_statuses,
    digests,
    egregora,
    environment,
    files_outside_the_vault,
    query,
)
from egregora_assets_tests.exports.small_chat import GROUP_TITLE, MAIL, MARKED, OPTED_OUT, PEOPLE, SECRETS, write_export
from egregora_assets_tests.processes import in_a_process

ASSETS = (
    "git_refs",
    "ingested",
    "git_commits",
    "anonymized",
    "enriched",
    "knowledge",
    "generated",
    "asset_cache",
    "ranked",
    "published",
)
"""In the order in which a run does them."""


@pytest.fixture(scope="session")
def export(three_weeks: Deployment) -> Path:
    return three_weeks.export


@pytest.fixture(scope="session")
def undisturbed(three_weeks: Deployment) -> Path:
    """A deployment made in one go; tests only read it."""
    return three_weeks.home


def fresh_home(folder: Path, undisturbed: Path) -> Path:
    """An empty deployment with the key of another."""
    (folder / "home" / "vault").mkdir(parents=True, mode=0o700)
    (folder / "home").chmod(0o700)
    shutil.copy2(undisturbed / "vault" / "deployment.key", folder / "home" / "vault")
    return folder / "home"


def test_every_stage_did_real_work(undisturbed: Path) -> None:
    counts = {
        table: query(undisturbed, f"SELECT count(*) FROM {table}")[0][0]
        for table in (
            "messages", "authors", "redactions", "attachments", "media_files", "links", "code_references", "windows",
            "chunks", "chunk_terms", "chunk_embeddings", "window_context", "documents", "citations", "document_tags",
            "elo_ratings", "asset_cache", "site_files",
        )
    }  # fmt: skip
    assert [table for table, count in counts.items() if not count] == []
    assert (
        query(undisturbed, "SELECT count(*) FROM documents WHERE doc_type = 'post' AND status = 'published'")[0][0] >= 3
    )
    assert (undisturbed / "site" / "index.html").is_file()


def test_every_row_names_a_run_that_is_completed(undisturbed: Path) -> None:
    assert query(undisturbed, "SELECT DISTINCT status FROM runs") == [("completed",)]
    assert query(undisturbed, "SELECT count(*) FROM messages JOIN runs USING (run_id)") == query(
        undisturbed, "SELECT count(*) FROM messages"
    )
    assert {row[0] for row in query(undisturbed, "SELECT asset_key FROM materializations")} == set(ASSETS)


def test_the_same_export_again_does_nothing_and_leaves_the_site_alone(
    tmp_path: Path, undisturbed: Path, export: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(undisturbed, home)
    before = {p: (home / "site" / p).stat().st_mtime_ns for p in digests(home / "site")}
    done = egregora("process", export, "--output", home)
    assert done.stdout.count("nothing to do") == len(ASSETS)
    assert query(home, "SELECT count(*) FROM runs") == [(1,)]
    assert {p: (home / "site" / p).stat().st_mtime_ns for p in digests(home / "site")} == before


@pytest.mark.process
def test_a_fresh_folder_with_the_same_key_gives_the_same_bytes(tmp_path: Path, undisturbed: Path, export: Path) -> None:
    home = fresh_home(tmp_path, undisturbed)
    other = {"PYTHONHASHSEED": "4711", "TZ": "Asia/Kathmandu", "LC_ALL": "C"}
    arguments = ("process", str(export), "--output", str(home), "--time-zone", "Europe/Lisbon")
    command = [sys.executable, "-m", "egregora_assets.cli", *arguments]
    subprocess.run(command, env=environment(**other), cwd=ROOT, check=True, capture_output=True)
    assert digests(home / "site") == digests(undisturbed / "site")
    assert canonical(home, tmp_path / "a") == canonical(undisturbed, tmp_path / "b")


def test_a_longer_export_adds_only_what_is_new_and_keeps_every_id_and_address(
    tmp_path: Path, undisturbed: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(undisturbed, home)
    before = {row[0] for row in query(home, "SELECT message_id FROM messages")}
    addresses = set(query(home, "SELECT document_id, doc_type, slug FROM documents"))
    longer = write_export(tmp_path / "longer.zip", days=30, extra=(MARKED,))
    egregora("process", longer, "--output", home)
    after = {row[0] for row in query(home, "SELECT message_id FROM messages")}
    rewritten = query(
        home, "SELECT count(*) FROM messages WHERE run_id <> (SELECT run_id FROM runs ORDER BY started_at LIMIT 1)"
    )
    assert before < after
    assert rewritten == [(len(after - before),)]
    assert addresses <= set(query(home, "SELECT document_id, doc_type, slug FROM documents"))


def test_an_older_and_shorter_export_adds_nothing(tmp_path: Path, undisturbed: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(undisturbed, home)
    shorter = write_export(tmp_path / "shorter.zip", days=9)
    egregora("process", shorter, "--output", home, "--target-stage", "anonymized")
    assert query(home, "SELECT count(*) FROM messages") == query(undisturbed, "SELECT count(*) FROM messages")


def forms_of(secret: str) -> list[bytes]:
    """A secret as it may stand in a file."""
    escaped = json.dumps(secret)[1:-1]
    return [
        secret.encode(),
        secret.encode("utf-16-le"),
        escaped.encode(),
        secret.upper().encode(),
        secret.lower().encode(),
    ]


def test_no_name_number_or_mail_stands_in_any_file_outside_the_vault(undisturbed: Path) -> None:
    found = [
        (path.relative_to(undisturbed), secret)
        for path in files_outside_the_vault(undisturbed)
        for secret in (*SECRETS, GROUP_TITLE)
        if any(form in path.read_bytes() for form in forms_of(secret))
    ]
    assert found == []


def test_no_name_number_or_mail_stands_in_any_column(undisturbed: Path, tmp_path: Path) -> None:
    canonical(undisturbed, tmp_path)
    text = "\n".join(p.read_text(encoding="utf-8") for p in sorted(tmp_path.glob("*.jsonl"))).lower()
    assert [s for s in (*SECRETS, GROUP_TITLE) if s.lower() in text] == []


def test_who_opted_out_is_nowhere(undisturbed: Path) -> None:
    raw = query(
        undisturbed, "SELECT count(*) FROM ingested WHERE author_name = '" + OPTED_OUT + "'", "vault/vault.duckdb"
    )
    assert raw[0][0] > 0
    assert query(undisturbed, "SELECT count(*) FROM messages JOIN authors USING (author_id) WHERE is_opted_out") == [
        (0,)
    ]


def test_the_vault_keeps_what_the_site_must_not(undisturbed: Path) -> None:
    assert {row[0] for row in query(undisturbed, "SELECT display_name FROM identities", "vault/vault.duckdb")} == set(
        PEOPLE
    )
    vault = undisturbed / "vault"
    assert vault.stat().st_mode & 0o777 == 0o700
    assert {p.stat().st_mode & 0o077 for p in vault.rglob("*") if p.is_file()} == {0}
    assert query(
        undisturbed, f"SELECT count(*) FROM ingested WHERE contains(text, '{MAIL}')", "vault/vault.duckdb"
    ) == [(1,)]


def process_and_die(asset: str, point: str, arguments: list[str]) -> int:
    """The command in a process that is killed when a stage has begun, while it writes, or when it has written."""

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def announce_and_die(news: Progress) -> None:
        if news.asset_key == asset and (news.seconds is None) == (point == "begun"):
            die()

    applied = writer._apply

    def apply_and_die(connection: Any, write: Any) -> Any:
        made = applied(connection, write)
        if write.bundle.asset_key == asset:
            die()
        return made

    patch = pytest.MonkeyPatch()
    if point == "writing":
        patch.setattr(writer, "_apply", apply_and_die)
    else:
        patch.setattr(stage if point == "begun" else bundles, "announce", announce_and_die)
    return main(arguments)


KILLS = (
    ("git_refs", "writing"),
    ("ingested", "writing"),
    ("ingested", "written"),
    ("git_commits", "writing"),
    ("anonymized", "begun"),
    ("anonymized", "writing"),
    ("enriched", "writing"),
    ("knowledge", "writing"),
    ("generated", "writing"),
    ("generated", "written"),
    ("asset_cache", "writing"),
    ("ranked", "writing"),
    ("published", "writing"),
)
"""In the order in which a run comes to them; each run gets as far as the next."""


@pytest.mark.process
def test_after_a_kill_in_one_stage_after_the_other_one_more_run_gives_the_undisturbed_result(
    tmp_path: Path, undisturbed: Path, export: Path
) -> None:
    assert {asset for asset, point in KILLS if point == "writing"} == set(ASSETS)
    home = fresh_home(tmp_path, undisturbed)
    arguments = ["process", str(export), "--output", str(home), "--time-zone", "Europe/Lisbon"]
    for asset, point in KILLS:
        killed = in_a_process(process_and_die, asset, point, arguments)
        assert killed.returncode == -9, (asset, point, killed.stdout, killed.stderr)
        assert query(home, "SELECT count(*) FROM runs WHERE status = 'running'") == [(1,)]
    egregora(*arguments)
    statuses = [row[0] for row in query(home, "SELECT status FROM runs ORDER BY started_at")]
    assert statuses.pop() == "completed"
    assert len(statuses) == len(KILLS)
    assert set(statuses) <= {"lost", "failed"}
    assert digests(home / "site") == digests(undisturbed / "site")
    assert canonical(home, tmp_path / "a") == canonical(undisturbed, tmp_path / "b")
    assert dagster_statuses(home) == ["FAILURE"] * len(KILLS) + ["SUCCESS"]
