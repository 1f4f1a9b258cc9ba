"""Words that are not names, though names are spelled like them: ordinary words, roles, connectors, words of any page.

All are folded. In lower case an ordinary word is left alone; capitalised it is taken for the person (`names.judging`
has the rule). A name that is missing here is hidden in every spelling, which is the safe side.
"""

# ruff: noqa: SIM905 - word lists are easier to read as text

from __future__ import annotations

from functools import lru_cache

from egregora_assets.language.files import load_languages
from egregora_assets.redaction.lexicon.word_files import list_languages, read_words

ROLE_WORDS = frozenset(
    """
    mum mom mam mama mummy mommy dad daddy papa pa ma mother father sister brother sis bro son daughter wife
    husband uncle aunt auntie aunty cousin grandma grandpa granny nan nana gran grandad granddad boss work office
    home family friend neighbour neighbor doctor dr prof professor teacher coach nurse dentist vet plumber
    landlord driver school mae mamae pai papai irma irmao tio tia primo prima vo vovo avo filho filha marido
    esposa mulher chefe trabalho casa amigo amiga vizinho vizinha doutor doutora professora mecanico pedreiro
    dentista sindico porteiro escola faculdade madre padre mami papi hermano hermana hijo hija abuelo abuela yaya
    yayo marido esposa jefe trabajo oficina vecino vecina medico fontanero colegio mutter vater mutti vati opa oma
    bruder schwester sohn tochter onkel tante chef arbeit nachbar nachbarin arzt lehrer schule freund freundin
    maman frere soeur fils fille oncle mamie papy papi patron bureau voisin voisine docteur ecole mamma babbo
    fratello sorella figlio figlia zio zia nonno nonna capo lavoro ufficio vicino dottore scuola mr mrs ms miss
    sir sr sra srta dra don dona dona senhor senhora senor senora herr frau monsieur madame signor signora novo
    nova new old antigo whatsapp zap cel celular mobile phone group grupo gruppe groupe gruppo admin bot test user
    meta
    """.split()
)
"""Words that say what somebody is to the exporter: part of display names, not names."""

CONNECTORS = frozenset(
    """
    de da do das dos e di del della dello dei degli delle la le las los el lo von van vom zu zum zur der den dem
    ter ten te und y i a o al bin bint ibn abu ben ould du des d l st saint san santa santo sao sant mac mc jr sr
    junior filho neto sobrinho the of and et ii iii iv
    """.split()
)
"""Words between the parts of a name."""

PAGE_WORDS = frozenset(
    """
    about archive article author back body chapter close code comment content date document feed file footer georgia
    header help helvetica home image index inter link list main media menu message month name navigation news next
    note noto number open page people photo picture post posts previous print profile quote read search section serif
    site sound source start statistics style tag tags term text theme time times title top topic verdana video view
    week window word year zip
    """.split()
)
"""Words that stand on any web page or in its code, whatever the conversation says."""

LAUGHTER = frozenset(
    "haha hehe hihi hoho huhu jaja jeje jiji jojo kaka kkkk rsrs lala nana dada mama papa tata bebe caca coco".split()
)
"""Doubled syllables that are not nicknames."""


@lru_cache(maxsize=16)
def load_ordinary_words(language: str | None) -> frozenset[str]:
    """The ordinary words of a language that are also names; of all languages of the project where it is none of them.

    A language without a list has no such words, so that its names are hidden in every spelling.
    """
    known = load_languages()
    codes = {language} if language in known else set(known)
    return frozenset().union(
        *(read_words(f"ordinary_words.{code}") for code in codes & list_languages("ordinary_words"))
    )


@lru_cache(maxsize=1)
def load_short_words() -> frozenset[str]:
    """Words of three letters that are too common to be taken for the beginning of a name."""
    return read_words("short_words")
