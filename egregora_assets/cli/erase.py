"""`egregora erase`: removes everything of a person for good, step by step; where it was cut off, it goes on."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from egregora_assets import __version__
from egregora_assets.cli.deployment import settle_folders
from egregora_assets.cli.erasure_plan import Erasure, backups, exports_with, own_copies, planned
from egregora_assets.cli.leak_scan import files_below, findings_in
from egregora_assets.cli.people import people_of, person
from egregora_assets.cli.wishes import up_to_date
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.instants import utc_now
from egregora_assets.database.copies.snapshots import SNAPSHOT_FOLDER, take_snapshot
from egregora_assets.database.copies.verified_copies import sweep_unfinished
from egregora_assets.database.people.consent import record_erased_authors
from egregora_assets.database.people.erasure import erase_from_main, erase_from_vault, rewrite
from egregora_assets.database.tables.writer import read
from egregora_assets.errors import EgregoraError, ErasureIncomplete, NotConfirmed
from egregora_assets.language.detection import detect_language
from egregora_assets.language.folding import fold_name
from egregora_assets.redaction.erasure import HIDDEN_PERSON, Eraser
from egregora_assets.services.backup_log import forget_backups
from egregora_assets.services.erasure_records import (
    PROOFS,
    allow_during_erasure,
    delete_journal,
    journal_path,
    read_journal,
    refuse_during_erasure,
    write_journal,
    write_proof,
)

_CACHES = ("cards", "thumbnails", "site_pages.json", "drafts.json")


def erase(options: argparse.Namespace) -> bool:
    """Shows what there is of a person, asks, removes it, and leaves a proof.

    Returns: whether the erasure ended; an error and its remedy are on standard error.

    Raises:
        PersonUnknown, PersonAmbiguous, NotConfirmed: nothing was changed.
        ErasureUnfinished: another one has to be ended first.
        ErasureIncomplete: something is left that only the operator can remove.
    """
    home = settle_folders(options)
    from egregora_assets.definitions import STORE

    journal = read_journal(home)
    if options.resume and journal is None:
        print("No erasure is unfinished.")
        return True
    if not options.resume:
        refuse_during_erasure(home)
    with allow_during_erasure(home):
        STORE.prepare()
        if journal is None:
            erasure = _begun(options, home)
        else:
            erasure = Erasure(**journal)
        return _Steps(options, home, erasure).run()


def _begun(options: argparse.Namespace, home: Path) -> Erasure:
    """Plans, shows, asks; the journal is the beginning."""
    from egregora_assets.definitions import SETTINGS, STORE

    people = [person(STORE, given) for given in options.author or [None]]
    erasure = planned(STORE, people, people_of(STORE), SETTINGS.values().default_phone_regions)
    erasure.backups, erasure.inbox = options.backups, options.inbox
    print(f"To be erased, for good: {'; '.join(sorted({p.shown for p in people}))}")
    if any(p.display_name is None for p in people):
        print("The vault no longer knows the name: what others wrote of the person is found by the name shown alone.")
    _show(home, erasure)
    if not options.yes and not _is_confirmed():
        raise NotConfirmed("The erasure")
    write_journal(home, erasure.journal())
    return erasure


def begin_again(home: Path) -> bool:
    """Begins the erasure of people who were erased before and are there again, because an older copy was restored.

    Returns: whether somebody is.
    """
    from egregora_assets.definitions import SETTINGS, STORE

    gone, everybody = STORE.erased_ids(), people_of(STORE)
    people = [p for p in everybody if p.author_id in gone]
    if not people:
        return False
    erasure = planned(STORE, people, everybody, SETTINGS.values().default_phone_regions)
    erasure.backups = "keep-and-list"
    write_journal(home, erasure.journal())
    return True


def _show(home: Path, erasure: Erasure) -> None:
    there, elsewhere = backups(home)
    fate = "will be removed" if erasure.backups == "remove" else "stay: remove them yourself"
    for what, count in erasure.counts.items():
        print(f"  {count:6,} {what}")
    print(f"  {len(own_copies(home)):6,} snapshots and older copies: will be removed")
    print(f"  {len(there):6,} backups: {fate}")
    for path in there:
        print(f"         {path}")
    for path in elsewhere:
        print(f"         not found now, look for it yourself: {path}")
    found, unread = exports_with(_inboxes(), erasure.scanner(b""))
    for path in found:
        print(f"         an export in the inbox holds the person ({erasure.inbox}): {path.name}")
    for path in unread:
        print(f"         a file in the inbox cannot be read: {path.name}")


def _is_confirmed() -> bool:
    print("This cannot be undone. Type `yes` to go on: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip() == "yes"


def _inboxes() -> list[Path]:
    """The folders that exports lie in: the inbox, and where those that were read are put away."""
    from egregora_assets.definitions import SETTINGS

    values = SETTINGS.values()
    return [values.inbox, *([values.processed_dir] if values.processed_dir else [])]


class _Steps:
    """The steps, in order. Each may be done again; a step counts once it is in the journal."""

    def __init__(self, options: argparse.Namespace, home: Path, erasure: Erasure) -> None:
        self._options, self._home, self._erasure = options, home, erasure

    def run(self) -> bool:
        """Does what is not done. Returns: whether all is."""
        steps: Sequence[tuple[str, str, Callable[[], bool | None]]] = (
            ("vault", "Taking the person out of the vault", self._vault),
            ("tables", "Taking the person out of the database", self._tables),
            ("site", "Making everything again without the person", self._site),
            ("copies", "Removing older copies", self._copies),
            ("inbox", "Looking through the inbox", self._look_through_inbox),
            ("rewrite", "Writing both databases anew", self._rewrite),
            ("scan", "Looking for the person everywhere", self._scan),
        )
        for name, told, step in steps:
            if name in self._erasure.done:
                continue
            print(f"{told} …", flush=True)
            if step() is False:
                print("The erasure is not complete; `egregora erase --resume` goes on.", file=sys.stderr)
                return False
            complete(self._home, self._erasure, name)
        self._prove()
        return True

    def _vault(self) -> None:
        from egregora_assets.definitions import STORE, VAULT

        e, file = self._erasure, STORE.file("vault")
        record_erased_authors(file, e.author_ids, utc_now())
        folded = {fold_name(name) for name in e.names}
        eraser = Eraser(e.names, e.values, detect_language(e.texts))
        ids = {"message": e.message_ids, "author": e.author_ids}
        erase_from_vault(file, e.chat_ids, ids, lambda n: fold_name(n) in folded, e.media, eraser.erase, HIDDEN_PERSON)
        from egregora_assets.contracts.bundles import CONTRACTS

        kept = read(file, CONTRACTS["export_media"].table().select("content_sha256").distinct())
        VAULT.remove_other_media(str(d) for d in kept["content_sha256"].to_pylist())
        shutil.rmtree(self._home / "vault" / "requests", ignore_errors=True)  # real names of files that were named

    def _tables(self) -> None:
        from egregora_assets.definitions import STORE

        e = self._erasure
        ids = {"message": e.message_ids, "author": e.author_ids, "document": e.document_ids}
        erase_from_main(STORE.file("main"), ids)
        for name in _CACHES:
            path = self._home / "cache" / name
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)

    def _site(self) -> bool:
        return up_to_date(self._options, force_refresh=True)

    def _copies(self) -> None:
        there, elsewhere = backups(self._home)
        own = own_copies(self._home)
        gone = [*own, *(there if self._erasure.backups == "remove" else [])]
        for folder in (self._home, self._home / "vault"):
            for inner in (folder, folder / SNAPSHOT_FOLDER, folder / "before_migration"):
                sweep_unfinished(inner)
        for path in gone:
            path.unlink(missing_ok=True)
            path.with_name(path.name + ".wal").unlink(missing_ok=True)
        if self._erasure.backups == "remove":
            forget_backups(self._home, frozenset(there))
        kept = [*(there if self._erasure.backups != "remove" else []), *elsewhere]
        before = self._erasure.outcome.get("copies removed", 0)
        self._erasure.outcome |= {"copies removed": before + len(gone), "backups that are left": len(kept)}
        for path in kept:
            print(f"  Left, and to be removed by you: {path}")

    def _look_through_inbox(self) -> None:
        found, unread = exports_with(_inboxes(), self._erasure.scanner(b""))
        for path in unread:
            print(f"  Left, look through it yourself: {path.name}")
        for path in found:
            if self._erasure.inbox == "remove":
                path.unlink(missing_ok=True)
            print(f"  {'Removed' if self._erasure.inbox == 'remove' else 'Left, it holds the person'}: {path.name}")
        self._erasure.outcome[f"exports in the inbox ({self._erasure.inbox})"] = len(found)
        self._erasure.outcome["files in the inbox that cannot be read"] = len(unread)
        shutil.rmtree(self._home / "vault" / "inbox", ignore_errors=True)  # names of files; they are noted anew

    def _rewrite(self) -> None:
        from egregora_assets.definitions import SETTINGS, STORE

        for place in ("vault", "main"):
            file = STORE.file(place)
            rewrite(file)
            for copy in STORE.copy_folders(place)[:1]:
                take_snapshot(file, copy, min(1, SETTINGS.values().snapshot_count), utc_now())

    def _scan(self) -> None:
        from egregora_assets.definitions import own_text

        scanner = self._erasure.scanner(own_text())
        unread: list[str] = []
        places: set[str] = set()
        count = size = 0
        kept = frozenset(backups(self._home)[0]) if self._erasure.backups != "remove" else frozenset()
        private = {*_inboxes(), journal_path(self._home), *kept}
        tops = [self._home]
        dagster_home = Path(os.environ["DAGSTER_HOME"]).resolve()
        if not dagster_home.is_relative_to(self._home):
            tops.append(dagster_home)
        for path in files_below(tops, private, unread):
            count += 1
            try:
                size += path.stat().st_size
                found = [*findings_in(path, scanner), *scanner.findings(path.name.encode(), "")]
            except FileNotFoundError:
                continue
            except (OSError, EgregoraError):
                unread.append(_shown(path, self._home))
            else:
                if found:
                    kinds = ", ".join(sorted({f.kind for f in found}))
                    columns = {f.place.rpartition(": ")[2] for f in found if ": " in f.place}
                    places.add(
                        f"{_shown(path, self._home)} ({kinds}{'; ' + ', '.join(sorted(columns)) if columns else ''})"
                    )
        if places or unread:
            raise ErasureIncomplete([*sorted(places), *sorted(unread)])
        self._erasure.outcome |= {"files looked through": count, "bytes looked through": size, "findings": 0}

    def _prove(self) -> None:
        from egregora_assets.definitions import STORE

        e = self._erasure
        digests = {
            p.name: public_uuid("file", p.read_bytes()) for p in (STORE.file("main").path, STORE.file("vault").path)
        }
        proof = {
            "erasure_id": e.erasure_id,
            "author_ids": e.author_ids,
            "begun_at": e.begun_at,
            "ended_at": utc_now().isoformat(timespec="seconds"),
            "code_version": __version__,
            "before": e.counts,
            "outcome": e.outcome,
            "digests": digests,
        }
        path = write_proof(self._home, e.erasure_id, proof)
        delete_journal(self._home)
        print(f"Erased. Proof: {PROOFS}/{path.name}")
        for what, count in {**e.counts, **e.outcome}.items():
            print(f"  {count:6,} {what}")


def complete(home: Path, erasure: Erasure, step: str) -> None:
    """Notes that a step is done: the point at which tests let an erasure die."""
    erasure.done.append(step)
    write_journal(home, erasure.journal())


def _shown(path: Path, home: Path) -> str:
    return str(path.relative_to(home)) if path.is_relative_to(home) else str(path)
