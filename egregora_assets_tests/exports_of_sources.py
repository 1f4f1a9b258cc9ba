"""Synthetic exports of other chat programs, with every feature that each has; all people in them are made up."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

ANA, BRUNO, CARLA = "Ana Quintanilha", "Bruno Fagundes", "Carla Mossoró"
PEOPLE_WORDS = ("Quintanilha", "Fagundes", "Mossoró", "anaquint", "brunofag", "carlamoss")
PICTURE = b"not a picture, only bytes"


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def as_archive(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 4, 1, 12, 0, 0)), data)
    return stream.getvalue()


def telegram_chat(title: str = "Horta comunitária", chat_id: int = 4711, more: bool = False) -> dict[str, Any]:
    """One chat as Telegram Desktop writes it."""

    def record(number: int, who: tuple[str | None, str], **rest: object) -> dict[str, Any]:
        at = 1_709_546_400 + number * 61
        return {
            "id": number,
            "type": "message",
            "date": "2024-03-04T10:00:00",
            "date_unixtime": str(at),
            "from": who[0],
            "from_id": who[1],
            "text": "",
            "text_entities": [],
            **rest,
        }

    ana, bruno, gone = (ANA, "user100000001"), (BRUNO, "user100000002"), (None, "user100000009")
    messages: list[dict[str, Any]] = [
        {
            "id": 1,
            "type": "service",
            "date": "2024-03-04T10:00:00",
            "date_unixtime": "1709546400",
            "actor": ANA,
            "actor_id": "user100000001",
            "action": "create_group",
            "title": "Horta comunitária",
            "members": [ANA, CARLA],
            "text": "",
        },
        record(2, ana, text="good morning everybody"),
        record(
            3,
            bruno,
            text=[
                "ask ",
                {"type": "mention_name", "text": "Ana", "user_id": 100000001},
                " or ",
                {"type": "mention", "text": "@carlamoss"},
                " about ",
                {"type": "text_link", "text": "the plan", "href": "https://example.org/plan"},
            ],
            reply_to_message_id=2,
            reactions=[
                {"type": "emoji", "count": 1, "emoji": "👍", "recent": [{"from": ANA, "from_id": "user100000001"}]}
            ],
        ),
        record(4, ana, text="fixed", edited="2024-03-04T10:30:00", edited_unixtime="1709548200"),
        record(5, ana, photo="photos/photo_1@04-03-2024_10-05-05.jpg", width=10, height=10, text="the greenhouse"),
        record(6, bruno, file="files/plan (1).pdf", file_name="plan.pdf", mime_type="application/pdf"),
        record(
            7,
            bruno,
            file="(File not included. Change data exporting settings to download.)",
            media_type="voice_message",
            mime_type="audio/ogg",
        ),
        record(8, gone, text="call me on +44 7700 900461"),
        record(
            9, ana, poll={"question": "When?", "closed": False, "answers": [{"text": "Monday"}, {"text": "Friday"}]}
        ),
        record(10, ana, location_information={"latitude": 38.7223, "longitude": -9.1393}),
        record(
            11,
            ana,
            contact_information={"first_name": "Carla", "last_name": "Mossoró", "phone_number": "+447700900462"},
        ),
        {**record(12, ana), "type": "service", "actor": BRUNO, "actor_id": "user100000002", "action": "phone_call"},
        record(13, bruno, text=f"{CARLA} said that Ana knows", forwarded_from=CARLA),
    ]
    if more:
        messages += [record(14, ana, text="and one more"), record(15, bruno, text="yes")]
    return {"name": title, "type": "private_group", "id": chat_id, "messages": messages}


def telegram_archive() -> bytes:
    return as_archive(
        {
            "ChatExport_2024-04-01/result.json": as_json(telegram_chat()),
            "ChatExport_2024-04-01/photos/photo_1@04-03-2024_10-05-05.jpg": PICTURE,
            "ChatExport_2024-04-01/files/plan (1).pdf": b"%PDF-1.4 made up",
        }
    )


def telegram_account() -> bytes:
    other = telegram_chat("Ana Quintanilha", 4712)
    empty = {"name": "news", "type": "private_channel", "id": 4713, "messages": []}
    return as_json(
        {
            "about": "Here is the data you requested.",
            "personal_information": {"user_id": 100000002, "first_name": "Bruno", "phone_number": "+447700900461"},
            "contacts": {"about": "", "list": [{"first_name": "Carla", "date": "2024-01-01T00:00:00"}]},
            "chats": {"about": "This page lists all chats.", "list": [telegram_chat(), other, empty]},
        }
    )


def discord_channel(more: bool = False, channel_id: str = "900000000000000001") -> dict[str, Any]:
    """One channel as DiscordChatExporter writes it."""

    def user(number: int, name: str, nickname: str, is_bot: bool = False) -> dict[str, Any]:
        return {
            "id": f"80000000000000000{number}",
            "name": name,
            "discriminator": "0000",
            "nickname": nickname,
            "color": None,
            "isBot": is_bot,
            "roles": [],
            "avatarUrl": "https://cdn.example.org/a.png",
        }

    ana, bruno, carla = user(1, "anaquint", ANA), user(2, "brunofag", BRUNO), user(3, "carlamoss", CARLA)

    def record(number: int, author: dict[str, Any], content: str, **rest: object) -> dict[str, Any]:
        return {
            "id": f"9100000000000000{number:02d}",
            "type": "Default",
            "timestamp": f"2024-03-04T10:{number:02d}:30.25+00:00",
            "timestampEdited": None,
            "callEndedTimestamp": None,
            "isPinned": False,
            "content": content,
            "author": author,
            "attachments": [],
            "embeds": [],
            "stickers": [],
            "reactions": [],
            "mentions": [],
            "inlineEmojis": [],
            **rest,
        }

    attachment = {
        "id": "920000000000000001",
        "url": "garden.json_Files/image-AB12C.png",
        "fileName": "image.png",
        "fileSizeBytes": 24,
    }
    remote = {"id": "920000000000000002", "url": "https://cdn.example.org/x.pdf", "fileName": "plan.pdf"}
    bridge = user(7, "bridge", "Ana via IRC", is_bot=True)
    messages = [
        record(1, carla, "Joined the server.", type="GuildMemberJoin"),
        record(
            2, ana, "hello <@800000000000000002> and <@!800000000000000009>, see <#900000000000000002> <:leaf:1234567>"
        ),
        record(3, bruno, f"thanks @{ANA}, ask carlamoss", type="Reply", mentions=[ana], reference={"messageId": "1"}),
        record(
            4,
            ana,
            "edited words",
            timestampEdited="2024-03-04T10:20:00+00:00",
            reactions=[{"emoji": {}, "users": [bruno]}],
        ),
        record(5, bruno, "", attachments=[attachment, remote]),
        record(6, carla, "Added Bruno Fagundes to the group.", type="RecipientAdd", mentions=[bruno]),
        record(7, ana, "Started a call.", type="Call"),
        record(8, bridge, "a word from elsewhere"),
        record(
            9,
            user(7, "bridge", "Bruno via IRC", is_bot=True),
            "",
            embeds=[{"title": "News", "description": "of the day"}],
        ),
        record(
            10, bruno, "", stickers=[{"id": "930000000000000001", "name": "wave", "format": "Png", "sourceUrl": ""}]
        ),
        record(11, ana, "my profile https://discord.com/users/800000000000000001 and number 800000000000000002"),
        record(12, carla, "the meeting is <t:1709546400:f>, <@&123456789012345678>"),
        record(
            13, bruno, "", forwardedMessage={"timestamp": "2024-03-01T10:00:00+00:00", "content": "forwarded words"}
        ),
    ]
    if more:
        messages += [record(14, ana, "one more"), record(15, bruno, "yes")]
    return {
        "guild": {"id": "700000000000000001", "name": "Horta comunitária", "iconUrl": "x"},
        "channel": {
            "id": channel_id,
            "type": "GuildTextChat",
            "categoryId": "1",
            "category": "c",
            "name": "garden",
            "topic": None,
        },
        "dateRange": {"after": None, "before": None},
        "exportedAt": "2024-04-01T00:00:00+00:00",
        "messages": messages,
        "messageCount": len(messages),
    }


def discord_archive() -> bytes:
    """A channel in two parts with a downloaded file, and a second channel."""
    whole = discord_channel(more=True)
    first, second = dict(whole), dict(whole)
    first["messages"], second["messages"] = whole["messages"][:8], whole["messages"][7:]
    other = discord_channel(channel_id="900000000000000005")
    return as_archive(
        {
            "export/garden [part 2].json": as_json(second),
            "export/garden [part 1].json": as_json(first),
            "export/other.json": as_json(other),
            "export/garden.json_Files/image-AB12C.png": PICTURE,
            "export/garden.json_Files/data.json": b'{"guild": {"id": "1"}, "channel": {}, "messages": []}',
        }
    )


def slack_parts(more: bool = False) -> dict[str, bytes]:
    """The parts of a workspace's archive."""

    def user(user_id: str, name: str, real: str, display: str) -> dict[str, Any]:
        return {
            "id": user_id,
            "team_id": "T1",
            "name": name,
            "real_name": real,
            "profile": {"real_name": real, "display_name": display, "email": f"{name}@example.org", "phone": ""},
        }

    users = [
        user("U0AAAAAAAA1", "anaquint", ANA, "ana"),
        user("U0AAAAAAAA2", "brunofag", BRUNO, ""),
        user("U0AAAAAAAA3", "carlamoss", CARLA, "carlamoss"),
    ]

    def record(at: str, user_id: str, text: str, **rest: object) -> dict[str, Any]:
        return {"type": "message", "ts": at, "user": user_id, "text": text, **rest}

    ana, bruno, carla = (u["id"] for u in users)
    link, mail = "https://example.org/plan|the plan", "mailto:carlamoss@example.org|carlamoss@example.org"
    files = [
        {
            "id": "F0000000001",
            "name": "plan.pdf",
            "mimetype": "application/pdf",
            "url_private": "https://example.org/f",
        },
        {"id": "F0000000002", "name": "photo.png", "mimetype": "image/png"},
        {"id": "F0000000003", "mode": "tombstone"},
    ]
    first = [
        record("1709546461.000001", ana, f"<@{ana}> has joined the channel", subtype="channel_join"),
        record(
            "1709546522.000002",
            ana,
            f"hello <@{bruno}> &amp; <@U0BBBBBBBB9>, ask {carla} or <!channel> in <#C2|random>",
        ),
        record(
            "1709546583.000003",
            bruno,
            f"see <{link}>, <https://example.org>, <{mail}>",
            thread_ts="1709546522.000002",
            edited={"user": bruno, "ts": "1709547000.000000"},
            reactions=[{"name": "+1", "users": [ana], "count": 1}],
        ),
        record("1709546644.000004", bruno, "", files=files),
    ]
    section = {"type": "section", "text": {"type": "mrkdwn", "text": f"done by <@{carla}>"}}
    words = [{"type": "text", "text": "thanks "}, {"type": "user", "user_id": bruno}, {"type": "emoji", "name": "wave"}]
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": words}]}
    profile = {"real_name": "Dora Kestrel", "display_name": "dora", "name": "dorak"}
    robot = {"subtype": "bot_message", "bot_id": "B1", "username": "deploys", "blocks": [section]}
    second = [
        {"type": "message", "ts": "1709632800.000100", "text": "", **robot},
        record("1709632900.000100", ana, "", blocks=[rich]),
        record("1709633000.000100", carla, "This message was deleted.", subtype="tombstone"),
        record("1709633100.000100", "U0CCCCCCCC4", "I left", user_profile=profile),
        record("1709633200.000100", ana, "A huddle started", subtype="huddle_thread"),
        record("1709633300.000100", ana, "to all", subtype="thread_broadcast"),
    ]
    if more:
        second.append(record("1709633400.000100", bruno, "one more"))
    return {
        "users.json": as_json(users),
        "channels.json": as_json([{"id": "C1", "name": "horta-comunitaria"}, {"id": "C2", "name": "random"}]),
        "dms.json": as_json([{"id": "D1", "members": ["U0AAAAAAAA1", "U0AAAAAAAA2"]}]),
        "horta-comunitaria/2024-03-04.json": as_json(first),
        "horta-comunitaria/2024-03-05.json": as_json(second),
        "D1/2024-03-05.json": as_json([record("1709546949.000009", ana, "just between us")]),
        "__uploads/F0000000002/photo.png": PICTURE,
        "integration_logs.json": b"[]",
    }


RENAMED = f'@\u2068{ANA}\u2069 changed the group name to "Horta"'
PHOTO = {"kind": "media", "attachment": "files/photo.png"}
TABLE_ROWS = (
    {"sent_at": "2024-03-04T10:00:00+00:00", "author": "", "text": RENAMED},
    {"sent_at": "2024-03-04T10:01:00Z", "author": ANA, "text": "good morning, all; \u201ceverybody\u201d", "id": "a"},
    {"sent_at": "2024-03-04 07:02:00-03:00", "author": BRUNO, "text": "two\nlines", "id": "b", "is_edited": "true"},
    {"sent_at": "2024-03-04T10:03:00.5Z", "author": CARLA, "text": "", **PHOTO},
)
TABLE_COLUMNS = ("sent_at", "author", "text", "id", "kind", "attachment", "is_edited")


def table_csv(
    rows: Sequence[Mapping[str, str]] = TABLE_ROWS, delimiter: str = ",", columns: Sequence[str] = TABLE_COLUMNS
) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def table_lines(rows: Sequence[Mapping[str, Any]] = TABLE_ROWS) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def table_parquet(rows: Sequence[Mapping[str, Any]] = TABLE_ROWS, sent_at: pa.DataType | None = None) -> bytes:
    table = pa.table({c: [r.get(c) for r in rows] for c in TABLE_COLUMNS})
    if sent_at is not None:
        moments = [dt.datetime.fromisoformat(r["sent_at"]) for r in rows]
        table = table.set_column(0, "sent_at", pa.array(moments, pa.timestamp("us", "UTC")).cast(sent_at))
    stream = io.BytesIO()
    pq.write_table(table, stream)
    return stream.getvalue()


def signal_lines(more: bool = False) -> bytes:
    """One conversation as signal-export writes it."""

    def record(minute: int, sender: str, body: str, **rest: object) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "quote": "",
            "sticker": None,
            "reactions": [],
            "attachments": [],
            "deleted": False,
            "call": False,
        }
        return {"date": f"2024-03-04T10:{minute:02d}:00.125000", "sender": sender, "body": f"{body}  ", **facts, **rest}

    picture = {"name": "a b.png", "path": "./media/2024-03-04_a%20b.png"}
    records = [
        record(1, "Me", "hello everybody"),
        record(2, ANA, "hello", quote="\n\n> hello everybody\n\n", reactions=[[BRUNO, "👍"]]),
        record(3, BRUNO, "the greenhouse", attachments=[picture]),
        record(4, CARLA, "", sticker={"id": "1", "packId": "p", "packKey": "k", "emoji": "😀"}),
        record(5, CARLA, "", deleted=True),
        record(6, "Me", "Outgoing voice call", call=True),
        record(7, BRUNO, f"ask {ANA} or Carla"),
        record(8, "No-Sender", "The group was changed"),
    ]
    if more:
        records.append(record(9, ANA, "one more"))
    return b"".join(json.dumps(r, ensure_ascii=False).encode() + b"\n" for r in records)


def signal_parts(more: bool = False) -> dict[str, bytes]:
    return {
        "out/Horta comunitária/data.json": signal_lines(more),
        "out/Horta comunitária/chat.md": b"",
        "out/Horta comunitária/media/2024-03-04_a b.png": PICTURE,
    }


def mangled(text: str) -> str:
    """A text as Messenger writes it."""
    return text.encode().decode("latin-1")


def messenger_thread(more: bool = False) -> dict[str, Any]:
    """One conversation as Messenger and Instagram write it: newest first, every byte a character."""

    def record(minute: int, sender: str, **rest: object) -> dict[str, Any]:
        return {"sender_name": mangled(sender), "timestamp_ms": 1_709_546_400_125 + minute * 60_000, **rest}

    messages = [
        record(1, ANA, content=mangled("olá, tudo bem? 👋"), reactions=[{"reaction": "x", "actor": mangled(BRUNO)}]),
        record(2, BRUNO, photos=[{"uri": "messages/inbox/horta_1/photos/11_22_n.jpg", "creation_timestamp": 1}]),
        record(3, CARLA, content="look", share={"link": "https://example.org/plan"}),
        record(4, CARLA, is_unsent=True),
        record(5, BRUNO, content="Bruno called the group.", call_duration=12),
        record(6, ANA, type="Subscribe", users=[{"name": mangled(CARLA)}], content="added"),
        record(7, ANA, content=f"{mangled(CARLA)} knows"),
        record(8, BRUNO, sticker={"uri": "messages/stickers_used/1.png"}),
    ]
    if more:
        messages.append(record(9, ANA, content="one more"))
    return {
        "participants": [{"name": mangled(n)} for n in (ANA, BRUNO, CARLA, "Dora Kestrel")],
        "messages": messages[::-1],
        "title": mangled("Horta comunitária"),
        "is_still_participant": True,
        "thread_path": "inbox/horta_1",
    }


def messenger_encrypted() -> dict[str, Any]:
    """One conversation as Messenger writes the end-to-end encrypted ones."""
    facts: dict[str, Any] = {
        "reactions": [{"actor": BRUNO, "reaction": "👍"}],
        "isUnsent": False,
        "type": "text",
        "media": [],
    }
    return {
        "participants": [ANA, BRUNO],
        "threadName": "Ana_7",
        "messages": [
            {**facts, "senderName": BRUNO, "text": "", "media": [{"uri": "./media/x.jpg"}], "timestamp": 1709546520000},
            {**facts, "senderName": ANA, "text": "olá 👋", "timestamp": 1709546460000},
        ],
    }


def messenger_parts(program: str = "facebook") -> dict[str, bytes]:
    whole = messenger_thread(more=True)
    folder = f"your_{program}_activity/messages/inbox/horta_1"
    return {
        f"{folder}/message_1.json": json.dumps({**whole, "messages": whole["messages"][:4]}).encode(),
        f"{folder}/message_2.json": json.dumps({**whole, "messages": whole["messages"][4:]}).encode(),
        f"{folder}/photos/11_22_n.jpg": PICTURE,
    }


def google_chat_parts(more: bool = False) -> dict[str, bytes]:
    """A space and a direct message as Takeout writes them."""

    def user(name: str, local: str) -> dict[str, str]:
        return {"name": name, "email": f"{local}@example.org", "user_type": "Human"}

    ana, bruno, carla = user(ANA, "anaquint"), user(BRUNO, "brunofag"), user(CARLA, "carlamoss")

    def record(minute: int, creator: dict[str, str], **rest: object) -> dict[str, Any]:
        at = f"Monday, March 4, 2024 at 10:{minute:02d}:00\u202fAM UTC"
        return {"creator": creator, "created_date": at, "topic_id": "t", "message_id": f"s/t/{minute}", **rest}

    file = {"original_name": "photo.png", "export_name": "File-photo.png"}
    messages = [
        record(1, ana, text="good morning"),
        record(2, bruno, text=f"thanks @{ANA}", annotations=[{"user_mention_metadata": {"user": ana}}]),
        record(3, bruno, attached_files=[file]),
        record(4, carla, text="fixed", updated_date="Monday, March 4, 2024 at 10:30:00\u202fAM UTC"),
        record(5, carla, message_state="DELETED", deletion_metadata={"deletion_type": "CREATOR"}),
        record(6, ana, text="as I said", quoted_message_metadata={"text": "good morning", "creator": ana}),
    ]
    if more:
        messages.append(record(7, ana, text="one more"))
    info = {"name": "Horta comunitária", "members": [ana, bruno, carla, user("Dora Kestrel", "dorak")]}
    root = "Takeout/Google Chat"
    return {
        f"{root}/Groups/Space AAAA/messages.json": as_json({"messages": messages}),
        f"{root}/Groups/Space AAAA/group_info.json": as_json(info),
        f"{root}/Groups/Space AAAA/File-photo.png": PICTURE,
        f"{root}/Groups/DM BBBB/messages.json": as_json({"messages": [record(9, bruno, text="just us")]}),
        f"{root}/Users/User 1/user_info.json": as_json({"user": ana}),
    }


def matrix_room(more: bool = False) -> dict[str, Any]:
    """One room as Element exports it."""
    ana, bruno, carla = (f"@{n}:example.org" for n in ("anaquint", "brunofag", "carlamoss"))

    def event(number: int, sender: str, content: dict[str, Any], kind: str = "m.room.message", **rest: object) -> Any:
        at = 1_709_546_400_000 + number * 60_000
        facts = {
            "type": kind,
            "sender": sender,
            "content": content,
            "origin_server_ts": at,
            "room_id": "!r:example.org",
        }
        return {**facts, "event_id": f"$e{number}", **rest}

    def said(body: str, **rest: object) -> dict[str, Any]:
        return {"msgtype": "m.text", "body": body, **rest}

    def joined(name: str) -> dict[str, Any]:
        return {"membership": "join", "displayname": name}

    reply = {"m.relates_to": {"m.in_reply_to": {"event_id": "$e4"}}}
    edit = {"m.new_content": said("fixed"), "m.relates_to": {"rel_type": "m.replace", "event_id": "$e6"}}
    poll = {"question": {"body": "When?"}, "answers": [{"id": "1", "org.matrix.msc1767.text": "Monday"}]}
    messages = [
        event(1, ana, joined(ANA), "m.room.member", state_key=ana),
        event(2, ana, {"membership": "invite", "displayname": CARLA}, "m.room.member", state_key=carla),
        event(3, bruno, joined(BRUNO), "m.room.member", state_key=bruno),
        event(4, ana, said("hello @brunofag:example.org and https://matrix.to/#/@carlamoss:example.org")),
        event(5, bruno, said(f"> <{ana}> hello\n\nthanks {ANA}", **reply)),
        event(6, ana, said("fixd")),
        event(7, ana, said("* fixed", **edit)),
        event(8, bruno, {"msgtype": "m.image", "body": "photo.png", "url": "mxc://example.org/abc"}),
        event(9, bruno, {}, unsigned={"redacted_because": {"sender": bruno}}),
        event(10, ana, {"org.matrix.msc3381.poll.start": poll}, "org.matrix.msc3381.poll.start"),
        event(11, ana, {"msgtype": "m.location", "body": "here", "geo_uri": "geo:38.7223,-9.1393"}),
        event(12, ana, {"call_id": "1"}, "m.call.invite"),
        event(13, ana, {"m.relates_to": {"rel_type": "m.annotation", "key": "👍"}}, "m.reaction"),
        event(14, ana, {"name": "Horta da Ana"}, "m.room.name", state_key=""),
    ]
    if more:
        messages.append(event(15, bruno, said("one more")))
    return {
        "room_name": "Horta comunitária",
        "room_creator": ana,
        "topic": "",
        "export_date": "04/04/2024",
        "exported_by": ana,
        "messages": messages,
    }


def matrix_archive() -> bytes:
    return as_archive(
        {"room/export.json": as_json(matrix_room()), "room/images/photo-3-4-2024 at 10-08-00.png": PICTURE}
    )


def imessage_text(more: bool = False) -> bytes:
    """One conversation as imessage-exporter writes it."""
    records = [
        f"Mar 04, 2024 10:00:00 AM {ANA} renamed the conversation to Horta comunitária\n",
        f"Mar 04, 2024 10:01:00 AM (Read by you after 2 seconds)\nMe\nhello everybody\nTapbacks:\nLoved by {ANA}\n\n"
        f"    Mar 04, 2024 10:02:00 AM\n    {ANA}\n    good morning\nsecond line\n",
        f"Mar 04, 2024 10:02:00 AM\n{ANA}\ngood morning\nsecond line\nThis message responded to an earlier message.\n",
        f"Mar 04, 2024 10:03:00 AM\n{BRUNO}\nattachments/12/photo.png\n",
        f"Mar 04, 2024 10:04:00 AM\n{BRUNO}\nMar 04, 2024 10:04:00 AM fixd\nEdited 5 seconds later: fixed\n",
        f"Mar 04, 2024 10:05:00 AM\n{CARLA}\nThey unsent this message part 3 seconds after sending!\n",
        f"Mar 04, 2024  1:06:00 PM\n+447700900461\nask {CARLA} or Ana\nSent with Confetti\n",
        f"Mar 04, 2024  1:07:00 PM You added {CARLA} to the conversation.\n",
        f"Mar 04, 2024  1:08:00 PM\n{ANA}\nSticker from {ANA}: attachments/12/wave.png (App: Stickers)\n",
    ]
    if more:
        records.append("Mar 04, 2024  1:09:00 PM\nMe\none more\n")
    return "".join(r + "\n" for r in records).encode()
