"""Texts that are not published because something of the vault is left in them, for the operator to judge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.vocabularies import WITHHELD
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.operations.context import DeploymentContext
from egregora_assets.operations.inbox_report import read_slugs
from egregora_assets.runs.latest_metadata import find_latest_value

_LEFT_OUT = "withheld texts"
"""Metadata of `published`: place, id and kinds of the texts that the site leaves out."""
_CODE = "code "
"""How the place of what belongs to a repository begins."""
_DOCUMENT_TEXTS = ("title", "summary", "content")


@dataclass(frozen=True)
class WithheldText:
    """One text that the site leaves out.

    Attributes:
        place: `message`, or a document's type and the field: `post title`.
        owner_id: the id of the message or document; of code, the commit, file or repository.
        chat: the conversation's slug; empty for code.
        day: local; None for documents.
        author: under whose name the message is published; None for notices and documents.
        kinds: of what is left in it: `name`, or kinds of personal data.
        text: of a message as exported, so private; of a document the line.
    """

    place: str
    owner_id: str
    chat: str
    day: dt.date | None
    author: str | None
    kinds: tuple[str, ...]
    text: str


def list_withheld_texts(context: DeploymentContext) -> list[WithheldText]:
    """The messages whose text is withheld, by conversation and time, then lines of documents that are left out, then
    what is left out of repositories: paths, subjects and the like, without their text.

    Raises:
        EgregoraError: the deployment cannot be opened (settings, key, databases).
    """
    context.store.prepare()
    slugs = read_slugs(context.store)
    with context.instance() as instance:
        left_out = find_latest_value(instance, "published", _LEFT_OUT) or []
    documents = {owner for place, owner, _ in left_out if not place.startswith(_CODE)}
    code = [
        WithheldText(place, owner, "", None, None, tuple(kinds.split(", ")), "")
        for place, owner, kinds in left_out
        if place.startswith(_CODE)
    ]
    return [*_list_messages(context, slugs), *_list_documents(context, slugs, documents), *code]


def _list_messages(context: DeploymentContext, slugs: Mapping[str, str]) -> Iterator[WithheldText]:
    redactions, messages, authors = (CONTRACTS[name].table() for name in ("redactions", "messages", "authors"))
    withheld = redactions.filter(redactions.placeholder == WITHHELD).select("message_id", "pii_type")
    shown = messages.select("message_id", "chat_id", "local_time", "position", "author_id")
    named = withheld.join(shown, "message_id").left_join(authors.select("author_id", "public_name"), "author_id")
    rows = read_rows(context.store.file("main"), named.order_by("chat_id", "position", "message_id")).to_pylist()
    raw = CONTRACTS["ingested"].table().select("message_id", "text")
    wanted = [row["message_id"] for row in rows]
    found = read_rows(context.store.file("vault"), raw.filter(raw.message_id.isin(wanted))) if wanted else None
    texts = dict(zip(*(found[c].to_pylist() for c in ("message_id", "text")), strict=True)) if found else {}
    for row in rows:
        kinds, text = (str(row["pii_type"]),), str(texts.get(row["message_id"], ""))
        day = row["local_time"].date()
        chat = slugs[str(row["chat_id"])]
        yield WithheldText("message", str(row["message_id"]), chat, day, row["public_name"], kinds, text)


def _list_documents(
    context: DeploymentContext, slugs: Mapping[str, str], document_ids: Collection[str]
) -> Iterator[WithheldText]:
    """The lines of documents of which the last site left something out."""
    documents = CONTRACTS["documents"].table()
    documents = documents.filter(documents.document_id.isin(sorted(document_ids)))
    columns = ("document_id", "chat_id", "doc_type", *_DOCUMENT_TEXTS)
    if not document_ids:
        return
    rows = read_rows(context.store.file("main"), documents.select(*columns).order_by("document_id")).to_pylist()
    for row in rows:
        chat_id = str(row["chat_id"])
        lines = [(field, line) for field in _DOCUMENT_TEXTS for line in str(row[field] or "").split("\n")]
        found = context.leak_guard.find_in_texts([line for _, line in lines], chat_id)
        for number, kinds in found.items():
            field, line = lines[number]
            place, chat = f"{row['doc_type']} {field}", slugs.get(chat_id, chat_id)
            yield WithheldText(place, str(row["document_id"]), chat, None, None, kinds, line)
