"""Looking at exports without a deployment: what they are read as. It loads neither Dagster nor a database."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from egregora_assets.merging.preview import Preview, join_previews, preview_exports
from egregora_assets.operations.examining.exports import describe_inspection
from egregora_assets.operations.inspection_report import format_report
from egregora_assets.readers.messages import ParsedChat
from egregora_assets.readers.parts import FolderParts
from egregora_assets.readers.relations import Relations
from egregora_assets.services.inbox.errors import ExportUnusable
from egregora_assets.services.system.folders import MAX_FILES, list_members, open_member

DEFAULT_ZONE = "UTC"
_SECOND = 1_000_000_000
_COLUMNS = ("author_name", "text", "attachment_name", "kind", "is_edited")


@dataclass(frozen=True)
class Inspection:
    """What exports are read as.

    Attributes:
        files: each conversation of each file, in the order given, with what was decided about it and why.
        conversation: all of them as one conversation; `conversation.messages` has one row a message, in file order (of
            one export) or by time (of several).
        time_zone, locale: as they were declared; None where they were not.
    """

    files: tuple[Preview, ...]
    conversation: ParsedChat
    time_zone: str | None
    locale: str | None

    def format_report(self, *, with_names: bool = False) -> list[str]:
        """Lines for people: decisions with their evidence, counts, doubts; nobody is quoted unless `with_names`."""
        return list(format_report(self.files, self.conversation, self.time_zone, self.locale, with_names))

    def describe(self, *, with_names: bool = False) -> dict[str, Any]:
        """The report as values that JSON can hold (docs/inspect.md); nobody is named unless `with_names`."""
        return describe_inspection(self, with_names=with_names)

    def message_batches(self, size: int = 10_000) -> Iterator[list[dict[str, Any]]]:
        """The messages in their order, each as a dictionary that JSON can hold, at most `size` at a time.

        Every message has timestamp (local), author, text, attachment, kind, utc and edited; where the export says so,
        also id, reply_to and reactions.
        """
        first = 0
        for batch in self.conversation.messages.to_batches(max_chunksize=size):
            yield list(_describe_messages(batch, self.conversation.relations, first))
            first += batch.num_rows


def inspect_exports(
    paths: Sequence[Path | str], *, time_zone: str | None = None, locale: str | None = None
) -> Inspection:
    """Reads exports and writes nothing.

    Args:
        paths: chat exports, or folders; several are read as one conversation.
        time_zone: IANA zone of the phone's clock; None = UTC.
        locale: decides whether day or month comes first where a file does not, such as `pt_BR`.

    Raises:
        ExportRefused: a file is no export that can be read.
        ExportUnusable: a file is absent or cannot be opened.
        TimeZoneUnknown: there is no such zone.
    """
    files = [Path(path) for path in paths]
    for position, path in enumerate(files, 1):
        reason = _find_obstacle(path)
        if reason is not None:
            raise ExportUnusable(position, reason, str(path))
    folders = {path: _list_parts(position, path) for position, path in enumerate(files, 1) if path.is_dir()}
    found = preview_exports(files, time_zone or DEFAULT_ZONE, locale, folders)
    return Inspection(tuple(found), join_previews(found, time_zone or DEFAULT_ZONE), time_zone, locale)


def _find_obstacle(path: Path) -> str | None:
    """Why a file cannot be read at all; None if it can."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return "does not exist"
    except (OSError, ValueError):
        return "cannot be reached"
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        return "is neither a file nor a folder"
    return None if os.access(path, os.R_OK) else "cannot be read for lack of permission"


def _list_parts(position: int, folder: Path) -> FolderParts:
    """The files of a named folder.

    Raises:
        ExportUnusable: it cannot be walked, or holds too many files.
    """
    try:
        members = list_members(folder)
    except OSError:
        raise ExportUnusable(position, "cannot be read for lack of permission", str(folder)) from None
    if len(members) > MAX_FILES:
        raise ExportUnusable(position, f"is a folder of more than {MAX_FILES:,} files", str(folder))
    files = ((m.name, m.byte_count) for m in members)
    return FolderParts.from_listing(files, lambda number: open_member(folder, members[number - 1].name))


def _describe_messages(batch: pa.RecordBatch, relations: Relations | None, first: int) -> Iterator[dict[str, Any]]:
    times = (_format_times(batch.column(name)) for name in ("local_time", "sent_at"))
    columns = (batch.column(name).to_pylist() for name in _COLUMNS)
    rows = zip(*times, *columns, strict=True)
    for row, (local, utc, author, text, attachment, kind, is_edited) in enumerate(rows, first):
        yield {
            "timestamp": local,
            "author": author,
            "text": text,
            "attachment": attachment,
            "kind": kind,
            "utc": f"{utc}Z",
            "edited": is_edited,
            **(_describe_relations(relations, row) if relations else {}),
        }


def _format_times(column: pa.Array[Any]) -> list[str]:
    """The times as `YYYY-MM-DDTHH:MM:SS`, with a fraction of three, six or nine digits where one is not zero."""
    nanoseconds = column.cast(pa.timestamp("ns")).cast(pa.int64()).to_numpy()
    whole = np.datetime_as_string((nanoseconds // _SECOND).astype("datetime64[s]"), unit="s").tolist()
    fractions = (nanoseconds % _SECOND).tolist()
    return [text + _format_fraction(rest) if rest else text for text, rest in zip(whole, fractions, strict=True)]


def _format_fraction(nanoseconds: int) -> str:
    digits = f"{nanoseconds:09d}"
    return "." + (digits[:3] if digits.endswith("000000") else digits[:6] if digits.endswith("000") else digits)


def _describe_relations(relations: Relations, row: int) -> dict[str, Any]:
    """What an export says of a message's relations, as far as it does."""
    found: dict[str, Any] = {}
    if relations.keys[row]:
        found["id"] = relations.keys[row]
    if row in relations.reply_keys:
        found["reply_to"] = relations.reply_keys[row]
    elif row in relations.reply_rows:
        found["reply_to"] = relations.reply_rows[row]
    if row in relations.reactions:
        reactions = relations.reactions[row]
        found["reactions"] = [{"emoji": r.emoji, "author": r.author, "count": r.count} for r in reactions]
    return found
