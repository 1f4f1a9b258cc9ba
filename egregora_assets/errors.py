"""One family of errors. Each class takes its culprits as data and says what is wrong and how to mend it.

No error carries message text or a person's name. A file's name may hold a group's title, so errors that can reach
Dagster name an export by the first characters of its digest; `detail_for_terminal` holds the rest for a terminal.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence

NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says where a disk or a quota is full, or a file may not grow."""


class EgregoraError(Exception):
    """Something that a person can mend. The text is safe to store: it names settings, tables, positions and digests."""

    def __init__(self, problem: str, remedy: str, *, detail_for_terminal: str = "") -> None:
        super().__init__(f"{problem} Remedy: {remedy}")
        self.problem = problem
        self.remedy = remedy
        self.detail_for_terminal = detail_for_terminal


class StageFailed(EgregoraError):
    """An unexpected failure inside a stage, reduced to its type and place, so that no data travels with it."""

    def __init__(self, stage: str, kind: str, place: str) -> None:
        super().__init__(
            f"{stage} failed: {kind} at {place}.",
            "the last good tables are kept; report the type and place, or run the stage again with a smaller input.",
        )
        self.stage, self.kind, self.place = stage, kind, place


class SourceUnusable(EgregoraError):
    """An installed adapter for a chat program cannot be used."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"The adapter {name} of an installed package cannot be used: {reason}.",
            "update the package that brings it, or uninstall it (docs/sources.md).",
        )
        self.name, self.reason = name, reason


class LanguageFileInvalid(EgregoraError):
    """The file with the texts of a language cannot be used."""

    def __init__(self, code: str, problems: Iterable[str]) -> None:
        self.code, self.problems = code, tuple(problems)
        super().__init__(
            f"The language file {code}.toml cannot be used: {'; '.join(self.problems)}.",
            "correct these keys; `python -m egregora_assets.language.report` lists them (docs/translating.md).",
        )


# --- settings and the deployment folder ---------------------------------------------------------------------------


class SettingInvalid(EgregoraError):
    """A setting has a value that cannot be used."""

    def __init__(self, setting: str, reason: str) -> None:
        super().__init__(f"The setting {setting} cannot be used: {reason}.", f"correct {setting} (docs/settings.md).")
        self.setting = setting


class DagsterHomeUnset(EgregoraError):
    """Dagster would run on a temporary instance and forget its history."""

    def __init__(self) -> None:
        super().__init__(
            "DAGSTER_HOME is not set, so Dagster would throw the run's history away and send telemetry.",
            'set it to the folder with dagster.yaml, by its full path: `export DAGSTER_HOME="$PWD/dagster_home"`.',
        )


class FolderNotWritable(EgregoraError):
    """A folder of the deployment cannot be written."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"No permission to write in {folder}.",
            f"run `chmod u+rwx {folder}` or choose another folder with --output.",
        )
        self.folder = folder


class FolderTooOpen(EgregoraError):
    """A private folder or file can be read by others."""

    def __init__(self, path: str, mode: int, wanted: int) -> None:
        super().__init__(
            f"{path} can be read by others (mode {mode:04o}).", f"run `chmod {wanted:04o} {path}` and start again."
        )
        self.path = path


class KeyLost(EgregoraError):
    """The vault or database is there, the deployment key is not."""

    def __init__(self, key_file: str) -> None:
        super().__init__(
            f"The deployment key {key_file} is missing although the database already holds pseudonyms made with it.",
            "restore the key file from your copy; without it everybody would get a new pseudonym and every address "
            "would change. To start afresh on purpose, choose an empty output folder.",
        )


class KeyWrong(EgregoraError):
    """The key in place is not the one that made the existing identifiers, or is not a key."""

    def __init__(self, key_file: str, reason: str) -> None:
        super().__init__(f"The deployment key {key_file} {reason}.", "put the original key file back.")


# --- the database -------------------------------------------------------------------------------------------------


class DatabaseBusy(EgregoraError):
    """Another process holds the database."""

    def __init__(self, file: str, holder: str, waited_seconds: float) -> None:
        super().__init__(
            f"{file} is in use by {holder}; waited {waited_seconds:.0f} s.",
            "wait until that run has ended, or end that process; notebooks should open a copy (`egregora backup`).",
        )


class DatabaseMissing(EgregoraError):
    """A database file is absent although its write-ahead log is there, or a reader found none."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(
            f"{file} {reason}.", "run `egregora restore` to put the newest snapshot there, or `egregora process`."
        )


class DatabaseDamaged(EgregoraError):
    """The file is not a readable database."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"{file} is damaged or is not a database.",
            "run `egregora restore`: it puts the newest snapshot in its place and keeps the damaged file beside it; "
            "then run `egregora process`. Without a snapshot, move the file away and run the pipeline again.",
        )


class BackupUnusable(EgregoraError):
    """A file that was to be restored is no sound copy of this deployment's database."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(
            f"{file} cannot be restored: it {reason}.",
            "name another copy (`egregora restore FILE`); what is there now was not touched.",
        )
        self.file, self.reason = file, reason


class NothingToRestore(EgregoraError):
    """There is no snapshot and no backup."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"No snapshot and no backup lies in {folder}.",
            "name the copy (`egregora restore FILE`), or move the database away and run the pipeline again.",
        )


class CopyDiffers(EgregoraError):
    """A copy of a database does not hold what the database holds."""

    def __init__(self, copy: str) -> None:
        super().__init__(
            f"The copy {copy} does not hold what the database holds, and was thrown away.",
            "make it again, on another disk if this repeats; the database itself was not touched.",
        )


class DatabaseTooNew(EgregoraError):
    """The file was written by a newer program."""

    def __init__(self, file: str, found: int, known: int) -> None:
        super().__init__(
            f"{file} has schema version {found}; this program knows versions up to {known}.",
            "upgrade egregora-assets, or restore the snapshot that was made before the upgrade.",
        )


class MigrationChanged(EgregoraError):
    """A migration that was applied in the past no longer has the text it had."""

    def __init__(self, version: int) -> None:
        super().__init__(
            f"Migration {version} differs from the one that was applied to this database.",
            "install the release that the database was made with; applied migrations must never be edited.",
        )


class DiskFull(EgregoraError):
    """There is no space left for the database."""

    def __init__(self, file: str) -> None:
        super().__init__(f"No space left while writing {file}.", "free space and run again; nothing was lost.")


class DiskAlmostFull(DiskFull):
    """There is too little space to begin."""

    def __init__(self, folder: str, free_bytes: int, least_bytes: int) -> None:
        EgregoraError.__init__(
            self,
            f"Only {free_bytes >> 20} MiB are free for {folder}; a run needs {least_bytes >> 20} MiB.",
            "free space, or lower `minimum_free_bytes` if you know that less is enough; nothing was begun.",
        )


class HistoryUnwritable(EgregoraError):
    """Dagster cannot read or write its own storage."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"Dagster's history in {folder} cannot be read or written.",
            "free space if the disk is full, and run again. If it happens again, move that folder away but for "
            "`dagster.yaml`: only the history that Dagster shows is lost.",
        )


class CommitUncertain(DiskFull):
    """Writing the end of a transaction failed: whether it counts is known once the file is opened again."""


class DatabaseInvalidated(EgregoraError):
    """The database gave up in the middle of something; what was not committed is gone."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"The database gave up while working on {file}.",
            "run again: what was committed is there. If it happens again, `egregora doctor` and `egregora restore`.",
        )


class DatabaseDefect(EgregoraError):
    """The database met a state that it holds to be impossible."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"An internal error of the database while working on {file}.",
            "make a copy (`egregora backup`), run again, and report it with the version that `egregora doctor` prints.",
        )


class MemoryExceeded(EgregoraError):
    """The database ran into its memory limit."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"The memory limit was reached while working on {file}.",
            "raise `memory_limit` in egregora.toml or run with fewer threads.",
        )


class WriteConflict(EgregoraError):
    """Two transactions wrote the same rows; it was tried once more."""

    def __init__(self, file: str) -> None:
        super().__init__(f"Another transaction changed the same rows of {file}.", "run again; nothing was written.")


class ReferenceStale(EgregoraError):
    """A foreign key still names a table under a name that it no longer has."""

    def __init__(self, file: str, table: str) -> None:
        super().__init__(
            f"{file} has a foreign key that names a table which is gone (seen at {table}).",
            "run `egregora restore` with a copy from before that change, or move the file away and run the pipeline "
            "again.",
        )
        self.table = table


class RunUnknown(EgregoraError):
    """Rows were to be written for a run that is not recorded."""

    def __init__(self, run_id: str) -> None:
        super().__init__(
            f"The run {run_id} is not in `runs`, so no row may name it.",
            "nothing was written; record the run first (`RunStore.start_run`).",
        )


class DocumentUnknown(EgregoraError):
    """A document is named that is not there."""

    def __init__(self, document_id: str) -> None:
        super().__init__(f"There is no document {document_id}.", "nothing was written; look up its identifier.")


class DocumentRefused(EgregoraError):
    """What a person wants to save does not fit what is there."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The document was not saved: {reason}.", "nothing was written; correct that and save again.")
        self.reason = reason


class RowsRefused(EgregoraError):
    """Rows broke a constraint; the last good table stays."""

    def __init__(self, table: str, kind: str) -> None:
        super().__init__(
            f"The database refused rows for {table}: {kind}.",
            "nothing was written; this is a defect of the stage that made them: report the table and the kind.",
        )
        self.table, self.kind = table, kind


class RowsMalformed(EgregoraError):
    """Rows do not have the contract's columns."""

    def __init__(self, table: str, reason: str) -> None:
        super().__init__(
            f"The rows for {table} do not fit its contract: {reason}.", "correct the stage that made them."
        )
        self.table = table


class StatementFailed(EgregoraError):
    """Any other refusal by the database, named by its class alone."""

    def __init__(self, file: str, kind: str) -> None:
        super().__init__(f"A statement on {file} failed ({kind}).", "nothing was written; run `egregora doctor`.")


class StatementForbidden(StatementFailed):
    """A statement reached for a file, an extension or a setting: the connection allows none of them."""


class StatementTooLong(EgregoraError):
    """A statement ran into its time limit."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"A statement on {file} took longer than it may.",
            "nothing was written; run again when the machine is idle.",
        )


class RowUnknown(EgregoraError):
    """No row has the identifier that was asked for."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing in this deployment has that identifier.",
            "give the key of a row (a UUID, or its first eight digits), a composite key with colons such as "
            "`<document_id>:0` for a citation, or a path of the site; look at --output, and run the stage that makes "
            "such rows. What somebody had left out or erased is gone.",
        )


class RowAmbiguous(EgregoraError):
    """Several rows of one table answer to the name or to the first digits that were given."""

    def __init__(self, table: str, keys: Sequence[str]) -> None:
        shown = ", ".join(keys[:5])
        super().__init__(f"{len(keys)} rows of {table} answer to that: {shown}.", "give the whole key of one of them.")
        self.table, self.keys = table, tuple(keys)


class BatchesRefused(EgregoraError):
    """Rows cannot be read in batches as they were asked for."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"Rows cannot be read in batches: {reason}.", remedy)
        self.reason = reason


# --- times --------------------------------------------------------------------------------------------------------


class TimeZoneUnknown(EgregoraError):
    """A time zone has no name that every machine knows."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "A time zone is unknown to the IANA database.",
            "name a zone such as Europe/Lisbon or America/Sao_Paulo (`time_zone`, docs/settings.md).",
            detail_for_terminal=name,
        )


class InstantOutOfRange(EgregoraError):
    """Times lie where instants with nanoseconds end."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"{count} time(s) lie before 1677-09-21 or after 2262-04-11, where timestamp(9) ends.",
            "correct the date at its source, or take the row out.",
        )
        self.count = count


# --- people and pseudonyms ----------------------------------------------------------------------------------------


class PseudonymUnknown(EgregoraError):
    """Nobody is shown under a pseudonym, or the vault does not say who."""

    def __init__(self, is_shown: bool) -> None:
        problem = "The vault no longer holds who that is" if is_shown else "Nobody is shown under that pseudonym"
        remedy = (
            "read an export of the conversation again (`egregora process FILE`)."
            if is_shown
            else "write it as the site does, in quotation marks; name the deployment with --output."
        )
        super().__init__(f"{problem}.", remedy)


class PersonUnknown(EgregoraError):
    """Nobody is known by what `--author` says."""

    def __init__(self) -> None:
        super().__init__(
            "Nobody is known by that pseudonym, id or name.",
            "give the pseudonym as the site shows it, or the id that `egregora trace` tells; a real name or number, as "
            "the export writes it, is asked for by `--author -` and does not stand in the shell's history.",
        )


class PersonAmbiguous(EgregoraError):
    """Several participants answer to what `--author` says."""

    def __init__(self, shown: Iterable[str]) -> None:
        found = tuple(shown)
        super().__init__(
            f"{len(found)} participants answer to that: {'; '.join(found)}.",
            "give one of these ids; each conversation has participants of its own.",
        )
        self.shown = found


class ErasureUnfinished(EgregoraError):
    """An erasure was begun and has not ended."""

    def __init__(self) -> None:
        super().__init__(
            "The erasure of a person was begun and has not ended; nothing is read or published before it has.",
            "run `egregora erase --resume` (with the same --output): it goes on where it was cut off.",
        )


class ErasureIncomplete(EgregoraError):
    """Something of the person who is erased still stands somewhere."""

    def __init__(self, places: Iterable[str]) -> None:
        found = tuple(places)
        super().__init__(
            f"The erasure is not complete: something of the person still stands in {len(found)} place(s), or they "
            f"could not be read: {'; '.join(found[:10])}.",
            "remove or correct them (a title or label in egregora.toml, a file of your own in the folder), "
            "then run `egregora erase --resume`.",
        )
        self.places = found


class KeyRefused(EgregoraError):
    """A key was not copied or not taken."""

    def __init__(self, reason: str, path: str) -> None:
        super().__init__(
            f"{reason}; nothing was changed.",
            "name a new file to export to; import the key that was exported from this deployment.",
            detail_for_terminal=path,
        )
        self.reason = reason


class NotConfirmed(EgregoraError):
    """A command that removes for good was not confirmed."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} was not confirmed; nothing was changed.", "answer `yes`, or give --yes where nobody can answer."
        )


# --- looking for leaks --------------------------------------------------------------------------------------------


class VaultEmpty(EgregoraError):
    """There is nothing in the vault that could be looked for."""

    def __init__(self) -> None:
        super().__init__(
            "The vault holds no conversation, so nothing can be looked for.",
            "read an export first (`egregora process FILE`), or name the deployment with --output.",
        )


class ContainerTooLarge(EgregoraError):
    """An archive unpacks to more, or is nested deeper, than is looked at."""

    def __init__(self, path: str) -> None:
        super().__init__(
            "An archive unpacks to more than 256 MiB, or holds archives in archives.",
            "unpack it and look through the folder.",
            detail_for_terminal=path,
        )


# --- commands that read standard input ----------------------------------------------------------------------------


class RedactInputRefused(EgregoraError):
    """What `egregora redact` was given cannot be read."""

    def __init__(self, reason: str, path: str = "") -> None:
        super().__init__(
            f"{reason}.",
            "give plain lines, or with --jsonl an object a line: "
            '{"id": ..., "text": "...", "roster": ["..."], "lang": "en"}; a roster is a file with a name a line.',
            detail_for_terminal=path,
        )


class ReviewRefused(EgregoraError):
    """What `egregora review names` was given cannot be noted."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Nothing was noted: {reason}.", "name words as `egregora review names` lists them.")


# --- importing an older deployment ---------------------------------------------------------------------------------


class OlderFileRefused(EgregoraError):
    """A file that was to be imported is no readable database of the predecessor."""

    def __init__(self, position: int, reason: str, remedy: str, path: str) -> None:
        super().__init__(
            f"File {position} of those named {reason}.",
            f"{remedy}; nothing was imported, and the file was not touched.",
            detail_for_terminal=path,
        )
        self.position, self.reason = position, reason


class ConversationUnclear(EgregoraError):
    """It is not clear into which conversation an older deployment is to come."""

    def __init__(self, reason: str, remedy: str, slugs: Iterable[str] = ()) -> None:
        shown = ", ".join(sorted(slugs))
        super().__init__(f"{reason}.", remedy, detail_for_terminal=f"conversations: {shown}" if shown else "")


# --- caches -------------------------------------------------------------------------------------------------------


class RepositoryUnreadable(EgregoraError):
    """A configured git repository, or its branch, cannot be read."""

    def __init__(self, repository: str, reason: str) -> None:
        super().__init__(
            f"The git repository {repository} cannot be read: {reason}.",
            "correct its path and branch under `repositories` in egregora.toml, or take it out; old answers stay.",
        )
        self.repository, self.reason = repository, reason


class PictureNotDrawn(EgregoraError):
    """A picture's template was refused by the program that draws it."""

    def __init__(self, picture: str) -> None:
        super().__init__(
            f"The template of {picture} could not be drawn.",
            "this is a defect of the template or of an upgraded `typst`: install the locked versions and report it.",
        )


# --- the site -----------------------------------------------------------------------------------------------------


class SiteLeak(EgregoraError):
    """A file of the site would have shown something that belongs to the vault."""

    def __init__(self, place: str, kinds: Iterable[str]) -> None:
        super().__init__(
            f"Publication stopped: {', '.join(sorted(set(kinds)))} found in {place}.",
            "the last good site stays; run `egregora doctor` and report kind and place (never the text itself).",
        )
        self.place, self.kinds = place, tuple(sorted(set(kinds)))


class SiteFileRefused(EgregoraError):
    """A file of the site has an impossible address or source."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"A file of the site was refused: {reason}.", "the last good site stays; this is a defect: report it."
        )


class SiteBroken(EgregoraError):
    """The site that was built is not whole: links that lead nowhere, or something that may not stand on a page."""

    def __init__(self, findings: Iterable[tuple[str, str]]) -> None:
        found = tuple(sorted(set(findings)))
        shown = "; ".join(f"{page}: {kind}" for page, kind in found[:5])
        super().__init__(
            f"The site was not published, {len(found)} finding(s): {shown}.",
            "the last good site stays; this is a defect of the pages: report the findings.",
        )
        self.findings = found
