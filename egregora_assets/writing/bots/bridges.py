"""Bridges: lines that a program carries over from another place, each with who spoke there."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

_BRACKETED = re.compile(r"(?:\*\*)?<[@+%&~]?(?P<nick>[^<>\n]{1,40})>(?:\*\*)?:?\s+(?P<said>\S.*)", re.DOTALL)
_LABELLED = re.compile(r"(?P<nick>[^\s:<>]{1,30}(?: [^\s:<>]{1,30})?):\s+(?P<said>\S.*)", re.DOTALL)
_LEAST_LINES, _LEAST_NICKS, _LEAST_SHARE = 8, 2, 0.9
_LEAST_LABELLED, _LEAST_LABELS, _LEAST_LABEL_SHARE = 20, 3, 0.95
_MOST_NAMED = 0.05


def split_bridged(text: str) -> tuple[str, str] | None:
    """Who spoke and what was said, of a line like `<nick> said`; None where it is none."""
    match = _BRACKETED.match(text)
    return (match["nick"], match["said"]) if match else None


def is_bridge(texts: Sequence[str], names: Collection[str]) -> bool:
    """Whether somebody's texts are lines carried over: nearly all begin with `<nick>`, or with `nick:`.

    In a busy channel people too begin with `nick:`, to say whom they answer. So this form counts only where the names
    of who takes part are known, and hardly a line begins with one of them.

    Args:
        texts: all of somebody's.
        names: of the people of the conversation.
    """
    nicks = [found[0] for text in texts if (found := split_bridged(text))]
    if len(texts) >= _LEAST_LINES and len(nicks) >= _LEAST_SHARE * len(texts):
        return len(set(nicks)) >= _LEAST_NICKS
    if not names or len(texts) < _LEAST_LABELLED:
        return False
    labels = [match["nick"].casefold() for text in texts if (match := _LABELLED.match(text))]
    known = {name.casefold() for name in names}
    named = sum(label in known or label.split()[0] in known for label in labels)
    return (
        len(labels) >= _LEAST_LABEL_SHARE * len(texts)
        and len(set(labels)) >= _LEAST_LABELS
        and named <= _MOST_NAMED * len(labels)
    )
