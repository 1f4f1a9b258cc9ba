"""Looking quickly whether two exports can be of one conversation never decides otherwise than comparing them does."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from egregora_assets.merging.chat_rows import Rows
from egregora_assets.merging.conversations import compare_exports
from egregora_assets.merging.fingerprints import Fingerprint, may_be_one_chat
from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.whatsapp.parser import parse_chat

START = dt.datetime(2024, 3, 15, 8, 0)
TEXTS = st.sampled_from(
    ["oi", "tudo bem?", "IMG-1.jpg (file attached)", "<Media omitted>", *(f"line {n}" for n in range(30))]
)
SAID = st.lists(st.tuples(st.integers(0, 6 * 24 * 4), TEXTS), min_size=1, max_size=60)


def rows(said: list[tuple[int, str]], minutes: int = 0) -> pa.Table:
    """Messages at quarters of hours, on a clock that is so many minutes ahead."""
    times = [(START + dt.timedelta(minutes=15 * quarter + minutes), text) for quarter, text in sorted(said)]
    lines = [f"{at:%d/%m/%Y, %H:%M} - {'Ana' if n % 2 else 'Beto'}: {text}\n" for n, (at, text) in enumerate(times)]
    return parse_chat("".join(lines).encode(), ReadOptions("UTC")).messages


LONG = [(n * 5, f"line {n}") for n in range(60)]


@pytest.mark.slow
@given(SAID, SAID, st.booleans(), st.sampled_from([0, -1425, -60, 45, 1425]))
@example(LONG, LONG, True, 1425)
@example(LONG, LONG[30:], True, -1425)
@settings(max_examples=150, deadline=None)
def test_what_is_not_likely_is_never_the_same(
    known: list[tuple[int, str]], other: list[tuple[int, str]], is_joined: bool, minutes: int
) -> None:
    here, there = rows(known), rows([*known, *other] if is_joined else other, minutes)
    if compare_exports(Rows(here), Rows(there)).is_same:
        assert may_be_one_chat(Fingerprint.compute(here), Fingerprint.compute(there))


@pytest.mark.parametrize(("texts", "likely"), [("line", True), ("other", False)])
def test_conversations_that_share_no_text_are_not_likely(texts: str, likely: bool) -> None:
    there = rows([(n * 5, f"{texts} {n}") for n in range(60)])
    assert may_be_one_chat(Fingerprint.compute(rows(LONG)), Fingerprint.compute(there)) is likely
