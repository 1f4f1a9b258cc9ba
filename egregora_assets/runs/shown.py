"""What a person sees of an asset in Dagster besides counts: short tables in Markdown, of text that may be published.

Dagster keeps it in its history, which an erasure empties. Titles are members' own words: the leak guard looks at each.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import dagster as dg
import pyarrow as pa

from egregora_assets.services.leak_guard import LeakGuard

SHOWN_ROWS = 25
"""A table shows the newest rows alone: the event that holds it is read for every page of the asset."""
SHOWN_COLUMNS = ("document_id", "doc_type", "status", "title", "slug", "window_start")
"""What is read of `documents` to list posts."""
_SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+!|~&:@])")
_KEPT = (dg.MarkdownMetadataValue, dg.UrlMetadataValue, dg.PathMetadataValue)


def render_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> dg.MarkdownMetadataValue:
    """A table in Markdown, in which no cell can be anything but text; rows beyond `SHOWN_ROWS` are counted."""
    lines = [headings, ["---"] * len(headings), *(map(_escape, row) for row in rows[:SHOWN_ROWS])]
    more = f"\n\nand {len(rows) - SHOWN_ROWS:,} more" if len(rows) > SHOWN_ROWS else ""
    return dg.MetadataValue.md("\n".join(f"| {' | '.join(map(str, line))} |" for line in lines) + more)


def _escape(cell: object) -> str:
    return _SIGNS.sub(r"\\\1", " ".join(str(cell).split()))


def render_posts(
    documents: pa.Table, leak_guard: LeakGuard, ratings: Mapping[str, float] | None = None
) -> dg.MarkdownMetadataValue:
    """The published posts: week, title, address, and rating where ratings are given; best first, otherwise newest.

    Args:
        documents: rows of the contract of that name, with `SHOWN_COLUMNS` at least.
        leak_guard: withholds a title that holds a name or value of the vault.
        ratings: by document id.
    """
    posts = [
        row
        for row in documents.select(list(SHOWN_COLUMNS)).to_pylist()
        if row["doc_type"] == "post" and row["status"] == "published"
    ]
    posts.sort(key=lambda row: (str(row["window_start"]), str(row["document_id"])), reverse=True)
    if ratings is None:
        return render_table(["week", "title", "address"], _list_cells(posts, leak_guard))
    posts.sort(key=lambda row: -ratings.get(str(row["document_id"]), 0.0))
    rated = [round(ratings.get(str(row["document_id"]), 0.0)) for row in posts]
    cells = [(rating, *cell) for rating, cell in zip(rated, _list_cells(posts, leak_guard), strict=False)]
    return render_table(["rating", "week", "title", "address"], cells)


def _list_cells(posts: Sequence[Mapping[str, Any]], leak_guard: LeakGuard) -> list[tuple[str, str, str]]:
    """Week, title and address of each post; the titles of rows that are not shown are not looked at."""
    shown = [f"{row['title']}\n{row['slug']}" for row in posts[:SHOWN_ROWS]]
    is_private = _make_test(leak_guard, shown)
    return [
        (
            str(row["window_start"])[:10],
            *(("(withheld)", "") if is_private(text) else (str(row["title"]), f"posts/{row['slug']}.html")),
        )
        for row, text in zip(posts, [*shown, *("" for _ in posts[SHOWN_ROWS:])], strict=True)
    ]


def _make_test(leak_guard: LeakGuard, texts: Iterable[str]) -> Callable[[str], bool]:
    """A test of single texts; where all of them together hold nothing, it looks no further."""
    if not leak_guard.findings("\n".join(texts).encode(), "titles"):
        return lambda _text: False
    return lambda text: bool(leak_guard.findings(text.encode(), "a title"))


def render_windows(windows: pa.Table) -> dg.MarkdownMetadataValue:
    """The windows, newest first: when each begins and ends, and how many messages it has."""
    rows = windows.select(["window_start", "window_end", "message_count"]).to_pylist()
    rows.sort(key=lambda row: row["window_start"], reverse=True)
    days = [(_day(row["window_start"]), _day(row["window_end"]), f"{row['message_count']:,}") for row in rows]
    return render_table(["begins", "ends before", "messages"], days)


def _day(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def read_kept(instance: dg.DagsterInstance, asset_key: str) -> dict[str, dg.MetadataValue[Any]]:
    """What the last materialization shows of tables that are used again: tables and links, not what it counted."""
    event = instance.get_latest_materialization_event(dg.AssetKey(asset_key))
    made = event.asset_materialization if event else None
    return {name: value for name, value in (made.metadata if made else {}).items() if isinstance(value, _KEPT)}
