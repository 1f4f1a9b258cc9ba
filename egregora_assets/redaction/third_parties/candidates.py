"""Names of people who take no part, as the operator reviews them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from egregora_assets.language.folding import fold_words

_MAX_CONTEXT = 40
_MAX_PLACES = 3


@dataclass
class Candidate:
    """A word that may be a person's name, and how often it stands where.

    Args:
        name: folded.
        spelled: as most often written.
        count: uses.
        inside_count: uses inside a sentence, with a capital.
        called_count: uses after a greeting, thanks, a title or a relation.
        is_told: whether a title, a relation or a contact card tells of the person.
        places: text and span of the first uses.
    """

    name: str
    spelled: str
    count: int = 0
    inside_count: int = 0
    called_count: int = 0
    is_told: bool = False
    chat_ids: set[str] = field(default_factory=set)
    places: list[tuple[str, int, int]] = field(default_factory=list)

    def contexts(self, most: int) -> list[str]:
        """The surroundings of the first uses, a line each."""
        return [_cut_context(*place) for place in self.places[:most]]


@dataclass(frozen=True)
class Use:
    """A word that names somebody who takes no part, in the text of that number."""

    name: str
    spelled: str
    text: int
    is_inside: bool
    is_called: bool
    is_told: bool


def count_uses(uses: Iterable[Use]) -> list[Candidate]:
    """Count the uses in a chat.

    Returns: the most frequent first, then by name; without chats and places.
    """
    found: dict[str, Candidate] = {}
    spellings: dict[str, Counter[str]] = {}
    for use in uses:
        candidate = found.setdefault(use.name, Candidate(use.name, use.spelled))
        spellings.setdefault(use.name, Counter())[use.spelled] += 1
        candidate.count += 1
        candidate.inside_count += use.is_inside
        candidate.called_count += use.is_called
        candidate.is_told |= use.is_told
    for name, candidate in found.items():
        candidate.spelled = min(spellings[name], key=lambda s: (-spellings[name][s], s))
    return order_candidates(found.values())


def order_candidates(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The most frequent first, then by name."""
    return sorted(candidates, key=lambda c: (-c.count, c.name))


def merge_candidates(chats: Iterable[tuple[str, Iterable[Candidate], Iterable[str]]]) -> list[Candidate]:
    """Merge the candidates of some chats.

    Args:
        chats: id, candidates, and redacted texts in which their words still stand.

    Returns: each name once, the most frequent first, then by name, with chats and places.
    """
    found: dict[str, Candidate] = {}
    for chat_id, candidates, texts in chats:
        own = list(candidates)
        for candidate in own:
            known = found.setdefault(candidate.name, Candidate(candidate.name, candidate.spelled))
            known.count += candidate.count
            known.inside_count += candidate.inside_count
            known.called_count += candidate.called_count
            known.is_told |= candidate.is_told
            known.chat_ids.add(chat_id)
        _add_places(found, {c.spelled: c.name for c in own}, texts)
    return order_candidates(found.values())


def _add_places(found: dict[str, Candidate], names: dict[str, str], texts: Iterable[str]) -> None:
    left = dict(names)
    for text in texts:
        if not left:
            return
        for word in text.split():
            spelled = word.strip(".,;:!?\"'’()*_~…-")
            spelled = spelled if spelled in left else spelled.partition("'")[0].partition("’")[0]
            if spelled in left:
                candidate = found[left[spelled]]
                start = text.index(spelled)
                candidate.places.append((text, start, start + len(spelled)))
                if len(candidate.places) >= _MAX_PLACES:
                    del left[spelled]


def fold_name_words(spelled: str) -> list[str]:
    """The folded words of a name, hyphens and apostrophes apart."""
    return fold_words(spelled.replace("-", " ").replace("'", " ").replace("’", " "))


def _cut_context(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - _MAX_CONTEXT) : start], text[end : end + _MAX_CONTEXT]
    dots = "…" if start > _MAX_CONTEXT else "", "…" if end + _MAX_CONTEXT < len(text) else ""
    return " ".join(f"{dots[0]}{before}{text[start:end]}{after}{dots[1]}".split())
