"""A window as the writer has read it: each message's words, its sentences, and what kind of utterance it is."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from egregora_assets.stages.generated.conversation import NANOSECONDS_PER_MINUTE, Message
from egregora_assets.stages.generated.languages.model import Language
from egregora_assets.stages.generated.languages.registry import LANGUAGES, clear_word_counts, languages_present
from egregora_assets.stages.generated.words import (
    BARRIER,
    HIDDEN,
    LAUGHING_EMOJI,
    WORD,
    Forms,
    Lexicon,
    folded,
    is_laughter,
    masked,
    read_terms,
)

LONGEST_QUOTE = 280
"""Characters; a longer message is quoted by whole sentences."""
LONGEST_SENTENCE = 420
_SENTENCE_END = re.compile(rf"[.!?…]+[\"'”’»)\]]*(?=\s|$)|\n+|{BARRIER}+")
_LEAST_NOUNNESS = 0.35
"""A word with a verb's ending needs so much of a noun's behaviour."""
_BREAKS = "\n" + BARRIER
_ENDING = frozenset(f":;,–—|>•-{BARRIER}")
_TRAILING = re.compile(rf"[\s:;,–—|>•{BARRIER}-]+$")
_LEADING = re.compile(r"(?:[\s>•–—|:;,.-]+|\*\s+|\d{1,2}[.)]\s+)+")
_HIDDEN_RUN = re.compile(f"{HIDDEN}+")
_REACTION_SPAN = 5 * NANOSECONDS_PER_MINUTE
_REACTION_DISTANCE = 7


class Span(NamedTuple):
    """Part of a message's text, from start to end (exclusive), in characters."""

    start: int
    end: int


@dataclass(slots=True, eq=False)
class Utterance:
    """A message with text as it was read.

    `spans` are its sentences in order; `laughed`, `agreed` and `nodded` (applause, emoji, a word or two)
    the people whose short replies it drew.
    """

    message: Message
    terms: tuple[str, ...]
    unique_terms: tuple[str, ...]
    spans: tuple[Span, ...]
    word_count: int
    is_laugh: bool
    is_agreement: bool
    is_substantial: bool
    """Whether it says something by itself: four words and a subject."""
    language: Language
    hidden_count: int = 0
    """Names, placeholders, mentions and pieces of code in it."""
    laughed: frozenset[str] = frozenset()
    agreed: frozenset[str] = frozenset()
    nodded: frozenset[str] = frozenset()

    @property
    def is_nod(self) -> bool:
        """Whether it is a short sign of attention: emoji alone, or a word or two without a subject."""
        return not (self.is_laugh or self.is_agreement or self.terms or self.is_question) and self.word_count <= 2

    @property
    def drawn_count(self) -> int:
        """How many people reacted to it."""
        return len(self.laughed | self.agreed | self.nodded)

    @property
    def is_question(self) -> bool:
        """Whether one of its sentences is a question."""
        return any(self.message.text[s.start : s.end].rstrip("\"'”’»)").endswith("?") for s in self.spans)


def sentence_spans(blanked: str) -> tuple[Span, ...]:
    """The sentences of a text in order, without what surrounds them (bullets, dashes, web addresses).

    Args:
        blanked: the text with everything that is no member's word blanked out.
    """
    spans = []
    start = 0
    breaks = _SENTENCE_END.finditer(blanked)
    ends = [(m.start() if m.group()[0] in _BREAKS else m.end(), m.end()) for m in breaks]
    for end, following in [*ends, (len(blanked), len(blanked))]:
        lead = _LEADING.match(blanked, start, end)
        first = lead.end() if lead else start
        has_tail = end > first and (blanked[end - 1] in _ENDING or blanked[end - 1].isspace())
        tail = _TRAILING.search(blanked, first, end) if has_tail else None
        last = tail.start() if tail else end
        if last - first >= 2 and WORD.search(blanked, first, last):
            spans.append(Span(first, last))
        start = following
    return tuple(spans)


def has_text(message: Message) -> bool:
    """Whether somebody wrote words: a text, or a caption under a file."""
    return message.kind in ("text", "media") and bool(message.text.strip())


def _is_laugh(text: str, words: Sequence[str]) -> bool:
    """Whether a message only laughs."""
    if words:
        return all(is_laughter(w) for w in words)
    return any(c in LAUGHING_EMOJI for c in text)


@dataclass
class Reader:
    """Somebody who reads a conversation from its start, in all its languages, and knows the words so far.

    Only what was read so far has a say, so a later message never changes how an earlier window is told.

    Args:
        names: everybody's names, which are never words.
        ignored: the parts of names, folded.
    """

    names: re.Pattern[str] | None = None
    ignored: frozenset[str] = frozenset()
    forms: Forms = field(default_factory=Forms)
    holders: Counter[str] = field(default_factory=Counter)
    """By term, how many utterances hold it."""
    read_count: int = 0

    def __post_init__(self) -> None:
        self._rarities: dict[str, float] = {}
        self._clear_words: Counter[str] = Counter()
        self._lexicons: dict[tuple[str, ...], Lexicon] = {}
        self.languages: tuple[Language, ...] = ()

    def listen(self, texts: Sequence[str], main: Language) -> None:
        """Learn which languages are spoken from here on.

        Args:
            texts: the next window's.
            main: the language that most of them are in.
        """
        self._clear_words.update(clear_word_counts(texts))
        self.languages = languages_present(self._clear_words, main)
        self._agreements = frozenset(folded(a) for x in self.languages for a in x.vocabulary.agreements)

    def lexicon_for(self, text: str) -> Lexicon:
        """The lexicon of the language that a text is in; the window's main one where the text does not tell."""
        codes = [x.code for x in self.languages]
        code = codes[0]
        if len(codes) > 1:
            counts = clear_word_counts((text,), codes)
            code = max(codes, key=lambda c: counts[c])
        key = (code, *sorted(codes))
        if key not in self._lexicons:
            self._lexicons[key] = Lexicon(LANGUAGES[code], self.ignored, self.languages)
        return self._lexicons[key]

    def is_verb_like(self, stem: str) -> bool:
        """Whether a word ends like a verb of its language and was hardly used like a noun."""
        verbs = LANGUAGES[self.forms.codes[stem]].vocabulary.verbs
        return self.forms.nounness(stem) < _LEAST_NOUNNESS and re.search(verbs, self.forms.shown(stem)) is not None

    def rarity(self, term: str) -> float:
        """From 0 to 1: how few of the utterances so far hold the term (inverse document frequency, scaled)."""
        known = self._rarities.get(term)
        if known is None:
            count = self.read_count + 1
            known = self._rarities[term] = math.log(1 + count / (1 + self.holders[term])) / math.log(1 + count)
        return known

    def is_known_noun(self, term: str) -> bool:
        """Whether a single word was used at least twice so far, and mostly like a noun."""
        return self.holders[term] >= 2 and self.forms.nounness(term) >= 0.5

    def look_at(self, messages: Sequence[Message]) -> list[Utterance]:
        """What the messages with text say, in order; nothing of it is remembered."""
        scratch = Forms()
        return [self._utterance(m, scratch) for m in messages if has_text(m)]

    def read(self, messages: Sequence[Message]) -> list[Utterance]:
        """What the messages with text say, in order; the reader remembers their words."""
        utterances = [self._utterance(m, self.forms) for m in messages if has_text(m)]
        self.forms.settle()
        for utterance in utterances:
            self.holders.update(utterance.unique_terms)
        self._rarities.clear()
        self.read_count += len(utterances)
        _note_reactions(utterances)
        return utterances

    def _utterance(self, message: Message, forms: Forms) -> Utterance:
        """A message as it was read; the forms of its words are added."""
        blanked = masked(message.text, self.names, message.placeholders)
        words = [folded(w) for w in WORD.findall(blanked)]
        is_laugh = _is_laugh(message.text, words)
        lexicon = self.lexicon_for(blanked)
        terms = () if is_laugh else read_terms(blanked, lexicon, forms)
        spans = sentence_spans(blanked)
        word_count = sum(not is_laughter(w) for w in words)
        return Utterance(
            message,
            terms,
            tuple(dict.fromkeys(terms)),
            spans,
            word_count,
            is_laugh,
            is_agreement=message.text.strip().startswith("+1") or self._is_agreement(words),
            is_substantial=bool(spans) and bool(terms) and word_count >= 4,
            language=lexicon.language,
            hidden_count=len(_HIDDEN_RUN.findall(blanked)),
        )

    def _is_agreement(self, words: Sequence[str]) -> bool:
        """Whether a message only agrees: one or two known short phrases."""
        if not 0 < len(words) <= 5:
            return False
        known = self._agreements
        if " ".join(words) in known:
            return True
        return any(" ".join(words[:i]) in known and " ".join(words[i:]) in known for i in range(1, len(words)))


def _note(earlier: Utterance, reaction: Utterance) -> None:
    """Give a reaction to what it answers."""
    author = frozenset((reaction.message.author_id,))
    if reaction.is_laugh:
        earlier.laughed |= author
    elif reaction.is_agreement:
        earlier.agreed |= author
    else:
        earlier.nodded |= author


def _note_reactions(utterances: Sequence[Utterance]) -> None:
    """Give laughter, agreement and nods to what they most likely answer: the latest words of somebody else.

    At most five minutes and seven messages back.
    """
    for i, reaction in enumerate(utterances):
        if not (reaction.is_laugh or reaction.is_agreement or reaction.is_nod):
            continue
        author = reaction.message.author_id
        for earlier in reversed(utterances[max(0, i - _REACTION_DISTANCE) : i]):
            if reaction.message.sent_at - earlier.message.sent_at > _REACTION_SPAN:
                break
            is_short_sign = earlier.is_laugh or earlier.is_agreement or earlier.is_nod
            if earlier.message.author_id != author and not is_short_sign:
                _note(earlier, reaction)
                break
