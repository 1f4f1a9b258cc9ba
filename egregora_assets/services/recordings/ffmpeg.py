"""The ffmpeg program, with fixed arguments: a recording's picture and sound in a new container, nothing else.

The kind of the input is given, and it may read files alone, so that no playlist in a recording's clothes reads another
file or asks a host.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

PROGRAM = "ffmpeg"
MOST_BYTES = 64_000_000
TIMEOUT_SECONDS = 300.0
_QUIET = ("-nostdin", "-hide_banner", "-v", "quiet", "-y", "-protocol_whitelist", "file")
_NOTHING_ELSE = (
    *("-map_metadata", "-1", "-map_metadata:s", "-1", "-map_chapters", "-1", "-dn", "-sn"),
    *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
)
_MUXERS = {
    "mp4": ("-map", "0:v:0?", "-map", "0:a:0?", "-c", "copy", *_NOTHING_ELSE, "-movflags", "+faststart", "-f", "mp4"),
    "m4a": ("-map", "0:a:0", "-c", "copy", *_NOTHING_ELSE, "-movflags", "+faststart", "-f", "mp4"),
    "ogg": ("-map", "0:a:0", "-c", "copy", *_NOTHING_ELSE, "-f", "ogg"),
    "mp3": (
        *("-map", "0:a:0", "-c", "copy", *_NOTHING_ELSE, "-id3v2_version", "0", "-write_id3v1", "0"),
        *("-write_xing", "0", "-f", "mp3"),
    ),
}
_FIRST_PICTURE = ("-map", "0:v:0", "-frames:v", "1", "-an", "-c:v", "mjpeg", "-q:v", "3", "-f", "image2")


def is_installed() -> bool:
    """Whether the program is on the path."""
    return shutil.which(PROGRAM) is not None


def copy_clean(source: Path, demuxer: str, ending: str, room: Path) -> tuple[bytes, bytes | None] | None:
    """Copy picture and sound of a recording into a new container, and take its first picture.

    Args:
        demuxer: what the source is, as ffmpeg calls it.
        ending: of the copy: `mp4`, `m4a`, `ogg` or `mp3`.
        room: a folder of our own, for files that last as long as the call.

    Returns: the copy, and a JPEG where it has pictures; None where the program does not make it, or too slowly.
    """
    if source.stat().st_size > MOST_BYTES:
        return None
    with tempfile.TemporaryDirectory(dir=room) as folder:
        copy, picture = Path(folder) / f"copy.{ending}", Path(folder) / "picture.jpg"
        if not _run("-f", demuxer, "-i", str(source), *_MUXERS[ending], str(copy)) or not copy.is_file():
            return None
        if ending == "mp4":
            _run("-f", "mov", "-i", str(copy), *_FIRST_PICTURE, str(picture))
        return copy.read_bytes(), picture.read_bytes() if picture.is_file() else None


def _run(*arguments: str) -> bool:
    program = shutil.which(PROGRAM)
    if program is None:
        return False
    try:
        done = subprocess.run(
            [program, *_QUIET, *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT_SECONDS,
            check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
