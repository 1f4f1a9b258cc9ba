"""Reads the exports of several files at the same time, before they are taken up one after the other.

What could not be read is not in the result: whoever takes it up reads it then, and meets the same refusal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from egregora_assets.contracts.parts import Perform
from egregora_assets.errors import EgregoraError
from egregora_assets.readers.discovery import find_exports
from egregora_assets.readers.exports import Export
from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.reading import read_export
from egregora_assets.readers.refusals import DEFECTS

_SECONDS_A_BYTE = 0.0000005
"""To read a byte of a file; of an archive, a packed one."""
_Place = tuple[str, str, str]
"""The digest of a file, and digest and part of an export that is found in it."""
Conversations = Mapping[_Place, Sequence[Export]]
"""What was read, by the export that it was found in; without the files."""


@dataclass(frozen=True)
class ReadingTask:
    """A file to read; it can be sent to another process, if what opens it can."""

    file: Export
    options: ReadOptions


def read_ahead(files: Sequence[Export], options: ReadOptions, perform: Perform) -> Conversations:
    """The conversations of files as far as they can be read."""
    seconds = sum(file.byte_count for file in files) * _SECONDS_A_BYTE
    found = perform(read_file, [ReadingTask(file, options) for file in files], seconds)
    return {key: chats for one in found for key, chats in one.items()}


def read_file(task: ReadingTask) -> dict[_Place, list[Export]]:
    """The conversations of one file as far as they can be read."""
    found: dict[_Place, list[Export]] = {}
    with suppress(EgregoraError, OSError, *DEFECTS):
        for export in find_exports(task.file):
            with suppress(EgregoraError, OSError, *DEFECTS):
                place = (task.file.digest, export.digest, export.part)
                found[place] = [_drop_files(chat) for chat in read_export(export, task.options)]
    return found


def _drop_files(chat: Export) -> Export:
    return replace(chat, open=None, stream=None, parts=None, text=None)


def take_files(chat: Export, found: Export) -> Export:
    """A conversation that was read ahead, with the files of the export that it was found in."""
    return replace(chat, open=found.open, stream=found.stream, parts=found.parts, text=found.text)
