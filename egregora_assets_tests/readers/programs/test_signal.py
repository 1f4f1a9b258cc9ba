"""Exports that signal-export makes of Signal: messages to rows, names to pseudonyms."""

from __future__ import annotations

import json

import pytest

from egregora_assets_tests.exports import sources as made
from egregora_assets_tests.exports.phones import signal_lines, signal_parts
from egregora_assets_tests.exports.sources import ANA, BRUNO, CARLA, as_archive
from egregora_assets_tests.readers.programs.source_reading import anonymised, read, rows_of, spoken, vault_of


@pytest.mark.parametrize("layout", ["list", "indented list", "indented objects", "sorted lines"])
def test_a_file_that_was_written_again_reads_the_same(layout: str) -> None:
    records = [json.loads(line) for line in signal_lines().decode().split("\n") if line.strip()]
    written = {
        "list": json.dumps(records),
        "indented list": json.dumps(records, indent=2, sort_keys=True),
        "indented objects": "\n".join(json.dumps({"new": [], **r}, indent=1) for r in records),
        "sorted lines": "\n".join(json.dumps(r, sort_keys=True) for r in records),
    }[layout]
    file = read(written.encode())
    assert file.source == "signal"
    assert rows_of(file) == rows_of(read(signal_lines()))


def test_every_kind_of_message_becomes_a_row() -> None:
    file = read(as_archive(signal_parts()), "x.zip", zone="America/Sao_Paulo")
    assert file.source == "signal"
    assert file.chats[0].chat.title == "Horta comunitária"
    assert spoken(file) == [
        ("Me", "text", "hello everybody"),
        (ANA, "text", "hello"),
        (BRUNO, "media", "the greenhouse"),
        (CARLA, "media", ""),
        (CARLA, "deleted", ""),
        ("Me", "call", ""),
        (BRUNO, "text", f"ask {ANA} or Carla"),
        (None, "system", "The group was changed"),
    ]
    assert str(rows_of(file)[0]["sent_at"]) == "2024-03-04 13:01:00.125000"
    assert [b"".join(c) for _, c in file.chats[0].open_media()] == [made.PICTURE]


def test_a_longer_export_adds_only_what_is_new() -> None:
    vault = vault_of(read(signal_lines()), read(as_archive(signal_parts(more=True)), "x.zip"))
    assert [r["new_message_count"] for r in vault.others["export_files"]] == [8, 1]
    assert len(vault.messages) == 1


def test_nobody_of_the_conversation_is_named_in_what_may_be_read() -> None:
    chat, texts = anonymised(read(signal_lines()))
    everything = "\n".join([*texts, *chat.public_names.values()])
    assert not [w for w in (*made.PEOPLE_WORDS[:3], "Ana", "Bruno", "Carla") if w in everything]


def test_a_name_that_the_exporter_wrote_without_spaces_hides_the_name_with_them() -> None:
    joined = signal_lines().decode().replace(f'"sender": "{ANA}"', '"sender": "AnaQuintanilha"')
    chat, texts = anonymised(read(joined.encode()))
    shown = chat.public_names[str(chat.author_ids[1])]
    assert shown in texts[6]
    assert "Quintanilha" not in texts[6]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not a record"),
        ("[]", "not a record"),
        (json.dumps({"date": "soon", "sender": ANA}), "no possible time"),
    ],
)
def test_a_line_that_cannot_be_read_is_kept_with_its_reason(line: str, reason: str) -> None:
    chat = read(signal_lines() + line.encode()).chats[0].chat
    assert chat.rejected["reason"].to_pylist() == [reason]
