"""Errors of statements and rows: a constraint, a limit, or an identifier that nothing has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from egregora_assets.errors.family import EgregoraError


class DatabaseInvalidated(EgregoraError):
    """The database stopped during a statement; what was not committed is lost."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"The database stopped while working on {file}.",
            "run again: what was committed is there. If it happens again, `egregora doctor` and `egregora restore`.",
        )


class DatabaseDefect(EgregoraError):
    """An internal error of the database."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"An internal error of the database while working on {file}.",
            "make a copy (`egregora backup`), run again, and report it with the version that `egregora doctor` prints.",
        )


class MemoryExceeded(EgregoraError):
    """The database reached its memory limit."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"The memory limit was reached while working on {file}.",
            "raise `memory_limit` in egregora.toml, or close other programs and run again.",
        )


class WriteConflict(EgregoraError):
    """Two transactions wrote the same rows, twice in a row."""

    def __init__(self, file: str) -> None:
        super().__init__(f"Another transaction changed the same rows of {file}.", "run again; nothing was written.")


class ReferenceStale(EgregoraError):
    """A foreign key names a table that no longer exists."""

    def __init__(self, file: str, table: str) -> None:
        super().__init__(
            f"{file} has a foreign key to a table that no longer exists (found at {table}).",
            "run `egregora restore FILE --force` with a copy from before that change, or move the file away and run "
            "`egregora process`.",
        )
        self.table = table


class RowsRefused(EgregoraError):
    """Rows broke a constraint; the last good table stays."""

    def __init__(self, table: str, kind: str) -> None:
        super().__init__(
            f"The database refused rows for {table}: {kind}.",
            "nothing was written; this is a defect of the stage that made them: report the table and the kind.",
        )
        self.table, self.kind = table, kind


class PartsEntangled(EgregoraError):
    """Rows of a part that did not change refer to rows that go; nothing of the part was deleted."""

    def __init__(self, asset_key: str, table: str) -> None:
        super().__init__(
            f"Rows of {table} that should stay refer to rows of {asset_key} that go.",
            "run again: then every part is computed.",
        )
        self.asset_key, self.table = asset_key, table


class RowsMalformed(EgregoraError):
    """Rows do not have the contract's columns."""

    def __init__(self, table: str, reason: str) -> None:
        super().__init__(
            f"The rows for {table} do not fit its contract: {reason}.", "correct the stage that made them."
        )
        self.table = table


class BatchesRefused(EgregoraError):
    """Rows cannot be read in batches as requested."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"Rows cannot be read in batches: {reason}.", remedy)
        self.reason = reason


class StatementFailed(EgregoraError):
    """Any other refusal by the database, named by its class alone."""

    def __init__(self, file: str, kind: str) -> None:
        super().__init__(f"A statement on {file} failed ({kind}).", "nothing was written; run `egregora doctor`.")


class StatementForbidden(StatementFailed):
    """A statement used a file, an extension or a setting, which no connection allows."""


class StatementTooLong(EgregoraError):
    """A statement exceeded its time limit."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"A statement on {file} exceeded its time limit.",
            "nothing was written; run again when the machine is idle.",
        )


class RunUnknown(EgregoraError):
    """Rows were to be written for a run that is not recorded."""

    def __init__(self, run_id: str) -> None:
        super().__init__(
            f"The run {run_id} is not in `runs`, so no row may name it.",
            "nothing was written; record the run first (`RunStore.begin_run`).",
        )


class RowUnknown(EgregoraError):
    """No row has the requested identifier."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing in this deployment has that identifier.",
            "give the key of a row (a UUID, or its first eight digits), a composite key with colons such as "
            "`<document_id>:0` for a citation, or a path of the site; check --output, and run the stage that makes "
            "such rows. Messages of people who opted out or were erased are not there.",
        )


class RowAmbiguous(EgregoraError):
    """Several rows of one table match the name or the first digits that were given."""

    def __init__(self, table: str, keys: Sequence[str]) -> None:
        shown = ", ".join(keys[:5])
        super().__init__(f"{len(keys)} rows of {table} match: {shown}.", "give the whole key of one of them.")
        self.table, self.keys = table, tuple(keys)


class DocumentUnknown(EgregoraError):
    """There is no document with the identifier that was given."""

    def __init__(self, document_id: str) -> None:
        super().__init__(f"There is no document {document_id}.", "nothing was written; look up its identifier.")


class DocumentUnclear(EgregoraError):
    """What is to be taken off the site or put back is not told clearly."""

    def __init__(self, count: int, status: str) -> None:
        place = {"archived": " that is taken off the site", "draft": " that is a draft"}.get(status, " on the site")
        found = f"{count} documents{place} have" if count else f"No document{place} has"
        option = {"archived": " --archived", "draft": " --drafts"}.get(status, "")
        listed = f"`egregora documents list{option}`"
        super().__init__(f"{found} that id or address.", f"nothing was changed; {listed} names them.")


class PostUnclear(EgregoraError):
    """Which post is meant is not told clearly; `count` posts are."""

    def __init__(self, count: int) -> None:
        found = f"{count} posts on the site have" if count else "No post on the site has"
        problem = "Both are the same post." if count == 1 else f"{found} that id or address."
        super().__init__(problem, "`egregora top --limit 1000` names them all.")


class AnnotationTargetUnclear(EgregoraError):
    """What an annotation is written on is not on the site, or not told clearly."""

    def __init__(self, count: int) -> None:
        found = f"{count} messages, posts or annotations have" if count else "No message, post or annotation has"
        super().__init__(
            f"{found} that id or address.",
            "copy the address of a post, or of a message (its time is a link), from the site; or take an `identifier` "
            "of `egregora search WORDS --json`.",
        )


class AnnotationRefused(EgregoraError):
    """An annotation or announcement cannot be published as it was written."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"What you wrote was not saved: {reason}.", remedy)
        self.reason = reason


class EditedPostRefused(EgregoraError):
    """A file with an edited post cannot be imported; `line` counts from 1, 0 stands for the whole file."""

    def __init__(self, path: Path, line: int, reason: str, remedy: str) -> None:
        place = f"line {line}: " if line else ""
        super().__init__(
            f"An edited post was not imported: {place}{reason}.",
            f"nothing was changed; {remedy}",
            detail_for_terminal=f"{path}:{line}" if line else str(path),
        )
        self.line, self.reason = line, reason


class DocumentRefused(EgregoraError):
    """A document that a person saves contradicts what is stored."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The document was not saved: {reason}.", "nothing was written; correct that and save again.")
        self.reason = reason
