"""Imports older posts, profiles, journals, files and announcements as documents that people decide."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.instants import normalize_timestamps, to_aware_utc, to_local_time
from egregora_assets.legacy.import_plan import ImportPlan, to_microseconds
from egregora_assets.legacy.older_rows import Moment, OlderRow
from egregora_assets.legacy.outcomes import RowRefused
from egregora_assets.legacy.texts import Parts, extract_summary, find_heading, screen_parts, strip_bookkeeping

STATUSES = {
    "draft": "draft",
    "published": "published",
    "archived": "archived",
    "superseded": "archived",
    "deleted": "archived",
}
"""The statuses of the predecessor; any other becomes a draft."""
KINDS_BY_TABLE = {"posts": "post", "profiles": "profile", "journals": "journal", "media": "media"}
"""Version 2 has a table for each kind."""
KEPT_KINDS = ("post", "profile", "journal", "media", "announcement")
_DATES = ("date", "published_at", "created_at")


def read_kind(row: OlderRow) -> str:
    """The kind of an older row, from its table or its column."""
    return KINDS_BY_TABLE.get(row.table) or (row.read_text("doc_type", "type") or "").lower()


def read_writer(row: OlderRow) -> str:
    """The value of `writer` for documents of a table."""
    return "legacy-v2" if row.table in KINDS_BY_TABLE else "legacy-v3"


def read_id(row: OlderRow, content: str) -> str:
    """The older identifier of a document: its id, otherwise its slug, otherwise a digest of its text."""
    return row.read_text("id", "document_id", "doc_id", "slug") or public_uuid("older-text", content)


def import_document(plan: ImportPlan, row: OlderRow) -> list[str] | None:
    """Plan one older document.

    Returns: the changes made to it; None if it was imported before.

    Raises:
        RowRefused: it cannot be imported.
    """
    kind = read_kind(row)
    if kind not in KEPT_KINDS:
        raise RowRefused("kind_not_kept")
    content = strip_bookkeeping(row.read_text("content", "body", "text", "markdown") or "")
    document_id = plan.make_id("document", kind, read_id(row, content))
    # Later rows name a post by its id or its slug; the first post with either counts.
    for name in (row.read_text("id", "document_id", "doc_id"), row.read_text("slug")) if kind == "post" else ():
        if name:
            plan.posts_by_reference.setdefault(name, document_id)
    if plan.is_known(document_id, content):
        return None
    changes = _DocumentImport(plan, row, kind, document_id, content).add_rows()
    plan.record_text(document_id, content)
    return changes


@dataclass
class _DocumentImport:
    plan: ImportPlan
    row: OlderRow
    kind: str
    document_id: str
    content: str

    def add_rows(self) -> list[str]:
        """Add the document's rows; returns the changes."""
        row, plan = self.row, self.plan
        authors, changes = find_authors(plan, row)
        subject = self._find_subject(changes)
        parts = self._screen_texts()
        times = self._find_times(parts.changes)
        status = self._find_status(parts.changes, subject)
        wanted = parts.slug or parts.title or ""
        slug, is_other = plan.assign_address(self.document_id, self.kind, wanted)
        if is_other and row.read_text("slug"):
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
                **subject,
                **times,
            },
            parts.tags,
            authors,
        )
        if self.kind == "post":
            plan.post_times[self.document_id] = times["created_at"]
        return [*changes, *parts.changes]

    def _find_subject(self, changes: list[str]) -> dict[str, str]:
        """The person or file that the document is about."""
        if self.kind == "media":
            media_id = (self.row.read_text("media_id", "id") or "").lower()
            if media_id not in self.plan.current.media_ids:
                raise RowRefused("media_unknown")
            return {"media_id": media_id}
        if self.kind != "profile":
            return {}
        author_id = (self.row.read_text("subject_uuid", "subject_id", "author_uuid", "author_id") or "").lower()
        is_opted_out = self.plan.current.authors.get(author_id)
        if is_opted_out is None:
            raise RowRefused("subject_unknown")
        if is_opted_out:
            raise RowRefused("opted_out")
        if author_id in self.plan.current.profiled:
            changes.append("profile_exists")
        return {"subject_author_id": author_id}

    def _screen_texts(self) -> Parts:
        """Title, summary, text and tags without personal data."""
        row, changes = self.row, []
        if self.content != (row.read_text("content", "body", "text", "markdown") or ""):
            changes.append("bookkeeping_removed")
        slug = (row.read_text("slug") or "").strip("/").lower()
        title = row.read_line("title", "name", "window_label", "filename")
        if title is None:
            title = find_heading(self.content) or slug.replace("-", " ").strip().capitalize() or None
            changes += ["title_from_text"] if title else []
        summary = row.read_line("summary", "description", "excerpt", "bio")
        if not self.content:
            raise RowRefused("text_missing")
        if title is None:
            raise RowRefused("title_missing")
        if summary is None and self.kind == "post":
            summary = extract_summary(self.content) or title
            changes.append("summary_from_text")
        return screen_parts(
            Parts(self.content, title, summary, row.read_items("tags", "categories"), slug, changes),
            self.plan.tools,
            self.plan.pseudonyms,
        )

    def _find_status(self, changes: list[str], subject: dict[str, str]) -> str:
        status = STATUSES.get((self.row.read_text("status") or "").lower())
        if status is None:
            changes.append("status_assumed")
        if subject.get("subject_author_id") in self.plan.current.profiled:
            return "archived"
        return status or "draft"

    def _find_times(self, changes: list[str]) -> dict[str, int]:
        """The time, and the window of a post or journal, in microseconds since 1970.

        Raises:
            RowRefused: no column contains a time.
        """
        row = self.row
        if self.kind not in ("post", "journal"):
            moment = row.read_moment(*_DATES)
            if moment is None:
                raise RowRefused("date_missing")
            return {"created_at": to_microseconds(moment.at)}
        start, end = row.read_moment("window_start"), row.read_moment("window_end")
        if start and end and start.at <= end.at:
            return _render_window(start.at, end.at)
        moment = row.read_moment(*_DATES)
        if moment is None:
            raise RowRefused("date_missing")
        has_date = row.read_moment(*_DATES[:-1]) is not None
        changes.append("window_from_date" if has_date else "window_from_created_at")
        return _render_window(*self._find_day(moment))

    def _find_day(self, moment: Moment) -> tuple[dt.datetime, dt.datetime]:
        """The local day of a moment in the conversation's zone, from its start to the start of the next."""
        zone = self.plan.current.time_zone
        day = moment.at.date() if moment.is_day else to_local_time(moment.at, zone).date()
        midnights = [dt.datetime.combine(d, dt.time()) for d in (day, day + dt.timedelta(days=1))]
        instants: list[Any] = normalize_timestamps(midnights, zone).cast(pa.timestamp("us")).to_pylist()
        return to_aware_utc(instants[0]), to_aware_utc(instants[1])


def _render_window(start: dt.datetime, end: dt.datetime) -> dict[str, int]:
    return {
        "created_at": to_microseconds(end),
        "window_start": to_microseconds(start),
        "window_end": to_microseconds(end),
    }


def find_authors(plan: ImportPlan, row: OlderRow) -> tuple[list[str], list[str]]:
    """The authors of a document who are in the conversation, and the changes.

    Raises:
        RowRefused: one of them opted out.
    """
    named = [i.lower() for i in row.read_items("authors", "author_ids", "author_uuids", "author")]
    current = plan.current.authors
    if any(current.get(i) for i in named):
        raise RowRefused("opted_out")
    known = sorted({i for i in named if i in current})
    return known, ["author_unknown"] if len(known) < len(set(named)) else []
