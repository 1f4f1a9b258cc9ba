"""Recognises names and personal data in the texts of a chat, and keeps the values that it found for later callers."""

from __future__ import annotations

import hashlib
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from egregora_assets.contracts.counting.steps import counted
from egregora_assets.language.aligned import fold_in_place
from egregora_assets.redaction.choices import Choices
from egregora_assets.redaction.detectors.personal_data import find_personal_data
from egregora_assets.redaction.detectors.prefilter import find_triggers
from egregora_assets.redaction.joined_texts import JoinedTexts
from egregora_assets.redaction.names.matching import NameMatcher
from egregora_assets.redaction.names.spans import NameSpan
from egregora_assets.redaction.names.words import Usage
from egregora_assets.redaction.repeated_values import Values
from egregora_assets.redaction.spans import Finding

_MOST_SPELLINGS = 1 << 20
"""Spellings of values that are kept of all chats together, some hundred MB at most."""


@dataclass(frozen=True)
class Recognition:
    """What was recognised in the texts of a chat; each list has one entry a text.

    Args:
        folded: the texts, folded and joined.
        named: where the text names somebody.
        triggers: what the prefilter saw, as bits of `Trigger`.
        found: the personal data in it.
        kept_words: folded words of names that are ordinary words somewhere in the texts.
    """

    texts: Sequence[str]
    folded: JoinedTexts
    named: list[list[NameSpan]]
    triggers: list[int]
    found: list[list[Finding]]
    kept_words: frozenset[str]

    def summarize(self) -> Recognized:
        """Collect the values of all findings, with the spellings that they had, and the words left standing."""
        spellings: dict[tuple[str, str], set[str]] = {}
        for text, findings in zip(self.texts, self.found, strict=True):
            for f in findings:
                spellings.setdefault((f.kind, f.value), set()).add(text[f.start + len(f.prefix) : f.end])
        return Recognized({key: frozenset(s) for key, s in spellings.items()}, self.kept_words)


def recognize(
    texts: Sequence[str],
    names: NameMatcher,
    regions: tuple[str, ...],
    choices: Choices,
    widen: Callable[[Usage], Usage] | None = None,
) -> Recognition:
    """Recognise names and personal data in the texts of a chat, in order of sending.

    Args:
        widen: as for `NameMatcher.find`; the rest as for `Redactor`.
    """
    folded = JoinedTexts([fold_in_place(t) for t in texts])
    named = names.find(texts, folded, widen)
    triggers = find_triggers(texts, folded)
    rows = counted(zip(texts, named, triggers, strict=True), "messages looked through", len(texts))
    found = [find_personal_data(t, n, regions, f) if f or n else [] for t, n, f in rows]
    return Recognition(texts, folded, named, triggers, choices.apply(texts, found), names.kept_words)


@dataclass(frozen=True)
class Recognized:
    """What the leak scan needs to know of a recognition: the values, and the words that were left standing.

    Args:
        kept_words: folded words of names that were judged ordinary words somewhere in the chat.
    """

    values: Values
    kept_words: frozenset[str] = frozenset()

    def count_spellings(self) -> int:
        """How many spellings and words there are; one of its own stands for the chat."""
        return 1 + sum(map(len, self.values.values())) + len(self.kept_words)


class ValueCache:
    """What was recognised in chats, so that redaction, its check and the leak guard recognise it once a process.

    Key: a fingerprint of everything that decides it (texts, roster, language, regions, choices). Kept in memory alone,
    for the chats used last, as many as have a million spellings of values together; nothing is ever written, and it may
    be dropped at any time.
    """

    def __init__(self, most_spellings: int = _MOST_SPELLINGS) -> None:
        self._most, self._count = most_spellings, 0
        self._values: OrderedDict[bytes, Recognized] = OrderedDict()

    def remember(self, fingerprint: bytes, values: Recognized) -> None:
        """Keep what was found, and drop that of the chats that were used longest ago if there are too many."""
        before = self._values.pop(fingerprint, None)
        self._values[fingerprint] = values
        self._count += values.count_spellings() - (before.count_spellings() if before else 0)
        while self._count > self._most and len(self._values) > 1:
            self._count -= self._values.popitem(last=False)[1].count_spellings()

    def recall(self, fingerprint: bytes, find: Callable[[], Recognized]) -> Recognized:
        """What is kept under a fingerprint; found and kept where it is not there."""
        if fingerprint not in self._values:
            self.remember(fingerprint, find())
        self._values.move_to_end(fingerprint)
        return self._values[fingerprint]


@cache
def get_value_cache() -> ValueCache:
    """The cache of this process."""
    return ValueCache()


def fingerprint_columns(*columns: Iterable[str]) -> bytes:
    """A digest of columns of texts: equal exactly where every column has the same texts in the same order."""
    digest = hashlib.sha256()
    for column in columns:
        texts: Sequence[str] = column if isinstance(column, Sequence) else list(column)
        digest.update(array("q", [len(texts), *map(len, texts)]).tobytes())
        digest.update("".join(texts).encode("utf-8", "surrogatepass"))
    return digest.digest()
