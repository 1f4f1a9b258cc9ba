"""A document's Markdown can do nothing but be read."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from egregora_assets.language.folding import fold_accents
from egregora_assets.site.conversation import make_initials, render_text
from egregora_assets.site.markdown import (
    EXTERNAL_REL,
    _parse,
    _read_words,
    _Rewriter,
    _sanitize,
    read_line,
    render_markdown,
)
from egregora_assets.site.printable import make_slug, one_line, printable, shorten
from egregora_assets.site.site_model import Medium

MESSAGE = "0a1b2c3d-4e5f-8a7b-8c9d-0e1f2a3b4c5d"
PICTURE = "11111111-2222-8333-8444-555555555555"
GONE = "99999999-2222-8333-8444-555555555555"


class Known:
    """One message and one picture."""

    def message(self, message_id: str) -> str | None:
        return f"conversation/2024-01-08.html#m-{MESSAGE[:8]}" if message_id == MESSAGE else None

    def medium(self, media_id: str) -> Medium | None:
        if media_id != PICTURE:
            return None
        return Medium(PICTURE, "image", "A pier", MESSAGE, dt.date(2024, 1, 8), path="media/a.webp", width=4, height=3)

    def find_author(self, message_id: str) -> str | None:
        return MESSAGE if message_id == MESSAGE else None

    def find_title(self, url: str) -> str | None:
        return "The <b> timetable" if url == "https://a.example/times" else None


def html_of(content: str) -> str:
    return render_markdown(content, Known(), "../")


PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src='javascript:alert(1)'></iframe>",
    '<a href="javascript:alert(1)">x</a>',
    "<style>*{display:none}</style>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<form action=https://evil.example><input name=q></form>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example/)",
    "[x](../../secret.html)",
    "[x](#content)",
    "[x](mailto:a@b.example)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](https://evil.example/pixel.gif)",
    "![x](http://127.0.0.1:3000/graphql?query=mutation)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](media/a.webp)",
    "![x](../site.png)",
    f'![" onerror="alert(1)](media:{PICTURE})',
    f'![x](media:{PICTURE} "t\\" onload=\\"alert(1)")',
    f'[x](message:{MESSAGE} "\\" onmouseover=\\"alert(1)")',
    '[x](https://a.example/"onmouseover="alert(1))',
    "[x](https://a.example/ \"title' onclick='alert(1)\")",
    "`<script>alert(1)</script>`",
    "```\n<script>alert(1)</script>\n```",
    '```html" onclick=alert(1)\nx\n```',
    "# heading {#id onclick=alert(1)}",
    "[x]{: onclick=alert(1)}",
    "{{ 7*191 }} {% include '/etc/passwd' %} ${7*191}",
    "| a | b |\n|---|---|\n| <script>alert(1)</script> | ![x](https://evil.example/p) |",
    "> <script>alert(1)</script>\n>\n> — [<b>x</b>](javascript:alert(1))",
    "<https://a.example/?<script>alert(1)</script>>",
    "\u202egnp.exe\u2069 \u2066x\u2069",
    "\x00\x1b[31m",
    "*[x]: y\n[^1]: <script>alert(1)</script>",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_was_written_runs_or_loads(payload: str) -> None:
    shown = html_of(payload)
    tags = re.findall(r"<([a-z0-9]+)((?:\s[^<>]*)?)/?>", shown)
    assert {name for name, _ in tags} <= {
        "p",
        "em",
        "a",
        "img",
        "span",
        "blockquote",
        "code",
        "pre",
        "h2",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    assert not [rest for _, rest in tags if re.search(r"[\s\"']on\w+\s*=\s*[^&\s]", re.sub(r'"[^"]*"', '""', rest))]
    assert all(src == "../media/a.webp" for src in re.findall(r'<img[^>]* src="([^"]*)"', shown))
    for href in re.findall(r'<a[^>]* href="([^"]*)"', shown):
        assert href.startswith(("https://a.example/", "../conversation/", "../media/a.webp")), href
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b]", shown)


@given(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=200)
    | st.lists(st.sampled_from([*PAYLOADS, "<", ">", '"', "](", "![", "\n\n", "> "]), max_size=8).map("".join)
)
def test_no_text_makes_a_script_an_event_or_a_foreign_picture(content: str) -> None:
    shown = html_of(content)
    assert not re.search(r"<(script|style|iframe|object|embed|form|base|meta|svg|math)\b", shown)
    assert all(s == "../media/a.webp" for s in re.findall(r'<img[^>]* src="([^"]*)"', shown))
    assert not re.search(r'<a[^>]* href="(?!https?://|\.\./conversation/|\.\./media/)', shown)


def test_a_quote_leads_to_its_place_and_has_its_colour() -> None:
    shown = html_of(f"> At eight.\n>\n> — [Quiet Heron, Tue 14:05](message:{MESSAGE})")
    assert (
        f'<a href="../conversation/2024-01-08.html#m-{MESSAGE[:8]}" class="place">Quiet Heron, Tue 14:05</a>' in shown
    )
    assert '<p class="attribution">' in shown
    assert re.search(r'<blockquote class="hue-\d+">', shown)


SAID = st.text(alphabet="ab é\u00a0\u3000—–-1.#>\"'&*[\\:!ç", max_size=6)
BLOCKS = st.one_of(
    st.builds("{}{}{}{}{}".format, st.sampled_from(["", "# ", "## ", "###### ", "####### ", "*", "* ", "**"]), SAID,
              st.sampled_from(["", "x", "é", "#", " #", "1", ")"]), st.sampled_from(["", "*", "**"]),
              st.sampled_from(["", "\n"])),
    st.builds(
        "> {}{}\n>\n> {} [{}{}](message:{}){}".format, SAID, st.sampled_from(["", "x"]), st.sampled_from("—–-"), SAID,
        st.sampled_from(["", "y"]), st.sampled_from([MESSAGE, MESSAGE.upper(), GONE, PICTURE]),
        st.sampled_from(["", "", "\n", " "]),
    ),
    st.sampled_from([
        "- a", "1. a\n2. b", "  b", "    code", "```", "~~~", "# T", "T\n===", "text",
        "text\nmore  ", "— [x](message:" + MESSAGE + ")",
        "- — [x](message:" + MESSAGE + ")", "[y]: https://a.example/", "> [y]", "> q\n> r",
        "![p](media:" + PICTURE + ")", "", "\n",
        "a|b\n-|-\n1|2", "---", "> \n", "<b>", "*x", ">", "\ttab",
    ]),
)  # fmt: skip


@given(st.lists(BLOCKS, max_size=6).map("\n\n".join))
@example(f"> a\n>\n> — [b](message:{MESSAGE})\n\n> a\n>\n> — [b](message:{GONE})\n")
@example(f"> a \"b\" c\n>\n> – [d 'e'](message:{MESSAGE.upper()})")
def test_plain_quotes_are_rendered_as_the_parser_renders_them(content: str) -> None:
    for root in ("../", "https://a.example/b&c/"):
        whole = _sanitize(_parse(printable(content), _Rewriter(Known(), root, _read_words(content))))
        assert render_markdown(content, Known(), root) == whole


def test_plain_quotes_need_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("egregora_assets.site.markdown._get_parser", None)
    assert "hue-" in html_of(f"> Vamos à praia?\n>\n> — [Quiet Heron, Mon 14h](message:{MESSAGE})")


def test_a_message_that_is_gone_leaves_its_words() -> None:
    assert html_of(f"see [what was said](message:{GONE})") == "<p>see what was said</p>\n"


def test_a_picture_is_shown_from_the_site_with_its_description() -> None:
    shown = html_of(f"![The pier\\! at &#110;oon](media:{PICTURE})")
    assert '<img src="../media/a.webp" alt="The pier! at noon" width="4" height="3" loading="lazy">' in shown
    assert '<p class="picture">' in shown


def test_what_people_said_of_a_picture_stands_below_it_unless_the_document_quotes_it() -> None:
    assert '<span class="caption">A pier</span>' in html_of(f"![](media:{PICTURE})\n[Heron, Mon](message:{MESSAGE})")
    quoted = html_of(f"> A \\*pier\\*, A\n> pier\n\n![](media:{PICTURE})")
    assert 'alt="A pier"' in quoted
    assert "caption" not in quoted


def test_a_picture_and_whose_it_is_are_one_paragraph_and_other_words_are_not() -> None:
    assert html_of(f"![](media:{PICTURE})\n[Heron, Mon](message:{MESSAGE})").startswith('<p class="picture">')
    assert 'class="picture"' not in html_of(f"![](media:{PICTURE})\n[Heron](message:{MESSAGE}) came by")


def test_a_picture_that_is_gone_leaves_its_description() -> None:
    shown = html_of(f"![The pier at noon](media:{GONE})")
    assert "<img" not in shown
    assert "The pier at noon" in shown


def test_links_elsewhere_say_nothing_of_where_they_come_from() -> None:
    assert f'<a href="https://a.example/x?y=1&amp;z=2" rel="{EXTERNAL_REL}">' in html_of(
        "[x](https://a.example/x?y=1&z=2)"
    )


def test_a_bare_address_is_called_what_people_said_of_it() -> None:
    assert "The &lt;b&gt; timetable</a>" in html_of("- [a.example/times](<https://a.example/times>)")
    assert ">here</a>" in html_of("[here](<https://a.example/times>)")


def test_a_heading_of_the_first_order_gives_way_to_the_title() -> None:
    assert html_of("# One\n\n## Two") == "<h2>One</h2>\n<h2>Two</h2>\n"


def test_a_line_is_read_without_its_markup() -> None:
    assert read_line(r"The *last* one \(at nine\) [leaves](message:x)") == "The last one (at nine) leaves"


def test_an_address_without_its_scheme_is_linked_where_it_is_meant() -> None:
    shown = render_text("Menu: <b>\nwww.example.org/a?b&c\nof google.com")
    address = "www.example.org/a?b&amp;c"
    assert (
        shown == f'Menu: &lt;b&gt;<br><a href="https://{address}" rel="{EXTERNAL_REL}">{address}</a><br>of google.com'
    )


def test_a_message_is_escaped_linked_and_its_placeholders_marked() -> None:
    address = "https://a.example/?q=[phone-2]&amp;x="
    shown = render_text("<b>me</b> [phone-1]\nhttps://a.example/?q=[phone-2]&x=<y>")
    assert shown == (
        f'&lt;b&gt;me&lt;/b&gt; <i>[phone-1]</i><br><a href="{address}" rel="{EXTERNAL_REL}">{address}</a>&lt;y&gt;'
    )


@pytest.mark.slow
@given(st.text())
def test_a_message_makes_no_element_but_ours(text: str) -> None:
    shown = render_text(text)
    assert set(re.findall(r"<(/?\w+)", shown)) <= {"br", "a", "/a", "i", "/i"}


@given(st.text())
def test_what_is_printable_stays_so_and_is_printed_alike(text: str) -> None:
    once = printable(text)
    assert printable(once) == once
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]", once)
    assert "\n" not in one_line(text)


@given(st.text(), st.integers(1, 60))
def test_a_shortened_text_is_short(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit + 1


@pytest.mark.parametrize(
    ("text", "slug"), [("Reunião de Amanhã", "reuniao-de-amanha"), ("Straße", "strasse"), ("日本", ""), ("../x", "x")]
)
def test_slugs_are_made_of_plain_letters(text: str, slug: str) -> None:
    assert make_slug(text) == slug


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_accents(fold_accents(text)) == fold_accents(text)


@pytest.mark.parametrize(("name", "letters"), [("Quiet Heron", "QH"), ("solo", "S"), ("", "?"), ("🙂", "?")])
def test_initials_stand_for_a_name(name: str, letters: str) -> None:
    assert make_initials(name) == letters
