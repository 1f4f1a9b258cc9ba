"""Finds names and personal data of the chats in bytes that are about to be published.

One automaton over the bytes, with ASCII case and punctuation removed, finds names and values as text, percent-encoded,
as HTML entities and as JSON escapes; a second one over the bytes as they are finds their base64 forms. A leak says kind
and place, never the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import ahocorasick_rs

from egregora_assets.language.folding import fold_words
from egregora_assets.language.formats import fold_month_words
from egregora_assets.language.words import fold_stop_words
from egregora_assets.redaction.leak_forms import (
    encode_base64,
    encode_text,
    encode_value,
    list_spellings,
    normalize_bytes,
)
from egregora_assets.redaction.lexicon.ordinary_words import fold_places, load_ordinary_words
from egregora_assets.redaction.lexicon.word_files import read_words
from egregora_assets.redaction.redactor import Redactor
from egregora_assets.redaction.repeated_values import STRONG_KINDS, is_distinctive, is_number

_MIN_IN_BINARY = 10
_BINARY_HEADS = (
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"RIFF",
    b"wOF2",
    b"wOFF",
    b"PK\x03\x04",
    b"\x00\x01\x00\x00",
    b"OTTO",
)
_WORDS = re.compile(rb"[a-z0-9\x80-\xff]+")


@dataclass(frozen=True)
class Leak:
    """Something that must not be published: what kind, and where."""

    kind: str
    place: str


@dataclass(frozen=True)
class _Secret:
    kind: str
    is_word: bool
    is_ordinary: bool


@dataclass
class Secrets:
    """What is searched for.

    Args:
        names: with the ordinary words of the chats in which each stands.
        values: by kind and spelling.
    """

    names: dict[str, frozenset[str]] = field(default_factory=dict)
    values: set[tuple[str, str]] = field(default_factory=set)

    def add_chat(self, redactor: Redactor, language: str | None) -> None:
        """Add everybody in a chat's roster and every value that its redactor recognised."""
        ordinary = load_ordinary_words(language) | fold_stop_words(language) | read_words("page_words", "role_words")
        for person in redactor.people:
            for name in person.names:
                self.names[name] = self.names.get(name, frozenset()) | ordinary
                if is_number(name):
                    self.values.add(("phone", name.strip("~ \u2068\u2069")))
        for (kind, _), spellings in redactor.values.items():
            if kind in STRONG_KINDS:
                self.values |= {(kind, s) for s in spellings if is_distinctive(s)}


class LeakScanner:
    """Finds names and values in bytes.

    Args:
        secrets: what must not be found.
        own_text: text that every publication holds (templates, style sheets, words of the interface): single words that
            stand in it are searched for only as part of a whole name.
    """

    def __init__(self, secrets: Secrets, own_text: bytes = b"") -> None:
        patterns = _build_patterns(secrets, frozenset(_WORDS.findall(normalize_bytes(own_text))))
        self._secrets = list(patterns.values())
        self._lengths = [len(p) - 1 for p in patterns]
        self._text = ahocorasick_rs.BytesAhoCorasick(list(patterns)) if patterns else None
        texts = (*secrets.names, *(value for _, value in secrets.values))
        encoded = sorted({form for text in texts for form in encode_base64(text)})
        self._base64 = ahocorasick_rs.BytesAhoCorasick(encoded) if encoded else None

    def findings(self, data: bytes, place: str) -> tuple[Leak, ...]:
        """Find the leaks in the whole of a file, which the answer calls `place`.

        Returns: each kind once, sorted; nothing for a file that may be published.
        """
        kinds = set(self._find_kinds(data))
        if self._base64 is not None and self._base64.find_matches_as_indexes(data):
            kinds.add("encoded")
        return tuple(Leak(kind, place) for kind in sorted(kinds))

    def _find_kinds(self, data: bytes) -> Iterator[str]:
        if self._text is None:
            return
        is_binary = data.startswith(_BINARY_HEADS) or b"\0" in data[:1024]
        normalized = b" " + normalize_bytes(data) + b" "
        for pattern, start, end in self._text.find_matches_as_indexes(normalized, overlapping=True):
            secret = self._secrets[pattern]
            if not _ends_word(normalized, end) or (is_binary and self._lengths[pattern] < _MIN_IN_BINARY):
                continue
            if not secret.is_word or _is_name_here(secret, data, normalized, (start, end)):
                yield secret.kind


def build_leak_scanner(chats: Iterable[tuple[Redactor, str | None]], own_text: bytes = b"") -> LeakScanner:
    """Build the scanner for chats.

    Args:
        chats: each chat's redactor after `redact` or `collect_values`, and the chat's language.
        own_text: as for `LeakScanner`.
    """
    secrets = Secrets()
    for redactor, language in chats:
        secrets.add_chat(redactor, language)
    return LeakScanner(secrets, own_text)


def scan_columns(
    columns: Iterable[tuple[str, Sequence[str]]], findings: Callable[[bytes, str], tuple[Leak, ...]]
) -> list[Leak]:
    """Find the leaks in columns of texts.

    Args:
        columns: names of columns and texts of them; a column may come in several parts. Each part is scanned as a file
            of lines.
        findings: as `LeakScanner.findings`.

    Returns: each kind once a column, by column and kind.
    """
    found: dict[str, set[Leak]] = {}
    for column, texts in columns:
        lines = "\n".join(texts).encode("utf-8", "surrogatepass")
        found.setdefault(column, set()).update(findings(lines, column))
    return [leak for leaks in found.values() for leak in sorted(leaks, key=lambda f: f.kind)]


def _build_patterns(secrets: Secrets, own_words: frozenset[bytes]) -> dict[bytes, _Secret]:
    """What the automaton searches for, with a space in front; of equal patterns the one that is no ordinary word."""
    patterns: dict[bytes, _Secret] = {}

    def add(form: bytes, secret: _Secret) -> None:
        pattern = b" " + normalize_bytes(form).strip()
        if len(pattern) > 3:
            known = patterns.get(pattern)
            if known is None or (known.is_ordinary and not secret.is_ordinary):
                patterns[pattern] = secret

    for name in sorted(secrets.names):
        for spelling, is_word in list_spellings(name):
            if is_word and normalize_bytes(spelling.encode()).strip() in own_words:
                continue
            is_ordinary = is_word and "".join(fold_words(spelling)) in secrets.names[name]
            for form in encode_text(spelling):
                add(form, _Secret("name", is_word, is_ordinary))
    for kind, value in sorted(secrets.values):
        for form in encode_value(value):
            add(form, _Secret(kind, False, False))
    return patterns


def _is_name_here(secret: _Secret, data: bytes, normalized: bytes, span: tuple[int, int]) -> bool:
    """Whether a single word is the name: no part of a pseudonym or place, no ordinary word.

    Args:
        data: the bytes as they are; normalized: as they are searched, with a space in front.
        span: of the match in the normalized bytes.
    """
    start, end = span
    word = normalized[start + 1 : end].decode("utf-8", "replace")
    before = normalized[max(0, start - 24) : start].split(b" ")[-1].decode("utf-8", "replace")
    after = normalized[end + 1 : end + 25].split(b" ")[0].decode("utf-8", "replace")
    adjectives, nouns = read_words("pseudonym_adjectives"), read_words("pseudonym_nouns")
    if (word in adjectives and after in nouns) or (word in nouns and before in adjectives):
        return False
    if {" ".join(fold_words(f"{before} {word}")), " ".join(fold_words(f"{word} {after}"))} & fold_places():
        return False
    if not secret.is_ordinary:
        return True
    raw = data[start : end - 1]  # the normalized bytes have one more space in front
    is_inside = start >= 2 and data[start - 1 : start] == b" " and data[start - 2 : start - 1].islower()
    return (
        is_inside
        and raw[:1].isupper()
        and raw[1:].islower()
        and word not in fold_month_words()
        and word not in read_words("page_words")
    )


def _ends_word(normalized: bytes, end: int) -> bool:
    following = normalized[end : end + 2]
    return following[:1] == b" " or following == b"s "
