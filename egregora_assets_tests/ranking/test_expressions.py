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
from egregora_assets_tests.retrieval.chat_rows import CHAT_ID, HOUR, KEY, MONDAY, Said, message_rows
from egregora_assets_tests.room_tables import RoomTables
from egregora_assets_tests.sql_snapshots import assert_sql

T = {name: contract.table() for name, contract in CONTRACTS.items()}
SOURCES = ("documents", "citations", "messages", "message_replies")


def _looks(t: Mapping[str, ibis.Table]) -> ibis.Table:
    quotes = expressions.list_quotes(t["citations"], t["documents"], t["messages"], t["message_replies"])
    return expressions.list_posts(t["documents"], quotes)


BUILT: dict[str, Any] = {**build_tables(play_league([], [], KEY))}
WINDOW_ID = KEY.uuid("window", "w")


def _instant(seconds: float) -> pa.Scalar[Any]:
    return pa.scalar(int(seconds) * 10**9, pa.int64()).cast(pa.timestamp("ns"))


def _document(name: str, **others: Any) -> dict[str, Any]:
    plain = {"document_id": KEY.uuid("document", name), "chat_id": CHAT_ID, "doc_type": "post", "status": "published"}
    return {**plain, "created_at": _instant(MONDAY), "window_id": WINDOW_ID, "content": "", **others}


SAID = [
    Said(MONDAY, "shall we meet?", 0),
    Said(MONDAY + 60, "yes, on Sunday", 1),
    Said(MONDAY + 120, "good", 1),
    Said(MONDAY + 3 * HOUR, "late answer", 2),
    Said(MONDAY + 4 * HOUR, "another talk", 0),
    Said(MONDAY + 4 * HOUR + 60, "goes on", 0),
]
PICTURE = f"![](media:{KEY.uuid('media', 'm')})"


def _room(*sections: tuple[str, tuple[tuple[int, str], ...]], content: str = "") -> RoomTables:
    """Two posts, of which one has sections: headings, each with numbers of messages and what is quoted of them."""
    room = RoomTables(*SOURCES, "elo_comparisons", "starting_ratings", "elo_ratings")
    messages = message_rows(SAID)
    room.fill("messages", messages)
    full = _document("full", content=content, title="A Sunday in the garden")
    plain = _document("plain", created_at=_instant(MONDAY + 1))
    room.fill("documents", [full, plain, _document("draft", status="draft"), _document("other", doc_type="journal")])
    quotes = [(heading, *quote) for heading, quoted in sections for quote in quoted]
    room.fill(
        "citations",
        [
            {
                "document_id": full["document_id"],
                "ordinal": ordinal,
                "message_id": messages[message]["message_id"],
                "quote": quote,
                "section": heading,
            }
            for ordinal, (heading, message, quote) in enumerate(quotes)
        ],
    )
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


def _counts(room: RoomTables) -> dict[str, int]:
    """What is counted of the post with sections; what is nought is left out."""
    full, plain = _posts(room).to_pylist()
    assert all(plain[name] == 0 for name in expressions.COUNTS)
    return {name.removesuffix("_count"): int(full[name]) for name in expressions.COUNTS if full[name]}


def test_of_a_post_it_is_counted_what_it_tells() -> None:
    content = f"Two lines\n\n- one\n- [two](message:x)\n1. three\n\n{PICTURE}"
    told = _room(("Plan", ((0, "shall we meet?"), (1, "yes, on Sunday"), (2, "good"))), content=content)
    assert _counts(told) == {
        "quote": 3, "section": 1, "step": 2, "pair": 1, "voice": 2, "lone": 1, "opening": 1, "outcome": 1,
        "picture": 1, "list": 3, "letter": len("Two lines\n\n- one\n- [two\n1. three\n\n!["),
    }  # fmt: skip


def test_an_answer_by_reply_is_a_pair_however_late_and_without_one_it_is_another_talk() -> None:
    room = _room(("Plan", ((0, "shall we meet?"), (3, "late answer"))))
    assert _counts(room) == {"quote": 2, "section": 1, "step": 1, "break": 1, "lone": 2, "opening": 1, "outcome": 1}
    first, late = (message_rows(SAID)[n]["message_id"] for n in (0, 3))
    room.fill("message_replies", [{"message_id": late, "reply_to_id": first}])
    counts = _counts(room)
    assert (counts["pair"], counts["voice"], "break" in counts, "lone" in counts) == (1, 2, False, False)


@pytest.mark.parametrize(
    ("heading", "quote", "again"),
    [
        ("Shall we meet", "So, shall we meet?", 1),
        ("Meeting", "the meeting?", 0),
        ("Plan", "A Sunday in the garden!", 1),
    ],
    ids=["heading", "one short word", "title"],
)
def test_words_of_heading_or_title_that_are_quoted_below_are_a_repetition(heading: str, quote: str, again: int) -> None:
    assert _counts(_room((heading, ((0, quote),)))).get("repeat", 0) == again


def test_a_message_that_is_quoted_twice_is_a_repetition() -> None:
    assert _counts(_room(("Plan", ((0, "shall"),)), ("Then", ((0, "we meet?"),))))["repeat"] == 1


def test_what_the_writer_says_of_a_quote_stands_and_counts_once_a_section() -> None:
    room = _room(("Plan", ((1, "yes"), (2, "good"))), ("Then", ((1, "on Sunday"),)))
    room.run("UPDATE citations SET role = CASE ordinal WHEN 0 THEN 'opening' WHEN 1 THEN 'opening' ELSE 'outcome' END")
    counts = _counts(room)
    assert (counts["opening"], counts["outcome"]) == (1, 2)


def test_nobody_s_grief_is_compared() -> None:
    room = _room()
    room.run(f"UPDATE documents SET form = 'grief' WHERE document_id = '{KEY.uuid('document', 'full')}'")
    assert _posts(room)["document_id"].to_pylist() == [KEY.uuid("document", "plain")]
    _play(room)
    assert checks.every_post_has_a_rating(room.tables, room.tables).passed


def test_what_starts_in_the_middle_of_a_talk_or_stops_there_tells_neither_end() -> None:
    counts = _counts(_room(("Plan", ((1, "yes"),)), ("Then", ((1, "on Sunday"), (4, "another talk")))))
    assert not {"opening", "outcome"} & set(counts)


def _play(room: RoomTables) -> dict[str, pa.Table]:
    """What is stored after the posts were compared and rated."""
    log = expressions.list_comparisons(T["elo_comparisons"], T["documents"])
    league = play_league(read_posts(_posts(room)), read_comparisons(room.rows(log)), KEY)
    return room.write(build_tables(league))


@pytest.fixture
def room() -> RoomTables:
    filled = _room(("Plan", ((0, "shall we meet?"), (1, "yes, on Sunday"))))
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


@pytest.mark.parametrize(
    ("judge", "counted"), [("legacy", 2), ("rubric-1", 1), ("person", 1)], ids=["imported", "earlier rubric", "person"]
)
def test_it_depends_on_the_judge_which_comparisons_count(room: RoomTables, judge: str, counted: int) -> None:
    """Of a pair that a person compared, the person's verdict alone: both sides of the rule agree on it."""
    turned = "winner_id AS loser_id, loser_id AS winner_id"
    before = _play(room)["elo_ratings"].to_pylist()
    room.run(
        f"INSERT INTO elo_comparisons SELECT * REPLACE (uuid() AS comparison_id, '{judge}' AS judge, {turned}) "
        "FROM elo_comparisons"
    )
    after = _play(room)["elo_ratings"].to_pylist()
    assert [r["num_comparisons"] for r in after] == [counted] * 2
    same, level = after == before, len({r["rating"] for r in after}) == 1
    assert (same, level) == (judge == "rubric-1", judge == "legacy")
    assert checks.no_pair_meets_twice(room.tables).passed


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
    given: dict[str, Any] = dict.fromkeys(("generated", "anonymized"), room.tables)
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
