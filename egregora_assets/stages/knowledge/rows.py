"""Binds the memory of chats to its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.digests import digest_code
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.memory import EMBEDDING_SIZE
from egregora_assets.contracts.parts import ChangedParts, Part
from egregora_assets.contracts.tables import Derived, Tables
from egregora_assets.retrieval import Chat, Memory, Past, Week, Window, build_memory
from egregora_assets.retrieval.memory import read_past
from egregora_assets.retrieval.plan import ChatPlan, Rules, find_new_namings, group_windows, plan_chat
from egregora_assets.retrieval.postings import Postings
from egregora_assets.retrieval.windows import read_instants
from egregora_assets.stages.knowledge import expressions
from egregora_assets.stages.knowledge.expressions import BOUNDARIES, PASSAGES, POSTINGS, RELATED, SINCE, VECTORS
from egregora_assets.stages.knowledge.stretches import expressions as stretches

Results = Mapping[str, pa.Table]
_PACKAGES = (
    "egregora_assets.retrieval",
    "egregora_assets.stages.knowledge",
    "egregora_assets.language",
    "egregora_assets.contracts",
)
_LIBRARIES = ("duckdb", "numpy", "pyarrow", "snowballstemmer", "stopwordsiso")


def digest_retrieval() -> str:
    """A digest of the code and words that decide what is remembered, and of the libraries that they use."""
    return digest_code(_PACKAGES, _LIBRARIES)


def plan_chats(
    anonymized: Tables, enriched: Tables, knowledge: Tables, rules: Rules, earlier: Mapping[str, Part]
) -> list[ChatPlan]:
    """What is to be done for each chat, by id.

    Args:
        knowledge: the stage's own tables, as the last run left them.
        earlier: the parts of the last run; none = everything is remembered anew.
    """
    messages, authors, chats = anonymized["messages"], anonymized["authors"], anonymized["chats"]
    titles = _join_titles(enriched)
    known = anonymized.rows(chats.select("chat_id", "language").order_by("chat_id")).to_pylist()
    names = _split_by_chat(anonymized.rows(expressions.list_names(authors)))
    weeks = _split_by_chat(anonymized.rows(stretches.list_stretches(messages, authors, chats, titles, rules.cut)))
    people = {chat_id: _read_texts(table, "name") for chat_id, table in names.items()}
    found = [Chat(row["chat_id"], row["language"], people.get(row["chat_id"], ())) for row in known]
    namings, noted = _find_namings(anonymized, titles, found, earlier), group_windows(earlier)
    stored = knowledge.rows(knowledge["windows"].select("chat_id", "window_id").order_by("chat_id", "window_id"))
    ids = {chat_id: set(_read_texts(table, "window_id")) for chat_id, table in _split_by_chat(stored).items()}
    return [
        plan_chat(
            chat,
            read_weeks(weeks.get(chat.chat_id)),
            rules,
            noted.get(chat.chat_id, {}),
            namings.get(chat.chat_id),
            ids.get(chat.chat_id, ()),
        )
        for chat in found
    ]


def build_changes(
    anonymized: Tables,
    enriched: Tables,
    knowledge: Tables,
    plans: Sequence[ChatPlan],
    earlier: Mapping[str, Part],
    overlap: float = 0.0,
) -> ChangedParts:
    """The rows of the windows that changed: expressions over what was computed of them.

    Args:
        knowledge: the stage's own tables, as the last run left them.
        plans, earlier: what `plan_chats` gives, and was given; without earlier parts every table is written as a whole.
        overlap: the part of the window before whose last messages a window has too.
    """
    changed = [plan for plan in plans if plan.is_changed]
    memories = [
        build_chat_results(plan.chat, conversation, plan.changed_windows, past)
        for plan, conversation, past in _read_chats(anonymized, enriched, knowledge, changed, is_whole=not earlier)
    ]
    results = {**join_results(memories), SINCE.get_name(): _tell_since(changed)}
    rows = expressions.build_tables(anonymized["messages"], knowledge)
    if overlap:
        members = rows["window_messages"]
        shared = stretches.list_overlaps(anonymized["messages"], members, knowledge, overlap)
        rows["window_messages"] = members.union(shared)
    scope = expressions.list_changed_rows(knowledge) if earlier else {}
    parts = {name: part for plan in plans for name, part in plan.list_parts().items()}
    return ChangedParts(_derive(rows, results), _derive(scope, results), parts)


def build_chat_results(
    chat: Chat, conversation: pa.Table, windows: Sequence[Window], past: Past | None = None
) -> Results:
    """The results for the last windows of a chat; see `build_memory` for the arguments. Passages count from 0."""
    memory = build_memory(chat, conversation, windows, past)
    return {
        BOUNDARIES.get_name(): _tell_boundaries(windows, chat.chat_id, conversation["message_id"]),
        PASSAGES.get_name(): _tell_passages(memory),
        POSTINGS.get_name(): _tell_postings(memory.index),
        VECTORS.get_name(): _tell_vectors(memory.vectors),
        RELATED.get_name(): _tell_related(memory),
    }


def join_results(results: Sequence[Results]) -> Results:
    """The results for several chats as one, complete also where there is no chat: passages are numbered on."""
    if not results:
        tables = (BOUNDARIES, PASSAGES, POSTINGS, VECTORS, RELATED)
        return {table.get_name(): table.schema().to_pyarrow().empty_table() for table in tables}
    counts = [one[PASSAGES.get_name()].num_rows for one in results]
    moved = [
        {name: _number_on(table, first) for name, table in one.items()}
        for one, first in zip(results, accumulate(counts, initial=0), strict=False)
    ]
    return {name: pa.concat_tables([one[name] for one in moved]) for name in moved[0]}


def _number_on(table: pa.Table, first: int) -> pa.Table:
    """The table with what is numbered beginning at another number."""
    if "number" not in table.column_names:
        return table
    number: Any = pc.add(table["number"], first)
    return table.set_column(table.column_names.index("number"), "number", number)


def _derive(expressed: Mapping[str, ibis.Table], results: Results) -> dict[str, Derived]:
    """Expressions with the results that stand in them."""
    return {name: Derived(expression, results) for name, expression in expressed.items()}


# --- what is read ---------------------------------------------------------------------------------------------------


def _join_titles(enriched: Tables) -> Any:
    return expressions.join_link_titles(enriched["links"], enriched["message_links"])


def _find_namings(
    anonymized: Tables, titles: Any, chats: Sequence[Chat], earlier: Mapping[str, Part]
) -> dict[str, int]:
    """By chat, the first instant at which a name may stand that came or went since the last run."""
    patterns = {chat_id: "|".join(words) for chat_id, words in find_new_namings(chats, earlier).items()}
    if not patterns:
        return {}
    found = anonymized.rows(expressions.list_namings(anonymized["messages"], titles, patterns))
    return dict(zip(_read_texts(found, "chat_id"), read_instants(found, "sent_at").tolist(), strict=True))


def read_weeks(table: pa.Table | None) -> list[Week]:
    """The weeks or other stretches of a chat, from its rows of `stretches.list_stretches`."""
    if table is None:
        return []
    instants = (read_instants(table, name).tolist() for name in ("week_start", "week_end"))
    others = (table[name].to_pylist() for name in table.column_names[3:])
    return [Week(*week) for week in zip(*instants, *others, strict=True)]


def _read_chats(
    anonymized: Tables, enriched: Tables, knowledge: Tables, plans: Sequence[ChatPlan], *, is_whole: bool
) -> Iterator[tuple[ChatPlan, pa.Table, Past | None]]:
    """Each chat with the messages of its changed windows, and what is remembered from before them."""
    if not plans:
        return
    spans = None if is_whole else {plan.chat.chat_id: plan.since for plan in plans}
    lines = expressions.list_lines(anonymized["messages"], anonymized["authors"], _join_titles(enriched), spans)
    rows, first = anonymized.rows(lines), 0
    pasts = _read_pasts(knowledge, {plan.chat.chat_id: plan.since for plan in plans if plan.has_past})
    for plan in plans:
        count = sum(window.message_count for window in plan.changed_windows)
        yield plan, rows.slice(first, count), pasts.get(plan.chat.chat_id)
        first += count


def _read_pasts(knowledge: Tables, spans: Mapping[str, int]) -> dict[str, Past]:
    """What is remembered of some chats from before an instant each."""
    if not spans:
        return {}
    windows, chunks = knowledge["windows"], knowledge["chunks"]
    told = expressions.list_past_chunks(windows, chunks, knowledge["chunk_embeddings"], spans)
    terms = _split_by_chat(
        knowledge.rows(expressions.list_past_terms(windows, chunks, knowledge["chunk_terms"], spans))
    )
    return {
        chat_id: read_past(table, terms.get(chat_id)) for chat_id, table in _split_by_chat(knowledge.rows(told)).items()
    }


def _read_texts(table: pa.Table, column: str) -> tuple[str, ...]:
    return tuple(str(text) for text in table[column].to_pylist())


def _split_by_chat(table: pa.Table) -> dict[str, pa.Table]:
    """The rows of each chat; they are in order of chat_id."""
    encoded: Any = table["chat_id"].combine_chunks().dictionary_encode()
    codes = encoded.indices.to_numpy(zero_copy_only=False)
    edges = np.searchsorted(codes, np.arange(len(encoded.dictionary) + 1)).tolist()
    ids = encoded.dictionary.to_pylist()
    return {chat_id: table.slice(edges[i], edges[i + 1] - edges[i]) for i, chat_id in enumerate(ids)}


# --- what was computed ----------------------------------------------------------------------------------------------


def _tell_since(plans: Sequence[ChatPlan]) -> pa.Table:
    since = pa.array([plan.since for plan in plans], pa.int64()).cast(pa.timestamp("ns"))
    return pa.table({"chat_id": pa.array([plan.chat.chat_id for plan in plans], pa.string()), "since": since})


def _tell_boundaries(windows: Sequence[Window], chat_id: str, message_ids: pa.ChunkedArray[Any]) -> pa.Table:
    """The signature is a digest of the window's message ids in sorted order."""
    ids: list[Any] = message_ids.to_pylist()
    ends = np.cumsum([w.message_count for w in windows], dtype=np.int64).tolist()
    own = (sorted(ids[end - w.message_count : end]) for w, end in zip(windows, ends, strict=True))
    signatures = [public_uuid("window", *mine) for mine in own]
    times = list_windows(windows)
    columns = {
        "window_id": pa.array([w.window_id for w in windows], pa.string()),
        "chat_id": pa.array([chat_id] * len(windows), pa.string()),
        "window_start": times["window_start"],
        "window_end": times["window_end"],
        "signature": pa.array(signatures, pa.string()),
    }
    return pa.table(columns)


def list_windows(windows: Sequence[Window]) -> dict[str, pa.Array[Any]]:
    """When windows begin and end, and their numbers of messages."""
    return {
        "window_start": pa.array([w.start for w in windows], pa.int64()).cast(pa.timestamp("ns")),
        "window_end": pa.array([w.end for w in windows], pa.int64()).cast(pa.timestamp("ns")),
        "message_count": pa.array([w.message_count for w in windows], pa.int64()),
    }


def _tell_passages(memory: Memory) -> pa.Table:
    numbers = np.arange(memory.passages.rows.num_rows, dtype=np.int64)
    counted = memory.passages.rows.append_column("term_count", pa.array(memory.index.lengths, pa.int32()))
    return counted.append_column("number", pa.array(numbers)).append_column(
        "place", pa.array(numbers + memory.past_count)
    )


def _tell_postings(index: Postings) -> pa.Table:
    """Terms as places in the vocabulary: most stand in many passages."""
    terms = pa.DictionaryArray.from_arrays(pa.array(index.term, pa.int32()), pa.array(index.terms, pa.string()))
    columns = {"number": pa.array(index.chunk, pa.int64()), "term": terms}
    return pa.table({**columns, "term_count": pa.array(index.count, pa.int32())})


def _tell_vectors(vectors: np.ndarray) -> pa.Table:
    """Passages without terms have no vector and no row."""
    filled = np.flatnonzero(np.any(vectors != 0, axis=1))
    flat = pa.array(vectors[filled].ravel(), pa.float32())
    embedding = pa.FixedSizeListArray.from_arrays(flat, EMBEDDING_SIZE)
    return pa.table({"number": pa.array(filled, pa.int64()), "embedding": embedding})


def _tell_related(memory: Memory) -> pa.Table:
    context, windows = memory.context, memory.windows
    return pa.table(
        {
            "window_id": pa.array([windows[c.window].window_id for c in context], pa.string()),
            "place": pa.array([c.chunk for c in context], pa.int64()),
            "score": pa.array([c.score for c in context], pa.float64()),
        }
    )
