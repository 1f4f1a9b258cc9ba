"""Cleans pictures of metadata: decodes them, copies the pixels to a new canvas and encodes that.

A plain save keeps comments and profiles, so nothing but pixels is copied. Equal input gives equal output. A file that
is not a picture of an allowed type, or also something else, is not published, with a reason.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_PIXELS = 40_000_000
MAX_SIDE = 4096
MAX_BYTES = 64_000_000
MAX_FRAMES = 240
_FORMATS = {
    "JPEG": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "WEBP": ("image/webp", "webp"),
    "GIF": ("image/gif", "gif"),
}
_MAGIC = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"GIF87a": "GIF", b"GIF89a": "GIF"}
_ACTIVE_CONTENT = (b"<script", b"<svg", b"<html", b"<!doctype", b"<?php", b"javascript:", b"%pdf-", b"pk\x03\x04")
_UNREADABLE = (
    OSError,
    ValueError,
    SyntaxError,
    UnidentifiedImageError,
    EOFError,
    IndexError,
    OverflowError,
    MemoryError,
)


@dataclass(frozen=True)
class CleanPicture:
    """A picture without metadata: its bytes, type, file ending, and size in pixels."""

    data: bytes
    mime_type: str
    ending: str
    width: int
    height: int


@dataclass(frozen=True)
class Unpublishable:
    """Why a file is not published."""

    reason: str


def detect_picture_format(head: bytes) -> str | None:
    """`JPEG`, `PNG`, `WEBP` or `GIF` by the first bytes of a file; None for anything else."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), None)


def clean_picture(raw: bytes) -> CleanPicture | Unpublishable:
    """Clean the bytes of a picture, whatever its name says: upright, no metadata; or say why it is not published."""
    name = detect_picture_format(raw[:16])
    if name is None:
        return Unpublishable("not a picture of an allowed type")
    if len(raw) > MAX_BYTES:
        return Unpublishable("too many bytes")
    if any(sign in raw[:256].lower() or sign in raw[-256:].lower() for sign in _ACTIVE_CONTENT):
        return Unpublishable("it is also a document or program")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=(name,)) as picture:
                if picture.width * picture.height > MAX_PIXELS or not picture.width or not picture.height:
                    return Unpublishable("too many pixels")
                return _redraw(picture, name)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Unpublishable("too many pixels")
    except _UNREADABLE:
        return Unpublishable("damaged")


def _redraw(picture: Image.Image, name: str) -> CleanPicture | Unpublishable:
    frame_count = getattr(picture, "n_frames", 1)
    if frame_count > 1 and name in ("GIF", "WEBP"):
        if frame_count > MAX_FRAMES or frame_count * picture.width * picture.height > 2 * MAX_PIXELS:
            return Unpublishable("too many pixels")
        return _encode([_copy_pixels(frame) for frame in _read_frames(picture)], name, _read_duration(picture))
    picture.load()
    return _encode([_copy_pixels(ImageOps.exif_transpose(picture))], name, 0)


def _read_frames(picture: Image.Image) -> list[Image.Image]:
    frames = []
    for number in range(getattr(picture, "n_frames", 1)):
        picture.seek(number)
        frames.append(picture.convert("RGBA"))
    return frames


def _read_duration(picture: Image.Image) -> int:
    """The time of a frame in milliseconds (the first frame's for all)."""
    picture.seek(0)
    shown = picture.info.get("duration", 100)
    return min(10_000, max(20, int(shown))) if isinstance(shown, (int, float)) else 100


def _copy_pixels(picture: Image.Image) -> Image.Image:
    """The pixels on a new canvas, with nothing else of the file."""
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    pixels = picture.convert("RGBA" if has_alpha else "RGB")
    if max(pixels.size) > MAX_SIDE:
        pixels.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    canvas = Image.new(pixels.mode, pixels.size)
    canvas.paste(pixels, (0, 0))
    return canvas


def _encode(frames: list[Image.Image], name: str, duration_ms: int) -> CleanPicture:
    target = io.BytesIO()
    first = frames[0]
    if name == "JPEG":
        first.convert("RGB").save(target, "JPEG", quality=88, optimize=True, exif=b"", icc_profile=None)
    elif name == "PNG":
        first.save(target, "PNG", optimize=False, compress_level=6)
    elif name == "WEBP" and len(frames) > 1:
        first.save(
            target, "WEBP", save_all=True, append_images=frames[1:], duration=duration_ms, loop=0, quality=85, method=4
        )
    elif name == "WEBP":
        first.save(target, "WEBP", quality=88, method=4, exif=b"", icc_profile=None)
    elif len(frames) > 1:
        first.save(
            target,
            "GIF",
            save_all=True,
            append_images=frames[1:],
            duration=duration_ms,
            loop=0,
            disposal=2,
            optimize=False,
        )
    else:
        first.save(target, "GIF", optimize=False)
    mime_type, ending = _FORMATS[name]
    return CleanPicture(target.getvalue(), mime_type, ending, first.width, first.height)
