"""The file of digests that a run keeps for the next one."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from egregora_assets.errors import FolderNotWritable
from egregora_assets.services.digest_cache import DigestCache

PAGES = DigestCache(path="cache/site_pages.json")


def test_what_is_kept_is_read_again_by_its_owner_alone(tmp_path: Path) -> None:
    PAGES.write(tmp_path, {"a page": ("a key", "a digest")})
    assert PAGES.read(tmp_path) == {"a page": ("a key", "a digest")}
    assert stat.S_IMODE((tmp_path / "cache" / "site_pages.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"[1]", b'{"post": 3}', b'{"post": ["a"]}', b"\xff"])
def test_damaged_notes_are_no_notes(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "site_pages.json").write_bytes(content)
    assert PAGES.read(tmp_path) == {}


def test_notes_that_cannot_be_kept_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"")
    with pytest.raises(FolderNotWritable):
        PAGES.write(tmp_path, {})
