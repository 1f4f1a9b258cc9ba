"""From the answers of the tables to the site as values."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.instants import local_time
from egregora_assets.site.printable import one_line
from egregora_assets.site.site_model import (
    ANONYMOUS_CROWD,
    Answered,
    Chat,
    Conversation,
    Day,
    Document,
    FileCopy,
    HourCount,
    Link,
    Medium,
    Person,
    Place,
    Rating,
    Site,
    Statistics,
    WeekCount,
)
from egregora_assets.site.words import site_language

Answers = Mapping[str, pa.Table]
Row = dict[str, Any]
_MENTIONED = re.compile(r"\]\(message:([0-9a-fA-F-]{36})\)")
_WEB = re.compile(r"https?://[^\s/]+")


@dataclass(frozen=True)
class SiteOptions:
    """What the operator decides, and which files below the deployment folder are not there.

    `title`, `language`: None = decide from the conversation. `url`: the address that the site will have, if known.
    """

    title: str | None = None
    language: str | None = None
    url: str | None = None
    missing: frozenset[str] = frozenset()


def wanted_sources(answers: Answers) -> list[str]:
    """The files below the deployment folder that the site would take, sorted."""
    named = (*_values(answers["media"], "clean_path"), *_values(answers["pictures"], "relative_path"))
    return sorted({n for n in named if n})


def assembled_site(answers: Answers, options: SiteOptions) -> Site:
    """The site from the answers to `expressions.site_questions`.

    Args:
        answers: rows by question, in the questions' order.
    """
    chat_rows = answers["chats"].to_pylist()
    pictures = _pictures(answers["pictures"].to_pylist(), options.missing)
    documents = _documents(answers, chat_rows, pictures)
    media, copies = _media(answers["media"].to_pylist(), pictures, options.missing)
    links = tuple(Link(**row) for row in answers["links"].to_pylist())
    citations = answers["citations"].to_pylist()
    mentioned = _mentioned_messages(documents, citations, media, links)
    people = tuple(Person(**row) for row in answers["people"].to_pylist())
    days = _days(_values(answers["messages"], "day"))
    posts = documents["post"]
    cards = {p.card: source for p in posts if p.card and (source := pictures.get(("social_card", p.document_id)))}
    return Site(
        title=_title(options.title, chat_rows),
        language=_language(options.language, chat_rows),
        chats=tuple(Chat(c["chat_id"], one_line(c["public_title"]), c["language"]) for c in chat_rows),
        people=people,
        posts=tuple(posts),
        profiles=tuple(sorted(documents["profile"], key=lambda d: (d.title, d.document_id))),
        journal=tuple(documents["journal"]),
        announcements=tuple(documents["announcement"]),
        media=media,
        links=links,
        conversation=Conversation(
            answers["messages"],
            days,
            _grouped(answers["message_media"], "message_id", "media_id"),
            {
                r["message_id"]: Answered(r["reply_to_id"], r["day"], r["person_id"])
                for r in answers["answers"].to_pylist()
            },
            _reactions(answers["reactions"]),
        ),
        places=_places(answers["messages"], mentioned),
        notes=_notes(documents["annotation"], citations),
        told_in=_told_in(posts, citations),
        statistics=_statistics(answers, people, len(days)),
        copies=(*copies, *(FileCopy(path, source) for path, source in sorted(cards.items()))),
        url=_address(options.url),
    )


def _title(chosen: str | None, chats: list[Row]) -> str:
    if chosen:
        return one_line(chosen)
    return one_line(chats[0]["public_title"]) if len(chats) == 1 else "Egregora"


def _language(chosen: str | None, chats: list[Row]) -> str:
    return site_language(chosen or next((c["language"] for c in chats if c["language"]), None))


def _address(url: str | None) -> str | None:
    """The site's address with a final slash, if it is a web address."""
    return f"{url.rstrip('/')}/" if url and _WEB.match(url) else None


def _values(rows: pa.Table, column: str) -> list[Any]:
    """A column as Python values."""
    return list(rows[column].to_pylist())


def _grouped(rows: pa.Table, key: str, value: str) -> dict[str, tuple[str, ...]]:
    """The values of each key, in the rows' order."""
    found: dict[str, list[str]] = defaultdict(list)
    for k, v in zip(_values(rows, key), _values(rows, value), strict=True):
        found[k].append(v)
    return {k: tuple(v) for k, v in found.items()}


def _reactions(rows: pa.Table) -> dict[str, tuple[tuple[str, int], ...]]:
    """Signs and their numbers by message, in the rows' order."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in rows.to_pylist():
        found[row["message_id"]].append((row["emoji"], int(row["count"])))
    return {message_id: tuple(signs) for message_id, signs in found.items()}


def _pictures(rows: list[Row], missing: frozenset[str]) -> dict[tuple[str, str], str]:
    """The source of each picture that is there, by kind and subject."""
    return {(r["kind"], r["subject_id"]): r["relative_path"] for r in rows if r["relative_path"] not in missing}


def _documents(
    answers: Answers, chats: list[Row], pictures: Mapping[tuple[str, str], str]
) -> dict[str, list[Document]]:
    """Documents by kind, newest first."""
    zones = {c["chat_id"]: c["time_zone"] for c in chats}
    tags = _grouped(answers["tags"], "document_id", "tag")
    voices = _grouped(answers["voices"], "document_id", "person_id")
    earlier = _grouped(answers["related"], "later_id", "earlier_id")
    later = _grouped(answers["related"], "earlier_id", "later_id")
    found: dict[str, list[Document]] = defaultdict(list)
    for row in answers["documents"].to_pylist():
        i = row["document_id"]
        source = pictures.get(("social_card", i))
        found[row["doc_type"]].append(
            replace(
                _document(row, zones[row["chat_id"]]),
                tags=tags.get(i, ()),
                person_ids=voices.get(i, ()),
                earlier=earlier.get(i, ()),
                later=later.get(i, ()),
                card=f"cards/{i}{_ending(source)}" if source and row["doc_type"] == "post" else None,
            )
        )
    return found


def _document(row: Row, time_zone: str) -> Document:
    """A document with its local days; the end of a window is exclusive."""

    def local(instant: dt.datetime | None, *, is_end: bool = False) -> dt.date | None:
        moment = instant - dt.timedelta(microseconds=1) if instant and is_end else instant
        return local_time(moment, time_zone).date() if moment else None

    day = local(row["created_at"], is_end=row["created_at"] == row["window_end"])
    assert day is not None
    return Document(
        document_id=row["document_id"],
        chat_id=row["chat_id"],
        slug=row["slug"],
        title=row["title"] or "",
        content=row["content"],
        language=row["language"],
        created_at=row["created_at"],
        day=day,
        writer=row["writer"],
        text_version=row["text_version"],
        summary=row["summary"] or "",
        first_day=local(row["window_start"]),
        last_day=local(row["window_end"], is_end=True),
        data_version=row["data_version"],
        subject_id=row["subject_author_id"],
        media_id=row["media_id"],
        rating=Rating(row["rating"], row["num_comparisons"]) if row["rating"] is not None else None,
    )


def _media(
    rows: list[Row], pictures: Mapping[tuple[str, str], str], missing: frozenset[str]
) -> tuple[tuple[Medium, ...], list[FileCopy]]:
    """The media, and the files that the site takes for them."""
    media, copies = [], []
    for row in rows:
        source = row.pop("clean_path")
        path, thumbnail = row.pop("site_relative_path"), pictures.get(("thumbnail", row["media_id"]))
        is_there = source is not None and source not in missing
        small = f"media/thumbnails/{row['media_id']}{_ending(thumbnail)}" if is_there and thumbnail else None
        media.append(Medium(**row, path=path if is_there else None, thumbnail=small))
        if is_there:
            copies.append(FileCopy(path, source))
        if small and thumbnail:
            copies.append(FileCopy(small, thumbnail))
    return tuple(media), copies


def _ending(source: str | None) -> str:
    """The ending of a file's name, with its dot."""
    name = (source or "").rpartition("/")[2]
    return f".{name.rpartition('.')[2]}" if "." in name else ""


def _days(column: list[dt.date]) -> tuple[Day, ...]:
    """The runs of equal days in a sorted column."""
    counts = itertools.groupby(column)
    days, start = [], 0
    for day, run in counts:
        stop = start + sum(1 for _ in run)
        days.append(Day(day, start, stop))
        start = stop
    return tuple(days)


def _mentioned_messages(
    documents: Mapping[str, list[Document]], citations: Iterable[Row], media: Iterable[Medium], links: Iterable[Link]
) -> set[str]:
    """Every message that anything may lead to."""
    written = (m.lower() for found in documents.values() for d in found for m in _MENTIONED.findall(d.content))
    return {
        *written,
        *(c["message_id"] for c in citations),
        *(m.message_id for m in media),
        *(x.message_id for x in links),
    }


def _places(messages: pa.Table, wanted: set[str]) -> dict[str, Place]:
    """Where the wanted messages stand, for those that are shown."""
    found = messages.filter(pc.is_in(messages["message_id"], pa.array(sorted(wanted), pa.string())))
    columns = (found[c].to_pylist() for c in ("message_id", "day", "person_id"))
    return {message_id: Place(day, person_id) for message_id, day, person_id in zip(*columns, strict=True)}


def _notes(annotations: Iterable[Document], citations: Iterable[Row]) -> dict[str, tuple[Document, ...]]:
    """Annotations by the message that they stand on first."""
    first = {c["document_id"]: c["message_id"] for c in citations if c["ordinal"] == 0}
    found: dict[str, list[Document]] = defaultdict(list)
    for annotation in annotations:
        if annotation.document_id in first:
            found[first[annotation.document_id]].append(annotation)
    return {message_id: tuple(notes) for message_id, notes in found.items()}


def _told_in(posts: Iterable[Document], citations: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """The posts that quote a message, by message id."""
    known = {p.document_id for p in posts}
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for citation in citations:
        if citation["document_id"] in known:
            found[citation["message_id"]][citation["document_id"]] = None
    return {message_id: tuple(ids) for message_id, ids in found.items()}


def _statistics(answers: Answers, people: Iterable[Person], day_count: int) -> Statistics | None:
    """Figures about everybody, if enough people wrote."""
    active = tuple(p for p in people if p.message_count)
    if len(active) < ANONYMOUS_CROWD:
        return None
    return Statistics(
        message_count=sum(p.message_count for p in active),
        day_count=day_count,
        weeks=tuple(WeekCount(**row) for row in answers["weeks"].to_pylist()),
        hours=tuple(HourCount(**row) for row in answers["hours"].to_pylist()),
        people=active,
    )
