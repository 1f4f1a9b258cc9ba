"""Who is meant by `--author`: by pseudonym or id as given, by real name or number where that is asked for."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.writer import read
from egregora_assets.errors import PersonAmbiguous, PersonUnknown
from egregora_assets.language.folding import fold_name

ASKED = "-"
_ID = re.compile(r"[0-9a-f]{8}[0-9a-f-]*", re.IGNORECASE)
_FEWEST_DIGITS = 6


@dataclass(frozen=True)
class Known:
    """A participant of one conversation.

    Args:
        slug: the conversation; pseudonym, public_name: empty where the person was never shown.
        display_name: as exported; None where the vault does not know.
        is_opted_out: whether they were when the pipeline last ran.
    """

    author_id: str
    chat_id: str
    slug: str
    pseudonym: str
    public_name: str
    is_opted_out: bool
    display_name: str | None

    @property
    def shown(self) -> str:
        """How they are spoken of: never by name."""
        return f"{self.public_name or 'not published'} in {self.slug or 'no chat yet'} (id {self.author_id})"


def people_of(store: DuckDBStore) -> list[Known]:
    """Everybody whom the vault or the site knows, by id."""
    authors, chats = CONTRACTS["authors"].table(), CONTRACTS["chats"].table()
    joined = authors.join(chats, authors.chat_id == chats.chat_id).select(
        authors.author_id, authors.chat_id, authors.pseudonym, authors.public_name, authors.is_opted_out, chats.slug
    )
    shown = {str(row["author_id"]): row for row in read(store.file("main"), joined).to_pylist()}
    identities = CONTRACTS["identities"].table().select("author_id", "chat_id", "display_name", "is_opted_out")
    named = {str(row["author_id"]): row for row in read(store.file("vault"), identities).to_pylist()}
    return [
        Known(
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


def person(store: DuckDBStore, given: str | None) -> Known:
    """The one participant who is meant.

    Args:
        given: a pseudonym, alias or id; `-` or nothing: a line is read, which may be a real name or number as well.

    Raises:
        PersonUnknown, PersonAmbiguous: nobody is, or several are; those are told by pseudonym and id.
    """
    is_asked = given in (None, ASKED)
    wanted = _asked() if is_asked else str(given)
    found = list(_meant(people_of(store), wanted, with_names=is_asked))
    if not found:
        raise PersonUnknown()
    if len(found) > 1:
        raise PersonAmbiguous(known.shown for known in found)
    return found[0]


def _asked() -> str:
    """A line from the terminal, or from standard input."""
    if sys.stdin.isatty():
        print("Who (pseudonym, id, or name or number as the export writes it)? ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def _meant(people: Sequence[Known], wanted: str, *, with_names: bool) -> Iterator[Known]:
    name = fold_name(wanted)
    digits = "".join(c for c in wanted if c.isdigit())
    is_number = len(digits) >= _FEWEST_DIGITS and not any(c.isalpha() for c in wanted)
    for known in people:
        is_id = bool(_ID.fullmatch(wanted)) and known.author_id.startswith(wanted.lower())
        is_shown = bool(name) and name in (fold_name(known.pseudonym), fold_name(known.public_name))
        is_named = with_names and known.display_name is not None and bool(name)
        if is_id or is_shown or (is_named and _is_called(str(known.display_name), name, digits if is_number else "")):
            yield known


def _is_called(display_name: str, name: str, digits: str) -> bool:
    if fold_name(display_name) == name:
        return True
    return bool(digits) and "".join(c for c in display_name if c.isdigit()) == digits
