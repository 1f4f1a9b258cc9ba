"""The ledger of look-ups that published documents stand on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from egregora_assets.caches.cited_code import NOW, History, list_cited_lookups
from egregora_assets.contracts.lookups import GIT_LOOKUP_CACHE
from egregora_assets.contracts.tables import Derived
from egregora_assets_tests.caches.test_git import T
from egregora_assets_tests.room_tables import RoomTables
from egregora_assets_tests.sql_snapshots import assert_sql

REPOSITORY, CHAIN, MESSAGE, POST = (f"00000000-0000-8000-8000-00000000000{n}" for n in range(1, 5))
START = datetime(2024, 3, 4, 12, tzinfo=UTC)
TEXTS = {name: T[name] for name in ("messages", "documents", "citations")}
HISTORY = History(T["git_repositories"], T["git_chain"], T["git_file_versions"])
EXPRESSION = list_cited_lookups(TEXTS, T["code_references"], HISTORY, T["git_lookup_cache"])


class Scene:
    """A branch of three commits an hour apart, and a post that cites a message of the second hour's end."""

    def __init__(self) -> None:
        self.room = RoomTables(
            *TEXTS, *("git_repositories", "git_chain", "git_file_versions", "code_references", "git_lookup_cache")
        )
        self.room.fill("git_repositories", [{"repository_id": REPOSITORY, "name": "boat", "branch": "main"}])
        self.grow(0, 1, 2)
        change = {"chain_id": CHAIN, "path": "a.py", "position": 1, "status": "M", "mode": "100644", "blob_id": "b1"}
        self.room.fill("git_file_versions", [change])
        sent_at = (START + timedelta(minutes=90)).replace(tzinfo=None)
        self.room.fill("messages", [{"message_id": MESSAGE, "sent_at": sent_at}])
        self.room.fill("documents", [{"document_id": POST, "doc_type": "post", "status": "published"}])
        self.room.fill("citations", [{"document_id": POST, "ordinal": 0, "message_id": MESSAGE}])
        reference = {"message_id": MESSAGE, "ordinal": 0, "reference_kind": "path", "text": "a.py", "path": "a.py"}
        found = {"repository_id": REPOSITORY, "commit_id": "c1", "blob_id": "b1", "is_resolved": True}
        self.room.fill("code_references", [reference | found])
        self.now = START + timedelta(days=1)

    def grow(self, *hours: int) -> None:
        """Commits of the branch, by hour; the positions are the hours."""
        rows = [
            {"chain_id": CHAIN, "position": n, "repository_id": REPOSITORY, "commit_id": f"c{n}"}
            | dict.fromkeys(("committed_at", "effective_at"), START + timedelta(hours=n))
            for n in hours
        ]
        self.room.fill("git_chain", rows)

    def run(self) -> list[dict[str, Any]]:
        """What a run a day later makes of the ledger."""
        self.now += timedelta(days=1)
        moment = pa.table({"now": pa.array([self.now], pa.timestamp("us", "UTC"))})
        rows = self.room.rows(Derived(EXPRESSION, {NOW.get_name(): moment}))
        self.room.run("DELETE FROM git_lookup_cache")
        self.room.fill("git_lookup_cache", GIT_LOOKUP_CACHE.rows(rows.to_pylist()))
        return GIT_LOOKUP_CACHE.rows(rows.to_pylist()).to_pylist()


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_what_a_published_document_cites_stands_in_the_ledger(scene: Scene) -> None:
    (row,) = scene.run()
    assert (row["ref_name"], row["path"], row["asked_at"]) == ("main", "a.py", START + timedelta(minutes=90))
    assert (row["commit_id"], row["last_change_id"], row["blob_id"], row["tip_id"]) == ("c1", "c1", "b1", "c2")
    assert (row["status"], row["is_cited"], row["is_provisional"]) == ("present", True, False)
    assert not row["is_clock_disputed"]


def test_a_second_run_changes_nothing_and_a_branch_that_grows_neither(scene: Scene) -> None:
    first = scene.run()
    assert scene.run() == first
    scene.grow(3)
    assert scene.run() == first


def test_what_is_no_longer_cited_goes(scene: Scene) -> None:
    scene.run()
    scene.room.run("UPDATE documents SET status = 'archived'")
    assert scene.run() == []


def test_a_branch_that_moved_changes_the_answer(scene: Scene) -> None:
    scene.run()
    scene.room.run("UPDATE code_references SET commit_id = 'other', blob_id = 'b2'")
    scene.room.run("UPDATE git_chain SET commit_id = 'd' || position")
    (row,) = scene.run()
    assert (row["commit_id"], row["blob_id"], row["tip_id"]) == ("d1", "b2", "d2")
    scene.room.run("UPDATE code_references SET is_resolved = false, commit_id = NULL, blob_id = NULL")
    assert scene.run() == [], "the history is there and says that there is no such file"


def test_the_last_answer_stays_where_the_history_is_gone_while_it_is_cited(scene: Scene) -> None:
    (before,) = scene.run()
    scene.room.run("DELETE FROM git_chain")
    scene.room.run("UPDATE code_references SET is_resolved = false, commit_id = NULL, blob_id = NULL")
    assert scene.run() == [before]
    scene.room.run("DELETE FROM citations")
    assert scene.run() == []


def test_an_answer_that_the_next_commit_may_change_is_provisional(scene: Scene) -> None:
    scene.room.run("DELETE FROM git_chain WHERE position = 2")
    assert [row["is_provisional"] for row in scene.run()] == [True]
    scene.grow(2)
    assert [row["is_provisional"] for row in scene.run()] == [False]


def test_a_clock_that_ran_backwards_is_told(scene: Scene) -> None:
    scene.room.run("UPDATE git_chain SET committed_at = committed_at + INTERVAL 9 HOUR WHERE position = 0")
    assert [row["is_clock_disputed"] for row in scene.run()] == [True]


def test_a_named_state_has_no_commit_of_the_branch_then(scene: Scene) -> None:
    scene.room.run("UPDATE code_references SET revision = 'v1'")
    assert [(row["ref_name"], row["commit_id"], row["blob_id"]) for row in scene.run()] == [("v1", None, "b1")]


def test_the_sql_is_the_reviewed_one(tmp_path: Path) -> None:
    assert_sql("caches_cited_lookups", EXPRESSION)
