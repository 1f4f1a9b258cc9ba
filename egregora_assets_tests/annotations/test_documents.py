"""`egregora documents`: what is taken off stays off until it is put back, and an announcement is found everywhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from egregora_assets import Deployment
from egregora_assets.errors import AnnotationRefused, DocumentUnclear
from egregora_assets_tests.built_once import Deployment as Built
from egregora_assets_tests.deployments import egregora, query
from egregora_assets_tests.exports.small_chat import PEOPLE

pytestmark = pytest.mark.slow


def test_a_post_goes_and_comes_back_and_an_announcement_is_in_the_feeds(small_home: Path) -> None:
    site = small_home / "site"
    post = min((site / "posts").glob("*.html"))
    text = post.read_bytes()
    words = ("Open day", f"Ask {PEOPLE[0]}, see [the plan](https://example.org/plan).", "--no-run")
    done = egregora("documents", "announce", *words, "--output", small_home)
    announced = done.stdout.split()[1].rstrip(".")
    assert egregora("documents", "announce", *words, "--output", small_home).stdout == done.stdout
    egregora("documents", "archive", f"https://example.org/posts/{post.name}", "--output", small_home)
    assert not post.exists()
    (page,) = query(
        small_home, f"SELECT path FROM site_files WHERE document_id = '{announced}' AND path LIKE 'posts/%'"
    )
    shown = (site / page[0]).read_text("utf-8")
    assert '<a href="https://example.org/plan"' in shown
    assert PEOPLE[0] not in shown
    for place in ("feed.xml", "feed.json", "index.html", "archive/index.html"):
        assert "Open day" in (site / place).read_text("utf-8"), place
    listed = json.loads(egregora("documents", "list", "--json", "--output", small_home).stdout)
    assert [d["title"] for d in listed if d["kind"] == "announcement"] == ["Open day"]
    (archived,) = json.loads(egregora("documents", "list", "--archived", "--json", "--output", small_home).stdout)
    assert archived["kind"] == "post"

    deployment = Deployment(small_home)
    deployment.archive(announced[:8])
    egregora("documents", "unarchive", f"posts/{post.name}", "--output", small_home)
    assert post.read_bytes() == text
    assert "Open day" not in (site / "feed.xml").read_text("utf-8")
    assert [d.kind for d in deployment.documents(archived=True)] == ["announcement"]


def test_what_is_not_there_is_neither_taken_off_nor_put_back(small_deployment: Built) -> None:
    deployment = Deployment(small_deployment.home)
    before = query(small_deployment.home, "SELECT count(*) FROM runs")
    post = deployment.documents()[0]
    for target in ("posts/nothing.html", "0b4c9a52", "", post.document_id[:7]):
        with pytest.raises(DocumentUnclear, match="No document on the site"):
            deployment.archive(target)
    with pytest.raises(DocumentUnclear, match="taken off the site"):
        deployment.unarchive(post.document_id)
    for title, text in (("", "text"), ("title", " "), ("\n", "text")):
        with pytest.raises(AnnotationRefused, match="it is empty"):
            deployment.announce(title, text)
    with pytest.raises(AnnotationRefused, match="no such conversation"):
        deployment.announce("title", "text", "another-chat")
    assert query(small_deployment.home, "SELECT count(*) FROM runs") == before
