"""How well passages are found that answer a question: by words (BM25, the baseline), by shape, and by both together.

    python benchmarks/retrieval.py [--json OUT.json]

The questions are those of `egregora_assets_tests/retrieval/labelled`: keywords, paraphrases and both mixed, in English
and Portuguese, over passages of both languages. Weights were chosen on half of them; the other half is told first.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from egregora_assets.retrieval.answering import Asked
from egregora_assets_tests.retrieval.labelled import KINDS, LANGUAGES, Asking, measure, read_askings

LISTED = 50
WAYS: dict[str, Callable[[Asked, str], Sequence[int]]] = {
    "BM25": Asked.rank_by_words,
    "hashed n-grams": Asked.rank_by_shape,
    "both": lambda asked, question: asked.answer(question, LISTED),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    askings = read_askings()
    sets: dict[str, list[Asking]] = {
        "kept back": [a for a in askings if not a.is_open],
        "all": askings,
        **{kind: [a for a in askings if a.kind == kind] for kind in KINDS},
        **{language: [a for a in askings if a.language == language] for language in LANGUAGES},
    }
    found = {}
    print(f"{'questions':12}{'number':>7}  {'way':16}{'R@1':>7}{'R@5':>7}{'MRR':>7}{'MRR / BM25':>12}")
    for name, some in sets.items():
        qualities = {way: measure(rank, some) for way, rank in WAYS.items()}
        for way, quality in qualities.items():
            ratio = quality.reciprocal / qualities["BM25"].reciprocal
            figures = f"{quality.first:7.3f}{quality.among_five:7.3f}{quality.reciprocal:7.3f}{ratio:12.2f}"
            print(f"{name:12}{len(some):7}  {way:16}{figures}")
        found[name] = {way: asdict(quality) for way, quality in qualities.items()}
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
