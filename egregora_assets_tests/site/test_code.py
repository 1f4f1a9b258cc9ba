"""Mentions of code on pages lead to the code as it was; what must not be shown is left out, whatever shows it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from egregora_assets.contracts.vocabularies import WITHHELD
from egregora_assets.references.reasons import NO_REPOSITORY, NOT_SO_FAR, REASONS
from egregora_assets.site.build import build_site
from egregora_assets.site.code.hosts import make_address
from egregora_assets.site.code.marks import make_mark, render_excerpts, render_mark
from egregora_assets.site.code.model import (
    Change,
    CodeTalk,
    Commit,
    Excerpt,
    Mention,
    Said,
    SpokenCommit,
    SpokenFile,
)
from egregora_assets.site.inspecting.inspection import inspect_files
from egregora_assets.site.prose import Prose
from egregora_assets.site.site_model import Medium, Site
from egregora_assets.site.withholding import SiteText, map_texts
from egregora_assets.site.words import Words
from egregora_assets_tests.site.published_site import made_up_site

DAY = dt.date(2024, 1, 8)
FIRST, SECOND = Commit("a" * 40, DAY, "Wait <two> cycles"), Commit("b" * 40, DAY, "Rename")
LINES = Excerpt(41, "def settle():\n    return x < 1")
MENTION = Mention("src/read.py:42", "path", "src/read.py", 42, None, FIRST, LINES, "changed", "f" * 12)
WORDS = Words("en")


def site_with_code(site: Site, *mentions: Mention) -> tuple[Site, str]:
    """The site, of which one message speaks of code; and the path of its page."""
    rows = site.conversation.rows.to_pylist()
    number = next(n for n, row in enumerate(rows) if row["text"] and row["person_id"])
    row = rows[number]
    row["text"] = f"look at {' and '.join(m.text for m in mentions)} <b>"
    table = site.conversation.rows
    column = table.column_names.index("text")
    told = table.set_column(column, table.schema.field("text"), [[r["text"] for r in rows]])
    said = (Said(row["message_id"], row["day"], row["person_id"]),)
    code = CodeTalk(
        {row["message_id"]: mentions},
        (SpokenFile("f" * 12, "gotejo", "src/read.py", said, (Change(SECOND, "D"), Change(FIRST, "A"))),),
        (SpokenCommit("gotejo", SECOND, said),),
    )
    talk = dataclasses.replace(site.conversation, rows=told)
    return dataclasses.replace(site, conversation=talk, code=code), f"conversation/{row['day']}.html"


@pytest.fixture(scope="module")
def plain() -> Site:
    return made_up_site(post_count=2)


@pytest.mark.slow
def test_a_mention_leads_to_the_page_of_its_file_with_its_lines_below(plain: Site) -> None:
    lost = Mention("gone.py", "path")
    site, day = site_with_code(plain, MENTION, Mention("bbbbbbb", "commit", commit=SECOND), lost)
    pages = {f.path: f.content.decode() for f in inspect_files(build_site(site), [c.path for c in site.copies])}
    talk = pages[day]
    assert '<a class="code" href="../code/ffffffffffff.html"' in talk
    assert '>src/read.py:42</a> and <a class="code" href="../code/index.html#c-bbbbbbbbbbbb"' in talk
    assert f'<span title="{WORDS("code.unresolved")}">gone.py</span> &lt;b&gt;' in talk
    assert '<ol class="lines" start="41">' in talk
    assert '<li class="said"><code>    return x &lt; 1</code></li>' in talk
    assert talk.count('<span class="since">changed since</span>') == 1
    file = pages["code/ffffffffffff.html"]
    assert f'href="../{day}#m-' in file
    assert file.index("Rename") < file.index("Wait &lt;two&gt; cycles")
    assert "removed" in file
    assert 'id="c-bbbbbbbbbbbb"' in pages["code/index.html"]
    assert 'href="../code/index.html"' in talk


@pytest.mark.slow
def test_a_site_without_repositories_has_nothing_of_code(plain: Site) -> None:
    files = {f.path: f.content for f in build_site(plain)}
    assert not [path for path in files if path.startswith("code/")]
    pages = b"".join(content for path, content in files.items() if path.endswith(".html"))
    assert b'class="excerpt"' not in pages
    assert b"code/index.html" not in pages


@pytest.mark.slow
@pytest.mark.parametrize("word", ["settle", "src/read.py", "cycles", "gotejo"])
def test_what_must_not_be_shown_of_code_is_on_no_page(plain: Site, word: str) -> None:
    site, day = site_with_code(plain, dataclasses.replace(MENTION, text="there"))
    assert any(word.encode() in f.content for f in build_site(site))

    def write(text: SiteText) -> str:
        return WITHHELD if word in text.text else text.text

    files = inspect_files(build_site(map_texts(site, write)), [c.path for c in site.copies])
    pages = {f.path: f.content.decode() for f in files}
    assert not [path for path, page in pages.items() if word in page]
    assert day in pages


def test_a_quote_in_a_document_has_its_mentions_and_their_lines() -> None:
    message = "00000000-0000-8000-8000-0000000000aa"

    class Known:
        def message(self, _: str) -> str | None:
            return "conversation/2024-01-08.html#m-1"

        def medium(self, _: str) -> Medium | None:
            return None

        def find_author(self, _: str) -> str | None:
            return None

        def find_marks(self, _: str) -> tuple[object, ...]:
            return (make_mark(MENTION, WORDS),)

        def find_nearby(self, _: str) -> tuple[object, ...]:
            return ()

    quote = f"> See src/read.py:42 & more\n>\n> — [Heron](message:{message})\n"
    shown = str(Prose.resolve(f"src/read.py:42\n\n{quote}", Known()).render("../"))  # type: ignore[arg-type]
    assert shown.count('<a class="code" href="../code/ffffffffffff.html"') == 1
    assert "<p>src/read.py:42</p>" in shown  # the document's own words are nobody's mention
    assert shown.index('class="attribution"') < shown.index("<details") < shown.index("</blockquote>")


def test_a_mention_leads_to_the_code_host_where_its_address_is_set() -> None:
    mark = make_mark(dataclasses.replace(MENTION, address="https://h.example.org/a/b/blob/c/x#L42"), WORDS)
    assert 'href="https://h.example.org/a/b/blob/c/x#L42" rel="noopener' in render_mark(mark, "../")


def test_an_address_that_no_repository_knows_stays_a_link() -> None:
    mark = make_mark(Mention("https://git.example.org/o/r/pulls/3", "url"), WORDS)
    link = f'<a href="{mark.text}" rel="noopener noreferrer nofollow ugc" title="{mark.title}">{mark.text}</a>'
    assert render_mark(mark, "../") == link


@pytest.mark.parametrize("reason", REASONS)
def test_why_nothing_was_found_is_in_the_title(reason: str) -> None:
    mark = make_mark(Mention("a.py", "path", reason=reason), WORDS)
    assert render_mark(mark, "../") == f'<span title="{mark.title}">a.py</span>'
    is_told = not reason.startswith("taken") and reason not in (NO_REPOSITORY, NOT_SO_FAR)
    assert (mark.title != WORDS("code.unresolved")) == is_told


def test_the_reason_why_no_lines_are_shown_is_in_the_title() -> None:
    mark = make_mark(dataclasses.replace(MENTION, excerpt=Excerpt(reason="binary")), WORDS)
    assert "it is no text" in mark.title
    assert render_excerpts([mark]) == ""


@pytest.mark.parametrize(
    ("base", "address"),
    [
        ("https://github.com/o/r/", "https://github.com/o/r/blob/abc/s%20c/a.py#L3-L9"),
        ("https://gitlab.com/g/r", "https://gitlab.com/g/r/-/blob/abc/s%20c/a.py#L3-9"),
        ("https://codeberg.org/o/r", "https://codeberg.org/o/r/src/commit/abc/s%20c/a.py#L3-L9"),
        ("https://bitbucket.org/o/r", "https://bitbucket.org/o/r/src/abc/s%20c/a.py#lines-3:9"),
        ("https://git.sr.ht/~o/r", "https://git.sr.ht/~o/r/tree/abc/item/s%20c/a.py#L3-9"),
    ],
)
def test_each_code_host_has_its_own_addresses(base: str, address: str) -> None:
    assert make_address(base, "abc", "s c/a.py", 3, 9) == address
    assert "#" not in make_address(base, "abc", "a.py")
    assert make_address(base, "abc", "").endswith("/abc")
