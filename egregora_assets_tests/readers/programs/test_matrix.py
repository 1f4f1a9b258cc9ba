"""Rooms that Element exports: events to rows, edits to what they replace, addresses to people."""

from __future__ import annotations

import pytest

from egregora_assets_tests.exports import sources as made
from egregora_assets_tests.exports import teams
from egregora_assets_tests.exports.sources import ANA, BRUNO, CARLA, as_json
from egregora_assets_tests.exports.teams import matrix_room
from egregora_assets_tests.readers.programs.source_reading import anonymised, read, rows_of, spoken, vault_of

ANA_M, BRUNO_M, CARLA_M = f"{ANA} (anaquint)", f"{BRUNO} (brunofag)", f"{CARLA} (carlamoss)"


def at(name: str) -> str:
    return f"@\u2068{name}\u2069"


def test_every_kind_of_event_becomes_a_row() -> None:
    file = read(teams.matrix_archive(), "x.zip")
    assert (file.source, file.chats[0].chat_key) == ("matrix", "!r:example.org")
    assert spoken(file) == [
        (None, "system", f"{at(ANA_M)} joined"),
        (None, "system", f"{at(CARLA_M)} was invited by {at(ANA_M)}"),
        (None, "system", f"{at(BRUNO_M)} joined"),
        (ANA_M, "text", f"hello {at(BRUNO_M)} and {at(CARLA_M)}"),
        (BRUNO_M, "text", f"thanks {ANA}"),
        (ANA_M, "text", "fixed"),
        (BRUNO_M, "media", ""),
        (BRUNO_M, "deleted", ""),
        (ANA_M, "poll", "When?\n- Monday"),
        (ANA_M, "location", "https://maps.google.com/?q=38.7223,-9.1393"),
        (ANA_M, "call", ""),
        (None, "system", f'{at(ANA_M)} changed the group name to "Horta da Ana"'),
    ]
    assert [r["text"] for r in rows_of(file) if r["is_edited"]] == ["fixed"]
    assert str(rows_of(file)[0]["sent_at"]) == "2024-03-04 10:01:00"
    assert [b"".join(c) for _, c in file.chats[0].open_media()] == [made.PICTURE]


def test_an_edit_of_a_message_that_the_export_does_not_hold_is_a_message() -> None:
    room = matrix_room()
    room["messages"] = [e for e in room["messages"] if e["event_id"] != "$e6"]
    assert [r["text"] for r in rows_of(read(as_json(room))) if r["is_edited"]] == ["fixed"]


def test_a_longer_export_adds_only_what_is_new() -> None:
    vault = vault_of(read(as_json(matrix_room())), read(as_json(matrix_room(more=True))))
    assert [r["new_message_count"] for r in vault.others["export_files"]] == [12, 1]


def test_nobody_of_the_room_is_named_in_what_may_be_read() -> None:
    chat, texts = anonymised(read(as_json(matrix_room())))
    everything = "\n".join([*texts, *chat.public_names.values()])
    assert not [w for w in (*made.PEOPLE_WORDS, "Ana", "Bruno", "Carla", "example.org", "38.7") if w in everything]
    assert chat.public_names[str(chat.author_ids[4])] in texts[3]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"origin_server_ts": -5}, "no possible time"),
        ({"sender": 4}, "no author"),
        ({"type": "m.room.encrypted"}, "it could not be decrypted"),
        ({"event_id": "$e1"}, "an earlier record has its id"),
    ],
)
def test_an_event_that_cannot_be_read_is_kept_with_its_reason(changes: dict[str, object], reason: str) -> None:
    room = matrix_room()
    room["messages"][3].update(changes)
    assert read(as_json(room)).chats[0].chat.rejected["reason"].to_pylist() == [reason]
