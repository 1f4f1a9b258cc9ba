"""Slack: the export of a workspace, one conversation a channel.

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
    get_id,
    get_list,
    get_record,
    get_text,
    replace_unreadable,
)
from egregora_assets.readers.programs.moments import Moment, parse_timestamp
from egregora_assets.readers.programs.people import People, mark
from egregora_assets.readers.programs.protocol import SourceChat
from egregora_assets.readers.programs.rows import ChatRows, Message, attachment_name
from egregora_assets.readers.relations import Reaction, count_reactions

_DAY = re.compile(r"(?P<folder>[^/]+)/\d{4}-\d\d-\d\d\.json$")
_MESSAGES = re2.compile(r'(?s)^\s*\[\s*\{.*?"ts"\s*:\s*"\d+\.\d+"')
_LISTS = ("channels.json", "groups.json", "dms.json", "mpims.json")
SLACK_LISTS = frozenset(["users.json", "org_users.json", *_LISTS])
"""The lists of an export, of which some tools leave some out."""
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
"""In channels with more members, only those count who wrote, reacted or were mentioned."""
_CALLS = frozenset(["huddle_thread", "sh_room_created", "sh_room_shared"])


class Slack:
    """Reads exports of Slack workspaces."""

    name = "slack"

    def recognise(self, content: ExportContent) -> bool:
        """Whether an archive has a list of users, and days of messages below it."""
        return _find_root(content) is not None

    def read(self, content: ExportContent, options: ReadOptions) -> Sequence[SourceChat]:
        """One conversation a channel, by folder.

        Raises:
            ExportMalformed: a part is no valid JSON.
            ExportTooLarge, ArchiveDamaged: a part cannot be read.
        """
        root = _find_root(content) or ""
        people = People()
        for name in ("users.json", "org_users.json"):
            if f"{root}{name}" in content.names:
                for user in JsonReader(content.text(f"{root}{name}"), self.name).items():
                    _add_user(people, user)
        channels = {f.folder: f for f in _list_channels(content, root)}
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
                channel.rows.read_each(JsonReader(content.text(day), self.name).items(), channel.read_record)
            facts = channels.get(folder) or _Facts(folder, folder, folder)
            for member in facts.members if len(facts.members) <= MAX_MEMBERS else ():
                channel.rows.know(people.names.get(member, ""))
            chats.append(channel.rows.finish(facts.title, facts.channel_id))
        return chats


def _find_root(content: ExportContent) -> str | None:
    """The folder of the export in the archive, or None where there is none."""
    if content.archive is None:
        return None
    for root in sorted({folder_name(n) for n in content.names if base_name(n) in SLACK_LISTS}, key=_depth):
        days = (n for n in content.names if n.startswith(root) and _DAY.match(n.removeprefix(root)))
        if any(_MESSAGES.match(content.head_text(d)) for d in days):
            return root
    return None


def _depth(folder: str) -> tuple[int, str]:
    return folder.count("/"), folder


def _add_user(people: People, user: object) -> None:
    profile = get_record(user, "profile")
    person_id = get_id(user, "id")
    if person_id:
        real = get_text(user, "real_name") or get_text(profile, "real_name")
        people.add(person_id, real, get_text(profile, "display_name"), get_text(user, "name"))


@dataclass(frozen=True)
class _Facts:
    """A channel in the export's lists."""

    folder: str
    title: str
    channel_id: str
    members: tuple[str, ...] = ()


def _list_channels(content: ExportContent, root: str) -> Iterator[_Facts]:
    """The channels in the lists; direct messages have a folder named by id, and no title."""
    for name in (root + n for n in _LISTS):
        if name in content.names:
            for channel in JsonReader(content.text(name), Slack.name).items():
                channel_id, title = get_id(channel, "id"), get_text(channel, "name")
                members = tuple(replace_unreadable(m) for m in get_list(channel, "members") if isinstance(m, str))
                if channel_id:
                    is_group = name.removeprefix(root) == "mpims.json"  # named after its members
                    yield _Facts(title or channel_id, "" if is_group else title, channel_id, members)


class _Channel:
    """A channel that is being read."""

    def __init__(self, rows: ChatRows, files: dict[str, str]) -> None:
        self.rows, self._files = rows, files

    def read_record(self, record: object) -> str | None:
        """Adds a message, or returns why it cannot be read."""
        if not isinstance(record, dict):
            return "not a record"
        moment = parse_timestamp(get_id(record, "ts"))
        if moment is None:
            return "no possible time"
        author = self._add_author(record)
        if not self.rows.is_new(f"{get_id(record, 'ts')} {author}"):
            return "an earlier record has its id"
        bare = self._read_relations(record)
        subtype = get_text(record, "subtype")
        text = _read_markup(get_text(record, "text"))
        if subtype == "tombstone" and author is not None:
            self.rows.add(Message(moment, author, "", "deleted", message_id=get_id(record, "ts")))
        elif subtype in _CALLS and author is not None:
            self.rows.add(replace(bare, moment=moment, author=author, kind="call"))
        elif subtype not in _SPOKEN:
            self.rows.add(replace(bare, moment=moment, text=text))
        elif author is None:
            return "no author"
        else:
            files = [f for f in (self._add_file(f) for f in get_list(record, "files")) if f]
            text = text or _read_blocks(record)
            self.rows.add(replace(bare, moment=moment, author=author, text=text, attachments=files))
        return None

    def _read_relations(self, record: Record) -> Message:
        """A message with a record's relations only; in a thread everything answers the first message."""
        edited, thread = get_record(record, "edited"), get_id(record, "thread_ts")
        reactions: list[Reaction] = []
        for found in get_list(record, "reactions"):
            ids = [p for p in get_list(found, "users") if isinstance(p, str)]
            people = [name for p in ids if (name := self.rows.people.names.get(p))]
            emoji = f":{get_text(found, 'name') or '?'}:"
            reactions += count_reactions(
                emoji, people, found.get("count", len(ids)) if isinstance(found, dict) else None
            )
        return Message(
            Moment(0),
            None,
            "",
            is_edited=bool(edited),
            message_id=get_id(record, "ts"),
            reply_to=thread if thread != get_id(record, "ts") else None,
            reactions=reactions,
            edited_at=parse_timestamp(get_id(edited, "ts")),
        )

    def _add_author(self, record: Record) -> str | None:
        """The author of a message: a user, else a program under its own name; None for nobody."""
        person_id = get_id(record, "user")
        if person_id:
            profile = get_record(record, "user_profile")
            names = [get_text(profile, k) for k in ("real_name", "display_name", "name")]
            return self.rows.people.add(person_id, names[0], *names[1:])
        is_bot = get_text(record, "subtype") == "bot_message"
        bot_id = get_id(record, "bot_id") or get_id(record, "app_id") or ("bot" if is_bot else "")
        label = get_text(record, "username") or get_text(get_record(record, "bot_profile"), "name")
        return self.rows.people.add(f"{bot_id} {label}", label) if bot_id or label else None

    def _add_file(self, file: object) -> str:
        """Adds a file, and returns its name, which is the same in every export; empty where it was deleted."""
        file_id, name = get_id(file, "id"), get_text(file, "name") or get_text(file, "title")
        if not file_id or not name or get_text(file, "mode") in ("tombstone", "hidden_by_limit"):
            return ""
        own_name = attachment_name(name, file_id)
        part = self._files.get(f"{file_id}/{name}") or self._files.get(f"{file_id}-{name}")
        if part is not None:
            self.rows.attach(own_name, part)
        return own_name


def _read_markup(text: str) -> str:
    """Slack's markup as text, with marks for mentions."""
    if "<" in text:
        text = _MARKUP.sub(_replace_markup, text)
    text = html.unescape(text) if "&" in text else text
    pieces = text.split("\u0000")  # text, then the identifier and the label of a mark, and so on
    for place in range(0, len(pieces), 3):
        pieces[place] = _PERSON.sub(lambda m: mark(m[0], m[0], is_literal=True), pieces[place])
    return "\u0000".join(pieces)


def _replace_markup(found: re.Match[str]) -> str:
    """One element of markup as text: a person, a channel, a group, a date, a link."""
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


def _read_blocks(record: Record) -> str:
    """The text of blocks and attachments, for messages of programs without any other."""
    parts = [_read_block(b, 0) for b in get_list(record, "blocks")]
    for attachment in get_list(record, "attachments"):
        own = [get_text(attachment, k) for k in ("pretext", "title", "text")]
        named = ((get_text(f, "title"), get_text(f, "value")) for f in get_list(attachment, "fields"))
        own += [": ".join(p for p in pair if p) for pair in named]
        found = [_read_markup(p) for p in own if p] + [_read_block(b, 0) for b in get_list(attachment, "blocks")]
        parts += [p for p in found if p] or [_read_markup(get_text(attachment, "fallback"))]
    return "\n".join(p for p in parts if p)


def _read_block(block: object, depth: int) -> str:
    """The text of a block and of the blocks in it, in order."""
    if depth > 8 or not isinstance(block, dict):
        return ""
    kind = get_text(block, "type")
    if kind == "user":
        return mark(get_id(block, "user_id"))
    if kind == "emoji":
        return f":{get_text(block, 'name')}:"
    if kind == "link":
        return get_text(block, "text") or get_text(block, "url")
    inner = [*get_list(block, "elements"), *get_list(block, "fields")]
    joint = "\n" if kind in ("rich_text", "rich_text_list") else ""
    own = get_text(block, "text") or get_text(get_record(block, "text"), "text")
    return (_read_markup(own) if kind != "text" else own) + joint.join(_read_block(b, depth + 1) for b in inner)
