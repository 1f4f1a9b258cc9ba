"""Cleans older Markdown: removes bookkeeping, older pseudonyms and personal data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from egregora_assets.legacy.current_state import ImportTools
from egregora_assets.legacy.older_rows import OlderRow
from egregora_assets.legacy.outcomes import RowRefused

PERSON = "[person]"
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n.*?\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_NO_PROSE = re.compile(r"^\s*(?:#|>|!\[|\||```|---|\*\*\*|[-*+] |\d+\. )")
_MARKS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*_`]{1,3}")
_HEX = re.compile(r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|[0-9a-f]{8,64}")
_AUTHOR_COLUMNS = ("authors", "author", "author_ids", "author_id", "author_uuid", "subject_uuid", "subject_id")
_LONGEST_SUMMARY = 300
_SHORT = 8
_PERSON_SIGN, _BRACKET_SIGN = "\ue000", "\ue001"
"""Stand for a person and for a bracket of Markdown during redaction, which would otherwise escape brackets that look
like a placeholder, and with them links and our own replacements.
"""


@dataclass
class Parts:
    """The texts of one document, and the changes so far. Title and summary are plain text; None = there is none."""

    content: str
    title: str | None = None
    summary: str | None = None
    tags: tuple[str, ...] = ()
    slug: str = ""
    changes: list[str] = field(default_factory=list)


def strip_bookkeeping(content: str) -> str:
    """The Markdown without YAML front matter and HTML comments."""
    return _COMMENT.sub("", _FRONT_MATTER.sub("", content.lstrip("\ufeff \n"))).strip()


def find_heading(content: str) -> str | None:
    """The text of the first heading."""
    found = _HEADING.search(content)
    return _strip_markdown(found[1]) or None if found else None


def extract_summary(content: str) -> str | None:
    """The first paragraph of prose as plain text, cut at a word."""
    paragraphs = (p for p in re.split(r"\n\s*\n", content) if not _NO_PROSE.match(p))
    text = next((t for p in paragraphs if (t := _strip_markdown(p))), "")
    if len(text) > _LONGEST_SUMMARY:
        text = text[:_LONGEST_SUMMARY].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
    return text or None


def _strip_markdown(markdown: str) -> str:
    return " ".join(_MARKS.sub(lambda m: m[1] or "", markdown).split())


def compile_pseudonyms(rows: Iterable[OlderRow], current: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern for the predecessor's pseudonyms, which anybody can compute from a name; None if there are none.

    Args:
        current: the current author_ids, which are no such pseudonyms.
    """
    known = frozenset(current)
    found = {i.lower() for r in rows for c in _AUTHOR_COLUMNS for i in (*r.read_items(c), r.read_text(c) or "")} - known
    ids = {i for i in found if _HEX.fullmatch(i)}
    spelled = ids | {i.replace("-", "") for i in ids} | {i[:_SHORT] for i in ids}
    if not spelled:
        return None
    pattern = "|".join(sorted(map(re.escape, spelled), key=lambda s: (-len(s), s)))
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


def screen_parts(parts: Parts, tools: ImportTools, pseudonyms: re.Pattern[str] | None) -> Parts:
    """The parts without personal data and older pseudonyms, with the changes.

    Raises:
        RowRefused: they contain a name or value of the vault.
    """
    whole = "\n".join((parts.slug, parts.title or "", parts.summary or "", *parts.tags, parts.content))
    if tools.is_leak(whole):
        raise RowRefused("leak")
    texts = [parts.title or "", parts.summary or "", parts.content, *parts.tags]
    texts = [t.replace("[", _BRACKET_SIGN) for t in texts]
    if pseudonyms is not None and any(map(pseudonyms.search, texts)):
        texts = [pseudonyms.sub(_PERSON_SIGN, t) for t in texts]
        parts.changes.append("pseudonym_replaced")
    texts, is_changed = tools.redact(texts)
    if is_changed:
        parts.changes.append("personal_data_replaced")
    texts = [t.replace(_PERSON_SIGN, PERSON).replace(_BRACKET_SIGN, "[") for t in texts]
    parts.title = texts[0] if parts.title else None
    parts.summary = texts[1] if parts.summary else None
    parts.content, parts.tags = texts[2], tuple(dict.fromkeys(texts[3:]))
    if parts.slug and not is_harmless([parts.slug, parts.slug.replace("-", " ")], tools, pseudonyms):
        parts.slug = ""
    return parts


def is_harmless(texts: Sequence[str], tools: ImportTools, pseudonyms: re.Pattern[str] | None) -> bool:
    """Whether texts contain nothing that would be replaced."""
    if any(tools.is_leak(t) for t in texts) or (pseudonyms is not None and any(map(pseudonyms.search, texts))):
        return False
    return not tools.redact(texts)[1]
