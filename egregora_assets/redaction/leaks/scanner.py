"""Finds names and personal data of the chats in bytes that are about to be published.

One automaton over the bytes, with ASCII case and punctuation removed, finds names and values as text, percent-encoded,
as HTML entities and as JSON escapes; a second one over the bytes as they are finds their base64 forms. A leak says kind
and place, never the value. The rules of redaction play no part in finding, only in what counts (`leaks.secrets`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import ahocorasick_rs

from egregora_assets.contracts.digests import digest_values
from egregora_assets.contracts.vocabularies import EVERY_CHAT
from egregora_assets.language.folding import fold_words
from egregora_assets.redaction.kept.chat_state import ChatValues
from egregora_assets.redaction.leaks.forms import (
    encode_base64,
    encode_text,
    encode_texts,
    encode_value,
    join_texts,
    normalize_bytes,
    separate_values,
)
from egregora_assets.redaction.leaks.secrets import Secret, Secrets
from egregora_assets.redaction.lexicon.ordinary_words import fold_places
from egregora_assets.redaction.lexicon.word_files import read_words
from egregora_assets.redaction.redactor import Redactor

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
_TEXTS_AT_ONCE = 20_000
_WORD_BEFORE = re.compile(rb"([a-z0-9\x80-\xff]+) *$")
_WORD_AFTER = re.compile(rb" *([a-z0-9\x80-\xff]+)")


@dataclass(frozen=True)
class Leak:
    """Something that must not be published: what kind, and where."""

    kind: str
    place: str


class LeakScanner:
    """Finds names and values in bytes.

    Args:
        secrets: what must not be found.
        own_text: text that every publication holds (templates, style sheets, words of the interface, pseudonyms): what
            stands in it is no finding.
    """

    def __init__(self, secrets: Secrets, own_text: bytes = b"") -> None:
        self._only_chat = next(iter(secrets.chat_ids)) if len(secrets.chat_ids) == 1 else None
        self._origins = secrets.origins
        patterns = _build_patterns(secrets)
        self._forms, self._secrets = list(patterns), list(patterns.values())
        self._lengths = [len(p) - 1 for p in patterns]
        self._text = ahocorasick_rs.BytesAhoCorasick(list(patterns)) if patterns else None
        encoded: dict[bytes, list[Secret]] = {}
        for secret in secrets:
            for form in encode_base64(secret.spelling) if not secret.is_word or " " not in secret.origin else ():
                encoded.setdefault(form, []).append(secret)
        self._encoded_forms, self._encoded = list(encoded), list(encoded.values())
        self._base64 = ahocorasick_rs.BytesAhoCorasick(list(encoded)) if encoded else None
        self._own = self._read_own_text(own_text)

    @cached_property
    def digest(self) -> str:
        """A digest of all that the scanner looks for, and of what it passes over."""
        own = sorted((chat_id, sorted(origins)) for chat_id, origins in self._origins.items())
        encoded = [[_describe(s) for s in secrets] for secrets in self._encoded]
        searched = [[_describe(s) for s in secrets] for secrets in self._secrets]
        return digest_values(self._only_chat, searched, encoded, sorted(self._own), own)

    def _read_own_text(self, own_text: bytes) -> frozenset[int]:
        """The numbers of the forms that stand in text of our own."""
        return frozenset(number for number, _ in self._match(separate_values(own_text)))

    def list_forms(self) -> Iterator[tuple[bytes, bool, Sequence[Secret]]]:
        """What is searched for: each form, whether it is base64, and the secrets that it may stand for.

        Forms that stand in text of our own are left out: they are no findings. One that is no base64 is searched for in
        normalized bytes, with a space in front.
        """
        yield from (
            (form, False, self._secrets[number]) for number, form in enumerate(self._forms) if number not in self._own
        )
        yield from ((form, True, secrets) for form, secrets in zip(self._encoded_forms, self._encoded, strict=True))

    @property
    def only_chat(self) -> str | None:
        """The only chat of the deployment, for which a file counts that is of no chat in particular."""
        return self._only_chat

    def findings(self, data: bytes, place: str, chat_id: str | None = None) -> tuple[Leak, ...]:
        """Find the leaks in the whole of a file, which the answer calls `place`.

        Args:
            chat_id: the chat that the file is about; None = no chat in particular, or the only one; `EVERY_CHAT` =
                single words of every chat count.

        Returns: each kind once, sorted; nothing for a file that may be published.
        """
        chat = chat_id or self._only_chat
        kinds = {secret.kind for secret, _ in self._select(self._match(separate_values(data)), chat)}
        if any(True for _ in self._find_encoded(data, chat)):
            kinds.add("encoded")
        return tuple(Leak(kind, place) for kind in sorted(kinds))

    def find_secrets(self, data: bytes, chat_id: str | None = None, own_text: bytes = b"") -> set[Secret]:
        """Find the secrets in the whole of a file: none where `findings` gives nothing.

        Args:
            own_text: text of our own that this file holds: what stands in it as well is no finding here.
        """
        chat = chat_id or self._only_chat
        own = self._read_own_text(own_text)
        matches = ((number, at) for number, at in self._match(separate_values(data)) if number not in own)
        return {secret for secret, _ in (*self._select(matches, chat), *self._find_encoded(data, chat))}

    def find_in_texts(
        self, texts: Sequence[str], chat_id: str | None = None, secrets: Collection[Secret] | None = None
    ) -> dict[int, set[Secret]]:
        """Find the secrets in texts of one chat, each text by itself.

        Args:
            secrets: those that are looked for; None = all.

        Returns: by number of the text, in order; texts without a finding are left out.
        """
        found: dict[int, set[Secret]] = {}
        for first in range(0, len(texts), _TEXTS_AT_ONCE):
            parts = encode_texts(texts[first : first + _TEXTS_AT_ONCE])
            ends = list(accumulate(map(len, parts)))
            data, chat = b"".join(parts), chat_id or self._only_chat
            for secret, at in (*self._select(self._match(data), chat), *self._find_encoded(data, chat)):
                if secrets is None or secret in secrets:
                    found.setdefault(first + bisect_right(ends, at), set()).add(secret)
        return dict(sorted(found.items()))

    def is_of_others(self, secret: Secret, chat_id: str) -> bool:
        """Whether a secret concerns the whole deployment, and only other chats than this one hold it."""
        return secret.chat_id is None and (secret.kind, secret.origin) not in self._origins.get(chat_id, ())

    def _select(self, matches: Iterable[tuple[int, int]], chat_id: str | None) -> Iterator[tuple[Secret, int]]:
        """The secrets that count in a chat, and where they stand."""
        for number, at in matches:
            if number not in self._own:
                yield from ((secret, at) for secret in self._secrets[number] if _concerns(secret, chat_id))

    def _find_encoded(self, data: bytes, chat_id: str | None) -> Iterator[tuple[Secret, int]]:
        """The secrets whose base64 form stands in the data, and where."""
        for number, start, _ in self._base64.find_matches_as_indexes(data) if self._base64 is not None else ():
            yield from ((secret, start) for secret in self._encoded[number] if _concerns(secret, chat_id))

    def _match(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Every pattern that stands in the data as whole words: its number and place."""
        if self._text is None:
            return
        is_binary = data.startswith(_BINARY_HEADS) or b"\0" in data[:1024]
        normalized = b" " + normalize_bytes(data) + b" "
        for pattern, start, end in self._text.find_matches_as_indexes(normalized, overlapping=True):
            if not _ends_word(normalized, end) or (is_binary and self._lengths[pattern] < _MIN_IN_BINARY):
                continue
            if not self._secrets[pattern][0].is_word or not _is_something_else(normalized, start, end):
                yield pattern, start


def build_leak_scanner(
    chats: Iterable[tuple[ChatValues | Redactor, str | None, str]], own_text: bytes = b"", others: Iterable[str] = ()
) -> LeakScanner:
    """Build the scanner for chats.

    Args:
        chats: each chat's values, or its redactor after `redact` or `collect_values`, the chat's language and its id.
        own_text: as for `LeakScanner`.
        others: ids of further chats of the deployment, of which nothing is known any more: beside them no chat is the
            only one.
    """
    secrets = Secrets(set(others))
    for known, language, chat_id in chats:
        secrets.add_chat(known, language, chat_id)
    return LeakScanner(secrets, own_text)


def scan_columns(
    columns: Iterable[tuple[str, Sequence[str]]], findings: Callable[[bytes, str], Collection[Leak]]
) -> list[Leak]:
    """Find the leaks in columns of texts.

    Args:
        columns: names of columns and texts of them; a column may come in several parts. Each text is scanned by itself.
        findings: as `LeakScanner.findings`.

    Returns: each kind once a column, by column and kind.
    """
    found: dict[str, set[Leak]] = {}
    for column, texts in columns:
        found.setdefault(column, set()).update(findings(join_texts(texts), column))
    return [leak for leaks in found.values() for leak in sorted(leaks, key=lambda f: f.kind)]


def _build_patterns(secrets: Secrets) -> dict[bytes, list[Secret]]:
    """What the automaton searches for, with a space in front, and what each pattern may stand for."""
    patterns: dict[bytes, dict[tuple[object, ...], Secret]] = {}
    for secret in secrets:
        encode = encode_text if secret.kind == "name" else encode_value
        for form in dict.fromkeys(normalize_bytes(f).strip() for f in encode(secret.spelling)):
            if len(form) > 2:
                known = patterns.setdefault(b" " + form, {})
                # All who share a word in a chat are one finding there; whole names and values are told apart.
                known.setdefault(
                    (secret.kind, secret.chat_id, secret.is_word or (secret.origin, secret.spelling)), secret
                )
    # What is more than a word counts wherever it stands, so it comes first.
    return {form: sorted(known.values(), key=lambda s: s.is_word) for form, known in patterns.items()}


def _describe(secret: Secret) -> tuple[object, ...]:
    return secret.kind, secret.spelling, secret.is_word, secret.chat_id, secret.origin


def _concerns(secret: Secret, chat_id: str | None) -> bool:
    """Whether a secret counts in a chat."""
    return secret.chat_id is None or chat_id in (secret.chat_id, EVERY_CHAT)


def _is_something_else(normalized: bytes, start: int, end: int) -> bool:
    """Whether a single word is half of a pseudonym, or part of a place's name: *San Diego*."""
    word = normalized[start + 1 : end].decode("utf-8", "replace")
    before = _decode(_WORD_BEFORE.search(normalized[max(0, start - 24) : start]))
    after = _decode(_WORD_AFTER.match(normalized[end : end + 25]))
    adjectives, nouns = read_words("pseudonym_adjectives"), read_words("pseudonym_nouns")
    if (word in adjectives and after in nouns) or (word in nouns and before in adjectives):
        return True
    return bool({" ".join(fold_words(f"{before} {word}")), " ".join(fold_words(f"{word} {after}"))} & fold_places())


def _decode(match: re.Match[bytes] | None) -> str:
    return match[1].decode("utf-8", "replace") if match is not None else ""


def _ends_word(normalized: bytes, end: int) -> bool:
    following = normalized[end : end + 2]
    return following[:1] == b" " or following == b"s "
