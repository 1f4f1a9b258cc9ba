"""Taking what is published elsewhere: posts as Markdown files, tables as Parquet or JSON lines.

Only what the site may show: published documents, people who did not opt out, and no text in which something of the
vault is left. The same tables give the same bytes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.column_types import UUID
from egregora_assets.database.copies.reading_copy import Ask, open_reading_copy
from egregora_assets.operations.context import DeploymentContext
from egregora_assets.operations.published.folders import require_empty, write_folder
from egregora_assets.operations.published.posts import OFFERED, Citation, Post, digest_version, render_post
from egregora_assets.operations.published.withholding import Withholder
from egregora_assets.services.erasure_records import refuse_during_erasure

Format = Literal["parquet", "jsonl"]

_POSTS = """SELECT d.document_id::VARCHAR AS document_id, d.chat_id::VARCHAR AS chat_id, c.slug AS chat, d.slug,
d.title, d.summary, d.content, d.language, coalesce(d.window_start, d.created_at)::DATE AS date, d.status,
coalesce(d.based_on::VARCHAR, '') AS version
FROM documents d JOIN chats c USING (chat_id) WHERE list_contains(?, d.status) AND d.doc_type = 'post'
ORDER BY c.slug, d.slug"""
_OFFERS = """SELECT o.document_id::VARCHAR AS document_id, d.chat_id::VARCHAR AS chat_id, c.slug AS chat, d.slug,
o.title, o.summary, o.content, o.language, coalesce(d.window_start, d.created_at)::DATE AS date, d.status,
d.based_on::VARCHAR AS based_on
FROM offered_posts o JOIN documents d USING (document_id) JOIN chats c USING (chat_id)
WHERE list_contains(?, d.status) ORDER BY c.slug, d.slug"""
_TAGS = "SELECT tag FROM document_tags WHERE document_id = ?::UUID ORDER BY tag"
_QUOTES = """SELECT q.message_id::VARCHAR AS message, q.quote, coalesce(q.section, '') AS section
FROM citations q JOIN messages m USING (message_id) LEFT JOIN authors a USING (author_id)
WHERE q.document_id = ?::UUID AND NOT coalesce(a.is_opted_out, false) ORDER BY q.ordinal"""

_SHOWN_MESSAGES = """SELECT m.message_id, m.chat_id FROM messages m LEFT JOIN authors a USING (author_id)
WHERE NOT coalesce(a.is_opted_out, false)"""
_SHOWN_DOCUMENTS = """SELECT d.document_id, d.chat_id FROM documents d
LEFT JOIN authors a ON a.author_id = d.subject_author_id
WHERE d.status = 'published' AND NOT coalesce(a.is_opted_out, false)"""
_DOCUMENTS = f"JOIN ({_SHOWN_DOCUMENTS}) s USING (document_id)"
SHOWN_TABLES = {
    "chats": "",
    "authors": "WHERE NOT t.is_opted_out",
    "messages": f"JOIN ({_SHOWN_MESSAGES}) s USING (message_id)",
    "documents": _DOCUMENTS,
    "document_tags": _DOCUMENTS,
    "document_authors": f"{_DOCUMENTS} JOIN authors a USING (author_id) WHERE NOT a.is_opted_out",
    "citations": f"{_DOCUMENTS} JOIN ({_SHOWN_MESSAGES}) m USING (message_id)",
    "elo_ratings": f"JOIN ({_SHOWN_DOCUMENTS}) s ON s.document_id = t.post_id",
}
"""The tables that are exported, each with what restricts it to what the site may show."""


def export_posts(context: DeploymentContext, folder: Path | str, *, drafts: bool = False) -> list[Path]:
    """Writes each published post as `<conversation>/<slug>.md`, with title, date, tags and citations in front.

    Where a person edited a post and the writer would write something else by now, that lies in `offered/`.

    Args:
        folder: a new or an empty one.
        drafts: write drafts, too.

    Returns: the files, by conversation and slug.

    Raises:
        TargetRefused: the folder holds something, or is none.
        CopyMissing: no run has ended yet.
        ErasureUnfinished: an erasure was cut off.
        SiteLeak: something of the vault is in a post, in no single text.
        FolderNotWritable, DiskFull: the folder cannot be written; nothing is left of it.
    """
    target = _prepare(context, folder)
    withholder = Withholder(context.leak_guard)
    with open_reading_copy(context.home, context.settings.memory_limit) as ask:
        return write_folder(target, _render_posts(ask, withholder, ["published", *(["draft"] if drafts else [])]))


def export_shown_tables(context: DeploymentContext, folder: Path | str, form: Format = "parquet") -> list[Path]:
    """Writes the tables that the site is made of, without what it may not show, one file a table.

    Args:
        folder: a new or an empty one.
        form: `parquet`, or `jsonl`: one object a line.

    Returns: the files, by table.

    Raises:
        TargetRefused, CopyMissing, ErasureUnfinished, FolderNotWritable, DiskFull: as for `export_posts`.
    """
    target = _prepare(context, folder)
    withholder = Withholder(context.leak_guard)
    with open_reading_copy(context.home, context.settings.memory_limit) as ask:
        tables = ((name, _hide_texts(_read_table(ask, name), withholder)) for name in SHOWN_TABLES)
        return write_folder(target, ((f"{name}.{form}", _render_table(rows, form)) for name, rows in tables))


def _prepare(context: DeploymentContext, folder: Path | str) -> Path:
    target = Path(folder).expanduser().absolute()
    require_empty(target)
    refuse_during_erasure(context.home)
    context.store.prepare()
    return target


def _render_posts(ask: Ask, withholder: Withholder, statuses: list[str]) -> Iterator[tuple[str, bytes]]:
    for row in ask(_POSTS, statuses).to_pylist():
        yield _render(_read_post(ask, row), row["chat_id"], withholder)
    for row in ask(_OFFERS, statuses).to_pylist():
        version = digest_version(row["title"], row["summary"], row["content"])
        if row.pop("based_on") != version:
            chat_id = row.pop("chat_id")
            yield _render(Post(**row, version=version, tags=(), citations=()), chat_id, withholder, f"{OFFERED}/")


def _render(post: Post, chat_id: str, withholder: Withholder, folder: str = "") -> tuple[str, bytes]:
    """A post's path and file, without what must not be shown.

    Raises:
        SiteLeak: something of the vault is in it, in no single text.
    """
    shown = withholder.hide_in_post(post, chat_id)
    shown = replace(shown, version=shown.version or digest_version(shown.title, shown.summary, shown.content))
    content, path = render_post(shown), f"{folder}{shown.chat}/{shown.slug}.md"
    withholder.refuse_leaks(content, path, chat_id, shown.document_id)
    return path, content


def _read_post(ask: Ask, row: Mapping[str, Any]) -> Post:
    document_id = row["document_id"]
    tags = tuple(one["tag"] for one in ask(_TAGS, document_id).to_pylist())
    citations = tuple(Citation(**one) for one in ask(_QUOTES, document_id).to_pylist())
    kept = {name: value for name, value in row.items() if name != "chat_id"}
    return Post(**kept, tags=tags, citations=citations)


def _read_table(ask: Ask, name: str) -> pa.Table:
    """The rows of a table in order of its key, and `_chat`: the conversation that each is from."""
    contract = CONTRACTS[name]
    columns = [
        f't."{c}"::VARCHAR AS "{c}"' if contract.column(c).type == UUID else f't."{c}"'
        for c in contract.content_columns
    ]
    chat = "t.chat_id" if "chat_id" in contract.column_names else "s.chat_id"
    key = ", ".join(f't."{c}"' for c in contract.primary_key)
    selected = ", ".join([*columns, f"{chat}::VARCHAR AS _chat"])
    return ask(f'SELECT {selected} FROM "{name}" t {SHOWN_TABLES[name]} ORDER BY {key}')  # noqa: S608 - our own names


def _hide_texts(rows: pa.Table, withholder: Withholder) -> pa.Table:
    """The rows without `_chat`, and with no text that must not be shown."""
    chats = rows["_chat"].to_pylist()
    places: dict[str, list[int]] = {}
    for place, chat in enumerate(chats):
        places.setdefault(str(chat), []).append(place)
    shown = rows.drop_columns(["_chat"])
    for number, field in enumerate(shown.schema):
        if field.type != pa.string() or field.name.endswith("_id"):
            continue
        texts = shown[field.name].to_pylist()
        for chat, own in places.items():
            for place, text in zip(own, withholder.hide([texts[p] for p in own], chat), strict=True):
                texts[place] = text
        shown = shown.set_column(number, field, pa.array(texts, pa.string()))
    return shown


def _render_table(rows: pa.Table, form: Format) -> bytes:
    if form == "jsonl":
        lines = (json.dumps(row, default=str, ensure_ascii=False) for row in rows.to_pylist())
        return "".join(f"{line}\n" for line in lines).encode()
    stream = io.BytesIO()
    pq.write_table(rows, stream, compression="zstd")
    return stream.getvalue()
