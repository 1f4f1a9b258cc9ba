"""A window as the writer has read it: each message's words, its sentences, and what kind of utterance it is."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from zlib import crc32

from egregora_assets.language.frames.model import Language
from egregora_assets.language.frames.registry import (
    LANGUAGES,
    clear_word_counts,
    languages_present,
    marks_in,
)
from egregora_assets.writing.conversation import NANOSECONDS_PER_MINUTE, Message
from egregora_assets.writing.words import (
    BARRIER,
    HIDDEN,
    LAUGHING_EMOJI,
    WORD,
    Forms,
    Lexicon,
    Terms,
    folded,
    is_laughter,
    masked,
    terms_of,
)

LONGEST_QUOTE = 280
"""Characters; a longer message is quoted by whole sentences."""
LONGEST_SENTENCE = 420
_SENTENCE_END = re.compile(rf"[.!?…]+[\"'”’»)\]]*(?=\s|$)|\n+|{BARRIER}+")
_LEAST_NOUNNESS = 0.35
"""A word with a verb's ending needs so much of a noun's behaviour."""
_SUBJECT = 0.4
"""A heading's word behaves at least so much like a noun."""
_BREAKS = "\n" + BARRIER
_ENDING = frozenset(f":;,–—|>•-{BARRIER}")
_TRAILING = re.compile(rf"[\s:;,–—|>•{BARRIER}-]+$")
_LEADING = re.compile(r"(?:[\s>•–—|:;,.-]+|\*\s+|\d{1,2}[.)]\s+)+")
_HIDDEN_RUN = re.compile(f"{HIDDEN}+")
_REACTION_SPAN = 5 * NANOSECONDS_PER_MINUTE
_REACTION_DISTANCE = 7
_MEMORY = 2**22
_OFTEN = 3
"""Times that a phrase was written until it is routine."""
_MOST_TEXTS = 50_000
"""Texts that a reader keeps; then it starts anew, so that its memory does not grow with the conversation."""


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
    stems: tuple[str, ...]
    """The single words among its terms, each once."""
    spans: tuple[Span, ...]
    word_count: int
    is_laugh: bool
    is_agreement: bool
    is_substantial: bool
    """Whether it says something by itself: four words and a subject."""
    language: Language
    is_question: bool
    """Whether one of its sentences is a question."""
    phrases: tuple[int, ...] = ()
    """Its runs of three words, as places in the reader's memory."""
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


@dataclass(slots=True, eq=False)
class _Text:
    """What a text is whoever wrote it and whenever: kept, because chats repeat themselves."""

    blanked: str
    words: tuple[str, ...]
    """Folded."""
    spans: tuple[Span, ...]
    word_count: int
    is_laugh: bool
    is_question: bool
    hidden_count: int
    phrases: tuple[int, ...]
    marks: tuple[tuple[str, ...], ...]
    """See `marks_in`."""
    terms: dict[tuple[str, ...], Terms] = field(default_factory=dict)
    """By lexicon."""


def _phrases_of(words: Sequence[str]) -> tuple[int, ...]:
    """Runs of three words, each once, as numbers below the size of a reader's memory. Digits have no part in them."""
    runs = zip(words, words[1:], words[2:], strict=False)
    return tuple({crc32(" ".join(run).encode()) % _MEMORY: None for run in runs})


def _text_of(text: str, names: re.Pattern[str] | None, placeholders: Sequence[str]) -> _Text:
    """Read a text once: what is blanked out of it, its words and sentences."""
    blanked = masked(text, names, placeholders)
    words = tuple([folded(w) for w in WORD.findall(blanked)])
    spans = sentence_spans(blanked)
    return _Text(
        blanked,
        words,
        spans,
        word_count=sum([not is_laughter(w) for w in words]),
        is_laugh=_is_laugh(text, words),
        is_question="?" in text and any(text[s.start : s.end].rstrip("\"'”’»)").endswith("?") for s in spans),
        hidden_count=len(_HIDDEN_RUN.findall(blanked)) if HIDDEN in blanked else 0,
        phrases=_phrases_of(words),
        marks=marks_in(blanked),
    )


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
        self._heard_phrases = bytearray(_MEMORY)
        self._texts: dict[tuple[str, tuple[str, ...]], _Text] = {}
        self._new_words: set[str] = set()
        self.languages: tuple[Language, ...] = ()

    def listen(self, texts: Sequence[str], main: Language) -> None:
        """Learn which languages are spoken from here on.

        Args:
            texts: the next window's.
            main: the language that most of them are in.
        """
        self._clear_words.update(clear_word_counts(texts))
        self.languages = languages_present(self._clear_words, main)
        self._keys: dict[tuple[tuple[str, ...], ...], tuple[str, ...]] = {}
        self._agreements = frozenset(folded(a) for x in self.languages for a in x.vocabulary.agreements)

    def lexicon_for(self, text: str) -> Lexicon:
        """The lexicon of the language that a text is in; the window's main one where the text does not tell."""
        return self._lexicon(self._lexicon_key(marks_in(text)))

    def _lexicon_key(self, marks: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
        """Which lexicon reads a text with these function words: its language, then all those that are spoken.

        Words of one language alone decide, then those that it shares with others.
        """
        known = self._keys.get(marks)
        if known is None:
            clear = Counter(codes[0] for codes in marks if len(codes) == 1)
            shared = Counter(code for codes in marks for code in codes)
            spoken = [x.code for x in self.languages]
            code = max(spoken, key=lambda c: (clear[c], shared[c]))
            known = self._keys[marks] = (code, *sorted(spoken))
        return known

    def _lexicon(self, key: tuple[str, ...]) -> Lexicon:
        if key not in self._lexicons:
            self._lexicons[key] = Lexicon(LANGUAGES[key[0]], self.ignored, self.languages)
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

    def routine(self, utterance: Utterance) -> float:
        """From 0 to 1: how much of what somebody wrote was also written, word for word, at other times.

        Greetings, running jokes and daily reports differ in a number or a name alone; they are no news.
        """
        heard, phrases = self._heard_phrases, utterance.phrases
        return sum([heard[p] >= _OFTEN for p in phrases]) / len(phrases) if phrases else 0.0

    def _remember(self, utterances: Sequence[Utterance]) -> None:
        """Count the phrases of what was said, up to 255 times each."""
        heard = self._heard_phrases
        for utterance in utterances:
            for place in utterance.phrases:
                if heard[place] < 255:
                    heard[place] += 1

    def is_subject(self, term: str) -> bool:
        """Whether a term may head a section: it behaves like a noun, as does each word of a pair, and is no verb."""
        stems = term.split(" ")
        if any(self.is_verb_like(s) for s in stems):
            return False
        return max(self.forms.nounness(s) for s in stems) >= _SUBJECT

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
        self._remember(utterances)
        self._rarities.clear()
        self.read_count += len(utterances)
        _note_reactions(utterances)
        return utterances

    def _heard(self, message: Message) -> _Text:
        """The message's text as it was read, now or the last time that somebody wrote the same."""
        key = (message.text, message.placeholders)
        known = self._texts.get(key)
        if known is None:
            if len(self._texts) >= _MOST_TEXTS:
                self._texts.clear()
            known = self._texts[key] = _text_of(message.text, self.names, message.placeholders)
            self._new_words.update(known.words)
        return known

    def take_new_words(self) -> set[str]:
        """The words, folded, of all texts since the last time that were not known from before."""
        words, self._new_words = self._new_words, set()
        return words

    def _utterance(self, message: Message, forms: Forms) -> Utterance:
        """A message as it was read; the forms of its words are added."""
        text = self._heard(message)
        key = self._lexicon_key(text.marks)
        lexicon = self._lexicon(key)
        said = text.terms.get(key)
        if said is None:
            said = text.terms[key] = terms_of("" if text.is_laugh else text.blanked, lexicon)
        forms.hear(said)
        return Utterance(
            message,
            said.terms,
            said.unique,
            said.stems,
            text.spans,
            text.word_count,
            text.is_laugh,
            is_agreement=self._is_agreement(text.words) or message.text.strip().startswith("+1"),
            is_substantial=bool(text.spans) and bool(said.terms) and text.word_count >= 4,
            language=lexicon.language,
            is_question=text.is_question,
            phrases=text.phrases,
            hidden_count=text.hidden_count,
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
