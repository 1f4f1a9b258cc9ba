"""Writes a redacted text: what is replaced becomes pseudonyms and numbered placeholders."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from egregora_assets.redaction.names.group_titles import TitleFinder
from egregora_assets.redaction.names.patterns import Person
from egregora_assets.redaction.notices import find_quoted_titles
from egregora_assets.redaction.placeholders import (
    GROUP_NAME,
    PERSON,
    Numbering,
    RedactedText,
    Redaction,
    escape_placeholders,
)
from egregora_assets.redaction.replacements import Replacement
from egregora_assets.redaction.third_parties.hiding import ThirdParty


def list_extras(
    text: str, kind: str, titles: TitleFinder | None, third_parties: Sequence[ThirdParty]
) -> list[Replacement]:
    """Titles of the group, quoted in a notice or written by a member, and people who take no part.

    Args:
        titles: finds the group's titles; None = the text holds none.
    """
    spans = find_quoted_titles(text) if kind == "system" else []
    found = titles.find_spans(text) if titles else []
    spans += [s for s in found if not any(s[0] < end and start < s[1] for start, end in spans)]
    extras = [Replacement(start, end, "group_name", "") for start, end in spans]
    for s in third_parties:
        value = text[s.start : s.end].casefold() if s.is_school else ""
        extras.append(Replacement(s.start, s.end, "location" if s.is_school else "person", value))
    return extras


class TextWriter:
    """Writes the redacted texts of one chat.

    Args:
        people: the roster, with what is shown of each.
        numbering: of the placeholders that were written before; it goes on.
    """

    def __init__(self, people: Sequence[Person], numbering: Numbering) -> None:
        self.numbering = numbering
        self._people = people

    def write(
        self, text: str, pieces: Sequence[Replacement], escape: Callable[[str], str] = escape_placeholders
    ) -> RedactedText:
        """Write a text with what replaces pieces of it, given by place and without overlap.

        Args:
            escape: what is done to the rest, so that nothing in it is taken for a placeholder.
        """
        if not pieces:
            return RedactedText(escape(text))
        out: list[str] = []
        redactions: list[Redaction] = []
        place = 0
        for piece in pieces:
            redaction = self._make_redaction(piece)
            separator = " " if piece.prefix and piece.prefix != "@" else ""
            out += [escape(text[place : piece.start]), piece.prefix, separator, redaction.placeholder]
            redactions.append(redaction)
            place = piece.end
        out.append(escape(text[place:]))
        return RedactedText("".join(out), tuple(redactions))

    def _make_redaction(self, piece: Replacement) -> Redaction:
        if piece.kind == "group_name":
            return Redaction("group_name", GROUP_NAME)
        if piece.persons is not None:
            shown = [self._people[p].shown for p in sorted(piece.persons)]
            if len(shown) == 1 and shown[0] is not None:
                return Redaction("name", shown[0])
        if piece.persons is not None or piece.kind == "person":
            return Redaction("person", PERSON)
        return Redaction(piece.kind, self.numbering.number(piece.kind, piece.value))
