"""Batches: the rows of a table a fixed number at a time, each once, in one total order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import ibis
import pyarrow as pa

from egregora_assets.errors import BatchesRefused

Stream = Callable[[ibis.Table], Iterable[pa.Table]]
"""Runs an expression once and gives its rows piece by piece, all as they were at one moment."""


def split_into_batches(
    table: ibis.Table, batch_size: int, order_by: str | Sequence[str], stream: Stream, key: Sequence[str] = ()
) -> Iterator[pa.Table]:
    """The rows of a table in batches.

    Args:
        table: the rows, unbound.
        batch_size: rows a batch; the last one may have fewer.
        order_by: columns to order by, ascending, nulls last.
        stream: where the rows come from.
        key: columns that no two rows share; they decide among equals. Empty = every column decides.

    Returns: each row in exactly one batch; no batch where there are no rows. All batches show one moment: that at which
    the first is asked for. A table that changes later changes no batch, and may be written while they are read.

    Raises:
        BatchesRefused: the size is below one, or the table has no such column; before anything is read.
    """
    if batch_size < 1:
        raise BatchesRefused(f"{batch_size} rows make no batch", "ask for one row or more.")
    return _of_size(stream(order_totally(table, order_by, key)), batch_size)


def order_totally(table: ibis.Table, order_by: str | Sequence[str], key: Sequence[str] = ()) -> ibis.Table:
    """A table in an order that leaves no two rows at the same place, unless they are equal in every column.

    Raises:
        BatchesRefused: the table has no such column.
    """
    asked = (order_by,) if isinstance(order_by, str) else tuple(order_by)
    if unknown := sorted({*asked, *key} - set(table.columns)):
        raise BatchesRefused(
            f"there is no column {', '.join(unknown)}", f"order by some of {', '.join(table.columns)}."
        )
    columns = dict.fromkeys((*asked, *(key or table.columns)))
    return table.order_by([ibis.asc(column, nulls_first=False) for column in columns])


def _of_size(pieces: Iterable[pa.Table], size: int) -> Iterator[pa.Table]:
    """The same rows in tables of one size; what waits to be given never holds more than a piece and a batch."""
    waiting: list[pa.Table] = []
    count = 0
    for piece in pieces:
        place = 0
        while place < piece.num_rows:
            part = piece.slice(place, size - count)
            waiting.append(part)
            place += part.num_rows
            count += part.num_rows
            if count == size:
                yield pa.concat_tables(waiting)
                waiting, count = [], 0
    if waiting:
        yield pa.concat_tables(waiting)
