"""Which language texts are in."""

from __future__ import annotations

import pytest

from egregora_assets.language.detection import choose_language, detect_language
from egregora_assets.language.files import load_languages


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "I think that we should all go there with them, what do you think?"),
        ("pt", "Eu acho que a gente não vai conseguir, mas você pode tentar com eles"),
        ("es", "Yo creo que no podemos ir, pero tú puedes hablar con ellos mañana"),
        ("de", "Ich glaube nicht, dass wir das schaffen, aber du kannst es mit ihm versuchen"),
        ("fr", "Je pense que nous ne pouvons pas y aller, mais vous êtes dans la ville avec elle"),
        ("it", "Io non sono sicuro che possiamo andare, ma questa è la cosa più bella della casa"),
    ],
)
def test_a_language_is_known_by_its_small_words(code: str, text: str) -> None:
    languages = load_languages()
    assert detect_language([text]) == code
    assert choose_language([text], None).code == code
    assert choose_language([text], languages["pt"]).code == "pt", "one sentence does not outweigh what is expected"
    assert choose_language([text] * 20, languages["en"]).code == code


@pytest.mark.parametrize(
    "texts", [[], ["ok"], ["🎉", "12:30"], ["the and"]], ids=["no text", "one word", "no word", "two words"]
)
def test_too_few_words_tell_no_language(texts: list[str]) -> None:
    assert detect_language(texts) is None


def test_a_language_is_told_without_its_accents() -> None:
    assert detect_language(["voce nao vai com eles, mas eu vou para la"]) == "pt"
