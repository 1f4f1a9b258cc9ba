"""The reader: goes through a conversation from its start and knows the words so far."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from egregora_assets.language.detection import count_clear_words, find_function_words, list_spoken_languages
from egregora_assets.language.files import load_languages
from egregora_assets.language.folding import fold_word
from egregora_assets.language.model import Language
from egregora_assets.language.words import has_verb_ending
from egregora_assets.writing.conversation import Message
from egregora_assets.writing.reading.lexicon import Lexicon
from egregora_assets.writing.reading.terms import Forms, extract_terms, split_words
from egregora_assets.writing.reading.texts import PHRASE_TABLE_SIZE, Reading, ReadText, read_text
from egregora_assets.writing.reading.utterances import Utterance, assign_reactions, has_text

_LEAST_NOUNNESS = 0.35
"""A word with a verb's ending needs at least this much of a noun's behaviour."""
_SUBJECT_NOUNNESS = 0.4
"""A word of a heading behaves at least this much like a noun."""
OFTEN = 3
"""Times that a phrase was written until it is routine."""
_MOST_TEXTS = 50_000
"""Texts that are kept; then all are forgotten, so that memory does not grow with the conversation."""


class _Rarities(dict[str, float]):
    """Rarities by term, each computed when it is first asked for; to be cleared when more was read."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader

    def __missing__(self, term: str) -> float:
        count = self._reader.read_count + 1
        rarity = self[term] = math.log(1 + count / (1 + self._reader.holders[term])) / math.log(1 + count)
        return rarity


@dataclass
class Reader:
    """Reads a conversation in all its languages, window by window.

    Only what was read so far counts, so a later message never changes what is written of an earlier window.

    Args:
        names: everybody's names, which are never words.
        name_parts: the parts of names, folded.
    """

    names: re.Pattern[str] | None = None
    name_parts: frozenset[str] = frozenset()
    forms: Forms = field(default_factory=Forms)
    holders: Counter[str] = field(default_factory=Counter)
    """By term, how many utterances hold it."""
    read_count: int = 0

    def __post_init__(self) -> None:
        self._rarities = _Rarities(self)
        self.qualities: dict[str, tuple[float, float, float]] = {}
        """What speaks for terms, as far as it was asked for since the last window was read."""
        self.clear_words: Counter[str] = Counter()
        self._lexicons: dict[tuple[str, ...], Lexicon] = {}
        self.phrase_counts = bytearray(PHRASE_TABLE_SIZE)
        self._texts: dict[tuple[str, tuple[str, ...]], ReadText] = {}
        self._new_words: set[str] = set()
        self.languages: tuple[Language, ...] = ()

    def add_languages(self, texts: Sequence[str], main: Language) -> None:
        """Learn which languages are spoken from here on.

        Args:
            texts: the next window's.
            main: the language that most of them are in.
        """
        self.clear_words.update(count_clear_words(texts))
        self.set_languages(list_spoken_languages(self.clear_words, main))

    def set_languages(self, languages: tuple[Language, ...]) -> None:
        """The languages that are spoken from here on, the main one first."""
        self.languages = languages
        self._keys: dict[tuple[tuple[str, ...], ...], tuple[str, ...]] = {}
        self._agreements = frozenset(fold_word(a) for x in self.languages for a in x.words.agreements)

    def read(self, messages: Sequence[Message]) -> list[Utterance]:
        """Read the messages with text and remember their words; one utterance a message, in order."""
        utterances = [self._read_message(m, self.forms) for m in messages if has_text(m)]
        self.forms.count_added()
        for utterance in utterances:
            self.holders.update(utterance.unique_terms)
        self._count_phrases(utterances)
        self._rarities.clear()
        self.qualities.clear()
        self.read_count += len(utterances)
        assign_reactions(utterances)
        return utterances

    def preview(self, messages: Sequence[Message]) -> list[Utterance]:
        """Like `read`, but nothing is remembered and no reactions are assigned."""
        scratch = Forms()
        return [self._read_message(m, scratch) for m in messages if has_text(m)]

    def read_again(self, message: Message, lexicon_key: tuple[str, ...]) -> Utterance:
        """A message as it was read before, under the lexicon that it was read with; nothing is remembered."""
        return self._read_message(message, Forms(), lexicon_key)

    def take_new_words(self) -> set[str]:
        """The words, folded, of all texts that were read for the first time since the last call."""
        words, self._new_words = self._new_words, set()
        return words

    def choose_lexicon(self, text: str) -> Lexicon:
        """The lexicon of the language that a text is in; the window's main one where the text does not tell."""
        return self._get_lexicon(self._choose_languages(find_function_words(text)))

    def measure_rarity(self, term: str) -> float:
        """From 0 to 1: how few of the utterances so far hold the term (inverse document frequency, scaled)."""
        return self._rarities[term]

    def sum_rarities(self, utterance: Utterance) -> float:
        """The rarities of its single words, each once."""
        return sum(map(self._rarities.__getitem__, utterance.stems))

    def measure_routine(self, utterance: Utterance) -> float:
        """From 0 to 1: how much of an utterance was also written, word for word, at other times.

        Greetings, running jokes and daily reports differ in a number or a name alone; they are no news.
        """
        counts, phrases = self.phrase_counts, utterance.phrases
        return sum([counts[p] >= OFTEN for p in phrases]) / len(phrases) if phrases else 0.0

    def is_verb_like(self, stem: str) -> bool:
        """Whether a word ends like a verb of its language and was hardly used like a noun."""
        language = load_languages()[self.forms.codes[stem]]
        is_noun = self.forms.measure_nounness(stem) >= _LEAST_NOUNNESS
        return not is_noun and has_verb_ending(self.forms.get_spelling(stem), language)

    def is_subject(self, term: str) -> bool:
        """Whether a term may head a section: one of its words behaves like a noun, and none like a verb."""
        stems = term.split(" ")
        if any(self.is_verb_like(s) for s in stems):
            return False
        return max(self.forms.measure_nounness(s) for s in stems) >= _SUBJECT_NOUNNESS

    def _choose_languages(self, marks: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
        """The key of the lexicon for a text with these function words: its language, then all that are spoken.

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

    def _get_lexicon(self, key: tuple[str, ...]) -> Lexicon:
        if key not in self._lexicons:
            known = load_languages()
            self._lexicons[key] = Lexicon(known[key[0]], self.name_parts, tuple(known[code] for code in key[1:]))
        return self._lexicons[key]

    def _count_phrases(self, utterances: Sequence[Utterance]) -> None:
        """Count the phrases of what was said, up to 255 times each."""
        counts = self.phrase_counts
        for utterance in utterances:
            for place in utterance.phrases:
                if counts[place] < 255:
                    counts[place] += 1

    def _recall_text(self, message: Message) -> ReadText:
        """The message's text as it was read, now or the last time that somebody wrote the same."""
        key = (message.text, message.placeholders)
        known = self._texts.get(key)
        if known is None:
            if len(self._texts) >= _MOST_TEXTS:
                self._texts.clear()
            known = self._texts[key] = read_text(message.text, self.names, message.placeholders)
            self._new_words.update(known.words)
        return known

    def _read_message(self, message: Message, forms: Forms, lexicon_key: tuple[str, ...] = ()) -> Utterance:
        """A message as it was read; the forms of its words are added."""
        text = self._recall_text(message)
        key = lexicon_key or self._choose_languages(text.marks)
        known = text.readings.get(key)
        if known is None:
            known = text.readings[key] = self._read_text(message.text, text, key)
        forms.add(known.said)
        return Utterance(
            message,
            known.said.terms,
            known.said.unique,
            known.said.stems,
            text.spans,
            text.word_count,
            text.is_laugh,
            is_agreement=known.is_agreement,
            is_substantial=known.is_substantial,
            language=known.language,
            is_question=text.is_question,
            clear_words=text.clear_words,
            lexicon_key=key,
            quotable=() if message.nomination == "skip" else text.quotable,
            phrases=text.phrases,
            hidden_count=text.hidden_count,
        )

    def _read_text(self, written: str, text: ReadText, key: tuple[str, ...]) -> Reading:
        """A text in a language: its terms, and what they make of it."""
        lexicon = self._get_lexicon(key)
        said = extract_terms([] if text.is_laugh else text.pieces or split_words(text.masked), lexicon)
        text.pieces = []
        is_agreement = self._is_agreement(text.words) or written.strip().startswith("+1")
        is_substantial = bool(text.spans) and bool(said.terms) and text.word_count >= 4
        return Reading(said, lexicon.language, is_agreement, is_substantial)

    def _is_agreement(self, words: Sequence[str]) -> bool:
        """Whether a message only agrees: one or two known short phrases."""
        if not 0 < len(words) <= 5:
            return False
        known = self._agreements
        if " ".join(words) in known:
            return True
        return any(" ".join(words[:i]) in known and " ".join(words[i:]) in known for i in range(1, len(words)))
