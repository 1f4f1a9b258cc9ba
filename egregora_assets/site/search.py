"""Search without a server: an index in scripts that a page loads on demand, in segments that stay as they are.

A segment holds what is from one month, or from one earlier year, and is cut into small files by its words in order.
`search/index.js` tells the first word of each file, so that a reader loads one small file a segment and word.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from egregora_assets.contracts.digests import digest_values
from egregora_assets.language.folding import fold_accents
from egregora_assets.site.page_cache import SEARCH, PageCache

_WORD = re.compile(r"[^\W_]+")
_SHORTEST, _LONGEST = 2, 32
_TITLE_WEIGHT = 8
_MOST_COUNTED = 9
_FILE_BYTES = 8_000
"""A file of words is closed once it is this large."""
_LIST = digest_values("the list of segments")
"""The key under which the list is noted: it only tells whether the published one is as it was written."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found: address, title and kind, what the result shows, and its whole text."""

    address: str
    title: str
    kind: str
    shown: str
    text: str


@dataclass(frozen=True)
class Segment:
    """A part of the index.

    Args:
        name: tells it from the others, and is part of its address.
        key: a digest of everything that decides its files.
        list_entries: makes its entries, in order.
    """

    name: str
    key: str
    list_entries: Callable[[], Iterable[Entry]]


def split_terms(text: str) -> list[str]:
    """The folded words of a text that the index keeps."""
    return [w for w in _WORD.findall(fold_accents(text)) if _SHORTEST <= len(w) <= _LONGEST]


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


def build_index(segments: Iterable[Segment], cache: PageCache) -> Iterator[tuple[str, bytes]]:
    """The index's files by path: segment by segment, and last the list of them.

    A segment that is published under the same key, whole, is taken from there.
    """
    published, terms = _read_list(cache), Terms()
    listed = []
    for segment in segments:
        made = _MadeSegment(segment, terms)
        count, first_words = published.get(segment.name, (0, ()))
        paths = made.list_paths(len(first_words))
        if not first_words or any(cache.is_stale(path, segment.key) for path in paths):
            count, first_words = len(made.entries), made.first_words
            paths = made.list_paths(len(first_words))
        for path in paths:
            yield path, cache.get(path, segment.key, partial(made.make_file, path))
        listed.append((segment.name, count, first_words))
    content = _write_call("index", listed)
    cache.notes[SEARCH] = (_LIST, cache.digest(content))
    yield SEARCH, content


def _read_list(cache: PageCache) -> Mapping[str, tuple[int, Sequence[str]]]:
    """By segment, the number of entries and the first words of the files, as they are published; none if damaged."""
    if cache.is_stale(SEARCH, _LIST):
        return {}
    try:
        listed = json.loads((cache.read_stored(SEARCH) or b"")[len(b"egregora.index(") : -len(b");\n")])
        return {str(name): (int(count), [str(word) for word in words]) for name, count, words in listed}
    except (ValueError, TypeError):
        return {}


class _MadeSegment:
    """The files of a segment, made when they are asked for."""

    def __init__(self, segment: Segment, terms: Terms) -> None:
        self._segment, self._terms = segment, terms

    def list_paths(self, file_count: int) -> list[str]:
        """The paths of its files: the entries, then the words in order."""
        name = self._segment.name
        return [f"search/{name}/entries.js", *(f"search/{name}/{number}.js" for number in range(file_count))]

    @cached_property
    def entries(self) -> list[Entry]:
        """Its entries."""
        return list(self._segment.list_entries())

    @cached_property
    def first_words(self) -> list[str]:
        """The first word of each file of words."""
        return [words[0][0] for words in self._cut]

    def make_file(self, path: str) -> bytes:
        """One of its files."""
        return self._files[path]

    @cached_property
    def _files(self) -> dict[str, bytes]:
        name = self._segment.name
        listed = [(e.address, e.title, e.kind, e.shown) for e in self.entries]
        words = [_write_call("words", name, number, dict(part)) for number, part in enumerate(self._cut)]
        return dict(zip(self.list_paths(len(words)), [_write_call("entries", name, listed), *words], strict=True))

    @cached_property
    def _cut(self) -> list[list[tuple[str, list[int]]]]:
        """The words with where they stand (entry and count in turn), in the order of scripts, a list a file."""
        parts: list[list[tuple[str, list[int]]]] = [[]]
        size = 0
        for word, found in sorted(self._find_places().items(), key=lambda pair: pair[0].encode("utf-16-be")):
            if size > _FILE_BYTES:
                parts.append([])
                size = 0
            parts[-1].append((word, found))
            size += len(word.encode()) + 5 * len(found) // 2 + 5
        return [part for part in parts if part]

    def _find_places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        most = _TITLE_WEIGHT + _MOST_COUNTED
        for number, entry in enumerate(self.entries):
            counts = self._terms.count(entry.text)
            for term in dict.fromkeys(split_terms(entry.title)):
                counts[term] += _TITLE_WEIGHT
            for term, count in counts.items():
                places[term] += (number, min(count, most))
        return places


def _write_call(function: str, *values: object) -> bytes:
    """A call of a function of the search script."""
    texts = (json.dumps(v, ensure_ascii=False, separators=(",", ":")) for v in values)
    return f"egregora.{function}({','.join(texts)});\n".encode()
