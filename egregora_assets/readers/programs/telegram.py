"""Telegram: the JSON of Telegram Desktop, of one chat or of a whole account; its HTML is in `telegram_html`.

Source: core.telegram.org/import-export describes the layout; `result.json`, alone or in an archive of its folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.programs.content import ExportContent, base_name, folder_name
from egregora_assets.readers.programs.json_shape import Shape, has_keys, read_shape
from egregora_assets.readers.programs.json_text import (
    JsonReader,
    Record,
    get_id,
    get_list,
    get_record,
    get_text,
    replace_unreadable,
)
from egregora_assets.readers.programs.moments import Moment, parse_iso_time, parse_timestamp
from egregora_assets.readers.programs.people import People, isolate_name
from egregora_assets.readers.programs.protocol import MAX_CHATS, SourceChat
from egregora_assets.readers.programs.rows import ChatRows, Message, attachment_name
from egregora_assets.readers.programs.telegram_html.chats import find_pages, read_pages
from egregora_assets.readers.programs.telegram_texts import describe_place, describe_poll, describe_tasks, read_text
from egregora_assets.readers.refusals import ExportMalformed
from egregora_assets.readers.relations import Reaction, count_reactions

_CHAT_TYPES = frozenset(
    [
        *("personal_chat", "bot_chat", "saved_messages", "replies", "verification_codes"),
        *("private_group", "private_supergroup", "private_channel"),
        *("public_group", "public_supergroup", "public_channel"),
    ]
)
_ACCOUNT_PARTS = (
    *("personal_information", "profile_pictures", "stories", "contacts", "frequent_contacts", "sessions"),
    *("chats", "left_chats"),
)
_LEFT_OUT = "("
_COPY = re.compile(r" \(\d+\)(?=\.[^.]*$|$)")
_CALLS = ("phone_call", "group_call")
_DONE = {
    "invite_members": "added",
    "remove_members": "removed",
    "invite_to_group_call": "invited to a call",
    "create_group": "created the group",
    "create_channel": "created the channel",
    "join_group_by_link": "joined by a link",
    "join_group_by_request": "joined",
    "edit_group_title": "changed the group name to",
    "edit_group_photo": "changed the group's picture",
    "delete_group_photo": "removed the group's picture",
    "pin_message": "pinned a message",
    "topic_created": "created the topic",
    "topic_edit": "changed the topic to",
}


class Telegram:
    """Reads exports of Telegram Desktop."""

    name = "telegram"

    def recognise(self, content: ExportContent) -> bool:
        """Whether a part is the JSON of Telegram Desktop, or a page of its HTML."""
        return _find_part(content) is not None or bool(find_pages(content))

    def read(self, content: ExportContent, options: ReadOptions) -> Sequence[SourceChat]:
        """The conversations in the order of the file; of HTML one for each folder.

        Raises:
            ExportMalformed: the part is no valid JSON, or has too many conversations.
            ExportTooLarge, ArchiveDamaged: the part cannot be read.
        """
        part = _find_part(content)
        if part is None:
            return read_pages(content, options.time_zone)
        reader = JsonReader(content.text(part), self.name)
        return list(_read_chats(reader, _Files(content, folder_name(part)), options.time_zone))


def _find_part(content: ExportContent) -> str | None:
    """The topmost JSON that begins like an export, or None."""
    names = [n for n in content.names if not content.archive or base_name(n).casefold() == "result.json"]
    for name in sorted(names, key=lambda n: (n.count("/"), n)):
        if _is_export(read_shape(content.head_text(name), "messages", "about")):
            return name
    return None


def _is_export(shape: Shape) -> bool:
    """Whether a JSON is a chat or an account, by its own keys or by those of its first messages."""
    is_chat = "/messages" in shape and bool(_CHAT_TYPES & shape.get("/type", frozenset()))
    is_account = "/about" in shape and any(f"/{part}" in shape for part in _ACCOUNT_PARTS)
    lists = ("/messages/*", "/chats/list/*/messages/*", "/left_chats/list/*/messages/*")
    return is_chat or is_account or any(_has_messages(shape, place) for place in lists)


def _has_messages(shape: Shape, place: str) -> bool:
    kinds = shape.get(f"{place}/type", frozenset())
    return has_keys(shape, place, "date", "id") and bool(kinds & {"message", "service"})


@dataclass(frozen=True)
class _Files:
    """The files beside the JSON, which lies in the folder."""

    content: ExportContent
    folder: str

    def find(self, path: str) -> str | None:
        """The part with a path from the JSON, if the export holds it."""
        name = self.folder + path
        return name if path and self.content.entry(name) is not None else None


def _read_chats(reader: JsonReader, files: _Files, time_zone: str) -> Iterator[SourceChat]:
    """The chats of an account, or the one chat of the file."""
    alone = _Chat(files, time_zone)
    for key in reader.members():
        if key in ("chats", "left_chats") and reader.peek() == "{":
            yield from _read_lists(reader, files, time_zone)
        else:
            alone.take(key, reader)
    yield from alone.finish()


def _read_lists(reader: JsonReader, files: _Files, time_zone: str) -> Iterator[SourceChat]:
    """The chats in the lists of an account.

    Raises:
        ExportMalformed: there are too many.
    """
    for key in reader.members():
        if key != "list" or reader.peek() != "[":
            continue
        for number, _ in enumerate(reader.places()):
            if number >= MAX_CHATS:
                raise ExportMalformed(Telegram.name, f"it has more than {MAX_CHATS:,} conversations")
            yield from _read_listed(reader, files, time_zone)


def _read_listed(reader: JsonReader, files: _Files, time_zone: str) -> Iterator[SourceChat]:
    """The next chat of a list; none where it is no object."""
    if reader.peek() != "{":
        reader.value()
        return
    chat = _Chat(files, time_zone)
    for key in reader.members():
        chat.take(key, reader)
    yield from chat.finish()


class _Chat:
    """A chat that is being read."""

    def __init__(self, files: _Files, time_zone: str) -> None:
        self._files = files
        self._rows = ChatRows(People(), time_zone)
        self._facts: Record = {}
        self._has_messages = False

    def take(self, key: str, reader: JsonReader) -> None:
        """Reads one member of the chat's object."""
        if key == "messages":
            self._has_messages = True
            self._rows.read_each(reader.items(), self._read_record)
        elif key in ("name", "type", "id"):
            self._facts[key] = reader.value()

    def finish(self) -> Iterator[SourceChat]:
        """The chat, if the object has messages."""
        if self._has_messages:
            key = get_id(self._facts, "id")
            yield self._rows.finish(get_text(self._facts, "name"), key)

    def _read_record(self, record: object) -> str | None:
        """Adds a message, or returns why it cannot be read."""
        if not isinstance(record, dict):
            return "not a record"
        moment = _read_moment(record, "date")
        if moment is None:
            return "no possible time"
        if not self._rows.is_new(get_id(record, "id")):
            return "an earlier record has its id"
        kind = get_text(record, "type")
        if kind == "service":
            self._add_notice(record, moment)
            return None
        if kind != "message":
            return "unknown kind of record"
        author = self._add_person(record, "from")
        if author is None:
            return "no author"
        self._rows.add(self._make_message(record, moment, author))
        return None

    def _add_person(self, record: object, key: str) -> str | None:
        """Adds the person of a field, and returns the name; None for nobody."""
        person_id, label = get_id(record, f"{key}_id"), get_text(record, key)
        if person_id.isdigit():
            person_id = f"user{person_id}"
        if not person_id and not label:
            return None
        return self._rows.people.add(person_id or f"named {label}", label)

    def _make_message(self, record: Record, moment: Moment, author: str) -> Message:
        kind, text, attachments = "text", read_text(record), self._add_attachment(record)
        if get_record(record, "location_information"):
            kind, text = "location", f"{describe_place(get_record(record, 'location_information'))}\n{text}".strip()
        elif get_record(record, "contact_information"):
            kind, attachments = "contact", []
        elif get_record(record, "poll"):
            kind, text = "poll", describe_poll(get_record(record, "poll"))
        elif get_record(record, "todo_list"):
            text = "\n".join(t for t in (describe_tasks(get_record(record, "todo_list")), text) if t)
        elif any(get_text(record, k) for k in ("photo", "file", "media_type")):
            kind = "media"
        edited = _read_moment(record, "edited")
        is_edited = edited is not None and edited.microseconds > 0
        return Message(
            moment,
            author,
            text,
            kind,
            attachments,
            is_edited,
            message_id=get_id(record, "id"),
            # A reply to a message of another chat names that chat.
            reply_to="" if get_id(record, "reply_to_peer_id") else get_id(record, "reply_to_message_id"),
            reactions=[r for found in get_list(record, "reactions") for r in self._read_reactions(found)],
            edited_at=edited if edited is not None and not edited.is_local else None,
        )

    def _read_reactions(self, found: object) -> list[Reaction]:
        """The reactions with one emoji: the latest by name, the others as a number."""
        emoji = get_text(found, "emoji") or f":{get_text(found, 'type') or 'custom'}:"
        people = [p for r in get_list(found, "recent") if (p := self._add_person(r, "from"))]
        return count_reactions(emoji, people, found.get("count") if isinstance(found, dict) else None)

    def _add_attachment(self, record: Record) -> list[str]:
        """Adds the message's file, and returns its name, which is the same in every export."""
        file_id, photo, path = get_id(record, "id"), get_text(record, "photo"), get_text(record, "file")
        if photo:
            name, path = attachment_name("photo.jpg", file_id), photo
        elif get_text(record, "file_name"):
            name = attachment_name(get_text(record, "file_name"), file_id)
        elif path and not path.startswith(_LEFT_OUT):
            stem = get_text(record, "media_type") or _COPY.sub("", base_name(path))
            _, dot, ending = base_name(path).rpartition(".")
            name = attachment_name(stem if "." in stem or not dot else f"{stem}.{ending}", file_id)
        else:
            return []
        part = self._files.find(path)
        if part is not None:
            self._rows.attach(name, part)
        return [name]

    def _add_notice(self, record: Record, moment: Moment) -> None:
        action = get_text(record, "action")
        actor = self._add_person(record, "actor")
        if action in _CALLS and actor is not None:
            self._rows.add(Message(moment, actor, "", "call", message_id=get_id(record, "id")))
            return
        done = _DONE.get(action) or action.replace("_", " ")
        members = [isolate_name(replace_unreadable(m)) for m in get_list(record, "members") if isinstance(m, str) and m]
        title = get_text(record, "title") or get_text(record, "new_title")
        parts = [isolate_name(actor) if actor else "", done, ", ".join(members), f'"{title}"' if title else ""]
        self._rows.add(Message(moment, None, " ".join(p for p in parts if p), message_id=get_id(record, "id")))


def _read_moment(record: Record, key: str) -> Moment | None:
    """A time: the instant where the export has it, else what the clock of the exporting machine showed."""
    instant = parse_timestamp(record.get(f"{key}_unixtime"))
    return instant if instant is not None else parse_iso_time(record.get(key))
