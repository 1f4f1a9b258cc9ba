"""The forms in which a secret may stand in published bytes: spellings of a name, and encodings of a text."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from egregora_assets.language.folding import fold_words
from egregora_assets.redaction.lexicon.word_files import read_words
from egregora_assets.redaction.names.variants import Strength, list_variants
from egregora_assets.redaction.repeated_values import extract_digits, is_number

_MIN_WORD = 4
_MIN_BASE64_BYTES = 6
_MIN_BASE64_SIGNS = 8
_WITHOUT_PUNCTUATION = bytes(
    b if b in (*b"\x01", *range(128, 256)) or chr(b).isalnum() else 32 for b in bytes(range(256)).lower()
)
_WIDE_SIGNS = (
    (re.compile(rb"\xf0\x9f[\x80-\xbf][\x80-\xbf]"), b"    "),
    (re.compile(rb"\xe2[\x80-\xaf][\x80-\xbf]|\xe3\x80[\x80-\xbf]|\xef\xbb\xbf|\xef\xb8[\x80-\x8f]"), b"   "),
    (re.compile(rb"\xc2[\x80-\xbf]"), b"  "),
)
"""Emoji and punctuation beyond ASCII in UTF-8, and spaces of the same length."""


BREAK = b" \x01 "
"""Stands before each of the texts that are scanned together; no phrase is found across it."""
_MARKUP_HEADS = (b"<!", b"<?", b"{", b"egregora.")
_VALUE_ENDS = (b"<", b">", b'"')


def join_texts(texts: Iterable[str]) -> bytes:
    """Texts with a break before each, so that the first is never taken for the head of a picture, font or page."""
    return b"".join(encode_texts(texts))


def encode_texts(texts: Iterable[str]) -> list[bytes]:
    """Texts as they stand among others: a break before each, and no zeros, by which files are told from texts."""
    return [BREAK + text.encode("utf-8", "surrogatepass").replace(b"\0", b"\x01") for text in texts]


def separate_values(data: bytes) -> bytes:
    """The bytes of a page, feed or index with a break wherever one value ends and another begins; others as they are.

    What stands side by side there are texts of their own: an attribute and the words of the next element, two terms of
    the search index.
    """
    if not data.lstrip()[:9].startswith(_MARKUP_HEADS):
        return data
    for sign in _VALUE_ENDS:
        data = data.replace(sign, BREAK)
    return data.replace(b"\\n", b"  ")


def normalize_bytes(data: bytes) -> bytes:
    """The bytes at the same length: ASCII in lower case, punctuation and emoji as spaces, breaks as they are."""
    for pattern, spaces in _WIDE_SIGNS:
        data = pattern.sub(spaces, data)
    return data.translate(_WITHOUT_PUNCTUATION)


def list_spellings(name: str) -> Iterator[tuple[str, bool]]:
    """The spellings of a name that are searched for, and whether each is a single word."""
    letters = "".join(fold_words(name))
    if len(letters) < 2:
        return
    tidy = " ".join(unicodedata.normalize("NFC", name).strip("~ \u2068\u2069").split())
    yield tidy, len(fold_words(name)) == 1
    for word in tidy.split():
        folded = "".join(fold_words(word))
        if len(folded) >= _MIN_WORD and folded not in read_words("role_words", "connectors"):
            yield word.strip(".,;:!?()[]{}'\"*_~"), True
    for variant in list_variants(name, Strength.SURE):
        is_phrase = " " in variant.pattern
        is_long_enough = len(variant.pattern) >= _MIN_WORD or len(letters) == len(variant.pattern)
        if is_phrase or is_long_enough:
            yield variant.pattern, not is_phrase


def encode_text(text: str) -> Iterator[bytes]:
    """A text in UTF-8, percent-encoded, as HTML entities and as JSON escapes, each in both cases."""
    for spelled in {text, text.lower()}:
        yield spelled.encode("utf-8", "surrogatepass")
        if " " in spelled:
            yield spelled.replace(" ", "%20").encode("utf-8", "surrogatepass")
        if not spelled.isascii():
            yield unicodedata.normalize("NFD", spelled).encode("utf-8", "surrogatepass")
            upper = "".join(c if c.isascii() or len(c.upper()) > 1 else c.upper() for c in spelled)
            yield upper.encode("utf-8", "surrogatepass")
            yield from (quote(spelled, safe=safe, errors="replace").encode() for safe in ("", " "))
            yield "".join(c if c.isascii() else f"&#{ord(c)};" for c in spelled).encode()
            yield "".join(c if c.isascii() else f"&#x{ord(c):x};" for c in spelled).encode()
            yield spelled.encode("ascii", "backslashreplace").replace(b"\\x", b"\\u00")


def encode_value(value: str) -> Iterator[bytes]:
    """The forms of a value; of a number its digits alone as well."""
    yield from encode_text(value)
    if is_number(value):
        yield extract_digits(value).encode()


def encode_base64(text: str) -> Iterator[bytes]:
    """The part of a text's base64 that does not depend on its surroundings, at each of the three alignments."""
    data = text.strip("~ ").encode("utf-8", "surrogatepass")
    if len(data) < _MIN_BASE64_BYTES:
        return
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + data)
        start = (0, 2, 3)[shift]
        whole = (shift + len(data)) * 8 // 6
        if whole - start >= _MIN_BASE64_SIGNS:
            yield encoded[start:whole]
