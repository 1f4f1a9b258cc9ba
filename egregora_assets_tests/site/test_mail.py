"""The e-mail edition: one file a week that needs nothing but itself."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from egregora_assets.site.build import build_site
from egregora_assets.site.context import SiteContext
from egregora_assets.site.inspecting.page_report import PageReader
from egregora_assets.site.mail.body import render_body
from egregora_assets.site.mail.editions import MailPlans
from egregora_assets.site.mail.styles import STYLES
from egregora_assets.site.markdown import render_markdown
from egregora_assets.site.page import render_page
from egregora_assets.site.printable import one_line
from egregora_assets.site.prose import Prose
from egregora_assets.site.site_model import Site
from egregora_assets_tests.site.published_site import made_up_site

URL = "https://example.org/x/"
EDITION = re.compile(r"email/\d{4}-W\d{2}\.html")


def editions_of(site: Site) -> dict[str, str]:
    plans = MailPlans(SiteContext(site)).list_plans()
    return {plan.page.path: render_page(plan).decode() for plan in plans if EDITION.fullmatch(plan.page.path)}


class Elements(HTMLParser):
    """The elements of a page with their attributes, and the tags that are left open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in {"meta", "br", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.slow
@pytest.mark.parametrize("url", [None, URL], ids=["no address", "an address"])
def test_an_edition_loads_nothing_and_links_nowhere_but_to_the_site_s_address(url: str | None) -> None:
    site = made_up_site(url=url)
    editions = editions_of(site)
    assert editions
    for path, page in editions.items():
        elements = Elements(page)
        assert not {tag for tag, _ in elements.found} & {"script", "img", "link", "style", "iframe"}, path
        assert {a["style"] for _, a in elements.found if "style" in a} <= set(STYLES.values())
        assert not [a for _, a in elements.found if "src" in a or "class" in a or "id" in a]
        links = [a["href"] or "" for tag, a in elements.found if tag == "a"]
        assert all(link.startswith(("http://", "https://")) for link in links)
        assert bool([link for link in links if link.startswith(URL)]) == bool(url)
        assert (elements.open, PageReader("/x/").report(path, page.encode()).findings) == ([], ())


@pytest.mark.slow
def test_every_post_stands_in_the_edition_of_its_week_and_the_best_one_whole() -> None:
    site = made_up_site()
    editions = editions_of(site)
    told = dict.fromkeys(editions, 0)
    for post in site.news:
        year, week, _ = (post.last_day or post.day).isocalendar()
        page = editions[f"email/{year}-W{week:02}.html"]
        assert Markup.escape(one_line(post.title)) in page
        assert Markup.escape(one_line(post.summary)) in page
        told[f"email/{year}-W{week:02}.html"] += 1
    assert sum(told.values()) == len(site.news)
    assert all(page.count("<h3 ") >= told[path] - 1 for path, page in editions.items())
    best = max(site.posts, key=lambda post: post.rating.score if post.rating else 0)
    quote = re.search(r"^> (\w[\w ,]{10,30})", best.content, re.MULTILINE)
    assert quote
    assert any(Markup.escape(quote[1]) in page for page in editions.values())
    assert editions_of(site) == editions


def test_a_lede_with_which_a_text_begins_stands_once() -> None:
    site = made_up_site(post_count=2)
    told = replace(site.posts[0], summary="How it went.", content=f"How it went.\n\n{site.posts[0].content}")
    (page,) = editions_of(replace(site, posts=(told,), told_in={})).values()
    assert page.count("How it went.") == 1


def test_what_nobody_compared_stands_in_the_middle() -> None:
    site = made_up_site(post_count=2)
    good, bad = site.posts
    assert good.rating
    day = good.last_day
    rated = [
        replace(good, last_day=day, rating=None),
        replace(bad, last_day=day, rating=replace(good.rating, score=1499)),
    ]
    for posts in (rated, rated[::-1]):
        (page,) = editions_of(replace(site, posts=tuple(posts), announcements=())).values()
        assert page.index("</h1>") > page.index(str(Markup.escape(one_line(good.title))))
        assert page.index("<h3 ") < page.rindex(str(Markup.escape(one_line(bad.title))))


def test_a_site_without_posts_has_no_edition_and_no_way_to_one() -> None:
    site = replace(made_up_site(post_count=2), posts=(), told_in={})
    files = {f.path: f.content for f in build_site(site, like=[f for f in build_site(site) if f.path == "about.html"])}
    assert b"email/" not in files["about.html"]
    assert list(MailPlans(SiteContext(site)).list_plans()) == []


def test_other_styles_and_other_pages_with_styles_are_found() -> None:
    site = made_up_site(post_count=2)
    ((path, page),) = editions_of(replace(site, posts=site.posts[:1])).items()
    reader = PageReader("/")
    assert reader.report(path, page.encode()).findings == ()
    for told in (page.replace("<h1 style=", '<h1 style="color:red" title='), page.replace("<h1 ", '<h1 onclick="x" ')):
        assert [f for f in reader.report(path, told.encode()).findings if "attribute" in f]
    assert [f for f in reader.report("posts/one.html", page.encode()).findings if "attribute style" in f]


PARTS = [
    *("# a\n", "> b\n", "*c*", "[d](https://e.org/f>g)", "[x](y.html)", "- i\n", "1. j\n", "\n", "![k > l](media:m)"),
    *("| a | b |\n|---|---|\n| 1 | 2 |\n", "```\nn\n```\n", "<b>o</b>", "&lt;"),
]


@given(st.lists(st.sampled_from(PARTS), max_size=12))
def test_whatever_is_written_becomes_whole_elements_that_may_stand_there(parts: list[str]) -> None:
    html = render_markdown("".join(parts), Prose("", {}, {}), "")
    elements = Elements(str(render_body(html)))
    assert elements.open == []
    assert {name for _, a in elements.found for name in a} <= {"href", "rel", "style"}
