"""A file of the inbox as the intake sees it, the exports in it, and what is told of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from egregora_assets.errors import EgregoraError
from egregora_assets.readers.discovery import Found, found_in_file, found_in_folder
from egregora_assets.readers.parts import FolderParts
from egregora_assets.readers.refusals import ExportChanged, ExportUnreadable

_PASSING = (ExportChanged, ExportUnreadable)
"""Reasons that go away without another content."""


class InboxFile(Protocol):
    """A file or folder of the inbox, as `services.inbox` lists it."""

    @property
    def sha256(self) -> str:
        """What it is known by."""

    @property
    def byte_count(self) -> int:
        """Its size."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def is_named(self) -> bool:
        """Whether the user named it."""

    @property
    def member_digests(self) -> Sequence[str]:
        """SHA-256 of each file of a folder."""

    def files(self) -> Sequence[tuple[str, int]] | None:
        """The paths and sizes of a folder's files; None for a file."""

    def opened(self) -> AbstractContextManager[BinaryIO]:
        """The file, for reading."""

    def open_member(self, number: int) -> BinaryIO:
        """A file of the folder by its place, from 1."""

    def is_unchanged(self) -> bool:
        """Whether it is still what was listed."""


@dataclass(frozen=True)
class Told:
    """What became of one export.

    Attributes:
        name: path in its file; empty for all of it.
        content: digest of what is in it.
        export_ids: its conversations.
        same_as: the name of what brought the same content; empty if it was read.
        reason, message: of the refusal; empty if there is none.
    """

    name: str
    content: str
    export_ids: tuple[str, ...] = ()
    same_as: str = ""
    reason: str = ""
    message: str = ""


def found_in(file: InboxFile) -> Iterator[Found]:
    """The exports in a file or folder; they are read before the next is asked for."""
    files = file.files()
    if files is not None:
        parts = FolderParts.of(files, file.open_member)
        digests = file.member_digests
        yield from found_in_folder(
            parts, file.name, lambda e: file.open_member(e.number), lambda e: digests[e.number - 1]
        )
        return
    with file.opened() as stream:
        yield from found_in_file(stream, file.byte_count, file.name, file.sha256)


def refused(name: str, error: EgregoraError) -> Told:
    """That a part of a file cannot be read, and why."""
    return Told(name, "", reason=type(error).__name__, message=str(error))


def joined(file_name: str, part_name: str) -> str:
    """What a part of a file is called."""
    return f"{file_name}/{part_name}" if part_name else file_name


def is_passing(part: Told) -> bool:
    """Whether a refusal goes away without another content of the file, so that it is not to be remembered."""
    return part.reason in {kind.__name__ for kind in _PASSING}
