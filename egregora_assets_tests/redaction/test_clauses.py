"""Members whose names are ordinary words: the clause decides, and no pseudonym stands in the name of a thing."""

from __future__ import annotations

import pytest

from egregora_assets.redaction.names.matching import NameMatcher
from egregora_assets.redaction.names.patterns import Person
from egregora_assets.redaction.redactor import redact_texts

ROSTERS = {
    "en": [
        "Will Haversham",
        "Mark Lindqvist",
        "Rosa Delacourt",
        "May Tolliver",
        "Hope Larkin",
        "Grace Osei",
        "Frank Mercer",
    ],
    "pt": ["Sol Bittencourt", "Vitória Queiroga", "Rosa Meirelles", "Flor Barros"],
    "es": ["Pilar Camacho", "Milagros Villaseñor", "Luz Cifuentes", "Rosa Aranda"],
    "de": ["Ilse Sommerfeld", "Falk Winter", "Rosa Klein"],
    "fr": ["Aurore Pinchon", "Fleur Desmarais", "Rose Vasseur"],
    "it": ["Gioia Bellandi", "Felice Grasso", "Rosa Ferri"],
    "nicks": ["Basic", "Studio", "Code", "Mint", "Claus", "Madison"],
}
MEANT = {
    "en": """
ask {Will}, he knows
auntie {hope} came
mrs. {grace} said so
thanks {Will}! They said no
tell {Will}. It is late
{Will}? no
{Will}\nthey left
ask {will} if he knows
{will} said he is late
told {mark} about it
{rosa} said hi
give it to {Mark}.
with {Hope}
for {May}, with love
from {Will}
{Will} and {Mark} went
I will ask {Will}
that is {Will}
Dear {Hope}
{mark}: are you there
{Hope} is bringing her dog
{Frank} is cooking
did you ask {frank}
Will {Rosa} come?
/home/{will}/projects
""",
    "pt": """
frango na casa da tia {rosa}
dona {flor} chegou
fala com a {rosa}
a {rosa} disse que vem
{sol}, vem cá
obrigada, {flor}!
pergunta pra {flor}
o {Sol} ligou
""",
    "es": """
dile a {luz} que venga
{luz}, ven
{Pilar} vino
pregunta a {rosa}
la {Luz} no viene
""",
    "de": """
frag {falk}
{Winter} ist da
mit {Rosa} geredet
{falk} sagte nein
""",
    "fr": """
demande à {fleur}
{Aurore} est belle
{rose} a dit non
""",
    "it": """
chiedi a {gioia}
{gioia}, vieni
{felice} ha detto no
""",
    "nicks": """
{Code} said so
ask {Basic}
thanks {mint}!
""",
}
WORDS = {
    "en": """
my uncle will come
my aunt may know
Will you come?
Will Monday work?
WILL YOU COME
Will be right back
May I ask
May the force be with you
mark my words
Mark it down
Hope you are well
Hope to see you
see you in May
In May we go
until May
on May 5
May Day is fun
the month of May
thanks will do
hi hope you are well
free will is a myth
a rosa by any name
Rosa Parks Street is long
Hope Street
Grace Hospital
Santa Rosa is nice
""",
    "pt": """
minha tia, rosa e azul
vai plantar rosa
vai plantar a rosa
Vitória da Conquista fica longe
o sol nasceu
que vitória, gente
flor de maracujá
calça rosa
""",
    "es": """
apaga la luz
un pilar
los milagros existen
Plaza del Pilar
una rosa
""",
    "de": """
im Winter
der Winter ist kalt
ein Falk
rosa Kleid
""",
    "fr": """
la fleur
l'aurore
une rose
""",
    "it": """
che gioia
la gioia di vivere
sono felice
""",
    "nicks": """
Monty Python was funny
Visual Basic is old
I use Visual Studio Code daily
Linux Mint rocks
Santa Claus came
Madison Avenue
basic training
the code is broken
Basic training is over
""",
}


def redact_line(language: str, text: str) -> str:
    people = [Person((name,), "Quiet Otter") for name in ROSTERS[language]]
    return redact_texts([text], people, language="en" if language == "nicks" else language)[0].text


@pytest.mark.parametrize("language", MEANT)
def test_somebody_who_is_spoken_to_or_of_is_hidden(language: str) -> None:
    for line in MEANT[language].strip("\n").replace("}\nthey", "}\x00they").split("\n"):
        said = line.replace("\x00", "\n")
        hidden = "".join(part.split("}")[-1] if i else part for i, part in enumerate(said.split("{")))
        redacted = redact_line(language, said.replace("{", "").replace("}", ""))
        assert redacted.replace("Quiet Otter", "") == hidden


@pytest.mark.parametrize("language", WORDS)
def test_a_word_in_its_own_clause_stays_a_word(language: str) -> None:
    lines = WORDS[language].strip("\n").split("\n")
    assert [redact_line(language, line) for line in lines] == lines


@pytest.mark.parametrize(
    "text",
    ["{Mark} Zuckerberg did it", "{Rosa} Luxemburg was here", "Lake {Tamsin} is deep", "{Tamsin} Bridge is up"],
)
def test_where_nobody_can_tell_whom_a_name_means_it_becomes_nobody(text: str) -> None:
    people = [Person((name,), "Quiet Otter") for name in (*ROSTERS["en"], "Tamsin Oyelaran")]
    start, end = text.index("{"), text.index("}") - 1
    (found,) = NameMatcher(people, "en").find_in_text(text.replace("{", "").replace("}", ""))
    assert (found.start, found.end, found.persons) == (start, end, frozenset())
