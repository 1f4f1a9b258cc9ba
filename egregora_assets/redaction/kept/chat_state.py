"""What the texts of a chat tell together: all that decides how a further text of it is redacted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from egregora_assets.redaction.names.patterns import Person
from egregora_assets.redaction.names.words import Usage
from egregora_assets.redaction.placeholders import Numbering
from egregora_assets.redaction.repeated_values import Values
from egregora_assets.redaction.third_parties.evidence import Evidence


@dataclass(frozen=True)
class ChatState:
    """What was counted and recognised in the texts of a chat. Private: it holds names and values.

    Args:
        usage: how the chat writes words that are also names.
        kept_words: folded words of names that were left standing.
        values: what was recognised, by kind and value: every spelling that it had.
        titles: of the group, as notices quote them.
        evidence: what tells of people who take no part, without places.
        lower: how often each word that may name one of them stands in small letters.
        uses: how often each of them is named.
        numbering: the placeholders that texts have.
    """

    usage: Usage = field(default_factory=Usage)
    kept_words: frozenset[str] = frozenset()
    values: Values = field(default_factory=dict)
    titles: frozenset[str] = frozenset()
    evidence: Evidence = field(default_factory=Evidence)
    lower: Mapping[str, int] = field(default_factory=dict)
    uses: Mapping[str, int] = field(default_factory=dict)
    numbering: Numbering = field(default_factory=Numbering)


@dataclass(frozen=True)
class EarlierChat:
    """The texts of a chat that were redacted before, in order, and what they told."""

    state: ChatState
    texts: Sequence[str]


@dataclass(frozen=True)
class ChatValues:
    """What must not be published of a chat, as the leak scan needs it. Private."""

    people: tuple[Person, ...]
    values: Values
    kept_words: frozenset[str]


def merge_values(first: Values, second: Values) -> dict[tuple[str, str], frozenset[str]]:
    """Every value of both, with all spellings."""
    merged = dict(first)
    for key, spellings in second.items():
        merged[key] = merged.get(key, frozenset()) | spellings
    return merged
