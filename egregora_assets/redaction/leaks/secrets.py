"""What must not be published of some chats: names and values, each with where it is searched for.

A single word of a name concerns its own chat: another chat may use the same word for something else. Whole names of
two words and more, numbers and addresses concern the whole deployment. A word that redaction left standing on purpose,
because it was judged an ordinary word, is not searched for: redaction and scan share that decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from egregora_assets.language.folding import fold_words
from egregora_assets.language.words import fold_stop_words
from egregora_assets.redaction.kept.chat_state import ChatValues
from egregora_assets.redaction.leaks.forms import list_spellings
from egregora_assets.redaction.lexicon.ordinary_words import load_ordinary_words
from egregora_assets.redaction.lexicon.word_files import read_words
from egregora_assets.redaction.names.variants import split_name
from egregora_assets.redaction.redactor import Redactor
from egregora_assets.redaction.repeated_values import STRONG_KINDS, Values, is_distinctive, is_like_speech, is_number

_MIN_LETTERS = 4
"""Letters that a name must have to be searched for in bytes; redaction finds shorter ones in texts."""


@dataclass(frozen=True, slots=True)
class Secret:
    """One spelling that must not be published.

    Args:
        kind: `name`, or a kind of personal data.
        spelling: what is searched for.
        is_word: whether it is a single word of a name.
        chat_id: the only chat that it concerns; None = the whole deployment.
        origin: the name or normalised value that it stands for.
    """

    kind: str
    spelling: str
    is_word: bool
    chat_id: str | None
    origin: str


@dataclass
class Secrets:
    """What is searched for.

    Args:
        chat_ids: the chats that were added.
        found: every spelling once a chat.
        origins: by chat, the names and values that it holds itself.
    """

    chat_ids: set[str] = field(default_factory=set)
    found: dict[Secret, None] = field(default_factory=dict)
    origins: dict[str, set[tuple[str, str]]] = field(default_factory=dict)

    def add_chat(self, known: ChatValues | Redactor, language: str | None, chat_id: str = "") -> None:
        """Add everybody in a chat's roster and every value that was recognised in it.

        Args:
            known: the chat's, or its redactor after `redact` or `collect_values`.
            language: the chat's main language, whose ordinary words are not searched for by themselves.
        """
        self.chat_ids.add(chat_id)
        own = self.origins.setdefault(chat_id, set())
        own.update(known.values)
        for person in known.people:
            for name in person.names:
                own |= {("name", name), ("phone", _strip_marks(name))}
                self.add_name(name, chat_id, known.kept_words, language)
        self.add_values(known.values)

    def add_name(self, name: str, chat_id: str, kept: frozenset[str], language: str | None) -> None:
        """Add a name.

        Args:
            kept: folded words that redaction left standing in the chat.
            language: the chat's main language.
        """
        if is_number(name):
            bare = _strip_marks(name)
            self._add(Secret("phone", bare, False, None, bare))
        is_common = is_made_of_ordinary_words(name)
        for spelling, is_word in list_spellings(name):
            if is_word and not _is_plain(spelling, kept, language):
                self._add(Secret("name", spelling, True, chat_id, name))
            elif not is_word and sum(c.isalpha() for c in spelling) >= _MIN_LETTERS:
                self._add(Secret("name", spelling, False, chat_id if is_common else None, name))

    def add_values(self, values: Values) -> None:
        """Add the values that can be searched for by themselves."""
        for (kind, value), spellings in values.items():
            if kind in STRONG_KINDS:
                for spelling in spellings:
                    if is_distinctive(spelling) and not is_like_speech(spelling):
                        self._add(Secret(kind, spelling, False, None, value))

    def add_texts(self, kind: str, texts: Iterable[str]) -> None:
        """Add texts that must not be published anywhere."""
        for text in texts:
            self._add(Secret(kind, text, False, None, text))

    def _add(self, secret: Secret) -> None:
        self.found[secret] = None

    def __iter__(self) -> Iterator[Secret]:
        return iter(sorted(self.found, key=lambda s: (s.kind, s.spelling, s.chat_id or "", s.origin)))


def _strip_marks(name: str) -> str:
    """A name without the marks that a program sets around it."""
    return name.strip("~ \u2068\u2069")


def is_made_of_ordinary_words(name: str) -> bool:
    """Whether every word of a name is an ordinary one in some language, so that it says little in another chat."""
    return all(word in _load_plain_words() for word in split_name(name))


@cache
def _load_plain_words() -> frozenset[str]:
    """The ordinary words of all languages, and those of any web page."""
    return load_ordinary_words(None) | fold_stop_words(None) | read_words("page_words", "role_words")


def _is_plain(spelling: str, kept: frozenset[str], language: str | None) -> bool:
    """Whether a word says nothing by itself: too short, an ordinary word, or one that redaction left standing."""
    folded = "".join(fold_words(spelling))
    return folded in kept or any(
        folded in words
        for words in (load_ordinary_words(language), fold_stop_words(language), read_words("page_words", "role_words"))
    )
