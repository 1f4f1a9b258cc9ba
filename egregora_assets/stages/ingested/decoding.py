"""Bytes to text: UTF-8, UTF-16 or UTF-32, an older encoding where it is certain which; nothing lost uncounted.

Stray bytes and zero bytes become U+FFFD. The text is never normalised; joiners are never removed.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

from egregora_assets.stages.ingested.code_pages import certain_encoding, odd_count, unreadable_line

CHUNK_BYTES = 8 << 20
REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class DecodedBytes:
    """An export's bytes as UTF-8 without a mark at the start, still undecoded, and what had to be replaced.

    Zero bytes count as replaced at once; stray bytes are counted while `chunks` decodes.

    Attributes:
        encoding: what the bytes were in.
        unreadable_line: a line that shows that the encoding is not known, where most are like it.
    """

    utf8: bytes
    zero_byte_count: int
    encoding: str = "utf-8"
    unreadable_line: int | None = None

    def chunks(self, end_of_line: str) -> Iterator[str]:
        """The text in pieces of some megabytes: each begins with an `end_of_line` and ends without one."""
        eol = end_of_line.encode()
        start, size = 0, len(self.utf8)
        while start < size:
            stop = start + CHUNK_BYTES
            if stop < size:
                cut = self.utf8.rfind(eol, start, stop)
                if cut < 0:
                    cut = self.utf8.find(eol, stop)
                stop = size if cut < 0 else cut + len(eol)
            stop = min(stop, size)
            end = stop - len(eol) if self.utf8.endswith(eol, start, stop) else stop
            # The line end before a piece is that of the piece before; only the first has none of its own.
            piece = self.utf8[max(0, start - len(eol)) : end].decode("utf-8", "replace")
            yield piece if start else end_of_line + piece
            start = stop


def normalize_bytes(raw: bytes) -> DecodedBytes:
    """An export's bytes as UTF-8: other encodings are converted, a first mark is dropped, zero bytes are replaced."""
    encoding = _encoding_of(raw)
    if encoding != "utf-8":
        raw = raw.decode(encoding, "replace").encode("utf-8", "replace")
    if raw.startswith(codecs.BOM_UTF8):
        raw = raw[3:]
    unreadable = unreadable_line(raw) if encoding == "utf-8" and odd_count(raw) else None
    zeros = raw.count(0)
    if zeros:
        raw = raw.replace(b"\0", REPLACEMENT.encode())
    return DecodedBytes(raw, zeros, encoding, unreadable)


def _encoding_of(raw: bytes) -> str:
    """The encoding of a text, as Python names it; UTF-8 where nothing else is certain."""
    if raw.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if _is_utf16_without_mark(raw):
        return "utf-16-le" if raw[1:2] == b"\0" else "utf-16-be"
    return (certain_encoding(raw) if odd_count(raw) else None) or "utf-8"


def _is_utf16_without_mark(raw: bytes) -> bool:
    """Whether the first bytes alternate with zero bytes, as the digits of a stamp do in UTF-16."""
    head = raw[:64]
    return (
        len(head) >= 16
        and (head[1::2].count(0) * 4 >= len(head) or head[0::2].count(0) * 4 >= len(head))
        and (head[0::2].count(0) == 0 or head[1::2].count(0) == 0)
    )


def count_stray(text: str) -> int:
    """How many characters of a text stand for bytes that could not be read."""
    return text.count(REPLACEMENT)
