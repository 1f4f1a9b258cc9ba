"""The site's own words and dates in the conversation's language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from egregora_assets.language.interface import LANGUAGES, MONTHS, THOUSANDS, VOCABULARY, WEEKDAYS

_FULL_DATE = {
    "en": "{d} {m} {y}",
    "pt": "{d} de {m} de {y}",
    "es": "{d} de {m} de {y}",
    "de": "{d}. {m} {y}",
    "fr": "{d} {m} {y}",
    "it": "{d} {m} {y}",
}


def site_language(language: str | None) -> str:
    """The main code of a language if the site speaks it, else English."""
    main = (language or "en").replace("_", "-").split("-")[0].lower()
    return main if main in LANGUAGES else "en"


@dataclass(frozen=True)
class Words:
    """Words, numbers and dates in one language.

    Args:
        language: one of `vocabulary.LANGUAGES`.
    """

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """The phrase of that key, with its values filled in.

        Raises:
            KeyError: there is no such phrase.
        """
        phrase = VOCABULARY[key][LANGUAGES.index(self.language)]
        return phrase.format(**values) if values else phrase

    def count(self, noun: str, number: int) -> str:
        """A number with its noun: `1 message`, `1,234 messages`. The noun has the keys `noun.one` and `noun.many`."""
        return self(f"{noun}.one" if number == 1 else f"{noun}.many", n=self.number(number))

    def number(self, number: int) -> str:
        """A whole number with the language's mark between thousands."""
        return f"{number:,}".replace(",", THOUSANDS[self.language])

    def month(self, month: int) -> str:
        """The name of a month, 1 to 12."""
        return MONTHS[self.language][month - 1]

    def weekday(self, weekday: int) -> str:
        """The name of a weekday, 0 = Monday."""
        return WEEKDAYS[self.language][weekday]

    def weekday_short(self, weekday: int) -> str:
        """The first letters of a weekday's name, 0 = Monday."""
        return self.weekday(weekday)[: 2 if self.language == "de" else 3]

    def date(self, day: dt.date) -> str:
        """A date in full: `8 January 2024`."""
        first = "1er" if self.language == "fr" and day.day == 1 else str(day.day)
        return _FULL_DATE[self.language].format(d=first, m=self.month(day.month), y=day.year)

    def month_of(self, day: dt.date) -> str:
        """A month and year: `January 2024`."""
        joint = " de " if self.language in ("pt", "es") else " "
        return f"{self.month(day.month)}{joint}{day.year}"

    def period(self, first: dt.date | None, last: dt.date | None) -> str:
        """Two dates with a dash, or one if they are the same; what both share is said once."""
        if first is None or last is None or first == last:
            only = first or last
            return self.date(only) if only else ""
        if (first.year, first.month) == (last.year, last.month):
            dot = "." if self.language == "de" else ""
            return f"{first.day}{dot}–{self.date(last)}"
        return f"{self.date(first)} – {self.date(last)}"
