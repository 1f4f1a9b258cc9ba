"""Reading and writing one window."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from egregora_assets.language.detection import choose_language
from egregora_assets.language.folding import fold_word
from egregora_assets.language.model import Language
from egregora_assets.writing.conversation import Conversation, Message, Window
from egregora_assets.writing.drafts import Draft, NoPostReason, WindowCounts, WindowResult
from egregora_assets.writing.portraits import Portrait
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.reader_states import restore_reader
from egregora_assets.writing.reading.utterances import Utterance, has_text
from egregora_assets.writing.reading.words import compile_names

_LANGUAGE_SAMPLE = 600
"""Messages, the first of a window, that decide its language."""


@dataclass(frozen=True)
class ReadWindow:
    """A window as it was read: the messages of who takes part, and what they said, in order."""

    window: Window
    mine: Sequence[Message]
    language: Language
    utterances: Sequence[Utterance]


class Writer(Protocol):
    """Writes drafts. Pure: the same reading gives the same drafts."""

    @property
    def name(self) -> str:
        """Name and version, as stored in the column `writer`."""

    @property
    def minimum(self) -> int:
        """How many messages with text a window needs for a post."""

    def write_post(self, read: ReadWindow, conversation: Conversation, reader: Reader) -> Draft | None:
        """The post of a window that the reader read last; None where it holds too little to quote."""

    def write_profile(self, portrait: Portrait, conversation: Conversation) -> Draft:
        """The profile of somebody."""


@dataclass(frozen=True)
class WindowTask:
    """All that is needed to write a window elsewhere; it can be sent to another process.

    Args:
        conversation: without its windows.
        state: what the reader knew before the window (see `save_reader`); empty = nothing.
    """

    conversation: Conversation
    writer: Writer
    window: Window
    state: bytes = b""


def list_names(conversation: Conversation) -> list[str]:
    """Everybody's names, in a fixed order."""
    people = sorted(conversation.people.values(), key=lambda p: p.author_id)
    return [n for p in people for n in (p.name, p.pseudonym)]


def split_names(names: Sequence[str]) -> frozenset[str]:
    """The parts of names, folded; they are not read as words."""
    return frozenset(fold_word(w) for n in names for w in re.findall(r"[^\W\d_]+", n))


def make_reader(conversation: Conversation, state: bytes = b"") -> Reader:
    """A reader of a conversation, that knows nothing or what was saved."""
    names = list_names(conversation)
    reader = Reader(compile_names(names), split_names(names))
    if state:
        restore_reader(reader, state)
    return reader


def read_window(window: Window, conversation: Conversation, reader: Reader) -> ReadWindow:
    """Let the reader read the next window."""
    mine = [
        replace(
            m, reactions=tuple(r for r in m.reactions if not r.author_id or not conversation.is_left_out(r.author_id))
        )
        if m.reactions
        else m
        for m in window.messages
        if not m.author_id or not conversation.is_left_out(m.author_id)
    ]
    sample = [m.text for m in mine if has_text(m)][:_LANGUAGE_SAMPLE]
    language = choose_language(sample, conversation.language)
    reader.add_languages(sample, language)
    return ReadWindow(window, mine, language, reader.read(mine))


def write_window(read: ReadWindow, conversation: Conversation, writer: Writer, reader: Reader) -> WindowResult:
    """What is told of a window that the reader read last."""
    is_enough = len(read.utterances) >= writer.minimum
    post = writer.write_post(read, conversation, reader) if is_enough else None
    reason: NoPostReason | None = None if post else "nothing" if is_enough else "too_few"
    return WindowResult(
        read.window.window_id, read.language, _count_messages(read, post, conversation.programs), post, reason
    )


def perform_task(task: WindowTask) -> WindowResult:
    """Read and write a window, from nothing but its task."""
    reader = make_reader(task.conversation, task.state)
    read = read_window(task.window, task.conversation, reader)
    return write_window(read, task.conversation, task.writer, reader)


def _count_messages(read: ReadWindow, post: Draft | None, programs: frozenset[str]) -> WindowCounts:
    cited = {c.message_id for c in post.citations} if post else set()
    utterances = read.utterances
    own = {u.message.message_id for u in utterances}
    quoted = len(cited & own)
    substantial = sum(u.is_substantial for u in utterances)
    quoted_substantial = sum(u.is_substantial and u.message.message_id in cited for u in utterances)
    kinds = Counter("text" if has_text(m) else m.kind for m in read.mine)
    return WindowCounts(
        kind_counts=dict(sorted(kinds.items())),
        text_count=len(utterances),
        short_count=len(utterances) - substantial - (quoted - quoted_substantial),
        quoted_count=quoted,
        unquoted_count=substantial - quoted_substantial,
        opted_out_count=len(read.window.messages) - len(read.mine),
        author_count=len({m.author_id for m in read.mine if m.author_id} - programs),
    )
