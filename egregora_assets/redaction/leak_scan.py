"""Looks for what must not be published: names of the vault and personal data that the chats held, in bytes of any kind.

One automaton over the bytes with ASCII case and punctuation evened out finds names and values as text, percent-encoded,
as HTML entities and as JSON escapes; a second one over the bytes as they are finds their base64 forms. A finding says
kind and place, never the value.
"""

# ruff: noqa: SIM905 - lists of words are easier to read and to compare as text

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

import ahocorasick_rs

from egregora_assets.language.folding import words_of
from egregora_assets.language.words import fold_stop_words
from egregora_assets.redaction.lexicon.ordinary_words import CONNECTORS, PAGE_WORDS, ROLE_WORDS, ordinary_words
from egregora_assets.redaction.lexicon.pseudonym_words import ADJECTIVES, NOUNS
from egregora_assets.redaction.names.matching import PLACES
from egregora_assets.redaction.names.variants import Strength, list_variants
from egregora_assets.redaction.redactor import STRONG_KINDS, Redactor, extract_digits, is_distinctive

SHORTEST_WORD = 4
SHORTEST_BASE64 = 6
SHORTEST_IN_BINARY = 10
_FEWEST_DIGITS = 8
_EVEN = bytes(b if b >= 128 or chr(b).isalnum() else 32 for b in bytes(range(256)).lower())
_WIDE_SIGNS = (
    (re.compile(rb"\xf0\x9f[\x80-\xbf][\x80-\xbf]"), b"    "),
    (re.compile(rb"\xe2[\x80-\xaf][\x80-\xbf]|\xe3\x80[\x80-\xbf]|\xef\xbb\xbf|\xef\xb8[\x80-\x8f]"), b"   "),
    (re.compile(rb"\xc2[\x80-\xbf]"), b"  "),
)
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
_MONTHS = frozenset(
    "april may june august abril maio junho julho agosto mayo junio mai april juni juli avril juin aprile maggio "
    "january march marco mars".split()
)
_PLACE_PAIRS = frozenset(" ".join(words_of(p)) for p in PLACES)
_OWN_PAIRS = frozenset(ADJECTIVES), frozenset(NOUNS)
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
    """What is looked for: names with their chat's ordinary words, and values."""

    names: dict[str, frozenset[str]] = field(default_factory=dict)
    values: set[tuple[str, str]] = field(default_factory=set)

    def add_chat(self, redactor: Redactor, language: str | None) -> None:
        """Adds everybody in a chat's roster and every value that its redactor found."""
        ordinary = ordinary_words(language) | fold_stop_words(language) | PAGE_WORDS | ROLE_WORDS
        for person in redactor.people:
            for name in person.names:
                self.names[name] = self.names.get(name, frozenset()) | ordinary
                if len(extract_digits(name)) >= _FEWEST_DIGITS and not any(c.isalpha() for c in name):
                    self.values.add(("phone", name.strip("~ \u2068\u2069")))
        for (kind, _), spellings in redactor.values.items():
            if kind in STRONG_KINDS:
                self.values |= {(kind, s) for s in spellings if is_distinctive(s)}


class LeakScanner:
    """Finds names and values in bytes.

    Args:
        secrets: what must not be found.
        own_text: text of our own that every publication holds (templates, style sheets, words of the interface): single
            words that stand in it are looked for only as part of a whole name.
    """

    def __init__(self, secrets: Secrets, own_text: bytes = b"") -> None:
        own_words = frozenset(_WORDS.findall(_normalize(own_text)))
        patterns: dict[bytes, _Secret] = {}
        for name in sorted(secrets.names):
            for text, is_word in _list_spellings(name):
                is_ordinary = is_word and "".join(words_of(text)) in secrets.names[name]
                for form in (
                    _encode_forms(text) if not (is_word and _normalize(text.encode()).strip() in own_words) else ()
                ):
                    self._put(patterns, form, _Secret("name", is_word, is_ordinary))
        for kind, value in sorted(secrets.values):
            for form in (*_encode_forms(value), *_encode_digits(value)):
                self._put(patterns, form, _Secret(kind, False, False))
        self._secrets = list(patterns.values())
        self._lengths = [len(p) - 1 for p in patterns]
        self._text = ahocorasick_rs.BytesAhoCorasick(list(patterns)) if patterns else None
        encoded = sorted({f for t in (*secrets.names, *(v for _, v in secrets.values)) for f in _encode_base64(t)})
        self._base64 = ahocorasick_rs.BytesAhoCorasick(encoded) if encoded else None

    @staticmethod
    def _put(patterns: dict[bytes, _Secret], form: bytes, secret: _Secret) -> None:
        evened = b" " + _normalize(form).strip()
        if len(evened) > 3:
            known = patterns.get(evened)
            if known is None or (known.is_ordinary and not secret.is_ordinary):
                patterns[evened] = secret

    def findings(self, data: bytes, place: str) -> tuple[Leak, ...]:
        """What was found in a file, each kind once.

        Args:
            data: the file's bytes; place: what it is called in the answer.
        """
        kinds = set(self._text_kinds(data))
        if self._base64 is not None and self._base64.find_matches_as_indexes(data):
            kinds.add("encoded")
        return tuple(Leak(kind, place) for kind in sorted(kinds))

    def _text_kinds(self, data: bytes) -> Iterator[str]:
        if self._text is None:
            return
        is_binary = data.startswith(_BINARY_HEADS) or b"\0" in data[:1024]
        evened = b" " + _normalize(data) + b" "
        for pattern, start, end in self._text.find_matches_as_indexes(evened, overlapping=True):
            secret = self._secrets[pattern]
            if not _is_word_end(evened, end) or (is_binary and self._lengths[pattern] < SHORTEST_IN_BINARY):
                continue
            if not secret.is_word or self._is_name_here(secret, data, evened, start, end):
                yield secret.kind

    @staticmethod
    def _is_name_here(secret: _Secret, data: bytes, evened: bytes, start: int, end: int) -> bool:
        """Whether a single word is the name: no part of a pseudonym or place, no ordinary word."""
        word = evened[start + 1 : end].decode("utf-8", "replace")
        before, after = evened[max(0, start - 24) : start].split(b" ")[-1], evened[end + 1 : end + 25].split(b" ")[0]
        neighbours = before.decode("utf-8", "replace"), after.decode("utf-8", "replace")
        if (word in _OWN_PAIRS[0] and neighbours[1] in _OWN_PAIRS[1]) or (
            word in _OWN_PAIRS[1] and neighbours[0] in _OWN_PAIRS[0]
        ):
            return False
        if {_fold_words(f"{neighbours[0]} {word}"), _fold_words(f"{word} {neighbours[1]}")} & _PLACE_PAIRS:
            return False
        if not secret.is_ordinary:
            return True
        raw = data[start : end - 1]  # the evened bytes have a space more in front
        is_inside = start >= 2 and data[start - 1 : start] == b" " and data[start - 2 : start - 1].islower()
        return is_inside and raw[:1].isupper() and raw[1:].islower() and word not in _MONTHS and word not in PAGE_WORDS


def build_leak_scanner(chats: Iterable[tuple[Redactor, str | None]], own_text: bytes = b"") -> LeakScanner:
    """The scanner for chats whose texts went through their redactors.

    Args:
        chats: each chat's redactor after `redact`, and its language.
    """
    secrets = Secrets()
    for redactor, language in chats:
        secrets.add_chat(redactor, language)
    return LeakScanner(secrets, own_text)


def scan_columns(
    texts: Iterable[tuple[str, Sequence[str]]], findings: Callable[[bytes, str], tuple[Leak, ...]]
) -> list[Leak]:
    """Findings in columns of texts, each kind once a column, by column and kind.

    Args:
        texts: the name of a column and values of it, a column in as many parts as one likes; each part is looked at as
            a file of lines that is named for its column.
    """
    found: dict[str, set[Leak]] = {}
    for column, values in texts:
        lines = "\n".join(values).encode("utf-8", "surrogatepass")
        found.setdefault(column, set()).update(findings(lines, column))
    return [f for kinds in found.values() for f in sorted(kinds, key=lambda f: f.kind)]


def _list_spellings(name: str) -> Iterator[tuple[str, bool]]:
    """The spellings of a name that are looked for, and whether each is a single word."""
    letters = "".join(words_of(name))
    if len(letters) < 2:
        return
    tidy = " ".join(unicodedata.normalize("NFC", name).strip("~ \u2068\u2069").split())
    yield tidy, len(words_of(name)) == 1
    for word in tidy.split():
        if len(folded := "".join(words_of(word))) >= SHORTEST_WORD and folded not in ROLE_WORDS | CONNECTORS:
            yield word.strip(".,;:!?()[]{}'\"*_~"), True
    for variant in list_variants(name):
        is_phrase = " " in variant.pattern
        is_long_enough = len(variant.pattern) >= SHORTEST_WORD or len(letters) == len(variant.pattern)
        if variant.strength == Strength.SURE and (is_phrase or is_long_enough):
            yield variant.pattern, not is_phrase


def _encode_forms(text: str) -> Iterator[bytes]:
    """A text in UTF-8 and, where it has letters beyond ASCII, in its other forms."""
    for spelled in {text, text.lower()}:
        yield spelled.encode("utf-8", "surrogatepass")
        if " " in spelled:
            yield spelled.replace(" ", "%20").encode("utf-8", "surrogatepass")
        if not spelled.isascii():
            yield unicodedata.normalize("NFD", spelled).encode("utf-8", "surrogatepass")
            yield "".join(c if c.isascii() or len(c.upper()) > 1 else c.upper() for c in spelled).encode(
                "utf-8", "surrogatepass"
            )
            yield from (quote(spelled, safe=safe, errors="replace").encode() for safe in ("", " "))
            yield "".join(c if c.isascii() else f"&#{ord(c)};" for c in spelled).encode()
            yield "".join(c if c.isascii() else f"&#x{ord(c):x};" for c in spelled).encode()
            yield spelled.encode("ascii", "backslashreplace").replace(b"\\x", b"\\u00")


def _encode_digits(value: str) -> Iterator[bytes]:
    digits = extract_digits(value)
    if len(digits) >= _FEWEST_DIGITS and not any(c.isalpha() for c in value):
        yield digits.encode()


def _encode_base64(text: str) -> Iterator[bytes]:
    """The part of a text's base64 that does not depend on what stands around it, at each of the three alignments."""
    data = text.strip("~ ").encode("utf-8", "surrogatepass")
    if len(data) < SHORTEST_BASE64:
        return
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + data)
        start = (0, 2, 3)[shift]
        whole = (shift + len(data)) * 8 // 6
        if whole - start >= 8:
            yield encoded[start:whole]


def _normalize(data: bytes) -> bytes:
    """The bytes of the same length: ASCII in lower case, its signs and the usual signs beyond it as spaces."""
    for pattern, spaces in _WIDE_SIGNS:
        data = pattern.sub(spaces, data)
    return data.translate(_EVEN)


def _fold_words(text: str) -> str:
    return " ".join(words_of(text))


def _is_word_end(evened: bytes, end: int) -> bool:
    following = evened[end : end + 2]
    return following[:1] == b" " or following == b"s "
