"""Annotations: written, listed, taken off. What is written is redacted first, as a message is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.instants import count_nanoseconds, read_nanoseconds, to_aware_utc, utc_now
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.errors import AnnotationRefused, AnnotationTargetUnclear
from egregora_assets.operations.annotations.redacting import redact_text
from egregora_assets.operations.annotations.shown import count_notes_below, list_shown
from egregora_assets.operations.annotations.targets import find_target
from egregora_assets.operations.command_runs import record_run
from egregora_assets.operations.context import DeploymentContext, under_lease
from egregora_assets.operations.people import Person, read_people, resolve_person
from egregora_assets.services.content import Document, Parent
from egregora_assets.services.erasure_records import refuse_during_erasure

JOB_NAME = "annotate"


@dataclass(frozen=True)
class Annotation:
    """What somebody wrote on something.

    Attributes:
        kind: of what it is written on: `message`, `post` or `annotation`; target_id: its id.
        author: the public name of who wrote it; None where that is the operator, or is not told.
        written_at: UTC.
        replaced: the kinds of personal data that were replaced in it when it was written, each once.
        note_count: of what was written on it and was taken off with it.
    """

    annotation_id: str
    kind: str
    target_id: str
    text: str
    author: str | None
    written_at: dt.datetime
    replaced: tuple[str, ...] = ()
    note_count: int = 0


@under_lease("annotate")
def annotate(context: DeploymentContext, target: str, text: str, author: str | Person | None = None) -> Annotation:
    """Writes on a message, a post or an annotation; the next run shows it. The same again changes nothing.

    Args:
        target: its id or the first eight digits, or its address on the site.
        text: Markdown. Names of the conversation become pseudonyms, personal data placeholders.
        author: the participant who wrote it: pseudonym, alias or id; None = not told.

    Raises:
        AnnotationTargetUnclear: nothing is meant, or several things are.
        PersonUnknown, PersonAmbiguous: nobody is meant by `author`, or several are.
        AnnotationRefused: it is empty, its author is of another conversation, or something of the vault is left in it.
        ErasureUnfinished: an erasure was cut off.
    """
    refuse_during_erasure(context.home)
    context.store.prepare()
    store = context.store
    parent = find_target(store, target)
    writer = None if author is None else resolve_person(context, author)
    chat_id = _find_chat(context, parent)
    if writer and writer.chat_id != chat_id:
        raise AnnotationRefused("who wrote it takes no part in this conversation", "name somebody of it, or nobody.")
    shown, replaced = redact_text(context, text, chat_id)
    written_at = count_nanoseconds(utc_now())
    with store.runs.writing_session(), record_run(store, JOB_NAME, parent.identifier) as run_id:
        saved = store.content.annotate(parent, shown, writer.author_id if writer else None, written_at, run_id)
        if saved.status != "published":
            store.content.restore(saved.document_id, run_id)
    return _describe(saved, writer.public_name if writer else None, replaced)


def list_annotations(context: DeploymentContext, target: str | None = None) -> list[Annotation]:
    """The annotations that the site shows, newest first, with the notes that people wrote in the chat.

    Args:
        target: what they are written on, as `annotate` takes it; None = all.

    Raises:
        AnnotationTargetUnclear: nothing is meant, or several things are.
    """
    context.store.prepare()
    parent = find_target(context.store, target) if target else None
    names = {p.author_id: p.public_name for p in read_people(context.store)}
    written = [
        _describe(one, next((names[i] for i in one.author_ids if i in names), None))
        for one in list_shown(context.store)
    ]
    found = [
        one
        for one in (*written, *_read_chat_notes(context, names))
        if parent is None or one.target_id == parent.identifier
    ]
    return sorted(found, key=lambda one: (one.written_at, one.annotation_id), reverse=True)


@under_lease("annotations remove")
def remove_annotation(context: DeploymentContext, annotation: str) -> Annotation:
    """Takes an annotation, and with it all that is written on it, off the site with the next run.

    Args:
        annotation: its id or the first eight digits.

    Raises:
        AnnotationTargetUnclear: no annotation is meant, or several things are.
        ErasureUnfinished: an erasure was cut off.
    """
    refuse_during_erasure(context.home)
    context.store.prepare()
    store = context.store
    found = find_target(store, annotation)
    document = store.content.get(found.identifier) if found.kind == "annotation" else None
    if document is None:
        raise AnnotationTargetUnclear(0)
    note_count = count_notes_below(store, found.identifier)
    with store.runs.writing_session(), record_run(store, JOB_NAME, found.identifier) as run_id:
        store.content.archive(found.identifier, run_id)
    return replace(_describe(document, None), note_count=note_count)


def _read_chat_notes(context: DeploymentContext, names: Mapping[str, str]) -> Iterator[Annotation]:
    """The notes that people wrote in the chat by `/egregora note`.

    Args:
        names: public names by author_id.
    """
    notes = CONTRACTS["message_notes"].table()
    told = notes.mutate(written_at=notes.sent_at.cast("timestamp(6)"))
    for row in read_rows(context.store.file("main"), told).to_pylist():
        yield Annotation(
            str(row["message_id"]),
            "message",
            str(row["target_id"]),
            str(row["text"]),
            names.get(str(row["author_id"])),
            to_aware_utc(row["written_at"]),
        )


def _find_chat(context: DeploymentContext, parent: Parent) -> str:
    """The conversation of what is annotated."""
    if parent.kind != "message":
        document = context.store.content.get(parent.identifier)
        if document is None:
            raise AnnotationTargetUnclear(0)
        return document.chat_id
    messages = CONTRACTS["messages"].table()
    (row,) = read_rows(
        context.store.file("main"), messages.filter(messages.message_id == parent.identifier).select("chat_id")
    ).to_pylist()
    return str(row["chat_id"])


def _describe(document: Document, author: str | None, replaced: tuple[str, ...] = ()) -> Annotation:
    parent = document.parent or Parent("message", "")
    written_at = read_nanoseconds(document.created_at)
    return Annotation(
        document.document_id, parent.kind, parent.identifier, document.content, author, written_at, replaced
    )
