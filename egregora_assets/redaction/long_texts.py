"""Long texts are redacted in pieces, so that the work grows with a text's length and not with its square.

A piece ends where a sentence does and no digit is near, so that no name, number or announced value is cut in two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

PIECE = 8_000
"""Characters from which on a piece ends at the next good place. Hardly any message is longer than one piece."""
LONGEST = 100_000
"""Characters of the longest text that is redacted at all: no chat program sends longer ones."""
_REACH = 40
_SENTENCE_END = re.compile(r"(?<=[^\W\d_][.!?…])\s+(?=[^\W\d_])|(?<=[。！？])|\n\n")


@dataclass(frozen=True)
class Pieces:
    """Texts in pieces.

    Args:
        texts: the pieces of all texts in order.
        counts: how many pieces each text has.
    """

    texts: Sequence[str]
    counts: Sequence[int]


def split_long_texts(texts: Sequence[str]) -> Pieces:
    """Split the texts that are longer than a piece; joined again, the pieces of a text are the text."""
    if all(len(text) <= PIECE for text in texts):
        return Pieces(texts, [1] * len(texts))
    split = [_split(text) if len(text) > PIECE else [text] for text in texts]
    return Pieces([piece for pieces in split for piece in pieces], [len(pieces) for pieces in split])


def can_be_redacted(text: str) -> bool:
    """Whether a text is short enough, or has places at which it may be cut."""
    return len(text) <= PIECE or (len(text) <= LONGEST and all(len(piece) <= 2 * PIECE for piece in _split(text)))


def _split(text: str) -> list[str]:
    pieces, start, place = [], 0, PIECE
    while len(text) - start > PIECE:
        found = _SENTENCE_END.search(text, place)
        if found is None:
            break
        around = text[max(start, found.start() - _REACH) : found.end() + _REACH]
        if any(c.isdigit() for c in around):
            place = found.end()
            continue
        pieces.append(text[start : found.end()])
        start, place = found.end(), found.end() + PIECE
    return [*pieces, text[start:]]
