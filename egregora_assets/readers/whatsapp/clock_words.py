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
