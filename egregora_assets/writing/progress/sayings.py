"""Everything that was said in a conversation, as columns of numbers: what each person says most, and says best."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from egregora_assets.writing.progress.notes import FLAT, PARTS, SAID, WindowNotes
from egregora_assets.writing.quotes import HIDDEN_COST, LINE_COST, REMOVED_COST, ROUTINE_COST
from egregora_assets.writing.reading.quotable import Span
from egregora_assets.writing.reading.reader import OFTEN, Reader


@dataclass(frozen=True)
class Saying:
    """A part of a message that may be quoted.

    Args:
        window, row: its window's and its message's place.
        lexicon_key: what the message was read with.
        drawn: how many people reacted to it.
    """

    window: int
    row: int
    span: Span
    score: float
    lexicon_key: tuple[str, ...]
    drawn: int


class Sayings:
    """The utterances of a conversation.

    Args:
        notes: of all its windows, in order.
        reader: has read all of them.
    """

    def __init__(self, notes: Sequence[WindowNotes], reader: Reader) -> None:
        self._stems = [stem for n in notes for stem in n.stems]
        self._authors: dict[str, int] = {}
        self._lexicons: dict[tuple[str, ...], int] = {}
        columns: dict[str, list[np.ndarray]] = {name: [] for name in (*SAID, *FLAT, *PARTS, "window", "place")}
        count = 0
        for place, one in enumerate(notes):
            authors = [self._authors.setdefault(a, len(self._authors)) for a in one.author_ids]
            lexicons = [self._lexicons.setdefault(key, len(self._lexicons)) for key in one.lexicons]
            own = dict(one.said)
            own["author"] = np.array(authors, np.int32)[own["author"]]
            own["lexicon"] = np.array(lexicons, np.int32)[own["lexicon"]]
            own["utterance"] = own["utterance"] + count
            own["window"] = np.full(len(own["row"]), place, np.int32)
            own["place"] = np.full(len(own["author"]), place, np.int32)
            count += len(own["author"])
            for name, values in own.items():
                columns[name].append(values)
        self._columns = {name: np.concatenate(values) if values else np.zeros(0) for name, values in columns.items()}
        self._owners = np.repeat(np.arange(count), self._columns["stem_count"].astype(np.int64))
        self._reader = reader
        self._is_public = ~self._columns["is_private"].astype(bool)
        """By utterance, whether it says nothing of private subjects."""
        self._part_authors = self._columns["author"][self._columns["utterance"]]
        self._scores = self._score_parts() if count else np.zeros(0)

    @property
    def person_count(self) -> int:
        """How many people said something."""
        return len(self._authors)

    @property
    def term_count(self) -> int:
        """How many terms all utterances hold."""
        return int(self._columns["term_count"].sum())

    def count_utterances(self, author_id: str) -> int:
        """How much somebody said."""
        return int((self._columns["author"] == self._authors.get(author_id, -1)).sum())

    def count_terms(self, author_id: str) -> int:
        """How many terms somebody's utterances hold."""
        return int(self._columns["term_count"][self._columns["author"] == self._authors.get(author_id, -1)].sum())

    def count_stems(self, author_id: str, windows: range | None = None) -> Mapping[str, int]:
        """By stem, how many of somebody's utterances hold it, of those that say nothing of private subjects.

        Args:
            windows: places of the windows that count; None = all.
        """
        counts_here = (self._columns["author"] == self._authors.get(author_id, -1)) & self._is_public
        if windows is not None:
            counts_here &= (self._columns["place"] >= windows.start) & (self._columns["place"] < windows.stop)
        mine = counts_here[self._owners]
        counts = np.bincount(self._columns["stem"][mine], minlength=len(self._stems))
        return {self._stems[i]: int(counts[i]) for i in np.flatnonzero(counts)}

    def rank_parts(self, author_id: str) -> Iterator[Saying]:
        """What of somebody may be quoted, one part a message, the best first; equals in any order.

        Nothing that says something of private subjects.
        """
        mine = np.flatnonzero(self._list_own_parts(author_id))
        best = mine[np.argsort(-self._scores[mine], kind="stable")]
        seen: set[int] = set()
        for part in best.tolist():
            utterance = int(self._columns["utterance"][part])
            if utterance not in seen:
                seen.add(utterance)
                yield self._describe(self._choose(utterance))

    def find_part(self, author_id: str, window: int, row: int) -> Saying | None:
        """The best part of one message of somebody; None where nothing of it may be quoted."""
        columns = self._columns
        mine = self._list_own_parts(author_id) & (columns["window"] == window) & (columns["row"] == row)
        parts = np.flatnonzero(mine).tolist()
        return self._describe(self._choose(int(columns["utterance"][parts[0]]))) if parts else None

    def _list_own_parts(self, author_id: str) -> np.ndarray:
        mine: np.ndarray = self._part_authors == self._authors.get(author_id, -1)
        return mine & self._is_public[self._columns["utterance"]] if len(mine) else mine.astype(bool)

    def _choose(self, utterance: int) -> int:
        """Of an utterance's parts that score the same once they are rounded, the first."""
        first = int(np.searchsorted(self._columns["utterance"], utterance, "left"))
        last = int(np.searchsorted(self._columns["utterance"], utterance, "right"))
        return max(range(first, last), key=lambda i: (round(float(self._scores[i]), 6), -self._columns["start"][i]))

    def _describe(self, part: int) -> Saying:
        columns = self._columns
        keys = list(self._lexicons)
        return Saying(
            int(columns["window"][part]),
            int(columns["row"][part]),
            Span(int(columns["start"][part]), int(columns["end"][part])),
            round(float(self._scores[part]), 6),
            keys[int(columns["lexicon"][int(columns["utterance"][part])])],
            int(columns["drawn"][int(columns["utterance"][part])]),
        )

    def _score_parts(self) -> np.ndarray:
        """What `quotes.score_quotable` computes, for all parts at once: the same steps in the same order."""
        columns, owners = self._columns, self._columns["utterance"]
        joke = columns["is_joke"][owners]
        shape = np.where(joke, 0.4, columns["shape"])
        drawn = np.array([1 - 0.6**n for n in range(1 + int(columns["drawn"].max(initial=0)))])
        reactions = (drawn[columns["drawn"]] + 0.15 * np.minimum(3, columns["laughed"]))[owners]
        score = 0.4 * shape + 0.45 * self._sum_substance()[owners] + 0.35 * reactions
        score = score + np.where(columns["holds_digit"], 0.12, 0.0)
        score = score - (HIDDEN_COST * np.minimum(3, columns["hidden"]))[owners] - LINE_COST * columns["line_count"]
        score = score - np.where(columns["holds_removed"], REMOVED_COST, 0.0)
        found: np.ndarray = np.maximum(0.001, score - ROUTINE_COST * self._measure_routine()[owners])
        return found

    def _sum_substance(self) -> np.ndarray:
        """By utterance, the rarities of its stems: `bincount` adds one after the other, as a sum does."""
        count = self._reader.read_count + 1
        held = np.array([self._reader.holders[stem] for stem in self._stems], np.int64)
        rarities = {h: math.log(1 + count / (1 + h)) / math.log(1 + count) for h in set(held.tolist())}
        weights = np.array([rarities[h] for h in held.tolist()])[self._columns["stem"]]
        sums = np.bincount(self._owners, weights, len(self._columns["author"]))
        found: np.ndarray = np.minimum(1.0, sums / 3.2)
        return found

    def _measure_routine(self) -> np.ndarray:
        """By utterance, `Reader.measure_routine`."""
        counts = self._columns["phrase_count"].astype(np.int64)
        often = np.frombuffer(self._reader.phrase_counts, np.uint8)[self._columns["phrase"]] >= OFTEN
        hits = np.bincount(np.repeat(np.arange(len(counts)), counts), often, len(counts))
        found: np.ndarray = np.divide(hits, counts, out=np.zeros(len(counts)), where=counts > 0)
        return found
