"""`egregora inspect`: what is in an export, without any deployment; nothing is written but to the terminal."""

from __future__ import annotations

import argparse
import json
import os
import stat
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from egregora_assets.cli.inspect_report import report_lines
from egregora_assets.merging.preview import join_previews, preview_exports
from egregora_assets.readers.messages import ParsedChat, values
from egregora_assets.readers.parts import FolderParts
from egregora_assets.readers.relations import Relations
from egregora_assets.services.folders import MAX_FILES, list_members, open_member
from egregora_assets.services.inbox.errors import ExportUnusable

_BATCH_ROWS = 10_000


def inspect(options: argparse.Namespace) -> bool:
    """Prints what was read: for people, or one JSON object a message.

    Raises:
        ExportRefused, ExportUnusable, TimeZoneUnknown: with the file that is meant.
    """
    started = time.perf_counter()
    for position, path in enumerate(options.files, 1):
        _check_usable(position, path)
    folders = {path: _parts_of(position, path) for position, path in enumerate(options.files, 1) if path.is_dir()}
    files = preview_exports(options.files, options.time_zone or "UTC", options.locale, folders)
    together = join_previews(files, options.time_zone or "UTC")
    if options.rows:
        _print_bytes(_rows(together))
    else:
        seconds = time.perf_counter() - started
        lines = report_lines(files, together, options.time_zone, options.locale, options.names)
        _print_bytes(f"{line}\n".encode() for line in [*lines, f"Read in {seconds:.2f} s; nothing was written."])
    return True


def _check_usable(position: int, path: Path) -> None:
    """Whether a named file can be read at all.

    Raises:
        ExportUnusable: it is absent, neither file nor folder, or not readable.
    """
    reason = _why_unusable(path)
    if reason is not None:
        raise ExportUnusable(position, reason, str(path))


def _why_unusable(path: Path) -> str | None:
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return "does not exist"
    except (OSError, ValueError):
        return "cannot be reached"
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        return "is neither a file nor a folder"
    return None if os.access(path, os.R_OK) else "cannot be read for lack of permission"


def _parts_of(position: int, folder: Path) -> FolderParts:
    """The files of a named folder.

    Raises:
        ExportUnusable: it cannot be walked.
    """
    try:
        members = list_members(folder)
    except OSError:
        raise ExportUnusable(position, "cannot be read for lack of permission", str(folder)) from None
    if len(members) > MAX_FILES:
        raise ExportUnusable(position, f"is a folder of more than {MAX_FILES:,} files", str(folder))
    files = ((m.name, m.byte_count) for m in members)
    return FolderParts.from_listing(files, lambda number: open_member(folder, members[number - 1].name))


def _rows(chat: ParsedChat) -> Iterator[bytes]:
    """A line of JSON for each message, in the order of the chat."""
    row = 0
    for batch in chat.messages.to_batches(max_chunksize=_BATCH_ROWS):
        yield "".join(_row_lines(pa.Table.from_batches([batch]), chat.relations, row)).encode()
        row += batch.num_rows


def _row_lines(table: pa.Table, relations: Relations | None, first: int) -> Iterator[str]:
    names = ("author_name", "text", "attachment_name", "kind", "is_edited")
    times = (values(table[name].cast(pa.timestamp("s"))) for name in ("local_time", "sent_at"))
    told = zip(*times, *(values(table[name]) for name in names), strict=True)
    for row, (local, utc, author, text, attachment, kind, is_edited) in enumerate(told, first):
        message = {
            "timestamp": local.isoformat(),
            "author": author,
            "text": text,
            "attachment": attachment,
            "kind": kind,
            "utc": f"{utc.isoformat()}Z",
            "edited": is_edited,
            **(_beside(relations, row) if relations else {}),
        }
        yield f"{json.dumps(message, ensure_ascii=False)}\n"


def _beside(relations: Relations, row: int) -> dict[str, Any]:
    """What an export says beside a message, as far as it does."""
    found: dict[str, Any] = {}
    if relations.keys[row]:
        found["id"] = relations.keys[row]
    if row in relations.reply_keys:
        found["reply_to"] = relations.reply_keys[row]
    elif row in relations.reply_rows:
        found["reply_to"] = relations.reply_rows[row]
    if row in relations.reactions:
        told = relations.reactions[row]
        found["reactions"] = [{"emoji": r.emoji, "author": r.author, "count": r.count} for r in told]
    return found


def _print_bytes(pieces: Iterator[bytes] | Sequence[bytes]) -> None:
    """Prints UTF-8 whatever the terminal's locale; a reader that has seen enough ends it."""
    try:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
