from __future__ import annotations

import pytest

from egregora_assets.retrieval.postings import fold_stop_words, stem_tokens
from egregora_assets_tests.retrieval.chat_rows import MONDAY, Said, room_with, tokens_of
from egregora_assets_tests.room_tables import column


def _tokens(text: str) -> list[str]:
    room = room_with([Said(MONDAY, text)])
    return sorted(column(tokens_of(room), "token"))


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
        pytest.param("don't_stop", ["don", "stop", "t"], id="apostrophe and underscore"),
    ],
)
def test_the_words_of_a_message(text: str, tokens: list[str]) -> None:
    assert _tokens(text) == tokens


def test_titles_of_links_that_were_looked_at_are_words_too() -> None:
    room = room_with([Said(MONDAY, "look")])
    message_id = room.tables.rows("messages")["message_id"][0].as_py()
    links = [("fetched", "Orchard almanac"), ("refused", "Secret page")]
    for place, (status, title) in enumerate(links):
        link_id = f"00000000-0000-8000-8000-00000000000{place}"
        room.fill("links", [{"link_id": link_id, "url": str(place), "host": "h", "title": title, "status": status}])
        room.fill("message_links", [{"message_id": message_id, "ordinal": place, "link_id": link_id}])
    assert sorted(column(tokens_of(room), "token")) == ["almanac", "look", "orchard"]


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
