"""The report of an import, for people and for programs: counts, reasons and places of older rows, never text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from egregora_assets.legacy.older_rows import OlderRow
from egregora_assets.legacy.outcomes import REASONS, Outcome, Result, counts_of, reasons_of

_PLACES_SHOWN = 8


@dataclass(frozen=True)
class Report:
    """What an import did.

    Attributes:
        files: the names of the files, in the order in which they were named.
        outcomes: what became of each older row.
        is_dry: nothing was written.
    """

    files: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    is_dry: bool


def print_report(report: Report) -> None:
    """Prints a table of counts, then every reason with the rows that it holds for."""
    for place, name in enumerate(report.files, 1):
        print(f"File {place}: {name}")
    print(f"\n{'':14}{'taken':>8}{'changed':>9}{'there':>8}{'refused':>9}")
    counts = counts_of(report.outcomes)
    for c in counts:
        print(f"{c.kind:14}{c.taken_count:>8,}{c.changed_count:>9,}{c.known_count:>8,}{c.refused_count:>9,}")
    results: tuple[tuple[Result, str], ...] = (("taken", "Changed"), ("refused", "Refused"))
    for result, head in results:
        reasons = reasons_of(report.outcomes, result)
        if reasons:
            print(f"\n{head}:")
        for (kind, reason), rows in reasons.items():
            print(f"  {kind}, {len(rows):,}: {REASONS[reason]} ({reason}; {_places(rows)})")
    taken = sum(c.taken_count for c in counts)
    print(f"\n{_ending(taken, report.is_dry)}")


def _ending(taken: int, is_dry: bool) -> str:
    if not taken:
        return "Nothing new: there was nothing to add."
    if is_dry:
        return f"{taken:,} rows would be taken. Nothing was written."
    return f"{taken:,} rows were taken. `egregora process` ranks them and builds the site."


def _places(rows: Sequence[OlderRow]) -> str:
    shown = [f"{r.file}:{r.table}:{r.number}" for r in rows[:_PLACES_SHOWN]]
    return ", ".join(shown) + (", …" if len(rows) > _PLACES_SHOWN else "")


def print_report_json(report: Report) -> None:
    """Prints the same as one JSON object, with every row: file and row count from 1."""
    print(
        json.dumps(
            {
                "files": list(report.files),
                "is_dry_run": report.is_dry,
                "kinds": [asdict(c) for c in counts_of(report.outcomes)],
                "rows": [
                    {
                        "file": o.row.file,
                        "table": o.row.table,
                        "row": o.row.number,
                        "kind": o.kind,
                        "result": o.result,
                        "reasons": list(o.reasons),
                    }
                    for o in report.outcomes
                ],
            },
            ensure_ascii=False,
            indent=2,
        )
    )
