"""The pages as a whole: whole, harmless, the same every time, in six languages, of modest size."""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from egregora_assets.contracts.digests import Notes
from egregora_assets.errors import SiteBroken
from egregora_assets.language.files import load_languages
from egregora_assets.language.model import Counts
from egregora_assets.site.build import build_site
from egregora_assets.site.charts import draw_hours, draw_people, draw_weeks
from egregora_assets.site.figures.reasons import choose_reasons
from egregora_assets.site.inspecting.inspection import Inspection, get_base_path, inspect_files, inspect_site
from egregora_assets.site.inspecting.page_report import PageReader, PageReport
from egregora_assets.site.milestones.entries import list_entries
from egregora_assets.site.milestones.events import find_events
from egregora_assets.site.page import CONTENT_SECURITY_POLICY, SiteFile
from egregora_assets.site.site_model import Rating, Site
from egregora_assets.site.statistics_model import Statistics
from egregora_assets.site.words import Words, site_language
from egregora_assets_tests.site.published_site import HOSTILE, empty_site, made_up_site

ATOM = "{http://www.w3.org/2005/Atom}"


def parsed(text: str | bytes) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - our own, made a moment ago


def is_page(path: str) -> bool:
    """Whether a file is a page in the site's frame: what is sent by e-mail has another."""
    return path.endswith(".html") and not path.startswith("email/2")


def files_of(site: Site) -> dict[str, bytes]:
    files = list(build_site(site))
    assert len({f.path for f in files}) == len(files)
    return {f.path: f.content for f in files}


@pytest.fixture(scope="module")
def built() -> dict[str, bytes]:
    return files_of(made_up_site())


def findings_of(site: Site) -> list[tuple[str, str]]:
    inspection = Inspection(get_base_path(site.url))
    for copy in site.copies:
        inspection.add_file(copy.path)
    for path, content in files_of(site).items():
        inspection.add_file(path, content)
    return inspection.list_findings()


@pytest.mark.slow
@pytest.mark.parametrize("language", load_languages())
def test_every_link_leads_somewhere_and_nothing_loads_from_elsewhere(language: str) -> None:
    assert findings_of(made_up_site(language=language)) == []


@pytest.mark.slow
@pytest.mark.parametrize("url", ["https://example.org/", "https://example.org/below/here/"])
def test_a_site_that_knows_its_address_is_whole_too(url: str) -> None:
    assert findings_of(made_up_site(url=url)) == []


@pytest.mark.parametrize("language", load_languages())
def test_an_empty_chat_gives_a_small_valid_site(language: str) -> None:
    site = empty_site(language)
    assert findings_of(site) == []
    assert str(escape(Words(language)("empty.text"))) in files_of(site)["index.html"].decode()


@pytest.mark.parametrize("count", [0, 1, 2, 6])
def test_the_first_page_has_no_heading_with_nothing_below_it(count: int) -> None:
    site = made_up_site()
    page = files_of(replace(site, posts=site.posts[:count], told_in={}))["index.html"].decode()
    assert {name: f'id="{name}"' in page for name in ("newest", "best", "earlier")} == {
        "newest": True,
        "best": count > 1,
        "earlier": count > 4,
    }
    assert ('<p class="onward"><a href="archive/index.html">' in page) == (count > 0)


def test_the_first_page_begins_with_the_name_a_quote_and_the_newest_post() -> None:
    site = made_up_site()
    page = files_of(site)["index.html"].decode()
    newest = page[page.index('<article class="first"') : page.index("</article>")]
    assert str(escape(site.posts[0].title)) in newest
    voice = re.search(r'<h1>The Harbour Walkers</h1>\n<p class="voice"><q lang="\w\w"><a href="([^"]*)">([^<]*)<', page)
    assert voice
    day, anchor = voice[1].split("#")
    said = html.unescape(files_of(site)[day].decode())
    assert html.unescape(voice[2]) in said[said.index(f'id="{anchor}"') :][:600]
    assert "1500" not in page  # readers see what is worth reading, not by how much


def test_every_page_says_what_it_is_and_where_to_subscribe(built: dict[str, bytes]) -> None:
    for path, content in built.items():
        if is_page(path):
            page = content.decode()
            assert re.search(r'<meta name="description" content="[^"]{4,}">', page), path
            assert re.search(r'<a class="subscribe" href="(../)*feed.xml"', page), path


def test_each_page_of_the_gallery_has_one_address(built: dict[str, bytes]) -> None:
    pages = {path: content for path, content in built.items() if path.startswith("gallery/")}
    assert {"gallery/index.html", "gallery/2023.html", "gallery/2024.html"} == set(pages)
    anchors = [anchor for content in pages.values() for anchor in re.findall(rb'id="(p-[0-9a-f]+)"', content)]
    assert len(anchors) == len(set(anchors)) == len(made_up_site().media)


@pytest.mark.slow
def test_every_page_has_the_strict_policy_before_anything_is_loaded(built: dict[str, bytes]) -> None:
    pages = [c.decode() for p, c in built.items() if is_page(p)]
    policy = CONTENT_SECURITY_POLICY
    assert all(policy in page and page.index(policy) < page.index("<link") for page in pages)
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'")
    assert "unsafe" not in CONTENT_SECURITY_POLICY


def test_hostile_text_is_shown_and_does_nothing(built: dict[str, bytes]) -> None:
    pages = "".join(c.decode() for p, c in built.items() if p.endswith((".html", ".xml")))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in pages
    assert "<script>alert" not in pages
    assert "onerror=alert(2)>" not in pages
    assert "\u202e" not in pages
    assert "{{ 7*7 }}" in pages
    assert not re.search(r"<script(?! src=)", pages)


@pytest.mark.process
def test_the_same_site_gives_the_same_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    program = (
        "import hashlib\n"
        "from egregora_assets.site.build import build_site\n"
        "from egregora_assets_tests.site.published_site import made_up_site\n"
        "d = hashlib.sha256()\n"
        "for f in build_site(made_up_site(url='https://example.org/')):\n"
        "    d.update(f.path.encode() + b'\\0' + f.content)\n"
        "print(d.hexdigest())\n"
    )
    root = Path(__file__).parents[2]
    digests = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, cwd=root, text=True,
            env={"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C", "PYTHONPATH": str(root)},
        ).stdout
        for seed, zone in (("0", "UTC"), ("7", "Asia/Kathmandu"))
    }  # fmt: skip
    assert len(digests) == 1


def test_a_post_page_is_small(built: dict[str, bytes]) -> None:
    sizes = [len(gzip.compress(c)) for p, c in built.items() if p.startswith("posts/")]
    assert max(sizes) < 5_500


def test_every_page_names_its_language_and_has_one_main_heading(built: dict[str, bytes]) -> None:
    for path, content in built.items():
        if is_page(path):
            page = content.decode()
            assert re.search(r'<html lang="(en|pt)">', page), path
            assert len(re.findall(r"<h1\b", page)) == 1, path
            assert page.count('<main id="content"') == page.count('class="skip" href="#content"') == 1, path


def test_every_picture_has_a_description(built: dict[str, bytes]) -> None:
    pictures = [tag for p, c in built.items() if p.endswith(".html") for tag in re.findall(r"<img[^>]*>", c.decode())]
    assert pictures
    assert all(re.search(r' alt="[^"]+"', tag) for tag in pictures)


def test_every_quote_of_a_post_leads_into_the_conversation(built: dict[str, bytes]) -> None:
    for path, content in built.items():
        if path.startswith("posts/"):
            quotes = re.findall(r"<blockquote.*?</blockquote>", content.decode(), re.DOTALL)
            assert quotes
            assert all('href="../conversation/' in q for q in quotes)


def test_a_post_says_what_made_it(built: dict[str, bytes]) -> None:
    site = made_up_site()
    for post in site.posts:
        page = next(c.decode() for p, c in built.items() if p == f"posts/{post.slug}.html")
        assert {post.writer, post.document_id, (post.data_version or "")[:13], post.text_version[:13]} <= set(
            re.findall(r"<(?:dd|code)>([^<]+)<", page)
        )


@pytest.mark.slow
def test_cards_and_canonical_addresses_are_absolute_where_the_address_is_known() -> None:
    site = made_up_site(url="https://example.org/below/")
    post = next(p for p in site.posts if p.card)
    page = files_of(site)[f"posts/{post.slug}.html"].decode()
    assert f'<meta property="og:image" content="https://example.org/below/{post.card}">' in page
    assert f'<link rel="canonical" href="https://example.org/below/posts/{post.slug}.html">' in page
    assert "og:image" not in "".join(c.decode() for p, c in files_of(made_up_site()).items() if p.startswith("posts/"))


@pytest.mark.slow
def test_the_missing_page_works_under_any_address() -> None:
    page = files_of(made_up_site(url="https://example.org/below/"))["404.html"].decode()
    assert 'href="/below/style.css"' in page
    assert 'href="/below/index.html"' in page


def test_slugs_that_cannot_be_file_names_are_replaced() -> None:
    site = made_up_site(post_count=3)
    odd = tuple(replace(p, slug=s) for p, s in zip(site.posts, ("../../etc/passwd", "index", "a" * 300), strict=True))
    paths = [p for p in files_of(replace(site, posts=odd, told_in={})) if p.startswith("posts/")]
    assert len(paths) == 3
    assert all(re.fullmatch(r"posts/[a-z0-9-]+\.html", p) for p in paths)


def test_two_conversations_may_use_the_same_slug() -> None:
    site = made_up_site(post_count=2)
    same = tuple(replace(p, slug="same") for p in site.posts)
    assert {p for p in files_of(replace(site, posts=same)) if p.startswith("posts/")} == {
        "posts/same.html",
        "posts/same-2.html",
    }


@pytest.mark.slow
def test_what_is_public_tells_hours_and_no_minutes() -> None:
    files = files_of(made_up_site(url="https://example.org/"))
    told = [
        text for path, text in files.items() if path.startswith("conversation/") or path.endswith((".xml", ".json"))
    ]
    times = {t for text in told for t in re.findall(rb"(?<![\d:])[0-2]\d:[0-5]\d(?![\d])", text)}
    assert any(re.search(rb">\d\dh<", text) for text in told)
    assert {t for t in times if not t.endswith(b":00")} == set()


@pytest.mark.slow
def test_feeds_are_valid_and_as_new_as_their_newest_entry() -> None:
    site = made_up_site(url="https://example.org/")
    files = files_of(site)
    atom = parsed(files["feed.xml"])
    told = list(list_entries(find_events(site), Words("en")))
    count = len(site.posts) + len(told)
    newest = max(p.created_at for p in (*site.posts, *told))
    assert atom.findtext(f"{ATOM}updated") == f"{newest:%Y-%m-%dT%H:00:00}Z"
    assert len(atom.findall(f"{ATOM}entry")) == count
    links = [e.get("href", "") for e in atom.findall(f"{ATOM}entry/{ATOM}link")]
    assert sum(link.startswith("https://example.org/posts/") for link in links) == len(site.posts)
    assert {link.removeprefix("https://example.org/") for link in links} <= set(files)
    assert "<script" not in "".join(e.findtext(f"{ATOM}content") or "" for e in atom.findall(f"{ATOM}entry"))
    assert len(parsed(files["rss.xml"]).findall("channel/item")) == count
    assert len(json.loads(files["feed.json"])["items"]) == count


@pytest.mark.slow
def test_the_site_map_names_every_page_that_may_be_shown_and_no_other() -> None:
    files = files_of(made_up_site(url="https://example.org/"))
    named = [
        e.text or "" for e in parsed(files["sitemap.xml"]).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    ]
    shown = {p for p, c in files.items() if p.endswith(".html") and b'<meta name="robots" content="noindex">' not in c}
    assert {n.removeprefix("https://example.org/") or "index.html" for n in named} == shown
    assert len(named) == len(shown)
    assert not [n for n in named if "/conversation/" in n]
    assert b"Sitemap: https://example.org/sitemap.xml\n" in files["robots.txt"]
    plain = files_of(made_up_site(post_count=2))
    assert "sitemap.xml" not in plain
    assert plain["robots.txt"] == b"User-agent: *\nAllow: /\n"


@pytest.mark.slow
def test_figures_of_fewer_than_three_people_are_not_shown() -> None:
    site = made_up_site()
    figures = site.statistics
    assert figures is not None
    page = files_of(replace(site, statistics=None))["statistics.html"].decode()
    assert "<svg" not in page
    assert Words("en")("figures.too_few") in page
    few = next(w for w in figures.weeks if w.person_count < 3)
    assert f"{Words('en').date(few.monday)}: {few.message_count}" not in draw_weeks(figures.weeks, Words("en")).svg


@pytest.mark.parametrize("language", load_languages())
def test_every_chart_says_what_it_shows_and_has_a_table(language: str) -> None:
    figures, words = made_up_site().statistics, Words(language)
    assert isinstance(figures, Statistics)
    for chart in (
        draw_weeks(figures.weeks, words),
        draw_hours(figures.hours, words),
        draw_people(figures.people, words),
    ):
        picture = parsed(chart.svg)
        assert picture.findtext("title") == chart.title
        assert picture.findtext("desc") == chart.description
        assert parsed(chart.table).findall("tbody/tr")
        assert len(chart.svg) < 40_000


@pytest.mark.parametrize(
    "content",
    [
        b'<a href="nowhere.html">x</a>',
        b'<a href="#nowhere">x</a>',
        b'<a href="index.html#nowhere">x</a>',
        b'<img src="https://elsewhere.example/x.png" alt="x">',
        b'<img src="//elsewhere.example/x.png" alt="x">',
        b'<a href="javascript:alert(1)">x</a>',
        b'<a href="https://elsewhere.example/">x</a>',
        b'<p onclick="x()">x</p>',
        b'<p style="color:red">x</p>',
        b"<script>x()</script>",
        b'<link rel="stylesheet" href="https://elsewhere.example/x.css">',
        b'<iframe src="index.html"></iframe>',
        b"<img src=x onerror=alert(1)>",
        b"<p onclick='x()'>x</p>",
        b"<a href=javascript:alert(1)>x</a>",
        b'<meta http-equiv="refresh" content="0;url=elsewhere.html">',
        b'<IMG SRC="https://elsewhere.example/x.png">',
    ],
)
def test_a_site_that_is_not_whole_or_not_harmless_is_refused(content: bytes) -> None:
    home = files_of(empty_site())["index.html"]
    bad = SiteFile("index.html", home.replace(b"</main>", content + b"</main>"))
    others = [SiteFile(p, c) for p, c in files_of(empty_site()).items() if p != "index.html"]
    with pytest.raises(SiteBroken, match=r"index\.html"):
        list(inspect_files([bad, *others], []))


def test_a_page_without_its_policy_is_refused() -> None:
    with pytest.raises(SiteBroken, match="Content-Security-Policy"):
        list(inspect_files([SiteFile("index.html", b"<p>x</p>")], []))


def test_every_phrase_of_the_site_is_used_and_every_one_that_is_used_is_there() -> None:
    room = Path(__file__).parents[2] / "egregora_assets" / "site"
    source = "".join(p.read_text() for p in sorted(room.rglob("*")) if p.suffix in (".py", ".html"))
    used = {found[2] for found in re.finditer(r"""words\(\s*(['"])([a-z_]+\.[a-z_]+)\1""", source)}
    by_kind = {
        k for k in load_languages()["en"].site if k.startswith(("kind.", "media.", "about.", "announced.", "worth."))
    }
    listed = {"post.earlier_posts", "post.later_posts", "post.why_previous"}
    assert used | by_kind | listed == set(load_languages()["en"].site)
    counted = {found[1] for found in re.finditer(r"""words\.count\(\s*['"]([a-z]+)['"]""", source)}
    assert counted <= set(Counts.__annotations__)


@pytest.mark.parametrize(
    ("given", "spoken"), [("pt-BR", "pt"), ("de_AT", "de"), (None, "en"), ("ja", "en"), ("FR", "fr")]
)
def test_the_site_speaks_the_nearest_language_that_it_knows(given: str | None, spoken: str) -> None:
    assert site_language(given) == spoken


def test_hostile_titles_are_in_the_made_up_site() -> None:
    assert any(HOSTILE in p.title for p in made_up_site().posts)


def test_an_element_that_is_wrong_on_one_page_is_told_of_every_page_that_has_it() -> None:
    files = files_of(empty_site())
    bad = b'<a href="#nowhere">x</a><a href="#nowhere-else">x</a><a href="javascript:1">x</a><a href="lost.html">y</a>'
    spoilt = {
        p: c.replace(b"</main>", bad + b"</main>") if p in ("index.html", "about.html") else c for p, c in files.items()
    }
    findings = inspect_site(spoilt.items, "/")
    kinds = {path: {kind for p, kind in findings if p == path} for path in ("index.html", "about.html")}
    anchor, link = "a link to an anchor that is not there", "a link of a kind that is not followed"
    assert kinds["index.html"] >= {anchor, link}
    assert kinds["about.html"] >= {anchor, link}
    assert "a link to a page that is not there" in kinds["index.html"] | kinds["about.html"]


def test_a_site_that_was_found_whole_is_looked_through_again_once_anything_of_it_differs() -> None:
    files = {f.path: f.content for f in inspect_files(build_site(empty_site()), [])}
    assert inspect_site(files.items, "/") == []
    assert inspect_site({p: c for p, c in files.items() if p != "style.css"}.items, "/")
    assert inspect_site({**files, "about.html": files["about.html"].replace(b"index.html", b"nowhere.html")}.items, "/")
    assert inspect_site({**files, "odd.html": b"<p>x</p>"}.items, "/")


def test_pages_that_stand_unchanged_are_not_read_again_and_dead_links_between_them_are_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = files_of(made_up_site())
    copied = [copy.path for copy in made_up_site().copies]

    def inspect(files: dict[str, bytes], notes: Notes) -> Inspection:
        inspection = Inspection("/", json.loads(json.dumps(notes)))
        for path in copied:
            inspection.add_file(path)
        for path, content in files.items():
            inspection.add_file(path, content)
        return inspection

    first = inspect(files, {})
    assert first.list_findings() == []
    read: list[str] = []
    report = PageReader.report

    def noted(self: PageReader, path: str, content: bytes) -> PageReport:
        read.append(path)
        return report(self, path, content)

    monkeypatch.setattr(PageReader, "report", noted)
    again = inspect(files, first.notes)
    assert (read, again.notes, again.list_findings()) == ([], first.notes, [])
    assert again.digest() == first.digest()
    days = [p for p in files if p.startswith("conversation/2") and p.count("-") == 2]
    spoilt = files | {p: re.sub(rb"m-[0-9a-f]{12}", b"m-000000000000", files[p]) for p in days}
    gone = {p: c for p, c in files.items() if not p.startswith("tags/")}
    for changed in (spoilt, gone):
        assert inspect(changed, first.notes).list_findings() == inspect(changed, {}).list_findings() != []
    read.clear()
    assert set(inspect(spoilt, first.notes).notes) == set(first.notes)
    assert read == days


@given(st.dictionaries(st.sampled_from(["a.html", "b/c.html"]), st.tuples(st.text(), st.text())))
def test_notes_that_are_damaged_cost_time_and_nothing_else(notes: Notes) -> None:
    inspection = Inspection("/", notes)
    key = f"{hashlib.sha256(b'<p>').hexdigest()} {inspection._rules}"
    inspection.earlier = {path: (key, noted) for path, (_, noted) in notes.items()}
    for path in ("a.html", "b/c.html"):
        inspection.add_file(path, b"<p>")
    assert all(packed.count("\n") == 1 for _, packed in inspection.notes.values())


def test_each_post_that_is_worth_reading_says_another_reason_where_it_has_one() -> None:
    plain = made_up_site(post_count=2).posts[0]
    posts = [replace(plain, rating=Rating(1600, 3, votes, has_outcome=True)) for votes in (0, 0, 2)]
    assert choose_reasons([(posts[0], 6), (posts[1], 6), (posts[2], 6)]) == ["voices", "outcome", "chosen"]
    assert choose_reasons([(posts[0], 2), (posts[1], 1), (replace(plain, rating=None), 1)]) == [
        "outcome",
        "outcome",
        "",
    ]
