"""Values that words announce, in many languages, and what only looks like them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest

from egregora_assets.language.aligned import fold_in_place
from egregora_assets.language.files import load_languages
from egregora_assets.redaction.detectors.check_digits import (
    is_aadhaar,
    is_argentine_tax_number,
    is_chilean_rut,
    is_chinese_id,
    is_turkish_id,
)
from egregora_assets.redaction.detectors.cues import NOTHING, read_entries
from egregora_assets.redaction.detectors.prefilter import Trigger, find_triggers
from egregora_assets.redaction.detectors.wallets import is_base58_check, is_bech32
from egregora_assets.redaction.joined_texts import JoinedTexts
from egregora_assets.redaction.leaks.scanner import LeakScanner
from egregora_assets.redaction.leaks.secrets import Secrets
from egregora_assets.redaction.redactor import Redactor, redact_texts
from egregora_assets_tests.redaction.privacy_lines import HIDDEN
from egregora_assets_tests.redaction.value_lines import ANNOUNCED, PLAIN

BRACED = re.compile(r"\{(.*?)\}")


def compact(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if c.isalnum())


@pytest.mark.parametrize("language", ANNOUNCED)
def test_an_announced_value_goes_and_the_words_around_it_stay(language: str) -> None:
    known = language if language in load_languages() else None
    for line in ANNOUNCED[language].strip("\n").split("\n"):
        text = redact_texts([BRACED.sub(r"\1", line)], [], language=known)[0].text
        assert not [v for v in BRACED.findall(line) if compact(v) in compact(text)], line
        assert not [w for w in re.findall(r"[^\W\d_]+", BRACED.sub(" ", line)) if w not in text], line


@pytest.mark.parametrize("language", PLAIN)
def test_what_only_looks_like_a_value_stays(language: str) -> None:
    known = language if language in load_languages() else None
    lines = PLAIN[language].strip("\n").split("\n")
    assert [redact_texts([line], [], language=known)[0].text for line in lines] == lines


@pytest.mark.parametrize(
    ("is_valid", "good"),
    [
        (is_chinese_id, "11010519491231002X"),
        (is_argentine_tax_number, "20123456786"),
        (is_chilean_rut, "123456785"),
        (is_aadhaar, "234123412346"),
        (is_turkish_id, "10000000146"),
        (is_base58_check, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        (is_bech32, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
    ],
    ids=lambda v: v if isinstance(v, str) else v.__name__,
)
def test_a_check_digit_notices_every_wrong_digit(is_valid: object, good: str) -> None:
    assert callable(is_valid)
    assert is_valid(good)
    for place in range(4, len(good)):
        for digit in "23456789":
            wrong = good[:place] + digit + good[place + 1 :]
            assert wrong == good or not good[place].isdigit() or not is_valid(wrong)


REPEATED = [
    ("insta: https://www.instagram.com/lorcan.k/", "see instagram.com/lorcan.k?hl=en or HTTP://Instagram.com/Lorcan.K"),
    ("https://github.com/lorcank", "github.com/lorcank/notes is mine"),
    ("mail lorcan.k@example.org", "LORCAN.K@EXAMPLE.ORG (lorcan.k@example.org)"),
    ("the wifi password is lantern-88-oak", "Lantern 88 Oak, lantern_88_oak"),
    ("密码是fan4471qie", "是fan4471qie吗"),
    ("passport XJ4471209", "XJ4471209, (xj4471209)"),
    ("call +44 20 7946 0331", "442079460331 and ٤٤ ٢٠٧٩٤٦ ٠٣٣١"),
]


@pytest.mark.parametrize(("told", "repeated"), REPEATED, ids=[told for told, _ in REPEATED])
def test_what_was_found_once_is_hidden_however_it_is_spelled_and_the_scan_agrees(told: str, repeated: str) -> None:
    redactor = Redactor([], "en")
    redacted = [t.text for t in redactor.redact([told, repeated])]
    tail = compact(told.split()[-1].strip("/"))[-7:]
    assert tail not in compact(redacted[0]) + " " + compact(redacted[1])
    secrets = Secrets()
    secrets.add_chat(redactor, "en")
    assert LeakScanner(secrets).find_in_texts(redacted, "") == {}


@pytest.mark.parametrize("address", ["https://www.linkedin.com/in/", "youtube.com/clip/x", "x.com/#!"])
def test_the_bare_address_of_a_service_is_nobodys_profile(address: str) -> None:
    assert redact_texts([f"see {address} ok"], [])[0].text == f"see {address} ok"


def test_the_prefilter_knows_every_announcing_word() -> None:
    entries = [e for e in read_entries() if e.kind != NOTHING]
    texts = [f"say {' '.join(e.words).upper() if e.is_capital else ' '.join(e.words)} now" for e in entries]
    flags = find_triggers(texts, JoinedTexts([fold_in_place(text) for text in texts]))
    assert [t for t, f in zip(texts, flags, strict=True) if not f & (Trigger.PASSWORD | Trigger.ANNOUNCED)] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "respell", [str, str.upper, lambda text: re.sub("[-_./]", " ", text)], ids=["", "upper", "bare"]
)
def test_redaction_leaves_nothing_that_the_scan_looks_for(respell: Callable[[str], str]) -> None:
    blocks = (*ANNOUNCED.values(), *PLAIN.values(), *HIDDEN.values())
    lines = [BRACED.sub(r"\1", line) for block in blocks for line in block.strip("\n").split("\n")]
    redactor = Redactor([], "en")
    redacted = [t.text for t in redactor.redact([*lines, *map(respell, lines)])]
    secrets = Secrets()
    secrets.add_chat(redactor, "en")
    assert LeakScanner(secrets).find_in_texts(redacted, "") == {}
