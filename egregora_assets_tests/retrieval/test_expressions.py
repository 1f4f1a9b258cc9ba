from __future__ import annotations

import ibis
import pytest

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.retrieval.windows import Cut
from egregora_assets.stages.knowledge import checks, expressions
from egregora_assets.stages.knowledge.stretches import expressions as stretches
from egregora_assets_tests.retrieval.chat_rows import MONDAY, WEEK, Said, memory_from, message_rows
from egregora_assets_tests.room_tables import RoomTables
from egregora_assets_tests.sql_snapshots import assert_sql

T = {name: contract.table() for name, contract in CONTRACTS.items()}
ROOM = ("windows", "window_messages", "chunks", "chunk_terms", "chunk_embeddings", "window_context")
NAMED_CHAT = "00000000-0000-8000-8000-000000000001"
SPANS = {NAMED_CHAT: MONDAY * 10**9}
TITLES = expressions.join_link_titles(T["links"], T["message_links"])


SPOKEN = (T["messages"], T["authors"], T["chats"])


@pytest.mark.parametrize(
    ("name", "expression"),
    [
        ("weeks", stretches.list_weeks(T["messages"], T["authors"], T["chats"], TITLES)),
        *(
            (f"stretches_of_{unit}", stretches.list_stretches(*SPOKEN, TITLES, Cut(unit, 3)))
            for unit in ("months", "hours", "messages", "bytes")
        ),
        ("lines", expressions.list_lines(T["messages"], T["authors"], TITLES, None)),
        ("changed_lines", expressions.list_lines(T["messages"], T["authors"], TITLES, SPANS)),
        ("list_names", expressions.list_names(T["authors"])),
        ("namings", expressions.list_namings(T["messages"], TITLES, {NAMED_CHAT: "Heron|Otter"})),
        *((f"changed_{name}", rows) for name, rows in expressions.list_changed_rows(T).items()),
        *expressions.build_tables(T["messages"], T).items(),
        ("past_chunks", expressions.list_past_chunks(T["windows"], T["chunks"], T["chunk_embeddings"], SPANS)),
        ("past_terms", expressions.list_past_terms(T["windows"], T["chunks"], T["chunk_terms"], SPANS)),
        ("link_titles", TITLES),
        ("misplaced_messages", checks.find_misplaced_messages(T["messages"], T["windows"], T["window_messages"])),
        ("context_from_later", checks.find_later_context(T["windows"], T["chunks"], T["window_context"])),
        ("wrong_lengths", checks.find_wrong_lengths(T["chunk_embeddings"], 1e-5)),
        ("miscounted_chunks", checks.find_miscounted_chunks(T["chunks"], T["chunk_terms"])),
    ],
)
def test_the_sql_is_the_reviewed_one(name: str, expression: ibis.Table) -> None:
    assert_sql(f"knowledge_{name}", expression)


SAID = [Said(MONDAY + week * WEEK + n, "harbour lantern", n % 3) for week in range(3) for n in range(4)]


@pytest.fixture
def room() -> RoomTables:
    filled = RoomTables("messages", *ROOM)
    filled.fill("messages", message_rows(SAID))
    for name, rows in memory_from(SAID).items():
        filled.fill(name, rows)
    return filled


@pytest.mark.slow
def test_a_good_room_passes_every_check(room: RoomTables) -> None:
    tables = room.tables
    assert checks.every_message_is_in_one_window(tables, tables).passed
    assert checks.windows_look_back_only(tables).passed
    assert checks.vectors_have_unit_length(tables).passed
    assert checks.postings_add_up(tables).passed


@pytest.mark.slow
def test_a_message_in_no_window_is_found(room: RoomTables) -> None:
    room.run("DELETE FROM window_messages WHERE message_id = (SELECT min(message_id) FROM window_messages)")
    result = checks.every_message_is_in_one_window(room.tables, room.tables)
    assert (result.passed, result.metadata["misplaced messages"].value) == (False, 1)


@pytest.mark.slow
def test_a_message_in_two_windows_is_found_unless_one_is_an_overlap(room: RoomTables) -> None:
    first = "SELECT {} FROM window_messages ORDER BY message_id LIMIT 1"
    other = f"SELECT max(window_id) FROM window_messages WHERE window_id <> ({first.format('window_id')})"
    message = first.format("message_id")
    room.run(f"INSERT INTO window_messages (window_id, message_id, is_overlap) VALUES (({other}), ({message}), true)")
    assert checks.every_message_is_in_one_window(room.tables, room.tables).passed
    room.run("UPDATE window_messages SET is_overlap = false")
    assert not checks.every_message_is_in_one_window(room.tables, room.tables).passed


@pytest.mark.slow
def test_context_from_the_window_itself_is_found(room: RoomTables) -> None:
    room.run("UPDATE window_context SET chunk_id = (SELECT min_by(chunk_id, -epoch_ns(last_sent_at)) FROM chunks)")
    assert not checks.windows_look_back_only(room.tables).passed


@pytest.mark.slow
def test_a_vector_of_another_length_is_found(room: RoomTables) -> None:
    room.run("UPDATE chunk_embeddings SET embedding = list_transform(embedding::FLOAT[], x -> x * 1.01)::FLOAT[256]")
    assert not checks.vectors_have_unit_length(room.tables).passed


@pytest.mark.slow
def test_a_lost_posting_is_found(room: RoomTables) -> None:
    room.run("DELETE FROM chunk_terms WHERE term = 'lantern'")
    assert not checks.postings_add_up(room.tables).passed


def test_an_empty_room_is_complete_and_passes() -> None:
    empty = RoomTables("messages", *ROOM)
    for name, rows in memory_from([]).items():
        assert rows.num_rows == 0
        empty.fill(name, rows)
    assert checks.every_message_is_in_one_window(empty.tables, empty.tables).passed
