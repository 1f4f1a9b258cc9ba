"""What kind of story some utterances tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from egregora_assets.writing.quotes import Quote
from egregora_assets.writing.reading.utterances import Utterance
from egregora_assets.writing.stories.model import Outcome, StoryKind
from egregora_assets.writing.stories.roles import is_proposal
from egregora_assets.writing.stories.signs import shows

_MOURNERS, _LEAST_MOURNING, _MOURNING_SHARE = 2, 3, 0.06
_EXPLAINED, _EXPLAINED_SHARE = 6, 0.75
_OBJECTIONS, _EXCHANGES = 3, 3
_LAUGHS, _LAUGH_SHARE = 3, 0.25


def find_kind(utterances: Sequence[Utterance], opening: Quote, outcome: Outcome | None) -> StoryKind:
    """The kind of a story: grief before all, then what was done in it, then how it was opened."""
    if is_grief(utterances):
        return "grief"
    if is_explanation(utterances):
        return "explanation"
    if is_argument(utterances):
        return "argument"
    first = opening.utterance
    if is_proposal(first, opening.text):
        return "plan"
    if opening.is_question and outcome:
        return "question"
    if is_joke_told(utterances):
        return "joke"
    return "link" if first.message.links or first.message.pictures else "talk"


def is_grief(utterances: Sequence[Utterance]) -> bool:
    """Whether several speak of a death or mourn, more than in passing, and hardly anybody laughs."""
    mourning = [u for u in utterances if not u.is_question and shows(u.message.text, u.language, "laments")]
    people = {u.message.author_id for u in mourning}
    laughs = sum(u.is_laugh for u in utterances)
    enough = max(_LEAST_MOURNING, _MOURNING_SHARE * len(utterances))
    return len(people) >= _MOURNERS and len(mourning) >= enough and laughs <= len(utterances) / 10


def is_explanation(utterances: Sequence[Utterance]) -> bool:
    """Whether one person says nearly all of it."""
    counts = Counter(u.message.author_id for u in utterances if u.is_substantial)
    most = max(counts.values(), default=0)
    return most >= _EXPLAINED and most >= _EXPLAINED_SHARE * counts.total()


def is_argument(utterances: Sequence[Utterance]) -> bool:
    """Whether people contradict one another and two of them go back and forth."""
    spoken = [u for u in utterances if not u.is_reaction]
    objections = [u for u in spoken if shows(u.message.text, u.language, "objections")]
    if len(objections) < _OBJECTIONS or len(objections) < len(spoken) / 6:
        return False
    authors = [u.message.author_id for u in spoken]
    pairs = Counter(frozenset(p) for p in pairwise(authors) if p[0] != p[1])
    return max(pairs.values(), default=0) >= _EXCHANGES and len({u.message.author_id for u in objections}) >= 2


def is_joke_told(utterances: Sequence[Utterance]) -> bool:
    """Whether one utterance made three others laugh, or a quarter of all is laughter."""
    laughs = sum(u.is_laugh for u in utterances)
    return any(len(u.laughed) >= _LAUGHS for u in utterances) or laughs >= max(_LAUGHS, _LAUGH_SHARE * len(utterances))
