"""The steps of an erasure, each of which may be done again after it was cut off."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from egregora_assets import __version__
from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.instants import utc_now
from egregora_assets.contracts.model import Place
from egregora_assets.database.copies.reading_copy import READING_FOLDER, refresh_reading_copy
from egregora_assets.database.copies.scratch import sweep_unfinished
from egregora_assets.database.copies.snapshots import SNAPSHOT_FOLDER, take_snapshot
from egregora_assets.database.copies.verified_copies import rewrite_file
from egregora_assets.database.people.decisions import record_erased_authors
from egregora_assets.database.people.main_erasure import erase_from_main
from egregora_assets.database.people.vault_erasure import ErasedPerson, erase_from_vault
from egregora_assets.database.tables.own_tables import drop_own_tables
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.errors import EgregoraError, ErasureIncomplete
from egregora_assets.language.detection import detect_language
from egregora_assets.language.folding import fold_name
from egregora_assets.language.own_notices import find_own_lines
from egregora_assets.operations.context import DeploymentContext
from egregora_assets.operations.erasing.history import forget_what_assets_showed, rewrite_history
from egregora_assets.operations.erasing.places import find_backups, find_exports, find_own_copies
from egregora_assets.operations.erasing.plan import Erasure
from egregora_assets.operations.leak_scan import find_in_file, list_files
from egregora_assets.operations.process import ProcessResult, process
from egregora_assets.operations.running import ProcessEvent
from egregora_assets.redaction.erasure import HIDDEN_PERSON, Eraser
from egregora_assets.services.backup_log import forget_backups
from egregora_assets.services.erasure_records import delete_journal, journal_path, write_journal, write_proof
from egregora_assets.services.leak_guard import LeakFinding
from egregora_assets.site.own_text import read_own_text

Step = Literal["vault", "tables", "site", "copies", "inbox", "rewrite", "scan"]
_PLACES: tuple[Place, ...] = ("vault", "main")
_CACHES = ("cards", "thumbnails", "site_pages.json", "site_inspection.json", "site_scan.json", "drafts.json")


@dataclass(frozen=True)
class StepBegan:
    """A step of an erasure begins."""

    step: Step


@dataclass(frozen=True)
class LeftBehind:
    """A file that holds, or may hold, the person.

    Attributes:
        fate: `removed`; `kept`: an export that holds the person; `unread`: an export that cannot be read; `backup`: a
            backup that the caller has to remove.
    """

    path: Path
    fate: Literal["removed", "kept", "unread", "backup"]


ErasureEvent = StepBegan | LeftBehind | ProcessResult | ProcessEvent


@dataclass(frozen=True)
class ErasureResult:
    """How an erasure ended.

    Attributes:
        proof: the file that proves it.
        counts: what there was of the person, and what was done, by kind.
    """

    proof: Path
    counts: Mapping[str, int]


class ErasureSteps:
    """The steps, in order. Each may be done again; a step counts once it is in the journal."""

    def __init__(
        self, context: DeploymentContext, erasure: Erasure, progress: Callable[[ErasureEvent], None] | None
    ) -> None:
        self._context, self._home, self._erasure = context, context.home, erasure
        self._report: Callable[[ErasureEvent], None] = progress or (lambda _event: None)

    def run(self) -> ErasureResult:
        """Does what is not done.

        Raises:
            ErasureIncomplete: something is left that only the operator can remove.
            EgregoraError: why the site could not be made again.
        """
        steps: Sequence[tuple[Step, Callable[[], None]]] = (
            ("vault", self._vault),
            ("tables", self._tables),
            ("site", self._site),
            ("copies", self._copies),
            ("inbox", self._look_through_inbox),
            ("rewrite", self._rewrite),
            ("scan", self._scan),
        )
        for name, do in steps:
            if name in self._erasure.done:
                continue
            self._report(StepBegan(name))
            do()
            complete(self._home, self._erasure, name)
        return self._prove()

    def _vault(self) -> None:
        e, file = self._erasure, self._context.store.file("vault")
        record_erased_authors(file, e.author_ids, utc_now())
        folded = {fold_name(name) for name in e.names}
        eraser = Eraser(e.names, e.values, detect_language(e.texts), e.words)
        person = ErasedPerson(
            e.chat_ids,
            e.message_ids,
            e.author_ids,
            lambda name: fold_name(name) in folded,
            e.media,
            lambda numbers, texts: find_own_lines(numbers, texts, e.names),
        )
        erase_from_vault(file, person, eraser.erase, HIDDEN_PERSON)
        kept = read_rows(file, CONTRACTS["export_media"].table().select("content_sha256").distinct())
        self._context.vault.remove_other_media(str(d) for d in kept["content_sha256"].to_pylist())
        shutil.rmtree(self._home / "vault" / "requests", ignore_errors=True)  # real names of files that were named

    def _tables(self) -> None:
        e = self._erasure
        ids = {"message": e.message_ids, "author": e.author_ids, "document": e.document_ids}
        main = self._context.store.file("main")
        # Nobody knows what is in tables that somebody added, and they can be made again.
        self._erasure.outcome |= {"tables of assets that were added, deleted": drop_own_tables(main)}
        erase_from_main(main, ids)
        with self._context.instance() as instance:
            forget_what_assets_showed(instance)
        for name in _CACHES:
            path = self._home / "cache" / name
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)

    def _site(self) -> None:
        result = process(self._context, force_refresh=True, command="erase", progress=self._report)
        self._report(result)
        if result.error:
            raise result.error

    def _copies(self) -> None:
        there, elsewhere = find_backups(self._home)
        own = find_own_copies(self._home)
        gone = [*own, *(there if self._erasure.backups == "remove" else [])]
        sweep_unfinished(self._home / READING_FOLDER)
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
            self._report(LeftBehind(path, "backup"))

    def _look_through_inbox(self) -> None:
        found, unread = find_exports(list_export_folders(self._context), self._erasure.scanner(b""))
        for path in unread:
            self._report(LeftBehind(path, "unread"))
        for path in found:
            if self._erasure.inbox == "remove":
                path.unlink(missing_ok=True)
            self._report(LeftBehind(path, "removed" if self._erasure.inbox == "remove" else "kept"))
        self._erasure.outcome[f"exports in the inbox ({self._erasure.inbox})"] = len(found)
        self._erasure.outcome["files in the inbox that cannot be read"] = len(unread)
        shutil.rmtree(self._home / "vault" / "inbox", ignore_errors=True)  # names of files; they are noted anew

    def _rewrite(self) -> None:
        rewrite_history(self._context.dagster_home)
        for place in _PLACES:
            file = self._context.store.file(place)
            rewrite_file(file)
            for copy in self._context.store.list_copy_folders(place)[:1]:
                take_snapshot(file, copy, min(1, self._context.settings.snapshot_count), utc_now())
        refresh_reading_copy(self._context.store.file("main"), self._home)

    def _scan(self) -> None:
        """Looks for the person in every file of the deployment and of Dagster.

        Raises:
            ErasureIncomplete: they are found, or a file cannot be read.
        """
        scanner = self._erasure.scanner(read_own_text())
        unread: list[str] = []
        places: list[str] = []
        count = size = 0
        for path in list_files(self._tops(), self._private(), unread):
            count += 1
            try:
                size += path.stat().st_size
                found = [*find_in_file(path, scanner), *scanner.findings(path.name.encode(), "")]
            except FileNotFoundError:
                continue
            except (OSError, EgregoraError):
                unread.append(self._relative(path))
            else:
                places += [self._describe(path, found)] if found else []
        if places or unread:
            raise ErasureIncomplete([*sorted(places), *sorted(unread)])
        self._erasure.outcome |= {"files looked through": count, "bytes looked through": size, "findings": 0}

    def _tops(self) -> list[Path]:
        """The deployment, and Dagster's folder where it lies elsewhere."""
        dagster_home = self._context.dagster_home.resolve()
        return [self._home, *([] if dagster_home.is_relative_to(self._home) else [dagster_home])]

    def _private(self) -> Collection[Path]:
        """What may still hold the person: exports, the journal, backups that are kept."""
        kept = find_backups(self._home)[0] if self._erasure.backups != "remove" else []
        return {*list_export_folders(self._context), journal_path(self._home), *kept}

    def _describe(self, path: Path, found: Iterable[LeakFinding]) -> str:
        """A file with kinds and columns of what was found in it."""
        kinds = ", ".join(sorted({f.kind for f in found}))
        columns = ", ".join(sorted({f.place.rpartition(": ")[2] for f in found if ": " in f.place}))
        return f"{self._relative(path)} ({kinds}{'; ' + columns if columns else ''})"

    def _relative(self, path: Path) -> str:
        return str(path.relative_to(self._home)) if path.is_relative_to(self._home) else str(path)

    def _prove(self) -> ErasureResult:
        e = self._erasure
        files = [self._context.store.file(place).path for place in _PLACES]
        digests = {path.name: public_uuid("file", path.read_bytes()) for path in files}
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
        return ErasureResult(path, {**e.counts, **e.outcome})


def complete(home: Path, erasure: Erasure, step: str) -> None:
    """Notes that a step is done: the point at which tests let an erasure die."""
    erasure.done.append(step)
    write_journal(home, erasure.journal())


def list_export_folders(context: DeploymentContext) -> list[Path]:
    """The inbox, and where exports are moved to after they were read."""
    values = context.settings
    return [values.inbox, *([values.processed_dir] if values.processed_dir else [])]
