"""Synthetic exports of Signal, Messenger, Instagram and iMessage; all people in them are made up."""

from __future__ import annotations

import json
from typing import Any

from egregora_assets_tests.exports.sources import ANA, BRUNO, CARLA, PICTURE


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
        "participants": [{"name": mangled(n)} for n in (ANA, BRUNO, CARLA, "Dora Kestrova")],
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
