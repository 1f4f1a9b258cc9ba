"""`/egregora keep` and `skip`, stars and pins, and the operator's word: which messages posts quote, and which never."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.language.files import load_languages
from egregora_assets.merging.chat_commands import Line
from egregora_assets.merging.chat_nominations import (
    Nomination,
    aim_nominations,
    decide_nominations,
    list_nominations,
    read_nomination,
)
from egregora_assets.merging.lost_commands import list_lost_commands
from egregora_assets.stages.generated.expressions import nominate_messages
from egregora_assets.writing.conversation import Message
from egregora_assets.writing.reading.reader import Reader
from egregora_assets_tests.room_tables import RoomTables

UNDERSTOOD: dict[str, Nomination | None] = {
    "/egregora keep": "keep",
    "/Egregora KEEP, please!": "keep",
    "/egregora guardar": "keep",
    "/egregora fijar": "keep",
    "/egregora behalten": "keep",
    "/egregora épingler": "keep",
    "/egregora conserva": "keep",
    "/egregora bewaren": "keep",
    "/egregora skip": "skip",
    "/egregora omitir": "skip",
    "/egregora überspringen": "skip",
    "/egregora ignorer": "skip",
    "/egregora ometti": "skip",
    "/egregora overslaan": "skip",
    "/egregora keeper": None,
    "/egregora fijar alias Ana": None,
    "/egregora opt-out": None,
    "/egregora": None,
    "keep it": None,
}


@pytest.mark.parametrize(("text", "nomination"), UNDERSTOOD.items(), ids=list(UNDERSTOOD))
def test_a_nomination_is_understood_or_left(text: str, nomination: Nomination | None) -> None:
    assert read_nomination(text) == nomination


def say(number: str, author: str | None) -> Line[Nomination]:
    return Line(number, author, author is not None)


def ask(number: str, author: str, nomination: Nomination) -> Line[Nomination]:
    return Line(number, author, False, nomination)


def decide(*lines: Line[Nomination], **replies: str) -> dict[str, Nomination]:
    return decide_nominations(aim_nominations(lines, {n.strip("_"): target for n, target in replies.items()}))


def test_what_is_meant_is_what_is_answered_or_what_was_said_last_by_anybody() -> None:
    talk = say("1", "ana"), say("2", "ben"), say("3", None)
    assert decide(*talk, ask("4", "ben", "keep")) == {"2": "keep"}
    assert decide(*talk, ask("4", "ben", "skip"), _4="1") == {"1": "skip"}
    assert decide(*talk, ask("4", "ben", "keep"), ask("5", "ana", "skip")) == {"2": "keep"}, "her word on his message"
    assert decide(*talk, ask("4", "ana", "keep"), ask("5", "eve", "skip")) == {"2": "skip"}
    assert decide(ask("1", "ana", "keep"), say("2", "ben")) == {}
    assert decide(*talk, ask("4", "ben", "keep"), _4="3") == {}, "a notice is nobody's word"


def test_commands_of_people_who_take_no_part_count_for_nothing() -> None:
    columns = ["message_id", "sent_at", "position", "author_name", "kind"]
    messages = pa.table(dict(zip(columns, (["1"], [1], [1], ["Ana"], ["text"]), strict=True)))
    commands = pa.table(
        {"message_id": ["2"], "sent_at": [2], "position": [2], "author_name": ["Ben"], "text": ["/egregora skip"]}
    )
    replies = pa.table({"message_id": pa.array([], pa.string()), "reply_to_id": pa.array([], pa.string())})
    found = list_nominations(messages, commands, replies, str)
    assert found == [{"message_id": "1", "nomination": "skip"}]
    assert list_nominations(messages, commands, replies, lambda name: None if name == "Ben" else name) == []


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["hi", "/egregora keep", "/egregora skip"]))),
    st.data(),
)
def test_no_nomination_moves_to_another_message_when_lines_go(
    lines: list[tuple[str, str]], data: st.DataObject
) -> None:
    rows = [(str(n), author, "text", text) for n, (author, text) in enumerate(lines)]
    replies = {i: data.draw(st.sampled_from([j for j, *_ in rows])) for i, *_ in rows if data.draw(st.booleans())}
    gone = {i for i, author, _, text in rows if author == "a"}
    gone |= set(list_lost_commands(rows, replies, gone))

    def aim(kept: list[tuple[str, str, str, str]]) -> dict[str, str]:
        said: list[Line[Nomination]] = [
            Line(i, author, not text.startswith("/"), read_nomination(text)) for i, author, _, text in kept
        ]
        return {one.command_id: one.target_id for one in aim_nominations(said, replies)}

    before, after = aim(rows), aim([row for row in rows if row[0] not in gone])
    assert after == {i: before[i] for i in after}
    assert not set(after.values()) & gone


def test_nothing_of_a_skipped_message_may_be_quoted() -> None:
    text = "The compost heap was turned by everybody on Sunday."
    said = Message("m", "a", 0, dt.datetime(2024, 3, 4), 0, "text", text)
    reader = Reader()
    reader.set_languages((load_languages()["en"],))
    plain, skipped = reader.read([said, replace(said, nomination="skip")])
    assert plain.quotable
    assert skipped.quotable == ()


def test_the_operator_decides_before_commands_and_commands_before_stars() -> None:
    room = RoomTables("message_reactions", "message_nominations", "nomination_decisions")
    ids = [f"00000000-0000-8000-8000-00000000000{n}" for n in range(6)]
    stars = zip(ids, ("⭐", "📌", "⭐️", "🌟", "👍"), strict=False)
    room.fill(
        "message_reactions",
        [{"message_id": i, "ordinal": n, "emoji": e, "reaction_count": 1} for i, e in stars for n in range(2)],
    )
    room.fill("message_nominations", [{"message_id": i, "nomination": "skip"} for i in ids[1:3]])
    room.fill("nomination_decisions", [{"message_id": ids[2], "nomination": "keep"}])
    found = room.rows(nominate_messages(room.tables, CONTRACTS["nomination_decisions"].table())).to_pylist()
    told = {row["message_id"]: row["nomination"] for row in found}
    assert told == {ids[0]: "keep", ids[1]: "skip", ids[2]: "keep", ids[3]: "keep"}
    assert len(found) == 4
