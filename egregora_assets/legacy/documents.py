"""Older posts, profiles, journals, files and announcements as documents that people decide."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.instants import normalize_timestamps, to_aware_utc, to_local_time
from egregora_assets.legacy.import_plan import ImportPlan, to_microseconds
from egregora_assets.legacy.older_rows import Moment, OlderRow
from egregora_assets.legacy.outcomes import Refused
from egregora_assets.legacy.texts import Parts, extract_summary, find_heading, screen_parts, strip_bookkeeping

STATUSES = {
    "draft": "draft",
    "published": "published",
    "archived": "archived",
    "superseded": "archived",
    "deleted": "archived",
}
"""Older words for a status; every other one is a draft."""
KINDS_BY_TABLE = {"posts": "post", "profiles": "profile", "journals": "journal", "media": "media"}
"""V2: a table a kind."""
KEPT_KINDS = ("post", "profile", "journal", "media", "announcement")
_DATES = ("date", "published_at", "created_at")


def read_kind(row: OlderRow) -> str:
    """What an older row is: by its table, or by its column."""
    return KINDS_BY_TABLE.get(row.table) or (row.text("doc_type", "type") or "").lower()


def read_writer(row: OlderRow) -> str:
    """The value of `writer` for documents of a table."""
    return "legacy-v2" if row.table in KINDS_BY_TABLE else "legacy-v3"


def read_id(row: OlderRow, content: str) -> str:
    """What names an older document: its id, else its address, else its text."""
    return row.text("id", "document_id", "doc_id", "slug") or public_uuid("older-text", content)


def take_document(plan: ImportPlan, row: OlderRow) -> None:
    """Plan one older document; what became of it is noted."""
    kind = read_kind(row)
    shown = kind if kind in KEPT_KINDS else "other"
    try:
        if shown == "other":
            raise Refused("kind_not_kept")
        content = strip_bookkeeping(row.text("content", "body", "text", "markdown") or "")
        document_id = plan.make_id("document", kind, read_id(row, content))
        _note_references(plan, row, document_id, kind)
        if plan.is_known(document_id, content):
            plan.record(kind, row, "known")
            return
        changes = _Issue(plan, row, kind, document_id, content).add()
        plan.note_text(document_id, content)
        plan.record(kind, row, "taken", changes)
    except Refused as refusal:
        plan.record(shown, row, "refused", (refusal.reason,))


def _note_references(plan: ImportPlan, row: OlderRow, document_id: str, kind: str) -> None:
    """Later rows name a post by its id or its address; of two alike the first counts."""
    for name in (row.text("id", "document_id", "doc_id"), row.text("slug")) if kind == "post" else ():
        if name:
            plan.posts_by_reference.setdefault(name, document_id)


@dataclass
class _Issue:
    plan: ImportPlan
    row: OlderRow
    kind: str
    document_id: str
    content: str

    def add(self) -> list[str]:
        """Add the document's rows. Returns: what was changed.

        Raises:
            Refused: it cannot be taken.
        """
        row, plan = self.row, self.plan
        authors, changes = find_authors(plan, row)
        about = self._about(changes)
        parts = self._parts()
        times = self._times(parts.changes)
        status = self._status(parts.changes, about)
        wanted = parts.slug or parts.title or ""
        slug, is_other = plan.address(self.document_id, self.kind, wanted)
        if is_other and row.text("slug"):
            parts.changes.append("address_changed")
        plan.add_document(
            {
                "document_id": self.document_id,
                "doc_type": self.kind,
                "slug": slug,
                "title": parts.title,
                "summary": parts.summary,
                "content": parts.content + "\n",
                "status": status,
                "writer": read_writer(row),
                **about,
                **times,
            },
            parts.tags,
            authors,
        )
        if self.kind == "post":
            plan.post_times[self.document_id] = times["created_at"]
        return [*changes, *parts.changes]

    def _about(self, changes: list[str]) -> dict[str, str]:
        """The person or file that it is about."""
        if self.kind == "media":
            media_id = (self.row.text("media_id", "id") or "").lower()
            if media_id not in self.plan.present.media_ids:
                raise Refused("media_unknown")
            return {"media_id": media_id}
        if self.kind != "profile":
            return {}
        subject = (self.row.text("subject_uuid", "subject_id", "author_uuid", "author_id") or "").lower()
        is_opted_out = self.plan.present.authors.get(subject)
        if is_opted_out is None:
            raise Refused("subject_unknown")
        if is_opted_out:
            raise Refused("opted_out")
        if subject in self.plan.present.profiled:
            changes.append("profile_exists")
        return {"subject_author_id": subject}

    def _parts(self) -> Parts:
        """Title, summary, text and tags as they may be stored."""
        row, changes = self.row, []
        if self.content != (row.text("content", "body", "text", "markdown") or ""):
            changes.append("bookkeeping_removed")
        slug = (row.text("slug") or "").strip("/").lower()
        title = row.line("title", "name", "window_label", "filename")
        if title is None:
            title = find_heading(self.content) or slug.replace("-", " ").strip().capitalize() or None
            changes += ["title_from_text"] if title else []
        summary = row.line("summary", "description", "excerpt", "bio")
        if not self.content:
            raise Refused("text_missing")
        if title is None:
            raise Refused("title_missing")
        if summary is None and self.kind == "post":
            summary = extract_summary(self.content) or title
            changes.append("summary_from_text")
        return screen_parts(
            Parts(self.content, title, summary, row.items("tags", "categories"), slug, changes),
            self.plan.tools,
            self.plan.pseudonyms,
        )

    def _status(self, changes: list[str], about: dict[str, str]) -> str:
        status = STATUSES.get((self.row.text("status") or "").lower())
        if status is None:
            changes.append("status_assumed")
        if about.get("subject_author_id") in self.plan.present.profiled:
            return "archived"
        return status or "draft"

    def _times(self, changes: list[str]) -> dict[str, int]:
        """When it was, and the window of what tells of one: the columns in microseconds since 1970.

        Raises:
            Refused: no column holds a time.
        """
        row = self.row
        if self.kind not in ("post", "journal"):
            moment = row.moment(*_DATES)
            if moment is None:
                raise Refused("date_missing")
            return {"created_at": to_microseconds(moment.at)}
        start, end = row.moment("window_start"), row.moment("window_end")
        if start and end and start.at <= end.at:
            return _window(start.at, end.at)
        moment = row.moment(*_DATES)
        if moment is None:
            raise Refused("date_missing")
        has_date = row.moment(*_DATES[:-1]) is not None
        changes.append("window_from_date" if has_date else "window_from_created_at")
        return _window(*self._day(moment))

    def _day(self, moment: Moment) -> tuple[dt.datetime, dt.datetime]:
        """The conversation's local day of a moment: from its beginning to the next one's."""
        zone = self.plan.present.time_zone
        day = moment.at.date() if moment.is_day else to_local_time(moment.at, zone).date()
        midnights = [dt.datetime.combine(d, dt.time()) for d in (day, day + dt.timedelta(days=1))]
        instants: list[Any] = normalize_timestamps(midnights, zone).cast(pa.timestamp("us")).to_pylist()
        return to_aware_utc(instants[0]), to_aware_utc(instants[1])


def _window(start: dt.datetime, end: dt.datetime) -> dict[str, int]:
    return {
        "created_at": to_microseconds(end),
        "window_start": to_microseconds(start),
        "window_end": to_microseconds(end),
    }


def find_authors(plan: ImportPlan, row: OlderRow) -> tuple[list[str], list[str]]:
    """A document's authors who are people of today, and what was changed.

    Raises:
        Refused: one of them opted out.
    """
    named = [i.lower() for i in row.items("authors", "author_ids", "author_uuids", "author")]
    today = plan.present.authors
    if any(today.get(i) for i in named):
        raise Refused("opted_out")
    known = sorted({i for i in named if i in today})
    return known, ["author_unknown"] if len(known) < len(set(named)) else []
