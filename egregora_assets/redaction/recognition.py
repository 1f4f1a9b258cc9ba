"""What personal data a chat holds, found once a process: redaction, its check and the leak guard ask for the same.

The values are remembered under a digest of everything that decides them, so that another text, another person or
another region leads to a new look. They stay in memory: nothing of it is ever written.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from egregora_assets.language.folding import fold
from egregora_assets.redaction.choices import Choices
from egregora_assets.redaction.detectors.findings import Finding
from egregora_assets.redaction.detectors.personal_data import find_personal_data
from egregora_assets.redaction.detectors.triggers import find_triggers
from egregora_assets.redaction.joined_texts import JoinedTexts
from egregora_assets.redaction.names.matching import NameMatcher, NameSpan

Values = Mapping[tuple[str, str], frozenset[str]]
"""By kind and value, every spelling that the value had."""

_MOST_CHATS = 64


@dataclass(frozen=True)
class Recognition:
    """What was seen in the texts of a chat.

    Args:
        folded: the texts, folded and joined.
        named: for each text, where it names somebody.
        triggers: for each text, what could be in it, as bits of `Trigger`.
        found: for each text, the personal data in it.
    """

    texts: Sequence[str]
    folded: JoinedTexts
    named: list[list[NameSpan]]
    triggers: list[int]
    found: list[list[Finding]]

    def values(self) -> Values:
        """By kind and value of the findings, every spelling that the value had."""
        spellings: dict[tuple[str, str], set[str]] = {}
        for text, findings in zip(self.texts, self.found, strict=True):
            for f in findings:
                spellings.setdefault((f.kind, f.value), set()).add(text[f.start + len(f.prefix) : f.end])
        return {key: frozenset(s) for key, s in spellings.items()}


def recognize(texts: Sequence[str], names: NameMatcher, regions: tuple[str, ...], choices: Choices) -> Recognition:
    """Looks through the texts of a chat, in order of sending.

    Args:
        names: finds who may be named; regions: telephone regions; choices: what the operator wants hidden or kept.
    """
    folded = JoinedTexts([fold(t) for t in texts])
    named, _ = names.find(texts, folded)
    triggers = find_triggers(texts, folded)
    found = [
        find_personal_data(t, n, regions, f) if f or n else [] for t, n, f in zip(texts, named, triggers, strict=True)
    ]
    return Recognition(texts, folded, named, triggers, choices.apply(texts, found))


class ValueCache:
    """The values of the chats that were looked through last, by digest."""

    def __init__(self) -> None:
        self._values: OrderedDict[bytes, Values] = OrderedDict()

    def remember(self, digest: bytes, values: Values) -> None:
        """Keeps values; the chat that was asked for longest ago goes when there are too many."""
        self._values[digest] = values
        self._values.move_to_end(digest)
        while len(self._values) > _MOST_CHATS:
            self._values.popitem(last=False)

    def recall(self, digest: bytes, find: Callable[[], Values]) -> Values:
        """The values under a digest; found and kept if they are not there."""
        if digest not in self._values:
            self.remember(digest, find())
        self._values.move_to_end(digest)
        return self._values[digest]


@cache
def value_cache() -> ValueCache:
    """The memory of this process."""
    return ValueCache()


def fingerprint_columns(*columns: Iterable[str]) -> bytes:
    """A digest of columns of texts: equal exactly where every column has the same texts in the same order."""
    digest = hashlib.sha256()
    for column in columns:
        texts: Sequence[str] = column if isinstance(column, Sequence) else list(column)
        digest.update(array("q", [len(texts), *map(len, texts)]).tobytes())
        digest.update("".join(texts).encode("utf-8", "surrogatepass"))
    return digest.digest()
