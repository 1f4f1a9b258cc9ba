"""Edited posts in files: what an export wrote is read as it was, and what is broken is named by file and line."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from egregora_assets.errors import EditedPostRefused
from egregora_assets.operations.editing.front_matter import read_edited_post
from egregora_assets.operations.editing.relinking import restore_links
from egregora_assets.operations.editing.sources import find_citations, find_people
from egregora_assets.operations.published.posts import Citation, Post, digest_version, render_post, show_content
from egregora_assets.services.content import Citation as Cited

ID, VERSION, SAID = (f"0a1b2c3d-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))
OTHER = "0a1b2c3d-0000-4000-8000-000000000004"
CONTENT = (
    "## Compost\n\n> yes\n>\n> — [Otter, Mon 18h](message:a)\n\nTwo lines\n\n"
    "> no\n>\n> — [Otter, Mon 18h](message:b)\n\n"
    "![](media:f1)\n[Otter](message:a)"
)
POST = Post(
    ID, "2024-03-04-a", "chat-1", dt.date(2024, 3, 4), "en", "A title", "A lede", ("t", "u"),
    (Citation("m1", "q", "h"),), CONTENT, "draft", VERSION,
)  # fmt: skip
HEAD = f"id: {ID}\nversion: {VERSION}\ntitle: One\nsummary: Two\n"
TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=40).filter(lambda t: bool(t.strip()))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, TEXTS, st.lists(st.sampled_from(["a", 'b "c"', "d, e", "\\U00000041", "é"]), unique=True))
def test_what_an_export_wrote_is_read_as_it_was(tmp_path: Path, title: str, summary: str, tags: list[str]) -> None:
    path = tmp_path / "post.md"
    path.write_bytes(render_post(replace(POST, title=title, summary=summary, tags=tuple(tags))))
    read = read_edited_post(path)
    assert (read.title, read.summary) == (title.strip(), summary.strip())
    assert (read.document_id, read.version, read.status, read.tags) == (ID, VERSION, "draft", tuple(sorted(tags)))
    assert "\n".join(read.lines) == show_content(CONTENT)
    assert path.read_text("utf-8").split("\n")[read.first - 1] == "## Compost"
    assert digest_version(read.title, read.summary, "\n".join(read.lines)) == digest_version(title, summary, CONTENT)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("no front matter", 1, "there is no front matter"),
        ("---\ntitle: x\n", 1, "has no end"),
        (f"---\n{HEAD}---\n\n \n", 6, "nothing follows"),
        (f"---\n{HEAD}this is text\n---\nx", 6, "no `name: value`"),
        (f"---\n{HEAD}title: Again\n---\nx", 6, "there twice"),
        (f'---\n{HEAD}slug: "open\n---\nx', 6, "do not close"),
        (f"---\n{HEAD}tags: one\n---\nx", 6, "no list"),
        (f"---\n{HEAD}status: shown\n---\nx", 6, "no such status"),
        (f"---\nid: {ID}\ntitle: One\nsummary: Two\n---\nx", 1, "`version` is missing"),
        (f"---\nid: 12\nversion: {VERSION}\ntitle: One\nsummary: Two\n---\nx", 2, "no identifier"),
        (f'---\nid: {ID}\nversion: {VERSION}\ntitle: " "\nsummary: Two\n---\nx', 4, "`title` is missing"),
    ],
)
def test_broken_front_matter_is_named_by_its_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    path = tmp_path / "post.md"
    path.write_text(text)
    with pytest.raises(EditedPostRefused, match=reason) as refused:
        read_edited_post(path)
    assert refused.value.line == line
    assert refused.value.detail_for_terminal == f"{path}:{line}"
    assert str(path) not in str(refused.value)


def test_a_file_that_is_none_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EditedPostRefused, match="cannot be read"):
        read_edited_post(tmp_path / "none.md")
    (tmp_path / "bytes.md").write_bytes(b"---\n\xff\xfe")
    with pytest.raises(EditedPostRefused, match="UTF-8"):
        read_edited_post(tmp_path / "bytes.md")


def test_unchanged_lines_get_their_links_back_and_others_do_not() -> None:
    shown = show_content(CONTENT).split("\n")
    assert restore_links(shown, [CONTENT]) == CONTENT.split("\n")
    edited = ["## Soil", *shown[1:6], "A new line", *shown[7:]]
    restored = restore_links(edited, [CONTENT])
    assert [n for n, line in enumerate(restored) if line is None] == [0, 6]
    assert restored[4] == "> — [Otter, Mon 18h](message:a)"
    assert restored[10] == "> — [Otter, Mon 18h](message:b)"
    without_the_first = [shown[0], "", *shown[6:]]
    assert "> — [Otter, Mon 18h](message:b)" in restore_links(without_the_first, [CONTENT])
    assert restore_links(CONTENT.split("\n"), [CONTENT]) == CONTENT.split("\n"), "links may stay in a file"


def test_an_edited_text_cites_what_it_quotes_and_links_to_and_tells_of_whom_it_names() -> None:
    messages = [
        {"message_id": SAID, "text": "the *gate* is open until nine tonight"},
        {"message_id": OTHER, "text": "yes"},
        {"message_id": ID, "text": "nobody quotes me in any way here"},
    ]
    known = (Cited(VERSION, "we meet at six", "h", "opening"), Cited(ID, "gone by now", "h"))
    content = f"> we meet\n> at six\n\nThe \\*gate\\* is open until nine tonight. [Heron](message:{OTHER})"
    found = find_citations(content, known, messages)
    assert [one.message_id for one in found] == [VERSION, SAID, OTHER]
    assert found[0].role == "opening"
    people = [{"author_id": "1", "pseudonym": "Quiet Otter", "public_name": "Quiet Otter"}]
    people.append({"author_id": "2", "pseudonym": "Red Owl", "public_name": "Rita"})
    assert find_people(["As rita said"], ["9", None], people) == ("2", "9")
