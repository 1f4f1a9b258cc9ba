"""Conversations as they lie in tables: each window is loaded from its rows when it is needed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from egregora_assets.contracts.digests import digest_values
from egregora_assets.contracts.parts import Part
from egregora_assets.language import detection
from egregora_assets.language.files import find_language
from egregora_assets.language.model import Language
from egregora_assets.writing.bots.tables import find_bots_in_table
from egregora_assets.writing.conversation import Conversation, Link, Message, Person, Picture, Reaction, Window
from egregora_assets.writing.progress.slices import RowDigests, Slices, TextBytes, join_chunks
from egregora_assets.writing.progress.sources import ConversationSource, WindowSource
from egregora_assets.writing.progress.telling import fingerprint_code

_LANGUAGE_SAMPLE = 3000
"""Messages, the earliest ones, that decide a conversation's language where nothing names it."""
_INSTANT = pa.timestamp("ns")
_READ = ("kind", "text", "nomination")
_TEXTUAL = ("message_id", "author_id", "position", "kind", "text", "reply_to_id", "nomination")
_MESSAGE = (
    *("message_id", "author_id", "sent_at", "local_time", "position", "kind", "text", "reply_to_id", "nomination"),
)
_REACTION = ("author_id", "emoji", "reaction_count")
_PICTURE = ("media_id", "media_type", "look", "width", "height")


@dataclass(frozen=True)
class Sources:
    """The rows that conversations are read from, in order.

    Args:
        chats, authors, windows: rows of these contracts; windows in order of conversation, start and identifier.
        messages: rows of `list_window_messages`.
        redactions, reactions, links, media: rows of `list_redactions`, `list_message_reactions`, `list_message_links`
            and `list_message_media`.
        passages: rows of `list_earlier_passages`.
        language_code: the language that the operator chose for the site, if any.
    """

    chats: pa.Table
    authors: pa.Table
    windows: pa.Table
    messages: pa.Table
    redactions: pa.Table
    reactions: pa.Table
    links: pa.Table
    media: pa.Table
    passages: pa.Table
    language_code: str | None = None


def choose_language(code: str | None, chosen: str | None, texts: Iterable[str]) -> Language:
    """A conversation's language: as the operator chose, as the chat is marked, else as it is written."""
    return find_language(chosen) or find_language(code) or detection.choose_language(texts, None)


def read_conversations(
    sources: Sources, earlier: Mapping[str, Part] | None = None
) -> Iterator[tuple[ConversationSource, dict[str, Part]]]:
    """Every conversation that has windows, in order of chat_id, each with the part that says in which language it is.

    Args:
        earlier: parts of an earlier run.
    """
    rows = _Rows(sources)
    people: dict[str, dict[str, Person]] = {}
    for row in sources.authors.to_pylist():
        name = str(row.get("public_name") or row["pseudonym"])
        person = Person(str(row["author_id"]), name, str(row["pseudonym"]), bool(row["is_opted_out"]))
        people.setdefault(str(row["chat_id"]), {})[person.author_id] = person
    codes = {str(row["chat_id"]): row.get("language") for row in sources.chats.to_pylist()}
    for chat_id, windows in rows.windows.items():
        name = f"{chat_id}/language"
        is_named = find_language(sources.language_code) or find_language(codes.get(chat_id))
        texts = [] if is_named else rows.read_sample(windows)
        key = digest_values(fingerprint_code(), codes.get(chat_id), sources.language_code, texts)
        known = (earlier or {}).get(name)
        if known is not None and known.key == key:
            part, language = known, find_language(known.state.decode())
        else:
            language = choose_language(codes.get(chat_id), sources.language_code, texts)
            part = Part(key, language.code.encode())
        assert language is not None
        members = people.get(chat_id, {})
        frame = Conversation(chat_id, language, members, programs=rows.find_programs(windows, members.values()))
        yield _StoredConversation(rows, frame, windows).source, {name: part}


@dataclass(frozen=True)
class _WindowRow:
    number: int
    window_id: str
    start: int
    end: int


class _Rows:
    """The rows of all conversations, by window."""

    def __init__(self, sources: Sources) -> None:
        self.messages = Slices(sources.messages, "window_id", _MESSAGE)
        self.redactions = Slices(sources.redactions, "window_id", ("message_id", "ordinal", "placeholder"))
        self.reactions = Slices(sources.reactions, "window_id", ("message_id", "ordinal", *_REACTION))
        self.links = Slices(sources.links, "window_id", ("message_id", "ordinal", "url", "host", "title"))
        self.media = Slices(sources.media, "window_id", ("message_id", "ordinal", *_PICTURE))
        self.passages = Slices(
            sources.passages, "window_id", ("rank", "passage_window_id", "first_sent_at", "last_sent_at")
        )
        self.read_digests = RowDigests(self.messages.table, _READ)
        self.texts = TextBytes(join_chunks(self.messages.table["text"]))
        self.sent_at = _read_instants(self.messages.table, "sent_at")
        encoded = join_chunks(self.messages.table["author_id"]).dictionary_encode()
        self.authors: list[str] = ["", *map(str, encoded.dictionary.to_pylist())]
        """Everybody, by number; 0 is nobody."""
        self.author_numbers = np.asarray(encoded.indices.fill_null(-1)) + 1
        self.windows: dict[str, list[_WindowRow]] = {}
        starts, ends = (_read_instants(sources.windows, name).tolist() for name in ("window_start", "window_end"))
        ids = (sources.windows[name].to_pylist() for name in ("chat_id", "window_id"))
        for chat_id, window_id, start, end in zip(*ids, starts, ends, strict=True):
            if window_id in self.messages.places:
                own = self.windows.setdefault(chat_id, [])
                own.append(_WindowRow(len(own), window_id, start, end))

    def find_chat(self, windows: Sequence[_WindowRow]) -> tuple[int, int]:
        """Where a conversation's messages begin and end."""
        return self.messages.find(windows[0].window_id)[0], self.messages.find(windows[-1].window_id)[1]

    def find_programs(self, windows: Sequence[_WindowRow], people: Iterable[Person]) -> frozenset[str]:
        """The bots and bridges of a conversation."""
        start, stop = self.find_chat(windows)
        names = [name for person in people for name in (person.name, person.pseudonym)]
        return find_bots_in_table(self.messages.table.slice(start, stop - start), names)

    def read_sample(self, windows: Sequence[_WindowRow]) -> list[str]:
        """The texts of a conversation's first messages by somebody."""
        start, stop = self.find_chat(windows)
        written = start + np.flatnonzero(self.author_numbers[start:stop])[:_LANGUAGE_SAMPLE]
        return [text or "" for text in self.messages.table["text"].take(pa.array(written, pa.int64())).to_pylist()]


class _StoredConversation:
    """A conversation whose windows are loaded from rows."""

    def __init__(self, rows: _Rows, frame: Conversation, windows: Sequence[_WindowRow]) -> None:
        self._rows, self._frame, self._windows = rows, frame, windows
        self._left_out = np.array([bool(a) and frame.is_left_out(a) for a in rows.authors])

    @property
    def source(self) -> ConversationSource:
        return ConversationSource(
            self._frame, [self._describe(w) for w in self._windows], self._find_first, self._load_messages
        )

    def _describe(self, window: _WindowRow) -> WindowSource:
        return WindowSource(
            window.window_id,
            self._digest_read(window.window_id),
            self._digest_own(window),
            lambda: self._load(window),
        )

    def _find_first(self, names: Iterable[str]) -> Mapping[int, Collection[str]]:
        found: dict[int, list[str]] = {}
        starts = [self._rows.messages.find(w.window_id)[0] for w in self._windows]
        for name, row in self._rows.texts.find_first(set(names), *self._rows.find_chat(self._windows)).items():
            found.setdefault(int(np.searchsorted(starts, row, "right")) - 1, []).append(name)
        return found

    def _digest_read(self, window_id: str) -> str:
        """A digest of what a reader learns from a window: the texts of who takes part, and what was removed there."""
        rows = self._rows
        start, stop = rows.messages.find(window_id)
        silent = self._left_out[rows.author_numbers[start:stop]]
        if silent.any():
            own = rows.messages.rows(window_id).filter(pa.array(~silent))
            texts = RowDigests(own, _READ).digest(0, own.num_rows)
        else:
            texts = rows.read_digests.digest(start, stop)
        return digest_values(texts, rows.redactions.digest(window_id))

    def _digest_own(self, window: _WindowRow) -> str:
        rows, window_id = self._rows, window.window_id
        return digest_values(
            window_id,
            window.number,
            window.start,
            window.end,
            self._digest_people(*rows.messages.find(window_id)),
            *(
                slices.digest(window_id)
                for slices in (rows.messages, rows.redactions, rows.reactions, rows.links, rows.media)
            ),
            rows.passages.digest(window_id),
            [
                (
                    rows.messages.digest_rows(start, stop),
                    rows.redactions.digest(owner),
                    self._digest_people(start, stop),
                )
                for owner, start, stop in self._list_passages(window_id)
            ],
        )

    def _digest_people(self, start: int, stop: int) -> str:
        """Who wrote some messages, under which names, and who of them is left out."""
        numbers = np.unique(self._rows.author_numbers[start:stop]).tolist()
        people = sorted((self._rows.authors[n], bool(self._left_out[n])) for n in numbers)
        return digest_values([(a, self._frame.get_name(a), is_left_out) for a, is_left_out in people])

    def _list_passages(self, window_id: str) -> list[tuple[str, int, int]]:
        """The earlier passages that retrieval found for a window, best first: their window, and their rows."""
        table = self._rows.passages.rows(window_id)
        firsts, lasts = (_read_instants(table, name).tolist() for name in ("first_sent_at", "last_sent_at"))
        ranks, owners = table["rank"].to_pylist(), [str(owner) for owner in table["passage_window_id"].to_pylist()]
        found = []
        for _, first, last, owner in sorted(zip(ranks, firsts, lasts, owners, strict=True)):
            start, stop = self._rows.messages.find(owner)
            times = self._rows.sent_at[start:stop]
            begin, end = start + np.searchsorted(times, first, "left"), start + np.searchsorted(times, last, "right")
            if end > begin:
                found.append((owner, int(begin), int(end)))
        return found

    def _load(self, window: _WindowRow) -> Window:
        start, stop = self._rows.messages.find(window.window_id)
        messages = self._read([window.window_id], list(range(start, stop)))
        passages = [
            tuple(self._read([owner], list(range(a, b)))) for owner, a, b in self._list_passages(window.window_id)
        ]
        return Window(
            window.window_id,
            self._frame.chat_id,
            window.start,
            window.end,
            tuple(messages),
            tuple(passages),
            window.number,
        )

    def _load_messages(self, places: Sequence[tuple[int, int]]) -> list[Message]:
        window_ids = [window.window_id for window in self._windows]
        starts = [self._rows.messages.find(window_id)[0] for window_id in window_ids]
        owners = sorted({window_ids[place] for place, _ in places})
        return self._read(owners, [starts[place] + row for place, row in places])

    def _read(self, window_ids: Sequence[str], places: Sequence[int]) -> list[Message]:
        """The messages of some windows in some rows, with everything attached to them."""
        rows = self._rows
        table = rows.messages.table.select(_MESSAGE).take(pa.array(places, pa.int64()))
        attached = (rows.redactions, rows.reactions, rows.links, rows.media)
        redactions, reactions, links, media = (_group(s, window_ids) for s in attached)
        local_times = table["local_time"].cast(pa.timestamp("us")).to_pylist()
        columns = (table[n].to_pylist() for n in _TEXTUAL)
        return [
            Message(
                message_id,
                author_id or "",
                sent_at,
                local_time,
                position,
                kind,
                text or "",
                tuple([str(r["placeholder"]) for r in redactions.get(message_id, ())]),
                tuple([Link(r["url"], r["host"], r["title"]) for r in links.get(message_id, ())]),
                tuple([Picture(*(r[name] for name in _PICTURE)) for r in media.get(message_id, ())]),
                reply_to or "",
                nomination,
                tuple([_make_reaction(r) for r in reactions.get(message_id, ())]),
            )
            for message_id, author_id, position, kind, text, reply_to, nomination, sent_at, local_time in zip(
                *columns, rows.sent_at[list(places)].tolist(), local_times, strict=True
            )
        ]


def _make_reaction(row: Mapping[str, Any]) -> Reaction:
    return Reaction(str(row["author_id"] or ""), row["emoji"], row["reaction_count"])


def _group(slices: Slices, window_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The rows of some windows by message, in their order."""
    found: dict[str, list[dict[str, Any]]] = {}
    tables = [slices.rows(window_id) for window_id in window_ids if window_id in slices.places]
    for row in pa.concat_tables(tables).to_pylist() if tables else ():
        found.setdefault(str(row["message_id"]), []).append(row)
    return found


def _read_instants(table: pa.Table, column: str) -> np.ndarray:
    """A column's instants as nanoseconds since 1970."""
    instants: np.ndarray = np.asarray(join_chunks(table[column]).cast(_INSTANT).cast(pa.int64()))
    return instants
