"""Pseudonyms: readable, drawn with the deployment's key, unique in a chat, and stable.

A pseudonym depends on the key and the author alone. Only if a draw is taken or holds a word of a participant's name is
the next one drawn. Pseudonyms that earlier runs assigned are kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.language.folding import fold_display_name, fold_words
from egregora_assets.redaction.lexicon.word_files import list_words, read_words
from egregora_assets.redaction.names.variants import split_name

MAX_ALIAS = 40
_MAX_DRAWS = 1000
_ALIAS = re.compile(r"[^\W_](?:[\w .'’\-]*[\w.])?")


@dataclass(frozen=True)
class Identity:
    """A participant as the vault knows them.

    Args:
        display_name: as exported.
        alias: the public name that they asked for.
    """

    author_id: str
    display_name: str
    alias: str | None = None
    is_opted_out: bool = False


def draw_pseudonym(key: DeploymentKey, chat_id: str, author_id: str, attempt: int = 0) -> str:
    """Draw an author's pseudonym in a chat, such as `Quiet Otter`, after `attempt` draws that were rejected."""
    adjectives, nouns = list_words("pseudonym_adjectives"), list_words("pseudonym_nouns")
    number = key.number("pseudonym", chat_id, author_id, str(attempt)) % (len(adjectives) * len(nouns))
    adjective, noun = divmod(number, len(nouns))
    return f"{adjectives[adjective].capitalize()} {nouns[noun].capitalize()}"


def is_pseudonym(pseudonym: str) -> bool:
    """Whether a public name is a drawn pseudonym, not an alias that somebody chose."""
    words = pseudonym.lower().split()
    return (
        len(words) in (2, 3)
        and words[0] in read_words("pseudonym_adjectives")
        and words[1] in read_words("pseudonym_nouns")
        and all(w.isdigit() for w in words[2:])
    )


def assign_pseudonyms(
    key: DeploymentKey, chat_id: str, identities: Sequence[Identity], existing: Mapping[str, str]
) -> dict[str, str]:
    """Assign a pseudonym to each participant of a chat.

    Args:
        existing: by author_id, what earlier runs assigned; it is kept.

    Returns: by author_id; no two are equal without case and accents.
    """
    names = frozenset(w for i in identities for w in split_name(i.display_name))
    assigned: dict[str, str] = {}
    taken: set[str] = set()
    ordered = sorted(identities, key=lambda i: i.author_id)
    for identity in ordered:
        kept = existing.get(identity.author_id)
        if kept is not None and is_pseudonym(kept) and _normalize(kept) not in taken:
            assigned[identity.author_id] = kept
            taken.add(_normalize(kept))
    for identity in ordered:
        if identity.author_id not in assigned:
            assigned[identity.author_id] = _draw_free(key, chat_id, identity.author_id, taken, names)
            taken.add(_normalize(assigned[identity.author_id]))
    return assigned


def choose_public_names(
    assigned: Mapping[str, str], identities: Sequence[Identity], is_clean: Callable[[str], bool] = lambda _: True
) -> dict[str, str]:
    """Choose what each participant of a chat is shown as: the alias that they asked for, else the pseudonym.

    An alias is used if nobody else has it, it names no participant and it holds no personal data.

    Args:
        assigned: everybody's pseudonym, by author_id.
        is_clean: whether an alias holds no personal data.

    Returns: by author_id; no two are equal without case and accents.
    """
    names = {w for i in identities for w in split_name(i.display_name)}
    shown = dict(assigned)
    taken = {_normalize(pseudonym) for pseudonym in assigned.values()}
    for identity in sorted(identities, key=lambda i: i.author_id):
        alias = " ".join(unicodedata.normalize("NFC", identity.alias or "").split())
        if alias and not identity.is_opted_out and _is_usable(alias, taken, names, identities) and is_clean(alias):
            shown[identity.author_id] = alias
            taken.add(_normalize(alias))
    return shown


def _draw_free(key: DeploymentKey, chat_id: str, author_id: str, taken: Collection[str], names: frozenset[str]) -> str:
    for attempt in range(_MAX_DRAWS):
        pseudonym = draw_pseudonym(key, chat_id, author_id, attempt)
        if _normalize(pseudonym) not in taken and names.isdisjoint(pseudonym.lower().split()):
            return pseudonym
    number = 2
    while _normalize(f"{draw_pseudonym(key, chat_id, author_id)} {number}") in taken:
        number += 1
    return f"{draw_pseudonym(key, chat_id, author_id)} {number}"


def _normalize(pseudonym: str) -> str:
    """The form in which pseudonyms are compared: letters and digits without case and accents."""
    digits = "".join(c for c in pseudonym if c.isdigit())
    return "".join(fold_words(pseudonym)) + digits


def _is_usable(alias: str, taken: Collection[str], names: Collection[str], identities: Iterable[Identity]) -> bool:
    """Whether an alias is short, plain, free, and names no participant."""
    if len(alias) > MAX_ALIAS or _ALIAS.fullmatch(alias) is None or not any(c.isalpha() for c in alias):
        return False
    folded = fold_words(alias)
    joined = "".join(folded)
    is_name = any(w in names for w in folded) or any(joined == "".join(fold_words(i.display_name)) for i in identities)
    holds_name = any(len(n) >= 4 and n in joined for n in names)
    return (
        bool(joined) and not is_name and not holds_name and _normalize(alias) not in taken and not _is_reserved(folded)
    )


def _is_reserved(words: Sequence[str]) -> bool:
    return bool({"person", "egregora", "admin", "system"} & set(words)) or is_pseudonym(" ".join(words))


def index_names(identities: Iterable[Identity]) -> dict[str, Identity]:
    """Participants by display name and by normalised display name."""
    people = list(identities)
    return {fold_display_name(i.display_name): i for i in people} | {i.display_name: i for i in people}


def find_person(bearers: Mapping[str, Identity], name: str) -> Identity | None:
    """Who bears a name as messages show it, of those whom `index_names` gives."""
    return bearers.get(name) or bearers.get(fold_display_name(name))


def find_author_id(bearers: Mapping[str, Identity], name: str) -> str | None:
    """The id of who bears a name as messages show it; None if nobody of those does."""
    person = find_person(bearers, name)
    return person.author_id if person else None


def split_display_name(display_name: str) -> tuple[str, ...]:
    """A display name, and the part before its brackets: `Ana (anasz)` has the spellings of `Ana`, too."""
    label, bracket, _ = display_name.partition(" (")
    return (display_name, label) if bracket and display_name.endswith(")") and label.strip() else (display_name,)
