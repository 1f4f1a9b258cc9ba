"""What people decide outlives runs: saved, annotated and archived documents, in a real deployment."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from egregora_assets.database.store import DuckDBStore
from egregora_assets.definitions import build_resources
from egregora_assets.services.content import Document, Parent
from egregora_assets_tests.built_once import BuiltOnce, Deployment
from egregora_assets_tests.deployments import canonical, egregora, query
from egregora_assets_tests.exports.small_chat import PEOPLE

LEAVER = PEOPLE[0]
LATER = (f"25/03/2024, 08:00 - {LEAVER}: /egregora opt-out",)
NOTICE = "The greenhouse is closed on Saturday"


def decide(home: Path) -> dict[str, str]:
    """A person announces something, annotates a post and archives another: ids by what became of them."""
    store: DuckDBStore = build_resources(home)["store"]
    content = store.content
    run_id = store.runs.list_runs()[0].run_id
    first, second = content.find(doc_type="post", status="published").documents[-2:]
    identifier = "00000000-0000-8000-8000-0000000000aa"
    notice = Document(identifier, first.chat_id, "announcement", "closed", NOTICE, "en", first.created_at, title=NOTICE)
    saved = content.save(notice, run_id)
    note = content.annotate(Parent("post", second.document_id), "I was there", None, first.created_at, run_id)
    content.archive(first.document_id, run_id)
    return {"archived": first.document_id, "notice": saved.document_id, "note": note.document_id}


@pytest.fixture(scope="session")
def before(three_weeks: Deployment) -> Path:
    return three_weeks.home


@pytest.fixture(scope="session")
def decided(before: Path, built_once: BuiltOnce) -> tuple[Path, dict[str, str]]:
    """The same after people decided and every stage ran again; tests only read it."""

    def make(folder: Path) -> None:
        shutil.copytree(before, folder / "home")
        (folder / "ids.json").write_text(json.dumps(decide(folder / "home")))
        egregora("process", "--output", folder / "home", "--force-refresh")

    folder = built_once.folder("after_people_decided", make)
    return folder / "home", json.loads((folder / "ids.json").read_text())


def pages_of(home: Path, document_id: str) -> list[Any]:
    return query(home, f"SELECT path FROM site_files WHERE document_id = '{document_id}' AND path LIKE '%.html'")


def test_what_people_wrote_is_still_there_and_the_archived_post_has_left_the_site(
    before: Path, decided: tuple[Path, dict[str, str]]
) -> None:
    home, ids = decided
    (page,) = pages_of(before, ids["archived"])
    assert (before / "site" / page[0]).is_file()
    assert not (home / "site" / page[0]).exists()
    assert pages_of(home, ids["archived"]) == []
    assert query(home, f"SELECT status, decided_by FROM documents WHERE document_id = '{ids['archived']}'") == [
        ("archived", "person")
    ]
    assert query(home, f"SELECT content FROM documents WHERE document_id = '{ids['note']}'") == [("I was there",)]
    assert query(home, "SELECT annotation_id FROM annotations") == [(ids["note"],)]
    (announcement,) = pages_of(home, ids["notice"])
    assert NOTICE in (home / "site" / announcement[0]).read_text("utf-8")


def test_nothing_else_of_the_content_has_changed(
    before: Path, decided: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    home, ids = decided
    old, new = canonical(before, tmp_path / "old"), canonical(home, tmp_path / "new")
    changed = {name for name in old if old[name] != new[name]}
    assert changed <= {
        "documents.jsonl", "document_addresses.jsonl", "annotations.jsonl", "site_files.jsonl", "elo_ratings.jsonl",
        "asset_cache.jsonl",
    }  # fmt: skip

    def others(folder: Path) -> list[str]:
        lines = (folder / "documents.jsonl").read_text("utf-8").split("\n")
        return [line for line in lines if line and json.loads(line)["document_id"] not in ids.values()]

    assert others(tmp_path / "old") == others(tmp_path / "new")
