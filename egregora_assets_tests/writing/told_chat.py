"""Hand-made conversations from `chats/`, as the writer reads them and as rows of the contracts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from egregora_assets.contracts.bundles import GENERATED_BUNDLE
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.tables import Tables
from egregora_assets.language.files import load_languages
from egregora_assets.services.run_options import RunOptions
from egregora_assets.stages.generated.assets import generated
from egregora_assets.writing.conversation import Conversation, Link, Message, Person, Window
from egregora_assets_tests.asset_bodies import (
    ClockInHand,
    ContextInHand,
    GuardInHand,
    SettingsInHand,
    StoreInMemory,
    VaultInMemory,
    WorkersInHand,
    body_of,
)
from egregora_assets_tests.room_tables import RoomTables

KEY = DeploymentKey(bytes(range(32)))
CHATS = Path(__file__).parent / "chats"
CHAT_ID = KEY.uuid("chat", "told")
NANOSECONDS = 10**9
_LINE = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d) ([^:]+): (.*)")
_ADDRESS = re.compile(r"https?://\S+")
ANONYMIZED = (
    *("chats", "authors", "messages", "redactions", "message_replies", "message_reactions"),
    *("message_nominations", "nomination_decisions"),
)
ENRICHED = ("links", "message_links", "media_files", "message_media")
KNOWLEDGE = ("windows", "window_messages", "chunks", "window_context")
GENERATED = ("document_addresses", "documents", "document_authors", "document_tags", "citations", "offered_posts")


def chat_lines(name: str) -> list[str]:
    """The lines of a file in `chats/`."""
    return (CHATS / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def author_id(name: str) -> str:
    """The id of a person by name."""
    return KEY.uuid("author", name)


def message_of(line: str, place: int) -> Message:
    """The message of a line; its place breaks ties of time and makes its id."""
    match = _LINE.fullmatch(line)
    assert match is not None
    moment = datetime.fromisoformat(match[1])
    sent_at = int(moment.replace(tzinfo=UTC).timestamp()) * NANOSECONDS
    links = tuple(Link(url, url.split("/")[2]) for url in _ADDRESS.findall(match[3]))
    message_id = KEY.uuid("message", match[1], match[2], match[3])
    return Message(message_id, author_id(match[2]), sent_at, moment, place, "text", match[3], links=links)


def people_of(lines: Iterable[str], silent: Sequence[str] = ()) -> dict[str, Person]:
    """Everybody who writes, by id."""
    names = sorted({match[2] for line in lines if (match := _LINE.fullmatch(line))})
    return {author_id(n): Person(author_id(n), n, n, n in silent) for n in names}


def window_of(messages: Sequence[Message]) -> Window:
    """A window of all these messages."""
    window_id = KEY.uuid("window", str(messages[0].sent_at))
    return Window(window_id, CHAT_ID, messages[0].sent_at, messages[-1].sent_at + 1, tuple(messages))


def conversation_of(lines: Sequence[str], language: str, silent: Sequence[str] = (), cut: int = 0) -> Conversation:
    """A conversation of one window, or of two where `cut` says after how many lines."""
    messages = [message_of(line, place) for place, line in enumerate(lines)]
    parts = [messages[:cut], messages[cut:]] if cut else [messages]
    windows = tuple(replace(window_of(part), number=number) for number, part in enumerate(parts))
    return Conversation(CHAT_ID, load_languages()[language], people_of(lines, silent), windows)


def _instant(nanoseconds: int) -> Any:
    return pa.scalar(nanoseconds, pa.int64()).cast(pa.timestamp("ns"))


def room_of(conversation: Conversation) -> RoomTables:
    """The rows that the stage reads, for one conversation."""
    room = RoomTables(*ANONYMIZED, *ENRICHED, *KNOWLEDGE, *GENERATED)
    chat_id = conversation.chat_id
    room.fill(
        "chats", [{"chat_id": chat_id, "source": "whatsapp", "slug": "told", "language": conversation.language.code}]
    )
    people = conversation.people.values()
    room.fill(
        "authors",
        [
            {
                "author_id": p.author_id,
                "chat_id": chat_id,
                "pseudonym": p.pseudonym,
                "public_name": p.name,
                "is_opted_out": p.is_opted_out,
            }
            for p in people
        ],
    )
    for window in conversation.windows:
        _fill_window(room, window)
    return room


def _fill_window(room: RoomTables, window: Window) -> None:
    room.fill(
        "messages",
        [
            {
                "message_id": m.message_id,
                "chat_id": window.chat_id,
                "author_id": m.author_id or None,
                "sent_at": _instant(m.sent_at),
                "local_time": m.local_time,
                "position": m.position,
                "kind": m.kind,
                "text": m.text,
                "is_edited": False,
            }
            for m in window.messages
        ],
    )
    row = {"window_id": window.window_id, "chat_id": window.chat_id, "message_count": len(window.messages)}
    room.fill("windows", [{**row, "window_start": _instant(window.start), "window_end": _instant(window.end)}])
    pairs = [{"window_id": window.window_id, "message_id": m.message_id, "is_overlap": False} for m in window.messages]
    room.fill("window_messages", pairs)
    for message in window.messages:
        for ordinal, link in enumerate(message.links):
            link_id = KEY.uuid("link", link.url)
            room.fill("links", [{"link_id": link_id, "url": link.url, "host": link.host, "status": "skipped"}])
            room.fill("message_links", [{"message_id": message.message_id, "ordinal": ordinal, "link_id": link_id}])


def inputs_of(room: RoomTables) -> dict[str, Tables]:
    """The same as the asset's inputs."""
    return dict.fromkeys(("anonymized", "enriched", "knowledge"), room.tables)


def hold_stored(room: RoomTables, store: StoreInMemory) -> None:
    """Puts what earlier runs wrote beside the inputs, as it lies in one database."""
    for name in GENERATED:
        room.run(f"DELETE FROM {name}")
        room.fill(name, store.read_own_table(name))


def run_stage(room: RoomTables, store: StoreInMemory, minimum: int = 20, *tags: str) -> dict[str, pa.Table]:
    """All that is stored once the asset has run."""
    hold_stored(room, store)
    changed: Any = body_of(generated)(
        context=ContextInHand(dict.fromkeys(tags, "true")),
        **inputs_of(room),
        settings=SettingsInHand(Path("nowhere"), {"minimum_window_messages": minimum}),
        store=store,
        vault=VaultInMemory(),
        clock=ClockInHand(),
        run_options=RunOptions(),
        leak_guard=GuardInHand(),
        workers=WorkersInHand(),
    )
    rows = {name: GENERATED_BUNDLE.tables[name].rows(room.derive(source)) for name, source in changed.rows.items()}
    scope = {name: room.derive(source) for name, source in changed.scope.items()}
    return store.apply(GENERATED_BUNDLE, replace(changed, rows=rows, scope=scope))
