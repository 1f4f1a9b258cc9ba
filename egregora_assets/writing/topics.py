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


def _count_people(utterances: Sequence[Utterance]) -> Counter[str]:
    """How many people wrote each term."""
    said: dict[str, list[tuple[str, ...]]] = {}
    for utterance in utterances:
        said.setdefault(utterance.message.author_id, []).append(utterance.unique_terms)
    people: Counter[str] = Counter()
    for terms in said.values():
        people.update(set(chain.from_iterable(terms)))
    return people


def weigh_term(term: str, count: int, people: int, reader: Reader) -> float:
    """How well a term describes a text: how often and by how many it was written, how rare it is, how much a noun."""
    known = reader.qualities.get(term)
    if known is None:
        known = reader.qualities[term] = _judge_term(term, reader)
    rarity, use, bonus = known
    if not use:
        return 0.0
    spread = 1.0 + 0.35 * min(people - 1, 3)
    return log(1 + count) * rarity * spread * use * bonus


def _judge_term(term: str, reader: Reader) -> tuple[float, float, float]:
    """What speaks for a term by itself: how rare it is, how much a noun (0 for a verb), and that it is a pair."""
    stems = term.split(" ")
    if len(stems) == 1 and reader.is_verb_like(term):
        return 0.0, 0.0, 0.0
    nounness = max(reader.forms.measure_nounness(s) for s in stems)
    heads = nounness if len(stems) == 1 else max(nounness, 0.6)
    return reader.measure_rarity(term), 0.3 + heads, _PAIR_BONUS if len(stems) > 1 else 1.0


def _is_shown(term: str, counts: Mapping[str, int], people: int) -> bool:
    """Whether a term is shown: a pair needs several people, and to make up much of one of its words."""
    if " " not in term:
        return True
    return people > 1 and counts[term] >= _LEAST_SHARE_OF_PAIR * min(counts[s] for s in term.split(" "))


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
    people = _count_people(utterances)
    size = max(1, counts.total())
    weighed = []
    for term, count in counts.items():
        if count < least or not _is_shown(term, counts, people[term]):
            continue
        weight = weigh_term(term, count, people[term], reader)
        if classes:
            weight *= (count / size) * log(1 + classes.average / max(1, classes.totals[term])) * 100
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
