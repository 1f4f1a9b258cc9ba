"""One export that was read: its messages, and what is known about the file that they came in."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.readers.messages import ParsedChat


@dataclass(frozen=True)
class ReadExport:
    """An export that was understood, with what is known about its file.

    Attributes:
        media: name in the rows, digest and size of each attachment, stored already.
        source: the program that wrote it; chat_key: the conversation's own id in it, if its exports tell.
        time_zone: the zone of its clock, where the export names one; None = the setting.
        is_alone: whether the file holds this conversation only, so that the user's label can mean it.
        is_first: whether it is the first conversation of its file; left_out_count: those in which nobody speaks.
    """

    export_id: str
    file_name: str
    title: str | None
    byte_count: int
    chat: ParsedChat
    media: tuple[tuple[str, str, int], ...] = ()
    source: str = "whatsapp"
    chat_key: str | None = None
    time_zone: str | None = None
    is_alone: bool = True
    is_first: bool = True
    left_out_count: int = 0

    @property
    def first_sent_at(self) -> int:
        """Its first instant, in nanoseconds."""
        return int(pc.min(self.chat.messages["sent_at"]).cast(pa.int64()).as_py())

    @property
    def last_sent_at(self) -> int:
        """Its last instant, in nanoseconds."""
        return int(pc.max(self.chat.messages["sent_at"]).cast(pa.int64()).as_py())
