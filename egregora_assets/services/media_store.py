"""Attachments on disk: raw bytes in the vault, clean pictures in `cache/media`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
from PIL import Image, UnidentifiedImageError

from egregora_assets.services.disk import write_private
from egregora_assets.services.recordings import ffmpeg
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault

FOLDER = "cache/media"
REFUSED_ENDING = "refused"


@dataclass(frozen=True)
class StoredPicture:
    """A clean picture on disk: its path relative to the deployment folder, its size in bytes and pixels."""

    relative_path: str
    byte_count: int
    width: int
    height: int


@dataclass(frozen=True)
class MadeRecording:
    """A copy of a recording without metadata, and its first picture, where it has one."""

    data: bytes
    poster: bytes | None = None


class MediaStore(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Reads raw attachments and stores clean pictures."""

    settings: Settings
    vault: Vault

    def raw(self, content_sha256: str) -> bytes | None:
        """An attachment's bytes by their digest; None where the vault no longer has it.

        Raises:
            FolderNotWritable, FolderTooOpen: the vault cannot be used.
        """
        path = self.vault.media_path(content_sha256)
        return path.read_bytes() if path.is_file() else None

    def head(self, content_sha256: str, count: int) -> bytes | None:
        """The first bytes of an attachment; None where the vault no longer has it.

        Raises:
            FolderNotWritable, FolderTooOpen: the vault cannot be used.
        """
        path = self.vault.media_path(content_sha256)
        if not path.is_file():
            return None
        with path.open("rb") as stream:
            return stream.read(count)

    def find(self, name: str) -> StoredPicture | None:
        """A clean picture that an earlier run kept, by its name without folder; None where there is none."""
        path = self._folder() / name
        try:
            with Image.open(path) as picture:
                return StoredPicture(f"{FOLDER}/{name}", path.stat().st_size, picture.width, picture.height)
        except (OSError, UnidentifiedImageError):
            return None

    def has_program(self) -> bool:
        """Whether recordings can be cleaned on this machine."""
        return ffmpeg.is_installed()

    def make_recording(self, content_sha256: str, demuxer: str, ending: str) -> MadeRecording | None:
        """A copy of a recording without metadata, not yet looked through; None where it cannot be made.

        Raises:
            FolderNotWritable, FolderTooOpen: the vault cannot be used.
        """
        path = self.vault.media_path(content_sha256)
        made = ffmpeg.copy_clean(path, demuxer, ending, self._folder().parent) if path.is_file() else None
        return MadeRecording(*made) if made else None

    def measure(self, name: str) -> int | None:
        """The size in bytes of a clean copy; None where there is none."""
        path = self._folder() / name
        return path.stat().st_size if path.is_file() else None

    def locate(self, name: str) -> str:
        """The path of a clean copy, relative to the deployment folder."""
        return f"{FOLDER}/{name}"

    def measure_picture(self, name: str) -> tuple[int, int] | None:
        """Width and height of a clean picture; None where there is none."""
        found = self.find(name)
        return (found.width, found.height) if found else None

    def find_refusal(self, name: str) -> str | None:
        """Why an earlier run refused a file; None where it did not."""
        path = self._folder() / f"{name}.{REFUSED_ENDING}"
        return path.read_text() if path.is_file() else None

    def keep(self, name: str, data: bytes) -> None:
        """Writes a clean picture, whole or not at all."""
        write_private(self._folder() / name, data)

    def is_refused(self, name: str) -> bool:
        """Whether an earlier run refused the file."""
        return (self._folder() / f"{name}.{REFUSED_ENDING}").is_file()

    def refuse(self, name: str, reason: str) -> None:
        """Records why a file cannot be published, so that it is not tried again."""
        self.keep(f"{name}.{REFUSED_ENDING}", reason.encode())

    def remove_all_but(self, names: frozenset[str]) -> int:
        """Deletes clean pictures and refusals that no attachment needs any more. Returns: how many."""
        gone = [p for p in sorted(self._folder().iterdir()) if p.is_file() and p.name not in names]
        for path in gone:
            path.unlink(missing_ok=True)
        return len(gone)

    def fingerprint(self) -> str:
        """A digest of the names of the clean copies, and of whether recordings can be cleaned."""
        names = "\n".join(sorted(p.name for p in self._folder().iterdir()))
        names += f"\n{ffmpeg.PROGRAM}" if self.has_program() else ""
        return hashlib.sha256(names.encode()).hexdigest()

    def _folder(self) -> Path:
        folder = self.settings.values().home / FOLDER
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder
