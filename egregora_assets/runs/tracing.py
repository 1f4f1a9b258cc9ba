"""Traces a row back to its export: which runs wrote it, with which code, from which inputs. SQL is in `database/`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from egregora_assets.contracts.relations import ASSETS_BY_TABLE, Relation, list_relations
from egregora_assets.errors import RowAmbiguous, RowUnknown
from egregora_assets.runs.records import RunRecord

Key = tuple[str, ...]
EXPORTS = "exports"


@dataclass(frozen=True, order=True)
class Row:
    """A row of a table: its key as text, and the run that last wrote it (None: the table records no run)."""

    table: str
    key: Key
    run_id: str | None = None

    @property
    def asset_key(self) -> str | None:
        """The asset that writes the table; None where none does."""
        return ASSETS_BY_TABLE.get(self.table)


@dataclass(frozen=True)
class Input:
    """An asset that a materialization read, and the run that had made it."""

    asset_key: str
    run_id: str | None
    data_version: str | None


@dataclass(frozen=True)
class Step:
    """One materialization of a trace.

    Attributes:
        code_version: the asset's own; the program's is the run's.
        changed_count: rows written; 0 = nothing had changed.
        written_by: the run that last changed the asset's tables, up to this one; differs where the run reused them.
    """

    asset_key: str
    run_id: str
    materialized_at: dt.datetime
    code_version: str
    data_version: str
    row_count: int
    changed_count: int
    written_by: str
    inputs: tuple[Input, ...] = ()


@dataclass(frozen=True)
class Export:
    """An export at the end of a trace, without its name."""

    export_id: str
    ingested_at: dt.datetime
    message_count: int
    run_id: str


@dataclass(frozen=True)
class Ancestors:
    """The rows of one table that the traced rows were made from, with how many each run wrote."""

    table: str
    asset_key: str
    keys: tuple[Key, ...]
    count_by_run: tuple[tuple[str, int], ...]

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.keys)


@dataclass(frozen=True)
class Trace:
    """Everything between an identifier and the exports.

    Attributes:
        rows: the rows of that key, one a table.
        steps: the materializations that wrote them, then those of their inputs, back to the export; each once.
        ancestors: the rows that they were made from, in reverse order of the pipeline.
        runs: every run that occurs, by time.
    """

    rows: tuple[Row, ...]
    steps: tuple[Step, ...]
    ancestors: tuple[Ancestors, ...]
    exports: tuple[Export, ...]
    runs: tuple[RunRecord, ...]


class TraceLog(Protocol):
    """The run log and the rows of a deployment, as tracing uses them."""

    def find(self, text: str) -> list[Row]:
        """The rows that an identifier names, by table."""

    def find_sources(self, relation: Relation, keys: Collection[Key]) -> list[Row]:
        """The rows that a relation leads to from the rows of its table with these keys, in order of key."""

    def find_step(self, asset_key: str, run_id: str) -> Step | None:
        """A materialization, without its inputs."""

    def list_steps(self, run_id: str) -> list[str]:
        """The assets that a run materialized, by time."""

    def list_inputs(self, asset_key: str, run_id: str) -> list[Input]:
        """What a materialization read, by asset."""

    def list_exports(self, export_ids: Collection[str]) -> list[Export]:
        """Exports by id, by time of reading."""

    def get_run(self, run_id: str) -> RunRecord | None:
        """The run of an id."""


def trace_identifier(log: TraceLog, text: str) -> Trace:
    """Traces an identifier back to the exports.

    Args:
        text: any key of ours; parts of a composite key are joined by colons.

    Raises:
        RowUnknown: no row has that key.
        RowAmbiguous: several rows of one table have a key that begins so.
    """
    rows = _pick_rows(log.find(text))
    steps = _collect_steps(log, _find_materializations(log, rows))
    ancestors = _collect_ancestors(log, rows)
    groups = [_group_rows(table, ancestors[table]) for table in reversed(ASSETS_BY_TABLE) if table in ancestors]
    export_ids = {row.key[0] for row in (*rows, *ancestors.get(EXPORTS, ())) if row.table == EXPORTS}
    exports = log.list_exports(sorted(export_ids))
    named = {row.run_id for row in rows} | {s.run_id for s in steps} | {s.written_by for s in steps}
    named |= {run_id for group in groups for run_id, _ in group.count_by_run}
    return Trace(tuple(rows), tuple(steps), tuple(groups), tuple(exports), _read_runs(log, named))


def _pick_rows(rows: Sequence[Row]) -> list[Row]:
    if not rows:
        raise RowUnknown()
    by_table: dict[str, list[Row]] = {}
    for row in rows:
        by_table.setdefault(row.table, []).append(row)
    for table, found in by_table.items():
        if len(found) > 1:
            raise RowAmbiguous(table, [":".join(row.key) for row in found])
    return sorted(rows)


def _find_materializations(log: TraceLog, rows: Iterable[Row]) -> list[tuple[str, str]]:
    """The materializations that wrote some rows, as asset and run; for the row of a run, all that it materialized."""
    found: list[tuple[str, str]] = []
    for row in rows:
        if row.table in ASSETS_BY_TABLE and row.run_id:
            found.append((ASSETS_BY_TABLE[row.table], row.run_id))
        elif row.table == "runs":
            found += [(asset_key, row.key[0]) for asset_key in reversed(log.list_steps(row.key[0]))]
        elif row.table in {"materializations", "materialization_inputs"}:
            found.append((row.key[1], row.key[0]))
    return list(dict.fromkeys(found))


def _collect_steps(log: TraceLog, waiting: list[tuple[str, str]]) -> list[Step]:
    """Breadth first: the materializations given, then those that they read, and so on; each once."""
    steps: dict[tuple[str, str], Step] = {}
    while waiting:
        further: list[tuple[str, str]] = []
        for asset_key, run_id in waiting:
            step = None if (asset_key, run_id) in steps else log.find_step(asset_key, run_id)
            if step is not None:
                inputs = tuple(log.list_inputs(asset_key, run_id))
                steps[asset_key, run_id] = Step(**{**vars(step), "inputs": inputs})
                further += [(i.asset_key, i.run_id) for i in inputs if i.run_id]
        waiting = list(dict.fromkeys(further))
    return list(steps.values())


def _collect_ancestors(log: TraceLog, rows: Iterable[Row]) -> dict[str, set[Row]]:
    """The rows that some rows were made from, directly or not, by table; without those rows themselves."""
    start: dict[str, set[Row]] = {}
    for row in rows:
        start.setdefault(row.table, set()).add(row)
    known = {table: set(found) for table, found in start.items()}
    frontier = start
    while frontier:
        reached: dict[str, set[Row]] = {}
        for table in sorted(frontier):
            keys = sorted(row.key for row in frontier[table])
            for relation in list_relations(table):
                new = set(log.find_sources(relation, keys)) - known.get(relation.source, set())
                if new:
                    known.setdefault(relation.source, set()).update(new)
                    reached.setdefault(relation.source, set()).update(new)
        frontier = reached
    ancestors = {table: found - start.get(table, set()) for table, found in known.items()}
    return {table: found for table, found in ancestors.items() if found}


def _group_rows(table: str, rows: Iterable[Row]) -> Ancestors:
    ordered = sorted(rows)
    counts: dict[str, int] = {}
    for row in ordered:
        counts[row.run_id or ""] = counts.get(row.run_id or "", 0) + 1
    return Ancestors(table, ASSETS_BY_TABLE[table], tuple(r.key for r in ordered), tuple(sorted(counts.items())))


def _read_runs(log: TraceLog, run_ids: Iterable[str | None]) -> tuple[RunRecord, ...]:
    found = [run for run_id in sorted(i for i in run_ids if i) if (run := log.get_run(run_id))]
    return tuple(sorted(found, key=lambda run: (run.created_at, run.run_id)))
