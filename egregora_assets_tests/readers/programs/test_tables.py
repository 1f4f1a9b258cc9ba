"""The documented door: the same rows from CSV, JSON lines and Parquet, times with and without an offset."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest

from egregora_assets.readers.refusals import ExportMalformed, NotAChat
from egregora_assets_tests.exports.sources import ANA, BRUNO, CARLA, PICTURE, as_archive
from egregora_assets_tests.exports.teams import TABLE_COLUMNS, TABLE_ROWS, table_csv, table_lines, table_parquet
from egregora_assets_tests.readers.programs.source_reading import anonymised, read, rows_of, spoken, vault_of

FORMS = {
    "comma": table_csv(),
    "semicolon": b"\xef\xbb\xbf" + table_csv(delimiter=";"),
    "tab": table_csv(delimiter="\t"),
    "utf-16": table_csv().decode().encode("utf-16"),
    "lines": table_lines(),
    "parquet": table_parquet(),
    "parquet with zone": table_parquet(sent_at=pa.timestamp("ns", "America/Sao_Paulo")),
    "parquet without zone": table_parquet(sent_at=pa.timestamp("ms")),
}


@pytest.mark.parametrize("data", FORMS.values(), ids=list(FORMS))
def test_every_form_of_the_table_gives_the_same_rows(data: bytes) -> None:
    file = read(data, "anything.bin")
    assert file.source == "table"
    assert spoken(file) == [
        (None, "system", f'@\u2068{ANA}\u2069 changed the group name to "Horta"'),
        (ANA, "text", "good morning, all; \u201ceverybody\u201d"),
        (BRUNO, "text", "two\nlines"),
        (CARLA, "media", ""),
    ]
    rows = rows_of(file)
    assert [str(r["sent_at"]) for r in rows[2:]] == ["2024-03-04 10:02:00", "2024-03-04 10:03:00.500000"]
    assert [r["is_edited"] for r in rows] == [False, False, True, False]
    assert rows[3]["attachment_name"] == "photo.png"


def test_an_archive_holds_the_table_and_its_files() -> None:
    file = read(as_archive({"chat/messages.csv": table_csv(), "chat/files/photo.png": PICTURE}), "x.zip")
    assert [(name, b"".join(c)) for name, c in file.chats[0].open_media()] == [("photo.png", PICTURE)]


def test_a_time_without_offset_is_what_a_clock_showed() -> None:
    rows = [{"sent_at": "2024-07-04 10:00:00", "author": ANA, "text": "x"}]
    by_setting = rows_of(read(table_csv(rows), zone="Europe/Lisbon"))
    named = [{**rows[0], "time_zone": "America/Sao_Paulo"}]
    by_column = read(table_csv(named, columns=(*TABLE_COLUMNS, "time_zone")), zone="Europe/Lisbon")
    assert [str(r["sent_at"]) for r in by_setting] == ["2024-07-04 09:00:00"]
    assert [str(r["sent_at"]) for r in rows_of(by_column)] == ["2024-07-04 13:00:00"]
    assert by_column.chats[0].time_zone == "America/Sao_Paulo"


def test_the_column_chat_makes_several_conversations() -> None:
    rows = [{**row, "chat": chat, "title": chat.title()} for chat in ("garden", "kitchen") for row in TABLE_ROWS]
    file = read(table_lines(rows))
    assert [(c.chat_key, c.chat.title, c.chat.messages.num_rows) for c in file.chats] == [
        ("garden", "Garden", 4),
        ("kitchen", "Kitchen", 4),
    ]
    assert len(vault_of(file).messages) == 2


def test_a_longer_table_adds_only_what_is_new() -> None:
    more = {"sent_at": "2024-03-04T10:09:00Z", "author": ANA, "text": "one more"}
    vault = vault_of(read(table_csv()), read(table_parquet((*TABLE_ROWS, more))))
    assert [r["new_message_count"] for r in vault.others["export_files"]] == [4, 1]
    assert len(vault.messages) == 1


def test_nobody_of_the_table_is_named_in_what_may_be_read() -> None:
    chat, texts = anonymised(read(table_csv()))
    everything = "\n".join([*texts, *chat.public_names.values()])
    assert not [w for w in ("Ana", "Quintanilha", "Bruno", "Fagundes", "Carla", "Mossoró") if w in everything]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"sent_at": "yesterday"}, "no possible time"),
        ({"sent_at": 5}, "no possible time"),
        ({"kind": "rumour"}, "unknown kind of message"),
        ({"kind": "system"}, "exactly the notices have no author"),
        ({"author": "", "kind": "text"}, "exactly the notices have no author"),
        ({"is_edited": "perhaps"}, "is_edited is neither true nor false"),
        ({"time_zone": "Nowhere/Else"}, "another time zone than the conversation's, or an unknown one"),
        ({"id": "b"}, "an earlier record has its id"),
    ],
)
def test_a_row_that_cannot_be_read_is_kept_with_its_reason(changes: dict[str, object], reason: str) -> None:
    row = {"sent_at": "2024-03-04T10:04:00Z", "author": ANA, "text": "x", **changes}
    chat = read(table_lines([*TABLE_ROWS, row])).chats[0].chat
    kept = {"line_number": 5, "text": json.dumps(row, ensure_ascii=False), "reason": reason}
    assert chat.rejected.to_pylist() == [kept]
    assert chat.messages.num_rows == 4


def test_a_line_that_is_no_json_is_kept_with_its_reason() -> None:
    chat = read(table_lines() + b'{"sent_at": \n[1]\n').chats[0].chat
    assert chat.rejected["reason"].to_pylist() == ["not a row of the table"] * 2


def test_a_table_with_other_columns_is_not_taken() -> None:
    with pytest.raises(NotAChat):
        read(b"time,who,what\n2024-03-04T10:00:00Z,Ana,oi\n")


def test_a_damaged_table_is_one_clear_error() -> None:
    damaged = bytearray(table_parquet())
    damaged[4:60] = b"\xff" * 56
    with pytest.raises(ExportMalformed):
        read(bytes(damaged))
    with pytest.raises(ExportMalformed):
        read(table_csv([{"sent_at": "2024-03-04T10:00:00Z", "author": ANA, "text": "x" * 200_000}]))
