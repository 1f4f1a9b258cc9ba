"""Records as Arrow columns: bodies that may be more than plain text are looked at one by one, the others never are."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.instants import normalize_timestamps
from egregora_assets.contracts.time_zones import ResolvedTimes
from egregora_assets.readers.messages import MESSAGE_SCHEMA, REJECTED_SCHEMA, values
from egregora_assets.readers.whatsapp.bodies import Body, clean_text, read_android, read_ios, read_lone_file
from egregora_assets.readers.whatsapp.headers import MARKS, Layout
from egregora_assets.readers.whatsapp.prefilter import has_marks, rows_to_look_at
from egregora_assets.readers.whatsapp.records import Records
from egregora_assets.readers.whatsapp.texts import offsets_of, rows_taken

SHORT_BODY = 60
MAX_SEEN = 10_000
MAX_NAMES = 3000
"""More people than any group has: their names are not looked for in notices."""
_SPACED = "A-Za-z\u00c0-\u024f\u0370-\u04ff"
"""Letters of scripts that put spaces between words."""


@dataclass
class _Found:
    """What looking at bodies gave: codes of kinds, and edited or not, by row; texts and attachments piece by piece."""

    kinds: npt.NDArray[np.int32]
    edited: npt.NDArray[np.bool_]
    vocabulary: dict[str, int]
    texts: list[pa.Array[Any]]
    attachments: list[pa.Array[Any]]


def message_columns(
    records: Records,
    names: list[str | None],
    layout: Layout,
    stamps: tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]],
    instants: ResolvedTimes,
) -> pa.Table:
    """The messages' columns; takes the bodies out of the records."""
    found = _look_at_bodies(records, names, layout)
    author_codes = np.where(found.kinds == 1, -1, records.authors)
    columns: list[Any] = [
        pa.array(records.lines, pa.int64()),
        pa.array(stamps[0] * 1_000_000, pa.timestamp("us")),
        pa.array(stamps[1]),
        normalize_timestamps(pa.array(instants.utc_seconds, pa.timestamp("s"))),
        _named(names, author_codes),
        pa.array(list(found.vocabulary)).take(found.kinds),
        pa.chunked_array(found.texts, pa.string()),
        pa.chunked_array(found.attachments, pa.string()),
        pa.array(found.edited),
    ]
    return pa.Table.from_arrays(columns, schema=MESSAGE_SCHEMA)


def _look_at_bodies(records: Records, names: list[str | None], layout: Layout) -> _Found:
    """Reads the bodies that may be more than plain text, one by one; piece by piece."""
    has_return = any("\r" in b for b in records.bodies.head(2000)) or layout.end_of_line == "\n"
    are_marks_usual = has_marks(records.bodies)
    read = _reader(records, names, layout, are_marks_usual)
    has_author = np.array([n is not None for n in names], np.bool_)[records.authors]
    kinds = np.where(has_author, 0, 1).astype(np.int32)
    found = _Found(kinds, np.zeros(len(records), np.bool_), {"text": 0, "system": 1}, [], [])
    for start, piece in records.bodies.taken_pieces():
        rows = rows_to_look_at(piece, layout, are_marks_usual)
        texts: list[str] = []
        attached: dict[int, str] = {}
        for row, body in zip(rows.tolist(), values(rows_taken(piece, rows)), strict=True):
            at = start + row
            known = read(at, body) if has_author[at] else Body("system", clean_text(body))
            found.kinds[at] = found.vocabulary.setdefault(known.kind, len(found.vocabulary))
            texts.append(known.text)
            if known.is_edited:
                found.edited[at] = True
            if known.attachment_name is not None:
                attached[row] = known.attachment_name
        found.texts.append(_clean(_replaced(piece, rows, texts), has_return))
        found.attachments.append(_attachments(attached, len(piece)))
    return found


def _replaced(piece: pa.Array[Any], rows: npt.NDArray[np.intp], texts: list[str]) -> pa.Array[Any]:
    """A piece with other texts in some rows."""
    if not len(rows):
        return piece
    mask = np.zeros(len(piece), np.bool_)
    mask[rows] = True
    replaced: pa.Array[Any] = pc.replace_with_mask(piece, pa.array(mask), pa.array(texts, piece.type))
    return replaced


def _clean(texts: pa.Array[Any], has_return: bool) -> pa.Array[Any]:
    """Texts without blanks at their ends, with LF between their lines."""
    offsets, data = offsets_of(texts)
    ends = offsets[1:][np.diff(offsets) > 0] - 1
    if np.isin(data[ends], list(b" \t\r\n")).any():
        texts = pc.utf8_rtrim(texts, " \t\r\n")
    if has_return and (data == 0x0D).any():
        texts = pc.replace_substring(texts, "\r\n", "\n")
    return texts.cast(pa.string())


def _attachments(names: dict[int, str], count: int) -> pa.Array[Any]:
    """The names of files by row, of `count` rows."""
    if not names:
        return pa.nulls(count, pa.string())
    places = np.full(count, -1, np.int64)
    places[list(names)] = range(len(names))
    index: Any = pa.array(places, mask=places < 0)
    return pa.array(list(names.values()), pa.string()).take(index)


def _named(names: list[str | None], codes: npt.NDArray[np.int32]) -> pa.Array[Any]:
    """Names by code; null for -1 and for codes without a name."""
    table = pa.array(names or [None], pa.string())
    index = pa.array(codes, pa.int32(), mask=codes < 0)
    return table.take(index)


def _reader(
    records: Records, names: list[str | None], layout: Layout, are_marks_usual: bool
) -> Callable[[int, str], Body]:
    """How to read the body in a row of this file; short bodies that repeat are read once."""
    has_mark = [bool(re.match(f"[{MARKS}]", o)) for o in records.distinct_openings]
    is_android = layout.style == "dash"
    are_usual = is_android or are_marks_usual
    seen: dict[tuple[str, bool], Body] = {}
    named = _any_name([] if is_android else names)

    def read(row: int, body: str) -> Body:
        is_marked = has_mark[records.openings[row]]
        known = seen.get((body, is_marked))
        if known is None:
            known = read_lone_file(body, is_android) or (
                read_android(body) if is_android else read_ios(body, is_marked, are_usual)
            )
            if not is_android and known == Body("media", "") and named.search(clean_text(body)):
                known = Body("system", clean_text(body))
            if len(body) <= SHORT_BODY and known.attachment_name is None and len(seen) < MAX_SEEN:
                seen[body, is_marked] = known
        return known

    return read


def _any_name(names: list[str | None]) -> re.Pattern[str]:
    """Any of the names as words of their own: what names somebody is a notice, not the place of a picture left out."""
    some = sorted({re.escape(n) for n in names if n is not None})
    is_any = 0 < len(some) <= MAX_NAMES
    return re.compile(rf"(?<![{_SPACED}])(?:{'|'.join(some)})(?![{_SPACED}])" if is_any else r"(?!)")


def rejected_columns(records: Records) -> pa.Table:
    """The lines that belong to no message."""
    lines = [(n, t.rstrip("\r")) for n, t in records.preamble if t.strip("\r\n \ufeff")]
    return pa.table(
        [[n for n, _ in lines], [t for _, t in lines], ["before the first message"] * len(lines)],
        schema=REJECTED_SCHEMA,
    )
