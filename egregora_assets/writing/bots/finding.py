"""Finds who is a program: its lines follow few templates, and it neither asks nor talks.

A person who is taken for a program would vanish from the site. So what is in doubt is a person, and this must hold:
nearly every line is worded as programs word theirs or follows a template that was filled at least three times in
different ways, and there is a mark that people do not leave (see `_is_program`). Short lines, greetings that are the
same every day, and notices by one person that look alike are no templates.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from egregora_assets.writing.bots.bridges import is_bridge
from egregora_assets.writing.bots.reading_lines import is_program_line
from egregora_assets.writing.conversation import Message

_LEAST_LINES = 8
_LEAST_SHARE = 0.85
_MOST_REPLIES = 0.2
_LEAST_PROGRAM_LINES, _LEAST_PROGRAM_SHARE = 3, 0.3
_LEAST_FILLINGS, _LEAST_WORDS, _LEAST_TEMPLATES = 3, 3, 2
_LEAST_LINKED, _LEAST_LINKED_SHARE = 20, 0.8
_ADDRESS = re.compile(r"https?://\S+")
_SLOTS = re.compile(
    r"""https?://\S+ | "[^"\n]*" | \([^()\n]*\) | \b(?=[0-9a-f]*\d)[0-9a-f]{7,40}\b | [+-]?\d[\d.,:/]*%?
    | (?<=\s)[A-Z][\w-]*(?:\s[A-Z][\w-]*)* """,
    re.VERBOSE,
)
_TAG = re.compile(r"\[[^\[\]\n]{1,60}\]")
MARK = r"(?i)https?://|\d|^\s*[\[<*]|^\S{1,30}(?: \S{1,30})?:\s|received:|Meeting |motion |vot"
"""What at least half of a program's texts hold. Arrow and Python read it alike."""


def find_bots(messages: Iterable[Message], names: Collection[str] = ()) -> frozenset[str]:
    """The author_ids of programs among who wrote some messages: bots and bridges.

    Args:
        messages: all of a conversation, in any order.
        names: of its people, as the texts have them; without them a bridge is known by `<nick>` alone.
    """
    return find_programs((Line(m.author_id, m.kind, m.text, bool(m.reply_to)) for m in messages), names)


class Line(NamedTuple):
    """What is looked at of a message."""

    author_id: str
    kind: str
    text: str
    is_reply: bool


def find_programs(lines: Iterable[Line], names: Collection[str]) -> frozenset[str]:
    """As `find_bots`, from what is looked at of the messages."""
    written: dict[str, list[Line]] = {}
    for line in lines:
        if line.author_id and line.kind == "text" and line.text.strip():
            written.setdefault(line.author_id, []).append(line)
    mark = re.compile(MARK)
    return frozenset(
        author_id
        for author_id, own in written.items()
        if may_be_program(len(own), sum(mark.search(line.text) is not None for line in own))
        and (is_bridge([line.text for line in own], names) or _is_program(own))
    )


def may_be_program(count: int, marked_count: int) -> bool:
    """Whether so many texts, of which so many hold a `MARK`, leave it open that a program wrote them. Few people do."""
    return count >= _LEAST_LINES and 2 * marked_count >= count


def _is_program(own: Sequence[Line]) -> bool:
    texts = [line.text.strip() for line in own]
    told = [is_program_line(text) for text in texts]
    forms = [make_skeleton(text) for text in texts]
    filled = _count_fillings(texts, forms)
    tags = Counter(match.group() for text in texts if (match := _TAG.match(text)))
    fitting = [
        is_told or filled[form] >= _LEAST_FILLINGS or (match is not None and tags[match.group()] >= _LEAST_FILLINGS)
        for is_told, form, match in zip(told, forms, map(_TAG.match, texts), strict=True)
    ]
    if sum(fitting) < _LEAST_SHARE * len(own):
        return False
    has_program_lines = sum(told) >= max(_LEAST_PROGRAM_LINES, _LEAST_PROGRAM_SHARE * len(own))
    if has_program_lines:
        return True
    replies = sum(line.is_reply for line in own)
    questions = sum("?" in _ADDRESS.sub("", text) for text in texts)
    linked = sum(_ADDRESS.search(text) is not None for text in texts)
    templates = sum(n >= _LEAST_FILLINGS for n in filled.values())
    return (
        replies <= _MOST_REPLIES * len(own)
        and not questions
        and len(own) >= _LEAST_LINKED
        and linked >= _LEAST_LINKED_SHARE * len(own)
        and templates >= _LEAST_TEMPLATES
    )


def make_skeleton(text: str) -> str:
    """A text's first line with its slots emptied: addresses, numbers, digests, names, words in quotes or brackets."""
    return " ".join(_SLOTS.sub("§", text.split("\n", 1)[0]).split())


def _count_fillings(texts: Sequence[str], forms: Sequence[str]) -> dict[str, int]:
    """By skeleton, how many different texts fill it; 0 where it has no slot, or hardly a word of its own."""
    fillings: dict[str, set[str]] = {}
    for text, form in zip(texts, forms, strict=True):
        fillings.setdefault(form, set()).add(text)
    return {
        form: len(found) if "§" in form and _count_words(form) >= _LEAST_WORDS else 0
        for form, found in fillings.items()
    }


def _count_words(form: str) -> int:
    return sum(any(map(str.isalpha, word)) for word in form.split())
