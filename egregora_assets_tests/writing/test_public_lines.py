"""What may stand in a title, an address, a summary or a tag."""

from __future__ import annotations

import pytest

from egregora_assets.writing.public_lines import gives_nobody_away


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("pt", "O Fogão Velho faz reserva pra grupo"),
        ("pt", "concordo com Leandro"),
        ("en", "anneke says hi to all of us"),
        ("en", "use code X7QPLM now"),
        ("pt", "Localizador QX7R2M do voo"),
        ("pt", "a senha é angu&couve1945"),
        ("en", "the PIN is 4821 again"),
        ("en", "ring 12-34-56 for the plumber"),
        ("en", "the token is XKCDQ today"),
        ("de", "wir fragen Wolfgang morgen"),
    ],
)
def test_what_may_name_or_give_away_somebody_stands_in_no_title(language: str, line: str) -> None:
    assert not gives_nobody_away(line, language)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("pt", "almoço às 12h30 no dia 28/09"),
        ("en", "meet at 19:30 tomorrow, ok?"),
        ("en", "I work from home on Fridays in London"),
        ("en", "we need 100kg of soil and the 2nd bed"),
        ("en", "Quiet Otter brings the seeds"),
        ("de", "Der Garten ist schön im Herbst"),
        ("en", "Will you come to the meeting?"),
    ],
)
def test_an_ordinary_sentence_may_be_a_title(language: str, line: str) -> None:
    assert gives_nobody_away(line, language)
