"""Words that look like people whom nobody knows: what the operator is asked about, found in texts that may be read.

Names of third persons cannot be told from other capitalised words by any rule; so this only lists, and hides nothing.
"""

# ruff: noqa: SIM905 - lists of words are easier to read as text; other scripts are written in their letters

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from egregora_assets.language.folding import words_of
from egregora_assets.language.formats import fold_calendar_words
from egregora_assets.language.words import fold_stop_words
from egregora_assets.redaction.lexicon.diminutives import FAMILIES
from egregora_assets.redaction.lexicon.ordinary_words import CONNECTORS, ROLE_WORDS, ordinary_words
from egregora_assets.redaction.lexicon.pet_names import PET_NAMES
from egregora_assets.redaction.lexicon.pseudonym_words import ADJECTIVES, NOUNS
from egregora_assets.redaction.names.contexts import is_called, starts_sentence
from egregora_assets.redaction.names.matching import PLACES
from egregora_assets.redaction.redactor import PLACEHOLDER

_CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŐŘŚŞŠŢŤŪŮŰŲŹŻŽА-ЯЁЄІЇҐΑ-ΩΆΈΉΊΌΎΏ"
_SMALL = "a-zß-öø-ÿāăąćčďđēėęěğģīįıķĺļľłńņňőřśşšţťūůűųźżžа-яёєіїґα-ωά-ώ"
_WORD = re.compile(rf"(?<![\w@#/.\-\[’'])[{_CAPITAL}][{_SMALL}]+(?:['’-]?[{_CAPITAL}]?[{_SMALL}]+)*(?![\w@/]|\.\w)")
_HONOURED = re.compile(
    "|".join(
        (
            r"(?P<ja>[\u30a0-\u30ff\u4e00-\u9fff]{1,4}|[\u3041-\u3096]{2,4})(?:さん|くん|君|ちゃん|先生)",
            r"(?P<ko>[\uac00-\ud7a3]{2,3})(?:씨|님)(?![\uac00-\ud7a3])",
            r"(?:يا|أبو|ابو|السيد|السيدة|الأستاذ|الاستاذ|خالة|عمو) (?P<ar>[\u0621-\u064a]{3,})",
            r"(?:מר|גברת|דוד|דודה) (?P<he>[\u05d0-\u05ea]{2,})",
            r"(?P<hi>[\u0900-\u097f]{2,}) (?:जी|भाई|दीदी|साहब)",
        )
    )
)
_NEVER_A_PERSON = frozenset(
    """
    christmas easter natal pascoa navidad weihnachten
    ostern noel natale pasqua english portugues espanol deutsch francais italiano
    google youtube instagram facebook netflix amazon spotify telegram zoom iphone android windows linux python github
    portuguese spanish german french italian dutch danish swedish polish russian chinese japanese british american
    brazilian european african asian canadian australian irish scottish mexican portugal spain germany france italy
    netherlands denmark sweden norway poland russia china japan brazil brasil espana deutschland england
    scotland ireland
    europe europa africa asia america canada australia mexico argentina india london paris berlin lisboa madrid roma
    deus dios gott dieu dio god jesus
    internet covid uber ifood airbnb tiktok twitter apple microsoft samsung
    """.split()
)
_ARTICLES = frozenset(
    "der die das den dem des ein eine einen einem einer kein keine keinen mein meine meinen dein deine sein seine ihr "
    "ihre unser unsere euer eure dieser diese dieses im am zum zur beim vom ins ans jeder jede jedes welche alle viel "
    "viele mehr neue neuen neuer neues alten gute guten guter gutes".split()
)
_LETTERS = re.compile(r"[a-z]+")
_MOST_LOWER = 0.25
_LONGEST_CONTEXT = 40


@dataclass
class Candidate:
    """A word that may be somebody: how often it stands where.

    Args:
        name: folded; spelled: as most often written.
        count: capitalised uses; inside_count: inside a sentence; called_count: greeted, thanked or after a title.
        places: chat and text of the first uses, with the offsets.
    """

    name: str
    spelled: str
    count: int = 0
    inside_count: int = 0
    called_count: int = 0
    chat_ids: set[str] = field(default_factory=set)
    places: list[tuple[str, int, int]] = field(default_factory=list)

    def contexts(self, most: int) -> list[str]:
        """What stands around the first uses, a line each."""
        return [_around(*place) for place in self.places[:most]]


def find_unreviewed_names(
    chats: Mapping[str, tuple[str | None, Sequence[str]]], decided: Collection[tuple[str, str]], shown: Collection[str]
) -> list[Candidate]:
    """The words of some chats that look like people, the most frequent first.

    Args:
        chats: language and texts (as they may be read) by chat.
        decided: scope and folded name of what the operator judged; the scope is a chat or `all`.
        shown: pseudonyms and aliases, which are nobody's names.
    """
    found: dict[str, Candidate] = {}
    aliases = {w for name in shown for w in words_of(name)} - {*ADJECTIVES, *NOUNS}
    for chat_id in sorted(chats):
        language, texts = chats[chat_id]
        skipped = {n for scope, n in decided if scope in (chat_id, "all")} | aliases
        for candidate in _of_chat(language, texts, skipped):
            known = found.setdefault(candidate.name, Candidate(candidate.name, candidate.spelled))
            known.count += candidate.count
            known.inside_count += candidate.inside_count
            known.called_count += candidate.called_count
            known.chat_ids.add(chat_id)
            known.places += candidate.places
    return sorted(found.values(), key=lambda c: (-c.count, c.name))


def _of_chat(language: str | None, texts: Sequence[str], skipped: Collection[str]) -> Iterator[Candidate]:
    ordinary = (
        ordinary_words(language)
        | fold_stop_words(None)
        | ROLE_WORDS
        | CONNECTORS
        | _NEVER_A_PERSON
        | fold_calendar_words()
    )
    ordinary |= {w for p in PLACES for w in words_of(p)}
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    found: dict[str, Candidate] = {}
    for text in texts:
        for spelled, start, end, is_sure in _words(text):
            name = "".join(words_of(spelled))
            if len(name) < 2 or name in ordinary or name in skipped or (is_sure is None and len(name) < 3):
                continue
            candidate = found.setdefault(name, Candidate(name, spelled))
            spellings[name][spelled] += 1
            candidate.count += 1
            candidate.inside_count += _is_telling(text, start, language)
            candidate.called_count += bool(is_sure) or is_called(text, start, end)
            if len(candidate.places) < 3:
                candidate.places.append((text, start, end))
    lower = _lower_uses(texts, found)
    for name, candidate in found.items():
        if _is_likely(candidate, lower[name], language):
            candidate.spelled = min(spellings[name], key=lambda s: (-spellings[name][s], s))
            yield candidate


def _words(text: str) -> Iterator[tuple[str, int, int, bool | None]]:
    """Capitalised words of a text that are no pseudonym or placeholder, and words of other scripts with an "
    "honorific."""
    taken = [m.span() for m in PLACEHOLDER.finditer(text)] if "[" in text else []
    for match in _WORD.finditer(text):
        start, end = match.span()
        end -= 2 if match.group()[-2:] in ("'s", "’s") else 0
        if not _is_of_a_pseudonym(text, start, end) and not any(s < end and start < e for s, e in taken):
            yield text[start:end], start, end, None
    if not text.isascii():
        for match in _HONOURED.finditer(text):
            group = match.lastgroup or 0
            yield match[group], *match.span(group), True


_ADJECTIVES, _NOUNS = frozenset(ADJECTIVES), frozenset(NOUNS)


def _is_of_a_pseudonym(text: str, start: int, end: int) -> bool:
    """Whether a word is half of a pseudonym: `Quiet` before `Otter`, or `Otter` after `Quiet`."""
    word = text[start:end].lower()
    if word in _ADJECTIVES:
        return _first_word(text[end : end + 16]) in _NOUNS
    before = (text[max(0, start - 16) : start].lower().split() or [""])[-1].lstrip("@\"'([*_~")
    return (word in _NOUNS or word.removesuffix("s") in _NOUNS) and before in _ADJECTIVES


def _first_word(text: str) -> str:
    found = _LETTERS.search(text.lower())
    return found.group() if found else ""


def _is_telling(text: str, start: int, language: str | None) -> bool:
    """Whether a capital here says something: inside a sentence, and in German not after an article."""
    if starts_sentence(text, start):
        return False
    return language != "de" or (text[max(0, start - 16) : start].split() or [""])[-1].lower() not in _ARTICLES


def _is_likely(candidate: Candidate, lower_count: int, language: str | None) -> bool:
    is_given_name = candidate.name in FAMILIES or candidate.name in PET_NAMES
    if lower_count > max(1, _MOST_LOWER * candidate.count) and not is_given_name:
        return False
    if language == "de":  # where every noun has a capital, a capital alone says nothing
        return is_given_name or candidate.called_count > 0
    return is_given_name or candidate.called_count > 0 or candidate.inside_count > 0


def _lower_uses(texts: Sequence[str], names: Collection[str]) -> Counter[str]:
    """How often each word stands in small letters."""
    counts = Counter(word for text in texts for word in text.split() if word.islower())
    lower: Counter[str] = Counter()
    for word, count in counts.items():
        name = "".join(words_of(word)) if not word.isascii() else word.strip(".,;:!?\"'()*_~")
        if name in names:
            lower[name] += count
    return lower


def _around(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - _LONGEST_CONTEXT) : start], text[end : end + _LONGEST_CONTEXT]
    dots = "…" if start > _LONGEST_CONTEXT else "", "…" if end + _LONGEST_CONTEXT < len(text) else ""
    return " ".join(f"{dots[0]}{before}{text[start:end]}{after}{dots[1]}".split())


unreviewed = find_unreviewed_names
