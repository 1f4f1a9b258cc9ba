"""Chat exports as messages: bytes in, one row a message out, for WhatsApp and every program that has an adapter.

`find_exports` gives the exports in a file, an archive or a folder; `read_export` gives the conversations of one, each
with a `ParsedChat`: Arrow columns, the lines that could not be read, a report. `BatchReader` reads the new exports of
many files.

In: files and folders, as bytes. Out: `Export`, with what is known of it. Not here: exports of one chat joined
(`merging/`), the inbox (`services/inbox/`), tables.
"""

from egregora_assets.readers.batch import BatchReader
from egregora_assets.readers.discovery import find_exports
from egregora_assets.readers.exports import Export
from egregora_assets.readers.messages import MESSAGE_SCHEMA, ParsedChat, ParseReport, ReadOptions
from egregora_assets.readers.reading import read_export

__all__ = [
    "MESSAGE_SCHEMA",
    "BatchReader",
    "Export",
    "ParseReport",
    "ParsedChat",
    "ReadOptions",
    "find_exports",
    "read_export",
]
