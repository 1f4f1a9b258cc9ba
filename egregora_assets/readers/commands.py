"""Commands in the chat, by which participants decide about themselves.

`/egregora opt-out`, `/egregora opt-in`, `/egregora set alias "Name"`, `/egregora remove alias`, in seven languages; the
last one counts. Messages with commands have the kind `command` and never leave the vault.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from egregora_assets.language.folding import fold_accents

Action = Literal["opt-out", "opt-in", "set-alias", "remove-alias"]
MAX_ALIAS = 40
_PREFIX = re.compile(r"^\s*[/\\⁄／]\s?egregora\b[\s:,]*", re.IGNORECASE)
_QUOTES = "\"'“”„‟‘’‚‛«»‹›「」『』`´"
_DASHES = re.compile("[\u2010-\u2015\u2212_ ]+")
_HIDDEN = re.compile("[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u061c\u202a-\u202e\u2060\u2066-\u2069\ufeff]")

_OPT_OUT = (
    "opt-out optout out leave forget-me stop sair sair-fora optar-por-sair fora me-esqueça excluir-me "
    "remover-me sair-do-blog darse-de-baja baja salir "
    "excluirme olvidame abmelden austreten raus widersprechen vergiss-mich se-retirer retirer sortir "
    "desinscription oubliez-moi quitter partir rinuncia rinunciare esci uscire lascia disiscrivimi "
    "escludimi dimenticami afmelden uitschrijven"
)
_OPT_IN = (
    "opt-in optin in join back entrar voltar participar incluir-me optar-por-entrar darse-de-alta alta "
    "volver incluirme anmelden beitreten zuruck mitmachen "
    "s'inscrire inscription revenir participer rejoindre aderire entra entrare torna rientra includimi "
    "aanmelden inschrijven"
)
_SET = (
    "set alias-set use definir mudar usar alterar establecer poner cambiar fijar usa setze setzen andere "
    "nenne definir definis changer utiliser imposta cambia instellen zet call-me"
)
_REMOVE = (
    "remove delete clear unset remover apagar tirar excluir limpar quitar borrar eliminar entferne entfernen "
    "losche loschen supprimer supprime retirer effacer enlever rimuovi "
    "rimuovere elimina cancella togli verwijder verwijderen wis wissen"
)
_ALIAS = (
    "alias apelido pseudonimo nome nick nickname seudonimo apodo nombre spitzname pseudonym name pseudonyme "
    "surnom nom soprannome pseudonimo bijnaam naam"
)


@dataclass(frozen=True)
class Command:
    """A participant's command; `alias` only with `set-alias`."""

    action: Action
    alias: str | None = None


def is_command(text: str) -> bool:
    """Whether a message addresses the program, understood or not; such messages are never published."""
    return _PREFIX.match(text) is not None


def read_command(text: str) -> Command | None:
    """The command in a message; None where there is none, or it is not understood."""
    prefix = _PREFIX.match(text)
    if prefix is None:
        return None
    line = text[prefix.end() :].split("\n", 1)[0].strip()
    phrase = _fold(line)
    if phrase in _words(_OPT_OUT):
        return Command("opt-out")
    if phrase in _words(_OPT_IN):
        return Command("opt-in")
    return _read_alias(line)


def _read_alias(line: str) -> Command | None:
    words = line.split()
    verb = _fold(words[0]) if words else ""
    noun_at = next((i for i, w in enumerate(words[:4]) if _fold(w) in _words(_ALIAS)), None)
    if noun_at is None:
        return None
    rest = line.split(maxsplit=noun_at + 1)[noun_at + 1] if len(words) > noun_at + 1 else ""
    if verb in _words(_REMOVE) or (noun_at == 0 and _fold(rest) in _words(_REMOVE)):
        return Command("remove-alias")
    if verb not in _words(_SET) and noun_at != 0:
        return None
    alias = clean_alias(rest)
    return Command("set-alias", alias) if alias else None


def clean_alias(text: str) -> str | None:
    """The alias without quotation marks and invisible characters, at most `MAX_ALIAS` long; None if nothing is left."""
    alias = _HIDDEN.sub("", unicodedata.normalize("NFC", text)).strip().strip(_QUOTES + " .:=").strip()
    alias = re.sub(r"\s+", " ", re.sub(r"[<>\[\](){}|\\/*_#`@]", "", alias)).strip()
    return alias[:MAX_ALIAS].strip() or None


def _fold(text: str) -> str:
    """Lower case without accents, quotation marks and full stops; dashes and spaces become one hyphen."""
    return _DASHES.sub("-", _HIDDEN.sub("", fold_accents(text)).strip(_QUOTES + " .!?").strip()).strip("-")


@functools.cache
def _words(listed: str) -> frozenset[str]:
    return frozenset(_fold(w) for w in listed.split())
