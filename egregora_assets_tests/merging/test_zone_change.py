"""Rows that were read under one zone and moved to another are those of reading under the other."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from egregora_assets.merging import MergeOptions, VaultRows, find_moving_chats, merge_exports, move_to_zone
from egregora_assets.readers import ReadOptions
from egregora_assets.readers.whatsapp.parser import parse_chat
from egregora_assets_tests.asset_bodies import KEY
from egregora_assets_tests.exports.sources import as_json, discord_channel
from egregora_assets_tests.exports.texts import text_export
from egregora_assets_tests.services.test_inbox import Reader, drop, home, inbox

__all__ = ["home", "inbox"]

NOW = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)
ZONES = ("Europe/Berlin", "UTC", "America/New_York", "Asia/Tokyo", "Europe/Lisbon", "Europe/Berlin")
TWICE = """29/10/2023, 02:50 - Ana: primeira
29/10/2023, 02:55 - Beto: segunda
29/10/2023, 02:10 - Ana: once more <This message was edited>
29/10/2023, 02:10 - Caio: terceira
29/10/2023, 03:10 - Ana: quarta
"""
MORE = """05/11/2023, 01:40 - Beto: quinta
05/11/2023, 01:05 - Dora: sexta
05/11/2023, 03:00 - Ana: This message was deleted
"""
LEFT_OUT = """31/03/2024, 03:05 - Ana: depois
31/03/2024, 02:30 - Beto: antes
31/03/2024, 09:00 - Caio: fim
"""
MINUTES = """28/10/2023, 23:50 - Ana: primeira
29/10/2023, 00:10 - Beto: segunda
29/10/2023, 00:10 - Ana: once more <This message was edited>
"""
SECONDS = """[28/10/2023, 23:50:31] Ana: primeira
[29/10/2023, 00:10:02] Beto: segunda
[29/10/2023, 00:10:40] Ana: once more <This message was edited>
"""


def read(zone: str, *texts: str) -> VaultRows:
    rows = VaultRows(KEY)
    for number, text in enumerate(texts):
        add(rows, zone, text, number)
    return rows


def add(rows: VaultRows, zone: str, text: str, number: int) -> None:
    export = replace(text_export(text, number), chat=parse_chat(text.encode(), ReadOptions(zone)))
    merge_exports(rows, [export], MergeOptions(NOW, zone))


def tables(rows: VaultRows) -> dict[str, list[dict[str, Any]]]:
    """The tables by primary key, without what the next export is compared with."""
    found = {name: table.to_pylist() for name, table in rows.tables().items() if name != "kept_readings"}
    return {name: sorted(table, key=lambda row: str(list(row.values()))) for name, table in found.items()}


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param((TWICE,), id="an hour that a clock shows twice"),
        pytest.param((LEFT_OUT,), id="an hour that a clock leaves out"),
        pytest.param((TWICE, TWICE + MORE + LEFT_OUT), id="a longer export"),
        pytest.param((TWICE + MORE, LEFT_OUT), id="an export of what came later"),
        pytest.param((MINUTES, SECONDS), id="a second phone with seconds"),
    ],
)
def test_rows_that_move_from_zone_to_zone_are_those_of_reading_in_each(texts: tuple[str, ...]) -> None:
    rows = read(ZONES[0], *texts)
    ids = {row["message_id"] for row in tables(rows)["ingested"]}
    for before, after in pairwise(ZONES):
        assert move_to_zone(rows, before) == 0
        assert move_to_zone(rows, after) == 1
        assert tables(rows) == tables(read(after, *texts)), after
        assert {row["message_id"] for row in tables(rows)["ingested"]} == ids


def test_the_next_export_joins_what_was_moved_as_if_all_had_been_read_there() -> None:
    rows = read("UTC", TWICE)
    move_to_zone(rows, "Asia/Tokyo")
    add(rows, "Asia/Tokyo", TWICE + MORE, 1)
    assert tables(rows) == tables(read("Asia/Tokyo", TWICE, TWICE + MORE))
    assert rows.tables()["kept_readings"].num_rows == 1


def test_instants_that_a_program_wrote_stay_and_no_message_of_a_later_export_counts_twice(
    home: Path, inbox: Any
) -> None:
    drop(home, "channel.json", as_json(discord_channel()))
    reader = Reader(inbox)
    before = reader.read()
    (home / "egregora.toml").write_text('time_zone = "Asia/Tokyo"\nstable_seconds = 0\n')
    drop(home, "longer.json", as_json(discord_channel(more=True)))
    after = reader.read()
    was, now = ({row["message_id"]: row for row in t["ingested"].to_pylist()} for t in (before, after))
    assert was.keys() < now.keys()
    assert reader.metadata["conversations in another time zone than before"] == 1
    for message_id, row in was.items():
        assert now[message_id]["sent_at"] == row["sent_at"]
        assert now[message_id]["local_time"] - row["local_time"] == dt.timedelta(hours=9)
    assert set(after["export_files"]["time_zone"].to_pylist()) == {"Asia/Tokyo"}


def test_an_export_that_may_name_a_zone_of_its_own_is_left_alone() -> None:
    row = {"chat_id": "c", "time_zone": "Europe/Lisbon"}
    assert find_moving_chats([{**row, "source": "table"}], "UTC") == set()
    assert find_moving_chats([{**row, "source": "line"}], "UTC") == {"c"}
