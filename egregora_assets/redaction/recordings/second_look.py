"""Looks for what a recording's container tells beside picture and sound: titles, places, times, names of devices.

It reads the container itself, so it does not depend on the program that cleaned it, and passes only what it knows.

Source: ISO/IEC 14496-12 (boxes), RFC 7845 and the Vorbis I specification (comments), ID3v2.4 and APEv2.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

DEMUXERS = {"mov": ("mp4", "m4a"), "ogg": ("ogg",), "mp3": ("mp3",), "aac": ("m4a",)}
"""By what a recording is: the endings that its clean copy may have."""
_HOLDING = frozenset(("moov", "trak", "mdia", "minf", "dinf", "stbl", "edts"))
_PLAIN = frozenset(
    ("ftyp", "mdat", "vmhd", "smhd", "nmhd", "dref", "stsd", "stts", "ctts", "cslg", "stss", "stsc", "stsz", "stz2")
) | frozenset(("stco", "co64", "elst", "sdtp", "sgpd", "sbgp"))
_TIMED = frozenset(("mvhd", "tkhd", "mdhd"))
_HANDLERS = frozenset((b"", b"VideoHandler", b"SoundHandler"))
_NO_TAGS = (
    b"\x00\x00\x005meta\x00\x00\x00\x00\x00\x00\x00!hdlr\x00\x00\x00\x00\x00\x00\x00\x00mdirappl"
    + bytes(9)
    + b"\x00\x00\x00\x08ilst"
)
"""The list of tags without a tag that ffmpeg always writes."""
_VENDORS = (b"ffmpeg", b"Lavf")
_COMMENTS = (b"OpusTags", b"\x03vorbis")
_MARKS = (b"APETAGEX", b"LYRICSBEGIN")


def detect_recording(head: bytes) -> str | None:
    """What a recording is by its first bytes, as `DEMUXERS` has it; None for anything else."""
    if head[4:8] == b"ftyp":
        return "mov"
    if head.startswith(b"OggS"):
        return "ogg"
    if head.startswith(b"ID3") or (head[:1] == b"\xff" and head[1:2] in (b"\xfb", b"\xfa", b"\xf3", b"\xf2")):
        return "mp3"
    return "aac" if head[:2] in (b"\xff\xf1", b"\xff\xf9") else None


def find_metadata(data: bytes, ending: str) -> str | None:
    """Find what a clean copy must not hold.

    Args:
        ending: `mp4`, `m4a`, `ogg` or `mp3`.

    Returns: what it is, in words of our own; None where there is nothing.
    """
    try:
        if ending in ("mp4", "m4a"):
            return next(_look_at_boxes(data, 0, len(data)), None)
        return _look_at_comments(data) if ending == "ogg" else _look_at_tags(data)
    except (struct.error, IndexError):
        return "it is damaged"


def _look_at_boxes(data: bytes, start: int, end: int) -> Iterator[str]:
    while start < end:
        size, kind = struct.unpack_from(">I4s", data, start)
        begin = start + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, begin)
            begin += 8
        stop = start + size if size else end
        if stop > end or stop <= start:
            yield "it is damaged"
            return
        yield from _look_at_box(data, kind.decode("latin-1"), begin, stop)
        start = stop


def _look_at_box(data: bytes, kind: str, begin: int, stop: int) -> Iterator[str]:
    if kind in _HOLDING:
        yield from _look_at_boxes(data, begin, stop)
    elif kind in _TIMED:
        width = 8 if data[begin] == 1 else 4
        if any(data[begin + 4 : begin + 4 + 2 * width]):
            yield "a time is left"
    elif kind == "hdlr":
        if data[begin + 24 : stop].rstrip(b"\0") not in _HANDLERS:
            yield "a name is left"
    elif kind == "udta":
        if data[begin:stop] != _NO_TAGS:
            yield "a tag is left"
    elif kind == "free":
        if any(data[begin:stop]):
            yield "hidden data are left"
    elif kind not in _PLAIN:
        yield "a part of an unknown kind is left"


def _look_at_comments(data: bytes) -> str | None:
    places = [place for mark in _COMMENTS if (place := data.find(mark)) >= 0]
    if len(places) != 1 or sum(data.count(mark) for mark in _COMMENTS) != 1:
        return "comments are left"
    mark = next(mark for mark in _COMMENTS if data.startswith(mark, places[0]))
    at = places[0] + len(mark)
    (length,) = struct.unpack_from("<I", data, at)
    vendor = data[at + 4 : at + 4 + length]
    (count,) = struct.unpack_from("<I", data, at + 4 + length)
    return None if vendor.startswith(_VENDORS) and length < 32 and count == 0 else "comments are left"


def _look_at_tags(data: bytes) -> str | None:
    if detect_recording(data[:16]) != "mp3":
        return "it is damaged"
    has_tag = data.startswith(b"ID3") or data[-128:].startswith(b"TAG") or any(mark in data for mark in _MARKS)
    return "a tag is left" if has_tag else None
