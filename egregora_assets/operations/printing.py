"""Text that came from outside, made safe to show on a terminal."""

_JOINERS = "\u200c\u200d"


def escape(text: str) -> str:
    """A text that moves no cursor and breaks no line: invisible characters but joiners are written as numbers."""
    return "".join(c if c.isprintable() or c in _JOINERS else f"\\u{{{ord(c):x}}}" for c in text)
