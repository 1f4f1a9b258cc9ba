"""Whom a message addresses: the one whom it replies to, the name that it begins with, or a name within it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from egregora_assets.writing.conversation import Person
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.utterances import Utterance

_AFTER_NAME = (":", ",")


@dataclass(frozen=True, slots=True)
class Address:
    """Whom an utterance addresses; nobody where all is empty.

    Attributes:
        direct: author_id of whom it surely speaks to: a name at its beginning before a colon or comma, or after an @,
            or the author of what it replies to.
        named: author_id of somebody else whom it names.
        reply: the place, among the utterances, of what it replies to; -1 = it is no reply to one of them.
    """

    direct: str = ""
    named: str = ""
    reply: int = -1


NOBODY = Address()


def index_names(people: Iterable[Person]) -> dict[str, str]:
    """Author_id by name, of the names that one person alone has."""
    owners: dict[str, set[str]] = {}
    for person in people:
        for name in (person.name, person.pseudonym):
            owners.setdefault(name, set()).add(person.author_id)
    return {name: next(iter(found)) for name, found in owners.items() if name and len(found) == 1}


def find_addresses(utterances: Sequence[Utterance], names: Mapping[str, str], reader: Reader) -> list[Address]:
    """Whom each of some utterances addresses; `names` as of `index_names`."""
    places = {u.message.message_id: place for place, u in enumerate(utterances)}
    return [_find_address(place, utterances, places, names, reader) for place in range(len(utterances))]


def _find_address(
    place: int,
    utterances: Sequence[Utterance],
    places: Mapping[str, int],
    names: Mapping[str, str],
    reader: Reader,
) -> Address:
    utterance = utterances[place]
    message = utterance.message
    answered = places.get(message.reply_to, place)
    if answered < place:
        return Address(direct=utterances[answered].message.author_id, reply=answered)
    if not utterance.hidden_count or reader.names is None:
        return NOBODY
    named = ""
    for match in reader.names.finditer(message.text):
        author_id = names.get(match.group(), "")
        if not author_id or author_id == message.author_id:
            continue
        before, after = message.text[: match.start()].strip(), message.text[match.end() : match.end() + 1]
        if before.endswith("@") or (not before and after in _AFTER_NAME):
            return Address(direct=author_id)
        named = named or author_id
    return Address(named=named) if named else NOBODY
