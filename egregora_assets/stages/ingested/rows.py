"""Rows of the vault that exports may change; counts of a run's reading, without anything that a person wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from egregora_assets.contracts.bundles import INGESTED_BUNDLE
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.parts import ChangedParts
from egregora_assets.contracts.tables import Rows, Tables
from egregora_assets.merging import VaultRows
from egregora_assets.merging.continuing import Continuation
from egregora_assets.merging.conversations import find_continuations
from egregora_assets.readers import BatchReader, Export
from egregora_assets.stages.ingested import expressions

ReadTables = Callable[[Sequence[str]], Mapping[str, pa.Table]]
_SHORT = ("identities", "export_files", "kept_readings", "consent_decisions")
"""Tables of few rows, which are always read as a whole."""


class StoredRows:
    """The vault's rows as earlier runs left them, as many of them as the exports of a run may change.

    Args:
        read_tables: reads whole tables by name; vault: the tables, to be asked for some of their rows.

    Attributes:
        export_files: rows of the exports that have been read; export_ids: their ids.
    """

    def __init__(self, key: DeploymentKey, read_tables: ReadTables, vault: Tables) -> None:
        self.key, self._read_tables, self._vault = key, read_tables, vault
        self._rows = dict(read_tables(_SHORT))
        self._is_part = False
        self.export_files = self._rows["export_files"].to_pylist()
        self.export_ids = {str(row["export_id"]) for row in self.export_files}

    def load(self, exports: Sequence[Export], label: str | None, *, must_be_all: bool) -> VaultRows:
        """The rows to merge exports into: all, unless each of those only adds messages to its conversation.

        Args:
            exports: what was read; label: the user's name for the conversation.
        """
        found = None
        if not must_be_all:
            found = find_continuations(self.key, exports, self._rows["kept_readings"], label)
        self._is_part = found is not None
        self._rows |= self._read_all() if found is None else self._read_near(list(found.values()))
        rows = VaultRows.load(self.key, self._rows)
        rows.compares_all, rows.continuations = found is None, found or {}
        return rows

    def _read_all(self) -> Mapping[str, pa.Table]:
        return self._read_tables([name for name in INGESTED_BUNDLE.tables if name not in _SHORT])

    def _read_near(self, continuations: Sequence[Continuation]) -> Mapping[str, pa.Table]:
        """The messages that the new ones are compared with, and the forms of all that the exports show again."""
        ingested, chat_ids = self._vault["ingested"], [c.chat_id for c in continuations]
        near = [(c.chat_id, c.moments.local, c.moments.utc) for c in continuations if c.moments]
        messages = expressions.messages_to_compare(ingested, near)
        forms = expressions.forms_of(self._vault["message_versions"], expressions.messages_shown(ingested, chat_ids))
        with self._vault.session():
            return {"ingested": self._vault.rows(messages), "message_versions": self._vault.rows(forms)}

    def select_changes(self, rows: VaultRows) -> Rows | ChangedParts:
        """What to write after merging: all rows, or those instead of the rows that were loaded."""
        if not self._is_part:
            return rows.tables()
        contracts = INGESTED_BUNDLE.tables
        loaded = {name: self._rows[name] if name in self._rows else c.rows() for name, c in contracts.items()}
        keys = {name: table.select(contracts[name].primary_key) for name, table in loaded.items()}
        return ChangedParts(rows.tables(), keys, {})


def count_outcomes(
    reader: BatchReader, exports: Sequence[Export], copies: Sequence[int], skipped: Mapping[str, int]
) -> dict[str, object]:
    """What reading the files gave.

    Args:
        reader: after it read all files.
        exports: the conversations that are new.
        copies: for each file, how many others have the same content.
        skipped: files that are no exports or not complete, by reason.
    """
    reports = [
        {k: v for k, v in asdict(e.chat.report).items() if v not in (0, None, {})} | {"export": e.export_id[:8]}
        for e in exports
    ]
    parts = [part for outcomes in reader.outcomes.values() for part in outcomes]
    refused = [part.reason for part in parts if part.reason]
    return {
        "files found": len(copies) + sum(copies),
        "exports found": len(parts),
        "exports read": sum(e.is_first for e in exports),
        "conversations read": len(exports),
        "exports of the same content": sum(copies) + sum(bool(part.same_as) for part in parts),
        "exports refused": len(refused),
        "files refused before": sum(any(part.reason for part in reader.outcomes[d]) for d in reader.reused),
        "refusals": dict(sorted(Counter(refused).items())),
        "left alone": dict(skipped),
        "parse reports": reports,
        "attachments": sum(len(e.attachments) for e in exports),
        "conversations without a person": sum(e.left_out_count for e in exports),
    }


def list_outcomes(counts: Mapping[str, Any]) -> tuple[tuple[str, str], list[tuple[str, int]]]:
    """What became of exports and other files, for a table: its headings, then a row an outcome that there was."""
    refused, left_alone = counts["refusals"], counts["left alone"]
    rows = [(outcome, counts[outcome]) for outcome in ("exports read", "exports of the same content")]
    rows += [(f"refused: {reason}", count) for reason, count in refused.items()]
    rows += [(f"left alone: {reason}", count) for reason, count in left_alone.items()]
    return ("outcome", "files"), [row for row in rows if row[1]]
