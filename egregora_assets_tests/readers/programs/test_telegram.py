"""Exports of Telegram Desktop: every feature to rows, names to pseudonyms, longer exports to what is new."""

from __future__ import annotations

import json

import pytest

from egregora_assets.readers.refusals import ExportMalformed
from egregora_assets_tests.exports import sources as made
from egregora_assets_tests.exports.sources import ANA, BRUNO, CARLA, as_json, telegram_chat
from egregora_assets_tests.readers.programs.source_reading import anonymised, read, rows_of, spoken, vault_of


def changed(**changes: object) -> bytes:
    """The chat with its second message changed."""
    chat = telegram_chat()
    chat["messages"][1].update(changes)
    return as_json(chat)


def test_every_kind_of_message_becomes_a_row() -> None:
    file = read(made.telegram_archive(), "ChatExport.zip")
    assert file.source == "telegram"
    assert spoken(file) == [
        (
            None,
            "system",
            f'@\u2068{ANA}\u2069 created the group @\u2068{ANA}\u2069, @\u2068{CARLA}\u2069 "Horta comunitária"',
        ),
        (ANA, "text", "good morning everybody"),
        (BRUNO, "text", f"ask @\u2068{ANA}\u2069 or @carlamoss about the plan (https://example.org/plan)"),
        (ANA, "text", "fixed"),
        (ANA, "media", "the greenhouse"),
        (BRUNO, "media", ""),
        (BRUNO, "media", ""),
        ("#100000009", "text", "call me on +44 7700 900461"),
        (ANA, "poll", "When?\n- Monday\n- Friday"),
        (ANA, "location", "https://maps.google.com/?q=38.7223,-9.1393"),
        (ANA, "contact", ""),
        (BRUNO, "call", ""),
        (BRUNO, "text", f"{CARLA} said that Ana knows"),
    ]
    assert [r["is_edited"] for r in rows_of(file)].index(True) == 3
    assert sum(r["is_edited"] for r in rows_of(file)) == 1


def test_files_of_the_archive_belong_to_their_messages() -> None:
    file = read(made.telegram_archive(), "x.zip")
    names = [r["attachment_name"] for r in rows_of(file) if r["attachment_name"]]
    assert [n.split("-")[0] for n in names] == ["photo", "plan"]
    kept = {name: b"".join(chunks) for name, chunks in file.chats[0].open_media()}
    assert kept == {names[0]: made.PICTURE, names[1]: b"%PDF-1.4 made up"}


def test_a_file_has_one_name_whether_or_not_the_export_brings_it() -> None:
    bare, archived = read(as_json(telegram_chat())), read(made.telegram_archive(), "x.zip")
    assert [r["attachment_name"] for r in rows_of(bare)] == [r["attachment_name"] for r in rows_of(archived)]
    assert not bare.chats[0].media


def test_an_account_becomes_a_conversation_a_chat() -> None:
    file = read(made.telegram_account())
    assert [(c.chat_key, c.chat.report.message_count) for c in file.chats] == [
        ("4711", 13),
        ("4712", 13),
        ("4713", 0),
    ]
    assert len(vault_of(file).messages) == 2


def test_a_time_is_an_instant_or_else_what_the_clock_showed() -> None:
    file = read(as_json(telegram_chat()), zone="America/Sao_Paulo")
    assert [str(rows_of(file)[1][k]) for k in ("sent_at", "local_time")] == [
        "2024-03-04 10:02:02",
        "2024-03-04 07:02:02",
    ]
    older = read(changed(date_unixtime=None), zone="America/Sao_Paulo")
    assert [r["sent_at"].hour for r in rows_of(older) if r["text"].startswith("good")] == [13]


def test_a_longer_export_adds_only_what_is_new() -> None:
    short, long = read(as_json(telegram_chat())), read(as_json(telegram_chat("Renamed", more=True)))
    before, after = vault_of(short), vault_of(short, long)
    (chat,) = after.messages
    ids = [m.column("message_id").to_pylist() for m in (before.messages[chat], after.messages[chat])]
    assert ids[1][: len(ids[0])] == ids[0]
    assert [r["new_message_count"] for r in after.others["export_files"]] == [13, 2]
    assert vault_of(long, short).messages[chat].num_rows == 15


def test_nobody_of_the_chat_is_named_in_what_may_be_read() -> None:
    chat, texts = anonymised(read(as_json(telegram_chat())))
    everything = "\n".join([*texts, *chat.public_names.values()])
    for word in (*made.PEOPLE_WORDS, "Ana", "Bruno", "Carla", "100000009", "100000001", "900461", "Horta", "38.7"):
        assert word not in everything, word
    bruno = next(n for i, n in chat.public_names.items() if i == chat.author_ids[2])
    assert chat.public_names[str(chat.author_ids[1])] in texts[2]
    assert bruno not in texts[2]
    assert "[handle-1]" in texts[2]
    assert "[phone-1]" in texts[7]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"date_unixtime": "99999999999999", "date": "soon"}, "no possible time"),
        ({"date_unixtime": float("nan"), "date": None}, "no possible time"),
        ({"date_unixtime": True, "date": ["2024"]}, "no possible time"),
        ({"id": 1}, "an earlier record has its id"),
        ({"from": None, "from_id": None}, "no author"),
        ({"type": "unsupported"}, "unknown kind of record"),
    ],
)
def test_a_record_that_cannot_be_read_is_kept_with_its_reason(changes: dict[str, object], reason: str) -> None:
    chat = read(changed(**changes)).chats[0].chat
    assert chat.rejected.to_pylist()[0]["line_number"] == 2
    assert chat.rejected["reason"].to_pylist() == [reason]
    assert chat.messages.num_rows == 12


@pytest.mark.parametrize(
    "odd",
    [{"text": {"a": 1}}, {"text": 7}, {"text": [None, 3, {"type": 4}]}, {"text": "\ud800\u0000"}, {"reactions": "x"}],
)
def test_a_value_of_another_type_costs_no_more_than_itself(odd: dict[str, object]) -> None:
    data = json.dumps({**telegram_chat(), "messages": [{**telegram_chat()["messages"][1], **odd}]}).encode()
    (row,) = rows_of(read(data))
    assert row["author_name"] == ANA
    assert "\u0000" not in row["text"]


def test_json_that_is_cut_short_is_one_clear_error() -> None:
    with pytest.raises(ExportMalformed):
        read(as_json(telegram_chat())[:-300])


def test_a_record_that_is_nested_too_deeply_costs_itself() -> None:
    chat = read(as_json(telegram_chat()).replace(b'"text": "fixed"', b'"text": ' + b"[" * 100_000)).chats[0].chat
    assert chat.rejected["line_number"].to_pylist() == [4]
    assert chat.messages.num_rows == 12


def test_a_list_of_tasks_is_its_title_and_a_line_for_each() -> None:
    task = {"id": 1, "text": [{"type": "plain", "text": "seeds for "}, {"type": "bold", "text": "Monday"}]}
    todo = {"title": "To buy", "others_can_append": True, "answers": [task, {"id": 2, "text": "a hose"}]}
    (_, row, *_) = rows_of(read(changed(text="", todo_list=todo)))
    assert (row["kind"], row["text"]) == ("text", "To buy\n- seeds for Monday\n- a hose")


def test_an_attached_export_does_not_make_a_whatsapp_archive_telegrams() -> None:
    parts = {"_chat.txt": b"[21/02/2024, 10:00:00] Ana: oi\n", "result.json": as_json(telegram_chat())}
    assert read(made.as_archive(parts), "x.zip").source == "whatsapp"


def test_two_people_of_one_name_stay_two() -> None:
    chat = telegram_chat()
    chat["messages"][2]["from"] = ANA
    authors = {r["author_name"] for r in rows_of(read(as_json(chat)))}
    assert {ANA, f"{ANA} #100000002"} <= authors


def test_who_only_reacted_is_hidden_as_well() -> None:
    chat = telegram_chat()
    chat["messages"][2]["reactions"][0]["recent"] = [{"from": "Dora Kestrova", "from_id": "user100000004"}]
    chat["messages"][1]["text"] = "Dora and Kestrova agree"
    _, texts = anonymised(read(as_json(chat)))
    assert not [w for w in ("Dora", "Kestrova") if w in texts[1]]
