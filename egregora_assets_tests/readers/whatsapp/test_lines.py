"""The scan of an export's bytes finds what one pattern finds that is tried at every line; its memory is bounded."""

from __future__ import annotations

import re
import tracemalloc
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.readers.decoding import DecodedBytes
from egregora_assets.readers.whatsapp import lines as whatsapp_lines
from egregora_assets.readers.whatsapp import texts as whatsapp_texts
from egregora_assets.readers.whatsapp.headers import Layout, detect_layout
from egregora_assets.readers.whatsapp.parser import parse_chat
from egregora_assets.readers.whatsapp.records import split_records
from egregora_assets.readers.whatsapp.shapes import restore_digits

AUTHOR = {
    "dash": r"(?:([^:\n]++(?::(?![ \r\n]|\Z)[^:\n]*+)*+):(?: |(?=[\r\n]|\Z)))?",
    "bracket": r"(?:([^:\r\n]++(?::(?![ \r\n\u200e\u200f]|\Z)[^:\r\n]*+)*+):(?: |(?=[\r\n\u200e\u200f]|\Z)))?",
}
FIRST = {
    "Android": "13/01/2024, 08:00 - Ana: oi\n",
    "Android, 12 hours": "1/13/24, 8:00\u202fPM - Ana: oi\n",
    "Arabic digits": "١٣/٠١/٢٠٢٤، ٨:٠٠ م - Ana: oi\n",
    "time first": "08:00, 13/01/2024 - Ana: oi\n",
    "iOS": "[13/01/2024, 08:00:01] Ana: oi\r\n",
    "iOS, LF": "[13.01.24, 08:00:01] Ana: oi\n",
}
BITS = [
    *("\n", "\r\n", "\r", ": ", ":", " ", "\u200e", "\u200f", "\u2028", "é", "😀", "Ana", "1/1/24", "[", "]", " - "),
    *(
        "1/2/24, 9:05\u202fAM - Rui: x",
        "2/1/2024, 9:05 - Rui:",
        "[1/2/24, 9:05:06]Rui: x",
        "[01/02/2024, 09:05:06] ~ Rui:",
    ),
    *("٢/١/٢٠٢٤، ٩:٠٥ ص - Rui: x", "9:05, 1/2/24 - Rui:\u200e<x>", "01/02/2024, 09:05 - nota", "long" * 20),
]
PHRASES = ["<Media omitted>", "null", "POLL:\nX?\nOPTION: a (1 votes)", "(x"]
TEXTS = st.lists(st.sampled_from(BITS), max_size=40).map("".join)


def by_one_pattern(text: str, layout: Layout) -> list[tuple[str, ...]]:
    """Opening, date, clock, author and body of every record, and the number of its first line."""
    end = layout.end_of_line
    pattern = re.compile(end + layout.header.pattern + AUTHOR[layout.style])
    whole = end + text.removesuffix(end)
    pieces = pattern.split(whole)
    line, found = pieces[0].count("\n") + 1, list[tuple[str, ...]]()
    for at in range(1, len(pieces), 5):
        parts = pieces[at : at + 3]
        opening, date, clock = (parts[group - 1] for group in layout.groups)
        found.append((opening, date, clock, pieces[at + 3] or "", pieces[at + 4], str(line)))
        line += pieces[at + 4].count("\n") + 1
    return found


def by_scan(text: str, layout: Layout) -> list[tuple[str, ...]]:
    records = split_records(DecodedBytes(text.encode(), 0), layout)
    return [
        (
            records.distinct_openings[records.openings[row]],
            records.distinct_dates[records.dates[row]],
            restore_digits(records.distinct_clock_forms[records.clock_forms[row]], int(records.clocks[row])),
            records.distinct_authors[records.authors[row]] or "",
            records.bodies[row],
            str(records.lines[row]),
        )
        for row in range(len(records.lines))
    ]


@pytest.mark.slow
@pytest.mark.parametrize("first", FIRST.values(), ids=list(FIRST))
@settings(max_examples=60)
@given(before=TEXTS, after=TEXTS, piece_bytes=st.sampled_from([40, 90, 1 << 20]), shapes=st.sampled_from([0, 2, 64]))
def test_the_scan_finds_what_one_pattern_finds(
    first: str, before: str, after: str, piece_bytes: int, shapes: int
) -> None:
    layout = detect_layout(first * 3)
    assert layout is not None
    text = before + layout.end_of_line + first + after + layout.end_of_line + first * 2
    with (
        mock.patch.object(whatsapp_lines, "PIECE_BYTES", piece_bytes),
        mock.patch.object(whatsapp_lines, "MAX_SHAPES", shapes),
    ):
        assert by_scan(text, layout) == by_one_pattern(text, layout)


@pytest.mark.slow
@settings(max_examples=60)
@given(
    st.lists(st.sampled_from([*BITS, "<Media omitted>", "null", "POLL:\nX?\nOPTION: a (1 votes)", "(x"]), max_size=40)
)
def test_rows_do_not_depend_on_where_a_file_is_cut_into_pieces(bits: list[str]) -> None:
    raw = (FIRST["Android"] * 2 + "".join(bits)).encode()
    whole = parse_chat(raw)
    with (
        mock.patch.object(whatsapp_lines, "PIECE_BYTES", 50),
        mock.patch.object(whatsapp_texts, "WINDOW_BYTES", 7),
    ):
        cut = parse_chat(raw)
    assert cut.messages.to_pylist() == whole.messages.to_pylist()
    assert (cut.report, cut.rejected, cut.title) == (whole.report, whole.rejected, whole.title)


DEGENERATE = {
    "empty lines": FIRST["Android"] + "\n" * 3_000_000,
    "one huge line": FIRST["Android"] * 2 + "a: " * 1_000_000,
    "nothing but colons": FIRST["Android"] + ":" * 3_000_000,
    "continuations": FIRST["iOS"] + "1 x\n" * 300_000,
    "short messages": "1/1/24, 8:00 - A: \n" * 100_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("text", DEGENERATE.values(), ids=list(DEGENERATE))
def test_memory_for_degenerate_texts_is_bounded(text: str) -> None:
    raw = text.encode()
    parse_chat(raw[:200])
    tracemalloc.start()
    try:
        chat = parse_chat(raw)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert chat.messages.num_rows in (1, 2, 100_000)
    assert peak < 6 * len(raw) + (50 << 20)
