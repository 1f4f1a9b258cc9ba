"""Commands that have to go with the messages that they mean, when somebody is erased."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from egregora_assets.merging.chat_commands import NO_TARGETS, Line
from egregora_assets.merging.chat_nominations import Nomination, aim_nominations, read_nomination
from egregora_assets.merging.chat_notes import NoteCommand, find_notes, read_note_command
from egregora_assets.merging.consent import match_prefix

_MAY_BE_COMMANDS = ("text", "command")


def list_lost_commands(
    rows: Iterable[tuple[str, str | None, str, str]], replies: Mapping[str, str], gone: Collection[str]
) -> list[str]:
    """The notes and nominations of those who stay that have to go with lines that are removed, by their ids.

    A command without an answer means the last message before it; once that is removed it would mean another one. So of
    the commands only those stay that mean what stays.

    Args:
        rows: id, author, kind and text of every line of a chat, in order of sending.
        replies: what a line answers, by its id; gone: the ids of the lines that are removed.
    """
    lines: list[Line[NoteCommand]] = []
    said: list[Line[Nomination]] = []
    for line_id, author, kind, text in rows:
        may_be_command = kind in _MAY_BE_COMMANDS and author is not None
        is_target = kind not in NO_TARGETS and match_prefix(text) is None
        lines.append(Line(line_id, author, is_target, read_note_command(text) if may_be_command else None))
        said.append(Line(line_id, author, is_target, read_nomination(text) if may_be_command else None))
    meant = {note.message_id: note.target_id for note in find_notes(lines, replies)}
    meant |= {one.command_id: one.target_id for one in aim_nominations(said, replies)}
    commands = {line.message_id for line, one in zip(lines, said, strict=True) if line.command or one.command}
    kept = {line.message_id for line in lines if line.message_id not in commands} - set(gone)
    lost = []
    for line in lines:
        if line.message_id not in commands or line.message_id in gone:
            continue
        answered = replies.get(line.message_id)
        if meant.get(line.message_id) in kept and (answered is None or answered in kept):
            kept.add(line.message_id)
        else:
            lost.append(line.message_id)
    return lost
