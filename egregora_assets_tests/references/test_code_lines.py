"""The lines of code that messages mean are read once, as they were, and left out where they may be private."""

from __future__ import annotations

import pytest

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.references.excerpts import Cut
from egregora_assets.stages.enriched.code.rows import Place, find_contacts, read_cuts
from egregora_assets_tests.references.test_code_references import Scene, scene  # noqa: F401 - a fixture


@pytest.mark.process
def test_lines_are_kept_as_they_were_and_left_out_where_something_private_stands(scene: Scene) -> None:  # noqa: F811
    said = [(day, "see src/app/main.py") for day in (0.5, 0.6, 1.5, 2.5)]
    room = scene.room(*said, (2.6, "src/app/main.py:9"), (-1, "src/app/main.py"))
    table = CONTRACTS["code_excerpts"].table().order_by("blob_id", "line_start")
    rows = room.rows(table).to_pylist()
    assert {(r["blob_id"], r["line_start"]): (r["text"], r["reason"]) for r in rows} == {
        (scene.blob(0), 0): ("one", None),
        (scene.blob(1), 0): (None, "withheld"),  # the guard finds the word in it
        (scene.blob(2), 0): ("three", None),
        (scene.blob(2), 9): (None, "no such line"),
    }


def test_lines_with_a_mail_address_or_a_key_are_left_out() -> None:
    key = "ghp_" + "a1B2c3D4" * 5
    assert find_contacts(["x = 1", "by ana@example.org", "settle(42)", f'token = "{key}"']) == {1, 3}


PLACE = Place("r", "b", 0, 0)


def cut_of(known: Cut, content: bytes | None, *, is_reused: bool, private: tuple[int, ...] = ()) -> Cut:
    return read_cuts([PLACE], {PLACE: known}, lambda *_: content, lambda _: private, is_reused=is_reused)[PLACE]


def test_what_is_known_of_lines_counts_where_it_may_or_where_the_content_is_gone_and_is_judged_anew() -> None:
    old, new = Cut(1, "old"), Cut(1, "new")
    assert cut_of(old, b"new", is_reused=True) == old
    assert cut_of(old, b"new", is_reused=False) == new
    assert cut_of(old, None, is_reused=False) == old
    assert cut_of(Cut(reason="withheld"), b"new", is_reused=True) == new
    assert cut_of(Cut(reason="withheld"), None, is_reused=True) == Cut(reason="not at hand")
    assert cut_of(old, None, is_reused=True, private=(0,)) == Cut(reason="withheld")
