"""Beginnings and misspellings of members' names, and words that only look like them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.redaction.lexicon.word_files import list_words, read_words
from egregora_assets.redaction.names.edits import EditIndex, is_one_edit
from egregora_assets.redaction.names.matching import NameMatcher
from egregora_assets.redaction.names.patterns import Person
from egregora_assets.redaction.redactor import redact_texts

ROSTERS = {
    "en": ["Tamsin Oyelaran", "Gideon Marchetti", "Priyanka Raghunathan", "Bartholomew Quigley"],
    "pt": ["Thaynara Quintela", "Ubiratan Gouveia", "Wanderley Caçapava", "Vitória Queiroga"],
    "es": ["Nerea Etxeberria", "Iker Zubizarreta", "Milagros Villaseñor"],
    "de": ["Friederike Poschmann", "Jörg Wüstenhagen", "Kai-Uwe Brüggemann"],
    "fr": ["Maëlys Kerbrat", "Thibault d'Hérouville", "Jean-Loup Vasseur", "Fleur Desmarais"],
    "it": ["Ginevra Tartaglia", "Ettore Spadafora", "Nicolò Zanardelli"],
    "pl": ["Małgorzata Wiśniewska", "Krzysztof Żuławski"],
    "nl": ["Sjoerd van der Meulen", "Willemijn Terpstra"],
    "tr": ["İbrahim Yıldırım", "Mustafa Öztürk"],
    "hi": ["Vikramaditya Deshmukh", "Sunita Chaturvedi", "Ananya Rao", "राजेश वर्मा"],
    "zh": ["张伟", "陈美玲"],
    "ja": ["佐々木遥"],
    "ru": ["Анастасия Кравцова", "Владислав Орлов"],
}
HIDDEN = {
    "en": """
        I met Priya yesterday|priya is late|Bart said no|yo bart you there|thanks Pryanka!|happy bday pryanka
        Bartholemew left|Tamsyn can you|Giddeon!|gideno did it|Oyelran paid|#justiceforbart|#goGideon|#teamgideon
        askgideon|tamsinsaid so|saidTamsin|gideon@localhost|cv_priya.pdf|@bart pls|Priya's bag|BARTHOLEMEW!!
        Bart\u200bholomew|/home/gideon/x""",
    "pt": "Thay chegou|Thainara|Tainara|Wanderlei sumiu|Wander falou|Ubira chegou|ubiratam|#niverdathay|Queirog pagou",
    "es": "Nere viene|Mila viene|Milagritos|Nerrea|Etxebarria paga|Zubizaretta",
    "de": "Friedrike kommt|Rike kommt|ruf Frieder|Brügemann zahlt|Poschman",
    "fr": "Jeannot mdr|Tibo arrive|Thibaut|Fleurette|Maélis|Kerbrad",
    "it": "Etorre dove sei|Gine arriva|Ginvera|Zanardeli",
    "pl": "Krzysztofowi daj|Gosia w drodze|Krzysiek|Krzysztow|gosia dzwoni",
    "nl": "Sjord komt|Willemin",
    "tr": "İbo nerede|Mustfa geldi|selam ibo|Mustafayı ara|Mustafanın evi",
    "hi": "Vikram kal aayega|Sunitta|Chaturvdi|अनन्या को बोलो|सुनीता|Rajesh bhai",
    "zh": "问一下小张|张哥说可以|美玲来了",
    "ja": "佐々木です",
    "ru": "Настюша, привет|у Владика ключи",
}
KEPT = {
    "en": """
        the cast was great|march on|have a quiet day|tamper with it|quiz night|Bar closes at ten|gold medal
        the ghoul|marching|prize""",
    "pt": "tava lá|vitória do time|vamos ubuntu|quinta eu vou|wandering",
    "es": "los milagros|nervios|villa bonita|etcétera",
    "de": "Frieden|Brücke|die Wüste|der Posten|Kaiser",
    "fr": "les fleurs|fleuve|jeans|vasque|mal",
    "it": "ginestra|ettari|nicotina|spada",
}
CASES = [(code, line.strip()) for code, lines in HIDDEN.items() for line in lines.replace("\n", "|").split("|")]


def redact_alone(language: str, text: str) -> str:
    people = [Person((name,), "Quiet Otter") for name in ROSTERS[language]]
    return redact_texts([text], people, language=language)[0].text


@pytest.mark.parametrize(("language", "text"), [c for c in CASES if c[1]])
def test_what_begins_or_misspells_a_name_is_hidden(language: str, text: str) -> None:
    assert redact_alone(language, text) != text


@pytest.mark.parametrize("language", KEPT)
def test_words_that_begin_like_names_stay(language: str) -> None:
    lines = [line.strip() for line in KEPT[language].replace("\n", "|").split("|")]
    texts = [line for line in lines if line]
    assert [redact_alone(language, text) for text in texts] == texts


def test_a_beginning_that_two_people_share_is_neither() -> None:
    people = [Person(("Marilisa Prado",), "Quiet Otter"), Person(("Marilene Costa",), "Calm Lynx")]
    assert redact_texts(["vi a Maril ontem"], people, language="pt")[0].text == "vi a [person] ontem"


def test_somebody_elses_given_name_is_nobodys_misspelling() -> None:
    people = [Person(("Marina Prado",), "Quiet Otter")]
    assert "Quiet Otter" not in redact_texts(["I met Martina and Karina"], people, language="en")[0].text


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text("abcé", min_size=2, max_size=7), max_size=12), st.lists(st.text("abcé", min_size=2, max_size=7))
)
def test_the_index_finds_every_pair_that_is_one_edit_apart(known: list[str], words: list[str]) -> None:
    known, words = sorted(set(known)), sorted(set(words))
    found = set(EditIndex(known).find_pairs(words))
    wanted = {(i, j) for i, w in enumerate(words) for j, k in enumerate(known) if is_one_edit(w, k)}
    assert found <= wanted
    assert {i for i, _ in found} == {i for i, _ in wanted}


@pytest.mark.parametrize(
    "pair", [("tamsin", "tamsn"), ("tamsin", "tamsinn"), ("tamsin", "tamzin"), ("tamsin", "tasmin")]
)
def test_one_letter_more_less_other_or_exchanged_is_one_edit(pair: tuple[str, str]) -> None:
    assert is_one_edit(*pair)
    assert is_one_edit(*reversed(pair))


@pytest.mark.parametrize("pair", [("tamsin", "tamsin"), ("tamsin", "tamzyn"), ("tamsin", "tamsinah"), ("abcd", "cbad")])
def test_nothing_and_two_edits_are_not_one(pair: tuple[str, str]) -> None:
    assert not is_one_edit(*pair)


@pytest.mark.slow
def test_no_pseudonym_is_near_a_name() -> None:
    adjectives, nouns = list_words("pseudonym_adjectives"), list_words("pseudonym_nouns")
    near = [Person((f"{w.capitalize()}a {w.capitalize()}ko",), None) for w in (*adjectives, *nouns)]
    shown = [f"{a.capitalize()} {nouns[i % len(nouns)].capitalize()}" for i, a in enumerate(adjectives)]
    texts = [f"{name} said that {name.lower()} knows" for name in shown]
    matcher = NameMatcher(near, "en")
    found = {t[s.start : s.end] for t, spans in zip(texts, matcher.find(texts), strict=True) for s in spans}
    words = {f"{w}{end}" for w in (*adjectives, *nouns) for end in ("a", "ko")}
    assert {f for f in found if f.lower() not in words} == set()
    assert read_words("pseudonym_adjectives") & read_words("pseudonym_nouns") == frozenset()
