"""Descriptions of files, and the hash by which pictures are compared."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

GRID_WIDTH, GRID_HEIGHT = 9, 8
"""The grey grid that a difference hash reads: each row gives eight comparisons of neighbours."""
CAPTION_LENGTH = 200

_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "video/mp4": "mp4",
    "video/3gpp": "3gp",
    "video/quicktime": "mov",
    "audio/ogg": "ogg",
    "audio/opus": "opus",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/vcard": "vcf",
}


def compute_difference_hash(grey: bytes) -> str:
    """Compute the 64-bit difference hash of a picture, as 16 hexadecimal digits.

    Args:
        grey: 9 x 8 grey values, row by row (the picture turned upright, reduced to that grid).

    Raises:
        ValueError: another number of values.
    """
    if len(grey) != GRID_WIDTH * GRID_HEIGHT:
        raise ValueError(f"a difference hash reads {GRID_WIDTH * GRID_HEIGHT} values, not {len(grey)}")
    rows = [grey[i : i + GRID_WIDTH] for i in range(0, len(grey), GRID_WIDTH)]
    bits = "".join("1" if left > right else "0" for row in rows for left, right in pairwise(row))
    return f"{int(bits, 2):016x}"


def choose_suffix(mime_type: str, clean_path: str | None) -> str:
    """The suffix (without dot) of a file on the site: its clean copy's, else that of its type."""
    if clean_path is not None and "." in clean_path.rpartition("/")[2]:
        return clean_path.rpartition(".")[2].lower()
    return _ENDINGS.get(mime_type.partition(";")[0].strip().lower(), "bin")


def describe_file(media_type: str, byte_count: int, width: int | None, height: int | None, caption: str | None) -> str:
    """Describe a file in a form that needs no translation: `image · 1280 × 720 · 245 kB · caption`."""
    parts = [media_type]
    if width and height:
        parts.append(f"{width} × {height}")
    parts.append(format_size(byte_count))
    if shown := shorten_caption(caption or ""):
        parts.append(shown)
    return " · ".join(parts)


def format_size(byte_count: int) -> str:
    """Format a number of bytes in decimal units: `812 B`, `245 kB`, `1.3 MB`."""
    if byte_count < 1_000:
        return f"{byte_count} B"
    if byte_count < 999_500:
        return f"{round(byte_count / 1_000)} kB"
    return f"{byte_count / 1_000_000:.1f} MB"


def shorten_caption(caption: str) -> str:
    """A caption on one line, cut between words at 200 characters."""
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in caption)
    line = " ".join(plain.split())
    if len(line) <= CAPTION_LENGTH:
        return line
    head = line[: CAPTION_LENGTH - 1]
    return (head.rpartition(" ")[0] or head) + "…"
