"""Answers, reactions and mentions as they may be read: no name, and nothing of who opted out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.conversation import MESSAGE_REACTIONS
from egregora_assets.contracts.tables import Derived
from egregora_assets.redaction.pseudonyms import Identity, index_names
from egregora_assets.redaction.reaction_emoji import NEUTRAL_EMOJI, filter_emoji
from egregora_assets.redaction.relations import attribute_signs, list_mentions
from egregora_assets.stages.anonymized import expressions
from egregora_assets_tests.asset_bodies import KEY
from egregora_assets_tests.room_tables import RoomTables
from egregora_assets_tests.sql_snapshots import assert_sql

PEOPLE = ("Ana Quintanilha", "Bruno Fagundes", "Carla Mossoró")
RELATIONS = ("message_replies", "message_reactions", "message_mentions")


def id_of(name: str) -> str:
    return KEY.uuid("test", name)


FULL = {name: id_of(name) for name in ("m0", "m1", "m2", "a0", "a1", "a2", "e0", "e1", "gone", "file")}
SHORT = {full: name for name, full in FULL.items()}
TIME = dt.datetime(2024, 3, 4, 9)
MESSAGE = {
    "chat_id": id_of("chat"),
    "export_id": id_of("export"),
    "sent_at": TIME,
    "local_time": TIME,
    "position": 1,
    "kind": "text",
    "is_edited": False,
}
SIGN_SCHEMA = MESSAGE_REACTIONS.select_arrow_schema("message_id", "ordinal", "author_id", "emoji", "reaction_count")


def make_result(name: str, rows: list[dict[str, Any]]) -> dict[str, pa.Table]:
    """A result, by the name that stands for it."""
    table = expressions.stand_for(name)
    return {table.get_name(): pa.Table.from_pylist(rows, table.schema().to_pyarrow())}


@pytest.mark.parametrize("sign", ["👍", "❤️", "👍🏽", "👩‍👩‍👧‍👦", "🇵🇹", "1️⃣", "‼️", "☝🏽", "🏳️‍🌈", "✅"])
def test_a_picture_that_everybody_has_is_shown(sign: str) -> None:
    assert filter_emoji(sign) == sign


@pytest.mark.parametrize(
    "sign",
    [
        "",
        "Ana",
        ":party_ana:",
        "🇦🇳🇦",
        "Ⓐ",
        "🅰️",
        "🄰",
        "👍Ana",
        "👍\u202e",
        "1",
        "🏴\U000e0061\U000e007f",
        "👍👎",
        ":+1::ana:",
    ],
)
def test_a_sign_that_may_hold_a_name_is_not_shown(sign: str) -> None:
    assert filter_emoji(sign) == NEUTRAL_EMOJI


@pytest.mark.parametrize(("name", "sign"), [(":+1:", "👍"), (":tada:", "🎉"), (":wave::skin-tone-3:", "👋")])
def test_names_of_signs_that_everybody_has_become_the_sign(name: str, sign: str) -> None:
    assert filter_emoji(name) == sign


@given(st.text(max_size=20))
def test_no_letter_and_no_figure_is_in_a_sign(text: str) -> None:
    assert not any(c.isalpha() or c.isspace() for c in filter_emoji(text))


def read(hidden: tuple[int, ...] = ()) -> dict[str, pa.Table]:
    """What is known of three messages, each of another person, when some of them opted out."""
    people = [Identity(id_of(f"a{n}"), name, None, n in hidden) for n, name in enumerate(PEOPLE)]
    texts = ["oi", f"sim @\u2068{PEOPLE[0]}\u2069 e @\u2068{PEOPLE[2].upper()}\u2069", "não @\u2068Dora\u2069"]
    signs = [("m0", PEOPLE[1], "👍", 1), ("m0", PEOPLE[2], "👍", 1), ("m0", None, ":x1:", 2), ("m0", None, ":x2:", 3)]
    signs += [("m1", "Dora", "👍", 1), ("m2", PEOPLE[1], "👍", 1)]
    names = ("message_id", "author_name", "emoji", "reaction_count")
    reactions = [
        {**dict(zip(names, s, strict=True)), "message_id": id_of(s[0]), "ordinal": n} for n, s in enumerate(signs)
    ]
    messages, bearers = [id_of(f"m{n}") for n in range(3)], index_names(people)
    answers = [
        {"message_id": id_of(a), "reply_to_id": id_of(b)} for a, b in (("m1", "m0"), ("m2", "m1"), ("m0", "gone"))
    ]
    return {
        "ingested": pa.Table.from_pylist([{**MESSAGE, "message_id": m} for m in messages]),
        "identities": pa.Table.from_pylist(
            [{"author_id": p.author_id, "is_opted_out": p.is_opted_out} for p in people]
        ),
        "replies": pa.Table.from_pylist(answers),
        "reactions": pa.Table.from_pylist(reactions).select(["message_id", "ordinal", "reaction_count"]),
        **make_result(
            "senders", [{"message_id": m, "author_id": p.author_id} for m, p in zip(messages, people, strict=True)]
        ),
        **make_result("hidden_notices", []),
        **make_result("mentions", list_mentions(messages, texts, bearers)),
        **make_result("signs", attribute_signs(reactions, bearers)),
        **make_result("texts", [{"message_id": m, "text": t} for m, t in zip(messages, texts, strict=True)]),
        **make_result(
            "redactions", [{"message_id": m, "ordinal": 0, "pii_type": "x", "placeholder": "y"} for m in messages]
        ),
        **make_result(
            "files", [{"message_id": m, "media_id": id_of("file"), "original_filename": "a.jpg"} for m in messages]
        ),
        **make_result(
            "notes",
            [
                {
                    "message_id": id_of(f"n{n}"),
                    "chat_id": MESSAGE["chat_id"],
                    "author_id": id_of(f"a{n}"),
                    "target_id": id_of(f"m{n - 1}"),
                    "sent_at": TIME,
                    "text": "a note",
                }
                for n in (1, 2)
            ],
        ),
        **make_result("nominations", [{"message_id": m, "nomination": "keep"} for m in messages]),
        **make_result("media", [{"media_id": id_of("file"), "media_type": "image", "mime_type": "image/jpeg"}]),
    }


def written(given: dict[str, pa.Table], preserved: tuple[str, ...] = ()) -> dict[str, list[dict[str, Any]]]:
    """The rows that are written of messages and what belongs to them, in order of their keys, with short ids."""
    room, found = RoomTables(), {}
    for name, expression in expressions.express_tables(preserved).items():
        if name not in ("chats", "exports", "authors"):
            rows = room.derive(Derived(expression, given)).to_pylist()
            short = [{c: SHORT.get(value, value) for c, value in row.items()} for row in rows]
            found[name] = sorted(short, key=lambda row: (row["message_id"], str(row.get("ordinal")), str(row)))
    return found


def test_answers_reactions_and_mentions_are_told_by_ids_alone() -> None:
    found = written(read())
    assert {name: found[name] for name in RELATIONS} == {
        "message_replies": [
            {"message_id": "m1", "reply_to_id": "m0"},
            {"message_id": "m2", "reply_to_id": "m1"},
        ],
        "message_reactions": [
            {"message_id": "m0", "ordinal": 0, "author_id": None, "emoji": NEUTRAL_EMOJI, "reaction_count": 5},
            {"message_id": "m0", "ordinal": 1, "author_id": "a1", "emoji": "👍", "reaction_count": 1},
            {"message_id": "m0", "ordinal": 2, "author_id": "a2", "emoji": "👍", "reaction_count": 1},
            {"message_id": "m2", "ordinal": 0, "author_id": "a1", "emoji": "👍", "reaction_count": 1},
        ],
        "message_mentions": [{"message_id": "m1", "author_id": "a0"}, {"message_id": "m1", "author_id": "a2"}],
    }


@pytest.mark.parametrize("who", range(3))
def test_nothing_tells_of_who_opted_out(who: int) -> None:
    found = written(read((who,)))
    assert {len(found[name]) for name in ("messages", "redactions", "attachments")} == {2}
    for rows in found.values():
        assert not [r for r in rows if f"m{who}" in r.values() or f"a{who}" in r.values()]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("senders", [{"message_id": id_of("m1"), "author_id": None}]),
        ("hidden_notices", [{"message_id": id_of("m1")}]),
    ],
    ids=["whose author was erased", "that tells of who opted out"],
)
def test_a_message_goes_with_all_that_belongs_to_it(name: str, rows: list[dict[str, Any]]) -> None:
    given = read()
    (place,) = make_result(name, rows)
    others = given[place].filter(pc.field("message_id") != id_of("m1"))
    given[place] = pa.concat_tables([others, make_result(name, rows)[place]])
    assert not [r for rows in written(given).values() for r in rows if "m1" in r.values()]


def test_an_earlier_message_is_answered_and_who_opted_out_since_stays_out_of_what_is_told_of_it() -> None:
    given = read((1,))
    schemas = {name: expression.schema() for name, expression in expressions.express_tables().items()}
    earlier = {
        "messages": [{**MESSAGE, "message_id": id_of("gone"), "author_id": id_of("e0"), "text": "before"}],
        "authors": [
            {"author_id": id_of("e0"), "is_opted_out": False},
            {"author_id": id_of("e1"), "is_opted_out": True},
        ],
        "message_reactions": [
            {"message_id": id_of("gone"), "ordinal": n, "author_id": id_of(who), "emoji": "👍", "reaction_count": 1}
            for n, who in enumerate(("a1", "e1", "e0"))
        ],
    }
    for name, rows in earlier.items():
        given[f"preserved_{name}"] = pa.Table.from_pylist(rows, schemas[name].to_pyarrow())
    found = written(given, tuple(earlier))
    assert found["message_replies"] == [{"message_id": "m0", "reply_to_id": "gone"}]
    assert [r["message_id"] for r in found["messages"]] == ["gone", "m0", "m2"]
    assert [(r["message_id"], r["author_id"]) for r in found["message_reactions"]] == [
        ("gone", "e0"),
        ("m0", None),
        ("m0", "a2"),
    ]


SIGNS = st.tuples(st.sampled_from(("m0", "m2")), st.sampled_from((None, "a0", "a1", "a2")), st.sampled_from("👍🎉❤"))


@settings(max_examples=15)
@given(st.lists(st.tuples(SIGNS, st.integers(1, 3)), max_size=12), st.permutations(range(12)))
def test_signs_are_counted_and_numbered_alike_in_any_order(
    drawn: list[tuple[tuple[str, str | None, str], int]], order: list[int]
) -> None:
    counts: dict[tuple[str, str | None, str], int] = {}
    for (message, who, emoji), count in drawn:
        counts[message, who, emoji] = 1 if who else counts.get((message, who, emoji), 0) + count
    signs = [
        {"message_id": id_of(m), "ordinal": n, "author_id": w and id_of(w), "emoji": e, "reaction_count": c}
        for n, ((m, w, e), c) in enumerate(drawn)
    ]
    given = read()
    reactions = pa.Table.from_pylist([signs[n] for n in order if n < len(signs)], SIGN_SCHEMA)
    given["reactions"] = given["result_signs"] = reactions
    found = written(given)["message_reactions"]
    assert {(r["message_id"], r["author_id"], r["emoji"]): r["reaction_count"] for r in found} == counts
    for message in ("m0", "m2"):
        own = [
            (r["emoji"], r["author_id"] is None, FULL.get(str(r["author_id"])))
            for r in found
            if r["message_id"] == message
        ]
        assert own == sorted(own)
        assert [r["ordinal"] for r in found if r["message_id"] == message] == list(range(len(own)))


READS = {
    "read_exports": expressions.order_exports(CONTRACTS["export_files"].table()),
    "read_reactions": expressions.select_reactions(CONTRACTS["reactions"].table(), CONTRACTS["ingested"].table()),
}
WRITES = {f"writes_{name}": rows for name, rows in expressions.express_tables().items()}
AGAIN = expressions.express_tables(tuple(CONTRACTS[n].name for n in ("messages", "authors", "message_reactions")))
PRESERVES = {f"preserves_{name}": AGAIN[name] for name in ("messages", "message_replies", "message_reactions")}


@pytest.mark.parametrize("name", [*READS, *WRITES, *PRESERVES])
def test_each_expression_compiles_to_its_reviewed_sql(name: str) -> None:
    assert_sql(f"anonymized_{name}", {**READS, **WRITES, **PRESERVES}[name])
