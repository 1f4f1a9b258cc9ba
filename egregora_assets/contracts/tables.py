"""The tables of an asset, as another asset sees them: expressions to build on, rows on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, TypeAlias

import ibis
import pyarrow as pa

from egregora_assets.contracts.batches import Stream, split_into_batches
from egregora_assets.contracts.model import Contract

Session = Callable[[], AbstractContextManager[object]]


@dataclass(frozen=True)
class Derived:
    """Rows that an expression makes of stored tables and of what was computed for it.

    Attributes:
        expression: unbound; a result stands in it as an `ibis.table` of the result's name and schema.
        results: what was computed, by name; also rows of the other database file, by the name of their table. A result
            may lack columns that the expression does not use.
    """

    expression: ibis.Table
    results: Mapping[str, pa.Table]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(self.expression.columns)


def name_result(name: str, columns: Mapping[str, Any]) -> ibis.Table:
    """What stands for a result in an expression: its name, and its columns with their types.

    They may be null for Ibis, as all columns of a join, so that it can be united with one.
    """
    return ibis.table({column: kind.copy(nullable=True) for column, kind in columns.items()}, name=name)


Source: TypeAlias = pa.Table | ibis.Table | Derived
"""Rows, or the unbound expression of rows."""
Fetch = Callable[[ibis.Table | Derived], pa.Table]
Rows = Mapping[str, Source]
"""What an asset returns: by contract name, the rows of its tables (without `run_id`)."""


class Tables(Mapping[str, ibis.Table]):
    """Unbound Ibis tables by contract name, and a way to read an expression's rows.

    Args:
        contracts: the tables of the asset.
        fetch: runs an expression and returns its rows; the connection lives for that call only.
        stream: the same piece by piece, for what should never be in memory whole; without it `fetch` serves.
        session: keeps one connection for the reads inside it.
    """

    def __init__(
        self,
        contracts: Mapping[str, Contract],
        fetch: Fetch,
        stream: Stream | None = None,
        session: Session = nullcontext,
    ) -> None:
        self._contracts = dict(contracts)
        self._fetch = fetch
        self._stream = stream or (lambda expression: iter([fetch(expression)]))
        self.session = session
        """Context manager: reads inside it share one connection and show one moment. Others can't write meanwhile."""

    def __getitem__(self, name: str) -> ibis.Table:
        return self._contracts[name].table()

    def __iter__(self) -> Iterator[str]:
        return iter(self._contracts)

    def __len__(self) -> int:
        return len(self._contracts)

    def rows(self, expression: ibis.Table | Derived | str) -> pa.Table:
        """The rows of an expression, or of a table given by its contract's name.

        Returns: UUIDs as 36-character text, instants as naive nanoseconds, moments as microseconds in UTC; in no
        particular order unless the expression has one.
        """
        return self._fetch(self[expression] if isinstance(expression, str) else expression)

    def batches(
        self, expression: ibis.Table | str, batch_size: int, order_by: str | Sequence[str]
    ) -> Iterator[pa.Table]:
        """The rows of an expression, or of a table given by its name, `batch_size` at a time, each row once.

        For work that goes row by row: no more than a batch is in memory, and the database is closed meanwhile. All
        batches show the moment at which the first is asked for. Nulls come last; equals in `order_by` are ordered by
        the table's key, or by every column of an expression.

        Raises:
            BatchesRefused: the size is below one, or there is no such column.
        """
        if isinstance(expression, str):
            return split_into_batches(
                self[expression], batch_size, order_by, self._stream, self._contracts[expression].primary_key
            )
        return split_into_batches(expression, batch_size, order_by, self._stream)
