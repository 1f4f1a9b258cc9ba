"""Words like a person's name, which the operator confirms before an opt-out or an erasure."""

from __future__ import annotations

import io
import sys

import pytest

from egregora_assets.cli.people.similar import choose_words
from egregora_assets.deployment import Deployment
from egregora_assets.redaction.erasure import HIDDEN_PERSON, Eraser, build_erasure_scanner
from egregora_assets.redaction.names.similar_words import SimilarWord, find_similar_words

NAME, OTHER = "Bartholomew Quigley", "Barbara Quist"
TEXTS = [
    "bartik is late, Bartik again",
    "the tholomew way",
    "Bart and BARTHOLOMEW came",
    "a quiz about bargains",
    "barbara knows",
    "quiggers rule",
]
FOUND = [
    SimilarWord("bartik", "Bartik", 2),
    SimilarWord("quiggers", "quiggers", 1),
    SimilarWord("tholomew", "tholomew", 1),
]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Known(Deployment):
    """A deployment in whose texts the same words are always found."""

    def find_similar_words(self, authors: object) -> list[SimilarWord]:
        return FOUND


def test_words_that_are_like_a_name_are_listed_and_nothing_that_is_found_anyway() -> None:
    assert find_similar_words([NAME], TEXTS, [OTHER], "en") == FOUND
    assert find_similar_words([], TEXTS, [], "en") == []
    assert find_similar_words(["李小龙"], TEXTS, [], None) == []


def test_what_the_operator_confirms_is_erased_and_searched_for_too() -> None:
    eraser = Eraser([NAME], [], "en", ["Bartik", "quiggers"])
    erased = eraser.erase(TEXTS)
    assert erased[0] == f"{HIDDEN_PERSON} is late, {HIDDEN_PERSON} again"
    assert erased[5] == f"{HIDDEN_PERSON} rule"
    assert eraser.erase(erased) == erased
    assert Eraser([NAME], [], "en").erase(TEXTS)[0] == TEXTS[0]
    assert build_erasure_scanner([NAME], [], [], [OTHER], b"", ["bartik"]).findings(b"so Bartik left", "x")
    assert not build_erasure_scanner([NAME], [], [], [OTHER], b"").findings(b"so Bartik left", "x")


@pytest.mark.parametrize(
    ("similar", "also", "typed", "words"),
    [
        ("ask", (), Terminal("1, 3\n"), ["Bartik", "tholomew"]),
        ("ask", (), Terminal("all\n"), ["Bartik", "quiggers", "tholomew"]),
        ("ask", ("Q",), Terminal("\n"), ["Q"]),
        ("ask", (), Terminal("9 x ²\n"), []),
        ("ask", ("-",), io.StringIO("Barto\n\nQuig\n"), ["Barto", "Quig"]),
        ("ask", (), io.StringIO("1\n"), []),
        ("all", (), io.StringIO(""), ["Bartik", "quiggers", "tholomew"]),
        ("none", ("Barto",), Terminal("1\n"), ["Barto"]),
        ("list", (), Terminal("1\n"), None),
    ],
)
def test_only_what_is_confirmed_is_taken(
    similar: str,
    also: tuple[str, ...],
    typed: io.StringIO,
    words: list[str] | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "stdin", typed)
    typed.seek(0)
    assert choose_words(Known(), [], similar, also) == words
    told = capsys.readouterr()
    shows = similar == "list" or (similar == "ask" and typed.isatty())
    assert ("Bartik" in told.out + told.err) == shows
