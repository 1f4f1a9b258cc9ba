"""An asset's own body, without Dagster, reuse and boundary; and stand-ins for what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa

from egregora_assets.contracts.bundles import CONTRACTS, Bundle
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.parts import ChangedParts, Part, Perform, perform_here
from egregora_assets.contracts.tables import Derived, Tables
from egregora_assets.services.settings import SettingsValues
from egregora_assets.services.tasks import Payload, Task, TaskCount, TaskResult
from egregora_assets_tests.room_tables import RoomTables

KEY = DeploymentKey(bytes(range(32)))


def body_of(asset: dg.AssetsDefinition) -> Callable[..., dict[str, Any]]:
    """The function under the decorators."""
    compute: Any = asset.op.compute_fn
    body: Callable[..., dict[str, Any]] = compute.decorated_fn.__wrapped__
    return body


def passes(check: Any, *tables: Tables) -> bool:
    """Whether a check passes on tables, given in the order of its parameters."""
    return bool(check(*tables).passed)


@dataclass
class TasksInMemory:
    """A queue in which everything is due at once, until it is done."""

    open: dict[str, Task] = field(default_factory=dict)
    results: dict[str, TaskResult] = field(default_factory=dict)

    def enqueue(self, run_id: str, task_type: str, payloads: Iterable[Payload], now: datetime, *, revives: bool) -> int:
        found = {f"{task_type} {sorted(payload.items())}": payload for payload in payloads}
        new = {name: Task(name, payload, 1) for name, payload in found.items() if name not in self.open}
        self.open.update(new)
        return len(new)

    def claim(self, run_id: str, task_type: str, now: datetime) -> list[Task]:
        return [task for name, task in sorted(self.open.items()) if name.startswith(f"{task_type} ")]

    def record(self, run_id: str, results: Mapping[str, TaskResult], now: datetime) -> None:
        self.results.update(results)
        for name in results:
            del self.open[name]

    def count(self) -> list[TaskCount]:
        return []


@dataclass
class StoreInMemory:
    """The rows that an asset wrote earlier: what a test says that they are."""

    written: dict[str, pa.Table] = field(default_factory=dict)
    erased: frozenset[str] = frozenset()
    parts: dict[str, Part] = field(default_factory=dict)
    task_queue: TasksInMemory = field(default_factory=lambda: TasksInMemory())
    readings: dict[str, bytes] = field(default_factory=dict)

    def read_kept_chats(self) -> dict[str, bytes]:
        return dict(self.readings)

    def keep_chats(self, kept: Mapping[str, bytes]) -> None:
        self.readings = dict(kept)

    def read_own_table(self, contract_name: str) -> pa.Table:
        table = self.written.get(contract_name)
        if table is None:
            names = CONTRACTS[contract_name].column_names
            return pa.table({name: pa.array([], pa.string()) for name in names})
        absent = [name for name in CONTRACTS[contract_name].column_names if name not in table.column_names]
        for name in absent:
            table = table.append_column(name, pa.nulls(table.num_rows, pa.string()))
        return table

    def read_own_tables(self, contract_names: Iterable[str]) -> dict[str, pa.Table]:
        return {name: self.read_own_table(name) for name in contract_names}

    def read_parts(self, asset_key: str) -> dict[str, Part]:
        return dict(self.parts)

    def apply(self, bundle: Bundle, changed: ChangedParts) -> dict[str, pa.Table]:
        """Keeps what an asset returned, as the database does; returns all that is stored then, by its key."""
        changed, stored = read_sources(changed), self.tables(bundle)
        for name, contract in bundle.tables.items():
            rows, scope = changed.rows[name], changed.scope.get(name)
            assert isinstance(rows, pa.Table)
            key = list(contract.primary_key)
            if scope is not None:
                gone = stored.rows(scope) if not isinstance(scope, pa.Table) else scope
                keys = {tuple(row.values()) for row in (*gone.to_pylist(), *rows.select(key).to_pylist())}
                earlier = self.read_own_table(name).select(rows.column_names)
                mask = [tuple(row.values()) not in keys for row in earlier.select(key).to_pylist()]
                rows = pa.concat_tables([rows, earlier.filter(pa.array(mask, pa.bool_())).cast(rows.schema)])
            self.written[name] = rows.sort_by([(column, "ascending") for column in key])
        self.parts = dict(changed.parts)
        return {name: self.written[name] for name in bundle.tables}

    def list_erased_ids(self) -> frozenset[str]:
        return self.erased

    def list_erased_public_names(self) -> list[tuple[str, str]]:
        return []

    def tables(self, bundle: Bundle) -> Tables:
        """The tables in a database in memory."""
        room = RoomTables(*bundle.tables)
        for name in bundle.tables:
            if name in self.written:
                room.fill(name, self.written[name])
        return room.tables

    def keep(self, rows: Mapping[str, Any] | ChangedParts) -> dict[str, pa.Table]:
        """Writes what a body returned; returns all rows of its tables."""
        whole: Mapping[str, Any]
        if isinstance(rows, ChangedParts):
            self.parts = dict(rows.parts)
            whole = rows_after(self.written, read_sources(rows))
        else:
            whole = read_rows(rows)
        found = {name: table for name, table in whole.items() if isinstance(table, pa.Table)}
        self.written.update(found)
        return found


def read_rows(rows: Mapping[str, Any]) -> dict[str, Any]:
    """What an asset returned, with the rows of expressions that need nothing stored, in the contracts' types."""
    room = RoomTables()
    return {
        name: CONTRACTS[name].rows(room.derive(found)) if isinstance(found, Derived) else found
        for name, found in rows.items()
    }


def read_sources(changed: ChangedParts) -> ChangedParts:
    """The same for changed parts."""
    return replace(changed, rows=read_rows(changed.rows))


def rows_after(stored: Mapping[str, pa.Table], changes: ChangedParts) -> dict[str, pa.Table]:
    """The tables after changed parts were written, given as Arrow."""
    after = {}
    for name, rows in changes.rows.items():
        contract, keys = CONTRACTS[name], changes.scope.get(name)
        assert isinstance(rows, pa.Table)
        if keys is None:
            after[name] = rows
            continue
        assert isinstance(keys, pa.Table)
        scope = {tuple(row.values()) for row in keys.to_pylist()}
        old = stored[name].to_pylist() if name in stored else []
        stay = [row for row in old if tuple(row[c] for c in contract.primary_key) not in scope]
        after[name] = contract.rows([*stay, *rows.to_pylist()])
    return after


@dataclass
class ClockInHand:
    """A clock that a test moves."""

    time: datetime = datetime(2024, 5, 1, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def forward(self, **by: float) -> None:
        self.time += timedelta(**by)


@dataclass
class ContextInHand:
    """What a body may ask of its run, and tell it: the tags, and counts."""

    tags: dict[str, str] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    run_id: str = "00000000-0000-8000-8000-000000000001"

    def add_output_metadata(self, metadata: Mapping[str, Any]) -> None:
        self.metadata.update(metadata)

    @property
    def run(self) -> ContextInHand:
        return self


@dataclass
class NotesInMemory:
    """A cache of digests without a file."""

    notes: dict[str, tuple[str, str]] = field(default_factory=dict)

    def read(self, home: Path) -> dict[str, tuple[str, str]]:
        return dict(self.notes)

    def write(self, home: Path, notes: Mapping[str, tuple[str, str]]) -> None:
        self.notes = dict(notes)


class WorkersInHand:
    """No other process: everything is computed in this one."""

    def serve(self, stage: str) -> Perform:
        return perform_here


class GuardInHand:
    """A leak guard that finds one text."""

    def __init__(self, private: str = "\0") -> None:
        self.private = private

    def findings(self, data: bytes, place: str) -> list[str]:
        return [place] if self.private in data.decode() else []


class VaultInMemory:
    """The key alone."""

    def key(self) -> DeploymentKey:
        return KEY


@dataclass
class SettingsInHand:
    """Settings of a folder."""

    home: Path
    changed: dict[str, Any] = field(default_factory=dict)

    def values(self) -> SettingsValues:
        return SettingsValues(home=self.home, inbox=self.home / "inbox", **self.changed)
