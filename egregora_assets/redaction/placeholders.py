"""What stands in a redacted text instead of names and personal data: `[person]`, `[group-name]`, `[phone-2]`,
`[withheld]`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from egregora_assets.contracts.vocabularies import CHOSEN_KINDS

PERSON = "[person]"
GROUP_NAME = "[group-name]"
PLACEHOLDER_NAMES = {kind: kind.replace("_", "-") for kind in CHOSEN_KINDS} | {
    "national_id": "id",
    "document_number": "document",
    "bank_account": "account",
    "pix_key": "pix",
    "url_secret": "link-secret",
    "profile_url": "profile",
}
"""The word in the placeholder of each kind of personal data."""

PLACEHOLDER = re.compile(
    r"\[(?:person|group-name|withheld|(?:"
    + "|".join(sorted(PLACEHOLDER_NAMES.values(), key=lambda n: (-len(n), n)))
    + r")-\d+)\]"
)
"""Matches every placeholder that redaction writes."""
_LOOKS_LIKE_A_PLACEHOLDER = re.compile(r"\[(?=(?:[a-z]+-)*[a-z]+(?:-\d+)?\])([^\]]*)\]")


@dataclass(frozen=True, slots=True)
class Redaction:
    """One replacement in a text.

    Args:
        kind: one of the contract's `PII_TYPES`.
        placeholder: what stands there instead, a placeholder or a pseudonym.
    """

    kind: str
    placeholder: str


@dataclass(frozen=True, slots=True)
class RedactedText:
    """A text that may be published, and what was replaced in it, by place."""

    text: str
    redactions: tuple[Redaction, ...] = ()


@dataclass
class Numbering:
    """Numbers values by first appearance, kind by kind; equal values get equal numbers."""

    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def copy(self) -> Numbering:
        """The same numbers, to go on from."""
        return Numbering(dict(self.numbers), dict(self.counts))

    def number(self, kind: str, value: str) -> str:
        """The placeholder of a value, such as `[phone-2]`."""
        number = self.numbers.get((kind, value))
        if number is None:
            number = self.counts[kind] = self.counts.get(kind, 0) + 1
            self.numbers[kind, value] = number
        return f"[{PLACEHOLDER_NAMES[kind]}-{number}]"


def escape_placeholders(text: str) -> str:
    """The text with round instead of square brackets around what only looks like a placeholder."""
    return _LOOKS_LIKE_A_PLACEHOLDER.sub(r"(\1)", text) if "[" in text else text


def escape_exact_placeholders(text: str) -> str:
    """The text with round instead of square brackets around what is a placeholder letter by letter.

    For Markdown that nobody counts placeholders in: links, footnotes and boxes to tick keep their brackets.
    """
    return PLACEHOLDER.sub(lambda found: f"({found[0][1:-1]})", text) if "[" in text else text


def count_placeholder_mismatches(texts: Mapping[str, str], rows: Mapping[str, Sequence[str]]) -> int:
    """Count the messages whose placeholders and rows differ in kind, number or order.

    Args:
        texts: redacted texts by message.
        rows: the placeholders of their rows by message, in order.
    """
    wrong = len(set(rows) - set(texts))
    for message_id, text in texts.items():
        recorded = rows.get(message_id, ())
        place = 0
        for placeholder in recorded:
            found = text.find(placeholder, place)
            place = len(text) + 1 if found < 0 else found + len(placeholder)
        in_brackets = PLACEHOLDER.findall(text)
        if place > len(text) or in_brackets != [p for p in recorded if p.startswith("[")]:
            wrong += 1
    return wrong
