"""Chat text never becomes markup."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from egregora_assets.writing.markdown import (
    escape_line,
    escape_text,
    format_link,
    format_picture,
    format_quote,
    strip_controls,
)

CHARACTERS = st.characters(exclude_categories=["Cs"])
SIGNS = st.sampled_from(
    [
        *"*_`[]()!<>#-+|~\\:\t\n",
        *("1.", "1)", "&amp;", "&#35;", "    ", "---", "===", "```", "<b>", "![x](y)", "[x]: y", "https://a.example"),
    ]
)
TEXTS = st.lists(st.one_of(SIGNS, st.text(CHARACTERS, max_size=8)), max_size=12).map("".join)
RENDERERS = {
    "plain": MarkdownIt("commonmark", {"html": False}),
    "with everything on": MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]),
}


def read(rendered: str) -> str:
    """What a reader sees of a paragraph."""
    inside = re.sub(r"<br />\n", "\n", rendered)
    assert "<" not in inside, "no element comes of a text"
    return html.unescape(inside)


@pytest.mark.parametrize("renderer", RENDERERS.values(), ids=RENDERERS)
@given(text=TEXTS)
def test_escaped_text_is_read_as_it_was_written(renderer: MarkdownIt, text: str) -> None:
    expected = strip_controls(text)
    rendered = renderer.render(escape_text(text)).rstrip("\n") if expected else "<p></p>"
    assert rendered.startswith("<p>")
    assert rendered.endswith("</p>")
    assert read(rendered[3:-4]) == expected


@pytest.mark.slow
@given(text=TEXTS.filter(lambda t: strip_controls(t).strip()))
def test_a_quote_is_one_block_quote_with_its_words_and_one_link(text: str) -> None:
    tokens = RENDERERS["with everything on"].parse(format_quote(text, "Amber *Heron*, Tue 14:05", "an-id"))
    kinds = [t.type for t in tokens]
    assert kinds[0] == "blockquote_open"
    assert kinds[-1] == "blockquote_close"
    inlines = [t for t in tokens if t.type == "inline"]
    assert len(inlines) == 2
    words = "".join("\n" if c.type == "hardbreak" else c.content for c in inlines[0].children or ())
    assert words == strip_controls(text)
    links = [c.attrGet("href") for t in inlines for c in t.children or () if c.type == "link_open"]
    assert links == ["message:an-id"]


@pytest.mark.slow
@given(text=TEXTS)
def test_a_heading_stays_one_heading(text: str) -> None:
    tokens = RENDERERS["with everything on"].parse(f"## {escape_line('a' + text)}")
    assert [t.type for t in tokens] == ["heading_open", "inline", "heading_close"]
    assert "".join(c.content for c in tokens[1].children or ()) == " ".join(strip_controls("a" + text).split())


@given(text=TEXTS)
def test_whose_a_picture_is_can_be_no_other_picture(text: str) -> None:
    tokens = RENDERERS["plain"].parse(format_picture("an-id", "a" + text, "a-message"))
    images = [c for t in tokens for c in t.children or () if c.type == "image"]
    assert [image.attrGet("src") for image in images] == ["media:an-id"]


def test_an_address_that_is_not_of_the_web_is_only_text() -> None:
    assert format_link("a page", "javascript:alert(1)") == "a page"
    assert format_link("a [page]", "https://example.org/a b>c") == "a \\[page\\]"
    assert format_link("a [page]", "https://example.org/a>c") == "[a \\[page\\]](<https://example.org/a%3Ec>)"
