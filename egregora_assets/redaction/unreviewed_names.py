"""Lists words of redacted texts that may be people who take no part, for the operator to review.

No rule tells names of third persons from other capitalised words, so this only lists and hides nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from egregora_assets.language.folding import fold_words
from egregora_assets.language.formats import fold_calendar_words
from egregora_assets.language.words import fold_stop_words
from egregora_assets.redaction.capitalised_words import find_name_like_words, is_telling_capital
from egregora_assets.redaction.lexicon.given_names import is_given_name
from egregora_assets.redaction.lexicon.ordinary_words import list_places, load_ordinary_words
from egregora_assets.redaction.lexicon.word_files import read_words
from egregora_assets.redaction.names.clauses import is_called

_MAX_LOWER_SHARE = 0.25
_MAX_CONTEXT = 40
_MAX_PLACES = 3


@dataclass
class Candidate:
    """A word that may be a person's name, and how often it stands where.

    Args:
        name: folded.
        spelled: as most often written.
        count: capitalised uses.
        inside_count: uses inside a sentence.
        called_count: uses after a greeting, thanks or a title.
        places: text and span of the first uses.
    """

    name: str
    spelled: str
    count: int = 0
    inside_count: int = 0
    called_count: int = 0
    chat_ids: set[str] = field(default_factory=set)
    places: list[tuple[str, int, int]] = field(default_factory=list)

    def contexts(self, most: int) -> list[str]:
        """The surroundings of the first uses, a line each."""
        return [_cut_context(*place) for place in self.places[:most]]


def find_unreviewed_names(
    chats: Mapping[str, tuple[str | None, Sequence[str]]], reviewed: Collection[tuple[str, str]], shown: Collection[str]
) -> list[Candidate]:
    """Find the words of some chats that look like people and that the operator has not reviewed.

    Args:
        chats: by chat_id, language and redacted texts.
        reviewed: scope (a chat or `all`) and folded name of what the operator reviewed.
        shown: pseudonyms and aliases, which are nobody's names.

    Returns: the most frequent first, then by name.
    """
    found: dict[str, Candidate] = {}
    aliases = {w for name in shown for w in fold_words(name)} - read_words("pseudonym_adjectives", "pseudonym_nouns")
    for chat_id in sorted(chats):
        language, texts = chats[chat_id]
        skipped = {n for scope, n in reviewed if scope in (chat_id, "all")} | aliases
        for candidate in _find_in_chat(language, texts, skipped):
            known = found.setdefault(candidate.name, Candidate(candidate.name, candidate.spelled))
            known.count += candidate.count
            known.inside_count += candidate.inside_count
            known.called_count += candidate.called_count
            known.chat_ids.add(chat_id)
            known.places += candidate.places
    return sorted(found.values(), key=lambda c: (-c.count, c.name))


def _find_in_chat(language: str | None, texts: Sequence[str], skipped: Collection[str]) -> Iterator[Candidate]:
    ordinary = load_ordinary_words(language) | fold_stop_words(None) | read_words("role_words", "connectors")
    ordinary |= read_words("capitalised_words") | fold_calendar_words()
    ordinary |= {w for place in list_places() for w in fold_words(place)}
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    found: dict[str, Candidate] = {}
    for text in texts:
        for word in find_name_like_words(text):
            spelled = text[word.start : word.end]
            name = "".join(fold_words(spelled))
            if len(name) < (2 if word.has_honorific else 3) or name in ordinary or name in skipped:
                continue
            candidate = found.setdefault(name, Candidate(name, spelled))
            spellings[name][spelled] += 1
            candidate.count += 1
            candidate.inside_count += is_telling_capital(text, word.start, language)
            candidate.called_count += word.has_honorific or is_called(text, word.start, word.end)
            if len(candidate.places) < _MAX_PLACES:
                candidate.places.append((text, word.start, word.end))
    lower = _count_lower_uses(texts, found)
    for name, candidate in found.items():
        if _is_likely(candidate, lower[name], language):
            candidate.spelled = min(spellings[name], key=lambda s: (-spellings[name][s], s))
            yield candidate


def _is_likely(candidate: Candidate, lower_count: int, language: str | None) -> bool:
    is_known = is_given_name(candidate.name)
    if lower_count > max(1, _MAX_LOWER_SHARE * candidate.count) and not is_known:
        return False
    is_marked = is_known or candidate.called_count > 0
    # in German, where every noun has a capital, a capital alone tells nothing
    return is_marked or (language != "de" and candidate.inside_count > 0)


def _count_lower_uses(texts: Sequence[str], names: Collection[str]) -> Counter[str]:
    """How often each name stands in lower case."""
    counts = Counter(word for text in texts for word in text.split() if word.islower())
    lower: Counter[str] = Counter()
    for word, count in counts.items():
        name = "".join(fold_words(word)) if not word.isascii() else word.strip(".,;:!?\"'()*_~")
        if name in names:
            lower[name] += count
    return lower


def _cut_context(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - _MAX_CONTEXT) : start], text[end : end + _MAX_CONTEXT]
    dots = "…" if start > _MAX_CONTEXT else "", "…" if end + _MAX_CONTEXT < len(text) else ""
    return " ".join(f"{dots[0]}{before}{text[start:end]}{after}{dots[1]}".split())
