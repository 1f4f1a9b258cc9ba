"""Synthetic exports of Slack, Google Chat and Matrix, and tables of messages; all people in them are made up."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from egregora_assets_tests.exports.sources import ANA, BRUNO, CARLA, PICTURE, as_archive, as_json


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
    profile = {"real_name": "Dora Kestrova", "display_name": "dora", "name": "dorak"}
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
    info = {"name": "Horta comunitária", "members": [ana, bruno, carla, user("Dora Kestrova", "dorak")]}
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
