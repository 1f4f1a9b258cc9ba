"""Lists the words of texts that are like somebody's name and that no rule takes for it, for the operator to judge.

Wider than what redaction does by itself: two edits, any beginning or end that the words share, the name inside a word.
Ordinary words and the names of others are left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from egregora_assets.language.aligned import fold_in_place
from egregora_assets.redaction.joined_texts import JoinedTexts
from egregora_assets.redaction.lexicon.ordinary_words import load_known_words
from egregora_assets.redaction.lexicon.word_files import read_words
from egregora_assets.redaction.names.edits import count_edits
from egregora_assets.redaction.names.matching import NameMatcher
from egregora_assets.redaction.names.patterns import NamePattern, PatternScanner, Person
from egregora_assets.redaction.names.variants import Strength, list_name_words, list_variants

_MIN_WORD = 3
_MIN_NAME = 4
_LONG = 6
_MOST_LETTERS = 32
_SHARED_BEGINNING = 4
_SHARED_END = 4
_INSIDE = 5
_MOST_WORDS = 200


@dataclass(frozen=True)
class SimilarWord:
    """A word that is like a name: folded, as it is spelled most often, and how often it stands in the texts."""

    word: str
    spelled: str
    count: int


def find_similar_words(
    names: Sequence[str], texts: Sequence[str], others: Collection[str], language: str | None
) -> list[SimilarWord]:
    """Find the words of texts that are like a person's names where nothing takes them for the person.

    Args:
        names: the person's display names.
        texts: as exported.
        others: display names of everybody else; what is a spelling of one of them is left out.
        language: the chat's main language, or None.

    Returns: the most frequent first, then by word; 200 at most.
    """
    folded = JoinedTexts([fold_in_place(t) for t in texts])
    matcher = NameMatcher([Person((name,), None) for name in names], language)
    named = matcher.find(texts, folded)
    own = sorted({w for name in names for w, _ in list_name_words(name) if _MIN_NAME <= len(w) <= _MOST_LETTERS})
    taken = {v.pattern for name in others for v in list_variants(name) if v.strength > Strength.GUESSED}
    taken |= load_known_words(language) | read_words("connectors", "role_words")
    similar = [w for w in sorted(set(folded.joined.split()) - taken) if any(_is_similar(w, n) for n in own)]
    scanner = PatternScanner([NamePattern(w, frozenset(), Strength.FAINT, True, False) for w in similar], prefix=" ")
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for number, start, end, pattern in scanner.scan(folded):
        is_whole = folded.texts[number][end : end + 1] in ("", " ")
        if is_whole and not any(s.overlaps(start, end) for s in named[number]):
            spellings[pattern.text][texts[number][start:end]] += 1
    found = [SimilarWord(w, min(c, key=lambda s: (-c[s], s)), c.total()) for w, c in spellings.items()]
    return sorted(found, key=lambda s: (-s.count, s.word))[:_MOST_WORDS]


def list_word_patterns(words: Sequence[str], person: int) -> Iterator[NamePattern]:
    """Patterns of words that somebody is known to be called, as the operator said."""
    for word in words:
        folded = " ".join(fold_in_place(word).split())
        if folded:
            yield NamePattern(folded, frozenset({person}), Strength.SURE, False, False)


def _is_similar(word: str, name: str) -> bool:
    """Whether a folded word is like a folded word of a name."""
    if not _MIN_WORD <= len(word) <= _MOST_LETTERS:
        return False
    shared = min(_SHARED_BEGINNING, len(name) - 1)
    if word[:shared] == name[:shared] and len(word) <= len(name) + 2:
        return True
    if len(word) >= _SHARED_END and name.endswith(word):
        return True
    if len(name) >= _INSIDE and name in word:
        return True
    most = 2 if len(name) >= _LONG and word[0] == name[0] else 1
    return abs(len(word) - len(name)) <= most and count_edits(word, name, most) <= most
