"""Chat text as Markdown that can never become markup, and the few forms that the writer uses.

A link `message:<message_id>` means a place in the conversation and a picture `media:<media_id>` a file: the site
resolves both.

Source: CommonMark 0.31 (backslash escapes, entity references, hard line breaks).
"""

from __future__ import annotations

import re
from urllib.parse import quote as percent_encoded

_ALWAYS = frozenset("\\`*_{}[]<>&~|$^@")
_BACKSLASHED = str.maketrans({sign: f"\\{sign}" for sign in _ALWAYS})
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters without tab and newline, and halves of surrogate pairs: categories Cc and Cs."""
_AT_LINE_START = frozenset("#+-=:")
_NUMBERED = re.compile(r"\d{1,9}[.)]")
_BARE_HOST = re.compile(r"(?<=\w)\.(?=[^\W\d_])|:(?=/)")
_WEB_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


def strip_controls(text: str) -> str:
    """The text with newlines for carriage returns and without other control characters but tabs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text)


def _escape_plain_line(line: str) -> str:
    """One line: edges as character references, everything with a meaning behind a backslash."""
    body = line.strip()
    if not body:
        return "".join(f"&#{ord(c)};" for c in line)
    start = line.index(body)
    before, after = line[:start], line[start + len(body) :]
    marked = {m.start() for m in _BARE_HOST.finditer(body)}
    if body[0] in _AT_LINE_START:
        marked.add(0)
    if numbered := _NUMBERED.match(body):
        marked.add(numbered.end() - 1)
    if marked:
        inner = "".join([f"\\{c}" if c in _ALWAYS or i in marked else c for i, c in enumerate(body)])
    else:
        inner = body.translate(_BACKSLASHED)
    return "".join(f"&#{ord(c)};" for c in before) + inner + "".join(f"&#{ord(c)};" for c in after)


def escape_text(text: str) -> str:
    """Markdown that renders as exactly this text: no link, picture, heading, list, HTML or entity comes of it.

    Line breaks stay (as hard breaks; leading and trailing ones as character references), spaces at the edges of a line
    stay, control characters go. The result may stand in a paragraph, a block quote, a list item or a link.
    """
    lines = [_escape_plain_line(line) for line in strip_controls(text).split("\n")]
    first = next((i for i, line in enumerate(lines) if line), len(lines))
    last = next((i for i in range(len(lines) - 1, -1, -1) if lines[i]), -1)
    if last < 0:
        return "&#10;" * (len(lines) - 1)
    return "&#10;" * first + "\\\n".join(lines[first : last + 1]) + "&#10;" * (len(lines) - 1 - last)


def escape_line(text: str) -> str:
    """Like `escape_text`, with every run of white space as one space: for headings, names, link texts."""
    return escape_text(" ".join(strip_controls(text).split()))


def format_link(text: str, url: str) -> str:
    """A Markdown link to a web address; the bare text where the address is not http or https."""
    label = escape_line(text)
    if not _WEB_ADDRESS.fullmatch(url):
        return label
    return f"[{label}](<{percent_encoded(url, safe=':/?#@!$&()*+,;=%~._-' + chr(39))}>)"


def format_message_link(text: str, message_id: str) -> str:
    """A Markdown link to a place in the conversation."""
    return f"[{escape_line(text)}](message:{message_id})"


def format_picture(media_id: str, attribution: str, message_id: str) -> str:
    """A Markdown picture with the line that says whose it is, a link to its message; without it where that is empty.

    The site knows the file, and what was said of it, by its identifier: people's words stand in one place.
    """
    picture = f"![](media:{media_id})"
    return f"{picture}\n{format_message_link(attribution, message_id)}" if attribution else picture


def format_quote(text: str, attribution: str, message_id: str) -> str:
    """A quote with the line that says whose it is; that line is a link to the message.

    Args:
        text: the exact words, any text.
        attribution: name and time, any text.
    """
    body = "\n".join(f"> {line}" for line in escape_text(text).split("\n"))
    return f"{body}\n>\n> — {format_message_link(attribution, message_id)}"
