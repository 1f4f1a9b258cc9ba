"""Search without a server: an index in scripts that a page loads on demand, in segments that stay as they are.

A segment holds what is from one month, or from one earlier year: its documents, and its talk in blocks of a hundred
messages. Three kinds of small files lead there: its words in order, with the documents and blocks that hold them; the
same words by their endings, for words that are misspelt in front; and the messages of each block. `search/index.js`
tells the first word of each file, so that a reader loads one small file a segment and word, and the blocks of the best
finds alone.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple, TypeVar

from egregora_assets.contracts.digests import digest_values
from egregora_assets.language.folding import fold_accents
from egregora_assets.site.page_cache import SEARCH, PageCache
from egregora_assets.site.searching.talk import Block

Row = TypeVar("Row")
_WORD = re.compile(r"[^\W_]+")
_SHORTEST, _LONGEST = 2, 32
_TITLE_WEIGHT = 8
_MOST_COUNTED = 9
_FILE_BYTES = 3_000
"""A file of words is closed once it is this large."""
_SHORTEST_MISSPELT = 4
_LIST = digest_values("the list of segments")
"""The key under which the list is noted: it only tells whether the published one is as it was written."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document or file that can be found: address, title and kind, what the result shows, and its whole text."""

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
        list_blocks: makes the blocks of its talk, in order.
    """

    name: str
    key: str
    list_entries: Callable[[], Iterable[Entry]]
    list_blocks: Callable[[], Iterable[Block]] = tuple


class Listed(NamedTuple):
    """What the list tells of a segment: how many entries and blocks, and the first word (ending) of each file."""

    entry_count: int
    block_count: int
    words: Sequence[str]
    endings: Sequence[str]


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
    told: list[tuple[str, int, int, Sequence[str], Sequence[str]]] = []
    for segment in segments:
        made = _MadeSegment(segment, terms)
        listed = published.get(segment.name)
        paths = _list_paths(segment.name, listed) if listed else []
        if not listed or any(cache.is_stale(path, segment.key) for path in paths):
            listed = made.listed
            paths = _list_paths(segment.name, listed)
        for path in paths:
            yield path, cache.get(path, segment.key, partial(made.make_file, path))
        told.append((segment.name, *listed))
    content = _write_call("index", told)
    cache.notes[SEARCH] = (_LIST, cache.digest(content))
    yield SEARCH, content


def _read_list(cache: PageCache) -> Mapping[str, Listed]:
    """What the published list tells of each segment; nothing if it is damaged."""
    if cache.is_stale(SEARCH, _LIST):
        return {}
    try:
        told = json.loads((cache.read_stored(SEARCH) or b"")[len(b"egregora.index(") : -len(b");\n")])
        return {
            str(name): Listed(int(entries), int(blocks), list(map(str, words)), list(map(str, endings)))
            for name, entries, blocks, words, endings in told
        }
    except (ValueError, TypeError):
        return {}


def _list_paths(name: str, listed: Listed) -> list[str]:
    """The paths of a segment's files: the entries, the blocks, the words in order, the endings in order."""
    counts = (("t", listed.block_count), ("w", len(listed.words)), ("e", len(listed.endings)))
    numbered = [f"search/{name}/{letter}{number}.js" for letter, count in counts for number in range(count)]
    return [f"search/{name}/entries.js", *numbered]


class _MadeSegment:
    """The files of a segment, made when they are asked for."""

    def __init__(self, segment: Segment, terms: Terms) -> None:
        self._segment, self._terms = segment, terms

    @cached_property
    def listed(self) -> Listed:
        """What the list tells of it."""
        words, endings = ([part[0][0] for part in parts] for parts in (self._words, self._endings))
        return Listed(len(self._entries), len(self._blocks), words, endings)

    def make_file(self, path: str) -> bytes:
        """One of its files."""
        return self._files[path]

    @cached_property
    def _entries(self) -> list[Entry]:
        return list(self._segment.list_entries())

    @cached_property
    def _blocks(self) -> list[Block]:
        return list(self._segment.list_blocks())

    @cached_property
    def _files(self) -> dict[str, bytes]:
        name = self._segment.name
        shown = [(e.address, e.title, e.kind, e.shown) for e in self._entries]
        blocks = [_write_call("talk", name, number, b.names, b.days) for number, b in enumerate(self._blocks)]
        words = [_write_call("words", name, number, dict(part)) for number, part in enumerate(self._words)]
        endings = [
            _write_call("endings", name, number, " ".join(word for _, word in part))
            for number, part in enumerate(self._endings)
        ]
        made = [_write_call("entries", name, shown), *blocks, *words, *endings]
        return dict(zip(_list_paths(name, self.listed), made, strict=True))

    @cached_property
    def _words(self) -> list[list[tuple[str, list[int]]]]:
        """The words with where they stand (see `_Places`), a list a file. Blocks are numbered on from the entries."""
        rows = ((word, found.packed) for word, found in self._places.items())
        return _cut(rows, lambda word, packed: len(word.encode()) + 5 * len(packed) // 2 + 5)

    @cached_property
    def _endings(self) -> list[list[tuple[str, str]]]:
        """The words that may be misspelt, written backwards and as they are, a list a file."""
        long = (word for word in self._places if len(word) >= _SHORTEST_MISSPELT)
        return _cut(((word[::-1], word) for word in long), lambda _, word: len(word.encode()) + 1)

    @cached_property
    def _places(self) -> dict[str, _Places]:
        places: dict[str, _Places] = defaultdict(_Places)
        most = _TITLE_WEIGHT + _MOST_COUNTED
        titled = [(entry.title, entry.text) for entry in self._entries] + [("", block.text) for block in self._blocks]
        for number, (title, text) in enumerate(titled):
            counts = self._terms.count(text)
            for term in dict.fromkeys(split_terms(title)):
                counts[term] += _TITLE_WEIGHT
            for term, count in counts.items():
                places[term].add(number, min(count, most))
        return places


class _Places:
    """Where a word stands: steps from one entry or block to the next, each followed by minus its count if above 1."""

    def __init__(self) -> None:
        self.packed: list[int] = []
        self._last = 0

    def add(self, number: int, count: int) -> None:
        """Add an entry or block with the word's count in it; numbers ascend."""
        self.packed.append(number - self._last)
        self._last = number
        if count > 1:
            self.packed.append(-count)


def _cut(rows: Iterable[tuple[str, Row]], measure: Callable[[str, Row], int]) -> list[list[tuple[str, Row]]]:
    """Rows in the order in which scripts sort their first words, in parts of some bytes each."""
    parts: list[list[tuple[str, Row]]] = [[]]
    size = 0
    for row in sorted(rows, key=lambda row: row[0].encode("utf-16-be")):
        if size > _FILE_BYTES:
            parts.append([])
            size = 0
        parts[-1].append(row)
        size += measure(*row)
    return [part for part in parts if part]


def _write_call(function: str, *values: object) -> bytes:
    """A call of a function of the search script."""
    texts = (json.dumps(v, ensure_ascii=False, separators=(",", ":")) for v in values)
    return f"egregora.{function}({','.join(texts)});\n".encode()
