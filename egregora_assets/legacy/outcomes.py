"""The outcome of each older row, and the report of an import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from egregora_assets.legacy.older_rows import OlderRow

Result = Literal["taken", "known", "refused"]

KINDS = ("post", "profile", "journal", "media", "announcement", "annotation", "task", "comparison", "rating", "other")

REASONS: Mapping[str, str] = {
    # imported with a change
    "address_changed": "its address was taken or invalid; it got another",
    "author_unknown": "authors who are not in the conversation were left out",
    "bookkeeping_removed": "front matter or comments were removed from its text",
    "error_text_dropped": "the text of its error was not kept",
    "payload_reduced": "only the identifier or web address that it needs was kept",
    "personal_data_replaced": "personal data were replaced by placeholders",
    "profile_exists": "the person has a profile; this one is archived",
    "pseudonym_replaced": "older pseudonyms in its text were replaced",
    "starting_point": "its comparisons are not known: the post's rating starts from it",
    "status_assumed": "its status is missing or unknown; it is a draft",
    "summary_from_text": "its summary is the beginning of its text",
    "time_assumed": "its time is that of the later post",
    "title_from_text": "its title was made from its text or address",
    "window_from_created_at": "its window is the day on which it was stored",
    "window_from_date": "its window is the day of its date",
    "work_was_left": "it was in progress; it is pending again",
    # refused
    "date_missing": "it has no date",
    "kind_not_kept": "its kind is unknown, or computed again from other data",
    "leak": "it contains a name or value of the vault",
    "media_unknown": "its file does not exist here",
    "opted_out": "it is by or about somebody who opted out",
    "parent_refused": "its parent was refused or does not exist",
    "parent_unknown": "its message or post does not exist here",
    "post_unknown": "a post that it names does not exist here",
    "rating_unclear": "it has no number that can be a rating",
    "recomputed": "ratings are computed from all comparisons",
    "same_id_other_text": "another row has its id and another text",
    "same_post": "it compares a post with itself",
    "status_unknown": "its status is unknown",
    "subject_unknown": "its person is not in the conversation",
    "text_missing": "it has no text",
    "title_missing": "it has no title, and none can be derived",
    "url_missing": "it has no web address, or one with personal data",
    "winner_unclear": "it does not say who won",
}
"""The reasons in words."""


@dataclass(frozen=True)
class RowOutcome:
    """The outcome of one older row. `reasons`: why it was refused, or what was changed in it."""

    kind: str
    row: OlderRow
    result: Result
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class KindCount:
    """The counts of one kind; `changed_count` is part of `taken_count`."""

    kind: str
    taken_count: int
    changed_count: int
    known_count: int
    refused_count: int


@dataclass(frozen=True)
class ReasonGroup:
    """The rows of one kind that share a reason; `text` is the reason in words."""

    kind: str
    reason: str
    text: str
    rows: tuple[OlderRow, ...]


@dataclass(frozen=True)
class ImportReport:
    """The report of an import: counts, reasons and places of older rows, never text.

    Attributes:
        files: the names of the files, in the order given.
        outcomes: one for each older row.
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
        """Rows that were imported and changed, by kind and reason."""
        return self._group_by_reason("taken")

    @property
    def refusals(self) -> list[ReasonGroup]:
        """Rows that were refused, by kind and reason."""
        return self._group_by_reason("refused")

    def _group_by_reason(self, result: Result) -> list[ReasonGroup]:
        found: dict[tuple[int, str], list[OlderRow]] = {}
        for outcome in self.outcomes:
            for reason in outcome.reasons if outcome.result == result else ():
                found.setdefault((KINDS.index(outcome.kind), reason), []).append(outcome.row)
        return [
            ReasonGroup(KINDS[kind], r, REASONS[r], tuple(rows))
            for (kind, r), rows in sorted(found.items(), key=lambda item: item[0])
        ]


def count_outcomes(outcomes: Sequence[RowOutcome]) -> list[KindCount]:
    """The counts of every kind that occurs, in the order of KINDS."""
    results = Counter((o.kind, o.result) for o in outcomes)
    changed = Counter(o.kind for o in outcomes if o.result == "taken" and o.reasons)
    return [
        KindCount(kind, results[kind, "taken"], changed[kind], results[kind, "known"], results[kind, "refused"])
        for kind in KINDS
        if any(o.kind == kind for o in outcomes)
    ]


class RowRefused(Exception):
    """An older row cannot be imported. Not an error of the run: it is counted.

    Args:
        reason: a key of REASONS.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
