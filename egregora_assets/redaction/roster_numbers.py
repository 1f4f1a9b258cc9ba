"""Tells whose telephone number it is, where the roster knows people by their numbers."""

from __future__ import annotations

from collections.abc import Sequence

from egregora_assets.redaction.detectors.phones import list_national_forms, normalize_phone
from egregora_assets.redaction.names.patterns import Person
from egregora_assets.redaction.repeated_values import MIN_DIGITS


class RosterNumbers:
    """The numbers by which people in a roster are known.

    Args:
        regions: ISO 3166 codes of the countries whose national spellings to expect.
    """

    def __init__(self, people: Sequence[Person], regions: tuple[str, ...]) -> None:
        self._owners: dict[str, int] = {}
        for place, person in enumerate(people):
            for name in person.names:
                digits = "".join(c for c in name if c.isdigit())
                if len(digits) >= MIN_DIGITS and not any(c.isalpha() for c in name):
                    bare = name.strip("~ \u2068\u2069\u200e\u200f")
                    self._owners[normalize_phone(bare, regions)] = place
                    self._owners[digits] = place
                    self._owners |= dict.fromkeys(list_national_forms(bare), place)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every form of every number, digits alone."""
        return tuple(self._owners)

    def find_owner(self, digits: str) -> int | None:
        """Whose a number is, with or without country code, as a position in the roster; None = not exactly one's."""
        owner = self._owners.get(digits)
        if owner is not None or len(digits) < MIN_DIGITS:
            return owner
        owners = {
            person
            for number, person in self._owners.items()
            if number.endswith(digits) or (len(number) >= MIN_DIGITS and digits.endswith(number))
        }
        return next(iter(owners)) if len(owners) == 1 else None
