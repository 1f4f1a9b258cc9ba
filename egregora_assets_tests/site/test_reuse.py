"""A page that stands is taken where it would come out the same again, and only there."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from egregora_assets.contracts.digests import digest_values
from egregora_assets.services.digest_cache import DigestCache
from egregora_assets.services.site_folder import SiteFolder
from egregora_assets.services.site_publishing import publish
from egregora_assets.site import page_cache
from egregora_assets.site.build import build_site
from egregora_assets.site.conversation_model import Day
from egregora_assets.site.day_pages import DayPages
from egregora_assets.site.page_cache import PageCache, serialize_rows
from egregora_assets.site.site_model import Site
from egregora_assets_tests.site.published_site import made_up_site

pytestmark = pytest.mark.filterwarnings(
    "ignore::pydantic.warnings.PydanticDeprecatedSince20"
)  # Dagster makes a resource

PAGES = DigestCache(path="cache/site_pages.json")
Change = Callable[[Site], Site]


def built(home: Path, site: Site) -> dict[str, bytes]:
    """Publishes as the asset does; the bytes of all pages as they were handed out."""
    folder = SiteFolder()
    cache = PageCache(PAGES.read(home), lambda path: folder.read_file(home, path))
    files = list(build_site(site, cache))
    publish(home, files, [], lambda _data, _place: ())
    PAGES.write(home, cache.notes)
    return {f.path: f.content for f in files}


def made_days(monkeypatch: pytest.MonkeyPatch) -> list[dt.date]:
    """The days whose pages are made from now on."""
    made: list[dt.date] = []
    real = DayPages._render_day

    def noted(self: DayPages, day: Day, *around: Any) -> bytes:
        made.append(day.day)
        return real(self, day, *around)

    monkeypatch.setattr(DayPages, "_render_day", noted)
    return made


def with_rows(site: Site, rows: pa.Table, days: tuple[Day, ...]) -> Site:
    return dataclasses.replace(site, conversation=dataclasses.replace(site.conversation, rows=rows, days=days))


def earlier_export(site: Site) -> Site:
    """The site without its last day of conversation."""
    days = site.conversation.days
    return with_rows(site, site.conversation.rows.slice(0, days[-1].start), days[:-1])


@pytest.mark.slow
def test_an_earlier_and_then_a_longer_conversation_give_the_pages_of_the_longer_one_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = made_up_site()
    days = [d.day for d in site.conversation.days]
    built(tmp_path / "grown", earlier_export(site))
    made = made_days(monkeypatch)
    grown = built(tmp_path / "grown", site)
    assert made == days[-2:]  # the day before the new one gained a way onward
    assert grown == built(tmp_path / "fresh", site)
    assert dict(SiteFolder().read_files(tmp_path / "grown")) == dict(SiteFolder().read_files(tmp_path / "fresh"))
    made.clear()
    built(tmp_path / "grown", site)
    assert made == []


def said_differently(site: Site) -> Site:
    rows = site.conversation.rows
    texts = [f"{t}!" if i == 0 else t for i, t in enumerate(rows["text"].to_pylist())]
    return with_rows(
        site, rows.set_column(rows.schema.get_field_index("text"), "text", pa.array(texts)), site.conversation.days
    )


def renamed(site: Site) -> Site:
    return dataclasses.replace(site, people=tuple(dataclasses.replace(p, name=f"New {p.name}") for p in site.people))


def without_notes(site: Site) -> Site:
    return dataclasses.replace(site, notes={}, told_in={})


def without_media(site: Site) -> Site:
    return dataclasses.replace(site, media=tuple(dataclasses.replace(m, path=None, thumbnail=None) for m in site.media))


def retold(site: Site) -> Site:
    return dataclasses.replace(site, posts=tuple(dataclasses.replace(p, title=f"{p.title}?") for p in site.posts))


CHANGES: dict[str, Change] = {
    "a text": said_differently,
    "names": renamed,
    "notes": without_notes,
    "pictures": without_media,
    "titles of posts": retold,
    "the site's title": lambda s: dataclasses.replace(s, title="Other"),
    "its language": lambda s: dataclasses.replace(s, language="pt"),
    "its address": lambda s: dataclasses.replace(s, url="https://elsewhere.example/"),
    "titles of chats": lambda s: dataclasses.replace(
        s, chats=tuple(dataclasses.replace(c, title=f"{c.title} 2") for c in s.chats)
    ),
    "no profiles": lambda s: dataclasses.replace(s, profiles=()),
    "no links": lambda s: dataclasses.replace(s, links=()),
}


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_whatever_changes_the_pages_are_those_of_a_fresh_build(tmp_path: Path, change: Change) -> None:
    site = made_up_site()
    built(tmp_path / "grown", site)
    assert built(tmp_path / "grown", change(site)) == built(tmp_path / "fresh", change(site))


@pytest.mark.slow
def test_a_page_that_was_changed_on_the_disk_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = made_up_site()
    whole = built(tmp_path, site)
    paths = [p for p in whole if p.startswith("conversation/") and len(p.split("-")) == 3]
    spoilt, lost, linked = (tmp_path / "site" / p for p in paths[:3])
    size = spoilt.stat().st_size
    spoilt.write_bytes(b"x" * size)
    lost.unlink()
    content = linked.read_bytes()
    linked.unlink()
    (tmp_path / "elsewhere").write_bytes(content)
    linked.symlink_to(tmp_path / "elsewhere")
    made = made_days(monkeypatch)
    assert built(tmp_path, site) == whole
    assert [d.isoformat() for d in made] == [p[13:23] for p in paths[:3]]


@pytest.mark.slow
@pytest.mark.parametrize("noted", [b"", b"[]", b"{", b'{"a": 1}', b'{"a": ["b"]}', b"\xff"])
def test_a_damaged_note_costs_time_and_nothing_else(tmp_path: Path, noted: bytes) -> None:
    whole = built(tmp_path, made_up_site())
    (tmp_path / "cache/site_pages.json").write_bytes(noted)
    assert PAGES.read(tmp_path) == {}
    assert built(tmp_path, made_up_site()) == whole


@pytest.mark.slow
def test_what_is_noted_holds_paths_and_digests_alone(tmp_path: Path) -> None:
    built(tmp_path, made_up_site())
    kept = PAGES.read(tmp_path)
    assert kept
    assert all(len(key) == len(digest) == 64 for key, digest in kept.values())
    assert (tmp_path / "cache/site_pages.json").stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_other_code_makes_every_page_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = made_up_site()
    built(tmp_path, site)
    monkeypatch.setattr("egregora_assets.site.day_pages.fingerprint_code", lambda: "other")
    made = made_days(monkeypatch)
    built(tmp_path, site)
    assert made == [d.day for d in site.conversation.days]
    assert len(page_cache.fingerprint_code()) == 64


def test_keys_tell_parts_and_rows_apart() -> None:
    assert digest_values("ab", "c") != digest_values("a", "bc") != digest_values(b"a", "bc")
    rows = pa.table({"a": pa.array(["x", None, "y"]), "b": pa.array([True, False, True])})
    assert serialize_rows(rows.slice(1, 1)) == serialize_rows(pa.concat_tables([rows, rows]).slice(4, 1))
    assert serialize_rows(rows.slice(0, 1)) != serialize_rows(rows.slice(2, 1))
