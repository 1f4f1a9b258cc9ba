"""The plan of an import: rows of the current tables, collected older row by older row."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.legacy.current_state import Address, CurrentState, ImportTools
from egregora_assets.legacy.older_rows import OlderRow
from egregora_assets.legacy.outcomes import Result, RowOutcome, RowRefused

Row = dict[str, Any]
ImportRow = Callable[["ImportPlan", OlderRow], list[str] | None]
"""Plans an older row; returns the changes made to it, or None if it was imported before; raises RowRefused."""
_SAFE_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 120
SUFFIX = "-legacy"
"""Ends a slug whose original was taken, so that later imports recognise it."""


@dataclass
class ImportPlan:
    """The rows to add and the outcomes of older rows, collected so far.

    Attributes:
        current: the deployment that imports.
        rows: by contract, without run_id.
        outcomes: one for each older row, in order of import.
    """

    current: CurrentState
    tools: ImportTools
    pseudonyms: re.Pattern[str] | None
    rows: dict[str, list[Row]] = field(default_factory=dict)
    outcomes: list[RowOutcome] = field(default_factory=list)
    posts_by_reference: dict[str, str] = field(default_factory=dict)
    annotations_by_id: dict[tuple[int, str], str] = field(default_factory=dict)
    task_ids: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.known = {a.document_id: a for a in self.current.addresses}
        self._taken = {(a.doc_type, a.slug) for a in self.current.addresses}
        posts = [a for a in self.current.addresses if a.doc_type == "post"]
        self._legacy_slugs = {a.slug: a.document_id for a in posts if a.is_legacy}
        self._post_slugs = {a.slug: a.document_id for a in posts}
        self._hashes: dict[str, str] = {}
        self.post_times = dict(self.current.times)

    def add(self, contract: str, row: Row) -> None:
        """Add a row."""
        self.rows.setdefault(contract, []).append(row)

    def import_row(self, kind: str, row: OlderRow, import_row: ImportRow) -> None:
        """Plan an older row and record its outcome."""
        try:
            changes = import_row(self, row)
        except RowRefused as refusal:
            self.outcomes.append(RowOutcome(kind, row, "refused", (refusal.reason,)))
        else:
            result: Result = "known" if changes is None else "taken"
            self.outcomes.append(RowOutcome(kind, row, result, tuple(dict.fromkeys(changes or ()))))

    def make_id(self, kind: str, *old: str) -> str:
        """The current id for an older one: the same in every import into this conversation."""
        return self.tools.key.uuid(f"legacy-{kind}", self.current.chat_id, *old)

    def is_known(self, document_id: str, content: str) -> bool:
        """Whether a document exists already, from an earlier import or an earlier row.

        Raises:
            RowRefused: an earlier row has its id and another text.
        """
        earlier = self._hashes.get(document_id)
        if earlier is not None and earlier != public_uuid("older-text", content):
            raise RowRefused("same_id_other_text")
        return earlier is not None or document_id in self.known

    def record_text(self, document_id: str, content: str) -> None:
        """Record the text of a document, to compare later rows of its id with."""
        self._hashes[document_id] = public_uuid("older-text", content)

    def assign_address(self, document_id: str, doc_type: str, wanted: str) -> tuple[str, bool]:
        """Assign a document its address. Returns: the slug, and whether it differs from the wanted one."""
        slug = wanted if _SAFE_SLUG.fullmatch(wanted) and len(wanted) <= _LONGEST_SLUG else ""
        slug = slug or self.tools.make_slug(wanted.replace("-", " ")) or f"{doc_type}-{document_id[:8]}"
        free, number = slug, 1
        while (doc_type, free) in self._taken:
            free = f"{slug}{SUFFIX}" + (f"-{number}" if number > 1 else "")
            number += 1
        self._taken.add((doc_type, free))
        self.known[document_id] = Address(document_id, doc_type, free, True)
        ids = {"document_id": document_id, "chat_id": self.current.chat_id, "doc_type": doc_type, "slug": free}
        self.add("document_addresses", ids)
        return free, free != wanted

    def add_document(self, row: Row, tags: Sequence[str] = (), author_ids: Sequence[str] = ()) -> None:
        """Add a document with an assigned address, as one that people decide."""
        base = dict.fromkeys(("window_start", "window_end", "window_id", "subject_author_id", "media_id"))
        fixed = {
            "chat_id": self.current.chat_id,
            "content_hash": public_uuid("content", row["content"]),
            "decided_by": "person",
            "language": self.current.language,
        }
        self.add("documents", {**base, **fixed, **row})
        for tag in tags:
            self.add("document_tags", {"document_id": row["document_id"], "tag": tag})
        for author_id in author_ids:
            self.add("document_authors", {"document_id": row["document_id"], "author_id": author_id})

    def find_post(self, reference: str | None) -> str | None:
        """The post with an older id, slug or file name: from this import, an earlier one, or the current site."""
        if not reference:
            return None
        stem = reference.removesuffix(".md")
        for name in (reference, stem, re.sub(r"^\d{4}-\d{2}-\d{2}-", "", stem)):
            if name in self.posts_by_reference:
                found = self.posts_by_reference[name]
                return found if found in self.known else None
            earlier = self.make_id("document", "post", name)
            if earlier in self.known:
                return earlier
            for slug in (name + SUFFIX, name):
                if slug in self._legacy_slugs:
                    return self._legacy_slugs[slug]
            if name in self._post_slugs:
                return self._post_slugs[name]
        return None


def to_microseconds(at: dt.datetime) -> int:
    """Microseconds since 1970 of a time with its zone."""
    return (at - dt.datetime.fromtimestamp(0, dt.UTC)) // dt.timedelta(microseconds=1)
