"""Whether a value survived the anonymiser: whole, in part, or not; and what went with it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from egregora_assets.redaction.redactor import redact_texts
from egregora_assets_tests.redaction.personal_values import CORE, EXTENDED, Line

_TELLING_SHARE = 0.6
_SHORTEST_PART = 6


@dataclass(frozen=True)
class Judged:
    """A line, what became of it, and its fate: `leak`, `partial`, `over`, or nothing."""

    line: Line
    text: str
    fate: str
    words: int
    words_kept: int


def judged(line: Line) -> Judged:
    """One line, redacted by itself, with nobody in the roster."""
    text = redact_texts([line.text], [], language=line.language)[0].text
    around, left = Counter(_words(line.text.replace(line.value or "\0", " "))), Counter(_words(text))
    kept = sum(min(count, left[word]) for word, count in around.items())
    if not line.value:
        return Judged(line, text, "" if text == line.text else "over", around.total(), kept)
    return Judged(line, text, _fate(_compact(line.value), _compact(text), line), around.total(), kept)


def _fate(value: str, text: str, line: Line) -> str:
    rest = _compact(line.text.replace(line.value, "\0"))
    if value in text and value not in rest:
        return "leak"
    longest = SequenceMatcher(None, value, text, autojunk=False).find_longest_match().size
    least = max(_SHORTEST_PART, -(-len(value) * 6 // 10))
    return "partial" if longest >= least else ""


def _compact(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if c.isalnum())


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def report(found: Sequence[Judged]) -> dict[str, float]:
    """The shares that count: leaks and partial leaks of each tier, look-alikes hidden, words around values kept."""
    shares: dict[str, float] = {}
    for tier in (CORE, EXTENDED):
        of_tier = [one.fate for one in found if one.line.tier == tier]
        shares[f"{tier} leak"] = of_tier.count("leak") / len(of_tier)
        shares[f"{tier} partial"] = of_tier.count("partial") / len(of_tier)
    alike = [one.fate for one in found if not one.line.value]
    shares["over"] = alike.count("over") / len(alike)
    shares["context kept"] = sum(one.words_kept for one in found) / sum(one.words for one in found)
    return {name: round(share, 4) for name, share in shares.items()}
