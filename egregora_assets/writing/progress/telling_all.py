"""Tells the conversations of a deployment: those that were never told by other processes, if there are some."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.parts import Part, Perform, perform_here
from egregora_assets.writing.conversation import Conversation
from egregora_assets.writing.progress.stored import Sources, read_conversations
from egregora_assets.writing.progress.telling import PutOff, Told, Write, tell, withdraw_profiles, write_at_once
from egregora_assets.writing.progress.windows import Writer

_SECONDS_A_MESSAGE = 0.0004
"""To read and write a message in its window."""


@dataclass(frozen=True)
class ToldConversation:
    """What is told of a conversation.

    Args:
        frame: the conversation without its windows.
        stale: the profiles that had to be written, with their keys.
    """

    frame: Conversation
    told: Told
    stale: Mapping[str, str]


@dataclass(frozen=True)
class TellingTask:
    """All that is needed to tell some conversations elsewhere; it can be sent to another process."""

    sources: Sources
    writer: Writer
    earlier: Mapping[str, Part]
    decided: Mapping[str, str]


def tell_all(
    task: TellingTask, put_off: PutOff = write_at_once, perform: Perform = perform_here
) -> Iterator[tuple[Conversation, Told]]:
    """Tell all conversations that have windows, in order of chat_id.

    Args:
        put_off: lets profiles be written that have to be, here.
        perform: what computes a conversation that was never told. Of one that was, little is new as a rule.
    """
    chat_ids = _list_chats(task.sources)
    known = {name.split("/", 1)[0] for name in task.earlier}.intersection(chat_ids)
    tasks = [_select(task, [chat_id]) for chat_id in chat_ids if chat_id not in known]
    count = sum(one.sources.messages.num_rows for one in tasks)
    told = [one for found in perform(perform_telling, tasks, count * _SECONDS_A_MESSAGE) for one in found]
    if known:
        told += perform_telling(_select(task, known))
    by_chat = {one.frame.chat_id: one for one in told}
    for one in (by_chat[chat_id] for chat_id in chat_ids if chat_id in by_chat):
        _put_off(one, put_off)
        yield one.frame, one.told


def perform_telling(task: TellingTask) -> list[ToldConversation]:
    """Tell conversations, from nothing but their task; all profiles that have to be written are."""
    told = []
    with _garbage_collection_off():
        for source, language in read_conversations(task.sources, task.earlier):
            stale: dict[str, str] = {}
            one = tell(source, task.writer, task.earlier, task.decided, partial(_write_all, stale))
            one.parts |= language
            told.append(ToldConversation(source.frame, one, stale))
    return told


def _write_all(noted: dict[str, str], stale: Mapping[str, str], write: Write) -> None:
    noted.update(stale)
    write(stale)


def _put_off(one: ToldConversation, put_off: PutOff) -> None:
    written: set[str] = set()
    if one.stale:
        put_off(one.stale, written.update)
    withdraw_profiles(one.told, one.frame.chat_id, one.stale.keys() - written)


def _select(task: TellingTask, chat_ids: Collection[str]) -> TellingTask:
    """The part of a task that some conversations need."""
    sources = task.sources
    if set(chat_ids) == set(_list_chats(sources)):
        return task
    windows = _filter(sources.windows, "chat_id", chat_ids)
    window_ids = [str(window_id) for window_id in windows["window_id"].to_pylist()]
    own = Sources(
        chats=_filter(sources.chats, "chat_id", chat_ids),
        authors=_filter(sources.authors, "chat_id", chat_ids),
        windows=windows,
        messages=_filter(sources.messages, "window_id", window_ids),
        redactions=_filter(sources.redactions, "window_id", window_ids),
        reactions=_filter(sources.reactions, "window_id", window_ids),
        links=_filter(sources.links, "window_id", window_ids),
        media=_filter(sources.media, "window_id", window_ids),
        passages=_filter(sources.passages, "window_id", window_ids),
        language_code=sources.language_code,
    )
    earlier = {name: part for name, part in task.earlier.items() if name.split("/", 1)[0] in chat_ids}
    return replace(task, sources=own, earlier=earlier)


def _list_chats(sources: Sources) -> list[str]:
    """The conversations that have windows, in their order."""
    return list(dict.fromkeys(str(chat_id) for chat_id in sources.windows["chat_id"].to_pylist()))


def _filter(rows: pa.Table, column: str, values: Iterable[str]) -> pa.Table:
    return rows.filter(pc.is_in(rows[column], pa.array(list(values), rows.schema.field(column).type)))


@contextmanager
def _garbage_collection_off() -> Iterator[None]:
    """Reading makes a great many values that stay: at 100,000 messages the collector took a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
