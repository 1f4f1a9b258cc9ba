"""People of an export: one name in the rows for each, made of display name, nickname and handles.

The name holds every name that the program knows of a person, such as "Ana Souza (anasz)", because redaction looks for
these. Mentions are marks in a text until the whole export has been read, because somebody may be mentioned before they
write.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from egregora_assets.language.folding import fold_name

_MARK = re.compile("\u0000([^\u0000]*)\u0000([^\u0000]*)\u0000")
_UNSAFE = re.compile("[\u0000-\u001f\u2066-\u2069]")
_MAIL = re.compile(r"^([^@\s]+)@[\w-]+(?:\.[\w-]+)+$")
"""Of a mail address only the part before the @ names the person."""
_WORDS = re.compile(r"\w+")
_MENTION = re.compile("@\u2068([^\u2068\u2069\n]{1,400})\u2069")
_LONGEST_NAME = 80
NOBODY = "?"
"""The name in a mention of somebody unknown."""
_FEWEST_DIGITS, _MOST_DIGITS = 8, 20


def short_digest(text: str) -> str:
    """Eight hexadecimal digits that stand for an id."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def make_numeric_name(person_id: str) -> str:
    """A name for somebody of whom only an id is known; of digits, so that no word is taken for a name."""
    digits = "".join(c for c in person_id if c in "0123456789")
    if not _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS:
        digits = str(int.from_bytes(hashlib.sha256(person_id.encode("utf-8", "replace")).digest()[:5], "big")).zfill(13)
    return f"#{digits}"


def full_name(label: str, handles: Iterable[str] = ()) -> str:
    """A display name with the person's other names that add something; empty for none."""
    kept: list[str] = []
    for name in (label, *handles):
        clean = _MAIL.sub(r"\1", " ".join(_UNSAFE.sub(" ", name).split()))[:_LONGEST_NAME].strip()
        known = {w for k in kept for w in _WORDS.findall(fold_name(k))}
        if fold_name(clean) and (not kept or not {*_WORDS.findall(fold_name(clean))} <= known):
            kept.append(clean)
    return kept[0] + (f" ({'; '.join(kept[1:])})" if kept[1:] else "") if kept else ""


def mark(person_id: str, label: str = "", *, is_literal: bool = False) -> str:
    """A mark for a mention, which `People.resolve_marks` replaces when everybody is known.

    Args:
        person_id: id of the person.
        label: name in the mention; used where the export has no other.
        is_literal: the label is text that stays where nobody has the id.
    """
    return f"\u0000{person_id}\u0000{'=' if is_literal else ''}{label}\u0000"


def isolate_name(name: str) -> str:
    """A name between the characters that applications put around a mention, so that its limits are known."""
    return f"@\u2068{name}\u2069"


def find_mentioned_names(text: str) -> list[str]:
    """The names in mentions, in order."""
    return [n for n in _MENTION.findall(text) if n != NOBODY] if "\u2068" in text else []


@dataclass
class People:
    """The people of one conversation, or of a whole export, by id."""

    names: dict[str, str] = field(default_factory=dict)
    _bearers: dict[str, str] = field(default_factory=dict)

    def add(self, person_id: str, label: str, *handles: str) -> str:
        """Adds a person and returns the name, always the same for an id.

        The name of a second person of the same name gets a number.
        """
        if person_id in self.names:
            return self.names[person_id]
        name = full_name(label, handles) or make_numeric_name(person_id)
        if self._bearers.get(fold_name(name), person_id) != person_id:
            name = f"{name} {make_numeric_name(person_id)}"
        self._bearers.setdefault(fold_name(name), person_id)
        self.names[person_id] = name
        return name

    def alias(self, person_id: str, name: str) -> str:
        """Gives a known person another id, unless somebody has it; returns the name."""
        self.names.setdefault(person_id, name)
        return name

    def resolve_marks(self, text: str) -> str:
        """The text with names instead of marks."""
        if "\u0000" not in text:
            return text

        def named(found: re.Match[str]) -> str:
            person_id, label = found.groups()
            if person_id not in self.names and label.startswith("="):
                return label[1:]
            name = self.names.get(person_id) or full_name(label)
            return isolate_name(name or NOBODY)

        return _MARK.sub(named, text).replace("\u0000", "\ufffd")
