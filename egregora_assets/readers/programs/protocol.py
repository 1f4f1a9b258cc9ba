"""The interface of adapters: recognise an export by its content, read its conversations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from egregora_assets.readers.messages import ParsedChat, ReadOptions
from egregora_assets.readers.programs.content import ExportContent

MAX_CHATS = 20_000
"""More conversations than any export has."""


@dataclass(frozen=True)
class SourceChat:
    """One conversation of an export.

    Attributes:
        chat: its messages.
        key: the program's id of the conversation; None = it is identified by messages and title.
        media: attachments that the export holds: name in the rows, name of the part.
        time_zone: zone of the conversation's clock, where the export names one; None = the setting.
    """

    chat: ParsedChat
    key: str | None = None
    media: Mapping[str, str] = field(default_factory=dict)
    time_zone: str | None = None


@runtime_checkable
class Source(Protocol):
    """An adapter for one chat program. It is stateless: one object reads all files."""

    @property
    def name(self) -> str:
        """The program: one of `contracts.vault.SOURCES`; any other name is stored as `other`."""

    def recognise(self, content: ExportContent) -> bool:
        """Whether this is an export of the program, by its content, never by names alone.

        Raises:
            ExportRefused: the file cannot be read at all.
        """

    def read(self, content: ExportContent, options: ReadOptions) -> Sequence[SourceChat]:
        """The conversations of an export that `recognise` accepted, in a fixed order.

        Raises:
            ExportRefused: the export cannot be read. A single record that cannot be read is kept as rejected.
        """
