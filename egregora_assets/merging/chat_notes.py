"""Notes that participants write in the chat: `/egregora note TEXT` and `/egregora unnote`, in seven languages.

A note stands on the message that it answers, or without one on the message before it by somebody else; a note that
answers another note stands on what that one stands on. `unnote` takes off what its author wrote on the message that it
answers; as an answer to nothing, the last note that they wrote. Such lines are commands: they are no messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import pyarrow as pa

from egregora_assets.merging.chat_commands import Line, map_answers, read_lines
from egregora_assets.merging.consent import fold_word, list_words, match_prefix

_NOTE = (
    "note annotate annotation nota notar anotar anota anotacao comentar comentario anotacion notiz anmerken anmerkung "
    "notiere annoter remarque annota annotare annotazione notitie aantekening noteer"
)
_UNNOTE = (
    "unnote delete-note remove-note apagar-nota remover-nota tirar-nota borrar-nota quitar-nota eliminar-nota "
    "notiz-loschen notiz-entfernen supprimer-note effacer-note rimuovi-nota cancella-nota togli-nota "
    "notitie-verwijderen"
)
_WORD = re.compile(r"[^\s:,;]+(?:[ \t]+[^\s:,;]+)?")


@dataclass(frozen=True)
class NoteCommand:
    """What a line asks for; `text` is what the note says, empty with `unnote`."""

    action: Literal["note", "unnote"]
    text: str = ""


class ChatNote(NamedTuple):
    """A note: the line that it was written in, the message that it stands on, who wrote it, what it says."""

    message_id: str
    target_id: str
    author: str
    text: str


def read_note_command(text: str) -> NoteCommand | None:
    """The command in a message; None where there is none, or it is another one, or a note says nothing."""
    start = match_prefix(text)
    if start is None:
        return None
    rest = text[start:].strip()
    words = _WORD.match(rest)
    if words is None:
        return None
    if fold_word(words[0]) in list_words(_UNNOTE) or fold_word(words[0].split()[0]) in list_words(_UNNOTE):
        return NoteCommand("unnote")
    first = words[0].split()[0]
    said = rest[len(first) :].lstrip(" \t\r\n:,;-–—")
    return NoteCommand("note", said) if said and fold_word(first) in list_words(_NOTE) else None


def list_notes(
    messages: pa.Table, commands: pa.Table, replies: pa.Table, find_author: Callable[[str], str | None]
) -> list[dict[str, Any]]:
    """The notes of a chat that nobody took off: `message_id`, `target_id`, `author_id`, `sent_at`, `text`.

    Args:
        messages: rows of `ingested`, without commands; commands: the other ones.
        replies: `message_id`, `reply_to_id`.
        find_author: the author_id of who bears a name; None = nobody who takes part.
    """
    found = {row["message_id"]: (row, read_note_command(row["text"])) for row in commands.to_pylist()}
    asked = {i: (row, command) for i, (row, command) in found.items() if command is not None}
    if not asked:
        return []
    lines = read_lines(messages, asked, find_author)
    return [
        {"message_id": i, "target_id": on, "author_id": who, "sent_at": asked[i][0]["sent_at"], "text": text}
        for i, on, who, text in find_notes(lines, map_answers(replies))
    ]


def find_notes(lines: Sequence[Line[NoteCommand]], replies: Mapping[str, str]) -> list[ChatNote]:
    """The notes of a chat that nobody took off, in order of writing.

    Args:
        lines: messages and commands, in order of sending.
        replies: what a line answers, by its id, as far as exports tell.
    """
    targets = {line.message_id for line in lines if line.is_target}
    standing: dict[str, ChatNote] = {}
    places: dict[str, str] = {}
    for place, line in enumerate(lines):
        if line.command is None or line.author is None:
            continue
        answered = replies.get(line.message_id)
        target = places.get(answered, answered) if answered else None
        if line.command.action == "unnote":
            _take_off(standing, line.author, answered, is_note=answered in places)
            continue
        if answered is None:
            target = _find_before(lines, place, line.author)
        if target in targets:
            places[line.message_id] = str(target)
            standing[line.message_id] = ChatNote(line.message_id, str(target), line.author, line.command.text)
    return list(standing.values())


def _find_before(lines: Sequence[Line[NoteCommand]], place: int, author: str) -> str | None:
    """The last message before a line that somebody else wrote."""
    before: Iterable[Line[NoteCommand]] = (lines[p] for p in range(place - 1, -1, -1))
    return next((one.message_id for one in before if one.is_target and one.author != author), None)


def _take_off(standing: dict[str, ChatNote], author: str, answered: str | None, *, is_note: bool) -> None:
    """Removes the author's notes that are meant: one that is answered, all on a message that is, or else the last."""
    own = [note for note in standing.values() if note.author == author]
    if answered is None:
        meant = own[-1:]
    else:
        meant = [note for note in own if (note.message_id if is_note else note.target_id) == answered]
    for note in meant:
        del standing[note.message_id]
