"""Chooses what is replaced in a text: from names, findings and other spans that may overlap to pieces that do not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from egregora_assets.redaction.names.patterns import Person
from egregora_assets.redaction.names.spans import NameSpan
from egregora_assets.redaction.notices import find_mentions
from egregora_assets.redaction.repeated_values import MIN_DIGITS
from egregora_assets.redaction.roster_numbers import RosterNumbers
from egregora_assets.redaction.spans import Finding, SpanIndex


@dataclass(frozen=True)
class Replacement(Finding):
    """A piece of a text that is replaced, and whom it names (positions in the roster; None = nobody of it)."""

    persons: frozenset[int] | None = None


class ReplacementChooser:
    """Chooses the replacements in texts of one chat.

    Args:
        people: the roster.
        numbers: the telephone numbers by which people in it are known.
    """

    def __init__(self, people: Sequence[Person], numbers: RosterNumbers) -> None:
        self._pseudonyms = tuple(p.shown for p in people if p.shown and " " in p.shown)
        self._numbers = numbers

    def choose(
        self, text: str, named: Sequence[NameSpan], found: Sequence[Finding], extras: Sequence[Replacement]
    ) -> list[Replacement]:
        """Choose what to replace in a text: mentions first, then findings, names, extras; a group's title above all.

        Args:
            named: where the text names people of the roster.
            found: the personal data in it.
            extras: titles of groups and names of others.

        Returns: by place, without overlap.
        """
        if not (named or found or extras or "\u2068" in text):
            return []
        pieces = [self._replace_mention(start, end, text, named) for start, end in find_mentions(text)]
        pieces += [
            self._replace_finding(f, text, named)
            for f in found
            if not any(p.overlaps(f.start, f.end) for p in pieces)
            and not (_is_first_word_of_name(f, named) or self._is_pseudonym(f, text))
        ]
        pieces += [
            Replacement(start, end, "name", "", "", n.persons)
            for n in named
            for start, end in _list_uncovered(n, pieces, text)
        ]
        titles = [e for e in extras if e.kind == "group_name"]
        if titles:
            above = SpanIndex(titles)
            pieces = [*(p for p in pieces if not above.overlaps(p.start, p.end)), *titles]
        if len(titles) < len(extras):
            covered = SpanIndex(pieces)
            pieces += [e for e in extras if e.kind != "group_name" and not covered.overlaps(e.start, e.end)]
        return sorted(pieces, key=lambda p: p.start)

    def _replace_mention(self, start: int, end: int, text: str, named: Sequence[NameSpan]) -> Replacement:
        """Replace whom the application marked as mentioned: by a pseudonym where it is sure who that is."""
        inside = [n.persons for n in named if start <= n.start and n.end <= end]
        persons = frozenset.intersection(*inside) if inside else frozenset()
        digits = "".join(c for c in text[start:end] if c.isdigit())
        owner = self._numbers.find_owner(digits) if len(digits) >= MIN_DIGITS else None
        if owner is not None and not inside:
            persons = frozenset({owner})
        return Replacement(start, end, "name" if persons else "person", "", "", persons or None)

    def _is_pseudonym(self, found: Finding, text: str) -> bool:
        """Whether what looks like a handle begins a pseudonym of several words, which stands there whole."""
        if found.kind != "handle" or not text.startswith("@", found.start):
            return False
        start = found.start + 1
        return any(text.startswith(p, start) and not text[start + len(p) :][:1].isalnum() for p in self._pseudonyms)

    def _replace_finding(self, found: Finding, text: str, named: Sequence[NameSpan]) -> Replacement:
        """Replace personal data: by a pseudonym where it is a number, handle or name of somebody in the roster."""
        span = (found.start, found.end)
        if found.kind in ("phone", "handle") and found.value.isdigit():
            owner = self._numbers.find_owner(found.value)
            if owner is not None:
                prefix = "@" if text[found.start] == "@" else ""
                return Replacement(*span, "name", "", prefix, frozenset({owner}))
        if found.kind == "handle" and text[found.start] == "@":
            inside = [n for n in named if n.start >= found.start and n.end <= found.end]
            if len(inside) == 1 and inside[0].end - inside[0].start >= found.end - found.start - 2:
                return Replacement(*span, "name", "", "@", inside[0].persons)
        if found.kind == "email" and "." not in found.value.partition("@")[2]:
            whole = [n for n in named if (n.start, n.end) == span]
            if len(whole) == 1:  # a name that is written with an @, since the address of a mail has a domain
                return Replacement(*span, "name", "", "", whole[0].persons)
        return Replacement(*span, found.kind, found.value, found.prefix)


def _list_uncovered(name: NameSpan, pieces: Iterable[Replacement], text: str) -> list[tuple[int, int]]:
    """The parts of a name that no piece covers and that have letters: a name may be joined with one inside a link."""
    parts, place = [], name.start
    for piece in sorted((p for p in pieces if p.overlaps(name.start, name.end)), key=lambda p: p.start):
        parts.append((place, piece.start))
        place = max(place, piece.end)
    parts.append((place, name.end))
    bare = ((s + len(text[s:e]) - len(text[s:e].lstrip(" ,.-_")), e) for s, e in parts if s < e)
    return [(s, e) for s, e in bare if any(c.isalpha() for c in text[s:e])]


def _is_first_word_of_name(found: Finding, named: Sequence[NameSpan]) -> bool:
    """Whether what looks like a handle is the first word of a participant's name."""
    return found.kind == "handle" and any(found.start <= n.start < found.end < n.end for n in named)
