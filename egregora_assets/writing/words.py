"""Words that carry a subject: folded, stemmed, counted, and shown again as people write them.

A term is a stem (`onibu`) or two stems that stand together (`horari bibliotec`, shown as "horário da biblioteca").
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer
import stopwordsiso

from egregora_assets.language.frames.model import Language
from egregora_assets.language.frames.registry import LANGUAGES

HIDDEN = "\x01"
"""Stands for a character that is no word: of a name, a placeholder, a mention, a piece of code."""
BARRIER = "\x02"
"""Stands for a character of a web address: no quote runs across one."""

_ADDRESS = r"(?:https?://|www\.)\S+"
_NOISE = re.compile(
    rf"(?P<address>{_ADDRESS})"
    r"|\[[^\[\]\n]{1,40}-\d+\]"  # a numbered placeholder
    r"|`[^`\n]*`"  # code
    r"|\S+@\S+|@\S+"  # addresses and mentions
    r"|\S*[\w.]/[\w.]\S*"  # paths
    r"|\b(?=\w*\d)[0-9a-f]{7,40}\b"  # commit ids
    r"|\b\w+\.(?:py|js|ts|tsx|md|sql|yml|yaml|json|toml|txt|html|css|pdf|jpe?g|png|docx?|xlsx?)\b(?::\d+)?",
    re.IGNORECASE,
)
_NOISE_HINTS = re.compile(r"[/@`\[]|www\.|\w\.\w|\d\w{5}|\w{5}\d", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PIECES = re.compile(f"({WORD.pattern})")
_STOP = re.compile(r"[.!?…\n:]")
_LAUGH = re.compile(
    r"k{2,}|(?:[hj][aeiou]+){2,}[hj]?|(?:a+h+){2,}a*|(?:rs){2,}|(?:eh){2,}e?"
    r"|lo+l+|lmf?ao+|rofl|mdr+|ptdr+|xd+|hua\w*|ksks\w*|asdf\w*",
    re.IGNORECASE,
)
LAUGHING_EMOJI = frozenset("😂🤣😆😹😅😄😁")
_LONGEST_WORD = 28
_ARTICLE, _MARK = "article", "mark"
_FOLDED_EXCEPTIONS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d"}


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Lower case, without accents, curly apostrophes straightened."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(_FOLDED_EXCEPTIONS.get(c, c) for c in plain if not unicodedata.combining(c))


@lru_cache(maxsize=65536)
def is_laughter(word: str) -> bool:
    """Whether a word is nothing but laughter, as chats spell it."""
    return _LAUGH.fullmatch(word) is not None


def names_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern that finds any of the names as they stand; None where there are none. Longer names come first."""
    ordered = sorted({n for n in names if n}, key=lambda n: (-len(n), n))
    return re.compile("|".join(re.escape(n) for n in ordered)) if ordered else None


def masked(text: str, names: re.Pattern[str] | None, placeholders: Sequence[str] = ()) -> str:
    """The text with everything that is no member's word blanked out, character for character."""
    for placeholder in placeholders:
        text = text.replace(placeholder, HIDDEN * len(placeholder))
    if names is not None:
        text = names.sub(lambda m: HIDDEN * len(m.group()), text)
    if _NOISE_HINTS.search(text):
        text = _NOISE.sub(lambda m: (BARRIER if m.group("address") else HIDDEN) * len(m.group()), text)
    return text


def _words_without_subject(language: Language) -> frozenset[str]:
    """Function words, fillers and dates of a language, lower case."""
    calendar, vocabulary = language.calendar, language.vocabulary
    dates = frozenset(w.lower() for w in (*calendar.weekdays, *calendar.months))
    general = frozenset(stopwordsiso.stopwords(language.code))
    return (dates | general | vocabulary.fillers) - vocabulary.subjects


@dataclass(frozen=True)
class Lexicon:
    """What a language makes of a word: its stem, or nothing where it carries no subject.

    Args:
        language: whose rules are followed.
        ignored: further words to pass over, folded (parts of names).
        others: languages that the conversation is written in as well; what carries no subject in them carries none.
    """

    language: Language
    ignored: frozenset[str] = frozenset()
    others: tuple[Language, ...] = ()
    _stops: frozenset[str] = field(init=False, repr=False)
    stems: dict[str, str] = field(init=False, repr=False, default_factory=dict)
    """What is known so far: see `stem`."""
    _stemmer: object = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # English is mixed into chats of every language.
        spoken = {x.code: x for x in (self.language, LANGUAGES["en"], *self.others)}
        stops = frozenset(x.vocabulary.common for x in LANGUAGES.values())
        words = frozenset().union(*stops, *(_words_without_subject(x) for x in spoken.values()))
        subjects = {folded(w) for w in self.language.vocabulary.subjects}
        object.__setattr__(self, "_stops", frozenset(folded(w) for w in words) - subjects)
        object.__setattr__(self, "_stemmer", snowballstemmer.stemmer(self.language.vocabulary.stemmer))

    def stem(self, word: str) -> str:
        """The folded stem of a word (lower case); empty for function words, fillers, laughter, parts of names."""
        known = self.stems.get(word)
        if known is None:
            known = self.stems[word] = self._new_stem(word)
        return known

    def _new_stem(self, word: str) -> str:
        plain = folded(word)
        if len(plain) < 3 or len(plain) > _LONGEST_WORD or plain in self._stops or plain in self.ignored:
            return ""
        if is_laughter(plain) or re.search(r"(.)\1\1", plain):
            return ""
        stem = folded(self._stemmer.stemWord(word.replace("’", "'")))  # type: ignore[attr-defined]
        return stem if len(stem) > 1 else ""


@dataclass
class Forms:
    """How terms are written, and whether they behave like nouns. Grows while texts are read.

    `written` holds (term, as written) and `contexts` (stem, what stood before it) until they are settled.
    """

    written: list[tuple[str, str]] = field(default_factory=list)
    contexts: list[tuple[str, str]] = field(default_factory=list)
    surfaces: dict[str, Counter[str]] = field(default_factory=dict)
    after_article: Counter[str] = field(default_factory=Counter)
    after_infinitive_mark: Counter[str] = field(default_factory=Counter)
    occurrences: Counter[str] = field(default_factory=Counter)
    codes: dict[str, str] = field(default_factory=dict)
    """By term, the language of the message that first held it."""

    def hear(self, said: Terms) -> None:
        """Gather what a text says."""
        self.written += said.written
        self.contexts += said.contexts
        for stem in said.stems:
            self.codes.setdefault(stem, said.code)

    def settle(self) -> None:
        """Count what was gathered since the last time."""
        for (term, surface), count in Counter(self.written).items():
            self.surfaces.setdefault(term, Counter())[surface] += count
        counters = {"": self.occurrences, _ARTICLE: self.after_article, _MARK: self.after_infinitive_mark}
        for (stem, context), count in Counter(self.contexts).items():
            counters[context][stem] += count
            if context:
                self.occurrences[stem] += count
        self.written, self.contexts = [], []

    def shown(self, term: str) -> str:
        """The term as it is written most often (ties: the first in code-point order of the more accented ones)."""
        surfaces = self.surfaces[term]
        return min(surfaces, key=lambda s: (-surfaces[s], s.isascii(), s))

    def nounness(self, term: str) -> float:
        """From 0 to 1: how often the term stands right behind an article rather than behind `to` or a pronoun."""
        articles, marks = self.after_article[term], self.after_infinitive_mark[term]
        return (articles + 0.25) / (articles + marks + 0.35 * self.occurrences[term] + 0.5)


class Terms(NamedTuple):
    """What one text says: its terms in order, and how they stand there.

    `written` holds (term, as written), `contexts` (stem, what stood before it); `code` is the lexicon's language.
    """

    terms: tuple[str, ...]
    unique: tuple[str, ...]
    stems: tuple[str, ...]
    """The single ones of `unique`."""
    written: tuple[tuple[str, str], ...]
    contexts: tuple[tuple[str, str], ...]
    code: str


def terms_of(text: str, lexicon: Lexicon) -> Terms:
    """The terms of a masked text, single ones and pairs.

    A pair is two words with a subject side by side, or with one joint (`of`, `de`) and an article between them.
    One scan of every word that anybody wrote: it is the hottest loop of the room, and long for that reason.
    """
    vocabulary = lexicon.language.vocabulary
    known, elisions, joint_words, articles = lexicon.stems, vocabulary.elisions, vocabulary.joints, vocabulary.articles
    infinitives = vocabulary.infinitives
    terms: list[str] = []
    written: list[tuple[str, str]] = []
    contexts: list[tuple[str, str]] = []
    last_stem, last_start, position, joints, previous = "", 0, 0, 0, ""
    pieces = _PIECES.split(text)
    for gap, surface in zip(pieces[::2], pieces[1::2], strict=False):
        is_initial = not position or (gap != " " and _STOP.search(gap) is not None)
        start = position + len(gap)
        end = position = start + len(surface)
        if gap != " " and not gap.isspace():
            last_stem = ""
        if elisions and (cut := max(surface.find("'"), surface.find("’"))) > 0:
            prefix = surface[:cut].lower()
            if prefix in elisions:
                start, surface, previous = start + cut + 1, surface[cut + 1 :], prefix + "'"
                joints += previous in joint_words
        lower = surface.lower()
        stem = known.get(lower)
        if stem is None:
            stem = lexicon.stem(lower)
        if stem:
            shown = lower if is_initial or (len(surface) > 4 and surface.isupper()) else surface
            terms.append(stem)
            written.append((stem, shown))
            context = _ARTICLE if previous in articles else _MARK if previous in infinitives else ""
            contexts.append((stem, context))
            if last_stem and last_stem != stem and joints <= 1:
                pair = f"{last_stem} {stem}"
                terms.append(pair)
                whole = text[last_start:end]
                written.append((pair, whole.lower() if shown == lower else whole))
            last_stem, last_start, joints = stem, start, 0
        elif lower in joint_words:
            joints += 1
        elif not (joints and lower in articles):
            last_stem = ""
        previous = lower
    unique = tuple(dict.fromkeys(terms))
    stems = tuple([t for t in unique if " " not in t])
    return Terms(tuple(terms), unique, stems, tuple(written), tuple(contexts), lexicon.language.code)


def read_terms(text: str, lexicon: Lexicon, forms: Forms) -> tuple[str, ...]:
    """The terms of a masked text in order; how they are written is added to `forms`."""
    found = terms_of(text, lexicon)
    forms.hear(found)
    return found.terms
