"""What befell a deployment: a publication that stopped, a run that waits, refused exports, copies that are missing."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable

import ibis

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.instants import to_aware_utc, utc_now
from egregora_assets.database.copies.snapshots import list_copies, read_failure, read_run, read_time
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.definitions import list_stages
from egregora_assets.errors import EgregoraError, SiteBroken, SiteLeak
from egregora_assets.operations.context import DeploymentContext
from egregora_assets.operations.inbox_report import read_slugs
from egregora_assets.operations.status import read_freshness
from egregora_assets.readers.refusals import ExportUnreadable
from egregora_assets.runs.projection import FAILURE_EVENTS, find_failure
from egregora_assets.runs.records import RunRecord
from egregora_assets.services.vault import KEY_COPIED_FILE

_STOPPED = frozenset({SiteLeak.__name__, SiteBroken.__name__})
_DOCUMENT = re.compile(r"\(document ([0-9a-f-]{36})\)")
_STARTS_WITHIN = dt.timedelta(minutes=2)
"""Dagster's daemon looks at its queue every few seconds."""
_LATEST_SNAPSHOT = dt.timedelta(days=2)
"""A run leaves a snapshot where the last one is a day old; this is later than any run that keeps to it."""


def look_at_last_run(context: DeploymentContext) -> str:
    """How the last run ended.

    Raises:
        EgregoraError: it failed, and what it was to make is not there: of a publication that was stopped, in which
            conversation and on whose page.
    """
    last = context.store.runs.find_last_ended_run()
    if last is None:
        return "none has ended yet"
    shown = f"run {last.run_id[:8]}, {last.finished_at:%Y-%m-%d %H:%M} UTC"
    if last.status in ("completed", "canceled") or not last.error_class or _is_everything_fresh(context):
        return f"{shown}: {last.status}"
    with context.instance() as instance:
        failure = find_failure(instance.all_logs(last.run_id, of_type=set(FAILURE_EVENTS)))
    if last.error_class in _STOPPED:
        problem = f"The last good site is still there. {failure.problem}{_describe_document(context, failure.problem)}"
    else:
        problem = failure.problem or "It failed, and the last good tables are kept."
    raise EgregoraError(f"{shown}: {last.status} ({last.error_class}). {problem}", str(last.remedy))


def _is_everything_fresh(context: DeploymentContext) -> bool:
    """Whether nothing is left of what a run did not make."""
    return all(one.state == "fresh" for one in read_freshness(context, list_stages()))


def _describe_document(context: DeploymentContext, problem: str) -> str:
    """The conversation of the document that a problem names, and the pseudonym of the person that it is about."""
    named = _DOCUMENT.search(problem)
    if not named:
        return ""
    documents, authors = CONTRACTS["documents"].table(), CONTRACTS["authors"].table()
    chosen = documents.filter(documents.document_id == ibis.literal(named[1], "uuid")).select(
        "document_id", "chat_id", "subject_author_id"
    )
    people = authors.select("author_id", "public_name")
    shown = chosen.left_join(people, chosen.subject_author_id == people.author_id)
    rows = read_rows(context.store.file("main"), shown.select("chat_id", "public_name")).to_pylist()
    if not rows:
        return ""
    chat = read_slugs(context.store).get(str(rows[0]["chat_id"]), "")
    about = f", about {rows[0]['public_name']}" if rows[0]["public_name"] else ""
    return f" The document is of the conversation {chat}{about}: `egregora trace {named[1][:8]}` shows it."


def look_at_waiting(context: DeploymentContext) -> str:
    """Who changes the deployment now, and which runs wait for that.

    Raises:
        EgregoraError: runs have waited for minutes, and nobody holds the lease: only Dagster's daemon starts them.
    """
    holder = context.store.lease.find_holder()
    waiting = [run for run in context.store.runs.list_unfinished_runs() if not holder or run.run_id != holder.run_id]
    if not waiting:
        return f"nobody: {holder} goes on" if holder else "nobody, and nothing goes on"
    shown = ", ".join(_describe_waiting(run) for run in waiting)
    if holder:
        return f"{shown} waits for {holder}" if len(waiting) == 1 else f"{shown} wait for {holder}"
    if any(run.status == "running" for run in waiting):
        return f"nobody: {shown} goes on" if len(waiting) == 1 else f"nobody: {shown} go on"
    if all(utc_now() - to_aware_utc(run.created_at) < _STARTS_WITHIN for run in waiting):
        return f"{shown}: about to be started"
    raise EgregoraError(
        f"In the queue and not started: {shown}. Only Dagster's daemon starts what waits there.",
        "start it with `egregora ui`, or run `egregora process`, which needs no daemon.",
    )


def _describe_waiting(run: RunRecord) -> str:
    return f"run {run.run_id[:8]} (since {to_aware_utc(run.created_at):%Y-%m-%d %H:%M} UTC)"


def look_at_inbox(context: DeploymentContext) -> str:
    """What lies in the inbox, and how much of it no run has read.

    Raises:
        InboxMissing, InboxUnreadable: it cannot be listed.
        EgregoraError: exports were refused, by reason; no file is named.
    """
    listing = context.inbox.list_files()
    refused = Counter(
        part.message.partition(" Remedy: ")[0] if part.reason != "ReaderFailed" else "The program fails on the file."
        for file in listing.files
        if (record := listing.records.get(file.sha256))
        for part in record.parts
        if part.reason
    )
    if listing.unreadable:
        refused[ExportUnreadable().problem] += len(listing.unreadable)
    if refused:
        raise EgregoraError(
            f"{_count(refused.total(), 'export was', 'exports were')} refused: {_list_reasons(refused.items())}",
            "`egregora inbox` names each file and its remedy; take a file that is no export out of the inbox.",
        )
    unread = sum(file.sha256 not in listing.records for file in listing.files)
    return f"{context.inbox.describe()}" + (f", {unread} not read yet: `egregora process`" if unread else "")


def _list_reasons(reasons: Iterable[tuple[str, int]]) -> str:
    return " ".join(f"({count}) {reason}" for reason, count in sorted(reasons))


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def look_at_key_copy(context: DeploymentContext) -> str:
    """Whether the key was copied, once there is something that depends on it.

    Raises:
        EgregoraError: nobody has copied it by `egregora key export`.
    """
    note = context.vault.directory / KEY_COPIED_FILE
    if note.is_file():
        return f"made on {note.read_text('ascii').strip()}"
    chats = CONTRACTS["chats"].table().select("chat_id").limit(1)
    if not read_rows(context.store.file("main"), chats).num_rows:
        return "none; nothing depends on the key yet"
    raise EgregoraError(
        "The key has no copy that this program knows of. Without the key everybody gets another pseudonym, and it is "
        "in no backup.",
        "run `egregora key export FILE`, and keep that file apart from this machine.",
    )


def look_at_snapshots(context: DeploymentContext) -> str:
    """How many copies of the database there are, and how old the newest is.

    Raises:
        EgregoraError: the last one could not be made, or runs wrote for days without one.
    """
    failure = read_failure(context.home)
    if failure:
        problem, remedy = failure
        raise EgregoraError(f"A copy of the database could not be made after the last run: {problem}", remedy)
    store = context.store
    found = list_copies(store.list_copy_folders("main"), store.file("main").path.stem)
    if not found:
        is_off = not context.settings.snapshot_count
        return "none: `snapshot_count` is 0" if is_off else "none yet: a run that writes leaves one"
    taken_at, last = read_time(found[0]), store.runs.find_last_ended_run()
    if taken_at and last and last.finished_at:
        age = to_aware_utc(last.finished_at) - taken_at
        if age > _LATEST_SNAPSHOT and store.runs.count_changes_since(taken_at, read_run(found[0]))[0]:
            raise EgregoraError(
                f"The newest copy of the database is {age.days} days older than what runs wrote since.",
                "run `egregora backup`; the setting `snapshot_count` (above 0) lets runs leave copies by themselves.",
            )
    return f"{len(found)}, the newest is {found[0].parent.name}/{found[0].name}"
