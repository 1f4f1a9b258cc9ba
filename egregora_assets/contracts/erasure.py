"""What erasure reaches in a table, derived from its columns: a new table is reached, or a test says that it is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from egregora_assets.contracts.bundles import list_contracts
from egregora_assets.contracts.model import Column, Contract

Reach = Literal["message", "author", "name", "text", "none"]

_NAMES = ("author_name", "display_name")
_MESSAGES = ("message_id", "reply_to_id", "target_id")
_STRUCTURE = frozenset(
    {
        *("run_id", "chat_id", "export_id", "reading_id", "content_sha256"),
        *("time_zone", "locale", "date_order_evidence", "checksum"),
    }
)
"""Columns that can hold nothing of a person: they may not be rewritten either."""
UNREACHED_TABLES = frozenset({"erased_authors", "schema_version"})
"""Tables that erasure itself writes, or that tell of the file."""
DERIVED_TABLES = frozenset({"kept_chats"})
"""Tables of the vault that hold what is computed from its messages, and can be again: erasure empties them."""
DOCUMENT_COLUMNS = (
    ("citations", "document_id"),
    ("document_authors", "document_id"),
    ("documents", "document_id"),
    ("annotations", "annotation_id"),
    ("detached_annotations", "annotation_id"),
)
"""Where a row that is a person's names a document that goes with it, under its old address."""


class ColumnUnclassified(LookupError):
    """A column of which nobody said what erasure has to do with it."""


def classify_column(column: Column) -> Reach:
    """What a value of a column of the vault may be of a person.

    Returns: `message`, `author`: an id; rows of the person's messages or of the person go. `name`: who wrote or did
        something; rows under the person's name go. `text`: what somebody wrote; the person is taken out of it.

    Raises:
        ColumnUnclassified: it is none of these for certain.
    """
    name = column.name
    if name in _MESSAGES or name.endswith("_message_id"):
        return "message"
    if name == "author_id" or name.endswith("_author_id"):
        return "author"
    if name in _NAMES or name.endswith("_author_name"):
        return "name"
    kind = column.type
    is_plain = kind.is_numeric() or kind.is_boolean() or kind.is_temporal()
    if name in _STRUCTURE or column.values or is_plain:
        return "none"
    if kind.is_string():
        return "text"
    raise ColumnUnclassified(name)


def list_columns(contract: Contract, *reaches: Reach) -> tuple[str, ...]:
    """The columns of a contract that are of one of these kinds."""
    return tuple(c.name for c in contract.columns if classify_column(c) in reaches)


def list_vault_contracts() -> Iterator[Contract]:
    """The tables of the vault that erasure goes through; the messages last, since others are found by them."""
    found = [c for c in list_contracts("vault") if c.name not in UNREACHED_TABLES | DERIVED_TABLES]
    yield from (c for c in found if c.name not in ("ingested", "identities"))
    yield from (c for c in found if c.name in ("ingested", "identities"))


def map_personal_columns(contract: Contract) -> dict[str, Literal["message", "author"]]:
    """The columns of a readable table that hold a person's id, or that of a message."""
    found: dict[str, Literal["message", "author"]] = {}
    for column in contract.columns:
        for kind in ("message", "author"):
            names = (f"{kind}_id", *(_MESSAGES if kind == "message" else ()))
            if column.type.is_uuid() and (column.name in names or column.name.endswith(f"_{kind}_id")):
                found[column.name] = "message" if kind == "message" else "author"
    return found
