"""What a contract is: a table's columns, keys and rules, as values that know nothing of a database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import ibis
import ibis.expr.datatypes as dt

Place = Literal["main", "vault"]
Predicate = Callable[[ibis.Table], ibis.Value]

UUID = dt.UUID()
TEXT = dt.String()
BOOLEAN = dt.Boolean()
INT32 = dt.Int32()
INT64 = dt.Int64()
FLOAT64 = dt.Float64()
BYTES = dt.Binary()
JSON = dt.JSON()
INSTANT = dt.Timestamp(scale=9)
"""An event's time: naive UTC with nanoseconds (no type has both a zone and that scale)."""
LOCAL_TIME = dt.Timestamp(scale=6)
"""A wall-clock time as an export shows it."""
MOMENT = dt.Timestamp(timezone="UTC", scale=6)
"""A bookkeeping time, with its zone."""


@dataclass(frozen=True)
class Column:
    """One column: its name, its type, what it means, and the closed vocabulary it is drawn from, if any.

    `is_bookkeeping` marks what may differ between two runs over the same input (run ids, times of reading): such
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
    """Columns that must name an existing row of another contract."""

    columns: tuple[str, ...]
    parent: str
    parent_columns: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """A CHECK: a predicate over one row, with the sentence that it enforces."""

    meaning: str
    predicate: Predicate = field(compare=False)


@dataclass(frozen=True)
class Held:
    """Which rows of a table belong to people, so that the write of its asset leaves them as they are.

    Args:
        column: the column that tells whose a row is.
        table: the contract that decides, by the column of the same name.
        predicate: over one row of that contract: whether a person decides it.
        kept: columns that stay as they are in rows that the asset goes on writing.
        kept_when: over one row of the contract as it is stored: whether they do.
    """

    column: str
    table: str
    predicate: Predicate = field(compare=False)
    kept: tuple[str, ...] = ()
    kept_when: Predicate | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Contract:
    """One table, declared once. DDL, catalogue columns, checks and docs are derived from it.

    Args:
        held: the rows that people decide, not the asset that writes the others; None = no such rows.
        waits_in: the table that keeps rows while what they refer to is written again; None = such rows go.
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
    held: Held | None = None
    waits_in: str | None = None

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
        """The columns that the input alone decides: everything but bookkeeping."""
        return tuple(c.name for c in self.columns if not c.is_bookkeeping)

    @property
    def parents(self) -> tuple[str, ...]:
        """Names of the contracts that this one refers to, without itself, sorted."""
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

    def table(self) -> ibis.Table:
        """The contract as an unbound Ibis table."""
        return ibis.table(self.schema, name=self.name)


def references(column: str, parent: str, parent_column: str | None = None) -> ForeignKey:
    """A foreign key of one column."""
    return ForeignKey((column,), parent, (parent_column or column,))


RUN_ID = Column("run_id", UUID, "the run that last wrote the row", is_bookkeeping=True)
OF_A_RUN = references("run_id", "runs")
"""The row's run is recorded. For tables that nothing refers to: DuckDB refuses to update an indexed column of a
referenced row, and every changed row takes another run."""


def written_by_a_run(*columns: Column) -> tuple[Column, ...]:
    """The columns of a table that asset runs write: those given, then `run_id`."""
    return (*columns, RUN_ID)


def non_negative(*names: str) -> tuple[Rule, ...]:
    """One rule a column: it is zero or more (or null where the column may be)."""
    return tuple(Rule(f"{name} is not negative", _not_negative(name)) for name in names)


def _not_negative(name: str) -> Predicate:
    return lambda table: table[name] >= 0
