"""Reads the new exports of a run, file after file: what was read or refused before is not read again.

A file that fails, whatever it fails with, becomes a refusal, and the next one is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import metadata
from types import TracebackType
from typing import TypeVar

from egregora_assets.contracts.digests import digest_code, digest_values
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.inbox import FileOutcome, FileRecord
from egregora_assets.errors import EgregoraError, InstantOutOfRange, TimeZoneUnknown
from egregora_assets.readers.ahead import Conversations, take_files
from egregora_assets.readers.discovery import find_exports
from egregora_assets.readers.exports import Export
from egregora_assets.readers.messages import ReadOptions, share_date_order
from egregora_assets.readers.programs.registry import load_installed
from egregora_assets.readers.reading import read_export
from egregora_assets.readers.refusals import (
    DEFECTS,
    ExportChanged,
    ExportRefused,
    ExportUnreadable,
    NobodySpeaks,
    ReaderFailed,
)

T = TypeVar("T")
_PACKAGES = ("egregora_assets.readers", "egregora_assets.language")
_LIBRARIES = ("babel", "numpy", "pyarrow")
_TEMPORARY = frozenset({"ExportChanged", "ExportUnreadable"})
"""Refusals that may be gone next time though the file's content is the same."""
_REFUSALS = (ExportRefused, InstantOutOfRange, TimeZoneUnknown)


@dataclass
class BatchReader:
    """Reads the exports of some files that are not in the vault yet.

    Args:
        key: the deployment's key, which export ids are derived with.
        read_ids: ids of the exports in the vault.
        records: earlier readings by digest of the file. Those of another reader only show which contents are known.
        options: time zone and locale.
        store_media: stores an attachment and returns its digest and size.
        find_place: where in the program an error arose, without text.
        is_forced: read again what this reader refused before.
        ahead: what was read ahead (see `read_ahead`).

    Attributes:
        exports: new conversations, in the order found.
        outcomes: outcomes of each file, by digest.
        reused: digests of the files of which the earlier outcomes still hold.
    """

    key: DeploymentKey
    read_ids: set[str]
    records: Mapping[str, FileRecord]
    options: ReadOptions
    store_media: Callable[[Iterable[bytes]], tuple[str, int]]
    find_place: Callable[[TracebackType | None], str]
    is_forced: bool = False
    ahead: Conversations = field(default_factory=dict)
    exports: list[Export] = field(default_factory=list)
    outcomes: dict[str, list[FileOutcome]] = field(default_factory=dict)
    reused: set[str] = field(default_factory=set)
    _contents: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    _origins: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    _undecided: list[Export] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.version = reader_version(self.options)
        for digest, record in self.records.items():
            for part in record.parts:
                if part.export_ids and not part.same_as and self.read_ids.issuperset(part.export_ids):
                    name = _join_name(record.file_name, part.name)
                    self._contents[part.content] = (name, part.export_ids)
                    self._origins[part.export_ids[0]] = (digest, part.name, name)

    def needs(self, file: Export, *, is_named: bool = False) -> bool:
        """Whether a file has to be read: no earlier reading of it still holds."""
        before = self.records.get(file.digest)
        return not (before and self._still_holds(before, is_named=is_named))

    def read(self, file: Export, *, is_named: bool = False, is_unchanged: Callable[[], bool] = lambda: True) -> None:
        """Reads the new exports of a file.

        Args:
            file: with name, size, digest, and `open` or `parts`.
            is_named: the user named it, so that it must be readable.
            is_unchanged: whether it is still what was listed.

        Raises:
            ExportRefused: the user named it, and nothing in it can be read.
        """
        if not self.needs(file, is_named=is_named):
            self.outcomes[file.digest] = list(self.records[file.digest].parts)
            self.reused.add(file.digest)
            return
        read: list[Export] = []
        outcomes: list[FileOutcome] = []
        errors: list[EgregoraError] = []
        error = self._try(lambda: self._read_all(file, read, outcomes, errors))
        if isinstance(error, EgregoraError):
            errors.append(error)
            outcomes.append(_refuse("", error))
        elif not is_unchanged():
            read, errors = [], [ExportChanged()]
            outcomes = [_refuse("", errors[0])]
        if is_named and errors and all(part.reason for part in outcomes):
            raise errors[0]
        self.outcomes[file.digest] = outcomes
        self.exports += read
        for part in outcomes:
            if part.export_ids and not part.same_as:
                self._contents.setdefault(part.content, (_join_name(file.name, part.name), part.export_ids))
        if any(export.chat.report.is_date_order_open for export in read):
            self._undecided.append(file)

    def refuse(self, digest: str, refusal: ExportRefused) -> None:
        """Records a file that cannot even be opened."""
        self.outcomes[digest] = [_refuse("", refusal)]

    def sort_exports(self) -> list[Export]:
        """The new conversations, by first message; those of undecided date order follow what the others agree on.

        Raises:
            ExportRefused: a file that is read again changed.
        """
        hinted = self.options
        if self._undecided:
            hinted = share_date_order(hinted, (export.chat.report for export in self.exports))
        if hinted != self.options:
            again = {e.export_id: e for file in self._undecided for e in self._read_again(file, hinted)}
            self.exports = [again.get(e.export_id, e) if e.chat.report.is_date_order_open else e for e in self.exports]
        return sorted(self.exports, key=lambda e: (e.span[0], e.export_id))

    def make_record(self, file_name: str, digest: str, run_id: str, copies: tuple[str, ...]) -> FileRecord:
        """The record of a file: the earlier one, where it still holds.

        Args:
            run_id: of the run that reads now.
            copies: names under which the same content lies beside it.
        """
        if digest in self.reused:
            return self.records[digest]
        parts = tuple(self.outcomes[digest])
        version = "" if any(part.reason in _TEMPORARY for part in parts) else self.version
        return FileRecord(file_name, version, run_id, parts, copies)

    def _still_holds(self, before: FileRecord, *, is_named: bool) -> bool:
        """Whether reading a file again would give the outcomes that it gave before."""
        if not before.is_read and (is_named or self.is_forced or before.reader != self.version):
            return False
        return bool(before.parts) and all(
            part.reason or self.read_ids.issuperset(part.export_ids) for part in before.parts
        )

    def _read_all(
        self, file: Export, read: list[Export], outcomes: list[FileOutcome], errors: list[EgregoraError]
    ) -> None:
        for found in find_exports(file):
            known = self._known_ids(found.digest)
            if known:
                same_as = self._find_origin(known[0], file.digest, found.part)
                outcomes.append(FileOutcome(found.part, found.digest, known, same_as))
                continue
            outcome = self._try(lambda f=found: self._read_one(file, f, read))  # type: ignore[misc]
            if isinstance(outcome, EgregoraError):
                errors.append(outcome)
                outcome = _refuse(found.part, outcome)
            outcomes.append(outcome)

    def _read_one(self, file: Export, found: Export, read: list[Export]) -> FileOutcome:
        content = found.hash_content()
        same = self._contents.get(content)
        if same and found.refusal is None:
            return FileOutcome(found.part, content, same[1], same_as=same[0])
        exports = self._read_conversations(file, found, self.options)
        read += exports
        ids = tuple(export.export_id for export in exports)
        self.read_ids |= set(ids)
        self._origins[ids[0]] = (file.digest, found.part, exports[0].file_name)
        return FileOutcome(found.part, content, ids)

    def _find_origin(self, export_id: str, digest: str, part: str) -> str:
        """The file that brought an export before; empty where it was this part of this file, or where nobody knows."""
        origin, origin_part, name = self._origins.get(export_id, (digest, part, ""))
        return "" if (origin, origin_part) == (digest, part) else name

    def _known_ids(self, digest: str) -> tuple[str, ...]:
        """The conversations of an export that was read before; empty if it was not."""
        ids: list[str] = []
        while (export_id := self._make_id(digest, len(ids))) in self.read_ids:
            ids.append(export_id)
        return tuple(ids)

    def _make_id(self, digest: str, place: int) -> str:
        """The id of a conversation. The first one has the id of the export itself, by which it is known to be read."""
        return self.key.uuid("export", digest, *([str(place)] if place else []))

    def _read_conversations(self, file: Export, found: Export, options: ReadOptions) -> list[Export]:
        """The conversations of one export; their attachments are in the vault when this returns.

        Conversations in which no person speaks are left out, and counted.

        Raises:
            NobodySpeaks: in none of them.
        """
        known = self.ahead.get((file.digest, found.digest, found.part)) if options == self.options else None
        chats = [take_files(c, found) for c in known] if known else read_export(found, options)
        spoken = [c for c in chats if c.chat.report.author_count]
        if not spoken:
            raise NobodySpeaks
        file_name = _join_name(file.name, found.part)
        return [
            replace(
                chat,  # without its file, so that no bytes of an archive stay in memory
                open=None,
                stream=None,
                parts=None,
                text=None,
                export_id=self._make_id(found.digest, place),
                file_name=file_name,
                attachments=tuple((name, *self.store_media(chunks)) for name, chunks in chat.open_media()),
                is_alone=len(spoken) == 1 and not found.part,
                is_first=not place,
                left_out_count=0 if place else len(chats) - len(spoken),
            )
            for place, chat in enumerate(spoken)
        ]

    def _read_again(self, file: Export, options: ReadOptions) -> list[Export]:
        """What a file brought, read with other options."""
        wanted = {export.export_id for export in self.exports if export.chat.report.is_date_order_open}
        read: list[Export] = []
        for found in find_exports(file):
            if wanted.intersection(self._known_ids(found.digest)):
                read += self._read_conversations(file, found, options)
        return read

    def _try(self, action: Callable[[], T]) -> T | EgregoraError:
        """The result of an action, or why the file is refused."""
        try:
            return action()
        except _REFUSALS as refusal:
            return refusal
        except MemoryError:
            raise
        except (FileNotFoundError, NotADirectoryError, PermissionError):  # gone or closed since it was listed
            return ExportUnreadable()
        except DEFECTS as error:
            return ReaderFailed(type(error).__name__, self.find_place(error.__traceback__))


def reader_version(options: ReadOptions) -> str:
    """A digest of all that decides whether a file can be read: the readers' code, libraries, adapters, options."""
    adapters = sorted(f"{type(s).__module__} {s.name} {_adapter_version(s)}" for s in load_installed())
    return digest_values(digest_code(_PACKAGES, _LIBRARIES), adapters, options)[:32]


def _adapter_version(source: object) -> str:
    """The version of the distribution that an adapter came with."""
    top = type(source).__module__.partition(".")[0]
    names = metadata.packages_distributions().get(top, [])
    return " ".join(sorted(f"{name} {metadata.version(name)}" for name in names))


def _refuse(name: str, error: EgregoraError) -> FileOutcome:
    return FileOutcome(name, "", reason=type(error).__name__, message=str(error))


def _join_name(file_name: str, part: str) -> str:
    return f"{file_name}/{part}" if part else file_name
