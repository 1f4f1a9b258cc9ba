"""The operator's decisions about names, in the vault: written one by one, read as rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from egregora_assets.contracts.instants import utc_now
from egregora_assets.contracts.vocabularies import EVERY_CHAT
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.refusals import translate_errors

_TABLE = "reviewed_names"


@dataclass(frozen=True)
class NameDecision:
    """What the operator says of a word: `person`, `not_a_person`, or None to take an earlier word back."""

    name: str
    spelled: str
    decision: str | None
    scope: str = EVERY_CHAT


def record_name_decisions(file: DatabaseFile, decisions: Iterable[NameDecision]) -> None:
    """Writes decisions, each in place of an earlier one about the same word, in one transaction.

    Raises:
        RowsRefused: a word has no letters, or a decision is none.
    """
    with file.transaction() as connection, translate_errors(file.path, _TABLE):
        for one in decisions:
            key = {"scope": one.scope, "name": one.name}
            connection.execute("DELETE FROM reviewed_names WHERE scope = $scope AND name = $name", key)
            if one.decision is not None:
                connection.execute(
                    "INSERT INTO reviewed_names VALUES ($scope, $name, $spelled, $decision, $decided_at)",
                    {**key, "spelled": one.spelled, "decision": one.decision, "decided_at": utc_now()},
                )
