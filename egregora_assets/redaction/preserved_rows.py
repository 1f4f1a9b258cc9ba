"""What stays when the vault was thrown away: rows of conversations whose exports it no longer holds.

While the vault holds every export that was read, its rows decide alone. Where an export is gone from it, the messages
that earlier runs made of that conversation are kept, unless the vault has them or their author has opted out since.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import pyarrow as pa

from egregora_assets.redaction.placeholders import PERSON

RELATIONS = ("message_replies", "message_reactions", "message_mentions")
"""What is known beside messages: rows that name two messages, or a message and a person."""
ReadOwn = Callable[[str], pa.Table]


def preserve_rows(own: ReadOwn, vault: Mapping[str, Collection[str]]) -> dict[str, pa.Table]:
    """Earlier rows to write again, by contract; empty where the vault still holds every export.

    Args:
        own: the rows that earlier runs wrote, by contract.
        vault: ids that the vault has: `export_id`, `chat_id`, `author_id`, `message_id`, and `opted_out` (author ids).
    """
    exports = _keep_others(own("exports"), "export_id", vault["export_id"])
    if exports.num_rows == 0:
        return {}
    chats = {str(c) for c in exports["chat_id"].to_pylist()}
    messages = _keep_matching(own("messages"), "chat_id", chats)
    messages = _keep_others(_keep_others(messages, "message_id", vault["message_id"]), "author_id", vault["opted_out"])
    ids = {str(i) for i in messages["message_id"].to_pylist()}
    return {
        "chats": _keep_others(_keep_matching(own("chats"), "chat_id", chats), "chat_id", vault["chat_id"]),
        "exports": exports,
        "authors": _mark_opted_out(
            _keep_others(_keep_matching(own("authors"), "chat_id", chats), "author_id", vault["author_id"]),
            vault["opted_out"],
        ),
        "messages": messages,
        "redactions": _keep_matching(own("redactions"), "message_id", ids),
        "attachments": _keep_matching(own("attachments"), "message_id", ids),
        **{name: _keep_matching(own(name), "message_id", ids) for name in RELATIONS},
    }


def list_consenting(own: ReadOwn, decision: str) -> list[str]:
    """The participants for whom the operator made a decision, whether the vault still holds them or not."""
    return [str(row["author_id"]) for row in own("consent_decisions").to_pylist() if row["decision"] == decision]


def _mark_opted_out(authors: pa.Table, author_ids: Collection[str]) -> pa.Table:
    """Earlier rows of `authors`, opted out where the operator decided so since."""
    place = authors.schema.get_field_index("is_opted_out")
    now = _mask(authors, "author_id", author_ids)
    cells = [was or is_now for was, is_now in zip(authors["is_opted_out"].to_pylist(), now, strict=True)]
    return authors.set_column(place, authors.schema.field(place), pa.array(cells, pa.bool_()))


def preserve_opt_outs(
    own: ReadOwn, identities: pa.Table, export_ids: Collection[str], commanders: pa.Table
) -> pa.Table:
    """The vault's identities, opted out where they were before the vault forgot their conversation's exports.

    Args:
        identities: the vault's rows; export_ids: the exports that the vault has.
        commanders: `chat_id`, `author_name` of everybody of whom the vault has a command: for them it decides.
    """
    forgotten = {str(c) for c in _keep_others(own("exports"), "export_id", export_ids)["chat_id"].to_pylist()}
    authors = _keep_matching(own("authors"), "chat_id", forgotten) if forgotten else own("authors").slice(0, 0)
    hidden = {str(row["author_id"]) for row in authors.to_pylist() if row["is_opted_out"]}
    hidden -= frozenset(list_consenting(own, "opt-in"))
    decided = {(row["chat_id"], row["author_name"]) for row in commanders.to_pylist()}
    opted_out = [
        bool(row["is_opted_out"])
        or (str(row["author_id"]) in hidden and (row["chat_id"], row["display_name"]) not in decided)
        for row in identities.to_pylist()
    ]
    place = identities.schema.get_field_index("is_opted_out")
    return identities.set_column(place, identities.schema.field(place), pa.array(opted_out, pa.bool_()))


def hide_erased_names(kept: dict[str, pa.Table], shown: Iterable[tuple[str, str]]) -> dict[str, pa.Table]:
    """Earlier rows in which others name somebody who is erased: `[person]` stands where the shown name stood.

    Args:
        shown: conversations, and the names under which the person was shown there.
    """
    for chat_id, name in shown if kept else ():
        redactions, messages = kept["redactions"], kept["messages"]
        chat = frozenset(_keep_matching(messages, "chat_id", [chat_id])["message_id"].to_pylist())
        is_named = [
            message_id in chat and placeholder == name
            for message_id, placeholder in zip(
                redactions["message_id"].to_pylist(), redactions["placeholder"].to_pylist(), strict=True
            )
        ]
        naming = redactions.filter(pa.array(is_named, pa.bool_()))["message_id"].to_pylist()
        texts = [
            str(text).replace(name, PERSON) if is_it else text
            for text, is_it in zip(
                messages["text"].to_pylist(), _mask(messages, "message_id", [str(m) for m in naming]), strict=True
            )
        ]
        kept |= {
            "messages": _replace_column(messages, "text", texts),
            "redactions": _replace_column(
                _replace_column(redactions, "placeholder", _where(is_named, PERSON, redactions["placeholder"])),
                "pii_type",
                _where(is_named, "person", redactions["pii_type"]),
            ),
        }
    return kept


def _where(chosen: Iterable[bool], value: str, column: pa.ChunkedArray[Any]) -> list[object]:
    return [value if is_it else cell for is_it, cell in zip(chosen, column.to_pylist(), strict=True)]


def _replace_column(table: pa.Table, column: str, cells: list[Any]) -> pa.Table:
    place = table.schema.get_field_index(column)
    field = table.schema.field(place)
    return table.set_column(place, field, pa.array(cells, field.type))


def append_rows(rows: pa.Table, kept: pa.Table | None) -> pa.Table:
    """A table's new rows and those that are kept, under the columns of the new ones."""
    if kept is None or kept.num_rows == 0:
        return rows
    return pa.concat_tables([rows, kept.select(rows.column_names).cast(rows.schema)])


def _mask(table: pa.Table, column: str, values: Collection[str]) -> list[bool]:
    wanted = frozenset(values)
    return [value in wanted for value in table[column].to_pylist()]


def _keep_matching(table: pa.Table, column: str, values: Collection[str]) -> pa.Table:
    return table.filter(pa.array(_mask(table, column, values), pa.bool_()))


def _keep_others(table: pa.Table, column: str, values: Collection[str]) -> pa.Table:
    return table.filter(pa.array([not m for m in _mask(table, column, values)], pa.bool_()))
