"""Participants: who is meant by a pseudonym, an alias, an id or a name, and the name behind a pseudonym."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.errors import PersonAmbiguous, PersonUnknown, PseudonymUnknown
from egregora_assets.language.folding import fold_name
from egregora_assets.operations.context import DeploymentContext

_ID = re.compile(r"[0-9a-f]{8}[0-9a-f-]*", re.IGNORECASE)
_FEWEST_DIGITS = 6


@dataclass(frozen=True)
class Person:
    """A participant of one conversation.

    Attributes:
        slug: the conversation.
        pseudonym, public_name: empty where the person was never published.
        is_opted_out: whether they were when the pipeline last ran.
        display_name: the real name, as exported; None where the vault does not know it.
    """

    author_id: str
    chat_id: str
    slug: str
    pseudonym: str
    public_name: str
    is_opted_out: bool
    display_name: str | None = field(repr=False)

    @property
    def label(self) -> str:
        """Public name, conversation and id: never the real name."""
        return f"{self.public_name or 'not published'} in {self.slug or 'no chat yet'} (id {self.author_id})"


def read_people(store: DuckDBStore) -> list[Person]:
    """Everybody whom the vault or the site knows, by id."""
    authors, chats = CONTRACTS["authors"].table(), CONTRACTS["chats"].table()
    joined = authors.join(chats, authors.chat_id == chats.chat_id).select(
        authors.author_id, authors.chat_id, authors.pseudonym, authors.public_name, authors.is_opted_out, chats.slug
    )
    shown = {str(row["author_id"]): row for row in read_rows(store.file("main"), joined).to_pylist()}
    identities = CONTRACTS["identities"].table().select("author_id", "chat_id", "display_name", "is_opted_out")
    named = {str(row["author_id"]): row for row in read_rows(store.file("vault"), identities).to_pylist()}
    return [
        Person(
            author_id,
            str((shown.get(author_id) or named[author_id])["chat_id"]),
            str(shown.get(author_id, {}).get("slug") or ""),
            str(shown.get(author_id, {}).get("pseudonym") or ""),
            str(shown.get(author_id, {}).get("public_name") or ""),
            bool((shown.get(author_id) or named[author_id])["is_opted_out"]),
            named[author_id]["display_name"] if author_id in named else None,
        )
        for author_id in sorted({*shown, *named})
    ]


def find_person(context: DeploymentContext, text: str, *, by_name: bool = False) -> Person:
    """The one participant who is meant.

    Args:
        text: a pseudonym, alias, id or its first eight digits.
        by_name: it may be a real name or number as well.

    Raises:
        PersonUnknown: nobody is meant.
        PersonAmbiguous: several are; the error names them by pseudonym and id.
    """
    context.store.prepare()
    return match_person(read_people(context.store), text, by_name=by_name)


def resolve_person(context: DeploymentContext, author: str | Person) -> Person:
    """The person themselves, or whom `find_person` finds.

    Raises:
        PersonUnknown, PersonAmbiguous: as `find_person`.
    """
    return author if isinstance(author, Person) else find_person(context, author)


def match_person(people: Sequence[Person], text: str, *, by_name: bool = False) -> Person:
    """The one of some people who is meant, as `find_person` says.

    Raises:
        PersonUnknown, PersonAmbiguous: nobody is meant, or several are.
    """
    found = list(_matching(people, text, by_name=by_name))
    if not found:
        raise PersonUnknown()
    if len(found) > 1:
        raise PersonAmbiguous(person.label for person in found)
    return found[0]


def find_names(context: DeploymentContext, pseudonym: str) -> list[Person]:
    """Who is shown under a pseudonym or alias, by conversation, with the real name from the vault.

    Raises:
        PseudonymUnknown: nobody is, or the vault no longer holds the name.
    """
    context.store.prepare()
    wanted, people = fold_name(pseudonym), read_people(context.store)
    shown = [p for p in people if p.slug and wanted in (fold_name(p.pseudonym), fold_name(p.public_name))]
    named = [p for p in shown if p.display_name is not None]
    if not named:
        raise PseudonymUnknown(bool(shown))
    return sorted(named, key=lambda p: (p.slug, p.author_id))


def _matching(people: Sequence[Person], text: str, *, by_name: bool) -> Iterator[Person]:
    name = fold_name(text)
    digits = "".join(c for c in text if c.isdigit())
    is_number = len(digits) >= _FEWEST_DIGITS and not any(c.isalpha() for c in text)
    for person in people:
        is_id = bool(_ID.fullmatch(text)) and person.author_id.startswith(text.lower())
        is_shown = bool(name) and name in (fold_name(person.pseudonym), fold_name(person.public_name))
        is_named = by_name and person.display_name is not None and bool(name)
        if is_id or is_shown or (is_named and _has_name(str(person.display_name), name, digits if is_number else "")):
            yield person


def _has_name(display_name: str, name: str, digits: str) -> bool:
    if fold_name(display_name) == name:
        return True
    return bool(digits) and "".join(c for c in display_name if c.isdigit()) == digits
