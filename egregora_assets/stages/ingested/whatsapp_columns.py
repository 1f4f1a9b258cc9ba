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
from egregora_assets.stages.ingested import vocabulary as words
from egregora_assets.stages.ingested.whatsapp_bodies import Body, clean_text, read_android, read_ios
from egregora_assets.stages.ingested.whatsapp_headers import MARKS, Layout
from egregora_assets.stages.ingested.whatsapp_records import Records

_MESSAGE_FIELDS: list[pa.Field[Any]] = [
    pa.field("position", pa.int64(), nullable=False),
    pa.field("local_time", pa.timestamp("us"), nullable=False),
    pa.field("has_seconds", pa.bool_(), nullable=False),
    pa.field("sent_at", pa.timestamp("ns"), nullable=False),
    pa.field("author_name", pa.string()),
    pa.field("kind", pa.string(), nullable=False),
    pa.field("text", pa.string(), nullable=False),
    pa.field("attachment_name", pa.string()),
    pa.field("is_edited", pa.bool_(), nullable=False),
]
MESSAGE_SCHEMA = pa.schema(_MESSAGE_FIELDS)
_REJECTED_FIELDS: list[pa.Field[Any]] = [
    pa.field("line_number", pa.int64(), nullable=False),
    pa.field("text", pa.string(), nullable=False),
    pa.field("reason", pa.string(), nullable=False),
]
REJECTED_SCHEMA = pa.schema(_REJECTED_FIELDS)
SHORT_BODY = 60
MAX_NAMES = 3000
"""More people than any group has: their names are not looked for in notices."""
_MARK_CLASS = "\\x{200e}\\x{200f}\\x{061c}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}\\x{feff}"
_BEGINNINGS = "|".join(re.escape(b) for b in words.BEGINNINGS)
_LOOK_IOS = rf"[<{_MARK_CLASS}]|^\s*$"
_LOOK_ANDROID = (
    rf"[<{_MARK_CLASS}]|^\s*$|^null\s*$|\.[0-9A-Za-z]{{2,5}}[^0-9A-Za-z\n]{{1,4}}[(（]|-WA[0-9]+[^\n]{{1,8}}[(（]"
    rf"|^(?i:{_BEGINNINGS})"
    r"|maps\.google\.com|goo\.gl/maps|google\.com/maps|maps\.apple|foursquare\.com|^[^\n:：]{2,40}[:：]\s*\n"
)
_SPACED = "A-Za-z\u00c0-\u024f\u0370-\u04ff"
"""Letters of scripts that put spaces between words."""


def values(column: Any) -> list[Any]:
    """A column's values."""
    found: list[Any] = column.to_pylist()
    return found


@dataclass
class _Read:
    """What looking at single bodies gave: by row; `texts` of the rows that were looked at, in order."""

    kinds: npt.NDArray[np.int32]
    rows: npt.NDArray[np.intp]
    texts: list[str]
    attachments: dict[int, str]
    edited: npt.NDArray[np.bool_]
    vocabulary: list[str]


def _look_at_bodies(records: Records, names: list[str | None], bodies: pa.Array[Any], layout: Layout) -> _Read:
    """Reads the bodies that may be more than plain text, one by one."""
    read = _reader(records, names, layout, bodies)
    has_author = np.array([n is not None for n in names], np.bool_)[records.authors]
    rows = _rows_to_look_at(bodies, layout)
    kinds = np.where(has_author, 0, 1).astype(np.int32)
    found = _Read(kinds, rows, [], {}, np.zeros(len(records), np.bool_), ["text", "system"])
    numbers = {"text": 0, "system": 1}
    for row, has in zip(rows.tolist(), has_author[rows].tolist(), strict=True):
        body = read(row) if has else Body("system", clean_text(records.bodies[row]))
        if body.kind not in numbers:
            numbers[body.kind] = len(numbers)
            found.vocabulary.append(body.kind)
        found.kinds[row] = numbers[body.kind]
        found.texts.append(body.text)
        if body.is_edited:
            found.edited[row] = True
        if body.attachment_name is not None:
            found.attachments[row] = body.attachment_name
    return found


def message_columns(
    records: Records,
    names: list[str | None],
    layout: Layout,
    stamps: tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]],
    instants: ResolvedTimes,
) -> pa.Table:
    """The messages' columns; takes the bodies out of the records."""
    has_return = any("\r" in b for b in records.bodies[:2000]) or layout.end_of_line == "\n"
    bodies = pa.array(records.bodies, pa.large_string())
    found = _look_at_bodies(records, names, bodies, layout)
    records.bodies = []  # as long as the text itself: gone before it is copied again
    if len(found.rows):
        mask = np.zeros(len(bodies), np.bool_)
        mask[found.rows] = True
        bodies = pc.replace_with_mask(bodies, pa.array(mask), pa.array(found.texts, bodies.type))
    text = pc.utf8_rtrim(bodies, " \t\r\n")
    del bodies
    if has_return and pc.any(pc.match_substring(text, "\r\n")).as_py():
        text = pc.replace_substring(text, "\r\n", "\n")
    author_codes = np.where(found.kinds == 1, -1, records.authors)
    attachments = pa.nulls(len(text), pa.string())
    if found.attachments:
        places = np.full(len(text), -1, np.int64)
        places[list(found.attachments)] = range(len(found.attachments))
        index: Any = pa.array(places, mask=places < 0)
        attachments = pa.array(list(found.attachments.values()), pa.string()).take(index)
    columns: list[Any] = [
        pa.array(records.lines, pa.int64()),
        pa.array(stamps[0] * 1_000_000, pa.timestamp("us")),
        pa.array(stamps[1]),
        normalize_timestamps(pa.array(instants.utc_seconds, pa.timestamp("s"))),
        _named(names, author_codes),
        pa.array(found.vocabulary).take(found.kinds),
        text.cast(pa.string()),
        attachments,
        pa.array(found.edited),
    ]
    return pa.Table.from_arrays(columns, schema=MESSAGE_SCHEMA)


def _named(names: list[str | None], codes: npt.NDArray[np.int32]) -> pa.Array[Any]:
    """Names by code; null for -1 and for codes without a name."""
    table = pa.array(names or [None], pa.string())
    index = pa.array(codes, pa.int32(), mask=codes < 0)
    return table.take(index)


def _rows_to_look_at(bodies: pa.Array[Any], layout: Layout) -> npt.NDArray[np.intp]:
    """Rows whose body may be more than plain text, by one linear pattern and one set of whole phrases."""
    mask = pc.match_substring_regex(
        bodies, _LOOK_IOS if layout.style == "bracket" and _has_marks(bodies) else _LOOK_ANDROID
    )
    if layout.style == "dash" or not _has_marks(bodies):
        phrases = pa.array(words.WHOLE_BODIES, bodies.type)
        mask = pc.or_(mask, pc.is_in(pc.utf8_rtrim(bodies, " \t\r\n."), phrases))
    return np.flatnonzero(mask.to_numpy(zero_copy_only=False))


def _has_marks(bodies: pa.Array[Any]) -> bool:
    return bool(pc.any(pc.match_substring_regex(bodies.slice(0, 5000), f"[{_MARK_CLASS}]")).as_py())


def _reader(records: Records, names: list[str | None], layout: Layout, bodies: pa.Array[Any]) -> Callable[[int], Body]:
    """How to read the body in a row of this file; short bodies that repeat are read once."""
    has_mark = [bool(re.match(f"[{MARKS}]", o)) for o in records.distinct_openings]
    are_usual = layout.style == "dash" or _has_marks(bodies)
    seen: dict[tuple[str, bool], Body] = {}
    named = _any_name(names if layout.style != "dash" else [])

    def read(row: int) -> Body:
        body, is_marked = records.bodies[row], has_mark[records.openings[row]]
        known = seen.get((body, is_marked))
        if known is None:
            known = read_android(body) if layout.style == "dash" else read_ios(body, is_marked, are_usual)
            if layout.style != "dash" and known == Body("media", "") and named.search(clean_text(body)):
                known = Body("system", clean_text(body))
            if len(body) <= SHORT_BODY:
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
