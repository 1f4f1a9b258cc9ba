"""Tells the media type of a file from its first bytes and its name."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from functools import cache

from egregora_assets.redaction.lexicon.word_files import read_lines
from egregora_assets.redaction.pictures import detect_picture_format

_PICTURE_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
HEAD_BYTES = 16


@cache
def _load_types() -> Mapping[str, str]:
    return dict(line.split() for line in read_lines("media_types"))


def detect_mime_type(name: str, head: bytes) -> str:
    """Detect a file's media type: by its first `HEAD_BYTES` bytes where it is a picture, else by its ending."""
    found = detect_picture_format(head)
    if found is not None:
        return _PICTURE_TYPES[found]
    ending = name.rpartition(".")[2].lower()
    return _load_types().get(ending) or mimetypes.types_map.get(f".{ending}", "application/octet-stream")


def classify_media(name: str, mime_type: str, head: bytes) -> str:
    """Classify a file as `sticker`, `image`, `video`, `audio` or `document`; a false picture is a document."""
    if name.upper().startswith("STK-") or (mime_type == "image/webp" and "sticker" in name.lower()):
        return "sticker"
    kind = mime_type.partition("/")[0]
    if kind == "image":
        return "image" if detect_picture_format(head) is not None or mime_type == "image/heic" else "document"
    return kind if kind in ("video", "audio") else "document"
