"""Talk in two languages as passages, and questions with the one passage that answers each.

All was written and labelled before anything was measured on it. Every second question, from the first on, is for
choosing weights (`Asking.is_open`); what is claimed is measured on the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import fmean

import numpy as np
import pyarrow as pa

from egregora_assets.retrieval.answering import Asked
from egregora_assets.retrieval.embedding import Embedder, HashedEmbedder
from egregora_assets.retrieval.words import index_words

LANGUAGES = ("en", "pt")
KINDS = ("keywords", "paraphrase", "mixed")
_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Passage:
    """Some messages in a row, `name: text` each. `name` and language tell the passage from the others."""

    name: str
    language: str
    lines: tuple[str, ...]

    @property
    def said(self) -> str:
        """What is said, without the names of those who say it."""
        return "\n".join(line.partition(": ")[2] for line in self.lines)


@dataclass(frozen=True)
class Asking:
    """A question: words that stand in the passage, none of them, or some (`kind`); and the passage that answers it."""

    kind: str
    language: str
    name: str
    question: str
    is_open: bool


@dataclass(frozen=True)
class Quality:
    """How often the right passage is the first, among the first five, and the mean of one by its rank."""

    first: float
    among_five: float
    reciprocal: float


def read_passages() -> list[Passage]:
    """All passages."""
    blocks = (_FOLDER / "chunks.txt").read_text(encoding="utf-8").strip().split("\n\n")
    heads = [(block.split("\n")[0].split(), block.split("\n")[1:]) for block in blocks]
    return [Passage(name, language, tuple(lines)) for (_, language, name), lines in heads]


def read_askings() -> list[Asking]:
    """All questions."""
    lines = (_FOLDER / "queries.txt").read_text(encoding="utf-8").splitlines()
    askings = []
    for number, line in enumerate(line for line in lines if not line.startswith("#")):
        label, _, question = line.partition(" | ")
        kind, language, name = label.split()
        askings.append(Asking(kind, language, name, question, is_open=number % 2 == 0))
    return askings


@cache
def make_asked(language: str, embedder: Embedder | None = None) -> Asked:
    """The passages of both languages as one chat, whose main language is `language`."""
    made, passages = embedder or HashedEmbedder(), read_passages()
    names = frozenset(line.partition(": ")[0] for passage in passages for line in passage.lines)
    words = [re.findall(r"[^\W_]+", passage.said) for passage in passages]
    rows = pa.chunked_array([pa.array(words, pa.list_(pa.string()))])
    postings = index_words(rows, np.arange(len(passages)), len(passages), language, names)
    sums = made.sum_features(postings, [passage.said for passage in passages])
    return Asked(postings, made.normalize(sums).astype(np.float32), language, names, made)


def measure(rank: Callable[[Asked, str], Sequence[int]], askings: Iterable[Asking]) -> Quality:
    """How well a way of ranking finds the passages of some questions."""
    places = {(passage.language, passage.name): place for place, passage in enumerate(read_passages())}
    ranks = []
    for asking in askings:
        ranking = list(rank(make_asked(asking.language), asking.question))
        place = places[asking.language, asking.name]
        ranks.append(ranking.index(place) + 1 if place in ranking else 0)
    return Quality(
        fmean(rank == 1 for rank in ranks),
        fmean(0 < rank <= 5 for rank in ranks),
        fmean(1 / rank if rank else 0.0 for rank in ranks),
    )
