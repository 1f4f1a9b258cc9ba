"""Which shared addresses are asked for a preview now, and what is known of each afterwards. Values only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from egregora_assets.references.previews import Preview, read_preview

NAMES_SOMEBODY = "its words name somebody"
_FINAL = ("fetched", "refused")
"""The statuses of addresses that are not asked again."""
_WORDS = ("title", "summary", "site_name")
Row = dict[str, Any]


class PageAnswer(Protocol):
    """The answer to a request for a page."""

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
        """The encoding that the server names."""


def find_known(links: Iterable[Row]) -> dict[str, Row]:
    """The final rows of `links` by address. A page that named somebody is asked again: it may have changed."""
    return {row["url"]: row for row in links if row["status"] in _FINAL and row["reason"] != NAMES_SOMEBODY}


def choose_addresses(urls: Iterable[str], known: Mapping[str, object]) -> list[str]:
    """The addresses to ask now, sorted."""
    return sorted(set(urls) - set(known))


def add_previews(
    links: Iterable[Row],
    known: Mapping[str, Row],
    answers: Mapping[str, PageAnswer],
    at: dt.datetime,
    is_private: Callable[[str], bool],
) -> list[Row]:
    """The rows of `links` with everything that is known of each address.

    Args:
        links: rows with link_id, url, host.
        known: what `find_known` returned.
        answers: by address, of those asked now.
        at: the time of the answers, UTC.
        is_private: whether a text holds something of the vault; such a preview is left out, however old it is.
    """
    rows = []
    for link in links:
        found = _describe(known.get(link["url"]), answers.get(link["url"]), at)
        words = "\n".join(found[name] for name in _WORDS if found[name])
        if words and is_private(words):
            found = {**found, **dict.fromkeys(_WORDS), "status": "refused", "reason": NAMES_SOMEBODY}
        rows.append({**{name: link[name] for name in ("link_id", "url", "host")}, **found})
    return rows


def _describe(earlier: Row | None, answer: PageAnswer | None, at: dt.datetime) -> Row:
    if earlier is not None:
        return {name: earlier[name] for name in (*_WORDS, "status", "reason", "fetched_at")}
    if answer is None:
        return {**dict.fromkeys(_WORDS), "status": "pending", "reason": "not asked yet", "fetched_at": None}
    preview = read_preview(answer.body, answer.charset) if answer.status == "fetched" else Preview()
    words = {name: getattr(preview, name) for name in _WORDS}
    return {**words, "status": answer.status, "reason": answer.reason, "fetched_at": at}
