"""Matrix: the JSON that Element exports of a room, alone or in an archive with the room's files.

Source: Element's exporter and the Matrix specification of events.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import re2

from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.programs.content import ExportContent, base_name, folder_name
from egregora_assets.readers.programs.json_text import JsonReader, Record, list_in, record_in, text_in
from egregora_assets.readers.programs.moments import Moment, moment_of_number
from egregora_assets.readers.programs.people import People, mark
from egregora_assets.readers.programs.protocol import SourceChat
from egregora_assets.readers.programs.rows import ChatRows, Message, attachment_name
from egregora_assets.readers.relations import EarlierForm, Reaction

_BEGINNING = re2.compile(r'(?s)^\s*\{\s*"room_name"\s*:.*?"(?:export_date|exported_by)"\s*:')
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
    """What a message became, and when."""

    content: Record
    moment: Moment | None


@dataclass
class _Facts:
    """What must be known of a room before its messages are read."""

    title: str = ""
    room_id: str = ""
    names: dict[str, str] = field(default_factory=dict)
    edits: dict[str, list[_Edit]] = field(default_factory=dict)
    reactions: dict[str, dict[tuple[str, str], None]] = field(default_factory=dict)
    event_ids: set[str] = field(default_factory=set)


class Matrix:
    """Reads what Element exports of a room."""

    name = "matrix"

    def recognise(self, content: ExportContent) -> bool:
        """Whether a part begins as Element begins a room."""
        return next(_parts_of(content), None) is not None

    def read(self, content: ExportContent, options: ReadOptions) -> Sequence[SourceChat]:
        """A conversation a part, in order of their names."""
        return [_room(content, part, options.time_zone) for part in _parts_of(content)]


def _parts_of(content: ExportContent) -> Iterator[str]:
    for name in sorted(content.names):
        is_candidate = content.archive is None or name.casefold().endswith(".json")
        if is_candidate and _BEGINNING.match(content.head_text(name)):
            yield name


def _room(content: ExportContent, part: str, time_zone: str) -> SourceChat:
    text = content.text(part)
    facts = _facts(text)
    room = _Room(facts, ChatRows(People(), time_zone), [n for n in content.names if n.startswith(folder_name(part))])
    for user_id, name in sorted(facts.names.items()):
        room.rows.know(room.rows.people.add(user_id, name, _local_part(user_id)))
    for event in _events(text):
        room.rows.begin()
        reason = room.refused(event)
        if reason:
            room.rows.reject(event, reason)
    return room.rows.finish(facts.title, facts.room_id)


def _events(text: str) -> Iterator[object]:
    reader = JsonReader(text, Matrix.name)
    for key in reader.members():
        if key == "messages":
            yield from reader.items()


def _facts(text: str) -> _Facts:
    """Names of members, what replaces what, the room's own id and title."""
    facts = _Facts()
    reader = JsonReader(text, Matrix.name)
    for key in reader.members():
        if key == "room_name":
            facts.title = text_in({key: reader.value()}, key)
        for event in reader.items() if key == "messages" else ():
            facts.room_id = facts.room_id or text_in(event, "room_id")
            facts.event_ids.add(text_in(event, "event_id"))
            content = record_in(event, "content")
            relation = record_in(content, "m.relates_to")
            if text_in(event, "type") == "m.room.member" and text_in(content, "displayname"):
                facts.names[text_in(event, "state_key") or text_in(event, "sender")] = text_in(content, "displayname")
            if text_in(relation, "rel_type") == "m.replace":
                edit = _Edit(record_in(content, "m.new_content"), _moment(event))
                facts.edits.setdefault(text_in(relation, "event_id"), []).append(edit)
            if text_in(relation, "rel_type") == "m.annotation" and text_in(relation, "key"):
                told = facts.reactions.setdefault(text_in(relation, "event_id"), {})
                told.setdefault((text_in(event, "sender"), text_in(relation, "key")))
    facts.names.pop("", None)
    return facts


def _moment(event: object) -> Moment | None:
    return moment_of_number(event.get("origin_server_ts"), per_second=1000) if isinstance(event, dict) else None


def _local_part(user_id: str) -> str:
    return user_id.removeprefix("@").partition(":")[0]


@dataclass
class _Room:
    """One room while it is read."""

    facts: _Facts
    rows: ChatRows
    parts: Sequence[str]

    def refused(self, event: object) -> str | None:
        """Takes an event; says why where it cannot."""
        if not isinstance(event, dict):
            return "not a record"
        moment, sender = _moment(event), text_in(event, "sender")
        kind, content = text_in(event, "type"), record_in(event, "content")
        relation = record_in(content, "m.relates_to")
        if moment is None:
            return "no possible time"
        if not sender:
            return "no author"
        if not self.rows.is_new(text_in(event, "event_id")):
            return "an earlier record has its id"
        if kind in _NOT_KEPT or (self._replaces_another(relation)):
            return None
        author = self.rows.people.add(sender, "", _local_part(sender))
        if kind == "m.room.encrypted":
            return "it could not be decrypted"
        if kind in ("m.room.message", "m.sticker"):
            self._add_message(event, moment, author)
        elif kind in _POLLS:
            self.rows.add(Message(moment, author, _poll(content), "poll", message_id=text_in(event, "event_id")))
        elif kind in _CALLS:
            self.rows.add(Message(moment, author, "", "call"))
        else:
            self.rows.add(Message(moment, None, _notice(kind, event, sender)))
        return None

    def _replaces_another(self, relation: Record) -> bool:
        """Whether an event is only the newer text of another one that the export holds."""
        return text_in(relation, "rel_type") == "m.replace" and text_in(relation, "event_id") in self.facts.event_ids

    def _add_message(self, event: Record, moment: Moment, author: str) -> None:
        content = record_in(event, "content")
        if not content or "redacted_because" in record_in(event, "unsigned"):
            self.rows.add(Message(moment, author, "", "deleted", message_id=text_in(event, "event_id")))
            return
        edits = self.facts.edits.get(text_in(event, "event_id"), [])
        newer = (edits[-1].content if edits else {}) or record_in(content, "m.new_content")
        said = newer or content
        answered = _answered(content)
        text, kind, names = _body(said, answered), "text", []
        form = text_in(said, "msgtype")
        if text_in(event, "type") == "m.sticker" or form in _FILES:
            kind, names = "media", self._attachments(said)
            text = text if text_in(said, "filename") not in ("", text_in(said, "body")) else ""
        elif form == "m.location":
            kind, text = "location", text_in(said, "geo_uri").replace("geo:", "https://maps.google.com/?q=")
        earlier = _earlier(content, edits, answered) if kind == "text" else []
        self.rows.add(
            Message(
                moment,
                author,
                text,
                kind,
                names,
                bool(newer),
                text_in(event, "event_id"),
                answered,
                self._reactions(text_in(event, "event_id")),
                edits[-1].moment if edits else None,
                earlier,
            )
        )

    def _reactions(self, event_id: str) -> list[Reaction]:
        """Who put which sign."""
        told = self.facts.reactions.get(event_id, {})
        return [Reaction(self.rows.people.add(who, "", _local_part(who)), sign) for who, sign in told if who]

    def _attachments(self, content: Record) -> list[str]:
        """The file of a message; among the archive's it is the only one with its name and a date behind it."""
        address = text_in(content, "url") or text_in(record_in(content, "file"), "url")
        original = text_in(content, "filename") or text_in(content, "body") or "file"
        name = attachment_name(original, address)
        stem, _, ending = original.rpartition(".")
        found = [p for p in self.parts if stem and base_name(p).startswith(f"{stem}-") and p.endswith(f".{ending}")]
        if len(found) == 1:
            self.rows.attach(name, found[0])
        return [name]


def _answered(content: Record) -> str:
    """The id of the event that is answered; in a thread its first one, unless another one is meant."""
    relation = record_in(content, "m.relates_to")
    answered = text_in(record_in(relation, "m.in_reply_to"), "event_id")
    if text_in(relation, "rel_type") == "m.thread" and (not answered or relation.get("is_falling_back") is True):
        return text_in(relation, "event_id")
    return answered


def _earlier(content: Record, edits: Sequence[_Edit], answered: str) -> list[EarlierForm]:
    """What a message was before its last edit."""
    forms = [EarlierForm(_body(content, answered))] if edits else []
    for edit in edits[:-1]:
        at = edit.moment.microseconds * 1000 if edit.moment else None
        forms.append(EarlierForm(_body(edit.content, answered), True, at))
    return forms


def _body(content: Record, answered: str = "") -> str:
    """The text of a message, users' addresses as mentions, without a quotation of what it answers."""
    text = _USER.sub(lambda m: mark(m[1], _local_part(m[1])), text_in(content, "body"))
    return _QUOTE.sub("", text) if answered else text


def _notice(kind: str, event: Record, sender: str) -> str:
    """What an event of the room's state says."""
    content, who = record_in(event, "content"), mark(sender, _local_part(sender))
    if kind == "m.room.member":
        whom = text_in(event, "state_key") or sender
        done = _MEMBER.get(text_in(content, "membership"), "changed something")
        return f"{mark(whom, _local_part(whom))} {done}" + (f" by {who}" if whom != sender else "")
    if kind == "m.room.name":
        return f'{who} changed the group name to "{text_in(content, "name")}"'
    return f"{who} changed something"


def _poll(content: Record) -> str:
    poll = next((record_in(content, k) for k in _POLL_KEYS if k in content), content)
    question = record_in(poll, "question")
    lines = [text_in(question, "body") or text_in(question, "org.matrix.msc1767.text")]
    answers = list_in(poll, "answers")
    lines += [f"- {t}" for a in answers if (t := text_in(a, "body") or text_in(a, "org.matrix.msc1767.text"))]
    return "\n".join(line for line in lines if line)
