"""The run log: which runs there were and what each asset wrote last. `database/` implements the protocols."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from egregora_assets.contracts.parts import ChangedParts
from egregora_assets.contracts.tables import Rows
from egregora_assets.runs.projection import Failure
from egregora_assets.runs.records import RunRecord


@dataclass(frozen=True)
class Materialization:
    """The latest successful write of an asset."""

    run_id: str
    materialized_at: dt.datetime
    code_version: str
    data_version: str
    input_version: str
    row_count: int
    duration_ms: int


@dataclass(frozen=True)
class Outcome:
    """What a stage hands to the IO manager.

    Attributes:
        rows: rows to write by contract name, of all parts or of those that changed; None = the stored ones are reused.
        began: `time.monotonic()` when the stage began.
        config_hash: of the run.
    """

    rows: Rows | ChangedParts | None
    code_version: str
    input_version: str
    upstream: Mapping[str, Materialization]
    began: float
    config_hash: str = ""

    @property
    def tables(self) -> Rows:
        """The rows by contract name; none where the stored ones are reused."""
        return self.rows.rows if isinstance(self.rows, ChangedParts) else self.rows or {}


ConfirmInputs = Callable[[], None]
"""Raises `InputsChanged` where another run wrote an input of an asset since its body began: for a body that changes
more than tables, before it does."""


class RunLog(Protocol):
    """The run log of a deployment, as stages, reconciling and freshness use it."""

    def session(self) -> AbstractContextManager[object]:
        """Keeps the file open for several calls that read: opening it takes longer than any of them."""

    def writing_session(self) -> AbstractContextManager[object]:
        """Keeps every other process out between several calls that read and write."""

    def begin_run(self, record: RunRecord) -> None:
        """Commits the row of a run, unless it exists: before the run's first data."""

    def get_run(self, run_id: str) -> RunRecord | None:
        """The row of a run, if there is one."""

    def get_runs(self, run_ids: Collection[str]) -> dict[str, RunRecord]:
        """The rows of some runs, by id; runs without a row are left out."""

    def list_unfinished_runs(self) -> list[RunRecord]:
        """The runs that are queued or running, oldest first."""

    def find_last_update(self) -> dt.datetime | None:
        """The latest change in Dagster's run storage that the run log has; None if it has none."""

    def record_runs(self, records: Collection[RunRecord]) -> None:
        """Writes rows as they are given, in one transaction."""

    def end_run(self, run_id: str, status: str, finished_at: dt.datetime, failure: Failure | None = None) -> None:
        """Records how and when a run ended.

        Raises:
            RunUnknown, RunAlreadyEnded: nothing was changed.
        """

    def find_latest(self, asset_key: str) -> Materialization | None:
        """The latest successful write of an asset."""

    def refuse_changed_inputs(self, asset_key: str, upstream: Mapping[str, Materialization]) -> None:
        """Refuses to go on where an input was written since an asset began to read it.

        Raises:
            InputsChanged: another run wrote one.
        """

    def read_inputs(self, run_id: str, asset_key: str) -> Mapping[str, str]:
        """The data versions that an asset read in a run, by upstream asset."""
