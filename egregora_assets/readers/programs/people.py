"""Who is who in an export: identifiers, nicknames and handles become the one name under which a person is noted.

A name is all that hides a person later, so it holds every name that the program knows of them: "Ana Souza (anasz)".
Mentions are put into a text as marks, and become names when the whole export has been read, because somebody may be
mentioned before they write.
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
"""Of a mail address the part before the @ is the name: the words behind it are everybody's."""
_WORDS = re.compile(r"\w+")
_MENTION = re.compile("@\u2068([^\u2068\u2069\n]{1,400})\u2069")
_LONGEST_NAME = 80
NOBODY = "?"
"""Stands in a mention of whom nothing is known."""
_FEWEST_DIGITS, _MOST_DIGITS = 8, 20


def short_digest(text: str) -> str:
    """Eight hexadecimal figures that stand for an identifier."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def unnamed(person_id: str) -> str:
    """A name for somebody of whom only an identifier is known: digits alone, so that no word is taken for a name."""
    digits = "".join(c for c in person_id if c in "0123456789")
    if not _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS:
        digits = str(int.from_bytes(hashlib.sha256(person_id.encode("utf-8", "replace")).digest()[:5], "big")).zfill(13)
    return f"#{digits}"


def full_name(label: str, handles: Iterable[str] = ()) -> str:
    """A display name together with the other names of the same person that say something new; empty for none."""
    kept: list[str] = []
    for name in (label, *handles):
        clean = _MAIL.sub(r"\1", " ".join(_UNSAFE.sub(" ", name).split()))[:_LONGEST_NAME].strip()
        known = {w for k in kept for w in _WORDS.findall(fold_name(k))}
        if fold_name(clean) and (not kept or not {*_WORDS.findall(fold_name(clean))} <= known):
            kept.append(clean)
    return kept[0] + (f" ({'; '.join(kept[1:])})" if kept[1:] else "") if kept else ""


def mark(person_id: str, label: str = "", *, is_literal: bool = False) -> str:
    """A mention, to stand in a text until everybody is known.

    Args:
        person_id: whom it means.
        label: what the mention calls them; used where the export says no more.
        is_literal: the label is text that stays as it is where nobody has that identifier.
    """
    return f"\u0000{person_id}\u0000{'=' if is_literal else ''}{label}\u0000"


def isolated(name: str) -> str:
    """A name as applications mark a mention: what hides names knows its limits."""
    return f"@\u2068{name}\u2069"


def names_mentioned(text: str) -> list[str]:
    """The names inside mentions, in order."""
    return [n for n in _MENTION.findall(text) if n != NOBODY] if "\u2068" in text else []


@dataclass
class People:
    """The people of one conversation, or of a whole export, by identifier."""

    names: dict[str, str] = field(default_factory=dict)
    _bearers: dict[str, str] = field(default_factory=dict)

    def add(self, person_id: str, label: str, *handles: str) -> str:
        """Notes a person and gives the name under which they are noted, always the same for an identifier.

        Two people of one name are told apart by figures behind the name of the second.
        """
        if person_id in self.names:
            return self.names[person_id]
        name = full_name(label, handles) or unnamed(person_id)
        if self._bearers.get(fold_name(name), person_id) != person_id:
            name = f"{name} {unnamed(person_id)}"
        self._bearers.setdefault(fold_name(name), person_id)
        self.names[person_id] = name
        return name

    def also(self, person_id: str, name: str) -> str:
        """Lets an identifier mean somebody who is noted already, unless it means somebody else; gives the name."""
        self.names.setdefault(person_id, name)
        return name

    def resolved(self, text: str) -> str:
        """The text with names in place of marks."""
        if "\u0000" not in text:
            return text

        def named(found: re.Match[str]) -> str:
            person_id, label = found.groups()
            if person_id not in self.names and label.startswith("="):
                return label[1:]
            name = self.names.get(person_id) or full_name(label)
            return isolated(name or NOBODY)

        return _MARK.sub(named, text).replace("\u0000", "\ufffd")
