"""Tables of messages from any program, as CSV, JSON lines or Parquet.

Source: docs/sources.md describes the columns.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq

from egregora_assets.contracts.time_zones import find_time_zone
from egregora_assets.contracts.vault import MESSAGE_KINDS
from egregora_assets.errors import TimeZoneUnknown
from egregora_assets.readers.archive import MAX_ENTRY_BYTES
from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.programs.content import ExportContent, base_name, folder_name
from egregora_assets.readers.programs.json_text import JsonReader, get_id, get_text, replace_unreadable
from egregora_assets.readers.programs.moments import Moment, parse_iso_time, parse_timestamp
from egregora_assets.readers.programs.people import People
from egregora_assets.readers.programs.protocol import MAX_CHATS, SourceChat
from egregora_assets.readers.programs.rows import ChatRows, Message
from egregora_assets.readers.refusals import ExportMalformed, ExportTooLarge
from egregora_assets.readers.relations import Reaction, count_reactions

REQUIRED = ("sent_at", "author", "text")
OPTIONAL = ("chat", "title", "id", "kind", "attachment", "is_edited", "time_zone", "reply_to", "reactions")
MAX_ROWS = 5_000_000
_BATCH = 65_536
_ENDINGS = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")
_PARQUET = b"PAR1"
_YES, _NO = ("true", "1", "yes"), ("", "false", "0", "no")
Row = Mapping[str, object]


class Tables:
    """Reads tables of messages in the documented columns."""

    name = "table"

    def recognise(self, content: ExportContent) -> bool:
        """Whether exactly one part has the required columns."""
        return len(list(_find_parts(content))) == 1

    def read(self, content: ExportContent, options: ReadOptions) -> Sequence[SourceChat]:
        """One conversation for each value of the column `chat`, in order of appearance; one without that column.

        Raises:
            ExportMalformed: the table is damaged, or has too many conversations.
            ExportTooLarge, ArchiveDamaged: a part cannot be read.
        """
        chats: dict[str, _Chat] = {}
        for part, form in _find_parts(content):
            files = {n.removeprefix(folder_name(part)): n for n in content.names}
            for row in _read_rows(content, part, form):
                chat_key = get_id(row, "chat") if isinstance(row, dict) else ""
                if chat_key not in chats:
                    if len(chats) >= MAX_CHATS:
                        raise ExportMalformed(self.name, f"it has more than {MAX_CHATS:,} conversations")
                    chats[chat_key] = _Chat(options.time_zone, files)
                chats[chat_key].take(row)
        return [chat.rows.finish(chat.title or key, key) for key, chat in chats.items()]


def _find_parts(content: ExportContent) -> Iterator[tuple[str, str]]:
    """Parts that are tables, and their format: a delimiter, `json` or `parquet`."""
    for name in content.names:
        if not content.archive or name.casefold().endswith(_ENDINGS):
            form = _detect_form(content, name)
            if form:
                yield name, form


def _detect_form(content: ExportContent, name: str) -> str:
    """The format of a part; empty where it is no table of messages."""
    if content.head(name).startswith(_PARQUET):
        return "parquet" if _has_columns(_list_parquet_columns(content, name)) else ""
    first = content.head_text(name).lstrip("\ufeff\r\n").partition("\n")[0].strip()
    if first.startswith("{"):
        try:
            found = json.loads(first)
        except (ValueError, RecursionError):
            return ""
        return "json" if isinstance(found, dict) and _has_columns(found) else ""
    delimiters = (d for d in (",", ";", "\t") if _has_columns(_split_cells(first, d)))
    return next(delimiters, "")


def _split_cells(line: str, delimiter: str) -> list[str]:
    try:
        return [c.strip() for c in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _has_columns(columns: Iterable[str]) -> bool:
    return set(REQUIRED) <= set(columns)


def _list_parquet_columns(content: ExportContent, name: str) -> list[str]:
    try:
        return [str(n) for n in pq.read_schema(io.BytesIO(content.data(name))).names]
    except (pa.ArrowException, OSError, ValueError):
        return []


def _read_rows(content: ExportContent, part: str, form: str) -> Iterator[object]:
    """The rows of a part: mappings, or the content of lines that are none."""
    if form == "parquet":
        yield from _read_parquet(content.data(part))
    elif form == "json":
        yield from _read_json_lines(content.text(part))
    else:
        yield from _read_csv(content.text(part), form)


def _read_csv(text: str, delimiter: str) -> Iterator[object]:
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter)
    try:
        header: list[str] | None = None
        for cells in reader:
            if not any(cells):
                continue
            if header is None:
                header = [c.strip() for c in cells]
            elif len(cells) > len(header):
                yield cells
            else:
                yield dict(zip(header, cells, strict=False))
    except csv.Error:
        raise ExportMalformed(Tables.name, "its cells cannot be told apart, or one is longer than 131,072") from None


def _read_json_lines(text: str) -> Iterator[object]:
    for line in text.split("\n"):
        if line.strip():
            try:
                yield JsonReader(line, Tables.name).value()
            except ExportMalformed:
                yield line


def _read_parquet(data: bytes) -> Iterator[object]:
    """The rows, batch by batch.

    Raises:
        ExportTooLarge: more rows or bytes than the limits.
        ExportMalformed: the file is damaged.
    """
    try:
        file = pq.ParquetFile(io.BytesIO(data))
        facts = file.metadata
        size = sum(facts.row_group(g).total_byte_size for g in range(facts.num_row_groups))
        if size > MAX_ENTRY_BYTES or facts.num_rows > MAX_ROWS:
            raise ExportTooLarge("unpacked table", max(size, facts.num_rows), MAX_ENTRY_BYTES)
        columns = [c for c in (*REQUIRED, *OPTIONAL) if c in file.schema_arrow.names]
        for batch in file.iter_batches(_BATCH, columns=columns):
            yield from _read_batch(batch)
    except (pa.ArrowException, OSError, ValueError, OverflowError):
        raise ExportMalformed(Tables.name, "the file is damaged") from None


def _read_batch(batch: pa.RecordBatch) -> Iterator[Row]:
    """A batch as mappings; columns of timestamps become moments, local ones where they have no zone."""
    columns: dict[str, list[object]] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        kind = column.type
        if pa.types.is_timestamp(kind):
            numbers = column.cast(pa.timestamp("us", kind.tz), safe=False).cast(pa.int64()).to_pylist()
            instants = (parse_timestamp(n, per_second=1_000_000) for n in numbers)
            columns[name] = [m and Moment(m.microseconds, kind.tz is None) for m in instants]
        else:
            columns[name] = list(column.to_pylist())
    yield from (dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True))


class _Chat:
    """A conversation that is being read."""

    def __init__(self, time_zone: str, files: Mapping[str, str]) -> None:
        self.rows = ChatRows(People(), time_zone)
        self.title = ""
        self._files = files
        self._zone = ""

    def take(self, row: object) -> None:
        """Adds a row, or keeps it as rejected."""
        self.rows.begin()
        reason = self._read_row(row)
        if reason:
            self.rows.reject(_make_serializable(row), reason)

    def _read_row(self, row: object) -> str | None:
        if not isinstance(row, dict):
            return "not a row of the table"
        sent_at = row.get("sent_at")
        moment = sent_at if isinstance(sent_at, Moment) else parse_iso_time(sent_at)
        author = " ".join(get_text(row, "author").split())
        kind = get_text(row, "kind").strip().casefold() or ("text" if author else "system")
        edited = str(row.get("is_edited") or "").strip().casefold()
        if moment is None:
            return "no possible time"
        if not self._is_on_its_clock(get_text(row, "time_zone").strip()):
            return "another time zone than the conversation's, or an unknown one"
        if kind not in MESSAGE_KINDS:
            return "unknown kind of message"
        if edited not in (*_YES, *_NO):
            return "is_edited is neither true nor false"
        if (kind == "system") == bool(author):
            return "exactly the notices have no author"
        reactions = self._read_reactions(row.get("reactions"))
        if reactions is None:
            return "reactions is no list of signs with an author or a number"
        if not self.rows.is_new(get_id(row, "id")):
            return "an earlier record has its id"
        noted = self.rows.people.add(author, author) if author else None
        text, names = get_text(row, "text"), self._add_attachment(get_text(row, "attachment").strip())
        self.title = self.title or get_text(row, "title").strip()
        message = Message(moment, noted, text, kind, names, edited in _YES, get_id(row, "id"), get_id(row, "reply_to"))
        self.rows.add(replace(message, reactions=reactions))
        return None

    def _read_reactions(self, cell: object) -> list[Reaction] | None:
        """The reactions in a cell; None where it holds something else."""
        try:
            found = json.loads(cell) if isinstance(cell, str) and cell.strip() else cell or []
        except (ValueError, RecursionError):
            return None
        reactions: list[Reaction] = []
        for one in found if isinstance(found, list) else [None]:
            emoji, author = get_text(one, "emoji").strip(), " ".join(get_text(one, "author").split())
            people = [self.rows.people.add(author, author)] if author else []
            counted = (
                count_reactions(emoji, people, None if author else one.get("count", 1)) if isinstance(one, dict) else []
            )
            if not emoji or not counted:
                return None
            reactions += counted
        return reactions

    def _add_attachment(self, name: str) -> list[str]:
        if name in self._files:
            self.rows.attach(base_name(name), self._files[name])
        return [base_name(name)] if name else []

    def _is_on_its_clock(self, zone: str) -> bool:
        """Whether a row's time zone is the conversation's; the first one named holds for all rows."""
        if zone in ("", self._zone):
            return True
        try:
            find_time_zone(zone)
        except TimeZoneUnknown:
            return False
        if not self._zone:
            self._zone = self.rows.time_zone = zone
        return zone == self._zone


def _make_serializable(row: object) -> object:
    """The row as JSON can hold it."""
    if isinstance(row, dict):
        return {str(k): _make_serializable(v) for k, v in row.items()}
    return row if isinstance(row, str | int | float | list | None) else replace_unreadable(str(row))
