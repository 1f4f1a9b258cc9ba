"""Synthetic exports of Telegram and Discord, with every feature that each has; all people in them are made up."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

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
