"""Markdown as a terminal shows it: no address of the site, no mark that says nothing there, no control character."""

from __future__ import annotations

import re

_PICTURE = re.compile(r"!\[((?:[^\]\\]|\\.)*)\]\([^)\s]*\)")
_OWN_LINK = re.compile(r"\[((?:[^\]\\]|\\.)*)\]\((?:message|media):[^)\s]*\)")
_LINK = re.compile(r"\[((?:[^\]\\]|\\.)*)\]\(<?([^)\s>]*)>?\)")
_HEADING = re.compile(r"^#{1,6}[ \t]+(.*)$")
_QUOTED = re.compile(r"^(?:>[ \t]?)+")
_EMPHASIS = re.compile(r"(?<![\w\\*])(\*{1,2})(?=\S)(.+?)(?<=[^\s\\])\1(?![\w*])")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def render_plain_text(content: str) -> str:
    """A document's Markdown as text: headings underlined, quotes behind a bar, pictures and addresses in brackets."""
    lines = []
    for line in content.split("\n"):
        heading = _HEADING.match(line)
        if heading:
            title = _flatten(heading[1])
            lines += [title, "─" * min(len(title), 60)]
            continue
        quote = _QUOTED.match(line)
        lines.append(f"  │ {_flatten(line[quote.end() :])}".rstrip() if quote else _flatten(line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def make_printable(text: str | None) -> str:
    """A text on one line that no character can control."""
    return " ".join("".join(c if c.isprintable() else " " for c in text or "").split())


def _flatten(line: str) -> str:
    """A line of Markdown without its marks."""
    plain = _PICTURE.sub(lambda found: f"[{found[1] or 'picture'}]", line)
    plain = _LINK.sub(r"\1 [\2]", _OWN_LINK.sub(r"\1", plain))
    plain = _ESCAPED.sub(r"\1", _EMPHASIS.sub(r"\2", plain))
    return "".join(c if c.isprintable() else " " for c in plain).rstrip()
