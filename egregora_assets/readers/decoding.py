"""Bytes to text: UTF-8, UTF-16 or UTF-32, an older encoding where it is certain which; nothing lost uncounted.

Stray bytes and zero bytes become U+FFFD. The text is never normalised; joiners are never removed.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from egregora_assets.readers.code_pages import certain_encoding, odd_count, unreadable_line

CHUNK_BYTES = 8 << 20
REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class DecodedBytes:
    """An export's bytes as UTF-8 without a mark at the start, and how many zero bytes had to be replaced.

    Attributes:
        encoding: what the bytes were in.
        unreadable_line: a line that shows that the encoding is not known, where most are like it.
    """

    utf8: bytes
    zero_byte_count: int
    encoding: str = "utf-8"
    unreadable_line: int | None = None


def normalize_bytes(raw: bytes) -> DecodedBytes:
    """An export's bytes as UTF-8: other encodings are converted, a first mark is dropped, zero bytes are replaced."""
    encoding = _encoding_of(raw)
    if encoding != "utf-8":
        raw = raw.decode(encoding, "replace").encode("utf-8", "replace")
    if raw.startswith(codecs.BOM_UTF8):
        raw = raw[3:]
    unreadable = unreadable_line(raw) if encoding == "utf-8" and odd_count(raw) else None
    if not _is_utf8(raw):
        raw = b"".join(_replaced(raw))
    zeros = raw.count(0) if 0 in raw else 0
    if zeros:
        raw = raw.replace(b"\0", REPLACEMENT.encode())
    return DecodedBytes(raw, zeros, encoding, unreadable)


def _is_utf8(raw: bytes) -> bool:
    """Whether the bytes are a text in UTF-8, without making one of them."""
    places = pa.array([0, len(raw)], pa.int64()).buffers()[1]
    try:
        pa.Array.from_buffers(pa.large_string(), 1, [None, places, pa.py_buffer(raw)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _replaced(raw: bytes) -> Iterator[bytes]:
    """The text in pieces, with a mark of replacement for what is no UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for start in range(0, len(raw), CHUNK_BYTES):
        piece = raw[start : start + CHUNK_BYTES]
        yield decoder.decode(piece, start + CHUNK_BYTES >= len(raw)).encode()


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
