"""Consent: what participants decide by commands in the chat, and what the operator decides for them.

`/egregora opt-out`, `/egregora opt-in`, `/egregora set alias "Name"`, `/egregora remove alias`, in seven languages; the
last one counts. Messages with commands have the kind `command` and never leave the vault; what a note says does,
redacted (`chat_notes`).
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.instants import to_naive_utc
from egregora_assets.language.folding import fold_accents
from egregora_assets.merging.chat_rows import replace_column
from egregora_assets.readers.messages import ParsedChat

Identity = dict[str, Any]
"""A row of `identities`."""
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


def match_prefix(text: str) -> int | None:
    """Where what a message says to the program begins; None where it does not address it."""
    prefix = _PREFIX.match(text)
    return prefix.end() if prefix else None


def is_command(text: str) -> bool:
    """Whether a message addresses the program, understood or not; such messages are no messages of the conversation."""
    return match_prefix(text) is not None


def read_command(text: str) -> Command | None:
    """The command in a message; None where there is none, or it is not understood."""
    start = match_prefix(text)
    if start is None:
        return None
    line = text[start:].split("\n", 1)[0].strip()
    phrase = fold_word(line)
    if phrase in list_words(_OPT_OUT):
        return Command("opt-out")
    if phrase in list_words(_OPT_IN):
        return Command("opt-in")
    return _read_alias(line)


def _read_alias(line: str) -> Command | None:
    words = line.split()
    verb = fold_word(words[0]) if words else ""
    noun_at = next((i for i, w in enumerate(words[:4]) if fold_word(w) in list_words(_ALIAS)), None)
    if noun_at is None:
        return None
    rest = line.split(maxsplit=noun_at + 1)[noun_at + 1] if len(words) > noun_at + 1 else ""
    if verb in list_words(_REMOVE) or (noun_at == 0 and fold_word(rest) in list_words(_REMOVE)):
        return Command("remove-alias")
    if verb not in list_words(_SET) and noun_at != 0:
        return None
    alias = clean_alias(rest)
    return Command("set-alias", alias) if alias else None


def clean_alias(text: str) -> str | None:
    """The alias without quotation marks and invisible characters, at most `MAX_ALIAS` long; None if nothing is left."""
    alias = _HIDDEN.sub("", unicodedata.normalize("NFC", text)).strip().strip(_QUOTES + " .:=").strip()
    alias = re.sub(r"\s+", " ", re.sub(r"[<>\[\](){}|\\/*_#`@]", "", alias)).strip()
    return alias[:MAX_ALIAS].strip() or None


def fold_word(text: str) -> str:
    """Lower case without accents, quotation marks and full stops; dashes and spaces become one hyphen."""
    return _DASHES.sub("-", _HIDDEN.sub("", fold_accents(text)).strip(_QUOTES + " .!?").strip()).strip("-")


@functools.cache
def list_words(listed: str) -> frozenset[str]:
    """The words of a command, written with spaces between them, as `fold_word` gives them."""
    return frozenset(fold_word(w) for w in listed.split())


def mark_commands(chat: ParsedChat) -> ParsedChat:
    """The chat with the kind `command` for messages that address the program."""
    texts = chat.messages["text"]
    mask = pc.match_substring(texts, "egregora", ignore_case=True)
    if not pc.any(mask).as_py():
        return chat
    columns: tuple[list[Any], ...] = (chat.messages["kind"].to_pylist(), mask.to_pylist(), texts.to_pylist())
    kinds = [
        "command" if kind == "text" and hit and is_command(text) else kind
        for kind, hit, text in zip(*columns, strict=True)
    ]
    return replace(chat, messages=replace_column(chat.messages, "kind", kinds))


def read_decisions(rows: pa.Table, new_ids: set[str]) -> list[tuple[str, Identity]]:
    """What the latest command of each sender changes in their identity, by name, if it is among the new messages.

    A decision made elsewhere since (on the command line) holds until its owner writes a later command.

    Args:
        rows: the conversation's rows of `ingested`.
        new_ids: ids of the messages that were just added.
    """
    commands = rows.filter(pc.equal(rows["kind"], pa.scalar("command")))
    commands = commands.take(pc.sort_indices(commands, [("sent_at", "ascending"), ("position", "ascending")]))
    latest: dict[tuple[str, bool], tuple[Identity, bool]] = {}
    for row in commands.to_pylist():
        command = read_command(row["text"])
        if command is not None:
            is_consent = command.action in ("opt-out", "opt-in")
            change: Identity = {"is_opted_out": command.action == "opt-out"} if is_consent else {"alias": command.alias}
            latest[row["author_name"], is_consent] = change, row["message_id"] in new_ids
    return [(name, change) for (name, _), (change, is_new) in latest.items() if is_new]


def apply_decisions(decisions: pa.Table, identities: Mapping[str, Identity], messages: Mapping[str, pa.Table]) -> None:
    """Applies the operator's decisions, which outrank what was written in the chats.

    One exception: who writes opt-out after the operator decided opt-in is opted out.

    Args:
        decisions: rows with `author_id`, `decision`, `decided_at`.
        identities: by author_id.
        messages: rows of `ingested`, by chat_id.
    """
    for row in decisions.to_pylist():
        identity = identities.get(str(row["author_id"]))
        if identity is not None:
            rows = messages.get(str(identity["chat_id"]))
            has_left = rows is not None and _has_opted_out_since(rows, identity, to_naive_utc(row["decided_at"]))
            identity["is_opted_out"] = row["decision"] == "opt-out" or has_left


def _has_opted_out_since(rows: pa.Table, identity: Identity, since: dt.datetime) -> bool:
    """Whether the last consent command of a participant is an opt-out, sent after a moment (UTC)."""
    is_theirs = pc.equal(rows["author_name"], pa.scalar(str(identity["display_name"])))
    commands = rows.filter(pc.and_(pc.equal(rows["kind"], pa.scalar("command")), is_theirs))
    last: tuple[Any, str] | None = None
    for row in commands.select(["sent_at", "position", "text"]).to_pylist():
        command = read_command(row["text"])
        if command is not None and command.action in ("opt-out", "opt-in"):
            moment = (row["sent_at"], row["position"])
            last = max(last or (moment, command.action), (moment, command.action))
    return last is not None and last[1] == "opt-out" and last[0][0] > since
