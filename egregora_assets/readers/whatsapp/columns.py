"""Builds Arrow columns from records; only bodies that may be more than plain text become Python objects."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.instants import normalize_timestamps
from egregora_assets.contracts.time_zones import ResolvedTimes
from egregora_assets.readers.messages import MESSAGE_SCHEMA, REJECTED_SCHEMA
from egregora_assets.readers.whatsapp.bodies import read_android, read_ios, read_lone_file
from egregora_assets.readers.whatsapp.headers import MARKS, Layout
from egregora_assets.readers.whatsapp.notices import Speakers
from egregora_assets.readers.whatsapp.records import Records
from egregora_assets.readers.whatsapp.texts import find_special_rows, read_offsets, read_rows
from egregora_assets.readers.whatsapp.wordings import FRONT_MARKS, Body, clean_text

SHORT_BODY = 60
MAX_SEEN = 10_000
MAX_NAMES = 3000
"""More people than any group has; beyond it, notices are not searched for names."""
_FIRST_BYTES, _LAST_BYTES = b"\xe2\x80", [mark.encode()[2] for mark in FRONT_MARKS]
_MAX_OMISSION, _LEAST_REPEATED = 40, 3
_SPACED = "A-Za-z\u00c0-\u024f\u0370-\u04ff"
"""Letters of scripts that put spaces between words."""


@dataclass
class _ReadBodies:
    """The bodies that were read: codes of kinds, edited or not, by row; texts and attachments by piece."""

    kinds: npt.NDArray[np.int32]
    edited: npt.NDArray[np.bool_]
    vocabulary: dict[str, int]
    texts: list[pa.Array[Any]]
    attachments: list[pa.Array[Any]]


def build_messages(
    records: Records,
    names: list[str | None],
    layout: Layout,
    stamps: tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]],
    instants: ResolvedTimes,
) -> pa.Table:
    """The messages with `MESSAGE_SCHEMA`; the bodies are taken out of the records.

    Args:
        names: clean name of each distinct author; None for notices.
        stamps: local seconds since 1970, and whether the file has seconds, by record.
        instants: the same times as instants.
    """
    found = _read_bodies(records, names, layout)
    author_codes = np.where(found.kinds == 1, -1, records.authors)
    columns: list[Any] = [
        pa.array(records.lines, pa.int64()),
        pa.array(stamps[0] * 1_000_000, pa.timestamp("us")),
        pa.array(stamps[1]),
        normalize_timestamps(pa.array(instants.utc_seconds, pa.timestamp("s"))),
        _decode_names(names, author_codes),
        pa.array(list(found.vocabulary)).take(found.kinds),
        pa.chunked_array(found.texts, pa.string()),
        pa.chunked_array(found.attachments, pa.string()),
        pa.array(found.edited),
    ]
    return pa.Table.from_arrays(columns, schema=MESSAGE_SCHEMA)


def _read_bodies(records: Records, names: list[str | None], layout: Layout) -> _ReadBodies:
    """Reads the bodies piece by piece; those that may be more than plain text one by one."""
    has_return = any("\r" in b for b in records.bodies.head(2000)) or layout.end_of_line == "\n"
    are_marks_usual = records.bodies.has_marks()
    read = _make_body_reader(records, names, layout, are_marks_usual)
    has_author = np.array([n is not None for n in names], np.bool_)[records.authors]
    kinds = np.where(has_author, 0, 1).astype(np.int32)
    found = _ReadBodies(kinds, np.zeros(len(kinds), np.bool_), {"text": 0, "system": 1}, [], [])
    for start, piece in records.bodies.take_pieces():
        rows = find_special_rows(piece, layout, are_marks_usual)
        texts: list[str] = []
        attached: dict[int, str] = {}
        for row, body in zip(rows.tolist(), read_rows(piece, rows), strict=True):
            at = start + row
            known = read(at, body) if has_author[at] else Body("system", clean_text(body))
            found.kinds[at] = found.vocabulary.setdefault(known.kind, len(found.vocabulary))
            texts.append(known.text)
            if known.is_edited:
                found.edited[at] = True
            if known.attachment_name is not None:
                attached[row] = known.attachment_name
        found.texts.append(_clean_texts(_replace_rows(piece, rows, texts), has_return))
        found.attachments.append(_build_attachments(attached, len(piece)))
    return found


def _replace_rows(piece: pa.Array[Any], rows: npt.NDArray[np.intp], texts: list[str]) -> pa.Array[Any]:
    """A piece with other texts in some rows."""
    if not len(rows):
        return piece
    mask = np.zeros(len(piece), np.bool_)
    mask[rows] = True
    replaced: pa.Array[Any] = pc.replace_with_mask(piece, pa.array(mask), pa.array(texts, piece.type))
    return replaced


def _clean_texts(texts: pa.Array[Any], has_return: bool) -> pa.Array[Any]:
    """The texts without blanks at their ends, with LF between lines."""
    offsets, data = read_offsets(texts)
    ends = offsets[1:][np.diff(offsets) > 0] - 1
    if np.isin(data[ends], list(b" \t\r\n")).any():
        texts = pc.utf8_rtrim(texts, " \t\r\n")
    if has_return and (data == 0x0D).any():
        texts = pc.replace_substring(texts, "\r\n", "\n")
    return texts.cast(pa.string())


def _build_attachments(names: dict[int, str], count: int) -> pa.Array[Any]:
    """File names by row, for `count` rows."""
    if not names:
        return pa.nulls(count, pa.string())
    places = np.full(count, -1, np.int64)
    places[list(names)] = range(len(names))
    index: Any = pa.array(places, mask=places < 0)
    return pa.array(list(names.values()), pa.string()).take(index)


def _decode_names(names: list[str | None], codes: npt.NDArray[np.int32]) -> pa.Array[Any]:
    """Names by code; null for -1 and for codes without a name."""
    table = pa.array(names or [None], pa.string())
    index = pa.array(codes, pa.int32(), mask=codes < 0)
    return table.take(index)


def _make_body_reader(
    records: Records, names: list[str | None], layout: Layout, are_marks_usual: bool
) -> Callable[[int, str], Body]:
    """A function that reads the body of a row; short bodies that repeat are read once."""
    is_android = layout.style == "dash"
    are_usual = is_android or are_marks_usual
    seen: dict[str, Body] = {}
    named = _compile_names([] if is_android else names)

    def read(_row: int, body: str) -> Body:
        known = seen.get(body)
        if known is None:
            known = read_lone_file(body, is_android) or (
                read_android(body) if is_android else read_ios(body, are_usual)
            )
            if not is_android and known == Body("media", "") and named.search(clean_text(body)):
                known = Body("system", clean_text(body))
            if len(body) <= SHORT_BODY and known.attachment_name is None and len(seen) < MAX_SEEN:
                seen[body] = known
        return known

    return read if is_android else _tell_notices(records, names, read)


def _tell_notices(
    records: Records, names: list[str | None], read: Callable[[int, str], Body]
) -> Callable[[int, str], Body]:
    """A function that reads the body of a row as `read` does, and tells notices from what people wrote."""
    speakers = Speakers(names, records.authors, _find_plain_rows(records))
    doubtful = ((row, read(row, records.bodies[row])) for row in speakers.doubtful.tolist())
    speakers.judge(records.authors[speakers.doubtful], [(b.kind, b.text) for _, b in doubtful])
    repeated = _find_repeated_phrases(records)

    def tell(row: int, body: str) -> Body:
        known = read(row, body)
        if known.kind != "system" or not speakers.wrote(int(records.authors[row]), known.text):
            return known
        return Body("media" if body in repeated else "text", known.text)

    return tell


def _find_plain_rows(records: Records) -> npt.NDArray[np.bool_]:
    """Which bodies begin without a mark of direction."""
    found = [np.empty(0, np.bool_)]
    for _, piece in records.bodies.pieces():
        offsets, data = read_offsets(piece)
        is_marked: npt.NDArray[np.bool_] = np.diff(offsets) > len(_FIRST_BYTES)
        for at, byte in enumerate(_FIRST_BYTES):
            rows = np.flatnonzero(is_marked)
            is_marked[rows] = data[offsets[rows] + at] == byte
        rows = np.flatnonzero(is_marked)
        is_marked[rows] = np.isin(data[offsets[rows] + len(_FIRST_BYTES)], _LAST_BYTES)
        found.append(~is_marked)
    return np.concatenate(found)


def _find_repeated_phrases(records: Records) -> frozenset[str]:
    """Short bodies that repeat in lines with a mark in front: what stands for omitted files in a language without a
    table."""
    has_mark = np.array([bool(re.match(f"[{MARKS}]", o)) for o in records.distinct_openings], np.bool_)
    rows = np.flatnonzero(has_mark[records.openings])[:MAX_SEEN]
    counts = Counter(b for b in map(records.bodies.__getitem__, rows.tolist()) if len(b) <= _MAX_OMISSION)
    return frozenset(body for body, count in counts.items() if count >= _LEAST_REPEATED)


def _compile_names(names: list[str | None]) -> re.Pattern[str]:
    """Matches any of the names as whole words: a body that names somebody is a notice, not an omitted picture."""
    some = sorted({re.escape(n) for n in names if n is not None})
    is_any = 0 < len(some) <= MAX_NAMES
    return re.compile(rf"(?<![{_SPACED}])(?:{'|'.join(some)})(?![{_SPACED}])" if is_any else r"(?!)")


def build_rejected(records: Records) -> pa.Table:
    """The lines that belong to no message, with `REJECTED_SCHEMA`."""
    given = records.rejected.list_lines()
    lines = [(n, t.rstrip("\r"), reason) for n, t, reason in given if t.strip("\r\n \ufeff")]
    return pa.table([list(column) for column in zip(*lines, strict=True)] or [[], [], []], schema=REJECTED_SCHEMA)
