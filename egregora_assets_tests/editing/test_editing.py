"""Editing posts from files to pages: a person's version stands, what the writer would write is offered beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from egregora_assets import Deployment
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.errors import AnnotationTargetUnclear, DocumentUnclear, EditedPostRefused
from egregora_assets_tests.built_once import Deployment as Built
from egregora_assets_tests.deployments import egregora, query
from egregora_assets_tests.exports.small_chat import PEOPLE, PHONE

pytestmark = pytest.mark.slow
MINE = "The compost heap was turned by everybody at last."


@pytest.fixture
def files(small_deployment: Built, tmp_path: Path) -> Path:
    """The small deployment's posts as files."""
    Deployment(small_deployment.home).export_posts(tmp_path / "posts")
    return tmp_path / "posts"


def edit(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")


def heading_of(path: Path) -> str:
    return next(line for line in path.read_text("utf-8").split("\n") if line.startswith("## "))


def stored(home: Path, slug: str) -> list[tuple[object, ...]]:
    return query(
        home, f"SELECT title, content, status, decided_by, writer, run_id FROM documents WHERE slug = '{slug}'"
    )


def test_a_persons_version_is_published_and_stays_and_the_writers_is_offered(small_home: Path, files: Path) -> None:
    post = min(files.glob("*/*.md"))
    title = json.loads(next(x for x in post.read_text().split("\n") if x.startswith("title: "))[7:])
    edit(post, (heading_of(post), f"## Soil\n\n{MINE} {PEOPLE[0]} asked."))
    done = egregora("import", "posts", files, "--output", small_home)
    assert f"edited           published  {post.stem}" in done.stdout
    assert ": replaced: name" in done.stderr
    page = (small_home / "site" / "posts" / f"{post.stem}.html").read_text("utf-8")
    assert MINE in page
    assert PEOPLE[0] not in page
    before = stored(small_home, post.stem)
    assert before[0][:1] == (title,)
    assert "(message:" in str(before[0][1]), "unchanged lines keep their links"

    again = egregora("import", "posts", files, "--output", small_home)
    assert "edited" not in again.stdout
    egregora("process", "--force-refresh", "--target-stage", "generated", "--output", small_home)
    assert stored(small_home, post.stem) == before
    offer = "SELECT title, contains(content, 'The compost heap was turned') FROM offered_posts"
    assert query(small_home, offer) == [(title, False)]

    file = DatabaseFile(small_home / "egregora.duckdb")
    with file.open_writer() as connection:
        connection.execute("UPDATE offered_posts SET title = 'Something else by now'")
    deployment = Deployment(small_home)
    (listed,) = [one for one in deployment.documents() if one.is_edited]
    assert listed.has_offer
    assert "(edited; the writer offers another version)" in egregora("documents", "list", "--output", small_home).stdout


def test_what_an_import_refuses_names_file_and_line_and_changes_nothing(small_home: Path, files: Path) -> None:
    deployment, post = Deployment(small_home), min(files.glob("*/*.md"))
    runs = query(small_home, "SELECT count(*) FROM runs")
    whole = post.read_text("utf-8")
    assert {one.outcome for one in deployment.import_posts([files])} == {"unchanged"}
    split = PEOPLE[0].replace("ed", "&#101;d")  # a page shows the name all the same
    edit(post, (heading_of(post), f"## {split}"))
    line = post.read_text("utf-8").split("\n").index(f"## {split}") + 1
    with pytest.raises(EditedPostRefused, match="something is left in it") as refused:
        deployment.import_posts([files])
    assert refused.value.line == line
    post.write_text(whole.replace("id: ", "id: 1", 1))
    with pytest.raises(EditedPostRefused, match="no identifier"):
        deployment.import_posts([files])
    (files / "copy.md").write_text(whole)
    post.write_text(whole)
    with pytest.raises(EditedPostRefused, match="another file has the same post"):
        deployment.import_posts([files])
    with pytest.raises(EditedPostRefused, match="no Markdown file"):
        deployment.import_posts([small_home / "site"])
    assert query(small_home, "SELECT count(*) FROM runs") == runs


def test_an_edited_post_is_given_back_hidden_and_withdrawn(small_home: Path, files: Path) -> None:
    deployment, post = Deployment(small_home), min(files.glob("*/*.md"))
    whole = post.read_text("utf-8")
    before = stored(small_home, post.stem)
    edit(post, (heading_of(post), f"## Soil\n\nCall {PHONE}."), ("status: published", "status: draft"))
    (imported,) = [one for one in deployment.import_posts([files]) if one.outcome == "edited"]
    assert imported.status == "draft"
    assert any("phone" in kinds for kinds in imported.replaced.values())
    assert PHONE not in str(stored(small_home, post.stem))
    assert [one.document_id for one in deployment.documents(drafts=True)] == [imported.document_id]
    egregora("process", "--target-stage", "generated", "--output", small_home)
    assert stored(small_home, post.stem)[0][2:5] == ("draft", "person", "person")
    deployment.publish_draft(imported.document_id)
    with pytest.raises(DocumentUnclear, match="that is a draft"):
        deployment.publish_draft(imported.document_id)

    post.write_text(whole)
    assert "given back" in {one.outcome for one in deployment.import_posts([post])}
    egregora("process", "--target-stage", "generated", "--output", small_home)
    assert stored(small_home, post.stem)[0][:5] == before[0][:5]
    assert query(small_home, "SELECT count(*) FROM offered_posts") == [(0,)]


def test_what_people_who_leave_said_leaves_an_edited_post(small_home: Path, files: Path) -> None:
    deployment, post = Deployment(small_home), min(files.glob("*/*.md"))
    edit(post, (heading_of(post), f"## Soil\n\n{MINE}"))
    deployment.import_posts([post])
    quoted = query(
        small_home,
        "SELECT DISTINCT a.pseudonym FROM document_authors JOIN authors a USING (author_id) JOIN documents d USING "
        f"(document_id) WHERE d.slug = '{post.stem}' ORDER BY 1",
    )
    assert quoted
    egregora("opt-out", "--author", str(quoted[0][0]), "--output", small_home, "--no-run", check=False)
    egregora("process", "--target-stage", "generated", "--output", small_home)
    assert query(small_home, f"SELECT count(*) FROM documents WHERE contains(content, '{MINE}')") == [(0,)]


def test_the_operator_has_a_message_kept_or_skipped_and_says_so_no_more(small_home: Path) -> None:
    deployment = Deployment(small_home)
    ((message, post),) = query(
        small_home, "SELECT message_id, document_id FROM citations JOIN documents USING (document_id) "
        "WHERE doc_type = 'post' ORDER BY 1 LIMIT 1",
    )  # fmt: skip
    with pytest.raises(AnnotationTargetUnclear):
        deployment.nominate(str(post), "keep")
    assert deployment.nominate(str(message), "skip").is_changed
    assert not deployment.nominate(str(message), "skip").is_changed
    egregora("keep", str(message), "--no-run", "--output", small_home)
    assert query(small_home, "SELECT nomination FROM nomination_decisions") == [("keep",)]
    assert deployment.nominate(str(message), None).is_changed
    assert query(small_home, "SELECT count(*) FROM nomination_decisions") == [(0,)]
