"""People who take no part: what tells of them, where they are hidden, and what stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.redaction import Choices, Person, Redactor
from egregora_assets.redaction.choices import build_choices
from egregora_assets.redaction.spans import Span, SpanIndex
from egregora_assets.redaction.third_parties.capitalised_words import CAPITALISED_WORD
from egregora_assets.redaction.third_parties.cues import read_cues
from egregora_assets.redaction.third_parties.proper_names import NAME_WORD
from egregora_assets.redaction.third_parties.word_classes import (
    load_given_names,
    load_impersonal_words,
    load_lower_case_names,
    load_plain_words,
)

SHOWN = Choices(hides_third_parties=False)


def redact(*texts: str, language: str | None = "en", choices: Choices | None = None) -> list[str]:
    return [t.text for t in Redactor((), language, choices=choices).redact(texts)]


TOLD = [
    ("en", "my boss {Karsten} wants it"),
    ("en", "the kids' teacher Miss {Fairweather} is leaving"),
    ("en", "my ex {Lorcan} turned up"),
    ("en", "the plumber is called {Desmond Achterberg}, he is good"),
    ("en", "my mother-in-law {Brunhild} moved"),
    ("en", "nurse {Tamwell} said so"),
    ("en", "Best regards,\n{Quillon}"),
    ("pt", "o filho da {Zoraide} passou"),
    ("pt", "minha sogra {Ivonete} tá internada"),
    ("pt", "o cachorro não, o vizinho se chama {Anquises}"),
    ("es", "la seño {Maripaz} llamó"),
    ("es", "mi cuñado {Etelvino} vino"),
    ("de", "unsere Tochter {Mathilda} geht zur Schule"),
    ("de", "Erzieherin {Swantje} ist krank"),
    ("fr", "la nounou {Soizic} arrive"),
    ("fr", "mon beau-frère {Gwenegan} arrive"),
    ("it", "la maestra {Ornella} arriva"),
    ("nl", "buurvrouw {Tjitske} belde"),
    ("pl", "pani {Halina} ze szkoły"),
    ("ru", "врач {Кузнецов} сказал"),
    ("tr", "{Gülnihal} Hanım geldi"),
    ("hi", "{सुरेश} अंकल बीमार हैं"),
    ("ar", "الدكتور {فراس} وصل"),
    ("zh", "{王}老师说可以"),
    ("ja", "{田中}さんが来た"),
    ("ko", "{최민재} 선생님 전화"),
]


@pytest.mark.parametrize(("language", "line"), TOLD)
def test_whom_a_cue_tells_of_is_hidden_whatever_the_setting(language: str, line: str) -> None:
    before, _, rest = line.partition("{")
    name, _, after = rest.partition("}")
    assert redact(before + name + after, language=language, choices=SHOWN) == [f"{before}[person]{after}"]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "my friend Says hello"),
        ("es", "mi hermana Dice que no"),
        ("en", "a can of Dr Pepper"),
        ("pt", "tia Anastácia do Sítio"),
        ("en", "it is called Docker"),
        ("en", "we flew with Ryanair to Bristol on Tue"),
        ("en", "the Beatles or Radiohead?"),
        ("en", "she came second in the Great North Run"),
        ("en", "open it in Excel, I use Firefox"),
        ("pt", "o trem para Lisboa sai na Terça"),
        ("de", "im Winter fahren wir Ski"),
        ("fr", "on va à Brest en Août"),
        ("en", "Great Deals For Your Garden This Week"),
        ("en", "read https://example.org/Karsten/Anneke now"),
        ("pt", "São Francisco e Santa Terezinha"),
        ("en", "lettuce with marigold and lavender, roger that"),
        ("it", "è stata assunta ieri, ha donato il sangue"),
        ("pt", "vi a aurora no acampamento"),
    ],
)
def test_what_is_no_person_stays(language: str, line: str) -> None:
    assert redact(line, language=language) == [line]


@pytest.mark.parametrize(
    ("language", "line", "hidden"),
    [
        ("en", "we saw Brunkenhorst today", "we saw [person] today"),
        ("en", "anneke is pregnant", "[person] is pregnant"),
        ("en", "ask Saoirse Kinsella", "ask [person]"),
        ("pt", "a Lurdinha perdeu o ônibus", "a [person] perdeu o ônibus"),
        ("fr", "elle garde Élouan", "elle garde [person]"),
        ("ru", "видел Наташу вчера", "видел [person] вчера"),
        ("pl", "byłem u Agnieszki", "byłem u [person]"),
        ("en", "then Pablo, Maria and Harry left", "then [person], [person] and [person] left"),
    ],
)
def test_a_capital_or_a_given_name_hides_until_the_operator_shows_it(language: str, line: str, hidden: str) -> None:
    assert redact(line, language=language) == [hidden]
    assert redact(line, language=language, choices=SHOWN) == [line]
    redactor = Redactor((), language)
    redactor.redact([line])
    rows = [
        {"scope": "all", "name": c.name, "spelled": c.spelled, "decision": "not_a_person"}
        for c in redactor.third_parties.candidates
    ]
    assert redact(line, language=language, choices=build_choices((), (), (), rows)) == [line]


def test_who_was_recognised_once_is_hidden_in_the_whole_chat_and_in_names_of_files() -> None:
    redactor = Redactor((), "en", choices=SHOWN)
    texts = ["my wife Quendoline is here", "Quendoline says hi", "quendoline's cake", "Zibbo Quast.vcf (file attached)"]
    shown = [t.text for t in redactor.redact([*texts, "call Zibbo", "#quendoline"])]
    assert shown == [
        *("my wife [person] is here", "[person] says hi", "[person]'s cake", "[person].vcf (file attached)"),
        *("call [person]", "#[person]"),
    ]
    assert redactor.redact_file_name("Invoice Zibbo.pdf") == "Invoice [person].pdf"


def test_a_recognised_name_that_is_a_word_is_hidden_only_with_a_capital_inside_a_sentence() -> None:
    told = ["my boss Mr Baker called", "the baker is closed", "Baker shops are nice", "ask Baker about it"]
    assert redact(*told, choices=SHOWN) == [
        *("my boss Mr [person] called", "the baker is closed", "Baker shops are nice", "ask [person] about it"),
    ]


def test_members_stay_members_and_lend_nothing_to_others() -> None:
    redactor = Redactor([Person(("Brunhild Quast",), "Quiet Otter")], "en")
    texts = ["my boss Brunhild is here", "Brunhild Quast and Karsten", "Quiet Otter and Quiet Heron"]
    assert [t.text for t in redactor.redact(texts)] == [
        *("my boss Quiet Otter is here", "Quiet Otter and [person]", "Quiet Otter and Quiet Heron"),
    ]


def test_schools_and_clinics_are_places() -> None:
    assert redact("a escola Sementinha Azul ligou, e o Hospital Bartolomeu", language="pt") == [
        "a escola [location-1] ligou, e o [location-2]"
    ]
    assert redact("he goes to Kestrel Primary School") == ["he goes to [location-1]"]


def test_no_list_says_two_things() -> None:
    assert "karsten" in load_given_names()
    for language in sorted(read_cues()):
        lower = load_lower_case_names(language)
        assert not lower & (load_impersonal_words() | load_plain_words(language))


@given(st.lists(st.text(alphabet="abAnkeK rsten.,\n'-#", max_size=40), max_size=5))
def test_the_same_texts_give_the_same_answer_and_lose_nothing_else(texts: list[str]) -> None:
    said = [t.text for t in Redactor((), "en").redact(texts)]
    assert said == [t.text for t in Redactor((), "en").redact(texts)]
    for text, hidden in zip(texts, said, strict=True):
        place = 0
        for part in hidden.split("[person]"):
            place = text.index(part, place) + len(part)


@pytest.mark.parametrize("end", ["@", "/", "1", "_", ".x", "中"])
def test_a_long_word_is_read_once_whatever_stands_behind_it(end: str) -> None:
    for word in ("N" + "o" * 40_000, "Aa-Bb'" * 4_000 + "cc", "A" + "bC" * 20_000):
        found = CAPITALISED_WORD.search(f"  {word}{end}")
        assert found is None or len(found.group()) < len(word)
        named = NAME_WORD.match(word + end)
        assert named is None or named.end() < len(word) or end in ("/", ".x")


@pytest.mark.parametrize("word", ["Anna-Lena", "McAdam", "Zoë", "Anna-lena", "D’Arco", "O'Brien"])
def test_a_name_is_read_with_all_that_belongs_to_it(word: str) -> None:
    read = NAME_WORD.match(f"{word}, {word}@")
    assert read is not None
    assert read.group() == word.removesuffix("-lena")
    if word[1].islower():
        found = CAPITALISED_WORD.search(f"  {word}, {word}@")
        assert found is not None
        assert found.group() == word


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)).map(lambda s: Span(s[0], s[0] + s[1])), max_size=6)


@given(SPANS, st.integers(0, 30), st.integers(1, 10))
def test_an_index_of_spans_says_what_they_cover(spans: list[Span], start: int, length: int) -> None:
    index, end = SpanIndex(spans), start + length
    covered = {place for s in spans for place in range(s.start, s.end)}
    assert index.overlaps(start, end) == bool(covered & set(range(start, end)))
    left = [place for first, last in index.list_uncovered(start, end) for place in range(first, last)]
    assert left == [place for place in range(start, end) if place not in covered]


@pytest.mark.parametrize("text", ["A" + "b" * 60 + "@", "Anna-" * 800, "Ab" * 4000, "my boss " * 2000, "Mr " * 3000])
def test_hostile_words_cost_no_more_than_their_length(text: str) -> None:
    assert redact(text)
