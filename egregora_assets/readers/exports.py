"""One chat export, from the file that it lies in to the conversation that it holds."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.readers.messages import UNREAD, ParsedChat
from egregora_assets.readers.parts import Entry, Parts
from egregora_assets.readers.refusals import ExportRefused


@dataclass(frozen=True, eq=False)
class Export:
    """A chat export with what is known of it so far.

    It begins as a file or folder. `find_exports` gives the exports inside, each with its files; `read_export` gives the
    conversations of one of those, each with its messages.

    Attributes:
        name: of the file, or of the innermost file or folder that the export is; may show the conversation's title.
        byte_count: size in bytes.
        digest: identifies the export: SHA-256 of the file, or of what the export's files hold.
        open: opens the file; None for a folder and for what lies inside another file.
        stream: the open file, while `find_exports` holds it.
        parts: the files of an archive or folder; None for a single file.
        text: the text of the chat, as far as it is known.
        is_file: it is the file `text` only; the other files in `parts` may belong to others.
        part: path inside the file; empty for all of it.
        is_archive: it is all of an archive, so that `digest` is that of packed bytes.
        refusal: why it cannot be read.
        source: the program that wrote it; `archive` for an archive not opened yet, empty where nobody looked.
        export_id: of the conversation in the vault.
        file_name: of the file, with `part`, as the vault keeps it.
        chat: the conversation.
        title: of the conversation.
        chat_key: the program's own id of the conversation, where its exports hold one.
        time_zone: zone of the conversation's clock, where the export names one; None = the setting.
        media: attachments that the export holds: name in the rows, name of the part.
        attachments: attachments that were stored: name in the rows, SHA-256, size in bytes.
        is_alone: the file holds this conversation only, so that the user's label can mean it.
        is_first: it is the first conversation of its export.
        left_out_count: conversations of the export in which nobody speaks; with the first one only.
    """

    name: str = ""
    byte_count: int = 0
    digest: str = ""
    open: Callable[[], BinaryIO] | None = None
    stream: BinaryIO | None = None
    parts: Parts | None = None
    text: Entry | None = None
    is_file: bool = False
    part: str = ""
    is_archive: bool = False
    refusal: ExportRefused | None = None
    source: str = ""
    export_id: str = ""
    file_name: str = ""
    chat: ParsedChat = UNREAD
    title: str | None = None
    chat_key: str | None = None
    time_zone: str | None = None
    media: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[tuple[str, str, int], ...] = ()
    is_alone: bool = True
    is_first: bool = True
    left_out_count: int = 0

    @classmethod
    def from_bytes(cls, data: bytes, name: str, digest: str = "") -> Export:
        """An export in memory."""
        return cls(name, len(data), digest, open=lambda: io.BytesIO(data))

    @classmethod
    def from_path(cls, path: Path) -> Export:
        """A file on the disk.

        Raises:
            OSError: it is not there.
        """
        return cls(path.name, path.stat().st_size, open=lambda: path.open("rb"))

    @property
    def span(self) -> tuple[int, int]:
        """First and last instant of the conversation, in nanoseconds UTC."""
        sent_at = self.chat.messages["sent_at"].cast(pa.int64())
        return int(pc.min(sent_at).as_py()), int(pc.max(sent_at).as_py())

    def hash_content(self) -> str:
        """The digest of what the export holds: the same for an archive and for the folder that it was packed from.

        Raises:
            ExportRefused: its files cannot be read.
        """
        if not self.is_archive or self.refusal is not None or self.parts is None:
            return self.digest
        return self.parts.compute_digest()

    def open_media(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """The attachments that the export holds: name in the rows, bytes in pieces.

        Raises:
            ExportRefused: while the bytes are read: they are not what was listed.
        """
        entries = {e.name: e for e in self.parts.entries} if self.parts else {}
        for name, part in sorted(self.media.items()):
            if self.parts is not None and part in entries:
                yield name, self.parts.chunks(entries[part])
