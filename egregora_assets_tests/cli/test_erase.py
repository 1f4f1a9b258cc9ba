"""A person who is erased is nowhere, whatever cut the erasure off, and does not come back with a later export."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from egregora_assets.cli import main
from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.tables.own_tables import write_own_table
from egregora_assets.database.tables.texts import list_texts
from egregora_assets.definitions import build_resources
from egregora_assets.operations.context import open_context
from egregora_assets.operations.erasing import steps
from egregora_assets.operations.process import process
from egregora_assets_tests.built_once import BuiltOnce
from egregora_assets_tests.deployments import egregora, query
from egregora_assets_tests.exports.small_chat import GROUP_TITLE, MAIL, PEOPLE, PICTURE, write_export
from egregora_assets_tests.pipeline.leak_search import leaks
from egregora_assets_tests.processes import in_a_process

ERASED, STAYS = PEOPLE[0], PEOPLE[1]
MARK = "the lantern festival needs forty-one paper cranes"
UNREAD = "the violet umbrella of the ferry"
TOLD = "the marmalade parade of the quiet house"
EARLIER = (
    f"11/03/2024, 21:05 - {ERASED}: {MARK}, write to {MAIL}",
    f"11/03/2024, 21:06 - {STAYS}: @Benedita is right, {ERASED.lower()} counted them",
    f"11/03/2024, 21:07 - {ERASED} changed the group description to: {TOLD}",
    f"11/03/2024, 25:61 - {ERASED}: I lost\n{UNREAD}",
)
CALLED = "benedu"
"""What others call the erased person, which no rule makes of the name."""
CALL = f"11/03/2024, 21:08 - {STAYS}: Benedu, where is the glue?"
VALUES = (ERASED, *ERASED.split(), MAIL, MARK, TOLD, UNREAD)
NEW = "the ladder is back in the shed, thanks to everybody who carried it"
LATER = (*EARLIER, f"12/03/2024, 09:00 - {ERASED}: I am still here", f"12/03/2024, 09:01 - {STAYS}: {NEW}, Benedita")

POINTS: tuple[tuple[str, object], ...] = (
    ("record_erased_authors", 0),
    ("erase_from_vault", 0),
    ("complete", "vault"),
    ("complete", "tables"),
    ("complete", "site"),
    ("complete", "copies"),
    ("complete", "inbox"),
    ("rewrite_file", 1),
    ("complete", "rewrite"),
    ("complete", "scan"),
    ("write_proof", 0),
    ("delete_journal", 0),
)
"""Where an erasure is killed: a function of its module, and its how-manieth call or the step that it is told."""


def die_before(name: str, call: object) -> None:
    """Lets this process die before a call of a function."""
    original, seen = getattr(steps, name), iter(range(99))

    def die_in_time(*args: Any, **kwargs: Any) -> Any:
        if call in (next(seen), *args[2:3]):
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*args, **kwargs)

    pytest.MonkeyPatch().setattr(steps, name, die_in_time)


def kill_at_every_point(home: Path, author: str) -> None:
    """Erases an author, is killed at each point and resumed, in the end to the end."""

    whole = process

    def half_way(context: Any, **_: object) -> Any:
        return whole(context, target_stage="anonymized")

    for place, (name, call) in enumerate([*POINTS, ("", None)]):
        child = os.fork()
        if child == 0:
            if name:
                die_before(name, call)
            if call == "site":  # cut off half way through the pipeline
                pytest.MonkeyPatch().setattr("egregora_assets.operations.erasing.steps.process", half_way)
            given = ["--author", author, "--yes", "--also", CALLED] if place == 0 else ["--resume"]
            os._exit(main(["erase", *given, "--output", str(home)]))
        status = os.waitpid(child, 0)[1]
        if name:
            assert os.WIFSIGNALED(status), (name, call, status)
            assert os.WTERMSIG(status) == signal.SIGKILL
            assert (home / "vault" / "erasure.json").stat().st_mode & 0o777 == 0o600
        else:
            assert status == 0


def commands(home: Path, *given: tuple[str, ...], typed: str = "") -> tuple[list[int], str]:
    """Exit codes of several commands, with that on standard input of all of them, and all that they told."""
    done = [egregora(*arguments, "--output", home, check=False, typed=typed) for arguments in given]
    return [one.returncode for one in done], "".join(one.stdout + one.stderr for one in done)


def everything(home: Path) -> list[Path]:
    return [p for p in sorted(home.rglob("*")) if p.is_file() and home / "inbox" not in p.parents]


def in_columns(home: Path, values: tuple[str, ...]) -> set[str]:
    """The columns of both databases in which one of the values stands, whatever the files compress."""
    found: set[str] = set()
    for name in ("egregora.duckdb", "vault/vault.duckdb"):
        columns = list_texts(home / name)
        found |= {c for c, texts in columns if any(v.lower() in t.lower() for t in texts for v in values)}
    return found


def events_by_run(home: Path) -> dict[str, Counter[str]]:
    """How many events of each type Dagster has of each run."""
    found = {}
    for path in (home / "dagster").rglob("runs/*.db"):
        with closing(sqlite3.connect(path)) as connection:
            kinds = connection.execute("SELECT dagster_event_type FROM event_logs").fetchall()
        found[path.stem] = Counter(kind for (kind,) in kinds)
    return {run: counts for run, counts in found.items() if run not in {"index", ".db"}}


def author_of(home: Path, name: str) -> str:
    sql = f"SELECT author_id FROM identities WHERE display_name = '{name}'"
    return str(query(home, sql, "vault/vault.duckdb")[0][0])


@pytest.fixture(scope="session")
def before(built_once: BuiltOnce) -> Path:
    """A deployment in which everybody takes part, with an export in its inbox; tests work on copies."""

    def make(folder: Path) -> None:
        home = folder / "home"
        (home / "inbox").mkdir(parents=True)
        home.chmod(0o700)
        write_export(
            home / "inbox" / f"WhatsApp Chat with {GROUP_TITLE}.zip", days=8, per_day=9, extra=(*EARLIER, CALL)
        )
        egregora("process", "--output", home, "--time-zone", "Europe/Lisbon", extra={"EGREGORA_STABLE_SECONDS": "0"})
        with build_resources(home)["store"].file("main").transaction() as connection:
            write_own_table(connection, "copied", CONTRACTS["messages"].table())
        title = dg.AssetMaterialization("generated", metadata={"posts": dg.MetadataValue.md(MARK)})
        with open_context(home).instance() as instance:
            instance.report_runless_asset_event(title)

    return built_once.folder("before_an_erasure", make) / "home"


@pytest.fixture(scope="session")
def erased(before: Path, built_once: BuiltOnce) -> Path:
    """The same after an erasure that was killed at every step, before the step counted, and resumed."""

    def make(folder: Path) -> None:
        shutil.copytree(before, folder / "home")
        egregora("backup", folder / "elsewhere", "--output", folder / "home", "--with-vault")
        left = folder / "home" / "vault" / ".erasure.json.1.part"  # of a kill while the journal was written
        left.write_text(ERASED, "utf-8")
        done = in_a_process(kill_at_every_point, folder / "home", author_of(before, ERASED))
        assert done.returncode == 0, done.stdout + done.stderr

    return built_once.folder("erased", make) / "home"


def test_before_the_erasure_the_person_is_found_in_every_kind_of_place(before: Path) -> None:
    assert {"ingested.text", "identities.display_name", "export_files.file_name"} <= in_columns(before, VALUES)
    assert {"messages.text", "own.copied.text"} <= in_columns(before, (MARK,))
    assert leaks((before / "site").rglob("*.html"), [MARK])
    assert [p for p in (before / "vault" / "media").iterdir() if p.is_file()]
    assert leaks((before / "dagster").rglob("*.db"), [MARK])
    assert all(counts["ASSET_MATERIALIZATION"] for counts in events_by_run(before).values())


@pytest.mark.process
def test_after_the_erasure_nothing_of_the_person_stands_outside_the_inbox(erased: Path) -> None:
    assert leaks(everything(erased), [*VALUES, CALLED, PICTURE]) == {}
    assert in_columns(erased, (*VALUES, CALLED)) == set()
    assert list((erased / "vault" / "media").iterdir()) == list((erased / "cache" / "media").iterdir()) == []
    assert list((erased.parent / "elsewhere").iterdir()) == []
    assert not (erased / "vault" / "erasure.json").exists()
    assert leaks((erased / "inbox").iterdir(), ["Benedita"])


@pytest.mark.process
def test_after_the_erasure_dagster_keeps_earlier_runs_without_what_their_assets_showed(
    before: Path, erased: Path
) -> None:
    earlier, left = events_by_run(before), events_by_run(erased)
    telling = ("ASSET_MATERIALIZATION", "HANDLED_OUTPUT", "STEP_OUTPUT")
    assert [(run, kind) for run in earlier for kind in telling if left[run][kind]] == []
    assert all(left[run][dg.DagsterEventType.RUN_SUCCESS.value] for run in earlier)
    assert any(counts["ASSET_MATERIALIZATION"] for counts in left.values())


@pytest.mark.process
def test_after_the_erasure_no_table_has_an_id_of_the_person_and_others_are_what_they_were(
    before: Path, erased: Path
) -> None:
    gone = author_of(before, ERASED)
    pseudonym = query(before, f"SELECT pseudonym FROM authors WHERE author_id = '{gone}'")[0][0]
    assert in_columns(erased, (str(pseudonym),)) == set()
    for table, column in (("authors", "author_id"), ("documents", "subject_author_id"), ("messages", "author_id")):
        assert query(erased, f"SELECT count(*) FROM {table} WHERE {column} = '{gone}'") == [(0,)]
    others = f"SELECT author_id, pseudonym FROM authors WHERE author_id <> '{gone}' ORDER BY 1"
    assert query(erased, others) == query(before, others)
    messages = f"SELECT message_id FROM messages WHERE author_id <> '{gone}' ORDER BY 1"
    assert query(erased, messages) == query(before, messages)
    counted = "SELECT message_count, new_message_count FROM exports"
    assert query(erased, counted)[0][0] < query(before, counted)[0][0]
    sql = "SELECT count(*) FROM ingested"
    assert [r[1] for r in query(erased, counted)] == [r[0] for r in query(erased, sql, "vault/vault.duckdb")]
    named = query(erased, "SELECT text FROM messages WHERE contains(text, 'is right')")
    assert named == [("@[person] is right, [person] counted them",)]
    assert query(erased, "SELECT DISTINCT status FROM runs WHERE status NOT IN ('completed', 'lost')") == []


@pytest.mark.process
def test_the_proof_names_nobody_and_tells_what_was_done(before: Path, erased: Path) -> None:
    (proof,) = (erased / "erasures").iterdir()
    told = json.loads(proof.read_text("utf-8"))
    assert told["author_ids"] == [author_of(before, ERASED)]
    assert told["before"]["messages"] > 10
    assert told["before"]["documents that quote them"] >= 1
    assert told["before"]["similar words, confirmed"] == 1
    assert told["before"]["similar words, not confirmed"] == 0
    assert told["outcome"]["findings"] == 0
    assert "own.copied.text" not in in_columns(erased, ("a",))
    assert told["outcome"]["files looked through"] > 50
    assert proof.stat().st_mode & 0o777 == 0o600


@pytest.mark.process
def test_a_deleted_vault_names_nobody_keeps_the_site_and_still_leaves_the_erased_out(
    erased: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(erased, home)
    said = query(home, "SELECT message_id, text FROM messages ORDER BY 1")
    assert commands(home, ("vault", "delete"), ("vault", "delete", "--yes"))[0] == [1, 0]
    assert {p.name for p in (home / "vault").iterdir()} == {"deployment.key", "backups.json", "vault.duckdb.lock"}
    assert leaks(everything(home), [*PEOPLE, *VALUES]) == {}
    assert (home / "site" / "index.html").is_file()
    longer = write_export(tmp_path / f"WhatsApp Chat with {GROUP_TITLE}.zip", days=8, per_day=9, extra=LATER)
    shutil.rmtree(home / "inbox")
    egregora("process", longer, "--output", home, "--target-stage", "anonymized")
    assert set(said) < set(query(home, "SELECT message_id, text FROM messages"))
    shutil.rmtree(home / "vault" / "requests")
    assert in_columns(home, VALUES) == set()


def test_while_an_erasure_is_unfinished_nothing_else_is_done_and_everything_says_so(
    before: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(before, home)
    (home / "vault" / "erasure.json").touch(0o600)
    (home / "vault" / "erasure.json").write_text("{}", "utf-8")
    refused = (("process",), ("backup",), ("opt-out", "--author", "x"), ("vault", "delete", "--yes"), ("restore",))
    codes, told = commands(home, *refused, ("debug", "dag-status"))
    assert codes == [1] * 5 + [0]
    assert told.count("has not ended; nothing is read or published") == 5
    assert told.count("Warning: the erasure of a person has not ended") == 6


def test_by_command_an_opt_out_takes_effect_and_a_real_name_is_read_not_given(before: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(before, home)
    count = f"SELECT count(*) FROM messages WHERE author_id = '{author_of(home, ERASED)}'"
    assert query(home, count)[0][0] > 0
    listed = ("opt-out", "--author", author_of(home, ERASED), "--similar", "list")
    assert commands(home, listed) == ([0], "1\tBenedu\n")
    given = ("opt-out", "--author", ERASED), ("opt-out", "--author", "-", "--no-run", "--similar", "all")
    run = ("process", "--target-stage", "anonymized")
    unconfirmed = ("erase", "--author", author_of(home, ERASED))
    codes, told = commands(home, *given, unconfirmed, run, typed=f" {ERASED.upper()}\n")
    assert codes == [1, 0, 1, 0], told
    for part in ("Nobody is known", "opt-out is decided", "documents that quote them", "was not confirmed"):
        assert part in told
    assert "1 similar words, confirmed" in told
    assert ERASED not in told
    assert query(home, "SELECT text FROM messages WHERE contains(text, 'the glue')") == [
        ("[person], where is the glue?",)
    ]
    assert query(home, count) == [(0,)]
    decisions = query(home, "SELECT author_id, decision FROM consent_decisions", "vault/vault.duckdb")
    assert decisions == [(author_of(home, ERASED), "opt-out")]
    assert not (home / "vault" / "erasure.json").exists()
    assert "identities.display_name" in in_columns(home, (ERASED,))


@pytest.mark.process
def test_an_older_copy_that_is_restored_is_used_only_after_the_person_was_erased_again(
    before: Path, erased: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(erased, home)
    copy = tmp_path / "egregora-20260101T000000Z.duckdb"
    shutil.copyfile(before / "egregora.duckdb", copy)
    codes, told = commands(home, ("restore", str(copy), "--force"), ("process",))
    assert codes == [0, 1]
    assert "holds people who were erased since" in told
    journal = json.loads((home / "vault" / "erasure.json").read_text("utf-8"))
    assert journal["author_ids"] == [author_of(before, ERASED)]
    assert journal["done"] == []
