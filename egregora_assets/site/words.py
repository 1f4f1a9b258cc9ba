"""The site's own words and dates in the conversation's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from egregora_assets.language import formats
from egregora_assets.language.files import DEFAULT, find_language, load_languages
from egregora_assets.language.model import Language


def site_language(language: str | None) -> str:
    """The main code of a language if the site speaks it, else English."""
    found = find_language(language)
    return found.code if found else DEFAULT


@dataclass(frozen=True)
class Words:
    """Words, numbers and dates in one of the languages of `egregora_assets.language`."""

    language: str
    _texts: Language = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_texts", load_languages()[self.language])

    def __call__(self, key: str, **values: object) -> str:
        """The phrase of that key, such as `menu.home`, with its values filled in.

        Raises:
            KeyError: there is no such phrase.
        """
        phrase = self._texts.site[key]
        return phrase.format(**values) if values else phrase

    def count(self, noun: str, number: int) -> str:
        """A number with its noun, one of `Counts`: `1 message`, `1,234 messages`."""
        return formats.format_count(getattr(self._texts.counts, noun), number, self._texts)

    def number(self, number: int) -> str:
        """A whole number with the language's mark between thousands."""
        return formats.format_number(number, self._texts)

    def join(self, items: Sequence[str]) -> str:
        """Several things as a list in a sentence: `a, b and c`."""
        return formats.join_items(items, self._texts)

    def month_short(self, month: int) -> str:
        """The short name of a month, 1 to 12."""
        return formats.get_short_month(month, self._texts)

    def weekday(self, weekday: int) -> str:
        """The name of a weekday, 0 = Monday."""
        return formats.get_weekday_name(weekday, self._texts)

    def weekday_short(self, weekday: int) -> str:
        """The short name of a weekday without its full stop, 0 = Monday."""
        return formats.get_short_weekday(weekday, self._texts).rstrip(".")

    def date(self, day: dt.date) -> str:
        """A date in full: `8 January 2024`."""
        return formats.format_date(day, self._texts)

    def month_of(self, day: dt.date) -> str:
        """A month and year: `January 2024`."""
        return formats.format_month(day, self._texts)

    def period(self, first: dt.date | None, last: dt.date | None) -> str:
        """Two dates with a dash, or one if they are the same; nothing without any."""
        known = [day for day in (first, last) if day]
        return formats.format_period(known[0], known[-1], self._texts) if known else ""
