"""Exports of Slack workspaces: ids to people, markup to text, channels to conversations."""

from __future__ import annotations

import json

import pytest

from egregora_assets.readers.refusals import ExportMalformed
from egregora_assets_tests.exports import sources as made
from egregora_assets_tests.exports.sources import ANA, BRUNO, CARLA, as_archive, as_json
from egregora_assets_tests.exports.teams import slack_parts
from egregora_assets_tests.readers.programs.source_reading import anonymised, read, rows_of, spoken, vault_of

ANA_S, BRUNO_S, CARLA_S = f"{ANA} (anaquint)", f"{BRUNO} (brunofag)", f"{CARLA} (carlamoss)"
DAY = "horta-comunitaria/2024-03-05.json"


def at(name: str) -> str:
    return f"@\u2068{name}\u2069"


def slack(more: bool = False, day: bytes | None = None) -> bytes:
    return as_archive(slack_parts(more) | ({DAY: day} if day is not None else {}))


def test_every_kind_of_message_becomes_a_row() -> None:
    file = read(slack(), "export.zip")
    assert file.source == "slack"
    assert [(c.chat_key, c.chat.title) for c in file.chats] == [("D1", None), ("C1", "horta-comunitaria")]
    assert spoken(file, 1) == [
        (None, "system", f"{at(ANA_S)} has joined the channel"),
        (ANA_S, "text", f"hello {at(BRUNO_S)} & {at('?')}, ask {at(CARLA_S)} or @channel in #random"),
        (BRUNO_S, "text", "see the plan (https://example.org/plan), https://example.org, carlamoss@example.org"),
        (BRUNO_S, "media", ""),
        (BRUNO_S, "media", ""),
        ("deploys", "text", f"done by {at(CARLA_S)}"),
        (ANA_S, "text", f"thanks {at(BRUNO_S)}:wave:"),
        (CARLA_S, "deleted", ""),
        ("Dora Kestrova (dorak)", "text", "I left"),
        (ANA_S, "call", ""),
        (ANA_S, "text", "to all"),
    ]
    assert [r["is_edited"] for r in rows_of(file, 1)] == [False, False, True, *[False] * 8]
    assert str(rows_of(file, 1)[1]["sent_at"]) == "2024-03-04 10:02:02.000002"


def test_a_file_that_the_archive_holds_belongs_to_its_message() -> None:
    file = read(slack(), "export.zip")
    names = [r["attachment_name"] for r in rows_of(file, 1) if r["attachment_name"]]
    assert [n.split("-")[0] for n in names] == ["plan", "photo"]
    assert {name: b"".join(c) for name, c in file.chats[1].open_media()} == {names[1]: made.PICTURE}


def test_a_folder_around_the_export_does_not_matter() -> None:
    inside = as_archive({f"workspace/{name}": data for name, data in slack_parts().items()})
    assert spoken(read(inside, "x.zip"), 1) == spoken(read(slack(), "x.zip"), 1)


def test_a_longer_export_adds_only_what_is_new() -> None:
    vault = vault_of(read(slack(), "a.zip"), read(slack(more=True), "b.zip"))
    assert [r["new_message_count"] for r in vault.others["export_files"]] == [1, 11, 0, 1]
    assert sorted(rows.num_rows for rows in vault.messages.values()) == [1, 12]


def test_nobody_of_the_channel_is_named_in_what_may_be_read() -> None:
    chat, texts = anonymised(read(slack(), "x.zip"))
    everything = "\n".join([*texts, *chat.public_names.values()])
    for word in (*made.PEOPLE_WORDS, "Ana", "Bruno", "Carla", "Dora", "Kestrova", "dorak", "U0A", "U0B", "@example"):
        assert word not in everything, word
    assert chat.public_names[str(chat.author_ids[2])] in texts[1]
    assert chat.public_names[str(chat.author_ids[7])] in texts[5]
    assert "[email-1]" in texts[2]


def test_a_spelling_made_of_the_name_is_hidden_beside_the_handle() -> None:
    day = json.loads(slack_parts()[DAY])
    day[-1]["text"] = "ask aquintanilha or ana.quintanilha or AnaQuintanilha"
    chat, texts = anonymised(read(slack(day=as_json(day)), "x.zip"))
    assert "quintanilha" not in texts[-1].casefold()
    assert texts[-1].count(chat.public_names[str(chat.author_ids[1])]) == 3


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"type": "message", "user": "U0AAAAAAAA1", "text": "x"}, "no possible time"),
        ({"type": "message", "user": "U0AAAAAAAA1", "ts": "now", "text": "x"}, "no possible time"),
        ({"type": "message", "ts": "1709632800.000200", "text": "x"}, "no author"),
        (
            {"type": "message", "user": "U0AAAAAAAA1", "ts": "1709633300.000100", "text": "x"},
            "an earlier record has its id",
        ),
        (7, "not a record"),
    ],
)
def test_a_record_that_cannot_be_read_is_kept_with_its_reason(record: object, reason: str) -> None:
    day = [*json.loads(slack_parts()[DAY]), record]
    chat = read(slack(day=as_json(day)), "x.zip").chats[1].chat
    assert chat.rejected["reason"].to_pylist() == [reason]
    assert chat.messages.num_rows == 11


def test_what_a_program_says_only_in_an_attachment_is_its_text_whoever_it_is() -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "disk nearly full"}}
    attachment = {"title": "Alert", "fields": [{"title": "Host", "value": "a1"}], "blocks": [section], "fallback": "x"}
    record = {"type": "message", "subtype": "bot_message", "ts": "1709633500.000100", "attachments": [attachment]}
    day = [*json.loads(slack_parts()[DAY]), record]
    row = rows_of(read(slack(day=as_json(day)), "x.zip"), 1)[-1]
    assert row["text"] == "Alert\nHost: a1\ndisk nearly full"
    assert row["author_name"]


def test_a_day_that_is_no_json_is_one_clear_error() -> None:
    with pytest.raises(ExportMalformed):
        read(slack(day=b'[{"type": "message", "ts": "1709632800.000100"'), "x.zip")


def test_a_member_who_never_wrote_is_hidden_as_well() -> None:
    parts = slack_parts()
    users = [*json.loads(parts["users.json"]), {"id": "U0DDDDDDDD5", "name": "dorak", "real_name": "Dora Kestrova"}]
    channels = [{"id": "C1", "name": "horta-comunitaria", "members": ["U0DDDDDDDD5", "U0AAAAAAAA1"]}]
    day = json.loads(parts[DAY])
    day[-1]["text"] = "Dora Kestrova, alias dorak, is away"
    changed = {"users.json": as_json(users), "channels.json": as_json(channels), DAY: as_json(day)}
    _, texts = anonymised(read(as_archive(parts | changed), "x.zip"))
    assert not [w for w in ("Dora", "Kestrova", "dorak") if w in texts[-1]]
