"""The folder that is published: whole or not at all, looked through, and only rewritten where it differs."""

from __future__ import annotations

import errno
import os
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.errors import DiskFull, FolderNotWritable, SiteFileRefused, SiteLeak
from egregora_assets.services import site_publishing
from egregora_assets.services.site_folder import SiteFolder
from egregora_assets.services.site_publishing import is_safe, publish, repair_swap
from egregora_assets.site.build import build_site
from egregora_assets_tests.site.published_site import made_up_site

pytestmark = pytest.mark.filterwarnings(
    "ignore::pydantic.warnings.PydanticDeprecatedSince20"
)  # Dagster makes a resource

Page = tuple[str, bytes, str | None]
FIRST: list[Page] = [("index.html", b"one", None), ("posts/a.html", b"a", "d1")]
SECOND: list[Page] = [("index.html", b"two", None), ("posts/a.html", b"a", "d1"), ("posts/b.html", b"b", "d2")]


def clean(_data: bytes, _place: str) -> Collection[str]:
    return ()


def contents(home: Path) -> dict[str, bytes]:
    return dict(SiteFolder().read_files(home))


def bare(pages: list[Page]) -> dict[str, bytes]:
    return {path: content for path, content, _ in pages}


def test_what_is_written_is_told_in_order(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache/x.png").write_bytes(b"picture")
    written = publish(tmp_path, reversed(SECOND), [("media/x.png", "cache/x.png", None)], clean)
    assert [w.path for w in written] == ["index.html", "media/x.png", "posts/a.html", "posts/b.html"]
    assert written[1].content_hash == public_uuid("file", b"picture")
    assert [w.document_id for w in written] == [None, None, "d1", "d2"]
    assert [w.byte_count for w in written] == [3, 7, 1, 1]
    assert SiteFolder().measure_files(tmp_path) == {w.path: w.byte_count for w in written}


def test_a_file_that_did_not_change_is_kept_and_one_that_is_gone_goes(tmp_path: Path) -> None:
    publish(tmp_path, SECOND, [], clean)
    kept = (tmp_path / "site/posts/a.html").stat()
    publish(tmp_path, FIRST, [], clean)
    now = (tmp_path / "site/posts/a.html").stat()
    assert (now.st_ino, now.st_mtime_ns) == (kept.st_ino, kept.st_mtime_ns)
    assert contents(tmp_path) == bare(FIRST)


def test_the_same_site_again_leaves_the_same_state(tmp_path: Path) -> None:
    publish(tmp_path, FIRST, [], clean)
    before = SiteFolder().fingerprint(tmp_path)
    publish(tmp_path, FIRST, [], clean)
    assert SiteFolder().fingerprint(tmp_path) == before


@pytest.mark.parametrize("damage", ["change", "delete", "add", "all"])
def test_a_site_that_was_touched_is_in_another_state(tmp_path: Path, damage: str) -> None:
    publish(tmp_path, FIRST, [], clean)
    before = SiteFolder().fingerprint(tmp_path)
    file = tmp_path / "site/posts/a.html"
    if damage == "change":
        file.write_bytes(b"b")
        os.utime(file, ns=(1, 1))
    elif damage == "delete":
        file.unlink()
    elif damage == "add":
        (tmp_path / "site/extra.html").write_bytes(b"x")
    else:
        (tmp_path / "site").rename(tmp_path / "elsewhere")
    assert SiteFolder().fingerprint(tmp_path) != before
    publish(tmp_path, FIRST, [], clean)
    assert contents(tmp_path) == bare(FIRST)


def test_a_leak_stops_publication_and_the_last_good_site_stays(tmp_path: Path) -> None:
    publish(tmp_path, FIRST, [], clean)

    def look(data: bytes, _place: str) -> Collection[str]:
        return {"name", "phone"} if data == b"b" else ()

    with pytest.raises(SiteLeak, match=r"name, phone found in posts/b\.html \(document d2\)") as caught:
        publish(tmp_path, SECOND, [], look)
    assert caught.value.kinds == ("name", "phone")
    assert contents(tmp_path) == bare(FIRST)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["site"]


def test_a_leak_in_an_address_is_told_without_the_address(tmp_path: Path) -> None:
    def look(data: bytes, _place: str) -> Collection[str]:
        return {"name"} if b"secret" in data else ()

    with pytest.raises(SiteLeak, match="name found in an address below posts") as caught:
        publish(tmp_path, [("posts/secret.html", b"x", None)], [], look)
    assert "secret" not in str(caught.value)


def test_pictures_are_looked_through_too(tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(b"GPS")

    def look(data: bytes, _place: str) -> Collection[str]:
        return {"location"} if data == b"GPS" else ()

    with pytest.raises(SiteLeak):
        publish(tmp_path, FIRST, [("media/x.png", "x.png", None)], look)


@pytest.mark.parametrize(
    "path", ["../x", "/x", "a/../b", "", ".", "a//b", "./a", ".hidden", "a/.b", "a\\b", "c:x", "a\nb", "a/"]
)
def test_paths_that_leave_the_folder_are_refused(tmp_path: Path, path: str) -> None:
    assert not is_safe(path)
    with pytest.raises(SiteFileRefused):
        publish(tmp_path, [(path, b"x", None)], [], clean)
    with pytest.raises(SiteFileRefused):
        publish(tmp_path, [], [("media/x", path, None)], clean)


def test_an_address_that_comes_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SiteFileRefused):
        publish(tmp_path, [FIRST[0], FIRST[0]], [], clean)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault/secret").write_bytes(b"s")
    (tmp_path / "x.png").symlink_to(tmp_path / "vault/secret")
    assert SiteFolder().find_missing(tmp_path, ["x.png", "vault/secret"]) == {"x.png"}
    with pytest.raises(SiteFileRefused):
        publish(tmp_path, FIRST, [("media/x.png", "x.png", None)], clean)


class Cut(BaseException):
    """The process dies here."""


@pytest.mark.parametrize("place", range(8))
def test_a_cut_anywhere_leaves_the_old_site_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    publish(tmp_path, FIRST, [], clean)
    calls = iter(range(1000))

    def cut_at(name: str, owner: object) -> None:
        original = getattr(owner, name)

        def cut(*args: object, **kwargs: object) -> object:
            if next(calls) == place:
                raise Cut
            return original(*args, **kwargs)

        monkeypatch.setattr(owner, name, cut)

    cut_at("rename", Path)
    cut_at("_write", site_publishing)
    cut_at("sync", site_publishing)
    monkeypatch.setattr(site_publishing, "_remove", lambda folder: None)  # what dies does not tidy up
    was_cut = True
    try:
        publish(tmp_path, SECOND, [], clean)
        was_cut = False
    except Cut:
        pass
    monkeypatch.undo()
    repair_swap(tmp_path)
    assert contents(tmp_path) in ([bare(FIRST), bare(SECOND)] if was_cut else [bare(SECOND)])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["site"]
    publish(tmp_path, SECOND, [], clean)
    assert contents(tmp_path) == bare(SECOND)


def test_a_full_disk_is_said_so_and_the_last_good_site_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, FIRST, [], clean)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(site_publishing, "_write", full)
    with pytest.raises(DiskFull):
        publish(tmp_path, SECOND, [], clean)
    assert contents(tmp_path) == bare(FIRST)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(site_publishing, "_write", refused)
    with pytest.raises(FolderNotWritable):
        publish(tmp_path, FIRST, [], clean)


def test_pages_that_fail_on_the_way_leave_the_last_good_site(tmp_path: Path) -> None:
    publish(tmp_path, FIRST, [], clean)

    def failing() -> Iterator[Page]:
        yield SECOND[0]
        raise ValueError("a defect")

    with pytest.raises(ValueError, match="a defect"):
        publish(tmp_path, failing(), [], clean)
    assert contents(tmp_path) == bare(FIRST)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["site"]


@pytest.mark.slow
def test_a_whole_site_is_published_twice_with_the_same_manifest(tmp_path: Path) -> None:
    site = made_up_site(tmp_path)
    copies = [(c.path, c.source, c.document_id) for c in site.copies]
    first = publish(tmp_path, build_site(site), copies, clean)
    before = SiteFolder().fingerprint(tmp_path)
    assert publish(tmp_path, build_site(site), copies, clean) == first
    assert SiteFolder().fingerprint(tmp_path) == before
    assert sum(w.document_id is not None for w in first) >= len(site.posts)
