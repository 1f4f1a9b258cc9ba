"""The report of an import: counts, reasons and places of older rows, never text."""

from __future__ import annotations

from dataclasses import dataclass

from egregora_assets.legacy.older_rows import OlderRow
from egregora_assets.legacy.outcomes import REASONS, KindCount, Result, RowOutcome, count_outcomes, group_by_reason


@dataclass(frozen=True)
class ReasonGroup:
    """The rows of one kind that share a reason; `text` is the reason in words."""

    kind: str
    reason: str
    text: str
    rows: tuple[OlderRow, ...]


@dataclass(frozen=True)
class ImportReport:
    """What an import did.

    Attributes:
        files: the names of the files, in the order in which they were named.
        outcomes: what was done with each older row.
        is_dry_run: nothing was written.
    """

    files: tuple[str, ...]
    outcomes: tuple[RowOutcome, ...]
    is_dry_run: bool

    @property
    def counts(self) -> list[KindCount]:
        """The counts of each kind."""
        return count_outcomes(self.outcomes)

    @property
    def changes(self) -> list[ReasonGroup]:
        """Rows that were taken and changed, by kind and reason."""
        return self._group("taken")

    @property
    def refusals(self) -> list[ReasonGroup]:
        """Rows that were refused, by kind and reason."""
        return self._group("refused")

    def _group(self, result: Result) -> list[ReasonGroup]:
        groups = group_by_reason(self.outcomes, result)
        return [ReasonGroup(kind, reason, REASONS[reason], tuple(rows)) for (kind, reason), rows in groups.items()]
