"""Names in every spelling, and words that only look like names, in chats of many languages."""

# ruff: noqa: SIM905 - lists of words are easier to read as text

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.language.words import fold_stop_words
from egregora_assets.redaction.choices import Choices
from egregora_assets.redaction.lexicon.ordinary_words import load_ordinary_words
from egregora_assets.redaction.names.patterns import Person
from egregora_assets.redaction.names.variants import Strength, list_variants
from egregora_assets.redaction.redactor import Redactor, redact_texts
from egregora_assets_tests.pipeline.survival import judged, report
from egregora_assets_tests.redaction.name_lines import NAMED, NOT_NAMED, ROSTERS
from egregora_assets_tests.redaction.personal_values import LANGUAGES, draw_lines

BRACED = re.compile(r"\{(.*?)\}")


def make_people(language: str) -> list[Person]:
    return [Person((name,), f"Quiet Otter {'ABCDEFGHIJ'[place]}") for place, name in enumerate(ROSTERS[language])]


def words(text: str) -> list[str]:
    bare = (c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) not in ("Mn", "Cf"))
    return re.findall(r"[^\W_]+", "".join(bare).casefold())


def redact_alone(language: str, texts: list[str]) -> list[str]:
    """Each text as if it were a chat of its own."""
    shown = Choices(hides_third_parties=False)
    redactor = Redactor(make_people(language), language if language in LANGUAGES else None, choices=shown)
    return [redactor.redact([text])[0].text for text in texts]


@pytest.mark.parametrize("language", NAMED)
def test_no_spelling_of_a_name_survives_in_a_line_of_its_language(language: str) -> None:
    cases = NAMED[language].strip("\n").split("\n")
    texts = redact_alone(language, [BRACED.sub(r"\1", line) for line in cases])
    for line, text in zip(cases, texts, strict=True):
        around = words(BRACED.sub(" ", line))
        named = {w for value in BRACED.findall(line) for w in words(value) if len(w) > 1 or not w.isascii()}
        assert not (named - set(around)) & set(words(text)), line


@pytest.mark.parametrize("language", NOT_NAMED)
def test_words_that_are_also_names_stay_where_they_are_words(language: str) -> None:
    texts = NOT_NAMED[language].strip("\n").split("\n")
    assert redact_alone(language, texts) == texts


SURE = [
    (name, variant.pattern)
    for names in ROSTERS.values()
    for name in names
    for variant in list_variants(name)
    if variant.strength == Strength.SURE and len(variant.pattern) > 3
    if not set(variant.pattern.replace("ß", "ss").split()) & (load_ordinary_words(None) | fold_stop_words(None))
]
"""Every sure variant without an ordinary word in it, which in small letters is a word."""


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(SURE),
    st.sampled_from(
        [str.upper, str.title, lambda s: f"{s}'s", lambda s: f"{s}85", lambda s: f"@{s.replace(' ', '_')}"]
    ),
    st.text(alphabet=" .,!?:;-\n'\"()bcdfgkmpx0123456789👍", max_size=12),
)
def test_no_sure_variant_survives_whatever_stands_around_it(case: tuple[str, str], spell: object, around: str) -> None:
    name, pattern = case
    said = spell(pattern)  # type: ignore[operator]
    text = redact_texts([f"so {around} {said} {around} ok"], [Person((name,), "Q")], language="en")[0].text
    assert not [w for w in words(pattern) if len(w) > 3 and w in words(text)]


ORDINARY = {
    "en": "the weather was nice and we walked along the river before lunch with some bread cheese apples".split(),
    "pt": "hoje choveu muito mas depois fomos passear perto da praia comer peixe com arroz feijao".split(),
    "es": "ayer fuimos todos juntos hasta el parque para comer pan con queso antes de volver".split(),
    "de": "gestern waren wir zusammen unterwegs und haben viel gelacht bevor es wieder regnete".split(),
    "fr": "hier nous avons mange du pain avec du fromage avant de rentrer tranquillement chez nous".split(),
    "it": "ieri siamo andati tutti insieme verso il mercato per comprare pane e formaggio fresco".split(),
}


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.data(), st.sampled_from(LANGUAGES))
def test_lines_of_ordinary_words_are_not_changed(data: st.DataObject, language: str) -> None:
    text = " ".join(data.draw(st.lists(st.sampled_from(ORDINARY[language]), min_size=1, max_size=14)))
    text = data.draw(st.sampled_from([text, text.capitalize(), text.capitalize() + ".", text + "?", text.upper()]))
    assert redact_texts([text], make_people(language), language=language)[0].text == text


def test_somebody_who_joined_later_is_hidden_in_what_was_said_before() -> None:
    texts = ["will Rafael come?", "rafa said so"]
    before = redact_texts(texts, [Person(("Ana Lima",), "Calm Lynx")], language="en")
    after = redact_texts(
        texts, [Person(("Ana Lima",), "Calm Lynx"), Person(("Rafael Prado",), "Quiet Otter")], language="en"
    )
    assert [t.text for t in before] == ["will [person] come?", "rafa said so"]
    assert [t.text for t in after] == ["will Quiet Otter come?", "Quiet Otter said so"]


def test_two_people_of_one_name_are_neither_where_it_is_not_sure() -> None:
    people = [Person(("Дмитрий Котов",), "Calm Lynx"), Person(("Дмитрий Белов",), "Quiet Otter")]
    said = redact_texts(["видел Дмитрия", "видел Дмитрия Белова"], people)
    assert [t.text for t in said] == ["видел [person]", "видел Quiet Otter"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [20261, 447120])
def test_little_of_fresh_personal_data_survives_and_little_else_is_hidden(seed: int) -> None:
    shares = report([judged(line) for line in draw_lines(seed, rounds=4)])
    assert shares["core leak"] <= 0.01
    assert shares["core partial"] <= 0.01
    assert shares["extended leak"] <= 0.10
    assert shares["extended partial"] <= 0.10
    assert shares["over"] <= 0.03
    assert shares["context kept"] >= 0.95


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("call oh seven seven double zero nine zero zero one two", "call [phone-1]"),
        ("liga nove um dois três quatro cinco seis sete oito", "liga [phone-1]"),
        ("one two three four five six seven eight", "one two three four five six seven eight"),
        ("482913 ist dein Code", "[secret-1] ist dein Code"),
        ("pedido 4539578763621486 chegou", "pedido 4539578763621486 chegou"),
        ("código 486.205.798-52 inválido", "código 486.205.798-52 inválido"),
        ("cpf 486.205.798-52", "cpf [document-1]"),
    ],
)
def test_what_a_word_explains_is_hidden_and_what_it_denies_stays(text: str, kept: str) -> None:
    assert redact_texts([text], [])[0].text == kept


def test_single_letters_in_a_row_are_a_name_wherever_in_a_chat_they_begin_a_text() -> None:
    people = [Person(("Luis Osei",), "Quiet Otter")]
    texts = ["good morning", "L u i s is here", "so is L u i s"]
    assert [t.text for t in redact_texts(texts, people, language="en")] == [
        "good morning",
        "Quiet Otter is here",
        "so is Quiet Otter",
    ]
