"""Consent: what participants decided by commands in the chat, and what the operator decided for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.instants import to_naive_utc
from egregora_assets.readers.commands import is_command, read_command
from egregora_assets.readers.messages import MESSAGE_SCHEMA, ParsedChat, values

Identity = dict[str, Any]
"""A row of `identities`."""


def mark_commands(chat: ParsedChat) -> ParsedChat:
    """The chat with the kind `command` for messages that address the program."""
    texts = chat.messages["text"]
    mask = pc.match_substring(texts, "egregora", ignore_case=True)
    if not pc.any(mask).as_py():
        return chat
    kinds = [
        "command" if kind == "text" and hit and is_command(text) else kind
        for kind, hit, text in zip(values(chat.messages["kind"]), values(mask), values(texts), strict=True)
    ]
    at = MESSAGE_SCHEMA.get_field_index("kind")
    messages = chat.messages.set_column(at, MESSAGE_SCHEMA.field("kind"), pa.array(kinds, pa.string()))
    return replace(chat, messages=messages)


def apply_commands(rows: pa.Table, new_ids: set[str], find_identity: Callable[[str], Identity]) -> None:
    """Applies the latest command of each sender to their identity, if it is among the new messages.

    A decision made elsewhere since (on the command line) holds until its owner writes a later command.

    Args:
        rows: the conversation's rows of `ingested`.
        new_ids: ids of the messages that were just added.
        find_identity: the identity of a sender, by name.
    """
    commands = rows.filter(pc.equal(rows["kind"], pa.scalar("command")))
    commands = commands.take(pc.sort_indices(commands, [("sent_at", "ascending"), ("position", "ascending")]))
    latest: dict[tuple[str, bool], tuple[str, str | None, bool]] = {}
    for row in commands.to_pylist():
        command = read_command(row["text"])
        if command is not None:
            is_about_alias = command.action in ("set-alias", "remove-alias")
            latest[row["author_name"], is_about_alias] = command.action, command.alias, row["message_id"] in new_ids
    for (name, is_about_alias), (action, alias, is_new) in sorted(latest.items()):
        if is_new and is_about_alias:
            find_identity(name)["alias"] = alias
        elif is_new:
            find_identity(name)["is_opted_out"] = action == "opt-out"


def apply_decisions(decisions: pa.Table, identities: Mapping[str, Identity], messages: Mapping[str, pa.Table]) -> None:
    """Applies the operator's decisions, which outrank what was written in the chats.

    One exception: who writes opt-out after the operator decided opt-in is opted out.

    Args:
        decisions: rows with `author_id`, `decision`, `decided_at`.
        identities: by author_id.
        messages: rows of `ingested`, by chat_id.
    """
    for row in decisions.to_pylist():
        identity = identities.get(str(row["author_id"]))
        if identity is not None:
            rows = messages.get(str(identity["chat_id"]))
            has_left = rows is not None and _has_opted_out_since(rows, identity, to_naive_utc(row["decided_at"]))
            identity["is_opted_out"] = row["decision"] == "opt-out" or has_left


def _has_opted_out_since(rows: pa.Table, identity: Identity, since: dt.datetime) -> bool:
    """Whether the last consent command of a participant is an opt-out, sent after a moment (UTC)."""
    is_theirs = pc.equal(rows["author_name"], pa.scalar(str(identity["display_name"])))
    commands = rows.filter(pc.and_(pc.equal(rows["kind"], pa.scalar("command")), is_theirs))
    last: tuple[Any, str] | None = None
    for row in commands.select(["sent_at", "position", "text"]).to_pylist():
        command = read_command(row["text"])
        if command is not None and command.action in ("opt-out", "opt-in"):
            moment = (row["sent_at"], row["position"])
            last = max(last or (moment, command.action), (moment, command.action))
    return last is not None and last[1] == "opt-out" and last[0][0] > since
