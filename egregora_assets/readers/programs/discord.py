"""Discord: the JSON that DiscordChatExporter writes, one file a channel or a part of one.

Source: the program's JSON writer. By an option of it, contents hold Discord's markup (`<@id>`) or plain names.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.programs.content import ExportContent, folder_name, is_json
from egregora_assets.readers.programs.json_shape import has_keys, read_shape
from egregora_assets.readers.programs.json_text import JsonReader, Record, get_id, get_list, get_record, get_text
from egregora_assets.readers.programs.moments import Moment, parse_iso_time, parse_timestamp
from egregora_assets.readers.programs.people import People, isolate_name, mark
from egregora_assets.readers.programs.protocol import SourceChat
from egregora_assets.readers.programs.rows import ChatRows, Message, attachment_name
from egregora_assets.readers.relations import Reaction, count_reactions

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
_POLL_RESULTS = frozenset(["46", "PollResult"])
_NUMBERED_NOTICES = range(1, 19)
_OUTSIDE = ("http://", "https://")


class Discord:
    """Reads the JSON of DiscordChatExporter."""

    name = "discord"

    def recognise(self, content: ExportContent) -> bool:
        """Whether a part begins like a channel of the exporter."""
        return next(_find_parts(content), None) is not None

    def read(self, content: ExportContent, options: ReadOptions) -> Sequence[SourceChat]:
        """One conversation a channel, by id; parts of one channel are joined.

        Raises:
            ExportMalformed: a part is no valid JSON.
            ExportTooLarge, ArchiveDamaged: a part cannot be read.
        """
        channels: dict[str, _Channel] = {}
        for part in _find_parts(content):
            _read_part(content, part, channels, options.time_zone)
        return [channels[i].rows.finish(channels[i].title, i) for i in sorted(channels, key=lambda i: (len(i), i))]


def _find_parts(content: ExportContent) -> Iterator[str]:
    """The parts that are channels, without the files that were downloaded with them."""
    return content.find_parts(_is_channel, lambda name: is_json(name) and "_Files/" not in name)


def _is_channel(head: str) -> bool:
    """Whether a JSON is a channel, by its own keys or by those of its first messages."""
    shape = read_shape(head, "guild", "author")
    is_whole = "/guild" in shape and has_keys(shape, "/channel", "id") and "/messages" in shape
    return is_whole or has_keys(shape, "/messages/*", "timestamp", "content", "author/id")


def _read_part(content: ExportContent, part: str, channels: dict[str, _Channel], time_zone: str) -> None:
    reader = JsonReader(content.text(part), Discord.name)
    guild: Record = {}
    facts: Record = {}
    channel = _Channel(ChatRows(People(), time_zone))
    for key in reader.members("messages", ("guild", "channel")):
        if key == "guild":
            guild = get_record({"guild": reader.value()}, "guild")
        elif key == "channel":
            facts = get_record({"channel": reader.value()}, "channel")
            channel = channels.setdefault(get_id(facts, "id"), channel)
        elif key == "messages":
            channels.setdefault(get_id(facts, "id"), channel)
            channel.title = channel.title or _find_title(guild, facts)
            channel.take(reader, content, folder_name(part))


def _find_title(guild: Record, channel: Record) -> str:
    """The name of the server, or of the channel where there is none."""
    return get_text(guild, "name") if get_id(guild, "id") not in ("", "0") else get_text(channel, "name")


@dataclass
class _Channel:
    """A channel that is being read."""

    rows: ChatRows
    title: str = ""

    def take(self, reader: JsonReader, content: ExportContent, folder: str) -> None:
        """Adds the messages of a part."""
        self.rows.read_each(reader.items(), lambda record: self._read_record(record, content, folder))

    def _read_record(self, record: object, content: ExportContent, folder: str) -> str | None:
        if not isinstance(record, dict):
            return "not a record"
        moment = parse_iso_time(record.get("timestamp"))
        if moment is None or moment.is_local:
            return "no possible time"
        if not self.rows.is_new(get_id(record, "id")):
            return "an earlier record has its id"
        author = self._add_person(get_record(record, "author"))
        if author is None:
            return "no author"
        mentioned = [m for m in get_list(record, "mentions") if isinstance(m, dict)]
        for user in mentioned:
            self.rows.know(self._add_person(user) or "")
        kind = get_id(record, "type")
        if kind == "Call" or kind == "3":
            message = Message(moment, author, "", "call")
        elif kind in _NOTICES or (kind.isascii() and kind.isdigit() and int(kind[:9]) in _NUMBERED_NOTICES):
            message = self._make_notice(record, moment, kind, author, mentioned)
        else:
            message = self._make_message(record, moment, author, mentioned, content, folder)
            message = replace(message, reply_to=get_id(get_record(record, "reference"), "messageId"))
        reactions = [r for found in get_list(record, "reactions") for r in self._read_reactions(found)]
        self.rows.add(replace(message, message_id=get_id(record, "id"), reactions=reactions))
        return None

    def _read_reactions(self, found: object) -> list[Reaction]:
        """The reactions with one emoji; a server's own emojis have an id."""
        emoji, count = get_record(found, "emoji"), found.get("count") if isinstance(found, dict) else None
        name = get_text(emoji, "name") or "?"
        people = [p for u in get_list(found, "users") if (p := self._add_person(u))]
        return count_reactions(f":{name}:" if get_id(emoji, "id") else name, people, count)

    def _add_person(self, user: object) -> str | None:
        """Adds a user, and returns nickname and user name as one name; None for nobody."""
        person_id, name = get_id(user, "id"), get_text(user, "name")
        if not person_id and not name:
            return None
        if not isinstance(user, dict) or user.get("isBot") is not True:
            return self.rows.people.add(person_id, get_text(user, "nickname"), name)
        # A bridge speaks for many people under one id; a mention of it means the first of them.
        spoken_for = self.rows.people.add(f"{person_id} {get_text(user, 'nickname')}", get_text(user, "nickname"), name)
        return self.rows.people.alias(person_id, spoken_for)

    def _make_notice(
        self, record: Record, moment: Moment, kind: str, author: str, mentioned: Sequence[Record]
    ) -> Message:
        parts = [isolate_name(author), _NOTICES.get(kind, "changed something")]
        if kind in ("RecipientAdd", "RecipientRemove"):
            parts += [mark(get_id(u, "id"), get_text(u, "nickname")) for u in mentioned]
        elif kind == "ChannelNameChange":
            parts.append(f'"{get_text(record, "content").partition(":")[2].strip()}"')
        return Message(moment, None, " ".join(parts))

    def _make_message(
        self,
        record: Record,
        moment: Moment,
        author: str,
        mentioned: Sequence[Record],
        content: ExportContent,
        folder: str,
    ) -> Message:
        forwarded = get_record(record, "forwardedMessage")
        kind, text = "text", get_text(record, "content") or _read_forwarded(forwarded) or _read_embeds(record)
        if get_id(record, "type") in _POLL_RESULTS:
            kind, text = "poll", _read_poll_result(record) or text
        elif get_record(record, "poll"):
            kind, text = "poll", _read_poll(get_record(record, "poll")) or text
        files = [*get_list(record, "attachments"), *get_list(forwarded, "attachments")]
        names = [self._add_attachment(f, get_text(f, "fileName"), get_text(f, "url"), content, folder) for f in files]
        stickers = [*get_list(record, "stickers"), *get_list(forwarded, "stickers")]
        names += [self._add_sticker(s, content, folder) for s in stickers]
        edited = parse_iso_time(record.get("timestampEdited"))
        return Message(
            moment,
            author,
            _resolve_mentions(text, mentioned),
            kind,
            [n for n in names if n],
            bool(get_text(record, "timestampEdited")),
            edited_at=edited if edited is not None and not edited.is_local else None,
        )

    def _add_sticker(self, sticker: object, content: ExportContent, folder: str) -> str:
        ending = {"Lottie": "json", "Gif": "gif"}.get(get_text(sticker, "format"), "png")
        return self._add_attachment(sticker, f"sticker.{ending}", get_text(sticker, "sourceUrl"), content, folder)

    def _add_attachment(self, file: object, name: str, address: str, content: ExportContent, folder: str) -> str:
        """Adds a file, and returns its name, which is the same in every export; empty where there is none."""
        if not get_id(file, "id") or not name:
            return ""
        own_name = attachment_name(name, get_id(file, "id"))
        if not address.startswith(_OUTSIDE):
            for path in (address, unquote(address)):
                part = folder + path.replace("\\", "/").removeprefix("./")
                if content.entry(part) is not None:
                    self.rows.attach(own_name, part)
        return own_name


def _read_embeds(record: Record) -> str:
    """The text of a message's embeds, where it has no other, as bots write."""
    parts: list[str] = []
    for embed in get_list(record, "embeds"):
        parts += [get_text(embed, "title"), get_text(embed, "description")]
        for field in get_list(embed, "fields"):
            parts.append(
                ": ".join(p for p in (get_text(field, "name"), get_text(field, "value")) if p.strip("\u200b "))
            )
        parts.append(get_text(embed, "url"))
    return "\n".join(p for p in parts if p)


def _read_forwarded(forwarded: Record) -> str:
    """The text of a forwarded message: its own, else that of its embeds."""
    return get_text(forwarded, "content") or _read_embeds(forwarded)


def _read_poll_result(record: Record) -> str:
    """The question of a poll that ended, and the answer that won; the fields of the notice are named by their use."""
    fields = {
        get_text(f, "name"): get_text(f, "value") for e in get_list(record, "embeds") for f in get_list(e, "fields")
    }
    lines = [fields.get("poll_question_text", ""), fields.get("victor_answer_text", "")]
    return "\n".join(line for line in lines if line)


def _read_poll(poll: Record) -> str:
    """A poll's question and answers, of which each is a text or a record with one."""

    def read(found: object) -> str:
        media = get_record(found, "poll_media") or get_record(found, "pollMedia") or found
        return get_text(media, "text")

    answers = [f"- {text}" for a in get_list(poll, "answers") if (text := read(a))]
    return "\n".join([read(poll.get("question")) or get_text(poll, "question"), *answers]).strip()


def _resolve_mentions(text: str, mentioned: Sequence[Record]) -> str:
    """The text with marks for the people that it mentions by id or by name."""
    text = _MARKUP.sub(_replace_markup, text)
    by_name = {get_text(u, k): get_id(u, "id") for u in mentioned for k in ("name", "nickname") if get_text(u, k)}
    if by_name and "@" in text:
        names = sorted(by_name, key=lambda n: (-len(n), n))
        pattern = re.compile("@(" + "|".join(map(re.escape, names)) + r")(?!\w)")
        return pattern.sub(lambda m: mark(by_name[m[1]], m[1]), text)
    return text


def _replace_markup(found: re.Match[str]) -> str:
    """One element of Discord's markup as text."""
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
    moment = parse_timestamp(found["time"])
    shown = dt.datetime.fromtimestamp(moment.microseconds // 1_000_000, dt.UTC) if moment else None
    return f"{shown:%Y-%m-%d %H:%M} UTC" if shown else ""
