"""Finds the files that messages name among the files of their exports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.identifiers import DeploymentKey


@dataclass(frozen=True)
class ExportedFile:
    """A file of an export."""

    export_id: str
    file_name: str
    content_sha256: str
    byte_count: int


class FileIndex:
    """Finds the file that a message names: in its own export, else in another export of the same chat.

    Args:
        files: of all exports.
        chat_of_export: chat_id by export_id.
    """

    def __init__(self, files: Iterable[ExportedFile], chat_of_export: Mapping[str, str]) -> None:
        self._exact: dict[tuple[str, str], ExportedFile] = {}
        self._anywhere: dict[tuple[str, str], ExportedFile] = {}
        for file in sorted(files, key=lambda f: (f.export_id, f.file_name)):
            self._exact.setdefault((file.export_id, file.file_name.casefold()), file)
            self._anywhere.setdefault((chat_of_export.get(file.export_id, ""), file.file_name.casefold()), file)

    def find(self, chat_id: str, export_id: str, name: str) -> ExportedFile | None:
        """Find the file; None where no export holds it."""
        folded = name.strip("\u200e\u200f ").casefold()
        return self._exact.get((export_id, folded)) or self._anywhere.get((chat_id, folded))


@dataclass(frozen=True)
class AttachedFile:
    """A file that a message brings.

    Args:
        media_id: keyed by the content.
        shown_name: the redacted file name.
    """

    message_id: str
    media_id: str
    file: ExportedFile
    shown_name: str


@dataclass(frozen=True)
class MessageFile:
    """A file that a message names, as exported."""

    message_id: str
    export_id: str
    name: str


def list_named_files(is_hidden: Sequence[bool], rows: pa.Table) -> list[MessageFile]:
    """The files that the messages of a chat name which may be read.

    Args:
        is_hidden: whether each message must not appear.
        rows: of the messages: `message_id`, `export_id`, `attachment_name`.
    """
    is_shown = pc.and_(pc.invert(pa.array(is_hidden, pa.bool_())), pc.is_valid(rows["attachment_name"]))
    named = rows.filter(is_shown).select(["message_id", "export_id", "attachment_name"])
    return [MessageFile(*map(str, row.values())) for row in named.to_pylist()]


def find_attached(
    key: DeploymentKey, index: FileIndex, chat_id: str, named: Iterable[MessageFile], redact_name: Callable[[str], str]
) -> list[AttachedFile]:
    """Find the files that messages of a chat name, as far as an export holds them.

    Args:
        key: decides the ids of media.
        named: in order of messages.
        redact_name: redacts the name of a file.
    """
    shown: dict[str, str] = {}
    attached = []
    for item in named:
        file = index.find(chat_id, item.export_id, item.name)
        if file is not None:
            if item.name not in shown:
                shown[item.name] = redact_name(item.name)
            media_id = key.uuid("media", file.content_sha256)
            attached.append(AttachedFile(item.message_id, media_id, file, shown[item.name]))
    return attached
