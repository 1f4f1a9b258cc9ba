"""Passages that come near to a question which nothing answers word for word."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from egregora_assets.database.copies.reading_copy import Ask
from egregora_assets.retrieval import Asked
from egregora_assets.retrieval.embedding import HashedEmbedder
from egregora_assets.retrieval.memory import read_past

MOST = 5
_PASSAGES = """SELECT chunk_id, embedding FROM chunks LEFT JOIN
(SELECT chunk_id, embedding FROM chunk_embeddings WHERE model = ?) USING (chunk_id)
WHERE chat_id = ? ORDER BY first_sent_at, chunk_id"""
_TERMS = """WITH placed AS (SELECT chunk_id, row_number() OVER (ORDER BY first_sent_at, chunk_id) - 1 AS place
FROM chunks WHERE chat_id = ?)
SELECT place, term, term_count FROM placed JOIN chunk_terms USING (chunk_id) ORDER BY place, term"""
_SHOWN = """SELECT c.chunk_id, c.text, m.day, f.path AS page FROM chunks c
JOIN LATERAL (SELECT min(local_time)::DATE AS day FROM messages
WHERE chat_id = c.chat_id AND sent_at = c.first_sent_at) m ON true LEFT JOIN site_files f
ON f.path = 'conversation/' || strftime(m.day, '%Y-%m-%d') || '.html'
WHERE list_contains(?::UUID[], c.chunk_id)"""


def find_nearby(
    ask: Ask, chat_id: str, language: str | None, names: Collection[str], question: str
) -> Iterator[Mapping[str, Any]]:
    """The passages of a chat that come nearest, best first: chunk_id, text, day (local), page (or None)."""
    embedder = HashedEmbedder()
    passages = ask(_PASSAGES, embedder.model, chat_id)
    past = read_past(passages, ask(_TERMS, chat_id))
    answer = Asked(past.index, past.vectors, language, names, embedder).answer(question, MOST)
    ids = [str(passages["chunk_id"][place]) for place in answer]
    shown = {str(row["chunk_id"]): row for row in ask(_SHOWN, ids).to_pylist()}
    yield from (shown[chunk_id] for chunk_id in ids)
