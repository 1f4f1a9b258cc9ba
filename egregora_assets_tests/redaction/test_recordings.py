"""Video and audio: only copies in which nothing but picture and sound is left are published."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from egregora_assets.redaction.recordings.cleaning import NO_PROGRAM, NOT_WANTED, UNKNOWN, RecordingCleaner
from egregora_assets.redaction.recordings.second_look import detect_recording, find_metadata
from egregora_assets.services.media_store import MadeRecording
from egregora_assets.services.recordings import ffmpeg

SECRET = b"Nadia Osei lives here"
HEAD = b"\x00\x00\x00\x18ftypmp42"


def box(kind: str, content: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind.encode("latin-1") + content


def video(*more: bytes, time: int = 0, name: bytes = b"VideoHandler", free: bytes = b"") -> bytes:
    header = box("mvhd", struct.pack(">III", 0, time, 0) + bytes(88))
    handler = box("hdlr", bytes(8) + b"vide" + bytes(12) + name + b"\0")
    track = box("trak", box("tkhd", bytes(84)) + box("mdia", box("mdhd", bytes(24)) + handler))
    return box("ftyp", b"isom") + box("moov", header + track + b"".join(more)) + box("free", free) + box("mdat", b"x")


def ogg(vendor: bytes = b"Lavf61", comments: int = 0, more: bytes = b"") -> bytes:
    told = struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", comments)
    return b"OggS" + bytes(24) + b"OpusHead" + b"OggS" + bytes(24) + b"OpusTags" + told + more


SOUND = b"\xff\xfb\x90\x00" + bytes(200)


@pytest.mark.parametrize(
    ("ending", "data", "found"),
    [
        ("mp4", video(), None),
        ("mp4", video(name=b"", free=bytes(8)), None),
        ("mp4", video(box("udta", box("\xa9xyz", SECRET))), "a tag is left"),
        ("m4a", video(box("meta", SECRET)), "a part of an unknown kind is left"),
        ("mp4", video(box("uuid", SECRET)), "a part of an unknown kind is left"),
        ("mp4", video() + box("uuid", SECRET), "a part of an unknown kind is left"),
        ("mp4", video(time=3_000_000_000), "a time is left"),
        ("mp4", video(name=SECRET), "a name is left"),
        ("mp4", video(free=SECRET), "hidden data are left"),
        ("mp4", video()[:-3], "it is damaged"),
        ("mp4", video() + SECRET, "it is damaged"),
        ("ogg", ogg(), None),
        ("ogg", ogg(comments=1, more=SECRET), "comments are left"),
        ("ogg", ogg(vendor=SECRET), "comments are left"),
        ("ogg", ogg() + ogg(), "comments are left"),
        ("ogg", b"OggS", "comments are left"),
        ("mp3", SOUND, None),
        ("mp3", b"ID3" + SECRET + SOUND, "a tag is left"),
        ("mp3", SOUND + (b"TAG" + SECRET).ljust(128), "a tag is left"),
        ("mp3", SOUND + b"APETAGEX" + SECRET, "a tag is left"),
        ("mp3", SECRET, "it is damaged"),
    ],
)
def test_the_second_look_finds_what_a_container_tells(ending: str, data: bytes, found: str | None) -> None:
    assert find_metadata(data, ending) == found


@given(st.binary(max_size=300), st.sampled_from(("mp4", "ogg", "mp3")))
def test_no_bytes_upset_the_second_look(data: bytes, ending: str) -> None:
    for whole in (data, video()[:-1] + data, b"OpusTags" + data):
        assert find_metadata(whole, ending) != ""


def poster() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(target, "JPEG")
    return target.getvalue()


@dataclass
class InMemory:
    """Where recordings are kept, and what the program makes of every one."""

    made: MadeRecording | None = None
    is_there: bool = True
    kept: dict[str, bytes] = field(default_factory=dict)
    calls: int = 0

    def has_program(self) -> bool:
        return self.is_there

    def make_recording(self, content_sha256: str, demuxer: str, ending: str) -> MadeRecording | None:
        assert (content_sha256, demuxer, ending) == ("digest", "mov", "mp4")
        self.calls += 1
        return self.made

    def measure(self, name: str) -> int | None:
        return len(self.kept[name]) if name in self.kept else None

    def locate(self, name: str) -> str:
        return f"cache/{name}"

    def measure_picture(self, name: str) -> tuple[int, int] | None:
        return (40, 30) if name in self.kept else None

    def keep(self, name: str, data: bytes) -> None:
        self.kept[name] = data

    def find_refusal(self, name: str) -> str | None:
        found = self.kept.get(f"{name}.refused")
        return found.decode() if found is not None else None

    def refuse(self, name: str, reason: str) -> None:
        self.kept[f"{name}.refused"] = reason.encode()


def clean(store: InMemory, head: bytes = HEAD, *, is_wanted: bool = True) -> tuple[object, dict[str, int]]:
    cleaner = RecordingCleaner(store, is_wanted=is_wanted)
    made = cleaner.clean("id", "digest", head, is_video=True)
    assert set(store.kept) <= cleaner.needed
    return made and (made.name, made.byte_count, made.width, made.height), dict(cleaner.left_out)


def test_a_clean_copy_is_made_once_and_kept_with_its_first_picture() -> None:
    store = InMemory(MadeRecording(video(), poster()))
    expected: tuple[object, dict[str, int]] = (("id.mp4", len(video()), 40, 30), {})
    assert clean(store) == expected
    assert clean(store) == expected
    assert (sorted(store.kept), store.calls) == (["id.mp4", "id.poster.jpg"], 1)


def test_a_copy_in_which_something_is_left_is_refused_for_good_with_the_reason() -> None:
    store = InMemory(MadeRecording(video(time=7), poster()))
    assert clean(store) == clean(store) == (None, {"a time is left": 1})
    assert (sorted(store.kept), store.calls) == (["id.mp4.refused"], 1)


def test_without_the_program_a_recording_is_left_out_until_it_is_there() -> None:
    store = InMemory(MadeRecording(video()), is_there=False)
    assert clean(store) == (None, {NO_PROGRAM: 1})
    store.is_there = True
    assert clean(store) == (("id.mp4", len(video()), None, None), {})


def test_what_is_not_wanted_or_no_recording_is_left_out() -> None:
    assert clean(InMemory(MadeRecording(video())), is_wanted=False) == (None, {NOT_WANTED: 1})
    assert clean(InMemory(MadeRecording(video())), head=b"#EXTM3U\n/etc/pass") == (None, {UNKNOWN: 1})
    assert clean(InMemory(None)) == (None, {"it cannot be cleaned": 1})


FAKE = """#!{python}
import json, sys
arguments = sys.argv[1:]
with open({log!r}, "a") as log:
    print(json.dumps(arguments), file=log)
with open(arguments[arguments.index("-i") + 1], "rb") as source, open(arguments[-1], "wb") as target:
    target.write(source.read())
sys.exit({code})
"""


@pytest.mark.process
@pytest.mark.parametrize("code", [0, 1])
def test_the_program_is_told_what_it_reads_and_to_read_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    program, log, source = tmp_path / "bin" / "ffmpeg", tmp_path / "log", tmp_path / "source"
    program.parent.mkdir()
    program.write_text(FAKE.format(python=sys.executable, log=str(log), code=code))
    program.chmod(0o755)
    source.write_bytes(video())
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    made = ffmpeg.copy_clean(source, "mov", "mp4", tmp_path)
    assert made == ((video(), video()) if code == 0 else None)
    first = log.read_text().split("\n")[0]
    for needed in ('"-protocol_whitelist", "file"', '"-f", "mov", "-i"', '"-map_metadata", "-1"', '"-nostdin"'):
        assert needed in first
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bin", "log", "source"]


@pytest.mark.process
@pytest.mark.skipif(not ffmpeg.is_installed(), reason="ffmpeg is not installed on this machine")
@pytest.mark.parametrize(
    ("ending", "codec"), [("mp4", "mpeg4"), ("m4a", "aac"), ("ogg", "libopus"), ("mp3", "libmp3lame")]
)
def test_the_real_program_leaves_nothing_but_picture_and_sound(tmp_path: Path, ending: str, codec: str) -> None:
    source = tmp_path / f"source.{ending}"
    kind, made_up = ("v", "testsrc=size=64x48:rate=5:duration=1") if ending == "mp4" else ("a", "sine=duration=1")
    tags = ("-metadata", f"title={SECRET.decode()}", "-metadata", "creation_time=2024-03-04T10:00:00Z")
    command = (ffmpeg.PROGRAM, "-v", "error", "-f", "lavfi", "-i", made_up, f"-c:{kind}", codec, *tags, str(source))
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    raw = source.read_bytes()
    demuxer = detect_recording(raw[:16])
    assert SECRET in raw
    assert find_metadata(raw, ending) is not None
    assert demuxer is not None
    made = ffmpeg.copy_clean(source, demuxer, ending, tmp_path)
    assert made is not None
    assert find_metadata(made[0], ending) is None
    assert SECRET not in made[0]
    assert (made[1] is not None) == (ending == "mp4")
    assert ffmpeg.copy_clean(source, demuxer, ending, tmp_path) == made
