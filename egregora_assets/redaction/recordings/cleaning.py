"""Makes a clean copy of every attached recording, with a picture of it, or says why there is none."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Protocol

from egregora_assets.redaction.pictures import Unpublishable, clean_picture
from egregora_assets.redaction.recordings.second_look import DEMUXERS, detect_recording, find_metadata

NO_PROGRAM = "ffmpeg is not installed"
UNKNOWN = "not a recording of an allowed type"
NOT_WANTED = "the setting `recordings` hides them"
POSTER_ENDING = "poster.jpg"


class MadeRecording(Protocol):
    """What a program made of a recording: a copy, and its first picture, where it has one."""

    @property
    def data(self) -> bytes:
        """The copy."""
        ...

    @property
    def poster(self) -> bytes | None:
        """A JPEG."""
        ...


class RecordingStore(Protocol):
    """Where raw recordings are read from and clean copies are kept."""

    def has_program(self) -> bool:
        """Whether recordings can be cleaned on this machine."""
        ...

    def make_recording(self, content_sha256: str, demuxer: str, ending: str) -> MadeRecording | None:
        """A copy without metadata; None where it cannot be made."""
        ...

    def measure(self, name: str) -> int | None:
        """The size in bytes of a clean copy, or None."""
        ...

    def locate(self, name: str) -> str:
        """The path of a clean copy, relative to the deployment folder."""
        ...

    def measure_picture(self, name: str) -> tuple[int, int] | None:
        """Width and height of a clean picture, or None."""
        ...

    def keep(self, name: str, data: bytes) -> None:
        """Store a clean copy."""
        ...

    def find_refusal(self, name: str) -> str | None:
        """Why an earlier run found that the file cannot be published, if it did."""
        ...

    def refuse(self, name: str, reason: str) -> None:
        """Record why a file cannot be published."""
        ...


@dataclass(frozen=True)
class CleanRecording:
    """A clean copy: its name, size in bytes, and width and height in pixels where it has a picture."""

    name: str
    byte_count: int
    width: int | None
    height: int | None


class RecordingCleaner:
    """Makes clean copies of recordings, unless an earlier run made or refused them.

    Args:
        is_wanted: whether the operator wants them on the site.

    Attributes:
        needed: names of the files that are kept.
        left_out: how many recordings are left out, by reason.
    """

    def __init__(self, store: RecordingStore, *, is_wanted: bool = True) -> None:
        self._store, self._is_wanted = store, is_wanted
        self.needed: set[str] = set()
        self.left_out: Counter[str] = Counter()

    def clean(self, media_id: str, content_sha256: str, head: bytes, *, is_video: bool) -> CleanRecording | None:
        """The clean copy of a recording; None where it is left out.

        Args:
            head: its first bytes.
        """
        demuxer = detect_recording(head)
        if demuxer is None or not self._is_wanted:
            self.left_out[UNKNOWN if self._is_wanted else NOT_WANTED] += 1
            return None
        endings = DEMUXERS[demuxer]
        ending = endings[0] if is_video else endings[-1]
        name, poster = f"{media_id}.{ending}", f"{media_id}.{POSTER_ENDING}"
        self.needed |= {name, poster, f"{name}.refused"}
        reason = None if self._store.measure(name) is not None else self._make(content_sha256, demuxer, name, poster)
        size = self._store.measure(name)
        if reason or size is None:
            self.left_out[reason or "missing"] += 1
            return None
        width, height = self._store.measure_picture(poster) or (None, None)
        return CleanRecording(name, size, width, height)

    def _make(self, content_sha256: str, demuxer: str, name: str, poster: str) -> str | None:
        """Make a clean copy; the reason where there is none."""
        if (known := self._store.find_refusal(name)) is not None:
            return known
        if not self._store.has_program():
            return NO_PROGRAM
        ending = name.rpartition(".")[2]
        made = self._store.make_recording(content_sha256, demuxer, ending)
        problem = "it cannot be cleaned" if made is None else find_metadata(made.data, ending)
        if made is None or problem:
            self._store.refuse(name, problem or "")
            return problem
        picture = clean_picture(made.poster) if made.poster else None
        if picture and not isinstance(picture, Unpublishable):
            self._store.keep(poster, picture.data)
        self._store.keep(name, made.data)
        return None
