"""Decodes text: UTF-8, UTF-16, UTF-32, or an older encoding where it is certain which.

Stray bytes and zero bytes become U+FFFD and are counted. The text is never normalised; joiners are never removed.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from egregora_assets.readers.code_pages import count_stray, detect_code_page, find_unreadable_line

CHUNK_BYTES = 8 << 20
REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class DecodedBytes:
    """An export's bytes as UTF-8 without a BOM, and how many zero bytes were replaced.

    Attributes:
        encoding: of the original bytes.
        unreadable_line: the first of many lines in an unknown encoding, from 1; None where there are few or none.
    """

    utf8: bytes
    zero_byte_count: int
    encoding: str = "utf-8"
    unreadable_line: int | None = None


def normalize_bytes(raw: bytes) -> DecodedBytes:
    """An export's bytes as UTF-8: other encodings are converted, a BOM is dropped, zero bytes are replaced."""
    raw = raw.removeprefix(codecs.BOM_UTF8)
    encoding, unreadable = _detect_unicode(raw), None
    if encoding is None:
        has_stray = count_stray(raw) > 0
        encoding = (detect_code_page(raw) if has_stray else None) or "utf-8"
        unreadable = find_unreadable_line(raw) if has_stray and encoding == "utf-8" else None
    if encoding != "utf-8":
        raw = raw.decode(encoding, "replace").encode("utf-8", "replace").removeprefix(codecs.BOM_UTF8)
    if not _is_utf8(raw):
        raw = b"".join(_replace_stray(raw))
    zeros = raw.count(0) if 0 in raw else 0
    if zeros:
        raw = raw.replace(b"\0", REPLACEMENT.encode())
    return DecodedBytes(raw, zeros, encoding, unreadable)


def _is_utf8(raw: bytes) -> bool:
    """Whether the bytes are valid UTF-8; makes no text of them."""
    places = pa.array([0, len(raw)], pa.int64()).buffers()[1]
    try:
        pa.Array.from_buffers(pa.large_string(), 1, [None, places, pa.py_buffer(raw)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _replace_stray(raw: bytes) -> Iterator[bytes]:
    """The text in pieces, with U+FFFD for what is not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for start in range(0, len(raw), CHUNK_BYTES):
        piece = raw[start : start + CHUNK_BYTES]
        yield decoder.decode(piece, start + CHUNK_BYTES >= len(raw)).encode()


def _detect_unicode(raw: bytes) -> str | None:
    """UTF-32 or UTF-16, as Python names it, if the first bytes show it."""
    if raw.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if _is_utf16_without_bom(raw):
        return "utf-16-le" if raw[1:2] == b"\0" else "utf-16-be"
    return None


def _is_utf16_without_bom(raw: bytes) -> bool:
    """Whether the first bytes alternate with zero bytes, as the digits of a stamp do in UTF-16."""
    head = raw[:64]
    return (
        len(head) >= 16
        and (head[1::2].count(0) * 4 >= len(head) or head[0::2].count(0) * 4 >= len(head))
        and (head[0::2].count(0) == 0 or head[1::2].count(0) == 0)
    )
