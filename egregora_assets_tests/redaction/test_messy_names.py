"""Names as they stand in hasty messages: what is in braces must go, the rest of the line stays."""

from __future__ import annotations

import re

import pytest

from egregora_assets.redaction import Person, redact_texts
from egregora_assets.redaction.names.variants import list_variants

ROSTERS = {
    "en": [
        "Jocelyn Abernathy",
        "Leopold Okonkwo",
        "Will Cranmer",
        "Mark Osei",
        "Rosa Venkataraman",
        "Frank Dunmore",
        "Miles Ash",
    ],
    "pt": ["Jandira Sacramento", "Ederson Patrocínio", "Luz Cavalheiro"],
    "de": ["Gundula Ackermann", "Rose Winter", "Hanno Bäcker"],
    "fr": ["Aliénor Bastide", "Fleur Tournier"],
    "it": ["Fiammetta Lorusso", "Gioia Benincasa", "Antonietta Pallavicini"],
    "nl": ["Floris van Dam", "Roos Visser"],
    "ru": ["Аграфена Лукьянова", "Тимофей Рощин", "Вера Соколова", "Роман Белов", "Савелий Грач"],
    "zh": ["欧阳雪", "司马相如"],
    "ja": ["藤原さくら", "中村翔"],
    "ko": ["남궁민"],
}
LINES = {
    "en": """
        {joss} said shes late|{Jocylen} ur mic is off|{will} will be there|is {frank} bringing the speakers
        {rosa} made lasagne|{rosa} can't make it|{mark} just texted me|{jocelynandleopold} album|#{LeopoldJocelyn}
        {Leoppoldd} said so|she said {keisha} left|to be frank i dont care|rosa is a colour|mark my words
        ordered at Wendy's|Zelda is great|Denis the menace|scan_{Beatrix_Holloway}_mri.pdf
        cv_{rosa}.pdf|{rosa}-passport.jpg|red_rosa.jpg
        {rosaandjoss} did it|{Joss} pick me up|ran ten miles|{miles} left his bag|{rosa} can you come
        will you come|hope u come""",
    "pt": "{Edinho} chegou?|{Ederssom} manda|luz acabou aqui|o Homem-Aranha",
    "de": "{rose} bringt kuchen mit|Bäcker hat zu|eine rose kommt selten|geht aufs {Hölderlin-Gymnasium}",
    "fr": "{fleur} arrive dans 5 min|une fleur arrive",
    "it": "{gioia} porta il vino|{Fiamma} ci sei?|che gioia vederti|la gioia arriva",
    "nl": "{roos} komt ook|een roos brengt geluk",
    "ru": """{Тимоха} ты где|{Граня} привет|а {Тимоша} придет|{вера} придет завтра|спроси у {веры}|вера в людей
        {вера} ты где|{роман} не звонил|читаю роман|{Савик} тут|{Савушка} пришел""",
    "zh": "{欧阳}没来|{司马}说好",
    "ja": "{さくら}が来た|{中村}が来た|{藤原}に聞いて",
    "ko": "{남궁}이 왔어|우리 팀장 {정태웅} 짜증나",
}
CASES = [(code, line.strip()) for code, lines in LINES.items() for line in lines.replace("\n", "|").split("|")]


@pytest.mark.parametrize(("language", "line"), [c for c in CASES if c[1]])
def test_names_in_hasty_messages_go_and_words_that_look_like_them_stay(language: str, line: str) -> None:
    people = [Person((name,), f"Otter {number}") for number, name in enumerate(ROSTERS[language])]
    redacted = redact_texts([re.sub(r"[{}]", "", line)], people, language=language)[0].text
    kept, hidden = re.split(r"\{.*?\}", line), re.findall(r"\{(.*?)\}", line)
    found = re.fullmatch("(.+?)".join(re.escape(piece) for piece in kept), redacted)
    assert found is not None, redacted
    assert not set(hidden) & set(found.groups()), redacted


@pytest.mark.parametrize(
    ("name", "parts"),
    [("藤原さくら", {"藤原", "さくら"}), ("欧阳雪", {"欧阳"}), ("中村翔", {"中村"}), ("王秀英", {"秀英"})],
)
def test_an_unspaced_name_is_parted_where_the_family_name_ends(name: str, parts: set[str]) -> None:
    assert parts <= {variant.pattern for variant in list_variants(name) if variant.is_unbounded}


@pytest.mark.parametrize("sign", ["\x01", "\x08", "\x1b", "\x1f", "\x7f", "\x9f", "\ufff9", "\ufffc"])
def test_what_pages_leave_out_hides_no_name_and_no_number(sign: str) -> None:
    people = [Person(("Ana Silva",), "Quiet Otter")]
    written = f"A{sign}na Sil{sign}va: 529.982{sign}.247-25, an{sign}a@example{sign}.org, +55 11 91234{sign}-5678"
    (found,) = redact_texts([written], people, language="pt")
    assert found.text == "Quiet Otter: [cpf-1], [email-1], [phone-1]"
