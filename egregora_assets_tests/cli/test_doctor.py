"""What `egregora doctor` says of an incident: what happened, to whom, why, what to do; never a name or internals."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from egregora_assets.contracts.inbox import FileOutcome, FileRecord
from egregora_assets.contracts.instants import utc_now
from egregora_assets.errors import EgregoraError, SiteLeak, StatementFailed
from egregora_assets.operations.context import open_context
from egregora_assets.operations.examining import doctor as examining
from egregora_assets.operations.examining.incidents import look_at_waiting
from egregora_assets.readers.refusals import NotAChat
from egregora_assets.stages.published.assets import _Publication
from egregora_assets_tests.deployments import Done, egregora, query
from egregora_assets_tests.exports.small_chat import PEOPLE

INTERNALS = re.compile(r"Traceback|sqlalchemy|duckdb\.(?!gz)|Exception|SELECT|Errno|PermissionError")


@pytest.fixture
def home(small_home: Path, tmp_path: Path) -> Path:
    """A deployment of which all is well."""
    egregora("key", "export", tmp_path / "copy.key", "--output", small_home)
    return small_home


def examine(home: Path) -> tuple[int, dict[str, tuple[str, str]]]:
    """The exit code, and problem and remedy of each check that found one. Nothing private is told, and no internals."""
    done: Done = egregora("doctor", "--json", "--output", home, check=False)
    told = done.stdout + done.stderr
    assert not INTERNALS.search(told), told
    assert not any(part in told for name in PEOPLE for part in name.split())
    checks = json.loads(done.stdout)
    return done.returncode, {c["name"]: (c["problem"], c["remedy"]) for c in checks if c["problem"]}


def test_where_all_is_well_the_exit_code_is_0_and_nothing_is_asked(home: Path) -> None:
    assert examine(home) == (0, {})


def test_a_key_without_a_copy_is_told_until_it_is_copied(small_home: Path, tmp_path: Path) -> None:
    code, problems = examine(small_home)
    assert (code, list(problems)) == (1, ["copy of the key"])
    assert "egregora key export FILE" in problems["copy of the key"][1]
    egregora("key", "export", tmp_path / "copy.key", "--output", small_home)
    assert examine(small_home) == (0, {})


def test_a_publication_that_was_stopped_is_explained_until_it_is_published(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql = "SELECT d.document_id, public_name, chats.slug FROM documents AS d"
    joined = "JOIN authors ON subject_author_id = author_id"
    document_id, pseudonym, slug = query(home, f"{sql} {joined} JOIN chats ON d.chat_id = chats.chat_id LIMIT 1")[0]

    def stop(*_: object) -> None:
        raise SiteLeak("profiles/one.html", ["name"], document_id)

    run = ("debug", "run-stage", "published", "--force-refresh", "--output", home)
    with monkeypatch.context() as patch:
        patch.setattr(_Publication, "publish", stop)
        assert egregora(*run, check=False).returncode == 1
    (home / "egregora.toml").write_text('site_title = "Another"\n', "utf-8")  # so that something is left to publish
    code, problems = examine(home)
    assert (code, list(problems)) == (1, ["last run"])
    problem, remedy = problems["last run"]
    assert "Publication stopped: name found in profiles/one.html" in problem
    assert "last good site is still there" in problem
    assert slug in problem
    assert pseudonym in problem
    assert document_id[:8] in problem
    assert "egregora review names --hide" in remedy
    egregora(*run)
    assert examine(home) == (0, {})


def test_refused_exports_are_counted_by_reason_and_not_named(home: Path) -> None:
    file = home / "inbox" / f"{PEOPLE[0]}.txt"
    file.write_text("no chat\n", "utf-8")
    (home / "egregora.toml").write_text("stable_seconds = 0\n", "utf-8")
    inbox = open_context(home).inbox
    listing = inbox.list_files()
    assert examine(home) == (0, {})
    outcome = FileOutcome("", "", reason="NotAChat", message=str(NotAChat()))
    inbox.record_outcomes("", listing, {one.sha256: FileRecord(one.name, "1", "", (outcome,)) for one in listing.files})
    code, problems = examine(home)
    assert (code, list(problems)) == (1, ["inbox"])
    assert "1 export was refused: (1) The file is not the export of a chat" in problems["inbox"][0]
    assert file.name in egregora("inbox", "--output", home).stdout
    file.unlink()
    assert examine(home) == (0, {})


def test_a_run_that_waits_is_told_with_whom_it_waits_for(small_home: Path) -> None:
    context = open_context(small_home)
    store = context.store
    (ended,) = store.runs.list_runs()
    run_id = "0b4c9a52-0000-4000-8000-000000000000"
    waiting = replace(
        ended, run_id=run_id, created_at=utc_now(), status="queued", started_at=None, finished_at=None, process_id=None
    )
    assert look_at_waiting(context) == "nobody, and nothing goes on"
    store.runs.record_runs([waiting])
    with context.lease("backup"):
        said = look_at_waiting(context)
    assert re.fullmatch(
        r"run 0b4c9a52 \(since .* UTC\) waits for `egregora backup` \(process \d+, since .* UTC\)", said
    )
    assert look_at_waiting(context).endswith("about to be started")
    earlier = utc_now() - dt.timedelta(hours=1)
    store.runs.record_runs([replace(waiting, created_at=earlier)])
    with pytest.raises(EgregoraError, match=r"Only Dagster's daemon.*egregora ui"):
        look_at_waiting(context)


def test_an_old_snapshot_is_told_until_there_is_a_copy(home: Path) -> None:
    (newest,) = (home / "snapshots").glob("*.duckdb.gz")
    stamp = f"{utc_now() - dt.timedelta(days=9):%Y%m%dT%H%M%SZ}"
    newest.rename(newest.with_name(f"egregora-{stamp}.duckdb.gz"))
    code, problems = examine(home)
    assert (code, list(problems)) == (1, ["snapshots"])
    assert "days older than what runs wrote since" in problems["snapshots"][0]
    assert "egregora backup" in problems["snapshots"][1]
    egregora("backup", "--output", home)
    assert examine(home) == (0, {})


@pytest.mark.parametrize("full", [".", "inbox"])
def test_a_full_disk_is_told_also_where_only_the_inbox_lies_on_it(
    full: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage, place = shutil.disk_usage(home), (home / full).resolve()
    monkeypatch.setattr("shutil.disk_usage", lambda p: usage._replace(free=5 << 20) if Path(p) == place else usage)
    code, problems = examine(home)
    assert (code, list(problems)) == (1, ["disk"])
    assert problems["disk"][1].startswith("free some space")


def spoil_history(home: Path) -> None:
    (home / "dagster" / "history" / "runs.db").write_bytes(b"no database" * 1000)


def spoil_database(home: Path) -> None:
    data = bytearray((home / "egregora.duckdb").read_bytes())
    data[12288:20480] = bytes(8192)
    (home / "egregora.duckdb").write_bytes(data)


@pytest.mark.parametrize(
    ("spoil", "name", "remedy"),
    [(spoil_database, "databases", "egregora restore"), (spoil_history, "runs", "move the folder away")],
)
def test_what_hinders_other_checks_is_told_once_and_without_internals(
    spoil: Callable[[Path], None], name: str, remedy: str, home: Path
) -> None:
    spoil(home)
    code, problems = examine(home)
    assert (code, list(problems)) == (1, [name])
    assert remedy in problems[name][1]


@pytest.mark.parametrize(
    "error", [StatementFailed("egregora.duckdb", "IOException"), PermissionError(13, "Permission denied", PEOPLE[0])]
)
def test_a_library_s_refusal_is_told_without_its_class_and_without_a_file(
    error: Exception, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> str:
        raise error

    monkeypatch.setattr(examining, "_check_vault", fail)
    code, problems = examine(home)
    assert (code, list(problems)) == (1, ["vault"])
