"""A colon without a blank ends a name, too, and a name may go on behind one: no name becomes a text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets_tests.readers.whatsapp.test_cases import NAMES, TEXTS, rows

Said = list[tuple[Any, ...]]


def said(style: str, *lines: str) -> Said:
    """Author and text of lines behind stamps."""
    if style == "android":
        return rows("".join(f"21/02/2024, 10:00 - {line}\n" for line in lines), "author_name", "text")
    return rows("".join(f"[21/02/2024, 10:00:00] {line}\r\n" for line in lines), "author_name", "text")


BARE: dict[str, tuple[list[str], Said]] = {
    "somebody who writes": (["Ana: oi", "Ana:tchau"], [("Ana", "oi"), ("Ana", "tchau")]),
    "somebody unknown": (["Ana: oi", "Beto Lima:olá a todos"], [("Ana", "oi"), ("Beto Lima", "olá a todos")]),
    "another colon in the text": (["Ana: oi", "Ana:see: this"], [("Ana", "oi"), ("Ana", "see: this")]),
    "in the whole file": (["Ana:oi", "Ana:a: b", "Ana:c: d"], [("Ana", "oi"), ("Ana", "a: b"), ("Ana", "c: d")]),
    "emoji": (["🌸 Rosa 🌸:oi"], [("🌸 Rosa 🌸", "oi")]),
    "number": (["Ana: oi", "+55 11 95555-0100:olá"], [("Ana", "oi"), ("+55 11 95555-0100", "olá")]),
    "address": (["Ana: oi", "https://example.org"], [("Ana", "oi"), (None, "https://example.org")]),
    "time": (["Ana: oi", "10:30 it begins"], [("Ana", "oi"), (None, "10:30 it begins")]),
}


@pytest.mark.parametrize("style", ["android", "ios"])
@pytest.mark.parametrize(("lines", "expected"), BARE.values(), ids=list(BARE))
def test_a_name_ends_at_a_colon_without_a_blank(lines: list[str], expected: Said, style: str) -> None:
    assert said(style, *lines) == expected


def test_a_notice_with_a_colon_without_a_blank_is_nobody_s() -> None:
    lines = [
        "Ana changed the description to:new",
        "Ana changed the time to 10:30: x",
        "Ana changed the time to 10:45: y",
    ]
    assert said("android", "Ana: oi", *lines)[1:] == [(None, line) for line in lines]


GROWN: dict[str, tuple[list[str], Said]] = {
    "a prefix that several people share": (
        ["Obra: Zé: oi", "Obra: Ana: tchau", "Obra: Rui: ok"],
        [("Obra: Zé", "oi"), ("Obra: Ana", "tchau"), ("Obra: Rui", "ok")],
    ),
    "a notice names one": (
        ["Obra: Zé: oi", "Rui adicionou Obra: Zé", "Rui: oi", "Obra: all good"],
        [("Obra: Zé", "oi"), (None, "Rui adicionou Obra: Zé"), ("Rui", "oi"), ("Obra", "all good")],
    ),
    "a notice begins with one": (
        ["Obra: Zé: oi", "Obra: Zé saiu", "Obra: all good"],
        [("Obra: Zé", "oi"), (None, "Obra: Zé saiu"), ("Obra", "all good")],
    ),
    "a mention names one": (
        ["Obra: Zé: oi", "Rui: @\u2068Obra: Zé\u2069 oi", "Obra: all good"],
        [("Obra: Zé", "oi"), ("Rui", "@Obra: Zé oi"), ("Obra", "all good")],
    ),
    "people who speak to each other": (
        ["Ana: Beto: sim", "Beto: Ana: não", "Ana: Beto: ok", "Beto: Ana: ok"],
        [("Ana", "Beto: sim"), ("Beto", "Ana: não"), ("Ana", "Beto: ok"), ("Beto", "Ana: ok")],
    ),
    "people who speak to each other, and to somebody who is silent": (
        ["Ana: Beto: sim", "Beto: Ana: não", "Ana: Beto: ok", "Rui: Eva: oi", "Rui: Eva: ok"],
        [("Ana", "Beto: sim"), ("Beto", "Ana: não"), ("Ana", "Beto: ok"), ("Rui", "Eva: oi"), ("Rui", "Eva: ok")],
    ),
    "somebody who begins with a word once": (
        ["Ana: lista: pão", "Ana: oi"],
        [("Ana", "lista: pão"), ("Ana", "oi")],
    ),
}


@pytest.mark.parametrize(("lines", "expected"), GROWN.values(), ids=list(GROWN))
def test_a_name_goes_on_behind_a_colon_where_others_show_it(lines: list[str], expected: Said) -> None:
    assert said("android", *lines) == expected


def test_a_name_with_a_colon_stands_in_its_own_notice() -> None:
    lines = ["Obra: Zé: oi", "Obra: Zé: \u200eObra: Zé saiu", "Rui: oi", "Obra: all good"]
    assert said("ios", *lines)[:2] == [("Obra: Zé", "oi"), (None, "Obra: Zé saiu")]


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(NAMES, st.booleans(), TEXTS.filter(lambda t: t[0] not in "/:")), min_size=1, max_size=8),
    st.sampled_from(["android", "ios"]),
)
def test_a_missing_blank_behind_the_name_changes_nothing(messages: list[tuple[str, bool, str]], style: str) -> None:
    lines = [f"{name}:{' ' if has_blank else ''}{text}" for name, has_blank, text in messages]
    assert said(style, *lines) == [(name, text) for name, _, text in messages]
