from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from egregora_assets.contracts.bundles import KNOWLEDGE_BUNDLE
from egregora_assets.contracts.parts import ChangedParts, Part
from egregora_assets.services.run_options import FORCE_TAG, RunOptions
from egregora_assets.stages.knowledge.assets import knowledge
from egregora_assets_tests.asset_bodies import ContextInHand, SettingsInHand, VaultInMemory, body_of
from egregora_assets_tests.retrieval.chat_rows import (
    AUTHORS,
    CHAT_ID,
    MONDAY,
    TABLES,
    WEEK,
    Said,
    memory_from,
    read_tables,
    room_with,
)
from egregora_assets_tests.room_store import StoreOfRoom
from egregora_assets_tests.room_tables import RoomTables, column

SAID = [Said(MONDAY + week * WEEK + n, f"harbour lantern {n}", n % 3) for week in range(3) for n in range(4)]


def _change(room: RoomTables, home: Path, parts: Mapping[str, Part] | None = None, **options: Any) -> ChangedParts:
    """What the body returns."""
    tables = room.tables
    changes: Any = body_of(knowledge)(
        context=ContextInHand(**options),
        anonymized=tables,
        enriched=tables,
        settings=SettingsInHand(home, {"minimum_window_messages": 3}),
        vault=VaultInMemory(),
        store=StoreOfRoom(room, parts or {}),
        run_options=RunOptions(),
    )
    assert isinstance(changes, ChangedParts)
    return changes


def _made(room: RoomTables, home: Path) -> dict[str, Any]:
    return read_tables(room, _change(room, home))


@pytest.mark.slow
def test_the_asset_gives_every_table_of_its_bundle_in_the_contracts_columns(tmp_path: Path) -> None:
    rows = _made(room_with(SAID), tmp_path)
    assert list(rows) == [contract.name for contract in KNOWLEDGE_BUNDLE.contracts]
    for contract in KNOWLEDGE_BUNDLE.contracts:
        assert set(rows[contract.name].column_names) == set(contract.column_names) - {"run_id"}
        assert rows[contract.name].num_rows
    assert rows == memory_from(SAID, minimum=3)


@pytest.mark.slow
def test_chats_do_not_look_into_each_other(tmp_path: Path) -> None:
    room = room_with(SAID)
    other = "00000000-0000-8000-8000-00000000000a"
    for table in ("chats", "authors", "messages"):
        present = room.tables.rows(table).to_pylist()
        renamed = {"chats": ("chat_id",), "authors": ("author_id",), "messages": ("message_id", "author_id")}[table]
        moved = [{**row, **{c: _other(row[c]) for c in renamed}, "chat_id": other} for row in present]
        room.fill(table, [{**row, "text": f"apples {row['text']}"} for row in moved] if table == "messages" else moved)
    rows = _made(room, tmp_path)
    alone = memory_from(SAID, minimum=3)
    for name in ("windows", "chunks"):
        own = [row for row in rows[name].to_pylist() if row["chat_id"] == CHAT_ID]
        assert own == alone[name].to_pylist()
        assert rows[name].num_rows == 2 * len(own)
    chats = {c["chunk_id"]: c["chat_id"] for c in rows["chunks"].to_pylist()}
    for name in ("chunk_terms", "chunk_embeddings"):
        own = [row for row in rows[name].to_pylist() if chats[row["chunk_id"]] == CHAT_ID]
        assert own == alone[name].to_pylist()
    said = {chats[row["chunk_id"]] for row in rows["chunk_terms"].to_pylist() if row["term"] == "appl"}
    assert said == {other}
    homes = {w["window_id"]: w["chat_id"] for w in rows["windows"].to_pylist()}
    assert all(chats[r["chunk_id"]] == homes[r["window_id"]] for r in rows["window_context"].to_pylist())


@pytest.mark.slow
def test_what_did_not_change_is_not_remembered_again_unless_a_run_is_forced(tmp_path: Path) -> None:
    room = room_with(SAID)
    first = _change(room, tmp_path)
    assert not first.scope
    again = _change(room, tmp_path, first.parts)
    written = read_tables(room, again)
    assert (sum(rows.num_rows for rows in written.values()), again.parts) == (0, first.parts)
    assert set(again.scope) == set(KNOWLEDGE_BUNDLE.tables)
    forced = _change(room, tmp_path, first.parts, tags={FORCE_TAG: "true"})
    assert read_tables(room, forced) == read_tables(room, first)
    assert (forced.scope, forced.parts) == ({}, first.parts)


def _other(identifier: str) -> str:
    return "f" + identifier[1:]


def test_without_a_chat_the_room_is_empty(tmp_path: Path) -> None:
    room = RoomTables(*TABLES, *KNOWLEDGE_BUNDLE.tables)
    assert all(table.num_rows == 0 for table in _made(room, tmp_path).values())


@pytest.mark.parametrize("name", AUTHORS)
def test_a_pseudonym_is_no_word_of_the_index(name: str, tmp_path: Path) -> None:
    room = room_with([*SAID, Said(MONDAY + 50, f"ask {name}, please")])
    terms = column(_made(room, tmp_path)["chunk_terms"], "term")
    assert not {"heron", "otter", "aguia", "azul"} & set(terms)
