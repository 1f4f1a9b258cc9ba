"""From any row back to the export: which runs wrote it, by which code, from which inputs. The SQL is in `database/`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from egregora_assets.contracts.relations import ASSET_OF, Relation, relations_of
from egregora_assets.errors import RowAmbiguous, RowUnknown
from egregora_assets.runs.records import RunRecord

Key = tuple[str, ...]
EXPORTS = "exports"


@dataclass(frozen=True, order=True)
class Row:
    """A row of a table: its key as text, and the run that last wrote it (None: the table notes no run)."""

    table: str
    key: Key
    run_id: str | None = None


@dataclass(frozen=True)
class Input:
    """What a materialization read: an asset, as a run had made it."""

    asset_key: str
    run_id: str | None
    data_version: str | None


@dataclass(frozen=True)
class Step:
    """One materialization on the way back.

    Attributes:
        code_version: the asset's own; the program's is the run's.
        changed_count: rows written; 0 = the run found everything as it was.
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
    """An export that a trace ends at: never its name."""

    export_id: str
    ingested_at: dt.datetime
    message_count: int
    run_id: str


@dataclass(frozen=True)
class Ancestors:
    """The rows of one table that what was asked for was made from, with how many each run wrote."""

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
    """Everything on the way from an identifier to the exports.

    Attributes:
        rows: the rows of that key, one a table.
        steps: the materializations that wrote them, then their inputs', back to the export; each once.
        ancestors: the rows that they were made from, in the order of the pipeline, last first.
        runs: every run that is named, by time.
    """

    rows: tuple[Row, ...]
    steps: tuple[Step, ...]
    ancestors: tuple[Ancestors, ...]
    exports: tuple[Export, ...]
    runs: tuple[RunRecord, ...]


class TraceBook(Protocol):
    """What tracing asks of a deployment's database."""

    def find(self, text: str) -> list[Row]:
        """The rows that an identifier names, by table."""

    def sources(self, relation: Relation, keys: Collection[Key]) -> list[Row]:
        """The rows that a relation leads to from the rows of its table with these keys, in order of key."""

    def step(self, asset_key: str, run_id: str) -> Step | None:
        """A materialization, without its inputs."""

    def steps_of(self, run_id: str) -> list[str]:
        """The assets that a run materialized, by time."""

    def inputs_of(self, asset_key: str, run_id: str) -> list[Input]:
        """What a materialization read, by asset."""

    def exports(self, export_ids: Collection[str]) -> list[Export]:
        """Exports by id, by time of reading."""

    def get_run(self, run_id: str) -> RunRecord | None:
        """The run of an id."""


def trace(book: TraceBook, text: str) -> Trace:
    """Follows an identifier back to the exports.

    Args:
        text: any key of ours; parts of a composite key are joined by colons.

    Raises:
        RowUnknown: no row has it.
        RowAmbiguous: several rows of one table have it.
    """
    rows = _only(book.find(text))
    steps = _steps_back(book, _materializations_of(book, rows))
    ancestors = _ancestors_of(book, rows)
    groups = [_grouped(table, ancestors[table]) for table in sorted(ancestors, key=_from_the_end)]
    export_ids = {row.key[0] for row in (*rows, *ancestors.get(EXPORTS, ())) if row.table == EXPORTS}
    exports = book.exports(sorted(export_ids))
    named = {row.run_id for row in rows} | {s.run_id for s in steps} | {s.written_by for s in steps}
    named |= {run_id for group in groups for run_id, _ in group.count_by_run}
    return Trace(tuple(rows), tuple(steps), tuple(groups), tuple(exports), _runs(book, named))


def _only(rows: Sequence[Row]) -> list[Row]:
    if not rows:
        raise RowUnknown()
    by_table: dict[str, list[Row]] = {}
    for row in rows:
        by_table.setdefault(row.table, []).append(row)
    for table, found in by_table.items():
        if len(found) > 1:
            raise RowAmbiguous(table, [":".join(row.key) for row in found])
    return sorted(rows)


def _materializations_of(book: TraceBook, rows: Iterable[Row]) -> list[tuple[str, str]]:
    """The materializations that wrote rows; for a run, everything that it materialized."""
    found: list[tuple[str, str]] = []
    for row in rows:
        if row.table in ASSET_OF and row.run_id:
            found.append((ASSET_OF[row.table], row.run_id))
        elif row.table == "runs":
            found += [(asset_key, row.key[0]) for asset_key in reversed(book.steps_of(row.key[0]))]
        elif row.table in {"materializations", "materialization_inputs"}:
            found.append((row.key[1], row.key[0]))
    return list(dict.fromkeys(found))


def _steps_back(book: TraceBook, waiting: list[tuple[str, str]]) -> list[Step]:
    """The materializations given, then what they read, and so on; those of the same distance in order of asset."""
    steps: dict[tuple[str, str], Step] = {}
    while waiting:
        further: list[tuple[str, str]] = []
        for asset_key, run_id in waiting:
            step = None if (asset_key, run_id) in steps else book.step(asset_key, run_id)
            if step is not None:
                inputs = tuple(book.inputs_of(asset_key, run_id))
                steps[asset_key, run_id] = Step(**{**vars(step), "inputs": inputs})
                further += [(i.asset_key, i.run_id) for i in inputs if i.run_id]
        waiting = list(dict.fromkeys(further))
    return list(steps.values())


def _ancestors_of(book: TraceBook, rows: Iterable[Row]) -> dict[str, set[Row]]:
    """The rows that lie behind rows, by table, without those themselves."""
    known: dict[str, set[Row]] = {}
    start: dict[str, set[Row]] = {}
    for row in rows:
        known.setdefault(row.table, set()).add(row)
        start.setdefault(row.table, set()).add(row)
    frontier = {table: set(found) for table, found in start.items()}
    while frontier:
        reached: dict[str, set[Row]] = {}
        for table in sorted(frontier):
            keys = sorted(row.key for row in frontier[table])
            for relation in relations_of(table):
                new = set(book.sources(relation, keys)) - known.get(relation.source, set())
                if new:
                    known.setdefault(relation.source, set()).update(new)
                    reached.setdefault(relation.source, set()).update(new)
        frontier = reached
    behind = {table: found - start.get(table, set()) for table, found in known.items()}
    return {table: found for table, found in behind.items() if found}


_PLACES = {table: place for place, table in enumerate(ASSET_OF)}


def _from_the_end(table: str) -> int:
    return -_PLACES[table]


def _grouped(table: str, rows: Iterable[Row]) -> Ancestors:
    ordered = sorted(rows)
    counts: dict[str, int] = {}
    for row in ordered:
        counts[row.run_id or ""] = counts.get(row.run_id or "", 0) + 1
    return Ancestors(table, ASSET_OF[table], tuple(r.key for r in ordered), tuple(sorted(counts.items())))


def _runs(book: TraceBook, run_ids: Iterable[str | None]) -> tuple[RunRecord, ...]:
    found = [run for run_id in sorted(i for i in run_ids if i) if (run := book.get_run(run_id))]
    return tuple(sorted(found, key=lambda run: (run.started_at, run.run_id)))
