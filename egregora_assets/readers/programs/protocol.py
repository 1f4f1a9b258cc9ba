"""What an adapter is: it recognises an export by its content and gives its conversations as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from egregora_assets.readers.messages import ParsedChat, ReadOptions
from egregora_assets.readers.programs.content import ExportContent

MAX_CHATS = 20_000
"""No export has more conversations."""


@dataclass(frozen=True)
class SourceChat:
    """One conversation of an export.

    Attributes:
        chat: its rows, as WhatsApp's reader gives them.
        key: the conversation's own id in its program; None = it is known by its messages and title.
        media: for attachments that the export holds, their name in the rows to the name of the part.
        time_zone: the zone of the conversation's clock, where the export names one; None = the setting.
    """

    chat: ParsedChat
    key: str | None = None
    media: Mapping[str, str] = field(default_factory=dict)
    time_zone: str | None = None


@runtime_checkable
class Source(Protocol):
    """An adapter for one chat program. It holds no state; one object reads every file."""

    @property
    def name(self) -> str:
        """The program: one of `contracts.vault.SOURCES`; any other name is noted as `other`."""

    def recognise(self, content: ExportContent) -> bool:
        """Whether this is an export of the program, by what is in it, never by names alone.

        Raises:
            ExportRefused: the file cannot be read at all.
        """

    def read(self, content: ExportContent, options: ReadOptions) -> Sequence[SourceChat]:
        """The conversations of an export that `recognise` took, in a fixed order.

        Raises:
            ExportRefused: one of its kinds. A record that cannot be read is no error: it is kept as rejected.
        """
