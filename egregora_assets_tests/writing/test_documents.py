"""The stage: rows, addresses that stay, what is kept and what leaves; checks that notice."""

from __future__ import annotations

import random
from dataclasses import replace

import ibis
import pyarrow as pa
import pytest

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.stages.generated import checks, expressions
from egregora_assets.writing.conversation import Conversation
from egregora_assets_tests.asset_bodies import StoreInMemory, passes
from egregora_assets_tests.room_tables import RoomTables, column
from egregora_assets_tests.sql_snapshots import assert_sql
from egregora_assets_tests.writing.told_chat import (
    CHAT_ID,
    KEY,
    author_id,
    chat_lines,
    conversation_of,
    room_of,
    run_stage,
)

Rows = dict[str, pa.Table]


def written(room: RoomTables, store: StoreInMemory | None = None) -> Rows:
    """What the asset writes."""
    return run_stage(room, store or StoreInMemory())


def hillside(cut: int = 40, silent: tuple[str, ...] = ()) -> Conversation:
    return conversation_of(chat_lines("hillside_en"), "en", silent, cut)


def kept(rows: Rows) -> StoreInMemory:
    store = StoreInMemory()
    store.keep(rows)
    return store


def by_type(rows: Rows, doc_type: str) -> list[dict[str, object]]:
    found = [r for r in rows["documents"].to_pylist() if r["doc_type"] == doc_type]
    return sorted(found, key=lambda r: (str(r["window_start"]), str(r["document_id"])))


def test_there_is_a_post_and_a_journal_entry_a_window_and_a_profile_a_person() -> None:
    conversation = hillside()
    rows = written(room_of(conversation))
    posts, journals, profiles = (by_type(rows, t) for t in ("post", "journal", "profile"))
    assert [p["window_id"] for p in posts] == [w.window_id for w in conversation.windows]
    assert len(journals) == 2
    assert {p["subject_author_id"] for p in profiles} == {author_id("Amber Heron")}
    assert profiles[0]["slug"] == "amber-heron"
    assert all(p["status"] == "published" and p["writer"] == "embedded-1" for p in (*posts, *journals, *profiles))
    assert posts[0]["document_id"] == KEY.uuid("document", CHAT_ID, "post", conversation.windows[0].window_id)
    assert posts[0]["content_hash"] == public_uuid("content", str(posts[0]["content"]))
    assert str(posts[0]["slug"]).startswith("2024-03-04-")
    last = conversation.windows[0].messages[-1].sent_at
    assert rows["documents"]["created_at"].cast(pa.int64())[0].as_py() == last


@pytest.mark.slow
def test_the_same_rows_in_another_order_give_the_same_documents() -> None:
    conversation = hillside()
    shuffled = []
    for window in conversation.windows:
        messages = list(window.messages)
        random.Random(5).shuffle(messages)
        shuffled.append(replace(window, messages=tuple(messages)))
    other = replace(conversation, windows=tuple(reversed(shuffled)))
    assert written(room_of(conversation)) == written(room_of(other))


@pytest.mark.slow
def test_a_longer_export_keeps_every_document_s_identity_and_address() -> None:
    first = written(room_of(replace(hillside(), windows=hillside().windows[:1])))
    second = written(room_of(hillside()), kept(first))
    addresses = {r["document_id"]: r["slug"] for r in second["documents"].to_pylist()}
    for row in first["documents"].to_pylist():
        assert addresses[row["document_id"]] == row["slug"]


@pytest.mark.slow
def test_a_document_keeps_its_address_when_its_title_changes() -> None:
    rows = written(room_of(hillside()))
    place = rows["documents"]["slug"].to_pylist().index(by_type(rows, "post")[0]["slug"])
    slugs = rows["documents"]["slug"].to_pylist()
    slugs[place] = "2024-03-04-has-anybody-actually-told-the-landlord"
    columns = rows["documents"].schema.get_field_index("slug")
    older = {**rows, "documents": rows["documents"].set_column(columns, "slug", pa.array(slugs))}
    assert by_type(written(room_of(hillside()), kept(older)), "post")[0]["slug"] == slugs[place]


@pytest.mark.slow
def test_a_second_run_gives_the_same_rows() -> None:
    rows = written(room_of(hillside()))
    assert written(room_of(hillside()), kept(rows)) == rows


@pytest.mark.slow
def test_a_document_whose_window_vanished_is_archived_with_its_citations() -> None:
    rows = written(room_of(hillside()))
    room = room_of(hillside())
    gone = hillside().windows[0].window_id
    merged = hillside().windows[1].window_id
    room.run(f"DELETE FROM windows WHERE window_id = '{gone}'")
    room.run(f"UPDATE window_messages SET window_id = '{merged}' WHERE window_id = '{gone}'")
    after = written(room, kept(rows))
    old = next(r for r in by_type(after, "post") if r["window_id"] == gone)
    assert old["status"] == "archived"
    assert old["slug"] == by_type(rows, "post")[0]["slug"]
    count = sum(r["document_id"] == old["document_id"] for r in after["citations"].to_pylist())
    assert count == sum(r["document_id"] == old["document_id"] for r in rows["citations"].to_pylist())


@pytest.mark.slow
def test_what_was_erased_leaves_with_the_document_that_quoted_it() -> None:
    rows = written(room_of(hillside()))
    room = room_of(hillside())
    gone = hillside().windows[0].window_id
    for table in ("windows", "window_messages"):
        room.run(f"DELETE FROM {table} WHERE window_id = '{gone}'")
    after = written(room, kept(rows))
    assert gone not in [r["window_id"] for r in by_type(after, "post")]


@pytest.mark.slow
def test_somebody_who_opts_out_leaves_every_document() -> None:
    rows = written(room_of(hillside()))
    after = written(room_of(hillside(silent=("Amber Heron",))), kept(rows))
    assert by_type(after, "profile") == []
    assert author_id("Amber Heron") not in column(after["document_authors"], "author_id")
    assert all("Amber" not in str(r["content"]) for r in after["documents"].to_pylist())


@pytest.mark.slow
def test_a_document_is_of_those_whom_it_quotes_or_portrays_and_in_the_time_of_its_window() -> None:
    room = room_of(hillside())
    rows = written(room)
    said_by = dict(zip(*(column(room.tables.rows("messages"), c) for c in ("message_id", "author_id")), strict=True))
    quoted = {(r["document_id"], said_by[r["message_id"]]) for r in rows["citations"].to_pylist()}
    portrayed = {(r["document_id"], r["subject_author_id"]) for r in by_type(rows, "profile")}
    voices = [(r["document_id"], r["author_id"]) for r in rows["document_authors"].to_pylist()]
    assert portrayed
    assert sorted(voices) == sorted(quoted | portrayed)
    spans = {w.window_id: (w.start, w.end) for w in hillside().windows}
    starts, ends = (rows["documents"][c].cast(pa.int64()).to_pylist() for c in ("window_start", "window_end"))
    expected = [spans.get(window_id, (None, None)) for window_id in column(rows["documents"], "window_id")]
    assert list(zip(starts, ends, strict=True)) == expected
    assert set(column(rows["documents"], "chat_id")) == {CHAT_ID}


@pytest.fixture
def published_room() -> RoomTables:
    room = room_of(hillside())
    for name, table in written(room).items():
        room.fill(name, table)
    return room


@pytest.mark.slow
def test_what_is_written_passes_every_check(published_room: RoomTables) -> None:
    tables = published_room.tables
    assert passes(checks.every_quote_is_exact, tables, tables)
    assert passes(checks.nobody_who_opted_out_is_told_of, tables, tables)
    assert passes(checks.every_post_cites_the_conversation, tables)
    assert passes(checks.every_window_has_a_journal_entry, tables, tables)


@pytest.mark.slow
def test_a_changed_quote_is_noticed(published_room: RoomTables) -> None:
    published_room.run("UPDATE citations SET quote = quote || '!' WHERE ordinal = 0")
    assert not passes(checks.every_quote_is_exact, published_room.tables, published_room.tables)


@pytest.mark.slow
def test_a_quote_of_somebody_who_opted_out_is_noticed(published_room: RoomTables) -> None:
    published_room.run("UPDATE authors SET is_opted_out = true WHERE pseudonym = 'Teal Otter'")
    assert not passes(checks.nobody_who_opted_out_is_told_of, published_room.tables, published_room.tables)


@pytest.mark.slow
def test_a_post_without_citation_is_noticed(published_room: RoomTables) -> None:
    published_room.run("DELETE FROM citations")
    assert not passes(checks.every_post_cites_the_conversation, published_room.tables)


@pytest.mark.slow
def test_a_window_without_journal_entry_is_noticed(published_room: RoomTables) -> None:
    published_room.run("DELETE FROM documents WHERE doc_type = 'journal'")
    assert not passes(checks.every_window_has_a_journal_entry, published_room.tables, published_room.tables)


def _expressions() -> dict[str, ibis.Table]:
    table = RoomTables(*CONTRACTS).tables
    return {
        "list_window_messages": expressions.list_window_messages(
            table["windows"], table["window_messages"], table, table["nomination_decisions"]
        ),
        "list_redactions": expressions.list_redactions(table["window_messages"], table["redactions"]),
        "list_message_links": expressions.list_message_links(
            table["window_messages"], table["message_links"], table["links"]
        ),
        "list_message_media": expressions.list_message_media(
            table["window_messages"], table["message_media"], table["media_files"]
        ),
        "list_known": expressions.list_known(table["documents"]),
        "list_archivable": expressions.list_archivable(expressions.GONE, table, table, table["window_messages"]),
        "select_replaced": expressions.select_replaced(table["citations"], ("document_id", "ordinal")),
        **expressions.build_rows(table, table, table["windows"]),
        "list_earlier_passages": expressions.list_earlier_passages(table["window_context"], table["chunks"]),
        "find_misquotes": expressions.find_misquotes(table["citations"], table["messages"]),
        "find_uncited_posts": expressions.find_uncited_posts(table["documents"], table["citations"]),
        "find_quotes_of_left_out": expressions.find_quotes_of_left_out(
            table["citations"], table["messages"], table["authors"], table["documents"]
        ),
        "find_windows_without_journal": expressions.find_windows_without_journal(table["windows"], table["documents"]),
    }


@pytest.mark.parametrize("name", sorted(_expressions()))
def test_an_expression_compiles_to_reviewed_sql(name: str) -> None:
    assert_sql(f"generated_{name}", _expressions()[name])
