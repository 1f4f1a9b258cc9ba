"""Slack: the archive that a workspace exports, a conversation a channel.

Source: `users.json`, `channels.json` (and `groups`, `dms`, `mpims`), a folder a channel with a file a day.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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
from egregora_assets.readers.programs.moments import Moment, moment_of_number
from egregora_assets.readers.programs.people import People, mark
from egregora_assets.readers.programs.protocol import SourceChat
from egregora_assets.readers.programs.rows import ChatRows, Message, attachment_name
from egregora_assets.readers.relations import Reaction, count_reactions

_DAY = re.compile(r"(?P<folder>[^/]+)/\d{4}-\d\d-\d\d\.json$")
_USERS = re2.compile(r'(?s)^\s*\[\s*(?:\]|\{.*?"id"\s*:\s*"[UWB])')
_MESSAGES = re2.compile(r'(?s)^\s*\[\s*\{.*?"ts"\s*:\s*"\d+\.\d+"')
_LISTS = ("channels.json", "groups.json", "dms.json", "mpims.json")
_MARKUP = re.compile(r"<([^<>\n]{1,4000})>")
_PERSON = re.compile(r"(?<![\w/])[UW][A-Z0-9]{8,12}(?!\w)")
_SPOKEN = frozenset(
    [
        "",
        "bot_message",
        "file_comment",
        "file_share",
        "me_message",
        "reply_broadcast",
        "thread_broadcast",
        "reminder_add",
    ]
)
MAX_MEMBERS = 1_000
"""Of a channel with more members only those are looked for in texts who wrote, reacted or were mentioned."""
_CALLS = frozenset(["huddle_thread", "sh_room_created", "sh_room_shared"])


class Slack:
    """Reads exports of Slack workspaces."""

    name = "slack"

    def recognise(self, content: ExportContent) -> bool:
        """Whether an archive has a list of users and days of messages below it."""
        return _root_of(content) is not None

    def read(self, content: ExportContent, options: ReadOptions) -> Sequence[SourceChat]:
        """A conversation a channel, in order of their folders."""
        root = _root_of(content) or ""
        people = People()
        for user in JsonReader(content.text(f"{root}users.json"), self.name).items():
            _add_user(people, user)
        channels = {f.folder: f for f in _channels(content, root)}
        files = {base_name(n): n for n in content.names} | {"/".join(n.split("/")[-2:]): n for n in content.names}
        days: dict[str, list[str]] = {}
        for name in sorted(content.names):
            found = _DAY.match(name.removeprefix(root)) if name.startswith(root) else None
            if found:
                days.setdefault(found["folder"], []).append(name)
        chats = []
        for folder in sorted(days):
            channel = _Channel(ChatRows(people, options.time_zone), files)
            for day in days[folder]:
                channel.take(JsonReader(content.text(day), self.name))
            facts = channels.get(folder) or _Facts(folder, folder, folder)
            for member in facts.members if len(facts.members) <= MAX_MEMBERS else ():
                channel.know(member)
            chats.append(channel.rows.finish(facts.title, facts.channel_id))
        return chats


def _root_of(content: ExportContent) -> str | None:
    """The folder of the export inside the archive, or None where it is none."""
    if content.archive is None:
        return None
    for name in sorted((n for n in content.names if base_name(n) == "users.json"), key=lambda n: (n.count("/"), n)):
        root = folder_name(name)
        days = (n for n in content.names if n.startswith(root) and _DAY.match(n.removeprefix(root)))
        if _USERS.match(content.head_text(name)) and any(_MESSAGES.match(content.head_text(d)) for d in days):
            return root
    return None


def _add_user(people: People, user: object) -> None:
    profile = record_in(user, "profile")
    person_id = id_in(user, "id")
    if person_id:
        real = text_in(user, "real_name") or text_in(profile, "real_name")
        people.add(person_id, real, text_in(profile, "display_name"), text_in(user, "name"))


@dataclass(frozen=True)
class _Facts:
    """What the lists say of a channel."""

    folder: str
    title: str
    channel_id: str
    members: tuple[str, ...] = ()


def _channels(content: ExportContent, root: str) -> Iterator[_Facts]:
    """The channels that are listed; direct messages lie under their id and have no title."""
    for name in (root + n for n in _LISTS):
        if name in content.names:
            for channel in JsonReader(content.text(name), Slack.name).items():
                channel_id, title = id_in(channel, "id"), text_in(channel, "name")
                members = tuple(readable(m) for m in list_in(channel, "members") if isinstance(m, str))
                if channel_id:
                    is_group = name.removeprefix(root) == "mpims.json"  # named after its members
                    yield _Facts(title or channel_id, "" if is_group else title, channel_id, members)


class _Channel:
    """One channel while it is read."""

    def __init__(self, rows: ChatRows, files: dict[str, str]) -> None:
        self.rows, self._files = rows, files

    def know(self, person_id: str) -> None:
        """Notes that somebody of the list of users belongs to the channel."""
        self.rows.know(self.rows.people.names.get(person_id, ""))

    def take(self, reader: JsonReader) -> None:
        """Takes the messages of a day."""
        for record in reader.items():
            self.rows.begin()
            reason = self._refused(record)
            if reason:
                self.rows.reject(record, reason)

    def _refused(self, record: object) -> str | None:
        if not isinstance(record, dict):
            return "not a record"
        moment = moment_of_number(id_in(record, "ts"))
        if moment is None:
            return "no possible time"
        author = self._author(record)
        if not self.rows.is_new(f"{id_in(record, 'ts')} {author}"):
            return "an earlier record has its id"
        beside = self._beside(record)
        subtype = text_in(record, "subtype")
        text = _plain(text_in(record, "text"))
        if subtype == "tombstone" and author is not None:
            self.rows.add(Message(moment, author, "", "deleted", message_id=id_in(record, "ts")))
        elif subtype in _CALLS and author is not None:
            self.rows.add(replace(beside, moment=moment, author=author, kind="call"))
        elif subtype not in _SPOKEN:
            self.rows.add(replace(beside, moment=moment, text=text))
        elif author is None:
            return "no author"
        else:
            files = [f for f in (self._file(f) for f in list_in(record, "files")) if f]
            text = text or _from_blocks(record)
            self.rows.add(replace(beside, moment=moment, author=author, text=text, attachments=files))
        return None

    def _beside(self, record: Record) -> Message:
        """What a record says beside its words; in a thread everything answers its first message."""
        edited, thread = record_in(record, "edited"), id_in(record, "thread_ts")
        reactions: list[Reaction] = []
        for found in list_in(record, "reactions"):
            ids = [p for p in list_in(found, "users") if isinstance(p, str)]
            people = [name for p in ids if (name := self.rows.people.names.get(p))]
            sign = f":{text_in(found, 'name') or '?'}:"
            reactions += count_reactions(
                sign, people, found.get("count", len(ids)) if isinstance(found, dict) else None
            )
        return Message(
            Moment(0),
            None,
            "",
            is_edited=bool(edited),
            message_id=id_in(record, "ts"),
            reply_to=thread if thread != id_in(record, "ts") else None,
            reactions=reactions,
            edited_at=moment_of_number(id_in(edited, "ts")),
        )

    def _author(self, record: Record) -> str | None:
        """Who wrote a message: a user, else a program under the name that it gives itself."""
        person_id = id_in(record, "user")
        if person_id:
            profile = record_in(record, "user_profile")
            names = [text_in(profile, k) for k in ("real_name", "display_name", "name")]
            return self.rows.people.add(person_id, names[0], *names[1:])
        bot_id = id_in(record, "bot_id")
        label = text_in(record, "username") or text_in(record_in(record, "bot_profile"), "name")
        return self.rows.people.add(f"{bot_id} {label}", label) if bot_id or label else None

    def _file(self, file: object) -> str:
        """A file under the name that it has in every export; empty where the message no longer has it."""
        file_id, name = id_in(file, "id"), text_in(file, "name") or text_in(file, "title")
        if not file_id or not name or text_in(file, "mode") in ("tombstone", "hidden_by_limit"):
            return ""
        own_name = attachment_name(name, file_id)
        part = self._files.get(f"{file_id}/{name}") or self._files.get(f"{file_id}-{name}")
        if part is not None:
            self.rows.attach(own_name, part)
        return own_name


def _plain(text: str) -> str:
    """Slack's markup as text, mentions as marks."""
    if "<" in text:
        text = _MARKUP.sub(_piece, text)
    text = html.unescape(text) if "&" in text else text
    pieces = text.split("\u0000")  # text, then the identifier and the label of a mark, and so on
    for place in range(0, len(pieces), 3):
        pieces[place] = _PERSON.sub(lambda m: mark(m[0], m[0], is_literal=True), pieces[place])
    return "\u0000".join(pieces)


def _piece(found: re.Match[str]) -> str:
    """What stands in angle brackets: a person, a channel, a group, a date, a link."""
    body, _, label = found[1].partition("|")
    sign, rest = body[:1], body[1:]
    if sign == "@":
        return mark(rest, label.removeprefix("@"))
    if sign == "#":
        return f"#{label or 'channel'}"
    if sign == "!":
        if rest.startswith("date"):
            return label
        return f"@{(label or rest.partition('^')[0]).removeprefix('@')}"
    if body.startswith(("mailto:", "tel:")):
        return label or body.partition(":")[2]
    return f"{label} ({body})" if label and label not in (body, body.partition("://")[2]) else body


def _from_blocks(record: Record) -> str:
    """The words of a message that has no text of its own, as programs write."""
    parts = [_words(b, 0) for b in list_in(record, "blocks")]
    for attachment in list_in(record, "attachments"):
        own = [text_in(attachment, k) for k in ("pretext", "title", "text")]
        parts += [_plain(p) for p in own if p] or [_plain(text_in(attachment, "fallback"))]
    return "\n".join(p for p in parts if p)


def _words(block: object, depth: int) -> str:
    """The words of a block and of what is inside it, in order."""
    if depth > 8 or not isinstance(block, dict):
        return ""
    kind = text_in(block, "type")
    if kind == "user":
        return mark(id_in(block, "user_id"))
    if kind == "emoji":
        return f":{text_in(block, 'name')}:"
    if kind == "link":
        return text_in(block, "text") or text_in(block, "url")
    inner = [*list_in(block, "elements"), *list_in(block, "fields")]
    joint = "\n" if kind in ("rich_text", "rich_text_list") else ""
    own = text_in(block, "text") or text_in(record_in(block, "text"), "text")
    return (_plain(own) if kind != "text" else own) + joint.join(_words(b, depth + 1) for b in inner)
