"""Files: one row each, described by what people said of them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.pictures.said import list_lines
from egregora_assets.contracts.tables import Derived
from egregora_assets.references import media
from egregora_assets.references.code_references import render_prefilter
from egregora_assets.services.pictures import Pictures
from egregora_assets.stages.enriched import expressions
from egregora_assets.stages.enriched import rows as records
from egregora_assets_tests.room_tables import RoomTables
from egregora_assets_tests.sql_snapshots import assert_sql

T = {name: contract.table() for name, contract in CONTRACTS.items()}
LINES = T["attachments"], T["messages"], T["message_replies"]
CANDIDATES = expressions.list_candidates(T["messages"], render_prefilter({"v1.0"}))
HOLDING = expressions.tell_months([("00000000-0000-8000-8000-000000000001", 2024 * 12)])
MONTHS = [("00000000-0000-8000-8000-000000000001", 2024 * 12)]
FILE = "00000000-0000-8000-8000-00000000f001"


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg/>", b"\xff\xd8\xff\xe0\x00\x10JFIF"])
def test_what_is_no_whole_picture_has_no_hash(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "picture").write_bytes(data)
    assert Pictures().grey_grids(tmp_path, {"x": "picture", "y": "missing"}) == {}


@pytest.mark.parametrize(
    ("caption", "lines", "text"),
    [
        ("At the lake", ["never asked"], "At the lake"),
        ("two\nlines", [], "two lines"),
        ("  ", ["Which lake?", "The deep one"], "Which lake? · The deep one"),
        (None, [], ""),
    ],
)
def test_a_description_is_what_people_said(caption: str | None, lines: list[str], text: str) -> None:
    assert media.describe_file(caption, lines) == text


@given(st.text(max_size=400))
def test_a_caption_is_one_short_line(caption: str) -> None:
    line = media.shorten_caption(caption)
    assert len(line) <= media.CAPTION_LENGTH
    assert "\n" not in line
    assert media.shorten_caption(line) == line


def message(number: int, text: str, kind: str = "media", author: int = 100) -> dict[str, Any]:
    at = datetime(2024, 1, 1, 12, number)
    return {
        "message_id": f"00000000-0000-8000-8000-{number:012d}",
        "chat_id": f"00000000-0000-8000-8000-{7:012d}",
        "author_id": f"00000000-0000-8000-8000-{author:012d}",
        "sent_at": at,
        "position": number,
        "text": text,
        "kind": kind,
    }


def attachment(number: int, **changed: Any) -> dict[str, Any]:
    return {
        "message_id": f"00000000-0000-8000-8000-{number:012d}",
        "ordinal": 0,
        "media_id": FILE,
        "media_type": "image",
        "mime_type": "image/webp",
        "byte_count": 1000,
        "is_pii_redacted": True,
        "clean_path": f"cache/media/{FILE}.webp",
        **changed,
    }


def media_files(room: RoomTables, hashes: dict[str, str]) -> list[dict[str, Any]]:
    """The rows of the table, given the hashes of pictures."""
    sent, lines = expressions.list_files(T["attachments"], T["messages"]), list_lines(*LINES)
    files = records.describe_files(room.rows(sent), room.rows(lines), hashes)
    table = expressions.build_media_files(T["attachments"], T["messages"])
    rows: list[dict[str, Any]] = room.derive(Derived(table, {"result_files": files})).to_pylist()
    return rows


def test_a_file_that_was_sent_twice_is_one_row_with_its_first_caption() -> None:
    room = RoomTables("messages", "attachments", "message_replies")
    room.fill("messages", [message(1, ""), message(2, "Second"), message(3, "Third")])
    room.fill("attachments", [attachment(3), attachment(1, clean_path=None, is_pii_redacted=False), attachment(2)])
    (row,) = media_files(room, {FILE: "00ff00ff00ff00ff"})
    assert row["description"] == "Second"
    assert row["site_relative_path"] == f"media/{FILE}.webp"
    assert (row["phash"], row["is_pii_redacted"]) == ("00ff00ff00ff00ff", True)
    assert room.rows(expressions.list_message_media(T["attachments"])).num_rows == 3


def test_a_file_without_a_caption_is_described_by_two_lines_that_speak_of_it() -> None:
    room = RoomTables("messages", "attachments", "message_replies")
    said = [
        message(1, "Somebody else before", "text", 101), message(2, "Look what I found", "text"), message(3, ""),
        message(4, "https://example.org/", "text"), message(5, "👍", "text"), message(6, "What is it?", "text", 101),
        message(7, "No idea", "text", 102), message(9, "The old pump!", "text", 103), message(40, "Late", "text"),
    ]  # fmt: skip
    room.fill("messages", said)
    room.fill("attachments", [attachment(3)])
    room.fill("message_replies", [{"message_id": said[7]["message_id"], "reply_to_id": said[2]["message_id"]}])
    assert [row["description"] for row in media_files(room, {})] == ["What is it? · The old pump!"]
    room.run("DELETE FROM messages WHERE position IN (6, 7, 9)")
    room.run("DELETE FROM message_replies")
    assert [row["description"] for row in media_files(room, {})] == ["Look what I found"]
    room.run("DELETE FROM messages WHERE position = 2")
    assert [row["description"] for row in media_files(room, {})] == [""]


@pytest.mark.slow
def test_a_file_that_may_not_be_published_says_so() -> None:
    room = RoomTables("messages", "attachments", "message_replies")
    room.fill("messages", [message(1, "")])
    plain = {"media_type": "video", "mime_type": "video/mp4", "clean_path": None, "is_pii_redacted": False}
    room.fill("attachments", [attachment(1, **plain)])
    (row,) = media_files(room, {})
    assert (row["is_pii_redacted"], row["phash"], row["site_relative_path"]) == (False, None, f"media/{FILE}.mp4")


@pytest.mark.parametrize(
    ("name", "expression"),
    [
        ("candidates", CANDIDATES),
        ("months", expressions.list_months(CANDIDATES)),
        ("loose_months", expressions.list_loose_months(T["messages"], [T["message_links"], T["code_references"]], "x")),
        ("texts", expressions.list_texts(CANDIDATES, None)),
        ("changed_texts", expressions.list_texts(CANDIDATES, MONTHS)),
        ("no_texts", expressions.list_texts(CANDIDATES, ())),
        ("changed_links", expressions.list_changed_rows(T["messages"], T["message_links"])),
        ("kept_links", expressions.list_kept_links(T["messages"], T["links"], T["message_links"], HOLDING)),
        ("tips", expressions.list_tips(T["git_chain"])),
        ("files", expressions.list_files(T["attachments"], T["messages"])),
        ("lines", list_lines(*LINES)),
        *expressions.build_tables(T, T).items(),
    ],
)
def test_the_sql_is_the_reviewed_one(name: str, expression: ibis.Table) -> None:
    assert_sql(f"enriched_{name}", expression)
