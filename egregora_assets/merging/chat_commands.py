"""The lines of a chat among which commands look for what they mean: messages and commands, in order of sending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

import pyarrow as pa

NO_TARGETS = ("system", "deleted", "command")
"""Kinds of what no note stands on, and no nomination means."""
CommandT = TypeVar("CommandT")


class Line(NamedTuple, Generic[CommandT]):
    """A message or command of one chat, in order of sending.

    Attributes:
        author: who wrote it, by name or id; None = a notice, or nobody who takes part.
        is_target: whether a command may mean it.
        command: what it asks for, if it is one of the commands that are looked for.
    """

    message_id: str
    author: str | None
    is_target: bool
    command: CommandT | None = None


def read_lines(
    messages: pa.Table,
    asked: Mapping[str, tuple[Mapping[str, Any], CommandT]],
    find_author: Callable[[str], str | None],
) -> list[Line[CommandT]]:
    """The lines of a chat, from its rows.

    Args:
        messages: rows of `ingested`, without commands.
        asked: rows of commands and what each asks for, by message_id.
        find_author: the author_id of who bears a name; None = nobody who takes part.
    """
    rows = messages.select(["message_id", "sent_at", "position", "author_name", "kind"]).to_pylist()
    rows += [{**row, "kind": "command"} for row, _ in asked.values()]
    people = {name: find_author(name) for name in {row["author_name"] for row in rows} if name is not None}
    return [
        Line(
            row["message_id"],
            people.get(row["author_name"]),
            row["kind"] not in NO_TARGETS,
            asked[row["message_id"]][1] if row["message_id"] in asked else None,
        )
        for row in sorted(rows, key=lambda r: (r["sent_at"], r["position"], r["message_id"]))
    ]


def map_answers(replies: pa.Table) -> dict[str, str]:
    """What each line answers, by its id, from rows with `message_id` and `reply_to_id`."""
    return dict(zip(*(replies[c].to_pylist() for c in ("message_id", "reply_to_id")), strict=True))
