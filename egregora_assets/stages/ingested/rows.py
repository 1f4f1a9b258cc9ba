"""Counts of a run's reading, in numbers and closed vocabularies: nothing that a person wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from egregora_assets.readers import BatchReader, Export


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
