"""The tables of an asset, as another asset sees them: expressions to build on, rows on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import ibis
import pyarrow as pa

from egregora_assets.contracts.model import Contract

Fetch = Callable[[ibis.Table], pa.Table]
Rows = Mapping[str, pa.Table | ibis.Table]
"""What an asset returns: by contract name, Arrow rows or an unbound expression (without `run_id`)."""


class Tables(Mapping[str, ibis.Table]):
    """Unbound Ibis tables by contract name, and a way to read an expression's rows.

    Args:
        contracts: the tables of the asset.
        fetch: runs an expression and returns its rows; the connection lives for that call only.
    """

    def __init__(self, contracts: Mapping[str, Contract], fetch: Fetch) -> None:
        self._contracts = dict(contracts)
        self._fetch = fetch

    def __getitem__(self, name: str) -> ibis.Table:
        return self._contracts[name].table()

    def __iter__(self) -> Iterator[str]:
        return iter(self._contracts)

    def __len__(self) -> int:
        return len(self._contracts)

    def rows(self, expression: ibis.Table | str) -> pa.Table:
        """The rows of an expression, or of a table given by its contract's name.

        Returns: UUIDs as 36-character text, instants as naive nanoseconds, moments as microseconds in UTC; in no
        particular order unless the expression has one.
        """
        return self._fetch(self[expression] if isinstance(expression, str) else expression)
