"""Binds references to the results that the tables are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

import ibis
import pyarrow as pa

from egregora_assets.contracts.addresses.bare_hosts import may_hold_host
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.references.code_history import Moment, Repository, Resolution
from egregora_assets.references.code_references import Mention, find_mentions
from egregora_assets.references.links import find_links
from egregora_assets.references.media import choose_suffix, describe_file
from egregora_assets.references.resolving import resolve_mention
from egregora_assets.stages.enriched.expressions import (
    ADDRESSES,
    ANSWERS,
    FILES,
    HOLDING,
    MENTIONS,
    PREVIEWS,
    TEXTS,
    Month,
)
from egregora_assets.stages.enriched.histories.rows import group_rows, read_columns

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - event times are naive UTC, as the contract says


class TimedText(NamedTuple):
    """A message's text with its time (UTC, whole microseconds) and id."""

    message_id: str
    sent_at: datetime
    text: str


def read_texts(texts: pa.Table) -> list[TimedText]:
    """The rows of `expressions.list_texts`, in their order."""
    nanoseconds = texts["sent_at"].cast(pa.timestamp("ns")).cast(pa.int64())
    timed = texts.select(["message_id", "text"]).append_column("nanoseconds", nanoseconds)
    rows = read_columns(timed, "message_id", "nanoseconds", "text")
    return [TimedText(m, _EPOCH + timedelta(microseconds=n // 1_000), text) for m, n, text in rows]


def describe_files(files: pa.Table, lines: pa.Table, hashes: Mapping[str, str]) -> pa.Table:
    """The rows of `expressions.FILES`: what each file looks like, its suffix on the site, and its description.

    Args:
        files, lines: the rows of `expressions.list_files` and of `list_lines`.
        hashes: perceptual hash by media_id, where there is one.
    """
    spoken = group_rows(lines, "media_id", "turn", "text")
    rows = [
        {
            "media_id": file["media_id"],
            "phash": hashes.get(file["media_id"]),
            "suffix": choose_suffix(file["mime_type"], file["clean_path"]),
            "description": describe_file(file["caption"], [line for _, line in spoken[file["media_id"]]]),
        }
        for file in files.to_pylist()
    ]
    return _fill(FILES, rows)


def read_months(months: pa.Table) -> list[tuple[str, int, str]]:
    """The rows of `expressions.list_months`: chat, month, digest."""
    return list(read_columns(months, "chat_id", "month", "digest"))


def read_loose_months(months: pa.Table) -> list[Month]:
    """The rows of `expressions.list_loose_months`: chat, month."""
    return list(read_columns(months, "chat_id", "month"))


def tell_months(months: Iterable[Month]) -> pa.Table:
    """The rows of `expressions.HOLDING`."""
    return _fill(HOLDING, [{"chat_id": chat_id, "month": month} for chat_id, month in months])


def find_addresses(found: Findings, key: DeploymentKey) -> pa.Table:
    """The rows of `expressions.ADDRESSES`: the clean addresses of texts."""
    rows = [
        {
            "number": found.numbers[text],
            "place": place,
            "link_id": key.uuid("link", link.url),
            "url": link.url,
            "host": link.host,
        }
        for text in found.addressing
        for place, link in enumerate(find_links(text))
    ]
    return _fill(ADDRESSES, rows)


def list_links(addresses: pa.Table, kept: pa.Table | None) -> list[dict[str, Any]]:
    """Every address once, by link_id: link_id, url, host.

    Args:
        addresses: the rows of `expressions.ADDRESSES`.
        kept: the rows of `expressions.list_kept_links`; None = there are none.
    """
    names, tables = ("link_id", "url", "host"), [addresses] if kept is None else [kept, addresses]
    found = {row[0]: dict(zip(names, row, strict=True)) for table in tables for row in read_columns(table, *names)}
    return [found[link_id] for link_id in sorted(found)]


def tell_previews(rows: Sequence[Mapping[str, Any]] = ()) -> pa.Table:
    """The rows of `expressions.PREVIEWS`, of rows that have these columns among others."""
    return _fill(PREVIEWS, [{name: row[name] for name in PREVIEWS.columns} for row in rows])


class MentioningText(NamedTuple):
    """A message that mentions code, and its mentions in order."""

    message: TimedText
    mentions: tuple[Mention, ...]


@dataclass(frozen=True)
class Findings:
    """What texts point to.

    Attributes:
        addressing: the texts that may hold an address, each once, as they came.
        mentioning: the messages that mention code, in their order.
    """

    addressing: Collection[str]
    mentioning: Sequence[MentioningText]

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """A number for each text."""
        texts = dict.fromkeys((*self.addressing, *(message.text for message, _ in self.mentioning)))
        return {text: number for number, text in enumerate(texts)}


def find_texts(
    texts: Iterable[pa.Table], ref_names: frozenset[str], spaced_names: frozenset[str] = frozenset()
) -> Findings:
    """Find what texts point to, out of batches of `expressions.list_texts`.

    Few messages point to anything, so most texts are Python values only while their batch lasts.
    """
    addressing: dict[str, None] = {}
    mentions: dict[str, tuple[Mention, ...]] = {}
    mentioning: list[MentioningText] = []
    for batch in texts:
        for message in read_texts(batch):
            found = mentions.get(message.text)
            if found is None:
                found = find_mentions(message.text, ref_names, spaced_names)
            if found:
                mentions[message.text] = found
                mentioning.append(MentioningText(message, found))
            if "://" in message.text or may_hold_host(message.text):
                addressing[message.text] = None
    return Findings(addressing, mentioning)


def list_file_names(messages: Iterable[MentioningText]) -> tuple[str, ...]:
    """The file names of all paths that are mentioned, sorted: their versions are looked up."""
    targets = (m.path or m.ref or "" for found in messages for m in found.mentions)
    return tuple(sorted({t.rpartition("/")[2] for t in targets} - {""}))


def tell_texts(found: Findings) -> pa.Table:
    """The rows of `expressions.TEXTS`."""
    return _fill(TEXTS, [{"number": number, "text": text} for text, number in found.numbers.items()])


def tell_mentions(found: Findings) -> pa.Table:
    """The rows of `expressions.MENTIONS`: the mentions of each text once."""
    texts = {message.text: mentions for message, mentions in found.mentioning}
    rows = [
        {
            "number": found.numbers[text],
            "place": place,
            "reference_kind": mention.kind,
            "mention": mention.text,
            "path": mention.path,
            "line_start": mention.line_start,
            "line_end": mention.line_end,
            "revision": _read_revision(mention),
            "request_number": mention.pull_request,
            "repository_name": mention.repository,
            "is_plain": mention.is_plain,
        }
        for text, mentions in texts.items()
        for place, mention in enumerate(mentions)
    ]
    return _fill(MENTIONS, rows)


def _read_revision(mention: Mention) -> str | None:
    """The state of the code that a mention names; None where an address does not part it from the path."""
    named = mention.commit or mention.ref
    return None if named is None or (mention.kind == "url" and "/" in named) else named


def resolve_mentions(
    messages: Iterable[MentioningText], places: pa.Table, repositories: Sequence[Repository]
) -> pa.Table:
    """The rows of `expressions.ANSWERS`: one a mention, with what a repository knew at the message's time, or why not.

    Args:
        messages: the messages with their mentions.
        places: the rows of `expressions.find_places`.
        repositories: in the order in which they are asked.
    """
    positions: dict[str, dict[str, int]] = defaultdict(dict)
    for message_id, repository_id, position in read_columns(places, "message_id", "repository_id", "position"):
        positions[message_id][repository_id] = position
    rows: list[dict[str, Any]] = []
    for message, mentions in messages:
        moment = Moment(message.sent_at, positions.get(message.message_id, {}))
        answers = [resolve_mention(mention, moment, repositories) for mention in mentions]
        rows += [
            {"message_id": message.message_id, "place": place, **asdict(answer), "path": answer.path or None}
            for place, answer in enumerate(answers)
            if answer != Resolution()
        ]
    return _fill(ANSWERS, rows)


def _fill(result: ibis.Table, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows of what stands in expressions."""
    return pa.Table.from_pylist(list(rows), schema=result.schema().to_pyarrow())
