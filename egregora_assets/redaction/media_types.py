"""Tells the media type of a file from its first bytes and its name.

Source: IANA media types.
"""

from __future__ import annotations

import mimetypes

from egregora_assets.redaction.pictures import detect_picture_format

_TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "heic": "image/heic",
    "svg": "image/svg+xml",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "3gp": "video/3gpp",
    "mkv": "video/x-matroska",
    "webm": "video/webm",
    "avi": "video/x-msvideo",
    "opus": "audio/opus",
    "ogg": "audio/ogg",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "wav": "audio/wav",
    "amr": "audio/amr",
    "pdf": "application/pdf",
    "vcf": "text/vcard",
    "txt": "text/plain",
    "csv": "text/csv",
    "zip": "application/zip",
    "html": "text/html",
    "htm": "text/html",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "json": "application/json",
    "md": "text/markdown",
    "apk": "application/vnd.android.package-archive",
    "was": "application/x-tgsticker",
}
_PICTURE_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
HEAD_BYTES = 16


def detect_mime_type(name: str, head: bytes) -> str:
    """Detect a file's media type: by its first `HEAD_BYTES` bytes where it is a picture, else by its ending."""
    found = detect_picture_format(head)
    if found is not None:
        return _PICTURE_TYPES[found]
    ending = name.rpartition(".")[2].lower()
    return _TYPES.get(ending) or mimetypes.types_map.get(f".{ending}", "application/octet-stream")


def classify_media(name: str, mime_type: str, head: bytes) -> str:
    """Classify a file as `sticker`, `image`, `video`, `audio` or `document`; a false picture is a document."""
    if name.upper().startswith("STK-") or (mime_type == "image/webp" and "sticker" in name.lower()):
        return "sticker"
    kind = mime_type.partition("/")[0]
    if kind == "image":
        return "image" if detect_picture_format(head) is not None or mime_type == "image/heic" else "document"
    return kind if kind in ("video", "audio") else "document"
