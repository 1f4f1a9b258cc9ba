"""A notice belongs to who stands in front of it, or to who wrote the same words."""

from __future__ import annotations

import pytest

from egregora_assets.language.own_notices import NamesInFront, find_own_lines, find_own_notices

FRONTS = {
    "name and verb": ("Ana Prado left", "Ana Prado"),
    "longer name": ("Ana Prado Luz left", "Ana Prado Luz"),
    "half a word": ("Ana Pradoxa left", None),
    "possessive": ("Ana Prado's security code changed", "Ana Prado"),
    "small letters and marks": ("\u200e~ ANA\u202fprado\u200e left", "Ana Prado"),
    "letters that need no blank": ("渡辺を除外しました", "渡辺"),
    "letters behind a Latin name": ("Ana Pradoを除外しました", "Ana Prado"),
    "number": ("+55 11 95555-0100 left", "+55\u00a011\u00a095555-0100"),
    "somebody else in front": ("Beto added Ana Prado", None),
    "nobody": ("The group's description was changed", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("text", "name"), FRONTS.values(), ids=list(FRONTS))
def test_the_longest_name_in_front_of_a_text_is_found(text: str, name: str | None) -> None:
    front = NamesInFront(["Ana Prado", "Ana Prado Luz", "渡辺", "+55\u00a011\u00a095555-0100", "~"])
    assert front.find(text) == name


def test_notices_of_a_person_are_those_in_front_of_which_they_stand_and_those_that_say_what_they_wrote() -> None:
    rows: list[tuple[str | None, str]] = [
        ("Ana", "my knee hurts"),
        (None, "my knee hurts"),
        (None, "Ana changed the description to: my knee"),
        (None, "Ana Luz left"),
        (None, "Beto added Ana"),
        ("Beto", "Ana left early"),
    ]
    found = find_own_notices([a for a, _ in rows], [t for _, t in rows], {"Ana"}, ["Beto", "Ana Luz"])
    assert found == [1, 2]


def test_unread_lines_of_a_person_are_those_that_name_them_and_what_follows() -> None:
    lines = {
        3: "21/02/2024, 25:61 - Ana: my knee",
        4: "hurts",
        5: "21/02/2024, 25:62 - Beto: oi",
        6: "more",
        8: "Anatol: oi",
        9: "of \u200eANA\u200e.",
        11: "alone",
    }
    assert find_own_lines(list(lines), list(lines.values()), {"Ana"}) == [0, 1, 5]
