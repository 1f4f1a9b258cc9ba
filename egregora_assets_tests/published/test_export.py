"""`egregora export`: what the site may show, the same bytes each time, in a new folder or not at all."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from egregora_assets import Deployment
from egregora_assets.contracts.vocabularies import WITHHELD
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.copies.reading_copy import refresh_reading_copy
from egregora_assets.errors import TargetRefused
from egregora_assets.operations.published.posts import Citation, Post, render_post
from egregora_assets.operations.published.withholding import Withholder
from egregora_assets_tests.built_once import Deployment as Built
from egregora_assets_tests.deployments import digests, egregora, query
from egregora_assets_tests.exports.small_chat import SECRETS

POST = Post(
    "0a1b2c3d-0000", "2024-03-04-a", "chat-1", dt.date(2024, 3, 4), "en", 'Say "hi": \x85#', "s",
    ("t",), (Citation("m1", "q", "h"),), "> a\n>\n> — [Otter](message:m1)\n\n![x](media:f1) [y](https://e.org)",
)  # fmt: skip


@pytest.fixture
def home(small_deployment: Built, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small deployment's folder, only to be looked at."""
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    return small_deployment.home


def test_a_post_has_front_matter_and_no_link_that_leads_nowhere() -> None:
    assert render_post(POST).decode() == (
        '---\ntitle: "Say \\"hi\\": \\U00000085#"\ndate: 2024-03-04\nslug: "2024-03-04-a"\nchat: "chat-1"\n'
        'language: "en"\nsummary: "s"\nid: "0a1b2c3d-0000"\nversion: ""\n'
        'status: published\ntags: ["t"]\ncitations:\n  - message: "m1"\n    quote: "q"\n    section: "h"\n'
        "---\n\n> a\n>\n> — Otter\n\nx [y](https://e.org)\n"
    )


def test_every_published_post_is_a_file_the_same_each_time_and_no_secret_in_it(home: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert " posts in " in egregora("export", "posts", tmp_path / name, "--output", home).stdout
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    slugs = query(home, "SELECT slug FROM documents WHERE doc_type = 'post' AND status = 'published'")
    assert {path.stem for path in (tmp_path / "one").glob("*/*.md")} == {slug for (slug,) in slugs}
    texts = "".join(path.read_text("utf-8") for path in (tmp_path / "one").glob("*/*.md"))
    assert "  - message: " in texts
    assert not [secret for secret in SECRETS if secret in texts]


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_tables_hold_what_the_site_may_show_and_nothing_else(home: Path, tmp_path: Path, form: str) -> None:
    for name in ("one", "two"):
        egregora("export", "tables", tmp_path / name, "--format", form, "--output", home)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")

    def rows(name: str) -> list[dict[str, object]]:
        path = tmp_path / "one" / f"{name}.{form}"
        if form == "jsonl":
            return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        found: list[dict[str, object]] = pq.read_table(path).to_pylist()
        return found

    shown = query(home, "SELECT author_id FROM authors WHERE NOT is_opted_out")
    hidden = query(home, "SELECT author_id FROM authors WHERE is_opted_out")
    assert hidden
    assert {row["author_id"] for row in rows("authors")} == {a for (a,) in shown}
    assert not {row["author_id"] for row in rows("messages")} & {a for (a,) in hidden}
    assert len(rows("messages")) > 50
    assert "run_id" not in rows("messages")[0]
    assert all(row["status"] == "published" for row in rows("documents"))
    assert not [s for s in SECRETS if s in json.dumps([rows("messages"), rows("documents")], default=str)]


def test_drafts_are_in_no_export(small_home: Path, tmp_path: Path) -> None:
    file = DatabaseFile(small_home / "egregora.duckdb")
    with file.open_writer() as connection:
        connection.execute("UPDATE documents SET status = 'draft' WHERE doc_type = 'post'")
    refresh_reading_copy(file, small_home)
    deployment = Deployment(small_home)
    assert deployment.export_posts(tmp_path / "posts") == []
    tables = deployment.export_shown_tables(tmp_path / "tables", "jsonl")
    assert {path.name for path in tables} == {path.name for path in (tmp_path / "tables").iterdir()}
    assert '"post"' not in (tmp_path / "tables" / "documents.jsonl").read_text()
    assert (tmp_path / "tables" / "elo_ratings.jsonl").read_text() == ""


def test_a_text_with_something_of_the_vault_is_left_out_as_on_the_site() -> None:
    class Guard:
        """Finds one word."""

        def find_in_texts(self, texts: list[str], _chat: str) -> dict[int, tuple[str, ...]]:
            return {i: ("name",) for i, text in enumerate(texts) if "Benedita" in text}

    leaking = replace(POST, title="Benedita", slug="by-Benedita", tags=("Benedita", "b"), content="a\nBenedita\nc")
    shown = Withholder(Guard()).hide_in_post(leaking, "chat")  # type: ignore[arg-type]
    assert (shown.title, shown.slug, shown.tags) == (WITHHELD, "post-0a1b2c3d", ("b",))
    assert shown.content == f"a\n{WITHHELD}\nc"


def test_a_folder_that_holds_something_is_refused_and_left_alone(home: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    for words in (("posts",), ("tables",)):
        done = egregora("export", *words, tmp_path, "--output", home, check=False)
        assert done.returncode == 1
        assert "The target cannot be used: the folder is not empty." in done.stderr
    with pytest.raises(TargetRefused):
        Deployment(home).export_posts(tmp_path / "mine")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    egregora("export", "posts", tmp_path / "new", "--output", home)
    assert list((tmp_path / "new").glob("*/*.md"))
