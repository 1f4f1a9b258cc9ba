"""Binds the site to its tables: rows to the site as values, written files to the manifest."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.instants import to_local_time
from egregora_assets.contracts.pictures.looks import PictureLook
from egregora_assets.site.assembly import (
    Citation,
    choose_language,
    choose_title,
    find_references,
    group_notes,
    group_quoting_posts,
    list_cards,
    normalize_url,
)
from egregora_assets.site.conversation_model import Answered, Conversation, Day
from egregora_assets.site.library.links import choose_title as choose_link_title
from egregora_assets.site.library.repeats import SentFiles, gather_sent_files, name_medium
from egregora_assets.site.neighbours.related import tie_posts
from egregora_assets.site.printable import one_line
from egregora_assets.site.site_model import Chat, Document, FileCopy, Link, Medium, Place, Site
from egregora_assets.site.statistics_model import Person
from egregora_assets.site.words import Words
from egregora_assets.stages.published.code.rows import read_code
from egregora_assets.stages.published.figures.rows import read_rating, read_statistics
from egregora_assets.stages.published.notes.rows import read_notes
from egregora_assets.writing.bots.tables import find_bots_in_table

Answers = Mapping[str, pa.Table]
Row = dict[str, Any]
_MEDIUM = ("media_id", "media_type", "description", "message_id", "day", "width", "height", "person_id")


@dataclass(frozen=True)
class SiteOptions:
    """What the operator decides, and which files are missing.

    Args:
        title, language: None = decide from the conversation.
        url: the address that the site will have, if known.
        missing: paths below the deployment folder of files that do not exist.
        hosts: the address at a code host by name of a repository, where mentions of code lead there.
    """

    title: str | None = None
    language: str | None = None
    url: str | None = None
    missing: frozenset[str] = frozenset()
    hosts: Mapping[str, str] = field(default_factory=dict)


class _Pictures(NamedTuple):
    """The files that pictures are copied from: thumbnails by media id, cards by document id."""

    thumbnails: Mapping[str, str]
    cards: Mapping[str, str]


def list_sources(answers: Answers) -> list[str]:
    """The files below the deployment folder that the site would copy, sorted."""
    named = (*_read_column(answers["media"], "clean_path"), *_read_column(answers["pictures"], "relative_path"))
    return sorted({n for n in named if n})


def read_site(answers: Answers, options: SiteOptions) -> Site:
    """The site as values, from the rows of `expressions.site_questions` by name, in the questions' order."""
    zones = dict(zip(*(_read_column(answers["chats"], c) for c in ("chat_id", "time_zone")), strict=True))
    chats = tuple(Chat(c["chat_id"], one_line(c["public_title"]), c["language"]) for c in answers["chats"].to_pylist())
    pictures = _read_pictures(answers["pictures"].to_pylist(), options.missing)
    people = tuple(Person(**row) for row in answers["people"].to_pylist())
    programs = find_bots_in_table(answers["messages"], [person.name for person in people], by="person_id")
    persons = [person for person in people if person.person_id not in programs]
    documents = _read_documents(answers, zones, pictures, programs)
    language = choose_language(options.language, chats)
    sent = _gather_sent_files(answers, options.missing)
    media, copies = _read_media(answers["media"].to_pylist(), sent, pictures, options.missing, Words(language))
    shown = {medium.media_id for medium in media}
    links = _read_links(answers)
    citations = [Citation(**row) for row in answers["citations"].to_pylist()]
    conversation = _read_conversation(answers, sent.files, programs)
    notes = group_notes(*read_notes(documents["annotation"], answers["annotations"], answers["chat_notes"], zones))
    referenced = {*notes, *find_references(itertools.chain(*documents.values()), citations, media, links)}
    posts = tie_posts(documents["post"])
    return Site(
        title=choose_title(options.title, chats),
        language=language,
        chats=chats,
        people=people,
        posts=tuple(posts),
        profiles=tuple(sorted(documents["profile"], key=lambda d: (d.title, d.document_id))),
        journal=tuple(documents["journal"]),
        announcements=tuple(documents["announcement"]),
        media=media,
        links=links,
        conversation=conversation,
        skipped=frozenset(_read_column(answers["skipped"], "message_id")),
        places=_read_places(answers["messages"], referenced),
        notes=notes,
        repeats=sent.repeats,
        file_documents=tuple(d for d in documents["media"] if sent.find_shown(d.media_id or "") in shown),
        told_in=group_quoting_posts(posts, citations),
        statistics=read_statistics(answers, persons, len(conversation.days)),
        copies=(*copies, *(FileCopy(path, source) for path, source in list_cards(posts, pictures.cards))),
        url=normalize_url(options.url),
        code=read_code(answers, options.hosts),
    )


def build_manifest(files: Iterable[tuple[str, str, int, str | None]]) -> pa.Table:
    """The rows of `expressions.FILES`, from each file's path, digest, size in bytes and document id."""
    paths, hashes, sizes, document_ids = zip(*files, strict=True)
    return pa.table(
        {
            "path": pa.array(paths, pa.string()),
            "content_hash": pa.array(hashes, pa.string()),
            "byte_count": pa.array(sizes, pa.int64()),
            "document_id": pa.array(document_ids, pa.string()),
        }
    )


def count_changed_files(before: pa.Table, after: pa.Table) -> int:
    """How many files a manifest adds, changes and leaves out, compared with an earlier one."""
    old, new = (
        dict(zip(rows["path"].to_pylist(), map(str, rows["content_hash"].to_pylist()), strict=True))
        for rows in (before, after)
    )
    return sum(old.get(path) != new.get(path) for path in {*old, *new})


def _read_pictures(rows: Iterable[Row], missing: frozenset[str]) -> _Pictures:
    sources = {(r["kind"], r["subject_id"]): r["relative_path"] for r in rows if r["relative_path"] not in missing}
    thumbnails, cards = (
        {subject: source for (kind, subject), source in sources.items() if kind == wanted}
        for wanted in ("thumbnail", "social_card")
    )
    return _Pictures(thumbnails, cards)


def _read_documents(
    answers: Answers, zones: Mapping[str, str], pictures: _Pictures, programs: frozenset[str]
) -> dict[str, list[Document]]:
    """Documents by kind, newest first; programs are not among the people whom they quote."""
    tags = _group_values(answers["tags"], "document_id", "tag")
    authors = _group_values(answers["voices"], "document_id", "person_id")
    earlier = _group_values(answers["related"], "later_id", "earlier_id")
    later = _group_values(answers["related"], "earlier_id", "later_id")
    found: dict[str, list[Document]] = defaultdict(list)
    for row in answers["documents"].to_pylist():
        i = row["document_id"]
        card = pictures.cards.get(i)
        found[row["doc_type"]].append(
            replace(
                _read_document(row, zones[row["chat_id"]]),
                tags=tags.get(i, ()),
                person_ids=tuple(person_id for person_id in authors.get(i, ()) if person_id not in programs),
                earlier=earlier.get(i, ()),
                later=later.get(i, ()),
                card=f"cards/{i}{_get_suffix(card)}" if card and row["doc_type"] == "post" else None,
            )
        )
    return found


def _read_document(row: Row, time_zone: str) -> Document:
    """A document with its local days; the end of a window is exclusive."""

    def local(instant: dt.datetime | None, *, is_end: bool = False) -> dt.date | None:
        moment = instant - dt.timedelta(microseconds=1) if instant and is_end else instant
        return to_local_time(moment, time_zone).date() if moment else None

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
        rating=read_rating(row),
    )


def _gather_sent_files(answers: Answers, missing: frozenset[str]) -> SentFiles:
    rows = sorted(answers["media"].to_pylist(), key=lambda row: row["turn"])
    seen = [row for row in rows if row["media_type"] == "image" and row["clean_path"] not in (None, *missing)]
    looks = (PictureLook(row["media_id"], row["phash"], row["width"], row["height"]) for row in seen)
    days = dict(zip(*(_read_column(answers["message_media"], c) for c in ("message_id", "day")), strict=True))
    return gather_sent_files(looks, _group_values(answers["message_media"], "message_id", "media_id"), days)


def _read_media(
    rows: Iterable[Row], sent: SentFiles, pictures: _Pictures, missing: frozenset[str], words: Words
) -> tuple[tuple[Medium, ...], list[FileCopy]]:
    """The media, and the files that the site copies for them."""
    media, copies = [], []
    for row in rows:
        media_id, source, path = row["media_id"], row["clean_path"], row["site_relative_path"]
        if media_id in sent.repeats:
            continue
        thumbnail = pictures.thumbnails.get(media_id)
        exists = source is not None and source not in missing
        small = f"media/thumbnails/{media_id}{_get_suffix(thumbnail)}" if exists and thumbnail else None
        medium = Medium(
            **{name: row[name] for name in _MEDIUM},
            path=path if exists else None,
            thumbnail=small,
            name=name_medium(row["media_type"], row["day"], words),
            sightings=sent.sightings.get(media_id, ()),
        )
        media.append(medium)
        if exists:
            copies.append(FileCopy(path, source))
        if small and thumbnail:
            copies.append(FileCopy(small, thumbnail))
    return tuple(media), copies


def _read_links(answers: Answers) -> tuple[Link, ...]:
    """The links, each under its page's title or what was said of it."""
    texts, people = (_group_values(answers["shares"], "link_id", column) for column in ("text", "person_id"))
    lines = _group_values(answers["link_lines"], "link_id", "text")
    links = []
    for row in answers["links"].to_pylist():
        i = row.pop("link_id")
        title = choose_link_title(row.pop("title"), texts.get(i, ()), lines.get(i, ()))
        links.append(Link(**row, title=title, person_ids=tuple(dict.fromkeys(filter(None, people.get(i, ()))))))
    return tuple(links)


def _read_conversation(
    answers: Answers, files: Mapping[str, tuple[str, ...]], programs: frozenset[str]
) -> Conversation:
    reactions: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in answers["reactions"].to_pylist():
        reactions[row["message_id"]].append((row["emoji"], int(row["count"])))
    replies = answers["answers"].to_pylist()
    return Conversation(
        answers["messages"],
        _find_days(_read_column(answers["messages"], "day")),
        files,
        {r["message_id"]: Answered(r["reply_to_id"], r["day"], r["person_id"]) for r in replies},
        {message_id: tuple(emoji) for message_id, emoji in reactions.items()},
        programs,
    )


def _find_days(column: Iterable[dt.date]) -> tuple[Day, ...]:
    """The runs of equal days in a sorted column."""
    days, start = [], 0
    for day, run in itertools.groupby(column):
        stop = start + sum(1 for _ in run)
        days.append(Day(day, start, stop))
        start = stop
    return tuple(days)


def _read_places(messages: pa.Table, wanted: set[str]) -> dict[str, Place]:
    """The places of the wanted messages that are shown."""
    found = messages.filter(pc.is_in(messages["message_id"], pa.array(sorted(wanted), pa.string())))
    columns = (found[c].to_pylist() for c in ("message_id", "day", "person_id"))
    return {message_id: Place(day, person_id) for message_id, day, person_id in zip(*columns, strict=True)}


def _read_column(rows: pa.Table, column: str) -> list[Any]:
    return list(rows[column].to_pylist())


def _group_values(rows: pa.Table, key: str, value: str) -> dict[str, tuple[str, ...]]:
    """The values of each key, in the rows' order."""
    found: dict[str, list[str]] = defaultdict(list)
    for k, v in zip(_read_column(rows, key), _read_column(rows, value), strict=True):
        found[k].append(v)
    return {k: tuple(v) for k, v in found.items()}


def _get_suffix(path: str | None) -> str:
    """The ending of a file's name, with its dot."""
    name = (path or "").rpartition("/")[2]
    return f".{name.rpartition('.')[2]}" if "." in name else ""
