"""Preserves rows of earlier runs for conversations whose exports the vault no longer holds.

While the vault holds every export that was read, its rows decide alone. Where an export is gone from it, the messages
that earlier runs made of that conversation are kept, unless the vault has them or their author has opted out since.
Rows are Arrow tables by contract.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.redaction.placeholders import PERSON

OF_MESSAGES = (
    *("redactions", "attachments", "message_replies", "message_reactions", "message_mentions", "message_nominations"),
)
"""Contracts whose rows belong to a message."""
ReadOwn = Callable[[str], pa.Table]
"""Reads the rows that earlier runs wrote, by contract."""


def preserve_rows(own: ReadOwn, vault: Mapping[str, Collection[str]]) -> dict[str, pa.Table]:
    """Find the earlier rows to write again.

    Args:
        vault: ids that the vault has: `export_id`, `chat_id`, `author_id`, `message_id`, `command_id`, and `opted_out`
            (author ids).

    Returns: by contract; empty where the vault still holds every export.
    """
    exports = _keep_others(own("exports"), "export_id", vault["export_id"])
    if exports.num_rows == 0:
        return {}
    chats = exports["chat_id"].to_pylist()
    messages = _keep_others(_keep_matching(own("messages"), "chat_id", chats), "message_id", vault["message_id"])
    messages = _keep_others(messages, "author_id", vault["opted_out"])
    authors = _keep_others(_keep_matching(own("authors"), "chat_id", chats), "author_id", vault["author_id"])
    is_opted_out = pc.or_(authors["is_opted_out"], _is_in(authors["author_id"], vault["opted_out"]))
    ids = messages["message_id"].to_pylist()
    notes = _keep_others(_keep_matching(own("message_notes"), "chat_id", chats), "message_id", vault["command_id"])
    return {
        "chats": _keep_others(_keep_matching(own("chats"), "chat_id", chats), "chat_id", vault["chat_id"]),
        "exports": exports,
        "authors": _replace_column(authors, "is_opted_out", is_opted_out),
        "messages": messages,
        **{name: _keep_matching(own(name), "message_id", ids) for name in OF_MESSAGES},
        "message_notes": _keep_others(notes, "author_id", vault["opted_out"]),
    }


def list_consenting(own: ReadOwn, decision: str) -> list[str]:
    """List the author ids for whom the operator decided `opt-in` or `opt-out`, in the vault or not."""
    return [str(row["author_id"]) for row in own("consent_decisions").to_pylist() if row["decision"] == decision]


def preserve_opt_outs(
    own: ReadOwn, identities: pa.Table, export_ids: Collection[str], commanders: pa.Table
) -> pa.Table:
    """The vault's identities, opted out also where they were before their conversation's exports were deleted.

    Args:
        identities: the vault's rows.
        export_ids: the exports that the vault has.
        commanders: `chat_id`, `author_name` of everybody of whom the vault has a command, which then decides.
    """
    deleted = _keep_others(own("exports"), "export_id", export_ids)["chat_id"].to_pylist()
    authors = _keep_matching(own("authors"), "chat_id", deleted).to_pylist() if deleted else []
    hidden = {str(row["author_id"]) for row in authors if row["is_opted_out"]} - {*list_consenting(own, "opt-in")}
    decided = {(row["chat_id"], row["author_name"]) for row in commanders.to_pylist()}
    is_opted_out = [
        bool(row["is_opted_out"])
        or (str(row["author_id"]) in hidden and (row["chat_id"], row["display_name"]) not in decided)
        for row in identities.to_pylist()
    ]
    return _replace_column(identities, "is_opted_out", pa.array(is_opted_out, pa.bool_()))


def hide_erased_names(preserved: dict[str, pa.Table], shown: Iterable[tuple[str, str]]) -> dict[str, pa.Table]:
    """Replace by `[person]`, in preserved rows of others, the names under which an erased person was shown."""
    for chat_id, name in shown if preserved else ():
        redactions, messages = preserved["redactions"], preserved["messages"]
        chat = _keep_matching(messages, "chat_id", [chat_id])["message_id"].to_pylist()
        is_name = pc.and_(_is_in(redactions["message_id"], chat), _is_in(redactions["placeholder"], [name]))
        naming = redactions.filter(is_name)["message_id"].to_pylist()
        texts = pc.if_else(
            _is_in(messages["message_id"], naming),
            pc.replace_substring(messages["text"], name, PERSON),
            messages["text"],
        )
        placeholders = pc.if_else(is_name, pa.scalar(PERSON), redactions["placeholder"])
        kinds = pc.if_else(is_name, pa.scalar("person"), redactions["pii_type"])
        redactions = _replace_column(_replace_column(redactions, "placeholder", placeholders), "pii_type", kinds)
        notes = preserved["message_notes"]
        told = pc.replace_substring(notes["text"], name, PERSON)
        told = pc.if_else(_is_in(notes["chat_id"], [chat_id]), told, notes["text"])
        preserved |= {"messages": _replace_column(messages, "text", texts), "redactions": redactions}
        preserved |= {"message_notes": _replace_column(notes, "text", told)}
    return preserved


def list_picture_paths(preserved: Mapping[str, pa.Table]) -> list[str]:
    """List the paths of clean pictures that preserved attachments need."""
    attachments = preserved.get("attachments")
    return [] if attachments is None else [str(path) for path in attachments["clean_path"].to_pylist() if path]


def _is_in(column: pa.ChunkedArray[Any], values: Iterable[Any]) -> Any:
    return pc.is_in(column, value_set=pa.array(list(values), column.type))


def _keep_matching(table: pa.Table, column: str, values: Iterable[Any]) -> pa.Table:
    return table.filter(_is_in(table[column], values))


def _keep_others(table: pa.Table, column: str, values: Iterable[Any]) -> pa.Table:
    return table.filter(pc.invert(_is_in(table[column], values)))


def _replace_column(table: pa.Table, name: str, values: Any) -> pa.Table:
    place = table.schema.get_field_index(name)
    return table.set_column(place, table.schema.field(place), values.cast(table.schema.field(place).type))
