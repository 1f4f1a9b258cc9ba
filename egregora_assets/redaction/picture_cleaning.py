"""Makes a clean copy of every attached picture that may be published, and says of every file what it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Protocol

from egregora_assets.redaction.attachments import AttachedFile
from egregora_assets.redaction.media_types import HEAD_BYTES, classify_media, detect_mime_type
from egregora_assets.redaction.pictures import Unpublishable, clean_picture, detect_picture_format
from egregora_assets.redaction.recordings.cleaning import POSTER_ENDING, RecordingCleaner, RecordingStore


class StoredPicture(Protocol):
    """A clean picture that is stored."""

    @property
    def relative_path(self) -> str:
        """Relative to the deployment folder."""
        ...

    @property
    def byte_count(self) -> int:
        """Its size in bytes."""
        ...

    @property
    def width(self) -> int:
        """In pixels."""
        ...

    @property
    def height(self) -> int:
        """In pixels."""
        ...


class PictureStore(RecordingStore, Protocol):
    """Where raw attachments are read from and clean copies are kept."""

    def raw(self, content_sha256: str) -> bytes | None:
        """The bytes of an attachment; None where they are gone."""
        ...

    def head(self, content_sha256: str, count: int) -> bytes | None:
        """The first bytes of an attachment; None where they are gone."""
        ...

    def find(self, name: str) -> StoredPicture | None:
        """The clean picture of that name, or None."""
        ...

    def is_refused(self, name: str) -> bool:
        """Whether an earlier run found that the file cannot be published."""
        ...

    def remove_all_but(self, names: frozenset[str]) -> int:
        """Delete all other clean pictures and records."""
        ...


class PictureCleaner:
    """Says of files what they are, and makes the clean copies of pictures and recordings that no earlier run made.

    Args:
        store: where raw files are and clean copies go.
        shows_recordings: whether the operator wants video and audio on the site.

    Attributes:
        left_out: how many recordings are left out, by reason.
    """

    def __init__(self, store: PictureStore, *, shows_recordings: bool = True) -> None:
        self._store = store
        self._needed: set[str] = set()
        self._recordings = RecordingCleaner(store, is_wanted=shows_recordings)
        self.left_out = self._recordings.left_out

    def clean(self, attached: Iterable[AttachedFile], preserved_paths: Collection[str]) -> list[dict[str, Any]]:
        """Clean the pictures among attached files, and delete clean copies that nothing needs any more.

        Args:
            attached: in order of messages; the first one of a content decides what it is.
            preserved_paths: of clean copies that earlier rows need.

        Returns: one row a content: the columns of `attachments` that depend on it.
        """
        kept = {path.rpartition("/")[2] for path in preserved_paths}
        self._needed |= kept | {f"{name.partition('.')[0]}.{POSTER_ENDING}" for name in kept}
        media: dict[str, dict[str, Any]] = {}
        for item in attached:
            if item.media_id not in media:
                media[item.media_id] = self._describe(item)
        self._store.remove_all_but(frozenset(self._needed | self._recordings.needed))
        return list(media.values())

    def _describe(self, item: AttachedFile) -> dict[str, Any]:
        """The columns that depend on a file's content."""
        digest = item.file.content_sha256
        head = self._store.head(digest, HEAD_BYTES) or b""
        mime_type = detect_mime_type(item.file.file_name, head)
        medium = {
            "media_id": item.media_id,
            "media_type": classify_media(item.file.file_name, mime_type, head),
            "mime_type": mime_type,
            "byte_count": item.file.byte_count,
            "is_pii_redacted": False,
        }
        if detect_picture_format(head) is None:
            return medium | self._clean_recording(item, head, str(medium["media_type"]))
        name = f"{item.media_id}.{mime_type.rpartition('/')[2].replace('jpeg', 'jpg')}"
        self._needed |= {name, f"{name}.refused"}
        if self._store.find(name) is None and not self._store.is_refused(name):
            self._clean_picture(digest, name)
        kept = self._store.find(name)
        if kept is None:
            return medium
        size = {"byte_count": kept.byte_count, "width": kept.width, "height": kept.height}
        return medium | size | {"clean_path": kept.relative_path, "is_pii_redacted": True}

    def _clean_recording(self, item: AttachedFile, head: bytes, media_type: str) -> dict[str, Any]:
        """What differs of a recording by its clean copy; nothing where there is none."""
        if media_type not in ("video", "audio"):
            return {}
        is_video = media_type == "video"
        made = self._recordings.clean(item.media_id, item.file.content_sha256, head, is_video=is_video)
        if made is None:
            return {}
        size = {"byte_count": made.byte_count, "width": made.width, "height": made.height}
        return size | {"clean_path": self._store.locate(made.name), "is_pii_redacted": True}

    def _clean_picture(self, digest: str, name: str) -> None:
        raw = self._store.raw(digest)
        cleaned = Unpublishable("missing") if raw is None else clean_picture(raw)
        if isinstance(cleaned, Unpublishable):
            self._store.refuse(name, cleaned.reason)
        else:
            self._store.keep(name, cleaned.data)
