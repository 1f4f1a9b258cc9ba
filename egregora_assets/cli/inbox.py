"""`egregora inbox`: what lies in the inbox, and what became of each file; for a terminal, since it names them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from egregora_assets.cli.deployment import settle_folders
from egregora_assets.cli.inspect_report import printable
from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.inbox import FileOutcome, FileRecord
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.writer import read
from egregora_assets.readers.refusals import ExportUnreadable
from egregora_assets.services.inbox import Inbox
from egregora_assets.services.inbox.files import Listing, decode_name

_HEADINGS = ("file", "source", "conversation", "messages", "new", "rejected")
_IS_NUMBER = (False, False, False, True, True, True)
_SHOWN_AFTER_A_RUN = 20


@dataclass(frozen=True)
class Line:
    """One conversation of one export, or a file that brought none.

    Attributes:
        file: its name, and the path in it.
        conversation: the public slug; empty before the conversation was anonymised.
        messages, new_messages, rejected_lines: counts; None where nothing was read.
        same_as: the file with the same content.
        reason, message: why it was refused, and the remedy.
    """

    file: str
    source: str = ""
    conversation: str = ""
    messages: int | None = None
    new_messages: int | None = None
    rejected_lines: int | None = None
    same_as: str = ""
    reason: str = ""
    message: str = ""


def show_inbox(options: argparse.Namespace) -> bool:
    """Prints what lies in the inbox and what became of it.

    Returns: true.

    Raises:
        InboxMissing, InboxUnreadable: the folder.
    """
    home = settle_folders(options)
    from egregora_assets.definitions import INBOX, STORE

    STORE.prepare()
    listing = INBOX.list_files()
    outcomes = INBOX.load_outcomes()
    lines = lines_of(listing, outcomes.by_digest, STORE)
    if options.json:
        print(json.dumps([asdict(line) for line in lines], indent=2))
        return True
    print("\n".join(table_of(lines)) if lines else f"The inbox {INBOX.settings.values().inbox} holds no export.")
    left = ", ".join(f"{count} {reason}" for reason, count in sorted(listing.skipped.items()))
    print(f"\n{len(listing.files)} files and folders.{f' Left alone: {left}.' if left else ''}")
    if outcomes.archived:
        folder = INBOX.settings.values().processed_dir or home
        print(f"Put away after they were read: {len(outcomes.archived)}, in {folder}.")
    return True


def print_what_was_read(inbox: Inbox, store: DuckDBStore, before: Mapping[str, FileRecord]) -> None:
    """After a run: what it made of each file that it looked at; refused ones are told elsewhere."""
    after = inbox.load_outcomes()
    looked_at = [after.by_digest[d] for d in after.latest if after.by_digest.get(d) != before.get(d)]
    lines = [line for line in _told(sorted(looked_at, key=lambda o: o.file_name), store) if not line.reason]
    if lines:
        print("\n" + "\n".join(table_of(lines[:_SHOWN_AFTER_A_RUN])))
    if len(lines) > _SHOWN_AFTER_A_RUN:
        print(f"and {len(lines) - _SHOWN_AFTER_A_RUN:,} more: `egregora inbox` shows all of them.")


def lines_of(listing: Listing, outcomes: Mapping[str, FileRecord], store: DuckDBStore) -> list[Line]:
    """What became of each file of the inbox, by name."""
    exports = sorted(listing.files, key=lambda e: (e.name, e.sha256))
    known = [
        replace(outcomes[e.sha256], file_name=e.name, copies=tuple(copy.name for copy in e.copies))
        for e in exports
        if e.sha256 in outcomes
    ]
    waiting = [Line(e.name, message="not read yet") for e in exports if e.sha256 not in outcomes]
    closed = [
        Line(decode_name(p), reason="ExportUnreadable", message=str(ExportUnreadable())) for p in listing.unreadable
    ]
    return [*_told(known, store), *waiting, *closed]


def _told(outcomes: Sequence[FileRecord], store: DuckDBStore) -> list[Line]:
    """What became of files, in the order given."""
    files = _export_files(store, {i for o in outcomes for part in o.parts for i in part.export_ids})
    slugs = _slugs(store)
    lines: list[Line] = []
    for outcome in outcomes:
        for part in outcome.parts:
            name = f"{outcome.file_name}/{part.name}" if part.name else outcome.file_name
            lines += _lines_of_part(name, part, files, slugs)
        lines += [Line(copy, same_as=outcome.file_name) for copy in outcome.copies]
    return lines


def _lines_of_part(
    name: str, part: FileOutcome, files: Mapping[str, dict[str, Any]], slugs: Mapping[str, str]
) -> Iterator[Line]:
    if part.reason or part.same_as:
        yield Line(name, same_as=part.same_as, reason=part.reason, message=part.message)
        return
    for export_id in part.export_ids:
        row = files.get(export_id)
        if row is not None:
            yield Line(
                name,
                row["source"],
                slugs.get(row["chat_id"], ""),
                row["message_count"],
                row["new_message_count"],
                row["rejected_line_count"],
            )


def table_of(lines: Sequence[Line]) -> list[str]:
    """The lines of a table for people; why something was refused stands below it."""
    rows = [_HEADINGS, *(_cells(line) for line in lines)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(_HEADINGS))]
    shown = []
    for row, line in zip(rows, [None, *lines], strict=True):
        cells = (c.rjust(w) if n else c.ljust(w) for c, w, n in zip(row, widths, _IS_NUMBER, strict=True))
        shown.append("  ".join(cells).rstrip())
        if line is not None and line.same_as:
            shown.append(f"    the same content as {printable(line.same_as)}")
        elif line is not None and line.message:
            refused = f"refused, {line.reason}: " if line.reason else ""
            shown.append(f"    {refused}{line.message}")
    return shown


def _cells(line: Line) -> tuple[str, ...]:
    counts = (line.messages, line.new_messages, line.rejected_lines)
    words = (line.source or "-", line.conversation or "-")
    return (printable(line.file), *words, *("-" if n is None else f"{n:,}" for n in counts))


def _export_files(store: DuckDBStore, wanted: set[str]) -> dict[str, dict[str, Any]]:
    if not wanted:
        return {}
    table = CONTRACTS["export_files"].table()
    chosen = table.filter(table.export_id.isin(sorted(wanted)))
    return {str(row["export_id"]): row for row in read(store.file("vault"), chosen).to_pylist()}


def _slugs(store: DuckDBStore) -> dict[str, str]:
    table = CONTRACTS["chats"].table()
    rows = read(store.file("main"), table.select(table.chat_id, table.slug)).to_pylist()
    return {str(row["chat_id"]): row["slug"] for row in rows}
