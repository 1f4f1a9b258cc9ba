"""A secret on a page stops it, unless the page would hold it without anybody's words as well."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

import pytest

from egregora_assets.errors import SiteLeak
from egregora_assets.site.build import build_site
from egregora_assets.site.inspecting import leak_filter
from egregora_assets.site.inspecting.leak_filter import LeakFilter
from egregora_assets.site.inspecting.scan_verdicts import ScanVerdicts
from egregora_assets.site.page import PagePlan, SiteFile, render_page
from egregora_assets.site.site_model import Site
from egregora_assets.site.withholding import MaskedSite
from egregora_assets_tests.site.published_site import made_up_site

TODAY = dt.date(2024, 5, 1)


@pytest.fixture(scope="module")
def site() -> Site:
    return made_up_site()


def find_word(word: str, asked: list[str] | None = None) -> leak_filter.Find:
    """Finds one word, in any chat, with the kind `name`."""

    def find(data: bytes, _chat_id: str | None, own_text: bytes) -> Mapping[Hashable, str]:
        if asked is not None:
            asked.append(data.decode("utf-8", "replace"))
        return {word: "name"} if word.encode() in data and word.encode() not in own_text else {}

    return find


def filter_for(word: str, counterparts: Iterable[SiteFile] = (), asked: list[str] | None = None) -> LeakFilter:
    def build(_files: Sequence[SiteFile] | None) -> Iterator[SiteFile]:
        yield from counterparts

    verdicts = ScanVerdicts({}, frozenset(), lambda _secrets: lambda _data: False, TODAY)
    return LeakFilter(find_word(word, asked), build, {}, verdicts)


PAGES = [
    SiteFile("index.html", b"nothing"),
    SiteFile("posts/some-day.html", b"on Tuesday we met", "d1"),
    SiteFile("posts/other.html", b"met again", "d2"),
]


def test_what_the_counterpart_holds_too_is_passed_on_and_all_else_is_not() -> None:
    harmless = filter_for("Tuesday", [SiteFile("posts/document-d1.html", b"on Tuesday x x", "d1")])
    assert sorted(harmless.pass_on(PAGES)) == sorted(PAGES)
    assert harmless.left == {}
    leaking = filter_for("Tuesday", [SiteFile("posts/other.html", b"on Tuesday x x", "d2")])
    passed: list[SiteFile] = []
    with pytest.raises(SiteLeak, match=r"name found in posts/some-day\.html \(document d1\)"):
        passed.extend(leaking.pass_on(PAGES))
    assert passed == [PAGES[0], PAGES[2]]
    assert list(leaking.left) == ["Tuesday"]


def test_every_leak_is_found_before_the_first_is_told_and_no_file_with_one_is_passed_on() -> None:
    passed: list[SiteFile] = []
    everywhere = filter_for("met")
    with pytest.raises(SiteLeak):
        passed.extend(everywhere.pass_on(PAGES))
    assert passed == PAGES[:1]


def test_an_address_that_leaks_is_not_repeated() -> None:
    with pytest.raises(SiteLeak, match="found in an address, in no text") as leak:
        list(filter_for("some-day").pass_on(PAGES))
    assert "some-day" not in str(leak.value)


def test_files_are_held_back_up_to_a_size_and_made_once_a_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leak_filter, "_MOST_HELD", 10)
    lots: list[int] = []

    def build(files: Sequence[SiteFile] | None) -> Iterable[SiteFile]:
        lots.append(len(files or ()))
        return files or ()

    verdicts = ScanVerdicts({}, frozenset(), lambda _secrets: lambda _data: False, TODAY)
    files = [SiteFile(f"{n}.html", b"a Tuesday") for n in range(5)]
    assert list(LeakFilter(find_word("Tuesday"), build, {}, verdicts).pass_on(files)) == files
    assert lots == [2, 2, 1]


def test_a_copied_file_is_looked_at_with_its_path_and_a_file_that_was_passed_on_is_not_again() -> None:
    asked: list[str] = []
    looked = filter_for("Tuesday", [SiteFile("index.html", b"x")], asked)
    assert list(looked.pass_on(PAGES[:1])) == PAGES[:1]
    asked.clear()
    assert not looked.find_in_copy(b"nothing", "index.html", "index.html")
    assert not asked
    assert list(looked.find_in_copy(b"a Tuesday", "media/1.txt", "media/1.txt")) == ["name"]
    assert not looked.find_in_copy(b"media/1.txt", "media/1.txt", "/media/1.txt")
    assert list(looked.left) == ["Tuesday"]


@pytest.mark.slow
def test_every_page_of_a_site_has_a_counterpart_and_only_those_of_some_pages_are_made(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = dataclasses.replace(site, url="https://club.example.org/talk/")
    files = list(build_site(site))
    masked = MaskedSite(site)
    made: list[str] = []

    def noted(plan: PagePlan) -> bytes:
        made.append(plan.page.path)
        return render_page(plan)

    monkeypatch.setattr("egregora_assets.site.rendering.render_page", noted)
    paths, document_ids = set(), set()
    for file in masked.build(files):
        paths.add(file.path)
        document_ids.add(file.document_id)
    words = {f.path for f in files if re.search(r"^search/.+/[we]\d+\.js$", f.path)}
    static = {"style.css", "search-words.js", "search.js", "icon.svg"}
    assert not [f.path for f in files if f.path not in paths | words | static and f.document_id not in document_ids]
    made.clear()
    some = [f for f in files if f.path.startswith(("tags/", "feed.")) or f.document_id == site.posts[0].document_id]
    counterparts = list(masked.build(some))
    assert {f.path for f in some if not f.document_id} == {f.path for f in counterparts if not f.document_id}
    assert len(made) == len([f for f in some if f.path.endswith(".html")])
    everything = b"\n".join(f.content for f in counterparts).decode()
    assert not [tag for post in site.posts for tag in post.tags if len(tag) > 3 and tag in everything]
