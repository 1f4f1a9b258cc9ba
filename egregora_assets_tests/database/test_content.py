"""The content repository: what is saved is found as it was, people's documents are theirs, nothing else is touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count as counted
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.contracts.documents import DOCUMENT_TYPES
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.database.content.repository import DuckDBContent
from egregora_assets.errors import DocumentRefused, DocumentUnknown, RowsRefused, RunUnknown
from egregora_assets.services.content import Citation, Document, Parent
from egregora_assets_tests.asset_bodies import KEY
from egregora_assets_tests.database.content_room import (
    AUTHOR,
    LATER_RUN,
    MESSAGE,
    NOON,
    OF_A_TYPE,
    RUN,
    STEP,
    WINDOW,
    OverheardFile,
    document,
    posts,
    room,
    scans_of,
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBContent]:
    """For laws: every example saves the same documents anew, or others. Its file stays open, which saves time."""
    made = room(tmp_path_factory.mktemp("shared"))
    with made._file.open_writer():
        yield made


@pytest.fixture
def content(tmp_path: Path) -> DuckDBContent:
    return room(tmp_path)


def runs_of(content: DuckDBContent, document_id: str) -> list[tuple[Any, ...]]:
    with content._file.open_reader() as connection:
        return connection.execute(
            "SELECT CAST(run_id AS VARCHAR) FROM documents WHERE document_id = $1", [document_id]
        ).fetchall()


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
WORDS = TEXT.filter(str.strip)
MOMENTS = st.integers(min_value=-(2**61), max_value=2**61)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    doc_type = draw(st.sampled_from(sorted(OF_A_TYPE)))
    written = document(doc_type)
    start, end = sorted((draw(MOMENTS), draw(MOMENTS)))
    values: dict[str, Any] = {
        "content": draw(TEXT),
        "title": draw(WORDS if doc_type in ("post", "profile") else st.none() | WORDS),
        "summary": draw(WORDS if doc_type == "post" else st.none() | WORDS),
        "created_at": draw(MOMENTS),
        "window_start": start,
        "window_end": end,
        "window_id": draw(st.sampled_from([None, WINDOW])),
        "language": draw(st.sampled_from(["en", "pt"])),
        "status": draw(st.sampled_from(["draft", "published", "archived"])),
        "writer": draw(TEXT),
        "tags": tuple(sorted(draw(st.sets(TEXT.filter(bool), max_size=3)))),
        "author_ids": (AUTHOR,) if draw(st.booleans()) else (),
        "citations": tuple(
            Citation(MESSAGE, quote, section)
            for quote, section in draw(st.lists(st.tuples(TEXT.filter(bool), st.none() | TEXT), max_size=3))
        ),
    }
    return replace(written, **values)


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(written=documents())
def test_a_document_of_any_type_is_found_as_it_was_saved(shared: DuckDBContent, written: Document) -> None:
    stored = shared.save(written, RUN)
    writer = "person" if written.doc_type == "post" and not written.writer.startswith("legacy") else written.writer
    assert stored == replace(written, writer=writer, content_hash=public_uuid("content", written.content))
    assert shared.get(written.document_id) == stored
    assert shared.find(doc_type=written.doc_type, slug=written.slug).documents == (stored,)


@pytest.mark.slow
def test_every_type_of_document_makes_the_round_trip(content: DuckDBContent) -> None:
    stored = [content.save(document(doc_type), RUN) for doc_type in OF_A_TYPE]
    stored.append(content.annotate(Parent("message", MESSAGE), "", AUTHOR, NOON, RUN))
    assert {d.doc_type for d in stored} == set(DOCUMENT_TYPES)
    assert [content.get(d.document_id) for d in stored] == stored
    assert set(content.find().documents) == set(stored)


@pytest.mark.slow
def test_saving_the_same_again_changes_no_row_and_a_change_names_its_run(content: DuckDBContent) -> None:
    first = replace(document(), tags=("b", "a"), author_ids=(AUTHOR,), citations=(Citation(MESSAGE, "q"),))
    content.save(first, RUN)
    content.save(first, LATER_RUN)
    assert runs_of(content, first.document_id) == [(RUN,)]
    stored = content.save(replace(first, content="other", tags=("c", "a"), author_ids=(), citations=()), LATER_RUN)
    assert runs_of(content, first.document_id) == [(LATER_RUN,)]
    assert content.get(first.document_id) == stored
    assert stored.tags == ("a", "c")


@pytest.mark.parametrize("changed", [{"slug": "another"}, {"doc_type": "journal"}], ids=["slug", "type"])
def test_an_address_is_fixed_once_given(content: DuckDBContent, changed: dict[str, Any]) -> None:
    first = content.save(document(), RUN)
    with pytest.raises(DocumentRefused):
        content.save(replace(first, **changed), RUN)
    assert content.get(first.document_id) == first


def test_an_address_is_given_once(content: DuckDBContent) -> None:
    first = content.save(document(), RUN)
    with pytest.raises(DocumentRefused):
        content.save(document(name="b", slug=first.slug), RUN)


@pytest.mark.slow
@pytest.mark.parametrize(
    "spoiled",
    [
        {"summary": None},
        {"title": " "},
        {"window_id": public_uuid("test", "no window")},
        {"window_end": NOON - 1},
        {"tags": ("",)},
        {"author_ids": (public_uuid("test", "nobody"),)},
    ],
    ids=[
        "a post without summary",
        "a blank title",
        "an unknown window",
        "a window that runs backwards",
        "an empty tag",
        "an unknown person",
    ],
)
def test_a_document_that_breaks_a_rule_is_refused_whole_and_not_quoted(
    content: DuckDBContent, spoiled: dict[str, Any]
) -> None:
    first = content.save(document(tags=("kept",)), RUN)
    with pytest.raises(RowsRefused) as refusal:
        content.save(replace(first, content="a private word", **spoiled), RUN)
    assert "private" not in str(refusal.value)
    assert content.get(first.document_id) == first


@pytest.mark.slow
def test_an_unknown_run_may_write_nothing(content: DuckDBContent) -> None:
    unknown = public_uuid("test", "no run")
    first = content.save(document(), RUN)
    for write in (
        lambda: content.save(document(name="b"), unknown),
        lambda: content.archive(first.document_id, unknown),
        lambda: content.restore(first.document_id, unknown),
        lambda: content.annotate(Parent("post", first.document_id), "x", None, NOON, unknown),
    ):
        with pytest.raises(RunUnknown):
            write()
    assert content.find().documents == (first,)


@pytest.mark.slow
def test_what_is_archived_is_a_persons_and_what_is_restored_the_writers_again(content: DuckDBContent) -> None:
    posts(content._file, 1)
    (post,) = content.find().documents
    content.archive(post.document_id, LATER_RUN)
    assert content.find(status="published").documents == ()
    assert content.find(status="archived").documents == (replace(post, status="archived", decided_by="person"),)
    content.restore(post.document_id, LATER_RUN)
    assert content.get(post.document_id) == post


@pytest.mark.slow
def test_what_a_person_wrote_stays_theirs_when_it_is_restored(content: DuckDBContent) -> None:
    notice = content.save(document("announcement"), RUN)
    content.archive(notice.document_id, RUN)
    content.restore(notice.document_id, RUN)
    assert content.get(notice.document_id) == notice


def test_a_document_that_is_not_there_can_be_neither_archived_nor_found(content: DuckDBContent) -> None:
    nobody = public_uuid("test", "no document")
    assert content.get(nobody) is None
    for change in (content.archive, content.restore):
        with pytest.raises(DocumentUnknown):
            change(nobody, RUN)


@pytest.mark.slow
def test_each_condition_of_a_search_leaves_out_what_does_not_meet_it(content: DuckDBContent) -> None:
    wanted = content.save(document(tags=("t",), author_ids=(AUTHOR,), created_at=NOON), RUN)
    content.save(document("journal", created_at=NOON + 2, status="draft"), RUN)
    content.save(document("announcement", "b", created_at=NOON - 1, status="draft"), RUN)
    for conditions in (
        {"doc_type": "post"},
        {"slug": "slug-a", "status": "published"},
        {"tag": "t"},
        {"author_id": AUTHOR},
        {"status": "published"},
        {"since": NOON, "until": NOON + 1},
        {"chat_id": wanted.chat_id, "since": NOON, "until": NOON + 2},
    ):
        assert content.find(**conditions).documents == (wanted,), conditions
    for conditions in ({"tag": "x"}, {"chat_id": public_uuid("test", "no chat")}, {"until": NOON - 1}):
        assert content.find(**conditions).documents == (), conditions


@pytest.mark.parametrize("limit", [0, 101])
def test_a_page_has_a_size(content: DuckDBContent, limit: int) -> None:
    with pytest.raises(ValueError, match="1 to 100"):
        content.find(limit=limit)


EXAMPLES = counted()


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(moments=st.lists(st.integers(0, 3), max_size=7), limit=st.integers(1, 4))
def test_pages_hold_every_document_once_newest_first(shared: DuckDBContent, moments: list[int], limit: int) -> None:
    example = f"example {next(EXAMPLES)}"
    written = [
        shared.save(document(name=f"{example} {i}", created_at=NOON + m, tags=(example,)), RUN)
        for i, m in enumerate(moments)
    ]
    found: list[Document] = []
    after = None
    while True:
        page = shared.find(tag=example, limit=limit, after=after)
        found += page.documents
        after = page.after
        if after is None:
            break
        assert len(page.documents) == limit
    assert found == sorted(written, key=lambda d: (-d.created_at, d.document_id))


@pytest.mark.slow
def test_what_people_decide_has_a_version_that_every_decision_changes(content: DuckDBContent) -> None:
    posts(content._file, 2)
    versions = [content.compute_people_version()]
    post = content.find().documents[0]
    notice = content.save(document("announcement"), RUN)
    for change in (
        lambda: content.archive(post.document_id, RUN),
        lambda: content.save(replace(notice, content="other"), RUN),
        lambda: content.save(replace(notice, content="other", tags=("t",)), RUN),
        lambda: content.annotate(Parent("message", MESSAGE), "x", None, NOON, RUN),
    ):
        versions.append(content.compute_people_version())
        change()
    versions.append(content.compute_people_version())
    assert len(set(versions)) == len(versions)
    content.save(replace(notice, content="other", tags=("t",)), LATER_RUN)
    assert content.compute_people_version() == versions[-1]


def test_what_is_asked_leaves_the_connection_free_for_the_next_question(content: DuckDBContent) -> None:
    with content._file.open_reader() as connection:
        content.compute_people_version()
        assert connection.sql("SELECT 1").fetchall() == [(1,)]
        assert content.get(MESSAGE) is None
        assert connection.sql("SELECT 1").fetchall() == [(1,)]


@pytest.mark.slow
@pytest.mark.parametrize("count", [10, 10_000])
def test_a_page_asks_the_database_once_however_many_posts_there_are(tmp_path: Path, count: int) -> None:
    posts(room(tmp_path)._file, count)
    file = OverheardFile(tmp_path / "room.duckdb")
    content = DuckDBContent(file, KEY)
    page = content.find(doc_type="post", limit=10)
    assert [len(d.tags) for d in page.documents] == [5] * 10
    assert all(d.citations and d.author_ids == (AUTHOR,) for d in page.documents)
    assert len(file.statements) == 1
    assert content.get(page.documents[-1].document_id) == page.documents[-1]
    assert content.find(slug=page.documents[3].slug).documents == (page.documents[3],)
    assert len(file.statements) == 3


ROW_GROUP = 122_880
"""Rows that DuckDB keeps the least and greatest value of, together."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> OverheardFile:
    """Posts in two groups of rows."""
    folder = tmp_path_factory.mktemp("large")
    posts(room(folder)._file, ROW_GROUP + 1_000, words=1)
    return OverheardFile(folder / "room.duckdb")


@pytest.mark.slow
def test_a_document_is_got_by_the_index_of_every_table(large: OverheardFile) -> None:
    content = DuckDBContent(large, KEY)
    document_id = content.find(limit=1).documents[0].document_id
    scans = scans_of(large, lambda: content.get(document_id))
    assert [(s.table, s.row_count) for s in scans if s.uses_index] == [
        ("citations", 1), ("document_authors", 1), ("document_tags", 5), ("documents", 1),
    ]  # fmt: skip
    assert sum(s.row_count for s in scans) == 8


@pytest.mark.slow
def test_the_parts_of_a_page_are_got_by_index_and_its_dates_by_zone_map(large: OverheardFile) -> None:
    content = DuckDBContent(large, KEY)
    late = NOON + (ROW_GROUP + 500) * STEP
    for find in (
        lambda: content.find(since=late, limit=5),
        lambda: content.find(doc_type="post", since=late, until=late + 60 * STEP, limit=5),
    ):
        scans = {s.table: s for s in scans_of(large, find)}
        assert scans["documents"].row_count < ROW_GROUP
        assert {t for t, s in scans.items() if s.uses_index} >= {"citations", "document_authors", "document_tags"}
        assert scans["document_tags"].row_count < 100


@pytest.mark.slow
def test_a_tag_is_found_among_tags_and_nowhere_else(large: OverheardFile) -> None:
    content = DuckDBContent(large, KEY)
    scans = scans_of(large, lambda: content.find(tag="tag-7", limit=5))
    assert max(s.row_count for s in scans if s.table == "document_tags") == (ROW_GROUP + 1_000) * 5
    assert {s.table for s in scans if s.row_count > 100} == {"document_tags", "documents"}
