"""The operator's decisions in the vault: who appears, which words are names, who was erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from egregora_assets.contracts.instants import utc_now
from egregora_assets.contracts.vault import CONSENT_DECISIONS, ERASED_AUTHORS
from egregora_assets.contracts.vocabularies import EVERY_CHAT
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.error_translation import translate_errors
from egregora_assets.database.tables.reading import read_table


@dataclass(frozen=True)
class ConsentDecision:
    """A decision about a participant: `opt-out` or `opt-in`, and when it was made (UTC)."""

    decision: str
    decided_at: dt.datetime


@dataclass(frozen=True)
class NameDecision:
    """A decision about a word: `person`, `not_a_person`, or None to withdraw an earlier decision."""

    name: str
    spelled: str
    decision: str | None
    scope: str = EVERY_CHAT


def read_consent_decisions(file: DatabaseFile) -> dict[str, ConsentDecision]:
    """The decisions by author_id.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged: the vault cannot be read.
    """
    rows = read_table(file, CONSENT_DECISIONS).to_pylist()
    return {str(row["author_id"]): ConsentDecision(str(row["decision"]), row["decided_at"]) for row in rows}


def record_consent_decision(file: DatabaseFile, author_id: str, decision: str, at: dt.datetime) -> bool:
    """Replaces an earlier decision about a participant.

    Returns: whether anything changed; the same decision again keeps the time of the first.

    Raises:
        DatabaseBusy, DatabaseMissing, DiskFull: nothing was recorded.
    """
    known = read_consent_decisions(file).get(author_id)
    if known is not None and known.decision == decision:
        return False
    with file.transaction() as connection:
        connection.execute("INSERT OR REPLACE INTO consent_decisions VALUES ($1, $2, $3)", [author_id, decision, at])
    return True


def record_name_decisions(file: DatabaseFile, decisions: Iterable[NameDecision]) -> None:
    """Replaces earlier decisions about the same words, in one transaction.

    Raises:
        RowsRefused: a word has no letters, or a decision is not in the vocabulary.
        DatabaseBusy, DatabaseMissing, DiskFull: nothing was recorded.
    """
    with file.transaction() as connection, translate_errors(file.path, "reviewed_names"):
        for one in decisions:
            key = {"scope": one.scope, "name": one.name}
            connection.execute("DELETE FROM reviewed_names WHERE scope = $scope AND name = $name", key)
            if one.decision is not None:
                connection.execute(
                    "INSERT INTO reviewed_names VALUES ($scope, $name, $spelled, $decision, $decided_at)",
                    {**key, "spelled": one.spelled, "decision": one.decision, "decided_at": utc_now()},
                )


def read_erased_authors(file: DatabaseFile) -> frozenset[str]:
    """The ids of the participants who were erased.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged: the vault cannot be read.
    """
    return frozenset(str(a) for a in read_table(file, ERASED_AUTHORS)["author_id"].to_pylist())


def record_erased_authors(file: DatabaseFile, author_ids: Iterable[str], at: dt.datetime) -> None:
    """Records who was erased, keeping an earlier time, and deletes the operator's decisions about them.

    Raises:
        DatabaseBusy, DatabaseMissing, DiskFull: nothing was recorded.
    """
    with file.transaction() as connection:
        for author_id in sorted(author_ids):
            connection.execute("INSERT INTO erased_authors VALUES ($1, $2) ON CONFLICT DO NOTHING", [author_id, at])
            connection.execute("DELETE FROM consent_decisions WHERE author_id = $1", [author_id])
