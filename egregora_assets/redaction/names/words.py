"""Which words of a chat's language are ordinary, and how the chat itself writes the words that are also names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from egregora_assets.language.words import fold_stop_words
from egregora_assets.redaction.lexicon.given_names import is_given_name
from egregora_assets.redaction.lexicon.ordinary_words import load_listed_words, load_ordinary_words
from egregora_assets.redaction.lexicon.word_files import read_words

_MIN_ORDINARY_USES = 20
"""From this many lower-case uses on, ten times as many as capitalised ones inside a sentence, a word is a word."""
_MIN_WORD_USES = 3
_MIN_LOWER_CASE_GUESS = 5


class ChatWords:
    """The ordinary words of a chat's main language; of every language where that is None.

    Args:
        names: the folded words by which people in the roster are known.
    """

    def __init__(self, language: str | None, names: Collection[str] = ()) -> None:
        self.language = language
        self.names = frozenset(names)
        self.has_sure_capitals = language != "de"
        """Whether a capital inside a sentence speaks for a name: in German every noun has one."""
        self._stop_words = fold_stop_words(language)
        self._listed = load_listed_words(language) | self._stop_words | read_words("role_words")
        self._ordinary = load_ordinary_words(language) | self._listed

    def is_stop_word(self, word: str) -> bool:
        """Whether a folded word is one of the most frequent ones of the language."""
        return word in self._stop_words

    def is_listed(self, word: str) -> bool:
        """Whether a folded word is an ordinary word, exactly as it is spelled."""
        return word in self._ordinary

    def is_seldom_name(self, word: str) -> bool:
        """Whether an ordinary word is nobody's given name or surname, so that only a nickname is spelled like it."""
        return word in self._ordinary and word not in self._listed and not is_given_name(word)

    def is_ordinary(self, pattern: str) -> bool:
        """Whether a pattern is an ordinary word, without its plural s one, or too short to be anything else."""
        spelled = pattern.replace("ß", "ss").replace("œ", "oe")
        return spelled in self._ordinary or f"{spelled}s" in self._listed or len(pattern) < 3


@dataclass
class Usage:
    """How often a chat writes words that are also names in lower case, and capitalised inside a sentence."""

    lower: Counter[str] = field(default_factory=Counter)
    capitalised: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)
    """The words that stand anywhere, also where their capital says nothing."""

    def __add__(self, more: Usage) -> Usage:
        return Usage(self.lower + more.lower, self.capitalised + more.capitalised, self.seen | more.seen)

    def decide(self, word: str) -> tuple[bool, ...]:
        """All that the usage says of a word: where it is the same, every use of the word is judged as before."""
        is_capital = self.capitalised[word] > self.lower[word]
        return self.is_frequent(word), self.is_rare(word), self.is_ordinary(word), is_capital

    def is_frequent(self, word: str) -> bool:
        """Whether the chat often uses the word in lower case."""
        return self.lower[word] >= _MIN_ORDINARY_USES

    def is_rare(self, word: str) -> bool:
        """Whether the chat hardly uses the word in lower case."""
        return self.lower[word] < _MIN_WORD_USES

    def is_ordinary(self, word: str) -> bool:
        """Whether the chat uses the word as a word, by far."""
        return self.lower[word] >= max(_MIN_ORDINARY_USES, 10 * self.capitalised[word])

    def is_name(self, word: str, is_capitalised: bool) -> bool:
        """Whether a pet form made by rule is one here: a chat that mostly capitalises it means a person throughout."""
        if self.capitalised[word] > self.lower[word]:
            return is_capitalised or len(word) >= _MIN_LOWER_CASE_GUESS
        return is_capitalised and self.is_rare(word)
