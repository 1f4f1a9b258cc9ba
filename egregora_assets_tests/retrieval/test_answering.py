"""Passages are found that answer a question, measured on labelled talk; another embedder takes the default's place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from egregora_assets.contracts.memory import EMBEDDING_SIZE
from egregora_assets.retrieval.answering import Asked
from egregora_assets.retrieval.postings import Postings
from egregora_assets_tests.retrieval.labelled import KINDS, LANGUAGES, make_asked, measure, read_askings, read_passages

SUBJECTS = (("sofa", "furniture", "upstairs"), ("swarm", "insects", "thousands"))
KEPT_BACK = [asking for asking in read_askings() if not asking.is_open]


@dataclass(frozen=True)
class BySubject:
    """A model that knows what two subjects are about."""

    model: str = "subjects"

    def sum_features(self, postings: Postings, texts: Sequence[str]) -> np.ndarray:
        """One place a subject: how many of its words stand in the text."""
        sums = np.zeros((postings.chunk_count, EMBEDDING_SIZE), dtype=np.int32)
        for row, text in enumerate(texts):
            sums[row, : len(SUBJECTS)] = [sum(word in text for word in words) for words in SUBJECTS]
        return sums

    def normalize(self, sums: np.ndarray) -> np.ndarray:
        """Scaled to length one."""
        lengths = np.linalg.norm(sums.astype(np.float64), axis=1, keepdims=True)
        vectors: np.ndarray = np.divide(sums, lengths, out=np.zeros(sums.shape), where=lengths > 0)
        return vectors


def test_the_labelled_questions_are_many_and_each_has_its_passage() -> None:
    passages, askings = read_passages(), read_askings()
    assert len(passages) >= 80
    assert len(askings) >= 60
    assert len({(p.language, p.name) for p in passages}) == len(passages)
    assert {(a.language, a.name) for a in askings} <= {(p.language, p.name) for p in passages}
    assert min(Counter((a.kind, a.language) for a in askings).values()) >= 12
    assert {(a.kind, a.language) for a in askings} == {(k, language) for k in KINDS for language in LANGUAGES}


def test_words_and_shape_together_find_more_than_words_alone() -> None:
    alone = measure(Asked.rank_by_words, KEPT_BACK)
    both = measure(lambda asked, question: asked.answer(question, 50), KEPT_BACK)
    assert both.first >= alone.first
    assert both.among_five >= alone.among_five
    assert both.reciprocal > alone.reciprocal


@pytest.mark.parametrize(("kind", "first"), [("keywords", 1.0), ("mixed", 0.9)])
def test_what_shares_words_with_a_question_is_found_first(kind: str, first: float) -> None:
    askings = [asking for asking in KEPT_BACK if asking.kind == kind]
    assert measure(lambda asked, question: asked.answer(question, 5), askings).first >= first


def test_another_embedder_finds_what_no_word_leads_to() -> None:
    asked, names = make_asked("en", BySubject()), [passage.name for passage in read_passages()]
    question = "thousands of insects"
    assert names[asked.rank_by_shape(question)[0]] == "bees"
    assert names[asked.answer(question, 1)[0]] == "bees"


def test_a_question_without_a_known_word_or_like_shape_has_no_answer() -> None:
    assert make_asked("en").answer("", 5) == []
    assert make_asked("en").rank_by_words("xqzzy") == []
