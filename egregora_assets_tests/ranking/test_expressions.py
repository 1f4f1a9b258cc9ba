from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import pyarrow as pa
import pytest

from egregora_assets.contracts.bundles import CONTRACTS, Bundle
from egregora_assets.contracts.tables import Tables
from egregora_assets.stages.ranked import checks, expressions
from egregora_assets.stages.ranked.assets import ranked
from egregora_assets.stages.ranked.rows import build_tables, play_league, read_comparisons, read_posts, read_starts
from egregora_assets_tests.asset_bodies import (
    ContextInHand,
    GuardInHand,
    VaultInMemory,
    body_of,
)
from egregora_assets_tests.retrieval.chat_rows import CHAT_ID, HOUR, KEY, MONDAY, Said, author_id, message_rows
from egregora_assets_tests.room_tables import RoomTables
from egregora_assets_tests.sql_snapshots import assert_sql

T = {name: contract.table() for name, contract in CONTRACTS.items()}
SOURCES = ("documents", "document_tags", "citations", "windows", "window_messages", "messages")


def _looks(t: Mapping[str, ibis.Table]) -> ibis.Table:
    cited = expressions.count_citations(t["citations"], t["messages"])
    talked = expressions.count_replies(t["windows"], t["window_messages"], t["messages"])
    return expressions.list_posts(t["documents"], t["document_tags"], cited, talked)


BUILT: dict[str, Any] = {**build_tables(play_league([], [], KEY))}
WINDOW_ID = KEY.uuid("window", "w")


def _instant(seconds: float) -> pa.Scalar[Any]:
    return pa.scalar(int(seconds) * 10**9, pa.int64()).cast(pa.timestamp("ns"))


def _document(name: str, **others: Any) -> dict[str, Any]:
    plain = {"document_id": KEY.uuid("document", name), "chat_id": CHAT_ID, "doc_type": "post", "status": "published"}
    return {**plain, "created_at": _instant(MONDAY), "window_id": WINDOW_ID, "content": "", **others}


SAID = [
    Said(MONDAY, "shall we meet", 0),
    Said(MONDAY + 60, "yes", 1),
    Said(MONDAY + 120, "good", 1),
    Said(MONDAY + HOUR, "late answer", 0),
    Said(MONDAY + HOUR + 899, "soon answer", 2),
]


def _room() -> RoomTables:
    room = RoomTables(*SOURCES, "elo_comparisons", "starting_ratings", "elo_ratings")
    messages = message_rows(SAID)
    room.fill("messages", messages)
    room.fill("windows", [{"window_id": WINDOW_ID, "chat_id": CHAT_ID, "message_count": len(SAID)}])
    placed = [{"window_id": WINDOW_ID, "message_id": m["message_id"], "is_overlap": False} for m in messages]
    room.fill("window_messages", placed)
    full = _document("full", content="see https://a.example and <http://b.example>")
    plain = _document("plain", created_at=_instant(MONDAY + 1), window_id=KEY.uuid("window", "gone"))
    room.fill("documents", [full, plain, _document("draft", status="draft"), _document("other", doc_type="journal")])
    quotes = [(0, "shall we meet"), (1, "yes"), (2, "good"), (1, "es")]
    room.fill(
        "citations",
        [
            {"document_id": full["document_id"], "ordinal": n, "message_id": messages[m]["message_id"], "quote": quote}
            for n, (m, quote) in enumerate(quotes)
        ],
    )
    room.fill("document_tags", [{"document_id": full["document_id"], "tag": tag} for tag in ("x", "y")])
    return room


def _posts(room: RoomTables) -> pa.Table:
    return room.tables.rows(_looks(room.tables))


@pytest.mark.parametrize(
    ("name", "expression"),
    [
        ("posts", _looks(T)),
        ("comparisons", expressions.list_comparisons(T["elo_comparisons"], T["documents"])),
        ("elo_comparisons", BUILT["elo_comparisons"].expression),
        ("elo_ratings", BUILT["elo_ratings"].expression),
        ("unrated_posts", expressions.find_unrated_posts(T["documents"], T["elo_ratings"])),
        ("repeated_pairs", expressions.find_repeated_pairs(T["elo_comparisons"])),
    ],
)
def test_the_sql_is_the_reviewed_one(name: str, expression: ibis.Table) -> None:
    assert_sql(f"ranked_{name}", expression)


def test_what_the_rubric_looks_at() -> None:
    full, plain = _posts(_room()).to_pylist()
    assert {name: full[name] for name in expressions.COUNTS} == {
        "citation_count": 4,
        "author_count": 2,
        "author_square_sum": 1 + 9,
        "quote_length": 22,
        "tag_count": 2,
        "link_count": 2,
        "message_count": 5,
        "reply_count": 2,
    }
    assert all(plain[name] == 0 for name in expressions.COUNTS)
    assert author_id(0) != author_id(1)


def _play(room: RoomTables) -> dict[str, pa.Table]:
    """What is stored after the posts were compared and rated."""
    log = expressions.list_comparisons(T["elo_comparisons"], T["documents"])
    league = play_league(read_posts(_posts(room)), read_comparisons(room.rows(log)), KEY)
    return room.write(build_tables(league))


@pytest.fixture
def room() -> RoomTables:
    filled = _room()
    _play(filled)
    return filled


@pytest.mark.slow
def test_a_good_room_passes_every_check(room: RoomTables) -> None:
    assert checks.every_post_has_a_rating(room.tables, room.tables).passed
    assert checks.no_pair_meets_twice(room.tables).passed


def test_a_post_without_a_rating_is_found(room: RoomTables) -> None:
    room.run("DELETE FROM elo_ratings WHERE post_id = (SELECT min(post_id) FROM elo_ratings)")
    result = checks.every_post_has_a_rating(room.tables, room.tables)
    assert (result.passed, result.metadata["posts without a rating"].value) == (False, 1)


def test_a_pair_that_met_the_other_way_round_is_found(room: RoomTables) -> None:
    columns = "* REPLACE (gen_random_uuid() AS comparison_id, winner_id AS loser_id, loser_id AS winner_id)"
    room.run(f"INSERT INTO elo_comparisons SELECT {columns} FROM elo_comparisons")
    assert not checks.no_pair_meets_twice(room.tables).passed


def test_the_log_comes_back_from_the_database_as_it_went_in(room: RoomTables) -> None:
    first = {name: room.rows(T[name]) for name in ("elo_comparisons", "starting_ratings", "elo_ratings")}
    assert first["elo_comparisons"].num_rows == 1
    assert _columns(_play(room)) == _columns(first)


def _columns(tables: Mapping[str, pa.Table]) -> dict[str, Any]:
    return {name: sorted(map(str, rows.to_pylist())) for name, rows in tables.items()}


def test_a_comparison_is_dated_by_the_later_post_and_a_rating_by_its_last_comparison(room: RoomTables) -> None:
    later = pa.array([(MONDAY + 1) * 10**9], pa.int64()).cast(pa.timestamp("ns"))
    assert room.rows(T["elo_comparisons"])["compared_at"].to_pylist() == later.to_pylist()
    ratings = room.rows(T["elo_ratings"]).to_pylist()
    assert [(r["num_comparisons"], r["last_updated"]) for r in ratings] == [(1, later[0].as_py())] * 2


def test_a_post_that_met_nobody_is_dated_by_itself(room: RoomTables) -> None:
    room.run("DELETE FROM elo_comparisons")
    room.run(f"DELETE FROM documents WHERE document_id <> '{KEY.uuid('document', 'plain')}'")
    (rating,) = _play(room)["elo_ratings"].to_pylist()
    assert (rating["rating"], rating["num_comparisons"]) == (1500.0, 0)
    assert rating["last_updated"] == _instant(MONDAY + 1).as_py()


def test_comparisons_of_a_document_that_is_gone_do_not_count(room: RoomTables) -> None:
    room.run(f"DELETE FROM documents WHERE document_id = '{KEY.uuid('document', 'plain')}'")
    tables = _play(room)
    assert tables["elo_comparisons"].num_rows == 1
    assert [(r["rating"], r["num_comparisons"]) for r in tables["elo_ratings"].to_pylist()] == [(1500.0, 0)]


def test_verdicts_of_another_judge_count(room: RoomTables) -> None:
    room.run(
        "INSERT INTO elo_comparisons SELECT * REPLACE (uuid() AS comparison_id, 'legacy' AS judge) FROM elo_comparisons"
    )
    assert [r["num_comparisons"] for r in _play(room)["elo_ratings"].to_pylist()] == [2, 2]


def test_a_rating_starts_where_it_was_brought_to_and_games_move_it(room: RoomTables) -> None:
    post_id = KEY.uuid("document", "plain")
    brought = {"post_id": post_id, "doc_type": "post", "rating": 1700.0, "num_comparisons": 9, "origin": "legacy"}
    room.fill("starting_ratings", [brought])
    starts = read_starts(room.rows(T["starting_ratings"]))
    (lone,) = (p for p in read_posts(_posts(room)) if p.document_id == post_id)
    assert play_league([lone], [], KEY, starts).ratings == {post_id: 1700.0}
    log = read_comparisons(room.rows(expressions.list_comparisons(T["elo_comparisons"], T["documents"])))
    before, after = (play_league(read_posts(_posts(room)), log, KEY, s).ratings for s in ({}, starts))
    assert before[post_id] < after[post_id] < 1700.0


class OwnTables:
    """A store whose tables are those of a room."""

    def __init__(self, room: RoomTables) -> None:
        self._room = room

    def tables(self, _bundle: Bundle) -> Tables:
        return self._room.tables


def test_the_asset_keeps_the_log_and_adds_nothing_the_second_time() -> None:
    room = _room()
    given: dict[str, Any] = dict.fromkeys(("generated", "knowledge", "anonymized"), room.tables)
    given |= {
        "store": OwnTables(room),
        "vault": VaultInMemory(),
        "context": ContextInHand(),
        "leak_guard": GuardInHand(),
    }
    first = room.write(body_of(ranked)(**given))
    assert first["elo_comparisons"].num_rows == 1
    second = body_of(ranked)(**given)
    assert room.derive(second["elo_comparisons"]).num_rows == 0
    assert _columns(room.write(second)) == _columns(first)
