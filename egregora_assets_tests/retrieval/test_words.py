from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.retrieval.postings import fold_stop_words, stem_tokens
from egregora_assets.retrieval.words import index_words
from egregora_assets_tests.retrieval.chat_rows import AUTHORS, MONDAY, Said, lines_of, room_with
from egregora_assets_tests.room_tables import RoomTables


def _terms_of(room: RoomTables, names: Sequence[str] = AUTHORS) -> list[str]:
    """The terms of a chat whose language is not known, each as often as it stands there."""
    lines = lines_of(room)
    index = index_words(lines["words"], np.zeros(lines.num_rows, dtype=np.int64), 1, None, names)
    return [index.terms[term] for term, count in zip(index.term, index.count, strict=True) for _ in range(count)]


def _tokens(text: str, names: Sequence[str] = AUTHORS) -> list[str]:
    return _terms_of(room_with([Said(MONDAY, text)]), names)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        pytest.param("Construção NAÏVE", ["construcao", "naive"], id="folded"),
        pytest.param("see https://example.org/a?b=c or www.example.org/x now", ["now", "or", "see"], id="addresses"),
        pytest.param("call [phone-2] or [national_id-10]", ["call", "or"], id="placeholders"),
        pytest.param("thanks Amber Heron! @Quiet Otter, Águia Azul", ["thanks"], id="names"),
        pytest.param("Quiet Otter Amber Heron Quiet Otter", [], id="names side by side"),
        pytest.param("heron, amber, Amber Herons", ["amber", "amber", "heron", "herons"], id="words"),
        pytest.param("開会 ok", ["ok", "会", "開"], id="script without spaces"),
        pytest.param("don't_stop", ["don", "stop"], id="apostrophe and underscore"),
        pytest.param("Amber, Heron", [], id="a name across a comma"),
    ],
)
def test_the_words_of_a_message(text: str, tokens: list[str]) -> None:
    assert _tokens(text) == tokens


def test_a_name_does_not_go_on_in_the_next_message() -> None:
    assert _terms_of(room_with([Said(MONDAY, "Amber"), Said(MONDAY + 1, "Heron")])) == ["amber", "heron"]


def test_words_that_stand_in_one_of_two_names_that_overlap_are_no_words() -> None:
    assert _tokens("Amber Heron Lake shore", ["Amber Heron", "Heron Lake"]) == ["shore"]


@given(st.lists(st.sampled_from(("Amber", "Heron", "lake", "x1")), max_size=12), st.integers(1, 3))
def test_what_is_left_of_a_text_is_what_stands_in_no_name(words: list[str], length: int) -> None:
    name = ["Amber", "Heron", "Amber"][:length]
    begins = [i for i in range(len(words)) if words[i : i + length] == name]
    left = [word.lower() for i, word in enumerate(words) if not any(b <= i < b + length for b in begins)]
    lists = pa.chunked_array([pa.array([words], pa.list_(pa.string()))])
    index = index_words(lists, np.zeros(1, dtype=np.int64), 1, None, [" ".join(name)])
    assert [index.terms[t] for t, n in zip(index.term, index.count, strict=True) for _ in range(n)] == sorted(left)


def test_titles_of_links_that_were_looked_at_are_words_too() -> None:
    room = room_with([Said(MONDAY, "look")])
    message_id = room.tables.rows("messages")["message_id"][0].as_py()
    links = [("fetched", "Orchard almanac"), ("refused", "Secret page")]
    for place, (status, title) in enumerate(links):
        link_id = f"00000000-0000-8000-8000-00000000000{place}"
        room.fill("links", [{"link_id": link_id, "url": str(place), "host": "h", "title": title, "status": status}])
        room.fill("message_links", [{"message_id": message_id, "ordinal": place, "link_id": link_id}])
    assert _terms_of(room) == ["almanac", "look", "orchard"]


@pytest.mark.parametrize("language", ["en", "pt", "es", "de", "fr", "it"])
def test_a_language_has_stop_words_and_stems(language: str) -> None:
    assert len(fold_stop_words(language)) > 50
    assert stem_tokens(sorted(fold_stop_words(language)), language) == [""] * len(fold_stop_words(language))


def test_forms_of_a_word_share_a_term() -> None:
    assert len(set(stem_tokens(["meeting", "meetings"], "en"))) == 1
    assert len(set(stem_tokens(["gato", "gatos"], "pt-BR"))) == 1


def test_without_a_language_a_token_is_its_own_term() -> None:
    assert stem_tokens(["meetings", "the"], None) == ["meetings", "the"]


@pytest.mark.parametrize("noise", ["kkkkk", "hahaha", "rsrsrs", "jajaja", "a", "x" * 41, "1111"])
def test_noise_is_not_indexed(noise: str) -> None:
    assert stem_tokens([noise], "en") == [""]
