"""Search without a server: an index in scripts, one for each first two letters, that a page loads on demand."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from egregora_assets.language.folding import fold_accents

_WORD = re.compile(r"[^\W_]+")
_SHORTEST, _LONGEST = 2, 32
_TITLE_WEIGHT = 8
_MOST_COUNTED = 9


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found: address, title and kind, what the result shows, and its whole text."""

    address: str
    title: str
    kind: str
    shown: str
    text: str


def split_terms(text: str) -> list[str]:
    """The folded words of a text that the index keeps."""
    return [w for w in _WORD.findall(fold_accents(text)) if _SHORTEST <= len(w) <= _LONGEST]


def name_shard(term: str) -> str:
    """The name of the script that holds a term: its first two letters, as code points where they are not Latin."""
    head = term[:2]
    return head if head.isascii() else "u" + "-".join(f"{ord(c):x}" for c in head)


class Terms:
    """Counts the terms of texts. Words as written are folded once; folding never joins words across a space."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, ...]] = {}

    def count(self, text: str) -> Counter[str]:
        """How often a text has each of its terms."""
        counts: Counter[str] = Counter()
        for written, count in Counter(text.split()).items():
            terms = self._known.get(written)
            if terms is None:
                terms = self._known[written] = tuple(split_terms(written))
            for term in terms:
                counts[term] += count
        return counts


def build_index(entries: Iterable[Entry]) -> Iterator[tuple[str, bytes]]:
    """The index's files by path: the list of entries first, then a script for each pair of letters, sorted."""
    listed: list[tuple[str, str, str, str]] = []
    shards: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    terms = Terms()
    for number, entry in enumerate(entries):
        listed.append((entry.address, entry.title, entry.kind, entry.shown))
        counts = terms.count(entry.text)
        for term in dict.fromkeys(split_terms(entry.title)):
            counts[term] += _TITLE_WEIGHT
        for term, count in counts.items():
            shards[name_shard(term)][term] += (number, min(count, _TITLE_WEIGHT + _MOST_COUNTED))
    yield "search/entries.js", _write_call("entries", listed)
    for name in sorted(shards):
        yield f"search/{name}.js", _write_call("shard", name, dict(sorted(shards[name].items())))


def _write_call(function: str, *values: object) -> bytes:
    """A call of a function of the search script."""
    texts = (json.dumps(v, ensure_ascii=False, separators=(",", ":")) for v in values)
    return f"egregora.{function}({','.join(texts)});\n".encode()
