"""Exports of DiscordChatExporter: markup to text, mentions to people, parts and channels to conversations."""

from __future__ import annotations

import pytest

from egregora_assets_tests.exports import sources as made
from egregora_assets_tests.exports.sources import ANA, BRUNO, CARLA, as_json, discord_channel
from egregora_assets_tests.readers.programs.source_reading import anonymised, read, rows_of, spoken, vault_of

ANA_D, BRUNO_D, CARLA_D = f"{ANA} (anaquint)", f"{BRUNO} (brunofag)", f"{CARLA} (carlamoss)"


def at(name: str) -> str:
    return f"@\u2068{name}\u2069"


def test_every_kind_of_message_becomes_a_row() -> None:
    file = read(as_json(discord_channel()))
    assert file.source == "discord"
    assert spoken(file) == [
        (None, "system", f"{at(CARLA_D)} joined"),
        (ANA_D, "text", f"hello {at(BRUNO_D)} and {at('?')}, see #channel :leaf:"),
        (BRUNO_D, "text", f"thanks {at(ANA_D)}, ask carlamoss"),
        (ANA_D, "text", "edited words"),
        (BRUNO_D, "media", ""),
        (BRUNO_D, "media", ""),
        (None, "system", f"{at(CARLA_D)} added {at(BRUNO_D)}"),
        (ANA_D, "call", ""),
        ("Ana via IRC (bridge)", "text", "a word from elsewhere"),
        ("Bruno via IRC (bridge)", "text", "News\nof the day"),
        (BRUNO_D, "media", ""),
        (ANA_D, "text", f"my profile {at(ANA_D)} and number {at(BRUNO_D)}"),
        (CARLA_D, "text", "the meeting is 2024-03-04 10:00 UTC, (role)"),
        (BRUNO_D, "text", "forwarded words"),
    ]
    assert [r["text"] for r in rows_of(file) if r["is_edited"]] == ["edited words"]


def test_parts_of_a_channel_are_joined_and_channels_stay_apart() -> None:
    file = read(made.discord_archive(), "export.zip")
    assert [(c.chat_key, len(c.chat.messages)) for c in file.chats] == [
        ("900000000000000001", 16),
        ("900000000000000005", 14),
    ]
    assert file.chats[0].chat.rejected["reason"].to_pylist() == ["an earlier record has its id"]
    (name,) = file.chats[0].media
    assert name.startswith("image-")
    assert [b"".join(c) for _, c in file.chats[0].open_media()] == [made.PICTURE]
    assert len(vault_of(file).messages) == 2


def test_signs_of_json_in_a_servers_name_do_not_matter() -> None:
    channel = discord_channel()
    channel["guild"]["name"] = 'the "{place}", [ours]'
    assert read(as_json(channel)).chats[0].chat.title == 'the "{place}", [ours]'


def test_the_offset_in_which_times_are_written_does_not_matter() -> None:
    moved = discord_channel()
    for record in moved["messages"]:
        record["timestamp"] = record["timestamp"].replace("T10:", "T07:").replace("+00:00", "-03:00")
    assert rows_of(read(as_json(moved))) == rows_of(read(as_json(discord_channel())))


def test_a_longer_export_adds_only_what_is_new() -> None:
    short, long = read(as_json(discord_channel())), read(as_json(discord_channel(more=True)))
    vault = vault_of(short, long)
    assert [r["new_message_count"] for r in vault.others["export_files"]] == [14, 2]
    (rows,) = vault.messages.values()
    assert rows.num_rows == 16


def said(**rest: object) -> tuple[str, str]:
    """Kind and text of a message without content of its own."""
    channel = discord_channel()
    channel["messages"][3] |= {"content": "", "timestampEdited": None, **rest}
    row = next(r for r in rows_of(read(as_json(channel))) if str(r["sent_at"]).startswith("2024-03-04 10:04"))
    return row["kind"], row["text"]


def test_what_was_forwarded_is_text_also_where_it_is_an_embed() -> None:
    embed = {"title": "Forecast", "description": "rain at noon", "fields": []}
    assert said(forwardedMessage={"content": "forwarded words", "embeds": [embed]}) == ("text", "forwarded words")
    assert said(forwardedMessage={"content": "", "embeds": [embed]}) == ("text", "Forecast\nrain at noon")
    sticker = {"id": "930000000000000002", "format": "Png", "sourceUrl": ""}
    assert said(forwardedMessage={"content": "", "stickers": [sticker]}) == ("media", "")


def test_the_fields_of_an_embed_are_lines() -> None:
    fields = [{"name": "Soil", "value": "dry"}, {"name": "\u200b", "value": "no rain"}, {"name": "x", "value": None}]
    assert said(embeds=[{"title": "", "fields": fields}, 7]) == ("text", "Soil: dry\nno rain\nx")


def test_the_end_of_a_poll_is_its_question_and_the_answer_that_won() -> None:
    values = {"poll_question_text": "Where to?", "victor_answer_votes": "3", "victor_answer_text": "the lake"}
    embeds = [{"fields": [{"name": n, "value": v} for n, v in values.items()]}]
    assert said(type="46", embeds=embeds) == ("poll", "Where to?\nthe lake")
    assert said(type="46", embeds=[]) == ("poll", "")
    poll = {"question": {"text": "Where to?"}, "answers": [{"poll_media": {"text": "the lake"}}, {"text": "home"}]}
    assert said(poll=poll) == ("poll", "Where to?\n- the lake\n- home")


def test_nobody_of_the_channel_is_named_in_what_may_be_read() -> None:
    chat, texts = anonymised(read(as_json(discord_channel())))
    everything = "\n".join([*texts, *chat.public_names.values()])
    for word in (*made.PEOPLE_WORDS, "Ana", "Bruno", "Carla", "80000000000000000", "Horta"):
        assert word not in everything, word
    bruno, carla = chat.public_names[str(chat.author_ids[2])], chat.public_names[str(chat.author_ids[12])]
    assert bruno in texts[1]
    assert carla in texts[2]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"timestamp": "2024-03-04T10:00:00"}, "no possible time"),
        ({"timestamp": 5}, "no possible time"),
        ({"author": None}, "no author"),
        ({"author": {"id": {}, "name": []}}, "no author"),
    ],
)
def test_a_record_that_cannot_be_read_is_kept_with_its_reason(changes: dict[str, object], reason: str) -> None:
    channel = discord_channel()
    channel["messages"][3].update(changes)
    chat = read(as_json(channel)).chats[0].chat
    assert chat.rejected["reason"].to_pylist() == [reason]
