"""What the operator decided about participants, in the vault, row by row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from egregora_assets.contracts.vault import ERASED_AUTHORS, WISHES
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.writer import rows_of


@dataclass(frozen=True)
class Wish:
    """A decision of the operator: `opt-out` or `opt-in`, and when it was made (UTC)."""

    wish: str
    decided_at: dt.datetime


def wishes(file: DatabaseFile) -> dict[str, Wish]:
    """The decisions by author_id."""
    rows = rows_of(file, WISHES).to_pylist()
    return {str(row["author_id"]): Wish(str(row["wish"]), row["decided_at"]) for row in rows}


def record_wish(file: DatabaseFile, author_id: str, wish: str, at: dt.datetime) -> bool:
    """Keeps a decision instead of an earlier one.

    Returns: whether it changes anything; the same decision again keeps the time of the first.
    """
    known = wishes(file).get(author_id)
    if known is not None and known.wish == wish:
        return False
    with file.transaction() as connection:
        connection.execute("INSERT OR REPLACE INTO wishes VALUES ($1, $2, $3)", [author_id, wish, at])
    return True


def erased_authors(file: DatabaseFile) -> frozenset[str]:
    """Who was erased."""
    return frozenset(str(a) for a in rows_of(file, ERASED_AUTHORS)["author_id"].to_pylist())


def record_erased(file: DatabaseFile, author_ids: Iterable[str], at: dt.datetime) -> None:
    """Notes who was erased, unless that is noted, and drops what the operator had decided about them."""
    with file.transaction() as connection:
        for author_id in sorted(author_ids):
            connection.execute("INSERT INTO erased_authors VALUES ($1, $2) ON CONFLICT DO NOTHING", [author_id, at])
            connection.execute("DELETE FROM wishes WHERE author_id = $1", [author_id])
