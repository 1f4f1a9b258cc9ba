"""Reads the pieces of a file that are in other layouts, and joins them to the file's messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from egregora_assets.readers.messages import ParsedChat, values
from egregora_assets.readers.refusals import ExportRefused
from egregora_assets.readers.whatsapp.foreign import LOOSE, PREAMBLE, Piece, find_pieces, may_write
from egregora_assets.readers.whatsapp.headers import Layout
from egregora_assets.readers.whatsapp.records import Records

WHOLE_EXPORT = 20
"""Messages in another layout that are an export, not a quotation, wherever in time they lie."""
UNREADABLE = "begins with a date and time in a format that cannot be read"
OF_ANOTHER_TIME = "in another phone's format, and of another time than the messages around it"
_MINUTE, _DAY = 60, 86_400
_MICROSECONDS = 1_000_000
Seconds = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Place:
    """Where the lines of joined pieces stand in the file."""

    pieces: Sequence[Piece]
    starts: npt.NDArray[np.int64]

    def find(self, lines: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.int64]]:
        """The piece of each line, and the line's number in the file."""
        of = np.searchsorted(self.starts, lines, side="right") - 1
        firsts = np.array([piece.line for piece in self.pieces], np.int64)
        return of, firsts[of] + lines - self.starts[of]


def take_foreign(
    records: Records,
    layout: Layout,
    names: Sequence[str | None],
    seconds: Seconds,
    parse: Callable[[bytes], ParsedChat],
) -> list[ParsedChat]:
    """Takes the pieces in other layouts out of a file's bodies.

    What cannot be read, or is of another time than the messages around it, becomes rejected lines; what is only alike
    stays where it is, and is counted.

    Args:
        names: clean name of each distinct author; seconds: local time of each record.
        parse: reads a text.

    Returns: the chats that they are, with the file's line numbers as positions.
    """
    people = frozenset(name for name in names if name is not None)
    found = find_pieces(records, layout, people)
    chats = []
    for key in sorted(found):
        pieces = found[key]
        chat, is_sure = None, True
        if key != LOOSE:
            chat, is_sure = _read(pieces, layout, people, seconds, parse)
        if not is_sure:
            records.misplaced_count += chat.messages.num_rows if chat else len(pieces)
            continue
        _cut(records, pieces)
        if chat is None:
            records.rejected.others += [(piece.line, piece.text, UNREADABLE) for piece in pieces]
            records.misplaced_count += len(pieces)
        else:
            chats.append(_sort_out(records, pieces, layout, chat, seconds))
    return chats


def _read(
    pieces: Sequence[Piece],
    layout: Layout,
    people: frozenset[str],
    seconds: Seconds,
    parse: Callable[[bytes], ParsedChat],
) -> tuple[ParsedChat | None, bool]:
    """The chat that pieces are, None where no line can be read; and whether they are messages for certain."""
    is_sure = any(piece.author in people for piece in pieces)
    try:
        chat = parse(_join(pieces, layout))
    except ExportRefused:
        return None, is_sure
    authors = values(chat.messages["author_name"])
    fits = _fit(_locate(pieces), chat.messages, seconds, is_strict=True)
    is_told = any(fit and name is not None and may_write(name) for fit, name in zip(fits, authors, strict=True))
    return chat, is_sure or is_told or bool(people.intersection(authors)) or _is_export(authors)


def _is_export(authors: Sequence[str | None]) -> bool:
    """Whether several people talk, each more than once; levels of a log are none."""
    counts = Counter(name for name in authors if name is not None)
    talkers = [name for name, count in counts.items() if count > 1]
    return len(authors) >= WHOLE_EXPORT and len(talkers) > 1 and all(map(may_write, counts))


def _join(pieces: Sequence[Piece], layout: Layout) -> bytes:
    return layout.end_of_line.join(piece.text for piece in pieces).encode()


def _locate(pieces: Sequence[Piece]) -> _Place:
    heights = np.array([piece.text.count("\n") + 1 for piece in pieces], np.int64)
    return _Place(pieces, 1 + np.cumsum(heights) - heights)


def _fit(place: _Place, messages: pa.Table, seconds: Seconds, *, is_strict: bool) -> list[bool]:
    """Which messages lie in time between the records around them.

    Args:
        is_strict: behind the last record, a day long.
    """
    lines = messages["position"].to_numpy()
    times = messages["local_time"].cast(pa.int64()).to_numpy() // _MICROSECONDS
    rows = np.array([piece.row for piece in place.pieces], np.int64)[place.find(lines)[0]]
    above = np.where(rows == PREAMBLE, np.iinfo(np.int64).min // 2, seconds[np.maximum(rows, 0)])
    is_last = rows + 1 >= len(seconds)
    end = above + _DAY if is_strict else np.full(len(rows), np.iinfo(np.int64).max // 2)
    below = np.where(is_last, end, seconds[np.minimum(rows + 1, len(seconds) - 1)])
    fits: list[bool] = ((times >= above - _MINUTE) & (times <= below + _MINUTE)).tolist()
    return fits


def _cut(records: Records, pieces: Sequence[Piece]) -> None:
    """Takes pieces out of bodies, and out of what stands before the first record."""
    for piece in pieces:
        if piece.row == PREAMBLE:
            records.rejected.preamble = records.rejected.preamble[: piece.start].removesuffix("\n")
        else:
            records.bodies[piece.row] = records.bodies[piece.row][: piece.start].rstrip("\r\n")


def _sort_out(
    records: Records, pieces: Sequence[Piece], layout: Layout, chat: ParsedChat, seconds: Seconds
) -> ParsedChat:
    """The messages that are to be read, under the file's line numbers; the others are rejected."""
    place, messages = _locate(pieces), chat.messages
    lines = messages["position"].to_numpy()
    keep = np.array(_fit(place, messages, seconds, is_strict=False), np.bool_) | (len(lines) >= WHOLE_EXPORT)
    if not keep.all():
        _reject(records, place, layout, lines, keep)
    numbers = values(chat.rejected["line_number"])
    of_rejected = place.find(np.array(numbers, np.int64))[1].tolist() if numbers else []
    told = zip(of_rejected, values(chat.rejected["text"]), values(chat.rejected["reason"]), strict=True)
    records.rejected.others += list(told)
    records.misplaced_count += chat.report.misplaced_stamp_count
    at = messages.column_names.index("position")
    moved = messages.set_column(at, messages.schema.field(at), pa.array(place.find(lines)[1], pa.int64()))
    return ParsedChat(moved.filter(pa.array(keep)), chat.rejected, chat.report, chat.title, chat.mentioned_names)


def _reject(
    records: Records, place: _Place, layout: Layout, lines: npt.NDArray[np.int64], keep: npt.NDArray[np.bool_]
) -> None:
    """Keeps the lines of messages that are of another time as rejected ones."""
    written = _join(place.pieces, layout).decode().split("\n")
    ends = np.append(lines[1:], len(written) + 1)
    of, numbers = place.find(lines)
    limits = np.append(place.starts[1:], len(written) + 1)[of]
    for row in np.flatnonzero(~keep).tolist():
        first, stop = int(lines[row]), int(min(ends[row], limits[row]))
        text = "\n".join(written[first - 1 : stop - 1])
        records.rejected.others.append((int(numbers[row]), text, OF_ANOTHER_TIME))
        records.misplaced_count += 1
