"""The words of a chat as terms of its index: without people's names, folded, stemmed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.language.folding import fold_token
from egregora_assets.retrieval.chain import list_name_words
from egregora_assets.retrieval.postings import Postings, stem_tokens

_SPACELESS = r"([\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])"
"""Scripts without spaces: a character is a token, since a run of them would be a whole sentence."""


def index_words(
    words: pa.ChunkedArray[Any],
    chunk_of_row: np.ndarray,
    chunk_count: int,
    language: str | None,
    names: Collection[str],
) -> Postings:
    """Index the words of a chat.

    Args:
        words: for each row of the conversation its words as written, in order.
        chunk_of_row: for each row its chunk, or -1.
        language: of the chat, for stems and stop words.
        names: pseudonyms and public names of the chat: they are no words where they stand as they are written.
    """
    lists: Any = words.combine_chunks()
    encoded: Any = pc.list_flatten(lists).dictionary_encode()
    word = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    row = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)
    chunk = chunk_of_row[row] if len(row) else np.zeros(0, dtype=np.int64)
    is_kept = (chunk >= 0) & ~_find_names(word, row, encoded.dictionary, list_name_words(names))
    vocabulary, starts, terms = _find_terms(encoded.dictionary, language)
    return _count_terms(vocabulary, *_expand(word[is_kept], chunk[is_kept], starts, terms), chunk_count)


def _find_names(
    word: np.ndarray, row: np.ndarray, written: pa.Array[Any], names: Sequence[Sequence[str]]
) -> np.ndarray:
    """Which words stand in a name: those of a whole name, side by side in one message."""
    is_named = np.zeros(len(word), dtype=bool)
    wanted = sorted({part for name in names for part in name})
    found: list[int | None] = pc.index_in(pa.array(wanted, pa.string()), written).to_pylist() if len(written) else []
    place = {part: code for part, code in zip(wanted, found, strict=False) if code is not None}
    order = np.argsort(word, kind="stable")
    for name in names:
        if not all(part in place for part in name):
            continue
        codes = [place[part] for part in name]
        begins = order[np.searchsorted(word, codes[0], "left", order) : np.searchsorted(word, codes[0], "right", order)]
        begins = begins[begins + len(codes) <= len(word)]
        for offset, code in enumerate(codes):
            begins = begins[(word[begins + offset] == code) & (row[begins + offset] == row[begins])]
        for offset in range(len(codes)):
            is_named[begins + offset] = True
    return is_named


def _find_terms(written: pa.Array[Any], language: str | None) -> tuple[list[str], np.ndarray, np.ndarray]:
    """The terms of each written word.

    Returns: the vocabulary, sorted; the terms of word i are the entries starts[i] to starts[i + 1] of the last.
    """
    folded = pa.array([fold_token(str(word)) for word in written.to_pylist()], pa.string())
    spaced = pc.replace_substring_regex(folded, _SPACELESS, r" \1 ")
    tokens: Any = pc.utf8_split_whitespace(pc.utf8_trim_whitespace(spaced))
    flat: Any = pc.list_flatten(tokens).dictionary_encode()
    stems = stem_tokens(flat.dictionary.to_pylist(), language)
    vocabulary = sorted({stem for stem in stems if stem})
    place = {stem: index for index, stem in enumerate(vocabulary)}
    term_of = np.array([place.get(stem, -1) for stem in stems], dtype=np.int64)
    codes = flat.indices.to_numpy(zero_copy_only=False)
    lengths = pc.list_value_length(tokens).to_numpy(zero_copy_only=False).astype(np.int64)
    starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    return vocabulary, starts, term_of[codes] if len(codes) else np.zeros(0, dtype=np.int64)


def _expand(
    word: np.ndarray, chunk: np.ndarray, starts: np.ndarray, terms: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The terms of words that are one after the other, each with its word's chunk."""
    lengths = starts[word + 1] - starts[word]
    before = np.cumsum(lengths) - lengths
    entries = np.arange(lengths.sum()) + np.repeat(starts[word] - before, lengths)
    return terms[entries], np.repeat(chunk, lengths)


def _count_terms(vocabulary: list[str], term: np.ndarray, chunk: np.ndarray, chunk_count: int) -> Postings:
    is_term = term >= 0
    width = max(len(vocabulary), 1)
    cells, counts = np.unique(chunk[is_term] * width + term[is_term], return_counts=True)
    return Postings(vocabulary, cells // width, cells % width, counts, chunk_count)
