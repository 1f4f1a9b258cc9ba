"""What is said of files: captions, and the lines that speak of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from egregora_assets.contracts.pictures.captions import BETWEEN_LINES

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


def choose_suffix(mime_type: str, clean_path: str | None) -> str:
    """The suffix (without dot) of a file on the site: its clean copy's, else that of its type."""
    if clean_path is not None and "." in clean_path.rpartition("/")[2]:
        return clean_path.rpartition(".")[2].lower()
    return _ENDINGS.get(mime_type.partition(";")[0].strip().lower(), "bin")


def describe_file(caption: str | None, lines: Iterable[str]) -> str:
    """What people said of a file: its caption, else the lines that speak of it; empty where nobody said anything."""
    return shorten_caption(caption or "") or BETWEEN_LINES.join(filter(None, map(shorten_caption, lines)))


def shorten_caption(caption: str) -> str:
    """A caption on one line, cut between words at 200 characters."""
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in caption)
    line = " ".join(plain.split())
    if len(line) <= CAPTION_LENGTH:
        return line
    head = line[: CAPTION_LENGTH - 1]
    return (head.rpartition(" ")[0] or head) + "…"
