"""Matrix: the JSON of a room that Element exports, alone or in an archive with the room's files.

Source: Element's exporter and the Matrix specification of events.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.programs.content import ExportContent, base_name, folder_name, is_json
from egregora_assets.readers.programs.json_shape import has_keys, read_shape
from egregora_assets.readers.programs.json_text import JsonReader, Record, get_list, get_record, get_text
from egregora_assets.readers.programs.moments import Moment, parse_timestamp
from egregora_assets.readers.programs.people import People, mark
from egregora_assets.readers.programs.protocol import SourceChat
from egregora_assets.readers.programs.rows import ChatRows, Message, attachment_name
from egregora_assets.readers.relations import EarlierForm, Reaction

_USER = re.compile(r"(?:https://matrix\.to/#/)?(?<![\w@])(@[\w.=/+-]{1,200}:[\w.-]{1,200}\w(?::\d{1,5})?)")
_QUOTE = re.compile(r"^(?:> [^\n]*\n)+\n?")
_FILES = frozenset(["m.audio", "m.file", "m.image", "m.video"])
_POLLS = frozenset(["m.poll.start", "org.matrix.msc3381.poll.start"])
_POLL_KEYS = ("m.poll", "m.poll.start", "org.matrix.msc3381.poll", "org.matrix.msc3381.poll.start")
_CALLS = frozenset(["m.call.invite"])
_MEMBER = {"join": "joined", "leave": "left", "invite": "was invited", "ban": "was removed", "knock": "asked to join"}
_NOT_KEPT = frozenset(["m.reaction", "m.room.redaction", "m.call.answer", "m.call.candidates", "m.call.hangup"])


@dataclass(frozen=True)
class _Edit:
    """The new content of a message, and when it was edited."""

    content: Record
    moment: Moment | None


@dataclass
class _Facts:
    """What is needed of a room before its messages are read."""

    title: str = ""
    room_id: str = ""
    names: dict[str, str] = field(default_factory=dict)
    edits: dict[str, list[_Edit]] = field(default_factory=dict)
    reactions: dict[str, dict[tuple[str, str], None]] = field(default_factory=dict)
    event_ids: set[str] = field(default_factory=set)


class Matrix:
    """Reads rooms exported by Element."""

    name = "matrix"

    def recognise(self, content: ExportContent) -> bool:
        """Whether a part begins like a room of Element."""
        return next(_find_parts(content), None) is not None

    def read(self, content: ExportContent, options: ReadOptions) -> Sequence[SourceChat]:
        """One conversation a part, by name.

        Raises:
            ExportMalformed: a part is no valid JSON.
            ExportTooLarge, ArchiveDamaged: a part cannot be read.
        """
        return [_read_room(content, part, options.time_zone) for part in _find_parts(content)]


def _find_parts(content: ExportContent) -> Iterator[str]:
    return content.find_parts(_is_room, is_json)


def _is_room(head: str) -> bool:
    """Whether a JSON is a room, by its own keys or by those of its first events."""
    shape = read_shape(head, "room_name", "origin_server_ts")
    is_whole = has_keys(shape, "", "room_name", "messages") and ("/export_date" in shape or "/exported_by" in shape)
    return is_whole or has_keys(shape, "/messages/*", "event_id", "sender", "origin_server_ts")


def _read_room(content: ExportContent, part: str, time_zone: str) -> SourceChat:
    text = content.text(part)
    facts = _read_facts(text)
    room = _Room(facts, ChatRows(People(), time_zone), [n for n in content.names if n.startswith(folder_name(part))])
    for user_id, name in sorted(facts.names.items()):
        room.rows.know(room.rows.people.add(user_id, name, _local_part(user_id)))
    reader = JsonReader(text, Matrix.name)
    for key in reader.members():
        if key == "messages":
            room.rows.read_each(reader.items(), room.read_event)
    return room.rows.finish(facts.title, facts.room_id)


def _read_facts(text: str) -> _Facts:
    """The room's id and title, names of members, edits and reactions."""
    facts = _Facts()
    reader = JsonReader(text, Matrix.name)
    for key in reader.members():
        if key == "room_name":
            facts.title = get_text({key: reader.value()}, key)
        for event in reader.items() if key == "messages" else ():
            facts.room_id = facts.room_id or get_text(event, "room_id")
            facts.event_ids.add(get_text(event, "event_id"))
            content = get_record(event, "content")
            relation = get_record(content, "m.relates_to")
            if get_text(event, "type") == "m.room.member" and get_text(content, "displayname"):
                facts.names[get_text(event, "state_key") or get_text(event, "sender")] = get_text(
                    content, "displayname"
                )
            if get_text(relation, "rel_type") == "m.replace":
                edit = _Edit(get_record(content, "m.new_content"), _read_moment(event))
                facts.edits.setdefault(get_text(relation, "event_id"), []).append(edit)
            if get_text(relation, "rel_type") == "m.annotation" and get_text(relation, "key"):
                reactions = facts.reactions.setdefault(get_text(relation, "event_id"), {})
                reactions.setdefault((get_text(event, "sender"), get_text(relation, "key")))
    facts.names.pop("", None)
    return facts


def _read_moment(event: object) -> Moment | None:
    return parse_timestamp(event.get("origin_server_ts"), per_second=1000) if isinstance(event, dict) else None


def _local_part(user_id: str) -> str:
    return user_id.removeprefix("@").partition(":")[0]


@dataclass
class _Room:
    """A room that is being read."""

    facts: _Facts
    rows: ChatRows
    parts: Sequence[str]

    def read_event(self, event: object) -> str | None:
        """Adds an event, or returns why it cannot be read."""
        if not isinstance(event, dict):
            return "not a record"
        moment, sender = _read_moment(event), get_text(event, "sender")
        kind, content = get_text(event, "type"), get_record(event, "content")
        relation = get_record(content, "m.relates_to")
        if moment is None:
            return "no possible time"
        if not sender:
            return "no author"
        if not self.rows.is_new(get_text(event, "event_id")):
            return "an earlier record has its id"
        if kind in _NOT_KEPT or (self._replaces_another(relation)):
            return None
        author = self.rows.people.add(sender, "", _local_part(sender))
        if kind == "m.room.encrypted":
            return "it could not be decrypted"
        if kind in ("m.room.message", "m.sticker"):
            self._add_message(event, moment, author)
        elif kind in _POLLS:
            self.rows.add(
                Message(moment, author, _describe_poll(content), "poll", message_id=get_text(event, "event_id"))
            )
        elif kind in _CALLS:
            self.rows.add(Message(moment, author, "", "call"))
        else:
            self.rows.add(Message(moment, None, _describe_event(kind, event, sender)))
        return None

    def _replaces_another(self, relation: Record) -> bool:
        """Whether an event only edits another one that the export holds."""
        return get_text(relation, "rel_type") == "m.replace" and get_text(relation, "event_id") in self.facts.event_ids

    def _add_message(self, event: Record, moment: Moment, author: str) -> None:
        content = get_record(event, "content")
        if not content or "redacted_because" in get_record(event, "unsigned"):
            self.rows.add(Message(moment, author, "", "deleted", message_id=get_text(event, "event_id")))
            return
        edits = self.facts.edits.get(get_text(event, "event_id"), [])
        newer = (edits[-1].content if edits else {}) or get_record(content, "m.new_content")
        said = newer or content
        answered = _find_answered(content)
        text, kind, names = _read_body(said, answered), "text", []
        form = get_text(said, "msgtype")
        if get_text(event, "type") == "m.sticker" or form in _FILES:
            kind, names = "media", self._add_attachment(said)
            text = text if get_text(said, "filename") not in ("", get_text(said, "body")) else ""
        elif form == "m.location":
            kind, text = "location", get_text(said, "geo_uri").replace("geo:", "https://maps.google.com/?q=")
        earlier = _list_earlier(content, edits, answered) if kind == "text" else []
        self.rows.add(
            Message(
                moment,
                author,
                text,
                kind,
                names,
                bool(newer),
                get_text(event, "event_id"),
                answered,
                self._read_reactions(get_text(event, "event_id")),
                edits[-1].moment if edits else None,
                earlier,
            )
        )

    def _read_reactions(self, event_id: str) -> list[Reaction]:
        """The reactions to a message."""
        found = self.facts.reactions.get(event_id, {})
        return [Reaction(self.rows.people.add(who, "", _local_part(who)), emoji) for who, emoji in found if who]

    def _add_attachment(self, content: Record) -> list[str]:
        """Adds the file of a message, and returns its name; in the archive its name is followed by a date."""
        address = get_text(content, "url") or get_text(get_record(content, "file"), "url")
        original = get_text(content, "filename") or get_text(content, "body") or "file"
        name = attachment_name(original, address)
        stem, dot, ending = original.rpartition(".") if "." in original[1:] else (original, "", "")
        found = [
            p
            for p in self.parts
            if base_name(p).startswith(f"{stem}-") and p.endswith(dot + ending) and (dot or "." not in base_name(p))
        ]
        if len(found) == 1:
            self.rows.attach(name, found[0])
        return [name]


def _find_answered(content: Record) -> str:
    """The id of the answered event; in a thread the first one, unless another is named."""
    relation = get_record(content, "m.relates_to")
    answered = get_text(get_record(relation, "m.in_reply_to"), "event_id")
    if get_text(relation, "rel_type") == "m.thread" and (not answered or relation.get("is_falling_back") is True):
        return get_text(relation, "event_id")
    return answered


def _list_earlier(content: Record, edits: Sequence[_Edit], answered: str) -> list[EarlierForm]:
    """The forms of a message before its last edit."""
    forms = [EarlierForm(_read_body(content, answered))] if edits else []
    for edit in edits[:-1]:
        at = edit.moment.microseconds * 1000 if edit.moment else None
        forms.append(EarlierForm(_read_body(edit.content, answered), True, at))
    return forms


def _read_body(content: Record, answered: str = "") -> str:
    """The text of a message, with user ids as mentions and without a quotation of the answered one."""
    text = _USER.sub(lambda m: mark(m[1], _local_part(m[1])), get_text(content, "body"))
    return _QUOTE.sub("", text) if answered else text


def _describe_event(kind: str, event: Record, sender: str) -> str:
    """A notice about a change of the room's state."""
    content, who = get_record(event, "content"), mark(sender, _local_part(sender))
    if kind == "m.room.member":
        whom = get_text(event, "state_key") or sender
        done = _MEMBER.get(get_text(content, "membership"), "changed something")
        return f"{mark(whom, _local_part(whom))} {done}" + (f" by {who}" if whom != sender else "")
    if kind == "m.room.name":
        return f'{who} changed the group name to "{get_text(content, "name")}"'
    return f"{who} changed something"


def _describe_poll(content: Record) -> str:
    poll = next((get_record(content, k) for k in _POLL_KEYS if k in content), content)
    question = get_record(poll, "question")
    lines = [get_text(question, "body") or get_text(question, "org.matrix.msc1767.text")]
    answers = get_list(poll, "answers")
    lines += [f"- {t}" for a in answers if (t := get_text(a, "body") or get_text(a, "org.matrix.msc1767.text"))]
    return "\n".join(line for line in lines if line)
