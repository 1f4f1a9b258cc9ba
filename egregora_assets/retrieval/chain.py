"""What of a chat's memory still holds: a chain of keys, one a window.

The key of a window is a digest of everything that decides what is remembered of it: the key of the window before it,
because a window looks back, and its own messages. So a window holds until it, or one before it, changes. Only the
names that are left out of the index are not in the chain: a name matters where it is said, so somebody who joins
changes nothing that was said before, unless the words of the new name were said there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate

from egregora_assets.contracts.digests import digest_values
from egregora_assets.retrieval.windows import Window


def chain_windows(windows: Sequence[Window], *decisive: object) -> list[str]:
    """The key of each window.

    Args:
        windows: all of a chat, in order of time.
        decisive: what else decides the memory of the whole chat: its language, the code.
    """
    own = (digest_values(w.window_id, w.start, w.end, w.digests) for w in windows)
    return list(accumulate(own, digest_values, initial=digest_values(*decisive)))[1:]


def count_unchanged(windows: Sequence[Window], keys: Sequence[str], earlier: Mapping[str, str]) -> int:
    """How many windows hold, from the first on.

    Args:
        keys: of the windows; earlier: by window_id, the keys of an earlier time.
    """
    for place, (window, key) in enumerate(zip(windows, keys, strict=True)):
        if earlier.get(window.window_id) != key:
            return place
    return len(windows)


def list_name_words(names: Collection[str]) -> list[tuple[str, ...]]:
    """The words of each name that has any, each name once, in order."""
    spaced = ("".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in name) for name in names)
    return sorted({tuple(name.split()) for name in spaced} - {()})


def find_renamed_words(names: Collection[str], earlier: Collection[str]) -> list[str]:
    """Words, one of which is in every text that has a name which came or went; sorted."""
    changed = set(list_name_words(names)) ^ set(list_name_words(earlier))
    return sorted({max(words, key=lambda word: (len(word), word)) for words in changed})
