"""Detects encodings older than Unicode, for texts that somebody saved again.

An encoding is certain if the letters beyond ASCII are those of one language, with its spelling and frequencies, and if
every encoding for which this holds gives the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

SAMPLE_BYTES = 1 << 20
MIN_ODD = 20
"""Fewer stray bytes are damage, not an encoding."""
MIN_UNREADABLE, UNREADABLE_SHARE = 10, 0.5
"""Unreadable lines that begin a message, and their share, from which on the text cannot be used."""
_MIN_FIT = 0.995
_MAX_LATIN_SHARE = 0.35
_MAX_ODD_WORDS = 0.03
_MIN_COMMON = 0.12
_MARKS = set("“”„‘’‚–—…«»‹›°ºª€•·¡¿£§©®™\u00a0´`²³½")

_BEGINNING = re.compile(r"[^\w\n]{0,3}(?:\d{1,4}[./\-年] ?\d{1,2}[./\-月]|\d{1,2}[:.]\d\d\D)")

_LATIN = {
    "cp1252": (
        "áâãàçéêíóôõúü",  # pt
        "áéíñóúü",
        "àâæçéèêëîïôœùûüÿ",
        "äöüß",
        "àèéìíîòóùú",
        "áéëïóöü",
        "åäöéà",
        "æøåéèóò",
        "áðéíóúýþæö",
        "àçéèíïóòúü",
    ),
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîșțşţ", "čćđšž", "äöüß"),
    "cp1254": ("çğıİöşüâîû", "çğıİəöşü", "äöüß"),
    "cp1257": ("āčēģīķļņšūžõ", "ąčęėįšųūž", "äõöüšž"),
}
_WHOLE = {
    "cp1251": (r"[А-яЁё№]|[А-яІіЇїЄєҐґ№]|[А-яЁёІіЎў№]|[А-ШЂЈЉЊЋЏа-шђјљњћџ]", "оеаинт"),
    "koi8-r": (r"[\u0410-\u044fЁё]", "оеаинт"),
    "cp1253": (r"[\u0386-\u03ce]", "αοιετσν"),
    "cp1255": (r"[\u05b0-\u05f4]", "יוהלאמת"),
    "cp1256": (r"[\u060c-\u06d2]", "اليومنه"),
    "cp874": (r"[\u0e01-\u0e5b]", "านรกอเว่้"),
}
_MIN_COMMON_LETTERS = 0.3
"""Share of the letters that are among the six to nine most frequent ones of the script."""
_JAPANESE, _KOREAN = r"[\u3040-\u30ff]", r"[\uac00-\ud7a3]"
_HAN = r"[\u4e00-\u9fff\u3000-\u303f\uff01-\uff5e\u2014\u2018-\u2026]"
_COMMON = {
    "gb18030": "的一是不了我在有人这他们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能好么吗吧",
    "cp949": "이다는가에하고의도요네지어서나을를은한안니로아해들사",
    "big5": "的一是不了我在有人這他們來到時大地為子中你說生國年著就那和要她出也得里後自以會家可下而過天去能好麼嗎吧",
}


def count_stray(raw: bytes) -> int:
    """The number of stray bytes in a sample of a text; 0 if few, or fewer than readable non-ASCII characters."""
    text = _sample(raw).decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return bad if bad >= MIN_ODD and bad * 2 > len(re.sub(r"[\x00-\x7f]+", "", text)) else 0


def detect_code_page(raw: bytes) -> str | None:
    """The one older encoding that a text is certainly in, or None."""
    sample = _sample(raw)
    fitting: dict[str, str] = {}
    for codec in (*_LATIN, *_WHOLE, "cp932", "cp949", "gb18030", "big5"):
        try:
            text = sample.decode(codec)
        except UnicodeDecodeError:
            continue
        if _fits(codec, text):
            fitting.setdefault(text, codec)
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def find_unreadable_line(raw: bytes) -> int | None:
    """The first line with stray bytes, from 1, if most lines that begin a message are like it; else None.

    Damage inside messages, even if long, leaves lines with a date and a name readable.
    """
    lines = _sample(raw).decode("utf-8", "replace").split("\n")
    begun = [(number, "\ufffd" in line) for number, line in enumerate(lines, 1) if _BEGINNING.match(line)]
    bad = [number for number, is_bad in begun if is_bad]
    return bad[0] if len(bad) >= max(MIN_UNREADABLE, len(begun) * UNREADABLE_SHARE) else None


def _sample(raw: bytes) -> bytes:
    head = raw[:SAMPLE_BYTES]
    return head if len(raw) <= SAMPLE_BYTES else head[: head.rfind(b"\n") + 1]


def _fits(codec: str, text: str) -> bool:
    odd = [c for c in text if c > "\x7f"]
    if codec in _LATIN:
        return any(_fits_latin(text, odd, letters) for letters in _LATIN[codec])
    if codec in _WHOLE:
        return _fits_script(text, odd, *_WHOLE[codec])
    if codec == "cp932":
        return _share(odd, _HAN, _JAPANESE) >= _MIN_FIT and _share(odd, _JAPANESE) >= _MIN_COMMON
    if codec == "cp949" and _share(odd, _KOREAN) < 1 - _MAX_LATIN_SHARE:
        return False
    common = sum(c in _COMMON[codec] for c in odd)
    return _share(odd, _HAN, _KOREAN) >= _MIN_FIT and common >= len(odd) * _MIN_COMMON


def _fits_latin(text: str, odd: list[str], letters: str) -> bool:
    """Whether all letters beyond ASCII are those of one language, and not too many for a Latin script."""
    known = {*letters, *letters.upper(), *_MARKS}
    letter_count = sum(map(len, re.findall(r"[^\W\d_]+", text)))
    is_rare = sum(c.isalpha() for c in odd) <= letter_count * _MAX_LATIN_SHARE
    return is_rare and sum(c in known for c in odd) >= len(odd) * _MIN_FIT and _has_plain_case(text)


def _fits_script(text: str, odd: list[str], scripts: str, common: str) -> bool:
    """Whether words consist of the letters of one language; `scripts` are alternatives with "|" between."""
    letters = [c for c in odd if c not in _MARKS]
    often = sum(c in common for c in letters) >= len(letters) * _MIN_COMMON_LETTERS
    if not often or max(_share(letters, script) for script in scripts.split("|")) < _MIN_FIT:
        return False
    words = [w for w in re.findall(r"[^\W\d_]+", text) if not w.isascii()]
    mixed = sum(re.search("[A-Za-z]", w) is not None for w in words)
    return mixed <= len(words) * _MAX_ODD_WORDS and _has_plain_case(text)


def _has_plain_case(text: str) -> bool:
    """Whether capitals begin words: in a wrong encoding of the same script they stand anywhere."""
    words = list(_words(text))
    turned = sum(1 for w in words if w[1:] != w[1:].lower() and w != w.upper())
    return turned <= len(words) * _MAX_ODD_WORDS


def _words(text: str) -> Iterator[str]:
    return (w for w in re.findall(r"[^\W\d_]{2,}", text) if not w.isascii())


def _share(characters: list[str], *classes: str) -> float:
    pattern = re.compile("|".join(classes))
    return sum(pattern.match(c) is not None for c in characters) / max(1, len(characters))
