"""What a scanner searches for, told by keyed digests: what was clean is searched for new secrets alone.

Bytes in which nothing was found hold nothing as long as they, the rules and the secrets stay. Where secrets were added,
a quick look for these tells which bytes have to be scanned again; where some are gone, nothing has to.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

import ahocorasick_rs

from egregora_assets.contracts.digests import digest_code
from egregora_assets.redaction.leaks.scanner import LeakScanner

_RULES = ("egregora_assets.redaction", "egregora_assets.language")
_LIBRARIES = ("ahocorasick-rs", "babel")
_RUN = re.compile(rb"[^ ]+")


@dataclass(frozen=True, slots=True)
class _Needle:
    """What is looked for in place of a form: its most telling part, and where its other parts stand from there."""

    part: bytes
    others: tuple[tuple[int, bytes], ...] = ()

    @classmethod
    def of_form(cls, form: bytes) -> _Needle:
        """The needle of normalized text: normalizing keeps letters and digits, in lower case, at their places."""
        parts = [(m.start(), m[0]) for m in _RUN.finditer(form)]
        start, part = max(parts, key=lambda p: (any(48 <= byte < 58 for byte in p[1]), len(p[1])))
        return cls(part, tuple((at - start, other) for at, other in parts if at != start))

    def stands_at(self, data: bytes, start: int) -> bool:
        """Whether the other parts stand around this one."""
        return all(start + at >= 0 and data.startswith(other, start + at) for at, other in self.others)


class KnownSecrets:
    """The secrets of a scanner.

    Args:
        scanner: as it is now; what it takes for text of our own later is not seen here.
        key: without it the digests tell nothing of the secrets.
    """

    def __init__(self, scanner: LeakScanner, key: bytes) -> None:
        self._forms: dict[str, tuple[bytes, bool]] = {}
        rules = repr((digest_code(_RULES, _LIBRARIES), scanner.only_chat)).encode()
        own_key = hashlib.blake2b(rules, key=key).digest()
        for form, is_base64, secrets in scanner.list_forms():
            meanings = sorted((s.kind, s.chat_id or "", s.is_word) for s in secrets)
            told = repr((form, is_base64, meanings)).encode()
            self._forms[hashlib.blake2b(told, key=own_key, digest_size=8).hexdigest()] = (form, is_base64)

    @property
    def digests(self) -> frozenset[str]:
        """A keyed digest of each form that is searched for, what it stands for, and the rules."""
        return frozenset(self._forms)

    def look_for(self, digests: Collection[str]) -> Callable[[bytes], bool]:
        """A quick look for some of them: whether bytes may hold one. False is certain."""
        wanted = [self._forms[digest] for digest in sorted(digests)]
        find_encoded = _build_search(_Needle(form) for form, is_base64 in wanted if is_base64)
        find_plain = _build_search(_Needle.of_form(form) for form, is_base64 in wanted if not is_base64)
        return lambda data: find_plain(data.lower()) or find_encoded(data)


def _build_search(needles: Iterable[_Needle]) -> Callable[[bytes], bool]:
    """Tells whether bytes hold one of some needles."""
    by_part: dict[bytes, list[_Needle]] = {}
    for needle in needles:
        by_part.setdefault(needle.part, []).append(needle)
    if not by_part:
        return lambda _data: False
    automaton, found = ahocorasick_rs.BytesAhoCorasick(list(by_part)), list(by_part.values())

    def search(data: bytes) -> bool:
        matches = automaton.find_matches_as_indexes(data, overlapping=True)
        return any(needle.stands_at(data, start) for number, start, _ in matches for needle in found[number])

    return search
