"""Names in texts that put nothing but a blank between name and text: found out from all messages together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_MOST_WORDS = 5
_PARTICLES = frozenset(
    [
        *("de", "da", "do", "dos", "das", "del", "della", "di", "du", "la", "le", "e", "y"),
        *("van", "von", "der", "den", "ter", "bin", "ibn", "al", "el"),
    ]
)
_CERTAIN = 3
"""Messages that must agree before a second word belongs to a name in any script."""


@dataclass
class NameFinder:
    """The names that messages begin with.

    A word behind a name belongs to it if all messages that begin with the name continue with it, and there are several;
    where there are too few to tell, capital letters are taken into the name: rather too long than half of it in a text.
    """

    _following: dict[tuple[str, ...], Counter[str]] = field(default_factory=dict)

    def learn(self, messages: Iterable[str]) -> None:
        """Takes the messages: name and text of each."""
        for message in messages:
            words = message.split(" ", _MOST_WORDS)
            for count in range(1, min(len(words), _MOST_WORDS)):
                self._following.setdefault(tuple(words[:count]), Counter())[words[count]] += 1

    def split(self, message: str) -> tuple[str, str]:
        """Name and text of a message."""
        words = message.split(" ")
        count = 1
        while count < min(len(words) - 1, _MOST_WORDS) and self._belongs(tuple(words[:count]), words[count:]):
            count += 1
        return " ".join(words[:count]), " ".join(words[count:])

    def _belongs(self, name: tuple[str, ...], words: Sequence[str]) -> bool:
        """Whether the first of the words behind the beginning of a name belongs to it too."""
        following = self._following.get(name, Counter())
        if len(following) > 1:
            return False
        looks_like_it = _is_capital(words[0]) or (words[0] in _PARTICLES and len(words) > 2 and _is_capital(words[1]))
        return following[words[0]] >= _CERTAIN or looks_like_it


def _is_capital(word: str) -> bool:
    return any(c.isupper() for c in word) and not word.endswith((".", ",", "!", "?"))
