"""`egregora import-legacy`: a whole older deployment comes in, all of it or nothing, once, and stays."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from egregora_assets.database.legacy.files import hash_database
from egregora_assets.errors import ConversationUnclear
from egregora_assets.legacy.planning import plan_import
from egregora_assets.operations.legacy_state import choose_chat
from egregora_assets_tests.built_once import Deployment
from egregora_assets_tests.database.older_deployments import V2_TABLES, database, pipeline_database, post, rankings, row
from egregora_assets_tests.deployments import egregora, query
from egregora_assets_tests.exports.small_chat import MAIL, PEOPLE

pytestmark = pytest.mark.process  # an older database is read in a process of its own

PAIRS = (("the-old-mill", "a-quiet-harbour", "a"), ("the-old-mill", "a-quiet-harbour", "tie"))
LEAKS = (
    post("told-by-name", content=f"So said {PEOPLE[0]} yesterday."),
    post("told-by-mail", summary=f"Write to {MAIL}"),
    post("someone-else", content="Write to a.stranger@else.example about the mill."),
)
NOTES = (
    row(
        "annotations",
        id="1",
        content="A note on mills",
        created_at="2023-05-07",
        parent_id="the-old-mill",
        parent_type="post",
    ),
    row("annotations", id="2", content="Lost", created_at="2023-05-07", parent_id="m1", parent_type="message"),
    row(
        "tasks",
        task_type="enrich_url",
        status="completed",
        payload='{"url": "https://example.org/mill"}',
        created_at="2023-05-07",
    ),
)


@pytest.fixture
def home(small_home: Path) -> Path:
    return small_home


@pytest.fixture
def older(tmp_path: Path) -> list[Path]:
    """The pipeline's database and the rankings of an older deployment."""
    folder = tmp_path / "older"
    folder.mkdir()
    return [
        pipeline_database(folder / "pipeline.duckdb", LEAKS, NOTES),
        rankings(folder / "rankings.duckdb", *PAIRS, ("the-old-mill", "nowhere", "b"), alone=["someone-else"]),
    ]


def counts(home: Path) -> list[tuple[object, ...]]:
    tables = ("documents", "document_tags", "annotations", "tasks", "elo_comparisons", "starting_ratings", "runs")
    return query(home, " UNION ALL ".join(f"SELECT '{t}', count(*) FROM {t}" for t in tables) + " ORDER BY 1")


STORED = "SELECT slug, status, content, run_id FROM documents WHERE decided_by = 'person' ORDER BY 1"


def test_an_older_deployment_is_imported_once_ranked_and_published(home: Path, older: list[Path]) -> None:
    # Older rankings lie in the deployment's folder, where doctor and process look for such that were not imported.
    older[1] = older[1].rename(home / "rankings.duckdb")
    before = [hash_database(path) for path in older]
    done = egregora("import-legacy", *older, "--output", home)
    assert "8 rows were taken" in done.stdout
    assert "it contains a name or value of the vault (leak; 1:documents:3, 1:documents:4)" in done.stdout
    texts = ("old mill", "A note", "a.stranger", "Then they", *PEOPLE, MAIL, "example.org")
    assert not any(text in done.stdout + done.stderr for text in texts)
    stored = query(home, STORED)
    slugs = [str(r[0]) for r in stored if not str(r[0]).startswith("annotation-")]
    assert slugs == ["a-quiet-harbour", "someone-else", "the-old-mill"]
    assert any("Write to [email-1] about" in str(r[2]) for r in stored)

    rows = counts(home)
    assert "Nothing new" in egregora("import-legacy", *older, "--output", home).stdout
    assert counts(home) == rows
    assert [hash_database(path) for path in older] == before

    processed = egregora("process", "--output", home)
    assert "was not imported" not in processed.stderr
    assert not (home / "site" / "tags" / "mills.html").exists(), "a tag has a page from two posts on"
    page = (home / "site" / "posts" / "the-old-mill.html").read_text("utf-8")
    assert "Everybody talked about the old mill." in page
    assert query(home, STORED) == stored
    columns = "count(*), min(status), min(trigger)"
    ours = f"SELECT {columns} FROM elo_comparisons JOIN runs USING (run_id) WHERE judge = 'legacy'"
    assert query(home, ours) == [(2, "completed", "command")]
    rated = (
        "SELECT num_comparisons >= 2 FROM elo_ratings, documents WHERE document_id = post_id AND slug = 'the-old-mill'"
    )
    assert query(home, rated) == [(True,)]
    starts = (
        "SELECT slug, rating, num_comparisons, origin FROM starting_ratings JOIN documents ON document_id = post_id"
    )
    assert query(home, starts) == [("someone-else", 1510.5, 2, "legacy")]


def test_rankings_beside_an_export_that_were_not_imported_are_reported(
    home: Path, tmp_path: Path, small_deployment: Deployment
) -> None:
    lying = rankings(tmp_path / "rankings.duckdb", *PAIRS)
    export = shutil.copy2(small_deployment.export, tmp_path)
    read_text = egregora("process", export, "--output", home).stderr
    assert f"Warning: {lying} was not imported. Remedy: `egregora import-legacy {lying}`" in read_text


def test_a_failure_in_the_middle_leaves_nothing_and_the_run_is_recorded_as_failed(
    home: Path, older: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = plan_import

    def broken(*given: Any) -> Any:
        plan = whole(*given)
        plan.rows["elo_comparisons"][-1]["loser_id"] = plan.rows["elo_comparisons"][-1]["winner_id"]
        return plan

    monkeypatch.setattr("egregora_assets.operations.legacy_import.plan_import", broken)
    before = counts(home)
    done = egregora("import-legacy", *older, "--output", home, check=False)
    assert done.returncode == 1
    assert "refused rows for elo_comparisons" in done.stderr
    assert [c for c in counts(home) if c[0] != "runs"] == [c for c in before if c[0] != "runs"]
    assert query(home, "SELECT status FROM runs WHERE job_name = 'import_legacy'") == [("failed",)]


def test_a_dry_run_prints_the_same_json_and_writes_nothing(home: Path, older: list[Path]) -> None:
    before = counts(home)
    read_text = json.loads(egregora("import-legacy", *older, "--dry-run", "--json", "--output", home).stdout)
    assert read_text["is_dry_run"]
    kinds = {k["kind"]: (k["taken_count"], k["refused_count"]) for k in read_text["kinds"]}
    assert kinds == {"post": (3, 2), "annotation": (1, 1), "task": (1, 0), "comparison": (2, 1), "rating": (1, 3)}
    leaked = {"file": 1, "table": "documents", "row": 3, "kind": "post", "result": "refused", "reasons": ["leak"]}
    assert leaked in read_text["rows"]
    assert counts(home) == before


def test_older_tables_of_v2_come_in_and_doctor_speaks_of_rankings_that_did_not(home: Path, tmp_path: Path) -> None:
    person = query(home, "SELECT author_id FROM authors WHERE NOT is_opted_out ORDER BY 1 LIMIT 1")[0][0]
    older = database(
        tmp_path / "v2.duckdb",
        *V2_TABLES,
        post("from-two", "posts", authors=f'["{person}"]', tags='["old"]'),
        row("journals", id="j", content="Quiet.", title="May", window_start="2023-05-01", window_end="2023-06-01"),
        row("profiles", id="p", content="Kind.", title="Somebody", subject_uuid=person, created_at="2023-05-01"),
        row("media", id="m", content="A mill", filename="mill.jpg", media_type="image"),
    )
    done = egregora("import-legacy", older, "--output", home)
    assert "3 rows were taken" in done.stdout
    assert query(home, "SELECT doc_type, status, writer FROM documents WHERE decided_by = 'person' ORDER BY 1") == [
        ("journal", "draft", "legacy-v2"),
        ("post", "published", "legacy-v2"),
        ("profile", "archived", "legacy-v2"),
    ]
    assert "its file does not exist here" in done.stdout
    rankings(home / "rankings.duckdb", *PAIRS)
    egregora("key", "export", tmp_path / "copy.key", "--output", home)
    assert "rankings.duckdb was not imported" in egregora("doctor", "--output", home).stdout


CHATS = [{"slug": "garden"}, {"slug": "work"}]


@pytest.mark.parametrize(
    ("chats", "slug", "remedy"),
    [([], None, "read its export first"), (CHATS, None, "`--chat SLUG`"), (CHATS, "sea", "correct --chat")],
    ids=["none", "several", "another"],
)
def test_a_conversation_that_is_not_clear_is_an_error_with_its_remedy(
    chats: list[dict[str, str]], slug: str | None, remedy: str
) -> None:
    with pytest.raises(ConversationUnclear) as refusal:
        choose_chat(chats, slug)
    assert remedy in refusal.value.remedy
    assert refusal.value.detail_for_terminal == ("conversations: garden, work" if chats else "")


def test_the_only_conversation_is_meant_and_of_several_the_named_one() -> None:
    assert choose_chat(CHATS[:1], None) == {"slug": "garden"}
    assert choose_chat(CHATS, "work") == {"slug": "work"}
