"""Text for pages: without control characters, direction overrides and invisible tags."""

from __future__ import annotations

import re

from egregora_assets.language.folding import fold_accents

# C0 without tab and line feed, DEL and C1; marks and overrides of direction; the byte order mark; interlinear
# annotations; tag characters; lone surrogates; non-characters. Joiners (U+200C, U+200D) stay: scripts and emoji
# need them.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffc\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile(r"\s+")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def printable(text: str) -> str:
    """Remove what could reorder, hide or break the text around it; odd line breaks become line feeds."""
    if text.isascii() and text.isprintable():
        return text
    return _UNPRINTABLE.sub("", _LINE_BREAK.sub("\n", text))


def one_line(text: str) -> str:
    """The printable text on one line, with single spaces."""
    return _SPACE.sub(" ", printable(text)).strip()


def shorten(text: str, limit: int) -> str:
    """The text on one line, cut at a word before `limit` characters with an ellipsis."""
    line = one_line(text)
    if len(line) <= limit:
        return line
    head = line[:limit].rsplit(" ", 1)[0] if " " in line[:limit] else line[:limit]
    return head.rstrip(" ,;:.–—-") + "…"


def make_slug(text: str) -> str:
    """The folded words of a text joined by hyphens; empty if it has no Latin letter or digit."""
    return _NOT_A_WORD.sub("-", fold_accents(text)).strip("-")
