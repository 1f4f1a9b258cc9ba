"""Quotes of a document that can stand by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from egregora_assets.language.files import load_languages
from egregora_assets.site.markdown import read_line
from egregora_assets.site.words import site_language
from egregora_assets.writing.stories.signs import is_delicate, shows

_QUOTE = re.compile(r"(?:^|\n\n)> ([^\n]+)\n>\n> [—–] \[[^\]\n]*\]\(message:([0-9a-fA-F-]{36})\)")
_SHORTEST, _LONGEST = 25, 140


def list_sayings(content: str, language: str) -> Iterator[tuple[str, str]]:
    """Message id and text of the quotes of a line that may stand on the first page, in order.

    They are a sentence: no address, nothing that is left out; and neither mourn, swear, judge anybody nor speak of what
    is nobody's business.
    """
    spoken = load_languages()[site_language(language)]
    for quote in _QUOTE.finditer(content):
        text = read_line(quote[1])
        is_sentence = _SHORTEST <= len(text) <= _LONGEST and "://" not in text and "[" not in text
        if is_sentence and not is_delicate(text, spoken) and not shows(text, spoken, "laments"):
            yield quote[2].lower(), text
