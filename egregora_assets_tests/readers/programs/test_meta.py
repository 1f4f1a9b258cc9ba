"""Exports of Messenger and Instagram: broken UTF-8 mended, parts joined, names to pseudonyms."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.readers.programs.meta import repair_encoding
from egregora_assets_tests.exports import sources as made
from egregora_assets_tests.exports.phones import mangled, messenger_encrypted, messenger_parts, messenger_thread
from egregora_assets_tests.exports.sources import ANA, BRUNO, CARLA, as_archive, as_json
from egregora_assets_tests.readers.programs.source_reading import anonymised, read, rows_of, spoken, vault_of


def test_every_kind_of_message_becomes_a_row_oldest_first() -> None:
    file = read(as_json(messenger_thread()))
    assert (file.source, file.chats[0].chat_key) == ("messenger", "inbox/horta_1")
    assert file.chats[0].chat.title == "Horta comunitária"
    assert spoken(file) == [
        (ANA, "text", "olá, tudo bem? 👋"),
        (BRUNO, "media", ""),
        (CARLA, "text", "look\nhttps://example.org/plan"),
        (CARLA, "deleted", ""),
        (BRUNO, "call", ""),
        (None, "system", f"@\u2068{ANA}\u2069 added @\u2068{CARLA}\u2069"),
        (ANA, "text", f"{CARLA} knows"),
        (BRUNO, "media", ""),
    ]
    assert str(rows_of(file)[0]["sent_at"]) == "2024-03-04 10:01:00.125000"


def test_an_encrypted_conversation_is_read_as_it_is() -> None:
    file = read(as_json(messenger_encrypted()))
    assert file.chats[0].chat_key == "Ana_7"
    assert spoken(file) == [(ANA, "text", "olá 👋"), (BRUNO, "media", "")]


@pytest.mark.parametrize(("program", "source"), [("facebook", "messenger"), ("instagram", "instagram")])
def test_parts_of_a_thread_are_joined_with_their_files(program: str, source: str) -> None:
    file = read(as_archive(messenger_parts(program)), "x.zip")
    assert file.source == source
    assert [c.chat.messages.num_rows for c in file.chats] == [9]
    assert {n: b"".join(c) for n, c in file.chats[0].open_media()} == {"11_22_n.jpg": made.PICTURE}


def test_a_longer_export_adds_only_what_is_new() -> None:
    vault = vault_of(read(as_json(messenger_thread())), read(as_archive(messenger_parts()), "x.zip"))
    assert [r["new_message_count"] for r in vault.others["export_files"]] == [8, 1]


def test_nobody_of_the_thread_is_named_not_even_who_never_wrote() -> None:
    thread = messenger_thread()
    thread["messages"][0] = {**thread["messages"][0], "content": "Dora Kestrova and Ana agree", "sticker": None}
    chat, texts = anonymised(read(as_json(thread)))
    everything = "\n".join([*texts, *chat.public_names.values()])
    assert not [w for w in (*made.PEOPLE_WORDS[:3], "Ana", "Bruno", "Carla", "Dora", "Kestrova") if w in everything]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_mangled_comes_back(text: str) -> None:
    assert repair_encoding(mangled(text)) == text


@pytest.mark.parametrize("text", ["naïve", "Mossoró", "olá 👋", "日本", "½"])
def test_what_is_right_already_stays(text: str) -> None:
    assert repair_encoding(text) == text


def test_a_record_that_cannot_be_read_is_kept_with_its_reason() -> None:
    thread = messenger_thread()
    thread["messages"] += [{"sender_name": "Ana"}, {"timestamp_ms": 1709546400125}, None]
    chat = read(json.dumps(thread).encode()).chats[0].chat
    assert set(chat.rejected["reason"].to_pylist()) == {"no author", "no possible time", "not a record"}
