"""Text files of imessage-exporter: messages once, edits at their last state, names to pseudonyms."""

from __future__ import annotations

import pytest

from egregora_assets_tests.exports import sources as made
from egregora_assets_tests.exports.phones import imessage_text
from egregora_assets_tests.exports.sources import ANA, BRUNO, CARLA, as_archive
from egregora_assets_tests.readers.programs.source_reading import anonymised, read, rows_of, spoken, vault_of


def at(name: str) -> str:
    return f"@\u2068{name}\u2069"


def test_every_kind_of_message_becomes_a_row_once() -> None:
    file = read(imessage_text(), "Horta - 12.txt", zone="America/Sao_Paulo")
    assert file.source == "imessage"
    assert file.chats[0].chat.title == "Horta comunitária"
    assert spoken(file) == [
        (None, "system", f'{at(ANA)} changed the group name to "Horta comunitária"'),
        ("Me", "text", "hello everybody"),
        (ANA, "text", "good morning\nsecond line"),
        (BRUNO, "media", ""),
        (BRUNO, "text", "fixed"),
        (CARLA, "deleted", ""),
        ("+447700900461", "text", f"ask {CARLA} or Ana"),
        (None, "system", f"{at('Me')} added {at(CARLA)}"),
        (ANA, "media", ""),
    ]
    rows = rows_of(file)
    assert [r["is_edited"] for r in rows].index(True) == 4
    assert [str(rows[i]["sent_at"]) for i in (1, 6)] == ["2024-03-04 13:01:00", "2024-03-04 16:06:00"]
    assert [r["attachment_name"] for r in rows if r["attachment_name"]] == ["photo.png", "wave.png"]


def test_files_beside_the_text_belong_to_their_messages() -> None:
    parts = {"out/Horta.txt": imessage_text(), "out/attachments/12/photo.png": made.PICTURE}
    file = read(as_archive(parts), "x.zip")
    assert {n: b"".join(c) for n, c in file.chats[0].open_media()} == {"photo.png": made.PICTURE}


def test_a_longer_export_adds_only_what_is_new() -> None:
    vault = vault_of(read(imessage_text(), "a.txt"), read(imessage_text(more=True), "b.txt"))
    assert [r["new_message_count"] for r in vault.others["export_files"]] == [9, 1]
    assert len(vault.messages) == 1


def test_nobody_of_the_conversation_is_named_in_what_may_be_read() -> None:
    chat, texts = anonymised(read(imessage_text(), "x.txt"))
    everything = "\n".join([*texts, *chat.public_names.values()])
    words = (*made.PEOPLE_WORDS[:3], "Ana", "Bruno", "Carla", "7700900461", "Horta")
    assert not [w for w in words if w in everything]


def test_an_impossible_time_is_kept_with_its_reason() -> None:
    odd = imessage_text() + b"Feb 31, 2024 10:01:00 AM\nMe\nhello\n\nMar 05, 2024 10:01:00 AM\n\n"
    chat = read(odd, "x.txt").chats[0].chat
    assert chat.rejected["reason"].to_pylist() == ["no possible time", "no author"]


@pytest.mark.parametrize(
    ("line", "text", "name"),
    [
        ("/Users/x/Library/Messages/Attachments/ab/11/F3A0/voice", "", "voice"),
        ("attachments/12/345", "", "345"),
        ("garden/README", "", "README"),
        ("/shrug", "/shrug", None),
        ("either/or", "either/or", None),
        ("/to the moon and back", "/to the moon and back", None),
    ],
)
def test_a_file_without_an_ending_is_a_file_and_a_typed_stroke_is_none(line: str, text: str, name: str | None) -> None:
    message = f"Mar 04, 2024 10:00:00 AM\n{ANA}\n{line}\n\n"
    file = read(as_archive({"chat.txt": message.encode(), "README": b"x", "other/345": b""}), "x.zip")
    (row,) = rows_of(file)
    assert (row["text"], row["attachment_name"]) == (text, name)
