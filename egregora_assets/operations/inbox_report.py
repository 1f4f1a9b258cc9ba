"""What lies in the inbox and what became of each file. It holds names of files: for the operator alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.inbox import FileOutcome, FileRecord
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.operations.context import DeploymentContext
from egregora_assets.readers.refusals import ExportUnreadable
from egregora_assets.services.inbox.files import Listing, decode_name


@dataclass(frozen=True)
class InboxLine:
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


@dataclass(frozen=True)
class InboxReport:
    """What lies in the inbox.

    Attributes:
        lines: one a conversation or a file without one, by name.
        export_count: files and folders that are exports.
        ignored: how many other files lie there, by reason.
        archived_count: files that were moved away after they were read.
        archive_folder: where those are.
    """

    folder: Path
    lines: tuple[InboxLine, ...]
    export_count: int
    ignored: Mapping[str, int]
    archived_count: int
    archive_folder: Path


def read_inbox(context: DeploymentContext) -> InboxReport:
    """What lies in the inbox and what became of each file; it names files.

    Raises:
        InboxMissing, InboxUnreadable: the folder cannot be read.
    """
    context.store.prepare()
    values = context.settings
    listing = context.inbox.list_files()
    outcomes = context.inbox.load_outcomes()
    return InboxReport(
        values.inbox,
        tuple(_describe_listing(listing, outcomes.by_digest, context.store)),
        len(listing.files),
        dict(sorted(listing.skipped.items())),
        len(outcomes.archived),
        values.processed_dir or context.home,
    )


def describe_new_outcomes(context: DeploymentContext, before: Mapping[str, FileRecord]) -> tuple[InboxLine, ...]:
    """What the latest run made of each file that it looked at, by name, without those that were refused.

    Args:
        before: the outcomes before that run, by digest.

    Raises:
        FolderNotWritable, FolderTooOpen: the vault cannot be used.
    """
    after = context.inbox.load_outcomes()
    looked_at = [after.by_digest[d] for d in after.latest if after.by_digest.get(d) != before.get(d)]
    lines = _describe_outcomes(sorted(looked_at, key=lambda o: o.file_name), context.store)
    return tuple(line for line in lines if not line.reason)


def _describe_listing(listing: Listing, outcomes: Mapping[str, FileRecord], store: DuckDBStore) -> list[InboxLine]:
    exports = sorted(listing.files, key=lambda e: (e.name, e.sha256))
    known = [
        replace(outcomes[e.sha256], file_name=e.name, copies=tuple(copy.name for copy in e.copies))
        for e in exports
        if e.sha256 in outcomes
    ]
    waiting = [InboxLine(e.name, message="not read yet") for e in exports if e.sha256 not in outcomes]
    unreadable = [
        InboxLine(decode_name(p), reason="ExportUnreadable", message=str(ExportUnreadable()))
        for p in listing.unreadable
    ]
    return [*_describe_outcomes(known, store), *waiting, *unreadable]


def _describe_outcomes(outcomes: Sequence[FileRecord], store: DuckDBStore) -> list[InboxLine]:
    """Lines for some files, in the order given."""
    files = _read_export_files(store, {i for o in outcomes for part in o.parts for i in part.export_ids})
    slugs = read_slugs(store)
    lines: list[InboxLine] = []
    for outcome in outcomes:
        for part in outcome.parts:
            name = f"{outcome.file_name}/{part.name}" if part.name else outcome.file_name
            lines += _describe_part(name, part, files, slugs)
        lines += [InboxLine(copy, same_as=outcome.file_name) for copy in outcome.copies]
    return lines


def _describe_part(
    name: str, part: FileOutcome, files: Mapping[str, dict[str, Any]], slugs: Mapping[str, str]
) -> Iterator[InboxLine]:
    if part.reason or part.same_as:
        yield InboxLine(name, same_as=part.same_as, reason=part.reason, message=part.message)
        return
    for export_id in part.export_ids:
        row = files.get(export_id)
        if row is not None:
            counts = (row["message_count"], row["new_message_count"], row["rejected_line_count"])
            yield InboxLine(name, row["source"], slugs.get(row["chat_id"], ""), *counts)


def _read_export_files(store: DuckDBStore, wanted: set[str]) -> dict[str, dict[str, Any]]:
    if not wanted:
        return {}
    table = CONTRACTS["export_files"].table()
    chosen = table.filter(table.export_id.isin(sorted(wanted)))
    return {str(row["export_id"]): row for row in read_rows(store.file("vault"), chosen).to_pylist()}


def read_slugs(store: DuckDBStore) -> dict[str, str]:
    """The public slug of each conversation, by its id."""
    rows = read_rows(store.file("main"), CONTRACTS["chats"].table().select("chat_id", "slug")).to_pylist()
    return {str(row["chat_id"]): str(row["slug"]) for row in rows}


def find_chat(slugs: Mapping[str, str], meant: str) -> str | None:
    """The id of the conversation of a slug or an id; None where there is none.

    Args:
        slugs: of the conversations, by id.
    """
    return next((chat_id for chat_id, slug in slugs.items() if meant in (chat_id, slug)), None)
