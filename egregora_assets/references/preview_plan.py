"""Which shared addresses are looked at now, and the rows that come of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

import pyarrow as pa

from egregora_assets.contracts.enrichment import LINKS
from egregora_assets.references.previews import Preview, preview_of

NAMES_SOMEBODY = "its words name somebody"
_LASTING = ("fetched", "refused")
"""What became of an address for good: it is not asked again."""
_WORDS = ("title", "summary", "site_name")


class Asked(Protocol):
    """What became of asking for a page."""

    @property
    def status(self) -> str:
        """One of the statuses of `links`."""

    @property
    def reason(self) -> str | None:
        """Why there is no page."""

    @property
    def body(self) -> bytes:
        """The page's first bytes."""

    @property
    def charset(self) -> str | None:
        """What the server says that they are written in."""


def known_previews(own: pa.Table) -> dict[str, dict[str, Any]]:
    """What earlier runs found out for good, by address. A page that named somebody is asked again: it may not now.

    Args:
        own: the rows of `links` as they are.
    """
    rows = own.to_pylist()
    return {row["url"]: row for row in rows if row["status"] in _LASTING and row["reason"] != NAMES_SOMEBODY}


def unseen(urls: Iterable[str], known: Mapping[str, object]) -> list[str]:
    """The addresses to ask now, sorted."""
    return sorted(set(urls) - set(known))


def seen(
    links: pa.Table,
    known: Mapping[str, Mapping[str, Any]],
    answers: Mapping[str, Asked],
    at: dt.datetime,
    tells: Callable[[str], bool],
) -> pa.Table:
    """The rows of `links` with what is known of each address.

    Args:
        links: rows with link_id, url, host.
        known: from `known_previews`; answers: by address, of those asked now, at the time `at` (UTC).
        tells: whether a text holds something of the vault; such a preview is left out, however old it is.
    """
    rows = []
    for link in links.select(["link_id", "url", "host"]).to_pylist():
        earlier, answer = known.get(link["url"]), answers.get(link["url"])
        found: dict[str, Any] = {"status": "pending", "reason": "not asked yet"}
        if earlier is not None:
            found = {name: earlier[name] for name in (*_WORDS, "status", "reason", "fetched_at")}
        elif answer is not None:
            preview = preview_of(answer.body, answer.charset) if answer.status == "fetched" else Preview()
            found = {name: getattr(preview, name) for name in _WORDS}
            found |= {"status": answer.status, "reason": answer.reason, "fetched_at": at}
        words = "\n".join(found[name] for name in _WORDS if found.get(name))
        if words and tells(words):
            found = {"status": "refused", "reason": NAMES_SOMEBODY, "fetched_at": found["fetched_at"]}
        rows.append({**link, **found})
    return LINKS.rows(rows)
