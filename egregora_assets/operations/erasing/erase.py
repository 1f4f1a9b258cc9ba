"""Erases a person for good, step by step; an erasure that was cut off goes on where it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from egregora_assets.errors import NotConfirmed
from egregora_assets.operations.context import DeploymentContext, under_lease
from egregora_assets.operations.erasing.places import find_backups, find_exports, find_own_copies
from egregora_assets.operations.erasing.plan import Erasure, plan_erasure
from egregora_assets.operations.erasing.steps import ErasureEvent, ErasureResult, ErasureSteps, list_export_folders
from egregora_assets.operations.people import Person, read_people, resolve_person
from egregora_assets.operations.similar_words import count_similar_words
from egregora_assets.services.erasure_records import (
    allow_during_erasure,
    read_journal,
    refuse_during_erasure,
    write_journal,
)

Backups = Literal["remove", "keep-and-list"]
Inbox = Literal["keep", "remove"]


@dataclass(frozen=True)
class ErasurePreview:
    """What an erasure will remove, for whoever confirms it.

    Attributes:
        labels: the people, by public name and id.
        is_named: whether the vault still knows every name; else what others wrote of the person is found by the public
            name alone.
        counts: how much there is of the person, by kind.
        copy_count: snapshots and older copies, which are removed.
        backups, lost_backups: backups that exist, and those that are not found.
        removes_backups: whether those that exist are removed.
        inbox: what is done with exports in the inbox that hold the person.
        exports, unread_exports: those exports, and those that cannot be read.
    """

    labels: tuple[str, ...]
    is_named: bool
    counts: dict[str, int]
    copy_count: int
    backups: tuple[Path, ...]
    lost_backups: tuple[Path, ...]
    removes_backups: bool
    inbox: Inbox
    exports: tuple[Path, ...]
    unread_exports: tuple[Path, ...]


def erase(
    context: DeploymentContext,
    authors: str | Person | Sequence[str | Person],
    *,
    also: Iterable[str] = (),
    confirm: Callable[[ErasurePreview], bool] = lambda _preview: True,
    backups: Backups = "remove",
    inbox: Inbox = "keep",
    progress: Callable[[ErasureEvent], None] | None = None,
) -> ErasureResult:
    """Removes everything of a person for good, and proves it. It runs the pipeline, and takes a while.

    Args:
        authors: pseudonym, alias or id, or what `find_person` returned; several where one person has several ids.
        also: what else the person is called, such as words of `find_similar_words`: removed and searched for, too.
        confirm: is shown what will be removed; False ends it before anything is changed.
        backups, inbox: what is done with backups, and with exports in the inbox that hold the person.

    Raises:
        PersonUnknown, PersonAmbiguous, NotConfirmed, ErasureUnfinished: nothing was changed.
        ErasureIncomplete: something is left that only the operator can remove.
        EgregoraError: why the site could not be made again; `resume_erasure` goes on.
    """
    people = [resolve_person(context, a) for a in ([authors] if isinstance(authors, str | Person) else authors)]
    words = sorted({" ".join(word.split()) for word in also} - {""})

    def plan() -> Erasure:
        refuse_during_erasure(context.home)
        context.store.prepare()
        regions = context.settings.default_phone_regions
        erasure = plan_erasure(context.store, people, read_people(context.store), regions)
        erasure.backups, erasure.inbox, erasure.words = backups, inbox, words
        erasure.counts |= count_similar_words(context, people, words)
        return erasure

    # Nobody waits for a person who thinks: what is confirmed is planned anew under the lease.
    if not confirm(_preview(context, plan(), people)):
        raise NotConfirmed("The erasure")
    with context.lease("erase"):
        erasure = plan()
        with allow_during_erasure(context.home):
            write_journal(context.home, erasure.journal())
            return ErasureSteps(context, erasure, progress).run()


@under_lease("erase --resume")
def resume_erasure(
    context: DeploymentContext, progress: Callable[[ErasureEvent], None] | None = None
) -> ErasureResult | None:
    """Goes on with an erasure that was cut off.

    Returns: how it ended; None where none is unfinished.

    Raises:
        ErasureIncomplete, EgregoraError: as for `erase`.
    """
    journal = read_journal(context.home)
    if journal is None:
        return None
    with allow_during_erasure(context.home):
        context.store.prepare()
        return ErasureSteps(context, Erasure(**journal), progress).run()


def begin_again(context: DeploymentContext) -> bool:
    """Begins the erasure of people who were erased before and are there again, because an older copy was restored.

    Returns: whether there are any; `resume_erasure` then goes on.
    """
    store = context.store
    gone, everybody = store.list_erased_ids(), read_people(store)
    people = [p for p in everybody if p.author_id in gone]
    if not people:
        return False
    erasure = plan_erasure(store, people, everybody, context.settings.default_phone_regions)
    erasure.backups = "keep-and-list"
    write_journal(context.home, erasure.journal())
    return True


def _preview(context: DeploymentContext, erasure: Erasure, people: Sequence[Person]) -> ErasurePreview:
    existing, lost = find_backups(context.home)
    found, unread = find_exports(list_export_folders(context), erasure.scanner(b""))
    return ErasurePreview(
        tuple(sorted({p.label for p in people})),
        all(p.display_name is not None for p in people),
        erasure.counts,
        len(find_own_copies(context.home)),
        tuple(existing),
        tuple(lost),
        erasure.backups == "remove",
        "remove" if erasure.inbox == "remove" else "keep",
        tuple(found),
        tuple(unread),
    )
