"""Discord: the JSON that DiscordChatExporter writes, a file a channel, or several (parts, channels) in an archive.

Source: the program's own JSON writer; contents may hold Discord's markup (`<@id>`) or be resolved, by an option.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

import re2

from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.programs.content import ExportContent, folder_name
from egregora_assets.readers.programs.json_text import (
    JsonReader,
    Record,
    id_in,
    list_in,
    record_in,
    text_in,
)
from egregora_assets.readers.programs.moments import Moment, moment_of_number, moment_of_text
from egregora_assets.readers.programs.people import People, isolated, mark
from egregora_assets.readers.programs.protocol import SourceChat
from egregora_assets.readers.programs.rows import ChatRows, Message, attachment_name
from egregora_assets.readers.relations import Reaction, count_reactions

_BEGINNING = re2.compile(r'(?s)^\s*\{\s*"guild"\s*:\s*\{.*?\}\s*,\s*"channel"\s*:\s*\{')
_MARKUP = re.compile(
    r"<@!?(?P<user>\d{1,20})>|<@&(?P<role>\d{1,20})>|<#(?P<channel>\d{1,20})>|<a?:(?P<emoji>\w{1,40}):\d{1,20}>"
    r"|<t:(?P<time>-?\d{1,12})(?::\w)?>|</(?P<command>[^:<>\n]{1,100}):\d{1,20}>"
    r"|https?://(?:\w+\.)?discord(?:app)?\.com/users/(?P<profile>\d{1,20})|(?<![\d/])(?P<plain>\d{17,20})(?!\d)"
)
_NOTICES = {
    "RecipientAdd": "added",
    "RecipientRemove": "removed",
    "ChannelNameChange": "changed the group name to",
    "ChannelIconChange": "changed the group's picture",
    "ChannelPinnedMessage": "pinned a message",
    "GuildMemberJoin": "joined",
    "ThreadCreated": "started a thread",
}
_NUMBERED_NOTICES = range(1, 19)
_OUTSIDE = ("http://", "https://")


class Discord:
    """Reads what DiscordChatExporter writes."""

    name = "discord"

    def recognise(self, content: ExportContent) -> bool:
        """Whether a part begins as the exporter begins a channel."""
        return next(_parts_of(content), None) is not None

    def read(self, content: ExportContent, options: ReadOptions) -> Sequence[SourceChat]:
        """A conversation a channel, by id; parts of one channel are joined."""
        channels: dict[str, _Channel] = {}
        for part in _parts_of(content):
            _read_part(content, part, channels, options.time_zone)
        return [channels[i].finished(i) for i in sorted(channels, key=lambda i: (len(i), i))]


def _parts_of(content: ExportContent) -> Iterator[str]:
    """The parts that are channels; not the files that were downloaded with them."""
    for name in sorted(content.names):
        is_candidate = not content.archive or (name.casefold().endswith(".json") and "_Files/" not in name)
        if is_candidate and _BEGINNING.match(content.head_text(name)):
            yield name


def _read_part(content: ExportContent, part: str, channels: dict[str, _Channel], time_zone: str) -> None:
    reader = JsonReader(content.text(part), Discord.name)
    guild: Record = {}
    channel = _Channel(ChatRows(People(), time_zone))
    for key in reader.members():
        if key == "guild":
            guild = record_in({"guild": reader.value()}, "guild")
        elif key == "channel":
            facts = record_in({"channel": reader.value()}, "channel")
            channel = channels.setdefault(id_in(facts, "id"), channel)
            channel.title = channel.title or _title(guild, facts)
        elif key == "messages":
            channel.take(reader, content, folder_name(part))


def _title(guild: Record, channel: Record) -> str:
    """What the group is called: the server, or the channel where there is none."""
    return text_in(guild, "name") if id_in(guild, "id") not in ("", "0") else text_in(channel, "name")


@dataclass
class _Channel:
    """One channel while it is read."""

    rows: ChatRows
    title: str = ""

    def take(self, reader: JsonReader, content: ExportContent, folder: str) -> None:
        """Takes the messages of a part."""
        for record in reader.items():
            self.rows.begin()
            reason = self._refused(record, content, folder)
            if reason:
                self.rows.reject(record, reason)

    def finished(self, channel_id: str) -> SourceChat:
        """The conversation."""
        return self.rows.finish(self.title, channel_id)

    def _refused(self, record: object, content: ExportContent, folder: str) -> str | None:
        if not isinstance(record, dict):
            return "not a record"
        moment = moment_of_text(record.get("timestamp"))
        if moment is None or moment.is_local:
            return "no possible time"
        if not self.rows.is_new(id_in(record, "id")):
            return "an earlier record has its id"
        author = self._person(record_in(record, "author"))
        if author is None:
            return "no author"
        mentioned = [m for m in list_in(record, "mentions") if isinstance(m, dict)]
        for user in mentioned:
            self.rows.know(self._person(user) or "")
        kind = id_in(record, "type")
        if kind == "Call" or kind == "3":
            message = Message(moment, author, "", "call")
        elif kind in _NOTICES or (kind.isascii() and kind.isdigit() and int(kind[:9]) in _NUMBERED_NOTICES):
            message = self._notice(record, moment, kind, author, mentioned)
        else:
            message = self._message(record, moment, author, mentioned, content, folder)
            message = replace(message, reply_to=id_in(record_in(record, "reference"), "messageId"))
        reactions = [r for found in list_in(record, "reactions") for r in self._reactions(found)]
        self.rows.add(replace(message, message_id=id_in(record, "id"), reactions=reactions))
        return None

    def _reactions(self, found: object) -> list[Reaction]:
        """Who put one sign; signs of a server's own have an id."""
        emoji, count = record_in(found, "emoji"), found.get("count") if isinstance(found, dict) else None
        sign = text_in(emoji, "name") or "?"
        people = [p for u in list_in(found, "users") if (p := self._person(u))]
        return count_reactions(f":{sign}:" if id_in(emoji, "id") else sign, people, count)

    def _person(self, user: object) -> str | None:
        """The name under which a user is noted: nickname and user name."""
        person_id, name = id_in(user, "id"), text_in(user, "name")
        if not person_id and not name:
            return None
        if not isinstance(user, dict) or user.get("isBot") is not True:
            return self.rows.people.add(person_id, text_in(user, "nickname"), name)
        # A bridge speaks for many people under one id; a mention of it means the first of them.
        spoken_for = self.rows.people.add(f"{person_id} {text_in(user, 'nickname')}", text_in(user, "nickname"), name)
        return self.rows.people.also(person_id, spoken_for)

    def _notice(self, record: Record, moment: Moment, kind: str, author: str, mentioned: Sequence[Record]) -> Message:
        parts = [isolated(author), _NOTICES.get(kind, "changed something")]
        if kind in ("RecipientAdd", "RecipientRemove"):
            parts += [mark(id_in(u, "id"), text_in(u, "nickname")) for u in mentioned]
        elif kind == "ChannelNameChange":
            parts.append(f'"{text_in(record, "content").partition(":")[2].strip()}"')
        return Message(moment, None, " ".join(parts))

    def _message(
        self,
        record: Record,
        moment: Moment,
        author: str,
        mentioned: Sequence[Record],
        content: ExportContent,
        folder: str,
    ) -> Message:
        forwarded = record_in(record, "forwardedMessage")
        text = text_in(record, "content") or text_in(forwarded, "content") or _embedded(record)
        files = [*list_in(record, "attachments"), *list_in(forwarded, "attachments")]
        names = [self._attachment(f, text_in(f, "fileName"), text_in(f, "url"), content, folder) for f in files]
        names += [self._sticker(s, content, folder) for s in list_in(record, "stickers")]
        edited = moment_of_text(record.get("timestampEdited"))
        return Message(
            moment,
            author,
            _resolved(text, mentioned),
            "text",
            [n for n in names if n],
            bool(text_in(record, "timestampEdited")),
            edited_at=edited if edited is not None and not edited.is_local else None,
        )

    def _sticker(self, sticker: object, content: ExportContent, folder: str) -> str:
        ending = {"Lottie": "json", "Gif": "gif"}.get(text_in(sticker, "format"), "png")
        return self._attachment(sticker, f"sticker.{ending}", text_in(sticker, "sourceUrl"), content, folder)

    def _attachment(self, file: object, name: str, address: str, content: ExportContent, folder: str) -> str:
        """A file under the name that it has in every export of the channel; empty where there is none."""
        if not id_in(file, "id") or not name:
            return ""
        own_name = attachment_name(name, id_in(file, "id"))
        if not address.startswith(_OUTSIDE):
            for path in (address, unquote(address)):
                part = folder + path.replace("\\", "/").removeprefix("./")
                if content.entry(part) is not None:
                    self.rows.attach(own_name, part)
        return own_name


def _embedded(record: Record) -> str:
    """What stands in the boxes of a message that has no text of its own, as bots write."""
    parts = (text_in(e, k) for e in list_in(record, "embeds") for k in ("title", "description", "url"))
    return "\n".join(p for p in parts if p)


def _resolved(text: str, mentioned: Sequence[Record]) -> str:
    """The text with marks for everybody whom it mentions, by identifier or by name."""
    text = _MARKUP.sub(_plain, text)
    by_name = {text_in(u, k): id_in(u, "id") for u in mentioned for k in ("name", "nickname") if text_in(u, k)}
    if by_name and "@" in text:
        names = sorted(by_name, key=lambda n: (-len(n), n))
        pattern = re.compile("@(" + "|".join(map(re.escape, names)) + r")(?!\w)")
        return pattern.sub(lambda m: mark(by_name[m[1]], m[1]), text)
    return text


def _plain(found: re.Match[str]) -> str:
    """One piece of Discord's markup as text."""
    if found["user"] or found["profile"]:
        return mark(found["user"] or found["profile"])
    if found["plain"]:
        return mark(found["plain"], found["plain"], is_literal=True)
    if found["role"]:
        return "(role)"
    if found["channel"]:
        return "#channel"
    if found["emoji"]:
        return f":{found['emoji']}:"
    if found["command"]:
        return f"/{found['command']}"
    moment = moment_of_number(found["time"])
    shown = dt.datetime.fromtimestamp(moment.microseconds // 1_000_000, dt.UTC) if moment else None
    return f"{shown:%Y-%m-%d %H:%M} UTC" if shown else ""
