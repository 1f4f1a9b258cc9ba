"""A document's Markdown as safe HTML.

Three defences: raw HTML is never parsed, every link and picture is rewritten or dropped here, and the finished HTML
passes an allow-list. The page's Content-Security-Policy is the fourth.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from egregora_assets.contracts.pictures.captions import BETWEEN_LINES
from egregora_assets.site.printable import one_line, printable
from egregora_assets.site.site_model import HUES, Medium, hue

EXTERNAL_REL = "noopener noreferrer nofollow ugc"
_TAGS = frozenset(
    re.findall(
        r"\w+", "a blockquote br code em h2 h3 h4 h5 h6 hr img li ol p pre s span strong table tbody td th thead tr ul"
    )
)
_ATTRIBUTES = {"a": {"href", "rel"}, "img": {"src", "alt", "width", "height", "loading"}, "ol": {"start"}}
_CLASSES = {
    "p": {"attribution", "picture"},
    "span": {"caption"},
    "a": {"place"},
    "blockquote": {f"hue-{hue}" for hue in range(HUES)},
}
_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_REFERENCE = re.compile(r"(message|media):([0-9a-fA-F-]{32,36})")
# A quote as the writer writes it, of words without a meaning in Markdown: most of what a post holds.
_PLAIN = r"[^\\`*_\[\]<>&!~|\t\n]"
_PLAIN_QUOTE = re.compile(
    rf"> (?![-#+=:\d\s])({_PLAIN}*)\n>\n> ([—–]) \[({_PLAIN}+)\]\(message:([0-9a-fA-F-]{{32,36}})\)\n?"
)
_PLAIN_LINE = re.compile(rf"(?:(#{{1,6}}) |(\*))?(?![-#+=:\d\s—–])({_PLAIN}*[^#\s\\`*_\[\]<>&!~|])(?(2)\*)\n?")
"""A heading, an emphasised line or a paragraph of such words on one line."""
# What may concern other parts of a document: code, definitions of links, an attribution apart from its quote.
_ACROSS_PARTS = re.compile(r"```|~~~|\]:|^[^\w>\n]*[—–]", re.MULTILINE)
_QUOTE_MARK = re.compile(r"^> ?", re.MULTILINE)
_DASHES = ("—", "–")


class References(Protocol):
    """Looks up what a document may refer to."""

    def message(self, message_id: str) -> str | None:
        """The message's address relative to the site, or None."""

    def medium(self, media_id: str) -> Medium | None:
        """The medium, or None."""

    def find_author(self, message_id: str) -> str | None:
        """The id of the person whose message it is, or None."""

    def find_title(self, url: str) -> str | None:
        """What an address is called, or None."""


@dataclass(frozen=True)
class _Rewriter:
    """Resolves the references of one document for a page whose folder is `root` away from the site's.

    `told` is the text of the whole document: what it says of a picture is not said again below that.
    """

    places: References
    root: str
    told: str

    def rewrite(self, tokens: Sequence[Token]) -> list[Token]:
        """The tokens of one line, with links resolved or removed and pictures shown or described."""
        kept: list[Token] = []
        undone: list[bool] = []
        for place, token in enumerate(tokens):
            if token.type == "link_open":
                undone.append(not self._resolve(token))
                if undone[-1]:
                    continue
                self._name(token, tokens[place + 1 :])
            elif token.type == "link_close" and undone.pop():
                continue
            kept.append(self._render_picture(token) if token.type == "image" else token)
        return kept

    def _resolve(self, link: Token) -> bool:
        """Set the link's final address; False if there is none."""
        href = str(link.attrGet("href") or "")
        link.attrs = {}
        reference = _REFERENCE.fullmatch(href)
        if reference:
            target = self._find_target(*reference.groups())
            if target:
                link.attrs = {"href": self.root + target, "class": "place"}
            return target is not None
        if _WEB.match(href):
            link.attrs = {"href": href, "rel": EXTERNAL_REL}
            return True
        return False

    def _name(self, link: Token, following: Sequence[Token]) -> None:
        """Put what a link is called in place of its bare address."""
        href = str(link.attrs.get("href", ""))
        title = self.places.find_title(href) if following and following[0].type == "text" else None
        if title and href.split("://", 1)[-1].startswith(following[0].content.rstrip("/")):
            following[0].content = one_line(title)

    def _find_target(self, kind: str, identifier: str) -> str | None:
        if kind == "message":
            return self.places.message(identifier.lower())
        medium = self.places.medium(identifier.lower())
        return medium.path if medium else None

    def _render_picture(self, image: Token) -> Token:
        """A picture of the conversation with its caption, or the caption alone."""
        reference = _REFERENCE.fullmatch(str(image.attrGet("src") or ""))
        medium = self.places.medium(reference[2].lower()) if reference and reference[1] == "media" else None
        written = _extract_text(image.children)
        caption = written or (self._choose_caption(medium) if medium else "")
        shown = f'<span class="caption">{html.escape(caption)}</span>' if caption else ""
        if medium and medium.path and medium.is_picture:
            picture = render_picture(medium, self.root, html.escape(one_line(written or medium.label)))
            shown = f'<a href="{self.root}{html.escape(medium.path)}">{picture}</a>{shown}'
        return Token("html_inline", "", 0, content=shown)

    def _choose_caption(self, medium: Medium) -> str:
        """What people said of a picture, as far as the document does not quote it."""
        said = medium.description.split(BETWEEN_LINES)
        return BETWEEN_LINES.join(part for part in said if part.rstrip("…") not in self.told)


def render_picture(medium: Medium, root: str, escaped_description: str) -> str:
    """The `img` element of a medium, from its thumbnail where there is one; the description is escaped already."""
    size = f' width="{medium.width}" height="{medium.height}"' if medium.width and medium.height else ""
    source = html.escape(medium.thumbnail or medium.path or "")
    return f'<img src="{root}{source}" alt="{escaped_description}"{size} loading="lazy">'


def render_markdown(content: str, places: References, root: str) -> str:
    """The HTML of a document's Markdown, safe to insert into a page.

    Args:
        content: Markdown with `message:UUID` links and `media:UUID` pictures.
        places: looks these up.
        root: the relative path from the page's folder to the site's (or the site's address, for feeds).
    """
    told = _read_words(content) if "media:" in content else ""
    return _sanitize("".join(_render_parts(printable(content), _Rewriter(places, root, told))))


def _read_words(content: str) -> str:
    """The words of a document on one line, without what Markdown adds to quotes and escapes."""
    return " ".join(html.unescape(_QUOTE_MARK.sub("", content).replace("\\", "")).split())


def _render_parts(content: str, rewriter: _Rewriter) -> Iterator[str]:
    """The HTML of a document in parts, not yet sanitized: plain quotes by themselves, the rest by the parser.

    Blocks with an empty line between them, of which none is open or defines anything, are parsed alike alone.
    """
    places, root = rewriter.places, rewriter.root
    parts = [content] if _ACROSS_PARTS.search(content) else content.split("\n\n")
    between: list[str] = []
    for part in parts:
        plain = _render_plain_part(part, places, root)
        if plain is None:
            between.append(part)
            continue
        if between:
            yield _parse("\n\n".join(between), rewriter)
            between = []
        yield plain
    if between:
        yield _parse("\n\n".join(between), rewriter)


def _render_plain_part(part: str, places: References, root: str) -> str | None:
    """A quote, heading, emphasised line or paragraph without other markup; None where it takes the parser."""
    if (quote := _PLAIN_QUOTE.fullmatch(part)) is not None:
        is_tidy = quote[1] == quote[1].strip() and quote[3] == quote[3].strip()
        return _render_plain_quote(quote, places, root) if is_tidy else None
    line = _PLAIN_LINE.fullmatch(part)
    if line is None or line[3] != line[3].strip():
        return None
    text = html.escape(line[3])
    if line[1]:
        tag = f"h{max(2, len(line[1]))}"
        return f"<{tag}>{text}</{tag}>\n"
    return f"<p><em>{text}</em></p>\n" if line[2] else f"<p>{text}</p>\n"


def _render_plain_quote(quote: re.Match[str], places: References, root: str) -> str:
    """A quote without markup, as the parser and the rules below would render it."""
    text, dash, label, message_id = html.escape(quote[1]), quote[2], html.escape(quote[3]), quote[4].lower()
    person_id, address = places.find_author(message_id), places.message(message_id)
    colour = f' class="hue-{hue(person_id)}"' if person_id else ""
    said = f'<a href="{html.escape(root + address)}" class="place">{label}</a>' if address else label
    return f'<blockquote{colour}>\n<p>{text}</p>\n<p class="attribution">{dash} {said}</p>\n</blockquote>\n'


def _parse(content: str, rewriter: _Rewriter) -> str:
    """The HTML of any Markdown, not yet sanitized."""
    parser = _get_parser()
    tokens = parser.parse(content)
    _mark_quotes(tokens, rewriter.places)
    for token in tokens:
        if token.type in ("heading_open", "heading_close") and token.tag == "h1":
            token.tag = "h2"
        if token.children:
            token.children = rewriter.rewrite(token.children)
    _mark_pictures(tokens)
    rendered: str = parser.renderer.render(tokens, parser.options, {})
    return rendered


def read_line(line: str) -> str:
    """The text of a line of Markdown, without markup, with single spaces."""
    return " ".join(_extract_text(_get_parser().parseInline(printable(line))[0].children).split())


def _extract_text(children: Sequence[Token] | None) -> str:
    """The text of a line's tokens, without markup."""
    return "".join(c.content if c.type in ("text", "code_inline") else " " for c in children or ()).strip()


def _mark_quotes(tokens: Sequence[Token], places: References) -> None:
    """Mark the paragraphs that attribute a quote, and give the quote the colour of its author."""
    quote: Token | None = None
    for before, inline in itertools.pairwise(tokens):
        if before.type == "blockquote_open":
            quote = before
        if quote is None or before.type != "paragraph_open" or not inline.content.startswith(_DASHES):
            continue
        links = [_REFERENCE.fullmatch(str(c.attrGet("href"))) for c in inline.children or () if c.type == "link_open"]
        said = next((m[2].lower() for m in links if m and m[1] == "message"), None)
        if said:
            before.attrs = {"class": "attribution"}
            person_id = places.find_author(said)
            quote.attrs = {"class": f"hue-{hue(person_id)}"} if person_id else {}


def _mark_pictures(tokens: Sequence[Token]) -> None:
    """Mark the paragraphs that hold a picture and nothing else but whose it is."""
    for before, inline in itertools.pairwise(tokens):
        children = list(inline.children or ()) if before.type == "paragraph_open" else []
        if children and children[0].type == "html_inline" and _holds_nothing_or_link(children[1:]):
            before.attrs = {**before.attrs, "class": "picture"}


def _holds_nothing_or_link(tokens: Sequence[Token]) -> bool:
    """Whether tokens are pictures and spaces, up to a link that goes to the end."""
    start = next((i for i, t in enumerate(tokens) if t.type == "link_open"), len(tokens))
    before, link = tokens[:start], tokens[start:]
    is_bare = all(
        t.type == "html_inline" or (t.type in ("text", "softbreak") and not t.content.strip()) for t in before
    )
    return is_bare and (not link or [t.type for t in link].index("link_close") == len(link) - 1)


@cache
def _get_parser() -> MarkdownIt:
    """CommonMark with tables and strikethrough, without raw HTML."""
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def _sanitize(fragment: str) -> str:
    """The fragment reduced to the elements, attributes, classes and schemes that a document may use."""
    return nh3.clean(
        fragment,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https"},
        link_rel=None,
    )
