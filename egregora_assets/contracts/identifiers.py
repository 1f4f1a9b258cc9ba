"""Identifiers: keyed where they can reach a page, plain hashes only for what is public anyway.

An unkeyed hash of a message, a photograph or a phone number lets any reader confirm a guess; a keyed one does not.
"""

from __future__ import annotations

import hashlib
import hmac

KEY_BYTES = 32
_VERSION = b"egregora.v1"


def _message(domain: str, values: tuple[str | bytes, ...]) -> bytes:
    """Version, domain and values, separated by zero bytes; zero bytes inside a value are escaped."""
    parts = [_VERSION, domain.encode()]
    parts += [v.encode("utf-8", "surrogatepass") if isinstance(v, str) else v for v in values]
    return b"\0\0".join(p.replace(b"\0", b"\0\1") for p in parts)


def uuid8(digest: bytes) -> str:
    """The first 16 bytes of a digest as a UUID of version 8, RFC 9562 (lower-case text, 36 characters)."""
    h = digest[:16].hex()
    variant = "89ab"[int(h[16], 16) & 3]
    return f"{h[:8]}-{h[8:12]}-8{h[13:16]}-{variant}{h[17:20]}-{h[20:]}"


def public_uuid(domain: str, *values: str | bytes) -> str:
    """An unkeyed identifier (SHA-256), only for values that every reader has anyway."""
    return uuid8(hashlib.sha256(_message(domain, values)).digest())


class DeploymentKey:
    """The deployment's secret: 32 random bytes that keyed identifiers depend on. Never printed, never pickled."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError(f"a deployment key has {KEY_BYTES} bytes, not {len(secret)}")
        self._secret = secret

    def __repr__(self) -> str:
        return "DeploymentKey(hidden)"

    def __reduce__(self) -> str:
        raise TypeError("a deployment key is not pickled")

    def uuid(self, domain: str, *values: str | bytes) -> str:
        """The keyed identifier of the values in a domain: HMAC-SHA-256, 36 characters."""
        return uuid8(hmac.digest(self._secret, _message(domain, values), "sha256"))

    def number(self, domain: str, *values: str | bytes) -> int:
        """A keyed draw: an integer of 256 bits that depends on nothing but the key, the domain and the values."""
        return int.from_bytes(hmac.digest(self._secret, _message(domain, values), "sha256"), "big")
