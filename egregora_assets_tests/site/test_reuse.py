"""A page that stands is taken where it would come out the same again, and only there."""

from __future__ import annotations

import dataclasses
import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.contracts.digests import digest_values
from egregora_assets.services.digest_cache import DigestCache
from egregora_assets.services.site_folder import SiteFolder
from egregora_assets.services.site_publishing import publish
from egregora_assets.site.addresses import day_page
from egregora_assets.site.build import build_site
from egregora_assets.site.context import SiteContext
from egregora_assets.site.conversation_model import Day, serialize_rows
from egregora_assets.site.day_pages import DayPlans
from egregora_assets.site.markdown import render_markdown
from egregora_assets.site.page import PagePlan, fingerprint_code, render_page
from egregora_assets.site.page_cache import SEARCH, PageCache
from egregora_assets.site.pages import PagePlans
from egregora_assets.site.prose import Prose
from egregora_assets.site.site_model import Place, Rating, Site
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


def made_pages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the pages that are made from now on."""
    made: list[str] = []

    def noted(plan: PagePlan) -> bytes:
        made.append(plan.page.path)
        return render_page(plan)

    monkeypatch.setattr("egregora_assets.site.rendering.render_page", noted)
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
    days = [day_page(d.day) for d in site.conversation.days]
    built(tmp_path / "grown", earlier_export(site))
    made = made_pages(monkeypatch)
    grown = built(tmp_path / "grown", site)
    calendars = ["conversation/index.html", "conversation/2024.html"]
    # The day before the new one gained a way onward, and the front page tells the last day.
    assert made == ["index.html", *calendars, *days[-2:]]
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


def another_post(site: Site) -> Site:
    return dataclasses.replace(site, posts=site.posts[1:])


def rated_otherwise(site: Site) -> Site:
    posts = (dataclasses.replace(p, rating=Rating(1900 - n, n)) for n, p in enumerate(site.posts))
    return dataclasses.replace(site, posts=tuple(posts))


def elsewhere(site: Site) -> Site:
    """Every message that is quoted was said by somebody else on the first day."""
    places = {i: Place(site.conversation.days[0].day, site.people[0].person_id) for i in site.places}
    return dataclasses.replace(site, places=places)


CHANGES: dict[str, Change] = {
    "a post less": another_post,
    "ratings": rated_otherwise,
    "places of messages": elsewhere,
    "tags": lambda s: dataclasses.replace(s, posts=tuple(dataclasses.replace(p, tags=("one",)) for p in s.posts)),
    "summaries": lambda s: dataclasses.replace(
        s, posts=tuple(dataclasses.replace(p, summary=p.summary.upper()) for p in s.posts)
    ),
    "contents": lambda s: dataclasses.replace(
        s, posts=tuple(dataclasses.replace(p, content=f"{p.content}\n\nMore.") for p in s.posts)
    ),
    "cards": lambda s: dataclasses.replace(s, posts=tuple(dataclasses.replace(p, card=None) for p in s.posts)),
    "the journal": lambda s: dataclasses.replace(s, journal=s.journal[2:]),
    "figures": lambda s: dataclasses.replace(s, statistics=None),
    "an announcement": lambda s: dataclasses.replace(s, announcements=(dataclasses.replace(s.journal[0], slug="new"),)),
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
    feed = tmp_path / "site/feed.json"
    feed.write_bytes(feed.read_bytes().replace(b"ferry", b"ferny"))
    (tmp_path / "site" / "posts" / "extra.html").write_bytes(b"x")
    made = made_pages(monkeypatch)
    assert built(tmp_path, site) == whole
    assert made == paths[:3]
    assert dict(SiteFolder().read_files(tmp_path)) == whole


@pytest.mark.slow
def test_a_list_of_the_search_index_that_was_changed_on_the_disk_tells_nothing(tmp_path: Path) -> None:
    whole = built(tmp_path, made_up_site())
    found = json.loads(whole[SEARCH].removeprefix(b"egregora.index(").removesuffix(b");\n"))
    changed = [[name, count + 1, *rest, ["zz" for _ in words]] for name, count, *rest, words in found]
    (tmp_path / "site" / SEARCH).write_bytes(f"egregora.index({json.dumps(changed)});\n".encode())
    assert built(tmp_path, made_up_site()) == whole


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
    pages = [path for path in built(tmp_path, site) if path.endswith(".html")]
    monkeypatch.setattr("egregora_assets.site.page.fingerprint_code", lambda: "other")
    made = made_pages(monkeypatch)
    built(tmp_path, site)
    assert made == pages
    assert len(fingerprint_code()) == 64


def test_a_page_is_made_of_its_plan_alone_wherever_that_is_sent() -> None:
    site = made_up_site(url="https://a.example/")
    context = SiteContext(site)
    plans = [*PagePlans(context).list_plans(), *DayPlans(context).list_plans()]
    sent = [pickle.loads(pickle.dumps(plan)) for plan in plans]  # noqa: S301 - our own bytes
    assert [plan.fingerprint for plan in sent] == [plan.fingerprint for plan in plans]
    files = {file.path: file.content for file in build_site(site)}
    assert all(files[plan.page.path] == pickle.loads(pickle.dumps(render_page))(plan) for plan in sent)  # noqa: S301
    assert len({plan.page.path for plan in plans}) == len(plans)


@given(
    st.text(alphabet="abé&#;\\[]()!<>*_`\n: 3174938d-", max_size=40),
    st.sampled_from(["", "../", "https://a.example/b&c/"]),
)
def test_a_text_is_rendered_alike_for_every_root_however_its_references_are_written(text: str, root: str) -> None:
    site = made_up_site()
    message, medium = next(iter(site.places)), site.media[0].media_id
    content = f"{text}[a](message:{message}) ![b](media\\:{medium}) {text} <message:{message.upper()}>\n{text}"
    context = SiteContext(site)
    prose = Prose.resolve(content, context)
    assert str(prose.render(root)) == render_markdown(content, context, root)


def test_keys_tell_parts_and_rows_apart() -> None:
    assert digest_values("ab", "c") != digest_values("a", "bc") != digest_values(b"a", "bc")
    rows = pa.table({"a": pa.array(["x", None, "y"]), "b": pa.array([True, False, True])})
    assert serialize_rows(rows.slice(1, 1)) == serialize_rows(pa.concat_tables([rows, rows]).slice(4, 1))
    assert serialize_rows(rows.slice(0, 1)) != serialize_rows(rows.slice(2, 1))
