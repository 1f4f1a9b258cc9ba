"""Sentences of our own: which of those that say the same a post takes, and what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from egregora_assets.writing.frames import capitalised


class Sentences:
    """Gives sentences to a post, none twice.

    Args:
        number: the place of the window among its conversation's. Neighbours take turns at the sentences, so that none
            stands in both; without knowing of one another.
    """

    def __init__(self, number: int) -> None:
        self._turn = number % 2
        self._used: set[str] = set()

    def choose(self, alike: Sequence[str], digest: str) -> str:
        """An unused one of some sentences that say the same, by a digest of what it is for; empty where all are used.

        Args:
            alike: a list of `StoryPhrases`; may be empty.
        """
        own = alike[self._turn :: 2]
        if not own:
            return ""
        start = crc32(digest.encode()) % len(own)
        fresh = [s for s in (*own[start:], *own[:start]) if s not in self._used]
        if not fresh:
            return ""
        self._used.add(fresh[0])
        return fresh[0]


def fill(sentence: str, name: str, day: str) -> str:
    """A sentence with the name and the day in it, its first letter a capital. `name` may be Markdown."""
    marked = sentence.replace("{name}", "\0").replace("{day}", day)
    return capitalised(marked).replace("\0", name)
