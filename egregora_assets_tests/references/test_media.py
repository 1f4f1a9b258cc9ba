"""Files: one row each, described without looking, compared by how they look."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.tables import Derived
from egregora_assets.references import media
from egregora_assets.references.code_references import render_prefilter
from egregora_assets.services.pictures import Pictures
from egregora_assets.stages.enriched import expressions
from egregora_assets.stages.enriched import rows as records
from egregora_assets_tests.room_tables import RoomTables
from egregora_assets_tests.sql_snapshots import assert_sql

T = {name: contract.table() for name, contract in CONTRACTS.items()}
CANDIDATES = expressions.list_candidates(T["messages"], render_prefilter({"v1.0"}))
HOLDING = expressions.tell_months([("00000000-0000-8000-8000-000000000001", 2024 * 12)])
MONTHS = [("00000000-0000-8000-8000-000000000001", 2024 * 12)]
FILE = "00000000-0000-8000-8000-00000000f001"


def drawing(size: tuple[int, int] = (640, 480), quality: int = 90) -> bytes:
    picture = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(picture)
    width, height = size
    draw.ellipse((width // 8, height // 8, width // 2, height * 3 // 4), fill="navy")
    draw.rectangle((width * 5 // 8, height // 3, width * 7 // 8, height * 7 // 8), fill="orange")
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=quality)
    return target.getvalue()


def hash_of(folder: Path, data: bytes) -> str:
    (folder / "picture").write_bytes(data)
    return media.compute_difference_hash(Pictures().grey_grids(folder, {"x": "picture"})["x"])


def distance(a: str, b: str) -> int:
    return (int(a, 16) ^ int(b, 16)).bit_count()


def test_the_same_picture_in_another_size_or_quality_has_nearly_the_same_hash(tmp_path: Path) -> None:
    original = hash_of(tmp_path, drawing())
    assert distance(original, hash_of(tmp_path, drawing((320, 240), 60))) <= 6
    target = io.BytesIO()
    with Image.open(io.BytesIO(drawing())) as picture:
        picture.rotate(180).save(target, "PNG")
    assert distance(original, hash_of(tmp_path, target.getvalue())) > 10


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg/>", drawing()[:200]])
def test_what_is_no_whole_picture_has_no_hash(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "picture").write_bytes(data)
    assert Pictures().grey_grids(tmp_path, {"x": "picture", "y": "missing"}) == {}


@given(st.binary(min_size=72, max_size=72))
def test_a_hash_has_64_bits_and_does_not_depend_on_brightness(grey: bytes) -> None:
    value = media.compute_difference_hash(grey)
    assert len(value) == 16
    assert media.compute_difference_hash(bytes(g // 2 * 2 // 2 for g in grey)) == media.compute_difference_hash(
        bytes(g // 2 + 9 for g in grey)
    )


def test_another_grid_is_refused() -> None:
    with pytest.raises(ValueError, match="72 values"):
        media.compute_difference_hash(b"1234")


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (("image", 245_300, 1280, 720, "At the lake"), "image · 1280 × 720 · 245 kB · At the lake"),
        (("audio", 812, None, None, None), "audio · 812 B"),
        (("video", 1_250_000, None, None, "two\nlines"), "video · 1.2 MB · two lines"),
        (("document", 999_999, None, None, "  "), "document · 1.0 MB"),
    ],
)
def test_a_description_says_what_is_known(values: tuple[Any, ...], text: str) -> None:
    assert media.describe_file(*values) == text


@given(st.text(max_size=400))
def test_a_caption_is_one_short_line(caption: str) -> None:
    line = media.shorten_caption(caption)
    assert len(line) <= media.CAPTION_LENGTH
    assert "\n" not in line
    assert media.shorten_caption(line) == line


def message(number: int, text: str) -> dict[str, Any]:
    at = datetime(2024, 1, 1, 12, number)
    return {
        "message_id": f"00000000-0000-8000-8000-{number:012d}",
        "sent_at": at,
        "position": number,
        "text": text,
        "kind": "media",
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
    files = records.describe_files(room.rows(expressions.list_files(T["attachments"], T["messages"])), hashes)
    table = expressions.build_media_files(T["attachments"], T["messages"])
    rows: list[dict[str, Any]] = room.derive(Derived(table, {"result_files": files})).to_pylist()
    return rows


def test_a_file_that_was_sent_twice_is_one_row_with_its_first_caption() -> None:
    room = RoomTables("messages", "attachments")
    room.fill("messages", [message(1, ""), message(2, "Second"), message(3, "Third")])
    room.fill("attachments", [attachment(3), attachment(1, clean_path=None, is_pii_redacted=False), attachment(2)])
    (row,) = media_files(room, {FILE: "00ff00ff00ff00ff"})
    assert row["description"] == "image · 1 kB · Second"
    assert row["site_relative_path"] == f"media/{FILE}.webp"
    assert (row["phash"], row["is_pii_redacted"]) == ("00ff00ff00ff00ff", True)
    assert room.rows(expressions.list_message_media(T["attachments"])).num_rows == 3


@pytest.mark.slow
def test_a_file_that_may_not_be_published_says_so() -> None:
    room = RoomTables("messages", "attachments")
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
        *expressions.build_tables(T, T).items(),
    ],
)
def test_the_sql_is_the_reviewed_one(name: str, expression: ibis.Table) -> None:
    assert_sql(f"enriched_{name}", expression)
