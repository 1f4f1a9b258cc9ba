from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from egregora_assets.redaction.choices import Choices
from egregora_assets.redaction.names.patterns import Person
from egregora_assets.redaction.placeholders import PLACEHOLDER, RedactedText, count_placeholder_mismatches
from egregora_assets.redaction.redactor import Redactor, redact_texts
from egregora_assets_tests.redaction.privacy_lines import HIDDEN, KEPT, ROSTERS

CASES = Path(__file__).parent / "privacy_cases.jsonl"
BRACED = re.compile(r"\{(.*?)\}")


def make_people(roster: list[str]) -> list[Person]:
    return [Person((name,), f"Quiet Otter {'ABCDEFGHIJ'[place]}") for place, name in enumerate(roster)]


def list_lines(blocks: dict[str, str]) -> Iterator[Any]:
    for language, block in blocks.items():
        for line in block.strip("\n").split("\n"):
            yield pytest.param(language, line, id=f"{language}-{line[:40].encode('ascii', 'replace').decode()}")


def normalize(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if c.isalnum())


def redact_cases() -> Iterator[tuple[dict[str, Any], RedactedText]]:
    rows = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    chats: dict[tuple[str, tuple[str, ...]], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        chats[row["lang"], tuple(row["roster"])].append(row)
    for (language, roster), chat in chats.items():
        texts = redact_texts([row["text"] for row in chat], make_people(list(roster)), language=language)
        yield from zip(chat, texts, strict=True)


@pytest.mark.parametrize(("tier", "most"), [("core", 0.01), ("extended", 0.10)])
def test_few_values_survive(tier: str, most: float) -> None:
    spans = [(s, out.text) for row, out in redact_cases() for s in row["spans"] if s["tier"] == tier]
    leaks = [s["value"] for s, text in spans if normalize(s["value"]) in normalize(text)]
    assert len(leaks) <= most * len(spans), leaks


def test_what_is_no_personal_data_survives() -> None:
    negatives = [(n["value"], out.text) for row, out in redact_cases() for n in row["negatives"]]
    lost = [value for value, text in negatives if value not in text]
    assert len(lost) <= 0.03 * len(negatives), lost


@pytest.mark.parametrize(("language", "line"), list(list_lines(HIDDEN)))
def test_a_line_hides_what_is_about_somebody(language: str, line: str) -> None:
    raw = BRACED.sub(r"\1", line)
    text = redact_texts([raw], make_people(ROSTERS[language]), language=language)[0].text
    for value in BRACED.findall(line):
        assert value not in text
        assert not {w for w in value.split() if len(w) > 3} & set(text.split())


@pytest.mark.parametrize(("language", "line"), list(list_lines(KEPT)))
def test_a_line_about_nobody_stays_as_it_is(language: str, line: str) -> None:
    assert redact_texts([line], make_people(ROSTERS[language]), language=language)[0].text == line


def test_equal_values_have_equal_numbers_by_first_appearance() -> None:
    texts = ["call +44 20 7946 0331", "or +1 720 555 0185", "again +442079460331"]
    assert [t.text for t in redact_texts(texts, [])] == ["call [phone-1]", "or [phone-2]", "again [phone-1]"]


def test_a_longer_chat_keeps_the_numbers_of_the_shorter_one() -> None:
    texts = ["a@example.com and b@example.com", "c@example.com", "b@example.com"]
    assert [t.text for t in redact_texts(texts, [])][:2] == [t.text for t in redact_texts(texts[:2], [])]


def test_a_secret_is_hidden_where_nothing_gives_it_away() -> None:
    said = redact_texts(["wifi password: lantern-88-oak", "is it lantern-88-oak? yes"], [], language="en")
    assert said[1].text == "is it [secret-1]? yes"


def test_a_number_of_the_roster_is_its_bearer_in_any_spelling() -> None:
    people = [Person(("+55 11 90000-7001",), "Quiet Otter")]
    texts = ["liga (11) 90000-7001", "@5511900007001 oi", "+55 11 900007001 saiu", "@\u2068+55 11 90000-7001\u2069 oi"]
    for redacted in redact_texts(texts, people, language="pt"):
        assert "Quiet Otter" in redacted.text
        assert "7001" not in redacted.text


def test_somebody_who_opted_out_is_just_a_person() -> None:
    assert redact_texts(["told Nadia"], [Person(("Nadia Osei",), None)])[0].text == "told [person]"


def test_a_name_that_two_people_share_is_just_a_person() -> None:
    people = [Person(("Maria Souza",), "Quiet Otter"), Person(("Maria Prado",), "Calm Lynx")]
    texts = [t.text for t in redact_texts(["a Maria disse", "a Maria Prado disse"], people, language="pt")]
    assert texts == ["a [person] disse", "a Calm Lynx disse"]


def test_an_ordinary_word_at_the_start_of_a_sentence_is_left_where_the_chat_uses_it_as_a_word() -> None:
    people = [Person(("Hope Larkin",), "Quiet Otter")]
    texts = ["i hope so"] * 25 + ["Hope it works", "ask Hope"]
    assert [t.text for t in redact_texts(texts, people, language="en")][-2:] == ["Hope it works", "ask Quiet Otter"]


@pytest.mark.parametrize("text", ["{} left", "Bruno added {}", "ask {} about it"])
def test_a_member_whose_name_is_written_with_an_at_sign_is_a_person_and_no_mail_address(text: str) -> None:
    redactor = Redactor([Person(("helena@visconcelos",), "Quiet Otter")], "en")
    assert "Quiet Otter" in redactor.redact([text.format("helena@visconcelos")], ["system"])[0].text
    assert "[email-1]" in redactor.redact([text.format("helena@visconcelos.org")], ["text"])[0].text


def test_a_notice_hides_the_group_title_and_a_text_does_not() -> None:
    people = [Person(("Drew Castellano",), "Quiet Otter")]
    notice = 'Drew Castellano changed the group name from "Osei family" to "Allotment"'
    redacted = Redactor(people, "en").redact([notice], ["system"])[0]
    assert redacted.text == 'Quiet Otter changed the group name from "[group-name]" to "[group-name]"'
    assert [r.kind for r in redacted.redactions] == ["name", "group_name", "group_name"]


def test_a_text_cannot_forge_a_placeholder() -> None:
    assert redact_texts(["see [phone-2] and [person]"], [])[0] == RedactedText("see (phone-2) and (person)")


def test_file_names_lose_people() -> None:
    redactor = Redactor([Person(("Nadia Osei",), "Quiet Otter")], "en")
    redactor.redact([])
    assert redactor.redact_file_name("IMG-20240203-WA0001.jpg") == "IMG-20240203-WA0001.jpg"
    assert redactor.redact_file_name("Nadia_Osei CV.pdf") == "Quiet Otter CV.pdf"
    assert redactor.redact_file_name("Somebody Else.vcf") == "[person].vcf"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://a.example.com/x?page=2&token=dJpcfDCerfMDd6Nh", "https://a.example.com/x?page=2 [link-secret-1]"),
        ("https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv", "https://chat.whatsapp.com [invitation-1]"),
        ("https://maps.google.com/?q=48.858370,2.294481", "https://maps.google.com/ [location-1]"),
        ("(https://github.com/org/repo/pull/12).", "(https://github.com/org/repo/pull/12)."),
    ],
)
def test_a_link_keeps_its_host_and_clean_path(text: str, kept: str) -> None:
    assert redact_texts([text], [])[0].text == kept


@pytest.mark.parametrize("size", [20_000], ids=str)
@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "1",
        "@",
        "a.",
        "1 ",
        "http://",
        "a@",
        "password ",
        "\u200b",
        "Rua ",
        "[",
        "::",
        "nadia",
        "a@b.co ",
        "wifi: x / ",
    ],
    ids=repr,
)
def test_a_hostile_line_takes_no_longer_than_its_length(piece: str, size: int) -> None:
    redact_texts([piece * (size // len(piece))], [Person(("Nadia Osei",), "Quiet Otter")])


NAMES = st.builds(
    "{} {}".format,
    st.sampled_from(["Nadia", "Estêvão", "Günther", "Zoë", "Begoña", "Raimundo", "Łukasz", "Jean-Luc", "Наташа"]),
    st.sampled_from(["Osei", "Gusmão", "Hartmann", "Cifuentes", "O'Brien", "Weiß", "Иванова", "Nørgaard"]),
)
SPELL = st.sampled_from(
    [str, str.lower, str.upper, lambda s: unicodedata.normalize("NFD", s), lambda s: "\u200b".join(s)]
)
AROUND = st.text(alphabet=" .,!?:;-\n'\"()abcdefgkmpxyçãé0123456789👍", max_size=20)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(name=NAMES, spell=SPELL, part=st.sampled_from([0, 1, None]), before=AROUND, after=AROUND)
def test_no_spelling_of_a_name_survives(name: str, spell: Any, part: int | None, before: str, after: str) -> None:
    said = spell(name if part is None else name.split()[part])
    text = redact_texts([f"{before} {said} {after}"], [Person((name,), "Q")], language="en")[0].text
    words = re.findall(
        r"[^\W\d_]+", "".join(c for c in unicodedata.normalize("NFD", text) if c.isalnum() or c.isspace())
    )
    for word in re.findall(r"[^\W\d_]{3,}", name if part is None else name.split()[part]):
        bare = "".join(c for c in unicodedata.normalize("NFD", word) if c.isalpha()).casefold()
        assert bare not in [w.casefold() for w in words]


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("abcde fghij klmno ,.!?👍çãéü\n")))
def test_a_text_without_names_and_data_is_not_changed(text: str) -> None:
    redactor = Redactor([Person(("Xerxes Quill",), "Q")], "en", choices=Choices(hides_third_parties=False))
    assert redactor.redact([text])[0] == RedactedText(text)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([v for row in HIDDEN.values() for v in row.strip().split("\n")]), max_size=8))
def test_placeholders_and_rows_always_agree(lines: list[str]) -> None:
    texts = [BRACED.sub(r"\1", line) for line in lines]
    out = redact_texts(texts, make_people(ROSTERS["en"]), language="en")
    rows = {str(n): [r.placeholder for r in t.redactions] for n, t in enumerate(out)}
    assert count_placeholder_mismatches({str(n): t.text for n, t in enumerate(out)}, rows) == 0


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([v for row in HIDDEN.values() for v in row.strip().split("\n")]), max_size=5))
@example(["@{\u2068Bill Trent\u2069} and @{\u2068Unknown Dude\u2069}"])
def test_redacting_again_changes_nothing(lines: list[str]) -> None:
    people = make_people(ROSTERS["en"])
    once = [t.text for t in redact_texts([BRACED.sub(r"\1", line) for line in lines], people, language="en")]
    again = [t.text for t in redact_texts(once, people, language="en")]
    assert [PLACEHOLDER.sub("", t).replace("(", "[") for t in once] == [
        re.sub(r"\((?=[a-z-]+(?:-\d+)?\))[^)]*\)", "", t).replace("(", "[") for t in again
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Otávio Brandão", "Tavinho, Otavinho e Tavito"),
        ("Evaristo Gil", "o Varistinho e o Evaristito"),
        ("Érica Lins", "a Eriquinha"),
        ("Marcondes Luz", "o Marcondinho"),
        ("Alejandro Ruiz", "con Jandro y Alejandrito"),
        ("Hugo Blau", "mit Huguito, Hugochen"),
        ("Margarethe Thal", "die Gretel, das Margarethchen"),
        ("Domenico Sarti", "con Mimmo e Domenichino"),
    ],
)
def test_a_pet_form_is_its_bearer_with_its_beginning_or_its_end_cut_off(name: str, said: str) -> None:
    text = redact_texts([f"oi {said} aqui"], [Person((name,), "Quiet Otter")])[0].text
    left = [w for w in re.findall(r"[A-ZÀ-Ý]\w+", text) if w not in ("Quiet", "Otter")]
    assert left == []


def test_a_pet_form_that_the_chat_capitalises_is_found_in_lower_case_too() -> None:
    texts = ["e o Varistinho?", "vi o Varistinho ontem", "oi varistinho"]
    said = redact_texts(texts, [Person(("Evaristo Gil",), "Quiet Otter")], language="pt")
    assert [t.text for t in said] == ["e o Quiet Otter?", "vi o Quiet Otter ontem", "oi Quiet Otter"]


@pytest.mark.parametrize("language", ["en", "pt", "es", "de", "fr", "it", None])
@pytest.mark.parametrize("number", ["(11) 98429-2714", "(011) 98429 2714", "11 98429-2714", "(089) 5552 7714"])
def test_a_number_with_its_area_code_is_hidden_in_a_chat_of_any_language(number: str, language: str | None) -> None:
    assert (
        redact_texts([f"the plumber is {number}, ask"], [], language=language)[0].text
        == "the plumber is [phone-1], ask"
    )


@pytest.mark.parametrize("text", ["(12) 2019-2021", "page (3) 120 45", "(11) 45-60", "chapters (2) 100-120"])
def test_a_number_in_parentheses_before_others_is_no_telephone(text: str) -> None:
    assert redact_texts([text], [], language="en")[0].text == text


def test_the_title_of_the_group_is_hidden_where_members_write_it() -> None:
    texts = ['A changed the subject from "Horta Xodó" to "Clube do Xodó"', "viva a horta xodó!", "Clube do Xodó?"]
    said = Redactor([], "pt").redact(texts, ["system", "text", "text"])
    assert [t.text for t in said[1:]] == ["viva a [group-name]!", "[group-name]?"]
    assert (
        count_placeholder_mismatches(
            {str(n): t.text for n, t in enumerate(said)},
            {str(n): [r.placeholder for r in t.redactions] for n, t in enumerate(said)},
        )
        == 0
    )


def test_a_title_that_any_group_could_have_stays_an_ordinary_word() -> None:
    said = Redactor([], "en", titles=("Family group", "Neighbours")).redact(["the family group", "hello neighbours"])
    assert [t.text for t in said] == ["the family group", "hello neighbours"]
