"""Searching posts and messages, in the copy for readers: no run is waited for and none kept out, nothing is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from egregora_assets.contracts.vault import SPEAKING_KINDS
from egregora_assets.database.copies.reading_copy import Ask, open_reading_copy
from egregora_assets.errors import ConversationUnclear
from egregora_assets.operations.context import DeploymentContext
from egregora_assets.operations.published.excerpts import cut_excerpt, flatten_markdown
from egregora_assets.operations.published.matching import Match, Matcher, Question, Span
from egregora_assets.operations.published.nearby import find_nearby
from egregora_assets.retrieval.context import compute_rarity
from egregora_assets.services.erasure_records import refuse_during_erasure

Row = Mapping[str, Any]

_CHATS = "SELECT chat_id, slug, language FROM chats ORDER BY slug"
_NAMES = "SELECT pseudonym, public_name FROM authors WHERE chat_id = ?"
_CHUNKS = "SELECT count(*) AS count FROM chunks WHERE chat_id = ?"
_HITS = """SELECT term, count(*) AS count FROM chunk_terms JOIN chunks USING (chunk_id)
WHERE chat_id = ? AND list_contains(?::VARCHAR[], term) GROUP BY term"""
_MESSAGES = """SELECT m.message_id, m.text, m.local_time::DATE AS day, a.public_name AS author, f.path AS page
FROM messages m JOIN authors a USING (author_id) LEFT JOIN site_files f
ON f.path = 'conversation/' || strftime(m.local_time::DATE, '%Y-%m-%d') || '.html'
WHERE m.chat_id = ? AND NOT a.is_opted_out AND list_contains(?::VARCHAR[], m.kind) AND {condition}"""
_IN_CHUNKS = """EXISTS (FROM found WHERE m.sent_at BETWEEN found.first_sent_at AND found.last_sent_at)"""
_FOUND = """WITH found AS (SELECT first_sent_at, last_sent_at FROM chunk_terms JOIN chunks USING (chunk_id)
WHERE chat_id = ? AND list_contains(?::VARCHAR[], term)
GROUP BY ALL HAVING count(DISTINCT term) = ?) """
_HAS = "contains(strip_accents(lower(m.text)), ?)"
_POSTS = """SELECT d.document_id, d.title, d.content, d.created_at::DATE AS created, d.window_end, f.path AS page,
coalesce(d.window_start, d.created_at)::DATE AS day
FROM documents d LEFT JOIN site_files f USING (document_id)
WHERE d.chat_id = ? AND d.status = 'published' AND d.doc_type IN ('post', 'announcement')"""


@dataclass(frozen=True)
class Found:
    """A post or a message that was found; or a passage that comes near, where nothing has all the words.

    Attributes:
        identifier: its key, for `egregora trace`; chat: the slug of its conversation.
        day: the local day of a message, the first day that a post tells of, the day on which a passage begins.
        author: the public name of who wrote the message; title: of the post.
        page: its page, relative to the site; None where it has none.
        excerpt: a part of the text on one line; spans: what is to be highlighted in it, in order.
        score: how well it matches; comparable within an answer.
    """

    kind: Literal["post", "message", "passage"]
    identifier: str
    chat: str
    day: dt.date
    author: str | None
    title: str | None
    page: str | None
    excerpt: str
    spans: tuple[Span, ...]
    score: float


def search(context: DeploymentContext, words: str, *, limit: int = 20, chat: str | None = None) -> list[Found]:
    """Finds the posts and messages that have all the words, best first, as the last run left them.

    Where there are none, and no phrase was asked for, the passages that come nearest: with most of the words, or with
    words that are spelt alike.

    Args:
        words: in any form that has the same stem; what stands in quotes is looked for as it is written, side by side.
            Case and accents do not matter. Words that say nothing alone count only where there are no others.
        limit: the most that is returned.
        chat: the slug of a conversation; None = all.

    Raises:
        CopyMissing: no run has ended yet.
        ErasureUnfinished: an erasure was cut off.
        ConversationUnclear: there is no conversation with that slug.
    """
    refuse_during_erasure(context.home)
    question = Question.parse(words)
    found: list[Found] = []
    with open_reading_copy(context.home, context.settings.memory_limit) as ask:
        chats = ask(_CHATS).to_pylist()
        if chat is not None and chat not in {one["slug"] for one in chats}:
            slugs = [one["slug"] for one in chats]
            raise ConversationUnclear("No conversation has that slug", "name one of those that there are.", slugs)
        for one in chats:
            if chat in (None, one["slug"]) and not question.is_empty:
                found.extend(_search_chat(ask, question, one))
        if not found and question.words and not question.phrases:
            found = [
                near for one in chats if chat in (None, one["slug"]) for near in _find_nearby(ask, question, words, one)
            ]
    found.sort(key=lambda one: (-one.score, -one.day.toordinal(), one.identifier))
    return found[:limit]


def _search_chat(ask: Ask, question: Question, chat: Row) -> Iterator[Found]:
    chat_id = str(chat["chat_id"])
    names = {name for row in ask(_NAMES, chat_id).to_pylist() for name in row.values()}
    matcher = Matcher(question, chat["language"], names)
    chunk_count = ask(_CHUNKS, chat_id).to_pylist()[0]["count"]
    hits = {row["term"]: row["count"] for row in ask(_HITS, chat_id, list(matcher.stems)).to_pylist()}
    posts = _list_matching(matcher, ({**r, "text": flatten_markdown(r["content"])} for r in _read_posts(ask, chat_id)))
    messages = _list_matching(matcher, _read_messages(ask, chat_id, matcher))
    # How rare a name or a phrase is, no index says: as rare as what was found.
    others = [len(messages) + len(posts)] * (matcher.size - len(matcher.stems))
    counts = [*(hits.get(stem, 0) for stem in matcher.stems), *others]
    rarities = [compute_rarity(max(chunk_count, count), count) for count in counts]
    for some, kind in ((posts, "post"), (messages, "message")):
        mean = sum(match.length for _, match in some) / max(len(some), 1)
        for row, match in some:
            shown = _show(row, match, chat["slug"], match.score(rarities, mean))
            yield shown if kind == "message" else replace(shown, kind="post")


def _find_nearby(ask: Ask, question: Question, words: str, chat: Row) -> Iterator[Found]:
    chat_id, slug = str(chat["chat_id"]), chat["slug"]
    names = {name for row in ask(_NAMES, chat_id).to_pylist() for name in row.values()}
    matcher = Matcher(question, chat["language"], names)
    for rank, row in enumerate(find_nearby(ask, chat_id, chat["language"], names, words), start=1):
        excerpt, spans = cut_excerpt(row["text"], matcher.list_spans(row["text"]))
        identifier = str(row["chunk_id"])
        yield Found(
            "passage", identifier, slug, row["day"], None, None, row["page"], excerpt, spans, round(1 / rank, 6)
        )


def _read_messages(ask: Ask, chat_id: str, matcher: Matcher) -> Iterable[Row]:
    """The messages that may match: those in passages that have all stems, with all that is looked for as it is."""
    conditions, values = ["true"], list[object]()
    start = ""
    before: list[object] = []
    if matcher.stems:
        start, before = _FOUND, [chat_id, list(matcher.stems), len(matcher.stems)]
        conditions.append(_IN_CHUNKS)
    for literal in matcher.literals:
        conditions.append(_HAS)
        values.append(literal)
    statement = start + _MESSAGES.format(condition=" AND ".join(conditions))
    return ask(statement, *before, chat_id, list(SPEAKING_KINDS), *values).to_pylist()


def _read_posts(ask: Ask, chat_id: str) -> Iterable[Row]:
    return ask(_POSTS, chat_id).to_pylist()


def _list_matching(matcher: Matcher, rows: Iterable[Row]) -> list[tuple[Row, Match]]:
    """The rows whose title and text have everything; the spans are those of both together, a line apart."""
    found = []
    for row in rows:
        title = row.get("title")
        match = matcher.match(f"{title}\n{row['text']}" if title else row["text"])
        if match:
            found.append((row, match))
    return found


def _show(row: Row, match: Match, slug: str, score: float) -> Found:
    title = row.get("title")
    before = len(title) + 1 if title else 0
    spans = [(start - before, end - before) for start, end in match.spans if start >= before]
    excerpt, inside = cut_excerpt(row["text"], spans)
    identifier = row.get("message_id") or row["document_id"]
    author = row.get("author")
    return Found(
        "message", str(identifier), slug, row["day"], author, title, row["page"], excerpt, inside, round(score, 6)
    )
