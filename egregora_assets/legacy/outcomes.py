"""What was done with each older row, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from egregora_assets.legacy.older_rows import OlderRow

Result = Literal["taken", "known", "refused"]

KINDS = ("post", "profile", "journal", "media", "announcement", "annotation", "task", "comparison", "rating", "other")

REASONS: Mapping[str, str] = {
    # taken, but changed
    "address_changed": "its address was taken or impossible; it got another",
    "author_unknown": "authors who are nobody of today's were left out",
    "bookkeeping_removed": "front matter or comments were taken out of its text",
    "error_text_dropped": "the text of its error was not kept",
    "payload_reduced": "only identifiers and addresses of what it needs were kept",
    "personal_data_replaced": "personal data were replaced by placeholders",
    "profile_exists": "the person has a profile; this one is archived",
    "pseudonym_replaced": "older pseudonyms in its text were replaced",
    "status_assumed": "its status is not told or unknown; it is a draft",
    "summary_from_text": "its summary is the beginning of its text",
    "time_assumed": "its time is the later of its posts' times",
    "title_from_text": "its title was made from its text or address",
    "window_from_created_at": "the time that it tells of is the day on which it was stored",
    "window_from_date": "the time that it tells of is the day of its date",
    "work_was_left": "it was being worked on; it waits again",
    # refused
    "date_missing": "it has no date",
    "kind_not_kept": "things of its kind are made anew, or unknown",
    "leak": "it holds a name or value that the vault protects",
    "media_unknown": "its file is none of today's",
    "no_comparisons": "a rating without comparisons cannot be derived",
    "opted_out": "it is by or about somebody who opted out",
    "parent_refused": "what it is written on was refused or is not there",
    "parent_unknown": "the message or post that it is written on is none of today's",
    "post_unknown": "a post that it names is none of today's",
    "recomputed": "ratings are computed anew from all comparisons",
    "same_id_other_text": "another row has its id and says something else",
    "same_post": "it compares a post with itself",
    "status_unknown": "its status is unknown",
    "subject_unknown": "the person that it is about is none of today's",
    "text_missing": "it has no text",
    "title_missing": "it has no title, and none can be made",
    "url_missing": "it names no web address, or one with personal data",
    "winner_unclear": "it does not tell who won",
}
"""Every reason, in words."""


@dataclass(frozen=True)
class RowOutcome:
    """What was done with one older row. `reasons`: why it was refused, or what was changed in it."""

    kind: str
    row: OlderRow
    result: Result
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class KindCount:
    """One kind's counts; `changed_count` are among the taken."""

    kind: str
    taken_count: int
    changed_count: int
    known_count: int
    refused_count: int


def count_outcomes(outcomes: Iterable[RowOutcome]) -> list[KindCount]:
    """Counts of every kind that was met, in the order of KINDS."""
    found = list(outcomes)
    results = Counter((o.kind, o.result) for o in found)
    changed = Counter(o.kind for o in found if o.result == "taken" and o.reasons)
    met = {o.kind for o in found}
    return [
        KindCount(kind, results[kind, "taken"], changed[kind], results[kind, "known"], results[kind, "refused"])
        for kind in KINDS
        if kind in met
    ]


def group_by_reason(outcomes: Iterable[RowOutcome], result: Result) -> dict[tuple[str, str], list[OlderRow]]:
    """The rows by kind and reason, in the order of KINDS and then of reasons' names."""
    found: dict[tuple[str, str], list[OlderRow]] = {}
    for outcome in outcomes:
        for reason in outcome.reasons if outcome.result == result else ():
            found.setdefault((outcome.kind, reason), []).append(outcome.row)
    return dict(sorted(found.items(), key=lambda item: (KINDS.index(item[0][0]), item[0][1])))


class Refused(Exception):
    """An older row that cannot be taken. Not an error of the run: it is counted.

    Args:
        reason: a key of REASONS.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
