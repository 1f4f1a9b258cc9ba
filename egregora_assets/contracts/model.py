"""The parts of a contract: a table's columns, keys and rules, as values without a database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import ibis
import ibis.expr.datatypes as dt
import pyarrow as pa

from egregora_assets.contracts.column_types import UUID
from egregora_assets.errors import RowsMalformed

Place = Literal["main", "vault"]
Predicate = Callable[[ibis.Table], ibis.Value]


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        meaning: a phrase for the catalogue and the schema page.
        values: the closed vocabulary, if there is one.
        is_bookkeeping: whether two runs over the same input may give different values (run ids, times of reading). Such
            columns stay out of data versions and of the canonical export.
    """

    name: str
    type: dt.DataType
    meaning: str
    is_nullable: bool = False
    values: tuple[str, ...] = ()
    is_bookkeeping: bool = False


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values must exist in another contract.

    Attributes:
        is_released: what becomes of the row when its parent goes: it stays, and the columns are emptied; else it goes
            too. Only for columns that may be null, in a table that no other refers to.
    """

    columns: tuple[str, ...]
    parent: str
    parent_columns: tuple[str, ...]
    is_released: bool = False


@dataclass(frozen=True)
class Rule:
    """A CHECK: a predicate over one row, and the sentence that it enforces."""

    meaning: str
    predicate: Predicate = field(compare=False)


@dataclass(frozen=True)
class ManualRows:
    """Which rows of a table people decide, so that the write of its asset leaves them as they are.

    Attributes:
        column: the column that says which document a row belongs to.
        table: the contract that decides, by the column of the same name.
        predicate: over one row of that contract: whether a person decides it.
        preserved_columns: columns whose stored values stay in rows that the asset goes on writing.
        preserve_when: over one stored row of the contract: whether they stay.
    """

    column: str
    table: str
    predicate: Predicate = field(compare=False)
    preserved_columns: tuple[str, ...] = ()
    preserve_when: Predicate | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Contract:
    """One table, declared once. DDL, Arrow rows, catalogue columns, checks and docs are derived from it.

    Attributes:
        grain: what a row is, as a sentence that begins with "One row".
        indexes: columns of secondary indexes.
        is_append_only: no write of an asset removes or changes rows.
        manual_rows: the rows that people decide, not the asset that writes the others; None = no such rows.
        detached_table: the table that keeps rows while what they refer to is written again; None = such rows go.
    """

    name: str
    grain: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    rules: tuple[Rule, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    place: Place = "main"
    is_append_only: bool = False
    manual_rows: ManualRows | None = None
    detached_table: str | None = None

    @property
    def schema(self) -> ibis.Schema:
        """Names and Ibis types, nullability included, in order of declaration."""
        return ibis.schema({c.name: c.type.copy(nullable=c.is_nullable) for c in self.columns})

    @property
    def column_names(self) -> tuple[str, ...]:
        """Column names in order of declaration."""
        return tuple(c.name for c in self.columns)

    @property
    def content_columns(self) -> tuple[str, ...]:
        """Names of the columns that depend on the input alone: all but bookkeeping."""
        return tuple(c.name for c in self.columns if not c.is_bookkeeping)

    @property
    def parents(self) -> tuple[str, ...]:
        """Names of the other contracts that this one refers to, sorted."""
        return tuple(sorted({k.parent for k in self.foreign_keys} - {self.name}))

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            KeyError: the contract has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")

    @property
    def filled_columns(self) -> tuple[str, ...]:
        """The names of the columns that are filled before a write: all but `run_id`, in their order."""
        return tuple(name for name in self.column_names if name != "run_id")

    def table(self) -> ibis.Table:
        """The contract as an unbound Ibis table."""
        return ibis.table(self.schema, name=self.name)

    @cached_property
    def arrow_schema(self) -> pa.Schema:
        """Arrow names and types of the columns that are filled before a write: all but `run_id`, in their order.

        UUIDs and JSON are text, instants naive nanoseconds, moments microseconds in UTC.
        """
        return self.select_arrow_schema(*self.filled_columns)

    def select_arrow_schema(self, *names: str) -> pa.Schema:
        """Arrow names and types of some columns, in the order asked for."""
        whole: pa.Schema = self.schema.to_pyarrow()
        return pa.schema([whole.field(name) for name in names])

    def rows(self, given: pa.Table | Mapping[str, Any] | Iterable[Mapping[str, Any]] = ()) -> pa.Table:
        """Rows of the contract as Arrow, with `arrow_schema`; a column that is not given is null.

        Args:
            given: a table or one mapping a row, of which other columns are left out; or columns by name, as Arrow or
                Python values of one length. Times may be integers since 1970 in the unit of their column.

        Raises:
            RowsMalformed: columns by name that the contract does not have, or of different lengths.
        """
        if not isinstance(given, pa.Table | Mapping):
            return pa.Table.from_pylist(list(given), schema=self.arrow_schema)
        columns = {n: given[n] for n in given.column_names} if isinstance(given, pa.Table) else given
        unknown = [] if isinstance(given, pa.Table) else sorted(set(columns) - set(self.arrow_schema.names))
        if unknown or len({len(values) for values in columns.values()}) > 1:
            raise RowsMalformed(self.name, f"unknown columns {unknown}" if unknown else "columns of different lengths")
        count = len(next(iter(columns.values()), ()))
        arrays = [_convert_column(columns.get(f.name), f.type, count) for f in self.arrow_schema]
        return pa.Table.from_arrays(arrays, schema=self.arrow_schema)


def _convert_column(values: Any, kind: Any, count: int) -> Any:
    """One Arrow column of `kind`; all null where there are no values."""
    if values is None:
        return pa.nulls(count, kind)
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values if values.type == kind else values.cast(kind)
    return pa.array(values, kind)


def references(column: str, parent: str, parent_column: str | None = None, *, is_released: bool = False) -> ForeignKey:
    """Make a foreign key of one column; `parent_column` defaults to the same name."""
    return ForeignKey((column,), parent, (parent_column or column,), is_released)


RUN_ID = Column("run_id", UUID, "the run that last wrote the row", is_bookkeeping=True)
RUN_REFERENCE = references("run_id", "runs")
"""For tables that no other table refers to: DuckDB refuses to update an indexed column of a referenced row, and every
changed row gets another run id."""


def with_run_id(*columns: Column) -> tuple[Column, ...]:
    """Add `run_id` to the columns of a table that runs write."""
    return (*columns, RUN_ID)


def require_words(*names: str) -> tuple[Rule, ...]:
    """Make a rule for each column: it has a character that is no blank, or is null."""
    return tuple(Rule(f"{name} is not empty", _has_words(name)) for name in names)


def _has_words(name: str) -> Predicate:
    return lambda table: table[name].re_search(r"[^\s\p{Z}]")


def require_non_negative(*names: str) -> tuple[Rule, ...]:
    """Make a rule for each column: its value is zero or more, or null."""
    return tuple(Rule(f"{name} is not negative", _not_negative(name)) for name in names)


def _not_negative(name: str) -> Predicate:
    return lambda table: table[name] >= 0
