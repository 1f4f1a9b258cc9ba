"""Lists everybody whom the texts of a chat may name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from egregora_assets.redaction.long_texts import can_be_redacted
from egregora_assets.redaction.names.patterns import Person
from egregora_assets.redaction.names.variants import split_name
from egregora_assets.redaction.notices import find_mentioned_names, find_people_in_notice
from egregora_assets.redaction.pseudonyms import Identity, split_display_name

MOST_NAMED = 2_000
"""People whom a single text may name; a text with more of them is withheld."""


def list_people(
    identities: Sequence[Identity],
    texts: Sequence[str],
    kinds: Sequence[str],
    shown: Mapping[str, str],
    added: Sequence[str] = (),
) -> list[Person]:
    """List everybody who may be named: participants, then people whom only notices and mentions name.

    Args:
        identities: the participants of a chat.
        texts: of its messages, and the kind of each.
        shown: what is shown of participants, by author_id.
        added: names of others, which the operator gave.

    Returns: participants by author_id, then others by name.
    """
    people = [
        Person(split_display_name(i.display_name), None if i.is_opted_out else shown[i.author_id])
        for i in sorted(identities, key=lambda i: i.author_id)
    ]
    known = [frozenset(split_name(i.display_name)) for i in identities]
    others = {
        name: frozenset(split_name(name))
        for text, kind in zip(texts, kinds, strict=True)
        for name in _find_named_people(text, kind)
    } | {name: frozenset(split_name(name)) for name in added}
    bearers: dict[str, list[frozenset[str]]] = defaultdict(list)
    for words in known:
        for word in words:
            bearers[word].append(words)
    return people + [Person((n,), None) for n in sorted(others) if others[n] and not _is_known(others[n], bearers)]


def is_oversized(text: str, kind: str) -> bool:
    """Whether a text of a message of a kind is longer than any message, or names more people than a group has."""
    if not can_be_redacted(text):
        return True
    return sum(1 for _ in islice(_find_named_people(text, kind), MOST_NAMED + 1)) > MOST_NAMED


def _is_known(words: frozenset[str], bearers: Mapping[str, Sequence[frozenset[str]]]) -> bool:
    """Whether somebody bears all words of a name; only those are asked who bear its rarest one."""
    return any(words <= theirs for theirs in min((bearers.get(word, ()) for word in words), key=len))


def _find_named_people(text: str, kind: str) -> Iterable[str]:
    if kind == "system":
        return find_people_in_notice(text)
    return find_mentioned_names(text) if "\u2068" in text else ()
