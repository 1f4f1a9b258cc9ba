"""A store over a room in memory: what a stage wrote is read again by parts, and changed parts are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.parts import ChangedParts, Part
from egregora_assets.contracts.tables import Source, Tables
from egregora_assets_tests.asset_bodies import TasksInMemory
from egregora_assets_tests.room_tables import RoomTables


@dataclass
class StoreOfRoom:
    """The tables of a room, and the parts of the last write."""

    room: RoomTables
    parts: Mapping[str, Part] = field(default_factory=dict)
    task_queue: TasksInMemory = field(default_factory=TasksInMemory)

    def tables(self, _bundle: object) -> Tables:
        return self.room.tables

    def read_parts(self, _asset_key: str) -> dict[str, Part]:
        return dict(self.parts)

    def read_own_table(self, contract_name: str) -> pa.Table:
        return self.room.tables.rows(contract_name)

    def write(self, changes: ChangedParts) -> None:
        """What the writer of parts does, in the simplest way."""
        scopes = {name: self._read(keys) for name, keys in changes.scope.items()}
        arriving = {name: self.room.derive(rows) for name, rows in changes.rows.items()}
        for name, rows in arriving.items():
            key = ", ".join(CONTRACTS[name].primary_key)
            if name not in scopes:
                self.room.run(f"DELETE FROM {name}")
            for gone in scopes.get(name, ()):
                values = ", ".join(f"'{value}'" for value in gone.values())
                self.room.run(f"DELETE FROM {name} WHERE ({key}) = ({values})")
            self.room.fill(name, rows)
        self.parts = changes.parts

    def show(self, names: tuple[str, ...]) -> dict[str, list[dict[str, Any]]]:
        """The rows of tables, in order of their keys, without the run that wrote them."""
        tables = self.room.tables
        return {
            name: tables.rows(tables[name].drop("run_id").order_by(*CONTRACTS[name].primary_key)).to_pylist()
            for name in names
        }

    def _read(self, keys: Source) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.room.derive(keys).to_pylist()
        return rows
