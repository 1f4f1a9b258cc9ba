"""What reading the files of the inbox gave: the readers say it, the stage passes it on, the inbox keeps it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FileOutcome:
    """The outcome of one export in a file: its conversations, or the file that brought the same, or a refusal.

    Attributes:
        name: path inside the file; empty for all of it.
        content: digest of what the export holds; empty where it was refused.
        export_ids: its conversations in the vault; empty where it was refused.
        same_as: name of the file that brought the same content before; empty where this one was read.
        reason, message: class and text of the refusal; empty where it was not refused.
    """

    name: str
    content: str
    export_ids: tuple[str, ...] = ()
    same_as: str = ""
    reason: str = ""
    message: str = ""


@dataclass(frozen=True)
class FileRecord:
    """The last reading of a file or folder of the inbox.

    Attributes:
        file_name: its name when it was read.
        reader: version of the reader (`readers.batch.reader_version`); empty where it is to be tried again anyway.
        run_id: the run that read it.
        parts: the outcome of each export in it.
        copies: names under which the same content lay beside it.
    """

    file_name: str
    reader: str
    run_id: str
    parts: tuple[FileOutcome, ...]
    copies: tuple[str, ...] = ()

    @property
    def export_ids(self) -> frozenset[str]:
        """The conversations that it brought."""
        return frozenset(export_id for part in self.parts for export_id in part.export_ids)

    @property
    def is_read(self) -> bool:
        """Whether all of it was read."""
        return bool(self.parts) and not any(part.reason for part in self.parts)
