"""Words that stand beside a clock time: before and after noon, parts of the day, and joiners between date and time.

They are listed in `clock_words.toml` and compared after folding.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Literal

from egregora_assets.language.folding import fold_clock_word

Part = Literal["am", "pm", "noon", "night"]


@cache
def load_parts() -> Mapping[str, Part]:
    """Part of the day by folded word."""
    lists = read_clock_words()
    found: dict[str, Part] = {}
    for part, words in (*lists["exports"].items(), *lists["locales"].items()):
        found |= dict.fromkeys(map(fold_clock_word, words.split()), "am" if part == "early" else part)
    return found


@cache
def load_joiners() -> frozenset[str]:
    """Folded words that may stand between date and time."""
    return frozenset(read_clock_words()["joiners"].split())


@cache
def read_clock_words() -> dict[str, Any]:
    """The lists of the file: words by part of the day, from exports and from locale data."""
    return tomllib.loads(resources.files(__package__).joinpath("clock_words.toml").read_text("utf-8"))


def resolve_hour(hour: int, part: Part | None) -> int | None:
    """The hour of the day (0 to 23) that a clock shows, or None where there is none.

    Args:
        hour: as shown.
        part: the part of the day that stands beside it, if any.
    """
    if part is None or hour > 12:
        return hour if hour < 24 else None
    if part == "am":
        return hour % 12
    if part == "pm":
        return hour % 12 + 12
    if part == "noon":
        return hour if hour in (10, 11) else hour % 12 + 12
    return hour + 12 if 6 <= hour < 12 else hour % 12
