"""Topics of a segment, a window or a person: class-based TF-IDF, shown in the members' own spelling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import log

from egregora_assets.writing.public_lines import gives_nobody_away
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.utterances import Utterance

_PAIR_BONUS = 1.7
_LEAST_SHARE_OF_PAIR = 0.4
"""A pair is shown where it makes up that share of its rarer word's occurrences."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A term with its weight, and how it is shown."""

    term: str
    shown: str
    weight: float


@dataclass(frozen=True, slots=True)
class TermClasses:
    """Groups of utterances to be distinguished: how many utterances hold each term, over all groups.

    `average` is the mean number of terms of a group.
    """

    totals: Mapping[str, int]
    average: float


def count_classes(groups: Sequence[Sequence[Utterance]]) -> TermClasses:
    """Count the terms of some groups."""
    totals = Counter(chain.from_iterable(u.unique_terms for group in groups for u in group))
    return TermClasses(totals, totals.total() / max(1, len(groups)))


def _count_people(utterances: Sequence[Utterance], terms: frozenset[str]) -> Mapping[str, int]:
    """How many people wrote each of the terms."""
    people: dict[str, set[str]] = {term: set() for term in sorted(terms)}
    for utterance in utterances:
        for term in terms.intersection(utterance.unique_terms):
            people[term].add(utterance.message.author_id)
    return {term: len(found) for term, found in people.items()}


def weigh_term(term: str, count: int, people: int, reader: Reader) -> float:
    """How well a term describes a text: how often and by how many it was written, how rare it is, how much a noun."""
    stems = term.split(" ")
    nounness = max(reader.forms.measure_nounness(s) for s in stems)
    heads = nounness if len(stems) == 1 else max(nounness, 0.6)
    if len(stems) == 1 and reader.is_verb_like(term):
        return 0.0
    spread = 1.0 + 0.35 * min(people - 1, 3)
    return (
        log(1 + count) * reader.measure_rarity(term) * spread * (0.3 + heads) * (_PAIR_BONUS if len(stems) > 1 else 1.0)
    )


def _is_shown(term: str, counts: Mapping[str, int], least: int, people: int) -> bool:
    """Whether a term is frequent enough; a pair also needs several people."""
    if counts[term] < least:
        return False
    stems = term.split(" ")
    return len(stems) == 1 or (people > 1 and counts[term] >= _LEAST_SHARE_OF_PAIR * min(counts[s] for s in stems))


def find_topics(
    utterances: Sequence[Utterance], reader: Reader, classes: TermClasses | None = None, *, limit: int, least: int = 2
) -> list[Topic]:
    """The terms that describe some utterances, by weight, the highest first; no word twice, none that names anybody.

    Args:
        reader: knows how rare each term is.
        classes: groups to distinguish the utterances from (they may be one of them); a term that is spread evenly over
            all of them weighs little.
        limit: at most so many.
        least: the utterances that have to hold a term.
    """
    counts = Counter(chain.from_iterable(u.unique_terms for u in utterances))
    people = _count_people(utterances, frozenset(t for t, n in counts.items() if n >= least))
    size = max(1, counts.total())
    weighed = []
    for term, spread in people.items():
        if not _is_shown(term, counts, least, spread):
            continue
        weight = weigh_term(term, counts[term], spread, reader)
        if classes:
            weight *= (counts[term] / size) * log(1 + classes.average / max(1, classes.totals[term])) * 100
        if weight > 0:
            weighed.append((round(weight, 9), term))
    return choose_topics(weighed, reader, limit)


def choose_topics(weighed: Iterable[tuple[float, str]], reader: Reader, limit: int) -> list[Topic]:
    """The terms with the highest weights as people write them; no word twice, none that names anybody."""
    chosen: list[Topic] = []
    taken: set[str] = set()
    for weight, term in sorted(weighed, key=lambda w: (-w[0], w[1])):
        stems = set(term.split(" "))
        if stems & taken or len(chosen) == limit:
            continue
        shown = reader.forms.get_spelling(term)
        if gives_nobody_away(shown, reader.languages[0].code):
            chosen.append(Topic(term, shown, weight))
            taken |= stems
    return chosen
