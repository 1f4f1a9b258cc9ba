"""Answers, reactions and mentions as they may be read: no name, and nothing of who opted out."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.contracts.conversation import MESSAGE_MENTIONS, MESSAGE_REACTIONS
from egregora_assets.redaction.preserved_rows import keep_visible
from egregora_assets.redaction.pseudonyms import Identity
from egregora_assets.redaction.reaction_emoji import NEUTRAL_EMOJI, filter_emoji
from egregora_assets.redaction.relations import VisibleRelations

PEOPLE = ("Ana Quintanilha", "Bruno Fagundes", "Carla Mossoró")


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


def build(hidden: tuple[int, ...] = ()) -> dict[str, list[dict[str, Any]]]:
    """What is written of three messages, each of another person, when some of them opted out."""
    people = [Identity(f"a{n}", name, None, n in hidden) for n, name in enumerate(PEOPLE)]
    texts = ["oi", f"sim @\u2068{PEOPLE[0]}\u2069 e @\u2068{PEOPLE[2].upper()}\u2069", "não @\u2068Dora\u2069"]
    reacted = [("m0", PEOPLE[1], "👍", 1), ("m0", PEOPLE[2], "👍", 1), ("m0", None, ":x1:", 2), ("m0", None, ":x2:", 3)]
    reacted += [("m1", "Dora", "👍", 1), ("gone", PEOPLE[1], "👍", 1)]
    names = ("message_id", "author_name", "emoji", "reaction_count")
    relations = VisibleRelations(frozenset(m for m, *_ in reacted))
    left = [n for n in range(3) if n not in hidden]
    relations.add_chat([f"m{n}" for n in left], [texts[n] for n in left], people)
    reactions = relations.redact_reactions(dict(zip(names, r, strict=True)) for r in reacted)
    replies = pa.table({"message_id": ["m1", "m2", "m0"], "reply_to_id": ["m0", "m1", "gone"]})
    tables = {
        "message_replies": replies,
        "message_reactions": MESSAGE_REACTIONS.rows(reactions),
        "message_mentions": MESSAGE_MENTIONS.rows(relations.list_mentions()),
    }
    ids = pa.chunked_array([[f"m{n}" for n in left]], pa.string())
    authors = pa.table({"author_id": ["a0", "a1", "a2"], "is_opted_out": [n in hidden for n in range(3)]})
    return {n: t.to_pylist() for n, t in keep_visible(tables, ids, authors).items()}


def test_answers_reactions_and_mentions_are_told_by_ids_alone() -> None:
    assert build() == {
        "message_replies": [
            {"message_id": "m1", "reply_to_id": "m0"},
            {"message_id": "m2", "reply_to_id": "m1"},
        ],
        "message_reactions": [
            {"message_id": "m0", "ordinal": 0, "author_id": None, "emoji": NEUTRAL_EMOJI, "reaction_count": 5},
            {"message_id": "m0", "ordinal": 1, "author_id": "a1", "emoji": "👍", "reaction_count": 1},
            {"message_id": "m0", "ordinal": 2, "author_id": "a2", "emoji": "👍", "reaction_count": 1},
        ],
        "message_mentions": [{"message_id": "m1", "author_id": "a0"}, {"message_id": "m1", "author_id": "a2"}],
    }


@pytest.mark.parametrize("who", range(3))
def test_nothing_tells_of_who_opted_out(who: int) -> None:
    for rows in build((who,)).values():
        assert not [r for r in rows if f"m{who}" in r.values() or f"a{who}" in r.values()]
