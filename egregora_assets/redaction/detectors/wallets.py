"""Detects addresses and keys of crypto currencies by their check sums.

Source: Base58Check (Bitcoin wiki; used by Bitcoin, Litecoin, Dogecoin, Tron), BIP 173 and BIP 350 (bech32, bech32m);
addresses of Ethereum by their form, since a mistyped one is somebody's, too (ERC-55 only adds a check by capitals).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from egregora_assets.redaction.spans import Finding, stands_alone

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BASE58_VALUES = {c: n for n, c in enumerate(_BASE58)}
_BECH32 = {c: n for n, c in enumerate("qpzry9x8gf2tvdw0s3jn54khce6mua7l")}
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32_CHECKS = (1, 0x2BC830A3)
_LONG = re.compile(r"[0-9A-Za-z]{25}")
_CHECKED = re.compile(rf"[{_BASE58}]{{25,112}}")
_SEGWIT = re.compile(r"(?i)[a-z]{2,10}1[02-9ac-hj-np-z]{14,80}")
_LONG_BASE58 = re.compile(r"[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93}")
"""Addresses of Monero, whose form alone is unmistakable."""
_HEXADECIMAL = re.compile(r"(?i)0x[0-9a-f]{40}(?:[0-9a-f]{24})?")


def find_wallets(text: str) -> Iterator[Finding]:
    """Find addresses and keys in a text from `asciify`."""
    if _LONG.search(text) is None:
        return
    for pattern, is_valid in (
        (_CHECKED, is_base58_check),
        (_SEGWIT, is_bech32),
        (_HEXADECIMAL, _is_account),
        (_LONG_BASE58, bool),
    ):
        for match in pattern.finditer(text):
            if stands_alone(text, *match.span()) and is_valid(match.group()):
                yield Finding(*match.span(), "bank_account", match.group())


def is_base58_check(text: str) -> bool:
    """Whether the last four bytes are the check sum of the rest."""
    number = 0
    for character in text:
        number = number * 58 + _BASE58_VALUES[character]
    zeros = len(text) - len(text.lstrip("1"))
    data = bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")
    digest = hashlib.sha256(hashlib.sha256(data[:-4]).digest()).digest()
    return len(data) > 20 and digest[:4] == data[-4:]


def is_bech32(text: str) -> bool:
    """Whether the last six characters are the check sum of the rest; mixed case is no address."""
    if text not in (text.lower(), text.upper()):
        return False
    prefix, _, data = text.lower().rpartition("1")
    if not prefix or any(c not in _BECH32 for c in data):
        return False
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    check = 1
    for value in (*expanded, *(_BECH32[c] for c in data)):
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATORS):
            check ^= generator if (top >> place) & 1 else 0
    return check in _BECH32_CHECKS


def _is_account(text: str) -> bool:
    """Whether this is an address of 20 bytes; 32 bytes are a transaction, which tells nobody's name."""
    return len(text) == 42
