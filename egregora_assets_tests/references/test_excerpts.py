"""The lines that a mention means are cut out of a file as it is, or it is said why they are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.contracts.enrichment import EXCERPT_REASONS
from egregora_assets.references.excerpts import LARGEST_FILE, cut_lines

LINES = st.lists(st.text(st.sampled_from("ab é\t"), max_size=8), max_size=60)


@given(LINES, st.integers(0, 70), st.integers(0, 70))
def test_every_line_that_is_shown_stands_in_the_file_under_its_number(
    lines: list[str], first: int, length: int
) -> None:
    cut = cut_lines("\n".join(lines).encode(), first, first + length)
    if cut.text is None:
        assert cut.reason in EXCERPT_REASONS
        return
    assert cut.first_line is not None
    shown = cut.text.split("\n")
    assert len(shown) <= 30
    there = [line.rstrip() for line in lines[cut.first_line - 1 :][: len(shown)]]
    assert [line.rstrip() for line in shown] == there
    if first and lines[first - 1].strip():
        assert cut.first_line <= first < cut.first_line + len(shown)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"a\0b", 0, "binary"),
        (b"\xff\xfe", 0, "binary"),
        (b"a" * (LARGEST_FILE + 1), 0, "too large"),
        (b"a\nb\n", 3, "no such line"),
        (b"", 0, "no such line"),
        (b"\n\n\n", 0, "no such line"),
    ],
)
def test_it_is_said_why_there_are_no_lines(content: bytes, line: int, reason: str) -> None:
    cut = cut_lines(content, line, line)
    assert (cut.first_line, cut.text, cut.reason) == (None, None, reason)


def test_lines_with_returns_and_a_mark_of_byte_order_are_read_as_lines() -> None:
    assert cut_lines("\ufeffa\r\nb\r\n".encode(), 0, 0).text == "a\nb"
