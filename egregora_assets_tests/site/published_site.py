"""A made-up site, without a database: two languages, pictures, quotes, hostile text where a chat can put it."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pyarrow as pa
from PIL import Image, ImageDraw

from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.site.conversation_model import Conversation, Day
from egregora_assets.site.site_model import Chat, Document, FileCopy, Link, Medium, Place, Rating, Site
from egregora_assets.site.statistics_model import HourCount, Person, Statistics, WeekCount

CHAT = public_uuid("test", "chat")
NAMES = ("Quiet Heron", "Amber Fox", "Silver Birch", "Northern Wren", "Little Cloud", "Copper Moth", "Wide River")
SAYINGS = (
    "Does anybody know when the late ferry goes on Sundays?",
    "The last one leaves at ten past nine, I took it twice last month and it was punctual both times.",
    "ok",
    "Shall we then meet at the harbour at eight and walk along the wall?\nI can bring something warm to drink.",
    "See https://ferries.example.org/timetable?day=sunday for the whole table",
    "Você viu o coração do bairro ontem à noite? A praça estava cheia de gente.",
    "My number is [phone-1], call me when you are there",
    "haha 😂😂",
    "I think that the smaller hall is enough. Twelve came last time; the big one is cold and costs twice as much.",
    "Agreed, let's take the smaller hall 👍",
    "Que saudade daquele pão de queijo da esquina.",
    "The bread was the best I've had since spring.",
)
TITLES = (
    "When does the late ferry go on Sundays?",
    "The smaller hall is enough",
    "Quem traz o pão de queijo na quinta-feira?",
    "Three ways to carry a sofa up five floors",
    "Who has the key to the boat shed?",
    "Que horas começa o ensaio?",
    "A plan for the garden behind the library",
    "What we learned from the second rehearsal",
    "Should we move the meeting to Tuesday?",
)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \u202egnp.exe\u2069 {{ 7*7 }} ' \" &amp;"
FIRST_DAY = dt.date(2023, 11, 6)
DAY_COUNT = 130


def _people(draw: random.Random) -> tuple[Person, ...]:
    return tuple(
        Person(
            public_uuid("test", "person", name),
            CHAT,
            name,
            draw.randint(60, 900),
            draw.randint(20, 90),
            FIRST_DAY,
            FIRST_DAY,
        )
        for name in NAMES
    )


def _rows(draw: random.Random, people: tuple[Person, ...]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for offset in range(DAY_COUNT):
        day = FIRST_DAY + dt.timedelta(days=offset)
        if draw.random() < 0.2:
            continue
        minutes = sorted(draw.randint(7 * 60, 23 * 60) for _ in range(draw.randint(2, 30)))
        person = draw.choice(people)
        for number, minute in enumerate(minutes):
            person = person if draw.random() < 0.35 else draw.choice(people)
            is_notice = draw.random() < 0.02
            rows.append(
                {
                    "message_id": public_uuid("test", "message", str(day), str(number)),
                    "chat_id": CHAT,
                    "person_id": None if is_notice else person.person_id,
                    "day": day,
                    "clock": f"{minute // 60:02d}h",
                    "kind": "system" if is_notice else draw.choice(("text",) * 20 + ("deleted", "location")),
                    "text": "Somebody changed the group's picture" if is_notice else draw.choice(SAYINGS),
                    "is_edited": draw.random() < 0.04,
                }
            )
            if rows[-1]["kind"] in ("deleted", "location"):
                rows[-1]["text"] = ""
    rows[40]["text"], rows[40]["kind"] = HOSTILE, "text"
    return rows


def _conversation(rows: list[dict[str, object]], media: dict[str, tuple[str, ...]]) -> Conversation:
    days: list[Day] = []
    for i, row in enumerate(rows):
        day = row["day"]
        assert isinstance(day, dt.date)
        if days and days[-1].day == day:
            days[-1] = Day(day, days[-1].start, i + 1)
        else:
            days.append(Day(day, i, i + 1))
    return Conversation(pa.Table.from_pylist(rows), tuple(days), media)


def _quote(row: dict[str, object], names: dict[str, str]) -> str:
    said = str(row["text"]).replace("\n", "  \n> ")
    name = names.get(str(row["person_id"]), "Somebody")
    return f"> {said}\n>\n> — [{name}, {row['clock']}](message:{row['message_id']})\n"


def _post(number: int, rows: list[dict[str, object]], names: dict[str, str], medium: Medium | None) -> Document:
    start = (number * 37) % (len(rows) - 12)
    part = [r for r in rows[start : start + 12] if r["person_id"] and r["text"]][:5]
    day = part[0]["day"]
    assert isinstance(day, dt.date)
    title = TITLES[number % len(TITLES)]
    language = "pt" if title.startswith("Que") else "en"
    picture = f"![{medium.description}](media:{medium.media_id})\n" if medium else ""
    quotes = "\n".join(_quote(r, names) for r in part)
    half = "\n".join(_quote(r, names) for r in part[:2])
    content = (
        f"## The question\n\n{half}\n{picture}\n## What was settled\n\n{quotes}\n"
        "## Also mentioned\n\n- [Ferries and their timetable](https://ferries.example.org/timetable)\n"
        f"- [a message that went away](message:{public_uuid('test', 'gone')})\n"
    )
    document_id = public_uuid("test", "post", str(number))
    return Document(
        document_id=document_id,
        chat_id=CHAT,
        slug=f"{day.isoformat()}-{number:04d}",
        title=title if number else f"{TITLES[0]} {HOSTILE}",
        content=content,
        language=language,
        created_at=dt.datetime.combine(day, dt.time(22, 15)),
        day=day,
        writer="embedded/1",
        text_version=public_uuid("content", content),
        summary="It began with a question about Sundays, went on to who would bring what, and "
        "ended with a plan that nobody had expected on Monday."
        if language == "en"
        else "Começou com uma pergunta simples e terminou com um plano para a semana inteira.",
        first_day=day,
        last_day=day + dt.timedelta(days=6),
        data_version=public_uuid("test", "window", str(number)),
        tags=(("harbour", "ferry"), ("meeting", "hall"), ("comida", "reunião"))[number % 3],
        person_ids=tuple(dict.fromkeys(str(r["person_id"]) for r in part)),
        rating=Rating(1500 + (number * 53) % 300 - 120, 4 + number % 9),
        earlier=(public_uuid("test", "post", str(number - 1)),) if number else (),
        later=(public_uuid("test", "post", str(number + 1)),),
        card=f"cards/{document_id}.png" if number < 3 else None,
    )


def drawn_picture(seed: int, size: tuple[int, int]) -> Image.Image:
    """Hills under a sky: no two seeds alike."""
    draw = random.Random(seed)
    picture = Image.new("RGB", size, (draw.randint(150, 220), draw.randint(170, 220), draw.randint(190, 235)))
    pen = ImageDraw.Draw(picture)
    for layer in range(4):
        base = size[1] * (0.35 + layer * 0.17)
        points = [(x, base + draw.randint(-20, 20)) for x in range(0, size[0] + 40, 40)]
        shade = 130 - layer * 25
        pen.polygon([*points, (size[0], size[1]), (0, size[1])], fill=(shade - 20, shade + draw.randint(0, 30), shade))
    return picture


def _media(home: Path | None, rows: list[dict[str, object]]) -> tuple[tuple[Medium, ...], list[FileCopy]]:
    media, copies = [], []
    spoken = [r for r in rows if r["person_id"]]
    for number in range(11):
        row = spoken[number * 83 % len(spoken)]
        media_id = public_uuid("test", "medium", str(number))
        size = ((960, 720), (720, 960), (1200, 640))[number % 3]
        is_shown = number % 6 != 5
        day = row["day"]
        assert isinstance(day, dt.date)
        media.append(
            Medium(
                media_id,
                "image" if is_shown else "video",
                f"Picture of the hills, number {number}" if is_shown else "Video, 12 seconds, not shown",
                str(row["message_id"]),
                day,
                path=f"media/{media_id}.png" if is_shown else None,
                width=size[0],
                height=size[1],
                person_id=str(row["person_id"]),
            )
        )
        if is_shown:
            source = f"cache/media/{media_id}.png"
            copies.append(FileCopy(f"media/{media_id}.png", source))
            if home:
                (home / source).parent.mkdir(parents=True, exist_ok=True)
                drawn_picture(number, size).save(home / source)
    return tuple(sorted(media, key=lambda m: (m.day, m.media_id), reverse=True)), copies


def _statistics(draw: random.Random, people: tuple[Person, ...], message_count: int, days: int) -> Statistics:
    weeks = tuple(
        WeekCount(FIRST_DAY + dt.timedelta(weeks=w), draw.randint(10, 160), draw.choice((2, 5, 6, 7)))
        for w in range(DAY_COUNT // 7)
        if w != 5
    )
    hours = tuple(
        HourCount(d, h, draw.randint(1, 8 + 4 * (h - 6) * (24 - h) // 8), draw.choice((2, 4, 6, 7)))
        for d in range(7)
        for h in range(7, 24)
    )
    return Statistics(message_count, days, weeks, hours, people)


def made_up_site(home: Path | None = None, language: str = "en", url: str | None = None, post_count: int = 14) -> Site:
    """A site of seven people over four months; with `home`, its picture files are drawn there too."""
    draw = random.Random(7)
    people = _people(draw)
    names = {p.person_id: p.name for p in people}
    rows = _rows(draw, people)
    media, copies = _media(home, rows)
    by_message: dict[str, tuple[str, ...]] = {}
    for m in media:
        by_message[m.message_id] = (*by_message.get(m.message_id, ()), m.media_id)
    conversation = _conversation(rows, by_message)
    shown = [m for m in media if m.path]
    posts = [_post(n, rows, names, shown[n % len(shown)] if n % 2 == 0 else None) for n in range(post_count)]
    for post in posts:
        if post.card:
            source = f"cache/cards/{post.document_id}.png"
            copies.append(FileCopy(post.card, source, post.document_id))
            if home:
                (home / source).parent.mkdir(parents=True, exist_ok=True)
                drawn_picture(len(source), (120, 63)).save(home / source)
    voices = {str(r["message_id"]): str(r["person_id"]) if r["person_id"] else None for r in rows}
    places = {
        str(r["message_id"]): Place(r["day"], voices[str(r["message_id"])])
        for r in rows
        if isinstance(r["day"], dt.date)
    }
    return Site(
        title="The Harbour Walkers",
        language=language,
        chats=(Chat(CHAT, "The Harbour Walkers", language),),
        people=people,
        posts=tuple(sorted(posts, key=lambda p: (p.created_at, p.document_id), reverse=True)),
        profiles=tuple(_profile(p, rows, names) for p in people[:5]),
        journal=tuple(_journal(week) for week in range(9, 0, -1)),
        announcements=(),
        media=media,
        links=_links(rows),
        conversation=conversation,
        places=places,
        told_in={str(rows[37]["message_id"]): (posts[1].document_id,)},
        statistics=_statistics(draw, people, len(rows), len(conversation.days)),
        copies=tuple(copies),
        url=url,
    )


def _profile(person: Person, rows: list[dict[str, object]], names: dict[str, str]) -> Document:
    said = [r for r in rows if r["person_id"] == person.person_id and r["text"]][:3]
    content = "## In their own words\n\n" + "\n".join(_quote(r, names) for r in said)
    return Document(
        public_uuid("test", "profile", person.name), CHAT, person.name.lower().replace(" ", "-"), person.name,
        content, "en",
        dt.datetime(2024, 3, 1), dt.date(2024, 3, 1), "embedded/1", public_uuid("content", content),
        summary="Asks about ferries, answers about halls.", subject_id=person.person_id,
    )  # fmt: skip


def _journal(week: int) -> Document:
    day = FIRST_DAY + dt.timedelta(weeks=week)
    content = f"Read {20 + week} messages. Wrote one post; two exchanges were too short to tell."
    return Document(
        public_uuid("test", "journal", str(week)), CHAT, f"week-{week}", f"Week {week}", content, "en",
        dt.datetime.combine(day, dt.time()), day, "embedded/1", public_uuid("content", content),
        first_day=day, last_day=day + dt.timedelta(days=6),
    )  # fmt: skip


def _links(rows: list[dict[str, object]]) -> tuple[Link, ...]:
    first = rows[3]["day"], rows[200]["day"]
    assert isinstance(first[0], dt.date)
    assert isinstance(first[1], dt.date)
    return (
        Link(
            "https://ferries.example.org/timetable",
            "ferries.example.org",
            str(rows[3]["message_id"]),
            first[0],
            4,
            "Timetable",
            "All boats.",
        ),
        Link(
            "https://bakery.example.net/p%C3%A3o?x=1&y=%22",
            "bakery.example.net",
            str(rows[200]["message_id"]),
            first[1],
            1,
        ),
    )


def empty_site(language: str = "en") -> Site:
    """A site before anything was said."""
    rows = pa.table({n: pa.array([], t) for n, t in CONVERSATION_COLUMNS.items()})
    return Site("Egregora", language, (), (), (), (), (), (), (), (), Conversation(rows, ()), {})


CONVERSATION_COLUMNS = {
    "message_id": pa.string(), "chat_id": pa.string(), "person_id": pa.string(), "day": pa.date32(),
    "clock": pa.string(), "kind": pa.string(), "text": pa.string(), "is_edited": pa.bool_(),
}  # fmt: skip
