"""Telegram: the JSON that Telegram Desktop exports, of one chat or of a whole account.

Source: the layout is described at core.telegram.org/import-export; `result.json`, alone or in an archive of its folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import re2

from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.programs.content import ExportContent, base_name, folder_name
from egregora_assets.readers.programs.json_text import (
    JsonReader,
    Record,
    id_in,
    list_in,
    readable,
    record_in,
    text_in,
)
from egregora_assets.readers.programs.moments import Moment, moment_of_number, moment_of_text
from egregora_assets.readers.programs.people import People, isolated, mark
from egregora_assets.readers.programs.protocol import MAX_CHATS, SourceChat
from egregora_assets.readers.programs.rows import ChatRows, Message, attachment_name
from egregora_assets.readers.refusals import ExportMalformed
from egregora_assets.readers.relations import Reaction, count_reactions

_ONE_CHAT = re2.compile(
    r'(?s)^\s*\{\s*(?:"name"\s*:[^\n]*\s*)?"type"\s*:\s*"(?:personal_chat|bot_chat|saved_messages|replies|'
    r'verification_codes|(?:private|public)_(?:group|supergroup|channel))"\s*,\s*"id"\s*:\s*-?\d+\s*,\s*'
    r'"messages"\s*:\s*\['
)
_WHOLE_ACCOUNT = re2.compile(
    r'(?s)^\s*\{\s*"about"\s*:'
    r'.*?"(?:personal_information|profile_pictures|stories|contacts|frequent_contacts|sessions|'
    r'chats|left_chats)"\s*:\s*\{'
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
        """Whether a part begins as Telegram Desktop begins its JSON."""
        return _part_of(content) is not None

    def read(self, content: ExportContent, options: ReadOptions) -> Sequence[SourceChat]:
        """The conversations in the order of the file."""
        part = _part_of(content)
        if part is None:
            return []
        reader = JsonReader(content.text(part), self.name)
        return list(_chats(reader, _Files(content, folder_name(part)), options.time_zone))


def _part_of(content: ExportContent) -> str | None:
    """The part that is the export: the uppermost JSON that begins like one."""
    names = [n for n in content.names if not content.archive or base_name(n).casefold() == "result.json"]
    for name in sorted(names, key=lambda n: (n.count("/"), n)):
        head = content.head_text(name)
        if _ONE_CHAT.match(head) or _WHOLE_ACCOUNT.match(head):
            return name
    return None


class _Files:
    """The files beside the JSON."""

    def __init__(self, content: ExportContent, folder: str) -> None:
        self._names, self._folder = set(content.names) if content.archive else set(), folder

    def find(self, path: str) -> str | None:
        """The part that a path of the JSON names, if the export holds it."""
        name = self._folder + path
        return name if path and name in self._names else None


def _chats(reader: JsonReader, files: _Files, time_zone: str) -> Iterator[SourceChat]:
    """The chats of an account, or the one chat that the file is."""
    alone = _Chat(files, time_zone)
    for key in reader.members():
        if key in ("chats", "left_chats") and reader.peek() == "{":
            for inner in reader.members():
                if inner == "list" and reader.peek() == "[":
                    for number, _ in enumerate(reader.places()):
                        if number >= MAX_CHATS:
                            raise ExportMalformed(Telegram.name, f"it has more than {MAX_CHATS:,} conversations")
                        yield from _listed(reader, files, time_zone)
        else:
            alone.take(key, reader)
    yield from alone.finished()


def _listed(reader: JsonReader, files: _Files, time_zone: str) -> Iterator[SourceChat]:
    if reader.peek() != "{":
        reader.value()
        return
    chat = _Chat(files, time_zone)
    for key in reader.members():
        chat.take(key, reader)
    yield from chat.finished()


class _Chat:
    """One chat while it is read."""

    def __init__(self, files: _Files, time_zone: str) -> None:
        self._files = files
        self._rows = ChatRows(People(), time_zone)
        self._facts: Record = {}
        self._has_messages = False

    def take(self, key: str, reader: JsonReader) -> None:
        """Takes one member of the chat's object."""
        if key == "messages":
            self._has_messages = True
            for record in reader.items():
                self._rows.begin()
                reason = self._refused(record)
                if reason:
                    self._rows.reject(record, reason)
        elif key in ("name", "type", "id"):
            self._facts[key] = reader.value()

    def finished(self) -> Iterator[SourceChat]:
        """The chat, if the object was one."""
        if self._has_messages:
            key = id_in(self._facts, "id")
            yield self._rows.finish(text_in(self._facts, "name"), key)

    def _refused(self, record: object) -> str | None:
        """Takes a message; says why where it cannot."""
        if not isinstance(record, dict):
            return "not a record"
        moment = _moment(record, "date")
        if moment is None:
            return "no possible time"
        if not self._rows.is_new(id_in(record, "id")):
            return "an earlier record has its id"
        kind = text_in(record, "type")
        if kind == "service":
            self._add_notice(record, moment)
            return None
        if kind != "message":
            return "unknown kind of record"
        author = self._person(record, "from")
        if author is None:
            return "no author"
        self._rows.add(self._message(record, moment, author))
        return None

    def _person(self, record: object, key: str) -> str | None:
        """The name of who wrote or did something; None where nothing tells."""
        person_id, label = id_in(record, f"{key}_id"), text_in(record, key)
        if person_id.isdigit():
            person_id = f"user{person_id}"
        if not person_id and not label:
            return None
        return self._rows.people.add(person_id or f"named {label}", label)

    def _message(self, record: Record, moment: Moment, author: str) -> Message:
        kind, text, attachments = "text", _text_of(record), self._attachments(record)
        if record_in(record, "location_information"):
            kind, text = "location", f"{_place(record_in(record, 'location_information'))}\n{text}".strip()
        elif record_in(record, "contact_information"):
            kind, attachments = "contact", []
        elif record_in(record, "poll"):
            kind, text = "poll", _poll(record_in(record, "poll"))
        elif any(text_in(record, k) for k in ("photo", "file", "media_type")):
            kind = "media"
        edited = _moment(record, "edited")
        is_edited = edited is not None and edited.microseconds > 0
        return Message(
            moment,
            author,
            text,
            kind,
            attachments,
            is_edited,
            message_id=id_in(record, "id"),
            # What answers a message of another chat says which.
            reply_to="" if id_in(record, "reply_to_peer_id") else id_in(record, "reply_to_message_id"),
            reactions=[r for found in list_in(record, "reactions") for r in self._reactions(found)],
            edited_at=edited if edited is not None and not edited.is_local else None,
        )

    def _reactions(self, found: object) -> list[Reaction]:
        """Who put one sign: the last few by name, the rest as a number."""
        emoji = text_in(found, "emoji") or f":{text_in(found, 'type') or 'custom'}:"
        people = [p for r in list_in(found, "recent") if (p := self._person(r, "from"))]
        return count_reactions(emoji, people, found.get("count") if isinstance(found, dict) else None)

    def _attachments(self, record: Record) -> list[str]:
        """The message's file under a name that every export of the chat gives it."""
        file_id, photo, path = id_in(record, "id"), text_in(record, "photo"), text_in(record, "file")
        if photo:
            name, path = attachment_name("photo.jpg", file_id), photo
        elif text_in(record, "file_name"):
            name = attachment_name(text_in(record, "file_name"), file_id)
        elif path and not path.startswith(_LEFT_OUT):
            stem = text_in(record, "media_type") or _COPY.sub("", base_name(path))
            ending = base_name(path).rpartition(".")[2] if "." in base_name(path) else "bin"
            name = attachment_name(stem if "." in stem else f"{stem}.{ending}", file_id)
        else:
            return []
        part = self._files.find(path)
        if part is not None:
            self._rows.attach(name, part)
        return [name]

    def _add_notice(self, record: Record, moment: Moment) -> None:
        action = text_in(record, "action")
        actor = self._person(record, "actor")
        if action in _CALLS and actor is not None:
            self._rows.add(Message(moment, actor, "", "call", message_id=id_in(record, "id")))
            return
        done = _DONE.get(action) or action.replace("_", " ")
        members = [isolated(readable(m)) for m in list_in(record, "members") if isinstance(m, str) and m]
        title = text_in(record, "title") or text_in(record, "new_title")
        parts = [isolated(actor) if actor else "", done, ", ".join(members), f'"{title}"' if title else ""]
        self._rows.add(Message(moment, None, " ".join(p for p in parts if p), message_id=id_in(record, "id")))


def _moment(record: Record, key: str) -> Moment | None:
    """A time: the instant where the export gives it, else what the clock of the exporting machine showed."""
    instant = moment_of_number(record.get(f"{key}_unixtime"))
    return instant if instant is not None else moment_of_text(record.get(key))


def _text_of(record: Record) -> str:
    """A text that may be one string, or pieces that each say what they are."""
    found = record.get("text")
    if isinstance(found, list) or not found:
        found = found or list_in(record, "text_entities")
        return "".join(_piece(p) for p in found) if isinstance(found, list) else ""
    return readable(found) if isinstance(found, str) else ""


def _piece(piece: object) -> str:
    if isinstance(piece, str):
        return readable(piece)
    kind, text = text_in(piece, "type"), text_in(piece, "text")
    if kind == "mention_name":
        person_id = id_in(piece, "user_id")
        return mark(f"user{person_id}" if person_id.isdigit() else person_id, text.removeprefix("@"))
    link = text_in(piece, "href")
    return f"{text} ({link})" if kind == "text_link" and link and link != text else text


def _place(location: Record) -> str:
    """A position as a link to a map, which is hidden with every other position."""
    values = [location.get(k) for k in ("latitude", "longitude")]
    if not all(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
        return ""
    return "https://maps.google.com/?q={},{}".format(*values)


def _poll(poll: Record) -> str:
    answers = [text_in(a, "text") for a in list_in(poll, "answers")]
    return "\n".join([text_in(poll, "question"), *(f"- {a}" for a in answers if a)]).strip()
