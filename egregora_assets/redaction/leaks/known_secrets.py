"""What a scanner searches for, told by keyed digests: what was clean is searched for new secrets alone.

Bytes in which nothing was found hold nothing as long as they, the rules and the secrets stay. Where secrets were added,
a quick look for these tells which bytes have to be scanned again; where some are gone, nothing has to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection

import ahocorasick_rs

from egregora_assets.contracts.digests import digest_code, digest_values
from egregora_assets.redaction.leaks.scanner import LeakScanner

_RULES = ("egregora_assets.redaction", "egregora_assets.language")
_LIBRARIES = ("ahocorasick-rs", "babel")


class KnownSecrets:
    """The secrets of a scanner.

    Args:
        scanner: as it is now; what it takes for text of our own later is not seen here.
        key: without it the digests tell nothing of the secrets.
    """

    def __init__(self, scanner: LeakScanner, key: bytes) -> None:
        self._needles: dict[str, tuple[bytes, bool]] = {}
        rules = digest_code(_RULES, _LIBRARIES)
        for form, is_base64, secrets in scanner.list_forms():
            meanings = sorted((s.kind, s.chat_id or "", s.is_word) for s in secrets)
            told = digest_values(rules, scanner.only_chat, form, is_base64, meanings).encode()
            needle = form if is_base64 else max(form.split(), key=len)
            self._needles[hashlib.blake2b(told, key=key, digest_size=8).hexdigest()] = (needle, is_base64)

    @property
    def digests(self) -> frozenset[str]:
        """A keyed digest of each form that is searched for, what it stands for, and the rules."""
        return frozenset(self._needles)

    def look_for(self, digests: Collection[str]) -> Callable[[bytes], bool]:
        """A quick look for some of them: whether bytes may hold one. False is certain."""
        wanted = [self._needles[digest] for digest in sorted(digests)]
        encoded = _build([needle for needle, is_base64 in wanted if is_base64])
        plain = _build([needle for needle, is_base64 in wanted if not is_base64])

        def may_hold(data: bytes) -> bool:
            # Normalizing keeps letters and digits where they stand, in lower case, and makes spaces of the rest.
            return (plain is not None and bool(plain.find_matches_as_indexes(data.lower()))) or (
                encoded is not None and bool(encoded.find_matches_as_indexes(data))
            )

        return may_hold


def _build(needles: Collection[bytes]) -> ahocorasick_rs.BytesAhoCorasick | None:
    return ahocorasick_rs.BytesAhoCorasick(sorted(set(needles))) if needles else None
