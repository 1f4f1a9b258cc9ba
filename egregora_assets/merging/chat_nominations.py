"""Messages that participants want in posts or not: `/egregora keep` and `/egregora skip`, in seven languages.

Either means the message that it answers, or without an answer the message before it, whoever wrote that. What a
message's own author says of it outranks what others say; of several words the last one counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import pyarrow as pa

from egregora_assets.merging.chat_commands import Line, map_answers, read_lines
from egregora_assets.merging.consent import fold_word, list_words, match_prefix, read_command

Nomination = Literal["keep", "skip"]

_KEEP = (
    "keep pin star nominate manter mantem guardar guarda fixar destacar mantener fijar behalten merken anheften "
    "anpinnen garder garde epingler retenir tieni tenere conserva conservare fissa fissare "
    "bewaar bewaren vastmaken onthouden"
)
_SKIP = (
    "skip omit ignore pular pula omitir ignorar saltar auslassen weglassen uberspringen ignorer omettre passer sauter "
    "salta saltare ometti ignora ignorare overslaan weglaten"
)
_WORD = re.compile(r"[^\s:,;.!]+")


class Aimed(NamedTuple):
    """A command and the message that it means, with who wrote either."""

    command_id: str
    author: str
    nomination: Nomination
    target_id: str
    target_author: str | None


def read_nomination(text: str) -> Nomination | None:
    """What a message asks for; None where it is no such command."""
    start = match_prefix(text)
    word = _WORD.match(text[start:].lstrip()) if start is not None else None
    if word is None or read_command(text) is not None:
        return None
    verb = fold_word(word[0])
    if verb in list_words(_KEEP):
        return "keep"
    return "skip" if verb in list_words(_SKIP) else None


def aim_nominations(lines: Sequence[Line[Nomination]], replies: Mapping[str, str]) -> list[Aimed]:
    """The nominations of a chat, in order, each with what it means; without those that mean nothing.

    Args:
        lines: messages and commands, in order of sending.
        replies: what a line answers, by its id, as far as exports tell.
    """
    targets = {line.message_id: line.author for line in lines if line.is_target}
    found, before = [], None
    for line in lines:
        if line.is_target:
            before = line.message_id
        if line.command is None or line.author is None:
            continue
        target = replies.get(line.message_id, before)
        if target in targets:
            found.append(Aimed(line.message_id, line.author, line.command, target, targets[target]))
    return found


def decide_nominations(aimed: Sequence[Aimed]) -> dict[str, Nomination]:
    """What holds of each message that is meant, by its id, sorted."""
    own = {one.target_id: one.nomination for one in aimed if one.author == one.target_author}
    others = {one.target_id: one.nomination for one in aimed}
    return dict(sorted((others | own).items()))


def list_nominations(
    messages: pa.Table, commands: pa.Table, replies: pa.Table, find_author: Callable[[str], str | None]
) -> list[dict[str, Any]]:
    """What participants nominate in a chat: `message_id`, `nomination`, by message.

    Args:
        messages: rows of `ingested`, without commands; commands: the other ones.
        replies: `message_id`, `reply_to_id`.
        find_author: the author_id of who bears a name; None = nobody who takes part, whose commands count for nothing.
    """
    found = ((row, read_nomination(row["text"])) for row in commands.to_pylist())
    asked = {row["message_id"]: (row, nomination) for row, nomination in found if nomination is not None}
    if not asked:
        return []
    lines = read_lines(messages, asked, find_author)
    decided = decide_nominations(aim_nominations(lines, map_answers(replies)))
    return [{"message_id": i, "nomination": nomination} for i, nomination in decided.items()]
