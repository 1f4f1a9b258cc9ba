"""Finds out who is behind what messages say of people: who wrote, who reacted how, who is mentioned.

Of everybody, also of people who opted out: what may be read of it is decided where it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from egregora_assets.redaction.notices import find_mentioned_names
from egregora_assets.redaction.pseudonyms import Identity, find_person
from egregora_assets.redaction.reaction_emoji import filter_emoji


def find_senders(author_names: pa.ChunkedArray[Any], bearers: Mapping[str, Identity]) -> pa.Array[Any]:
    """The author ids of messages, by the names that are exported; null for notices, and where nobody bears the name.

    Args:
        bearers: who bears which name in the chat.
    """
    names: Any = author_names.combine_chunks().dictionary_encode()
    people = [find_person(bearers, str(name)) for name in names.dictionary.to_pylist()]
    ids: pa.Array[Any] = pa.array([p.author_id if p else None for p in people], pa.string()).take(names.indices)
    return ids


def list_mentions(
    message_ids: Sequence[str], texts: Sequence[str], bearers: Mapping[str, Identity]
) -> list[dict[str, str]]:
    """Who is mentioned in the messages of a chat: `message_id` and `author_id`, each pair once.

    Args:
        texts: of the messages, as exported.
        bearers: who bears which name in the chat.
    """
    marked = ((m, text) for m, text in zip(message_ids, texts, strict=True) if "\u2068" in text)
    people = ((m, find_person(bearers, name)) for m, text in marked for name in find_mentioned_names(text))
    pairs = {(m, person.author_id) for m, person in people if person is not None}
    return [{"message_id": message_id, "author_id": author_id} for message_id, author_id in sorted(pairs)]


def attribute_signs(reactions: Iterable[Mapping[str, Any]], bearers: Mapping[str, Identity]) -> list[dict[str, Any]]:
    """Who put which sign to the messages of a chat, without those who take no part.

    Args:
        reactions: `message_id`, `ordinal`, `author_name`, `emoji`.
        bearers: who bears which name in the chat.

    Returns: `message_id`, `ordinal`, `author_id` (None where only a number is known), `emoji`.
    """
    found = []
    for row in reactions:
        name = row["author_name"]
        person = bearers.get(name or "")
        if name is None or person is not None:
            author_id = person.author_id if person else None
            sign = {"author_id": author_id, "emoji": filter_emoji(row["emoji"])}
            found.append({"message_id": row["message_id"], "ordinal": row["ordinal"], **sign})
    return found
