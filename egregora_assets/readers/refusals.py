"""Reasons to refuse an export: each is an error class with a remedy, without file names.

Dagster counts them by class name; the real name of the file is only in `detail_for_terminal`.
"""

from __future__ import annotations

import csv
import struct
import zlib

import pyarrow as pa

from egregora_assets.errors import EgregoraError
from egregora_assets.readers.advice import EXPORT_AGAIN, advise, label_program

DEFECTS = (
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
COPY_AGAIN = (
    "copy or download the file again and wait until it is complete; if it stays like this, export the chat again."
)


class ExportRefused(EgregoraError):
    """A file that is not read; nothing of it is stored."""


class NotAChat(ExportRefused):
    """No line of the text begins a message.

    Attributes:
        source: the program that the file seems to come from; empty where nothing shows it.
    """

    def __init__(self, source: str = "") -> None:
        found = (
            f"The file seems to come from {label_program(source)}, but it is not the export that is read."
            if source
            else "The file is not the export of a chat that any known program writes (docs/sources.md): "
            "no line begins with a date, a time and a message."
        )
        super().__init__(found, advise(source))
        self.source = source


class TextUnreadable(ExportRefused):
    """Most lines are in an encoding that cannot be detected with certainty."""

    def __init__(self, line: int) -> None:
        super().__init__(
            f"The text is not Unicode, and its encoding cannot be told for certain: line {line} is the first of many.",
            "use the file as the phone made it; if a program changed it, save it there as UTF-8.",
        )
        self.line = line


class NobodySpeaks(ExportRefused):
    """The export holds notices of the application, but no message of a person."""

    def __init__(self) -> None:
        super().__init__("The export has no message of any person, only notices of the application.", EXPORT_AGAIN)


class ExportEmpty(ExportRefused):
    """The file has no bytes."""

    def __init__(self) -> None:
        super().__init__("The file is empty.", COPY_AGAIN)


class ExportTooLarge(ExportRefused):
    """The file, or what it would unpack to, is larger than the limit."""

    def __init__(self, what: str, found: int, limit: int) -> None:
        super().__init__(
            f"The {what} has {found:,} bytes; the limit is {limit:,}.",
            "export the chat without media, or in parts; several exports of one chat are joined.",
        )
        self.what, self.found, self.limit = what, found, limit


class TooManyEntries(ExportRefused):
    """The archive lists more files than any export."""

    def __init__(self, found: int, limit: int) -> None:
        super().__init__(f"The archive lists {found:,} files; the limit is {limit:,}.", EXPORT_AGAIN)


class ArchiveBomb(ExportRefused):
    """An entry of the archive would unpack to far more than it occupies."""

    def __init__(self, entry: int, ratio: int, limit: int) -> None:
        super().__init__(
            f"File {entry} of the archive would unpack to {ratio} times its size; above {limit} that is an attack.",
            EXPORT_AGAIN,
        )


class ArchiveEncrypted(ExportRefused):
    """The archive asks for a password."""

    def __init__(self) -> None:
        super().__init__(
            "The archive is encrypted.",
            "unpack it with its password and put the text file or a plain archive in the inbox.",
        )


class ArchiveDamaged(ExportRefused):
    """The archive is cut short or its parts contradict each other."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The archive is damaged or incomplete: {reason}.", COPY_AGAIN)
        self.reason = reason


class ArchivePathUnsafe(ExportRefused):
    """An entry's name leaves the archive's folder, or is no plain relative name."""

    def __init__(self, entry: int, reason: str) -> None:
        super().__init__(f"File {entry} of the archive has an unsafe name: {reason}.", EXPORT_AGAIN)
        self.reason = reason


class ArchiveEntryUnsafe(ExportRefused):
    """An entry is a link or a device, or has a compression that no phone uses."""

    def __init__(self, entry: int, reason: str) -> None:
        super().__init__(f"File {entry} of the archive is refused: {reason}.", EXPORT_AGAIN)
        self.reason = reason


class ArchiveNamesClash(ExportRefused):
    """Two entries of the archive have the same name."""

    def __init__(self, entry: int) -> None:
        super().__init__(f"File {entry} of the archive has the name of an earlier one.", EXPORT_AGAIN)


class NotAnArchive(ExportRefused):
    """A file named .zip that is something else."""

    def __init__(self, looks_like: str) -> None:
        super().__init__(f"The file is not a ZIP archive; it looks like {looks_like}.", EXPORT_AGAIN)
        self.looks_like = looks_like


class NoChatInside(ExportRefused):
    """No text in the archive is a chat.

    Attributes:
        source: the program that the archive seems to come from; empty where nothing shows it.
    """

    def __init__(self, entry_count: int, source: str = "") -> None:
        seems = f"; it seems to come from {label_program(source)}" if source else ""
        super().__init__(f"None of the archive's {entry_count} files is the text of a chat{seems}.", advise(source))
        self.entry_count, self.source = entry_count, source


class SeveralChatsInside(ExportRefused):
    """The archive holds more than one chat and nothing says which is meant."""

    def __init__(self, found: int) -> None:
        super().__init__(
            f"The archive holds {found} texts of chats.", "put each chat's text file or archive in the inbox by itself."
        )


class ArchivesTooDeep(ExportRefused):
    """An archive in an archive in an archive."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The archive lies in more than {limit - 1} other; archives are opened {limit} deep.",
            "take it out of the archives around it and put it in the inbox by itself.",
        )


class ExportUnreadable(ExportRefused):
    """The file is there and cannot be opened."""

    def __init__(self) -> None:
        super().__init__(
            "The file cannot be opened, or a file of the folder cannot.",
            "give yourself the permission to read it: `chmod -R u+rX` and its name.",
        )


class ReaderFailed(ExportRefused):
    """The reader fails on the file: a defect of this program or of an installed adapter."""

    def __init__(self, kind: str, place: str) -> None:
        super().__init__(
            f"The program fails on this file: {kind} at {place}.",
            "report kind and place; the file is tried again by the next version.",
        )
        self.kind, self.place = kind, place


class ExportMalformed(ExportRefused):
    """A file that begins like an export of a known program, but is no valid one."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(
            f"The file looks like an export of {label_program(source)}, but {reason}.",
            f"export the conversation again and use that file unchanged: {advise(source)}",
        )
        self.source, self.reason = source, reason


class ExportChanged(ExportRefused):
    """The file changed while it was read."""

    def __init__(self) -> None:
        super().__init__("The file changed while it was being read.", "wait until it is complete and run again.")
