"""What the operator decided about participants, in the vault, row by row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from egregora_assets.contracts.vault import CONSENT_DECISIONS, ERASED_AUTHORS
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.tables.reading import read_table


@dataclass(frozen=True)
class ConsentDecision:
    """A decision of the operator: `opt-out` or `opt-in`, and when it was made (UTC)."""

    decision: str
    decided_at: dt.datetime


def read_consent_decisions(file: DatabaseFile) -> dict[str, ConsentDecision]:
    """The decisions by author_id."""
    rows = read_table(file, CONSENT_DECISIONS).to_pylist()
    return {str(row["author_id"]): ConsentDecision(str(row["decision"]), row["decided_at"]) for row in rows}


def record_consent_decision(file: DatabaseFile, author_id: str, decision: str, at: dt.datetime) -> bool:
    """Records a decision in place of an earlier one.

    Returns: whether it changes anything; the same decision again keeps the time of the first.

    Raises:
        DatabaseBusy, DatabaseMissing, DiskFull: nothing was recorded.
    """
    known = read_consent_decisions(file).get(author_id)
    if known is not None and known.decision == decision:
        return False
    with file.transaction() as connection:
        connection.execute("INSERT OR REPLACE INTO consent_decisions VALUES ($1, $2, $3)", [author_id, decision, at])
    return True


def read_erased_authors(file: DatabaseFile) -> frozenset[str]:
    """The ids of the participants who were erased."""
    return frozenset(str(a) for a in read_table(file, ERASED_AUTHORS)["author_id"].to_pylist())


def record_erased_authors(file: DatabaseFile, author_ids: Iterable[str], at: dt.datetime) -> None:
    """Records who was erased, unless that is recorded, and drops the operator's decisions about them."""
    with file.transaction() as connection:
        for author_id in sorted(author_ids):
            connection.execute("INSERT INTO erased_authors VALUES ($1, $2) ON CONFLICT DO NOTHING", [author_id, at])
            connection.execute("DELETE FROM consent_decisions WHERE author_id = $1", [author_id])
