"""Which exports a run reads, one file after the other: what was read is known, what was refused is not tried again.

A file that fails, whatever it fails with, is told as refused, and the next one is read.
"""

from __future__ import annotations

import csv
import struct
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from types import TracebackType
from typing import TypeVar

import pyarrow as pa

from egregora_assets.contracts.digests import digest_code, digest_values
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.errors import EgregoraError, InstantOutOfRange, TimeZoneUnknown
from egregora_assets.readers.discovery import Found
from egregora_assets.readers.exports import ReadExport
from egregora_assets.readers.messages import ReadOptions, share_date_order
from egregora_assets.readers.outcomes import InboxFile, Told, found_in, joined, refused
from egregora_assets.readers.programs.registry import installed
from egregora_assets.readers.refusals import (
    ExportChanged,
    ExportRefused,
    ExportUnreadable,
    NobodySpeaks,
    ReaderFailed,
)

T = TypeVar("T")
_PACKAGES = ("egregora_assets.readers", "egregora_assets.language")
_LIBRARIES = ("babel", "numpy", "pyarrow")
_REFUSALS = (ExportRefused, InstantOutOfRange, TimeZoneUnknown)
_DEFECTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    csv.Error,
    pa.ArrowException,
    struct.error,
    zlib.error,
)
"""What a reader fails with on a file that nobody foresaw; adapters of installed packages are code of others. A full
disk, a lack of memory and an interruption are none of them: those end the run."""


@dataclass
class Intake:
    """Exports as they are taken from file after file.

    Args:
        read_ids: the exports in the vault.
        told: what became of files before, by digest, where the same reader told it.
        keep_media: stores an attachment, gives its digest and size.
        place_of: where in the program an error arose.

    Attributes:
        exports: what is new, as it was found.
        outcomes: what became of every file, by digest.
        held: the files of which nothing was looked at again.
    """

    key: DeploymentKey
    read_ids: set[str]
    told: Mapping[str, Sequence[Told]]
    options: ReadOptions
    keep_media: Callable[[Iterable[bytes]], tuple[str, int]]
    place_of: Callable[[TracebackType | None], str]
    exports: list[ReadExport] = field(default_factory=list)
    outcomes: dict[str, list[Told]] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    _contents: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    _origins: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    _undecided: list[InboxFile] = field(default_factory=list)

    def know(self, names: Mapping[str, str], told: Mapping[str, Sequence[Told]]) -> None:
        """Takes what files brought before, whoever read them: the same content is not read again.

        Args:
            names: of those files, by digest.
        """
        for digest, parts in told.items():
            for part in parts:
                if part.export_ids and not part.same_as and self.read_ids.issuperset(part.export_ids):
                    self._contents[part.content] = (joined(names[digest], part.name), part.export_ids)
                    self._origins[part.export_ids[0]] = (digest, part.name, joined(names[digest], part.name))

    def take(self, file: InboxFile) -> None:
        """Takes the new exports of a file, or tells why there are none.

        Raises:
            ExportRefused: the user named it, and nothing in it can be read.
        """
        before = self.told.get(file.sha256)
        if before and self._still_holds(file, before):
            self.outcomes[file.sha256] = list(before)
            self.held.append(file.sha256)
            return
        read: list[ReadExport] = []
        told: list[Told] = []
        errors: list[EgregoraError] = []
        error = self._tried(lambda: self._take_all(file, read, told, errors))
        if isinstance(error, EgregoraError):
            errors.append(error)
            told.append(refused("", error))
        elif not file.is_unchanged():
            read, errors = [], [ExportChanged()]
            told = [refused("", errors[0])]
        if file.is_named and errors and all(part.reason for part in told):
            raise errors[0]
        self.outcomes[file.sha256] = told
        self.exports += read
        for part in told:
            if part.export_ids and not part.same_as:
                self._contents.setdefault(part.content, (joined(file.name, part.name), part.export_ids))
        if any(export.chat.report.is_date_order_open for export in read):
            self._undecided.append(file)

    def refuse(self, digest: str, refusal: ExportRefused) -> None:
        """Tells that a file cannot even be opened."""
        self.outcomes[digest] = [refused("", refusal)]

    def in_order(self) -> list[ReadExport]:
        """What is new, by first message; what left the order of dates open follows what the others agree on."""
        hinted = share_date_order(self.options, (export.chat.report for export in self.exports))
        if hinted != self.options:
            again = {e.export_id: e for file in self._undecided for e in self._again(file, hinted)}
            self.exports = [again.get(e.export_id, e) if e.chat.report.is_date_order_open else e for e in self.exports]
        return sorted(self.exports, key=lambda e: (e.first_sent_at, e.export_id))

    def _still_holds(self, file: InboxFile, before: Sequence[Told]) -> bool:
        """Whether what became of a file before is what would become of it now."""
        if file.is_named and any(part.reason for part in before):
            return False
        return all(part.reason or self.read_ids.issuperset(part.export_ids) for part in before)

    def _take_all(self, file: InboxFile, read: list[ReadExport], told: list[Told], errors: list[EgregoraError]) -> None:
        for found in found_in(file):
            known = self._known_ids(found.digest)
            if known:
                told.append(Told(found.name, found.digest, known, same_as=self._brought_by(known[0], file, found)))
                continue
            taken = self._tried(lambda f=found: self._taken(file, f, read))  # type: ignore[misc]
            if isinstance(taken, EgregoraError):
                errors.append(taken)
                taken = refused(found.name, taken)
            told.append(taken)

    def _taken(self, file: InboxFile, found: Found, read: list[ReadExport]) -> Told:
        content = found.content()
        same = self._contents.get(content)
        if same:
            return Told(found.name, content, same[1], same_as=same[0])
        exports = self._exports(file, found, self.options)
        read += exports
        ids = tuple(export.export_id for export in exports)
        self.read_ids |= set(ids)
        self._origins[ids[0]] = (file.sha256, found.name, joined(file.name, found.name))
        return Told(found.name, content, ids)

    def _brought_by(self, export_id: str, file: InboxFile, found: Found) -> str:
        """What brought an export before, where it was not this very part of this file; empty where nobody knows."""
        digest, part, name = self._origins.get(export_id, (file.sha256, found.name, ""))
        return "" if (digest, part) == (file.sha256, found.name) else name

    def _known_ids(self, digest: str) -> tuple[str, ...]:
        """The conversations of an export that was read before; empty if it was not."""
        ids: list[str] = []
        while (export_id := self._id(digest, len(ids))) in self.read_ids:
            ids.append(export_id)
        return tuple(ids)

    def _id(self, digest: str, place: int) -> str:
        """The first conversation bears the id of the export itself, by which it is known to have been read."""
        return self.key.uuid("export", digest, *([str(place)] if place else []))

    def _exports(self, file: InboxFile, found: Found, options: ReadOptions) -> list[ReadExport]:
        """The conversations of one export, understood; their attachments are in the vault when this returns.

        Conversations in which no person speaks are left out, and counted.
        """
        content = found.read(options)
        spoken = [c for c in content.chats if c.chat.report.author_count]
        if not spoken:
            raise NobodySpeaks
        return [
            ReadExport(
                self._id(found.digest, place),
                joined(file.name, found.name),
                chat.chat.title,
                found.byte_count,
                chat.chat,
                tuple((name, *self.keep_media(chunks)) for name, chunks in content.media_chunks(chat)),
                source=content.source,
                chat_key=chat.key,
                time_zone=chat.time_zone,
                is_alone=len(spoken) == 1 and not found.name,
                is_first=not place,
                left_out_count=0 if place else len(content.chats) - len(spoken),
            )
            for place, chat in enumerate(spoken)
        ]

    def _again(self, file: InboxFile, options: ReadOptions) -> list[ReadExport]:
        """What a file brought, read with other options."""
        wanted = {export.export_id for export in self.exports if export.chat.report.is_date_order_open}
        read: list[ReadExport] = []
        for found in found_in(file):
            if self._id(found.digest, 0) in self.read_ids and any(i in wanted for i in self._known_ids(found.digest)):
                read += self._exports(file, found, options)
        return read

    def _tried(self, do: Callable[[], T]) -> T | EgregoraError:
        """What something gives, or why the file is refused."""
        try:
            return do()
        except _REFUSALS as refusal:
            return refusal
        except MemoryError:
            raise
        except (FileNotFoundError, NotADirectoryError, PermissionError):  # gone or closed since it was listed
            return ExportUnreadable()
        except _DEFECTS as error:
            return ReaderFailed(type(error).__name__, self.place_of(error.__traceback__))


def reader_version(options: ReadOptions) -> str:
    """A digest of all that decides whether a file can be read: this room's code, its libraries, adapters, options."""
    adapters = sorted(f"{type(s).__module__} {s.name} {_version_of(s)}" for s in installed())
    return digest_values(digest_code(_PACKAGES, _LIBRARIES), adapters, options)[:32]


def _version_of(source: object) -> str:
    """The version of the distribution that an adapter came with."""
    top = type(source).__module__.partition(".")[0]
    names = metadata.packages_distributions().get(top, [])
    return " ".join(sorted(f"{name} {metadata.version(name)}" for name in names))
