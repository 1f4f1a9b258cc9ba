"""What a file holds, in pieces: its bytes, the members of archives, what is compressed in pictures, wide characters."""

from __future__ import annotations

import gzip
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from PIL import Image, UnidentifiedImageError

from egregora_assets.errors import ContainerTooLarge

WINDOW_BYTES = 32 << 20
OVERLAP_BYTES = 64 << 10
"""More than the longest name or value in its longest spelling, so that none is cut in two."""
LARGEST_MEMBER_BYTES = 256 << 20
DEEPEST = 3
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF")
_HEAD = 4096


def read_parts(path: Path, shown: str) -> Iterator[tuple[str, bytes]]:
    """Pieces of a file to look through, with what each is called.

    Raises:
        OSError: it cannot be read, or is a broken archive.
        ContainerTooLarge: an archive would unpack to more than is looked at.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        stream.seek(0)
        if _is_container(head):
            yield from _contents(shown, _whole(stream, shown), 0)
            return
        before = b""
        while piece := stream.read(WINDOW_BYTES):
            yield from _readings(shown, before + piece)
            before = piece[-OVERLAP_BYTES:]


def _is_container(head: bytes) -> bool:
    return head.startswith((b"PK\x03\x04", b"\x1f\x8b", *_PICTURES))


def _whole(stream: IO[bytes] | gzip.GzipFile, shown: str) -> bytes:
    data = stream.read(LARGEST_MEMBER_BYTES + 1)
    if len(data) > LARGEST_MEMBER_BYTES:
        raise ContainerTooLarge(shown)
    return data


def _contents(shown: str, data: bytes, depth: int) -> Iterator[tuple[str, bytes]]:
    """A whole file or member: its bytes, and what is in it."""
    yield from _readings(shown, data)
    if depth == DEEPEST:
        if _is_container(data[:_HEAD]):
            raise ContainerTooLarge(shown)
    elif data.startswith(b"PK\x03\x04"):
        yield from _members(shown, data, depth)
    elif data.startswith(b"\x1f\x8b"):
        try:
            with gzip.open(io.BytesIO(data)) as stream:
                yield from _contents(f"{shown}: unpacked", _whole(stream, shown), depth + 1)
        except (EOFError, zlib.error) as error:
            raise OSError("a broken archive") from error
    elif data.startswith(_PICTURES):
        yield f"{shown}: metadata", _metadata(data)


def _members(shown: str, data: bytes, depth: int) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            left = LARGEST_MEMBER_BYTES
            yield f"{shown}: names", "\n".join(archive.namelist()).encode("utf-8", "surrogatepass")
            for place, member in enumerate(archive.infolist()):
                with archive.open(member) as stream:
                    inside = _whole(stream, shown)
                left -= len(inside)
                if left < 0:
                    raise ContainerTooLarge(shown)
                yield from _contents(f"{shown}: member {place + 1}", inside, depth + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise OSError("a broken, locked or unknown archive") from error


def _readings(shown: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """The bytes as they are, and as UTF-16 where they look like it."""
    yield shown, data
    head = data[:_HEAD]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or max(head[::2].count(0), head[1::2].count(0)) * 4 > len(head):
        for encoding in ("utf-16-le", "utf-16-be"):
            yield shown, data.decode(encoding, "ignore").encode("utf-8", "ignore")


def _metadata(data: bytes) -> bytes:
    """What a picture says in words, unpacked: comments, text chunks, EXIF."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as picture:
                texts = [*picture.info.values(), *getattr(picture, "text", {}).values(), *picture.getexif().values()]
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b""
    pieces = [t if isinstance(t, bytes) else str(t).encode("utf-8", "surrogatepass") for t in texts]
    return b"\n".join(pieces)
