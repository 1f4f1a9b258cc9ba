"""The posts that are worth reading, and one of them as text, in the copy for readers: no run is waited for."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from egregora_assets.database.copies.reading_copy import open_reading_copy
from egregora_assets.errors import PostUnclear
from egregora_assets.operations.context import DeploymentContext
from egregora_assets.operations.published.plain_text import make_printable, render_plain_text
from egregora_assets.operations.published.withholding import Withholder
from egregora_assets.services.erasure_records import refuse_during_erasure

Row = Mapping[str, Any]

_POSTS = """SELECT d.document_id::VARCHAR AS document_id, c.slug AS chat, d.chat_id::VARCHAR AS chat_id, d.slug,
d.title, d.summary, d.content, coalesce(d.window_start, d.created_at)::DATE AS day, r.rating,
(SELECT min(f.path) FROM site_files f WHERE f.document_id = d.document_id AND f.path LIKE '%.html') AS page,
(SELECT count(*) FROM elo_comparisons e WHERE e.judge = 'person' AND d.document_id IN (e.winner_id, e.loser_id))
AS votes
FROM documents d JOIN chats c USING (chat_id) LEFT JOIN elo_ratings r ON r.post_id = d.document_id
WHERE d.status = 'published' AND d.doc_type = 'post'
ORDER BY r.rating DESC, d.document_id"""
_PAIRS = "SELECT winner_id::VARCHAR AS one, loser_id::VARCHAR AS other FROM elo_comparisons WHERE judge = 'person'"
_DIGITS = 8
"""How many hexadecimal digits of an id are enough to look it up."""


@dataclass(frozen=True)
class ReadablePost:
    """A published post.

    Attributes:
        identifier: its document; chat: the slug of its conversation; day: the first that it tells of.
        page: its page, relative to the site; None where it has none.
        rating: on the Elo scale, 1500 in the middle; None of grief, which is not compared.
        votes: how often people compared it.
    """

    identifier: str
    chat: str
    slug: str
    day: dt.date
    title: str
    summary: str
    page: str | None
    rating: float | None
    votes: int


@dataclass(frozen=True)
class PostText:
    """A post with its text for a terminal: headings, quotes behind a bar, who said it; no addresses of this site."""

    post: ReadablePost
    text: str


def list_best_posts(context: DeploymentContext, *, limit: int = 10) -> list[ReadablePost]:
    """The best posts, the very best first, as the last run left them.

    Args:
        limit: the most that is returned.

    Raises:
        CopyMissing: no run has ended yet.
        ErasureUnfinished: an erasure was cut off.
    """
    rated = [row for row in _list_rows(context) if row["rating"] is not None]
    return _read(context, rated[:limit])


def read_post(context: DeploymentContext, post: str) -> PostText:
    """A post as text.

    Args:
        post: its slug, its address on the site, its id or the first eight digits.

    Raises:
        PostUnclear: no post of the site is meant, or several are.
        CopyMissing, ErasureUnfinished: as for `list_best_posts`.
    """
    row = find_post(_list_rows(context), post)
    hidden = Withholder(context.leak_guard).hide(row["content"].split("\n"), row["chat_id"])
    (shown,) = _read(context, [row])
    return PostText(shown, render_plain_text("\n".join(line or "" for line in hidden)))


def list_open_pairs(context: DeploymentContext, *, limit: int = 20) -> list[tuple[ReadablePost, ReadablePost]]:
    """Pairs of posts that no person has compared, of one conversation each: the closest in rating first.

    Args:
        limit: the most that is returned.

    Raises:
        CopyMissing, ErasureUnfinished: as for `list_best_posts`.
    """
    posts = list_best_posts(context, limit=sys.maxsize)
    with open_reading_copy(context.home, context.settings.memory_limit) as ask:
        met = {frozenset((row["one"], row["other"])) for row in ask(_PAIRS).to_pylist()}
    found = list(_list_neighbours(posts, met, limit))
    found.sort(key=lambda pair: (_measure_gap(*pair), pair[0].identifier, pair[1].identifier))
    return found[:limit]


def find_post(rows: Sequence[Row], text: str) -> Row:
    """The one post that is meant.

    Args:
        rows: each with document_id, slug and page (its address, or None).
        text: its slug, its address on the site, its id or the first eight digits.

    Raises:
        PostUnclear: none is meant, or several.
    """
    path = text.strip().partition("#")[0].partition("?")[0]
    digits = path.lower().replace("-", "")
    found = [
        row
        for row in rows
        if path == row["slug"]
        or (row["page"] and (path == row["page"] or path.endswith(f"/{row['page']}")))
        or (len(digits) >= _DIGITS and row["document_id"].replace("-", "").startswith(digits))
    ]
    if len(found) != 1:
        raise PostUnclear(len(found))
    return found[0]


def _list_rows(context: DeploymentContext) -> Sequence[Row]:
    refuse_during_erasure(context.home)
    with open_reading_copy(context.home, context.settings.memory_limit) as ask:
        rows: Sequence[Row] = ask(_POSTS).to_pylist()
    return rows


def _read(context: DeploymentContext, rows: Sequence[Row]) -> list[ReadablePost]:
    """The posts of rows; of what the site withholds, title and summary are withheld too."""
    withholder, found = Withholder(context.leak_guard), []
    for row in rows:
        told = withholder.hide([row["title"], row["summary"]], row["chat_id"])
        title, summary = map(make_printable, told)
        shown = {name: row[name] for name in ("chat", "slug", "day", "page", "rating", "votes")}
        found.append(ReadablePost(row["document_id"], title=title, summary=summary, **shown))
    return found


def _measure_gap(one: ReadablePost, other: ReadablePost) -> float:
    """By how many points the first of a list is better than the second."""
    return (one.rating or 0.0) - (other.rating or 0.0)


def _list_neighbours(
    posts: Sequence[ReadablePost], met: set[frozenset[str]], limit: int
) -> Iterator[tuple[ReadablePost, ReadablePost]]:
    """Of each conversation, enough of the open pairs that stand nearest on its list, which is the best first."""
    for chat in sorted({post.chat for post in posts}):
        own, count = [post for post in posts if post.chat == chat], 0
        for gap in range(1, len(own)):
            if count >= limit:
                break
            near = list(zip(own, own[gap:], strict=False))
            open_pairs = [(a, b) for a, b in near if frozenset((a.identifier, b.identifier)) not in met]
            count += len(open_pairs)
            yield from open_pairs
