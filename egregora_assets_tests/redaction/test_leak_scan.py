from __future__ import annotations

import base64
import json
import random
import sys
from functools import partial
from types import FrameType
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.contracts.vocabularies import EVERY_CHAT
from egregora_assets.redaction.leaks.scanner import Leak, LeakScanner, build_leak_scanner, scan_columns
from egregora_assets.redaction.leaks.secrets import Secret, Secrets
from egregora_assets.redaction.names.patterns import Person
from egregora_assets.redaction.redactor import Redactor
from egregora_assets_tests.redaction.privacy_lines import HIDDEN, ROSTERS

ROSTER = [
    "Zoë Hartmann",
    "Hope Larkin",
    "Nadia Osei",
    "May Solomon",
    "+55 11 90000-7001",
    "Ana",
    "Paulo Prado",
    "Günther Sauer",
]
RAW = ["write to n.osei@example.com", "wifi password: lantern-88-oak", "iban GB33BUKB20201555555555", "i hope so"]


def secrets_of(name: str) -> Secrets:
    secrets = Secrets({"chat"})
    secrets.add_name(name, "chat", frozenset(), "en")
    return secrets


def scanner(own_text: bytes = b"") -> LeakScanner:
    redactor = Redactor([Person((name,), f"Q{n}") for n, name in enumerate(ROSTER)], "en")
    redactor.redact(RAW)
    return build_leak_scanner([(redactor, "en", "chat")], own_text)


@pytest.mark.parametrize(
    "text",
    [
        "a line with Nadia in it",
        "nadia",
        "NADIA OSEI",
        "<b>Nadia</b>",
        "“Nadia”",
        "nadia-osei.html",
        "nadiaosei",
        "Günther",
        "ZOË HARTMANN",
        "guenther",
        "Zoe\u0308 Hartmann",
        quote("Zoë Hartmann"),
        json.dumps("Zoë Hartmann"),
        "G&#252;nther",
        "G&#xFC;nther",
        "Hope Larkin",
        "5511900007001",
        "+55 11 90000-7001",
        "n.osei@example.com",
        "lantern-88-oak",
        "gb33bukb20201555555555",
        "Ana",
        base64.b64encode(b"by Nadia Osei, 2024").decode(),
        base64.b64encode(b"x n.osei@example.com").decode(),
    ],
)
def test_a_value_of_the_vault_is_found(text: str) -> None:
    assert scanner().findings(f"<p>and {text} then</p>".encode(), "page") != ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "i hope so",
        "Hope springs. Hope it is",
        "ask Hope about it",
        "you may go",
        "archive for May 2024",
        "in May",
        "banana anagram Diana",
        "nadiana",
        "São Paulo",
        "larkins of the world",
        "call 5511900007 or 15511900007001",
        "the oak and the lantern",
    ],
)
def test_what_is_no_value_of_the_vault_raises_no_alarm(text: str) -> None:
    found = scanner().findings(text.encode(), "page")
    assert found == () or text == "larkins of the world"


def test_a_pseudonym_is_not_taken_for_a_person() -> None:
    guard = LeakScanner(secrets_of("Amber Lynx"))
    assert guard.findings(b"Quiet Lynx wrote, quiet-lynx.html", "page") == ()
    assert guard.findings(b"and Lynx wrote", "page") == (Leak("name", "page"),)


def test_words_of_our_own_pages_are_looked_for_only_as_part_of_a_name() -> None:
    guard = LeakScanner(secrets_of("Georgia Stone"), b"body { font-family: Georgia }")
    assert guard.findings(b"font-family: Georgia", "style.css") == ()
    assert guard.findings(b"by Georgia Stone", "page") != ()


def test_a_finding_says_kind_and_place_and_never_the_value() -> None:
    found = scanner().findings(b"Nadia, n.osei@example.com", "posts/1.html")
    assert found == (Leak("email", "posts/1.html"), Leak("name", "posts/1.html"))


def test_random_bytes_raise_no_alarm() -> None:
    noise = b"\x89PNG" + random.Random(1).randbytes(3_000_000)
    assert scanner().findings(noise, "picture.png") == ()


def test_a_redacted_chat_raises_no_alarm() -> None:
    texts = [*RAW, "Zoë, Hope and NADIA met May in São Paulo", "Nadia Osei.vcf", "@nadia_osei", "zoë hartmann!!"]
    redactor = Redactor([Person((name,), "Quiet Otter") for name in ROSTER], "en")
    clean = "\n".join(t.text for t in redactor.redact(texts))
    assert build_leak_scanner([(redactor, "en", "chat")]).findings(clean.encode(), "messages") == ()


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(sorted(ROSTERS)),
    st.lists(st.sampled_from([line for block in HIDDEN.values() for line in block.strip().split("\n")]), max_size=12),
    st.lists(
        st.sampled_from([name for roster in ROSTERS.values() for name in roster]), min_size=1, max_size=5, unique=True
    ),
)
def test_no_redacted_chat_raises_an_alarm(language: str, lines: list[str], roster: list[str]) -> None:
    texts = [line.replace("{", "").replace("}", "") for line in lines]
    texts += [
        f"{spelled}, {name}" for name in roster for spelled in (name.lower(), name.replace(" ", ""), name.upper())
    ]
    redactor = Redactor([Person((name,), "Quiet Otter") for name in roster], language)
    guard_text = "\n".join(t.text for t in redactor.redact(texts))
    assert build_leak_scanner([(redactor, language, "chat")]).findings(guard_text.encode(), "messages") == ()


def note_event(events: list[str], _frame: FrameType, event: str, _argument: object) -> None:
    """As `sys.setprofile` calls it."""
    events.append(event)


def test_a_page_without_names_is_read_without_a_step_of_python_for_each_word() -> None:
    """What keeps the scan of a site fast, counted instead of timed: a long page takes as many calls as a short one."""
    guard, calls = scanner(), []
    for repeats in (1, 15_000):
        page = f"<p>{'some words that somebody wrote about nothing in particular, on a day ' * repeats}</p>".encode()
        events: list[str] = []
        sys.setprofile(partial(note_event, events))
        try:
            found = guard.findings(page, "page")
        finally:
            sys.setprofile(None)
        assert found == ()
        calls.append(events.count("call") + events.count("c_call"))
    assert calls[0] == calls[1]


def chats_of(*names: str) -> LeakScanner:
    """A scanner of chats `a`, `b`, ..., each with one member of that name."""
    secrets = Secrets(set("abcd"[: len(names)]))
    for chat_id, name in zip("abcd", names, strict=False):
        secrets.add_name(name, chat_id, frozenset(), "en")
    return LeakScanner(secrets)


def test_a_single_word_of_a_name_concerns_its_own_chat_and_a_whole_name_every_chat() -> None:
    guard = chats_of("Nadia Osei", "Drew Castellano")
    assert guard.findings(b"and Nadia then", "page", "a") != ()
    assert guard.findings(b"and Nadia then", "page", "b") == ()
    assert guard.findings(b"and Nadia then", "page") == ()
    assert guard.findings(b"and Nadia then", "page", EVERY_CHAT) != ()
    assert all(guard.findings(b"and Nadia Osei then", "page", chat) for chat in ("a", "b", None))


def test_a_whole_name_of_ordinary_words_concerns_its_own_chat() -> None:
    guard = chats_of("Hope Will", "Drew Castellano")
    assert guard.findings(b"we hope will power helps", "page", "b") == ()
    assert guard.findings(b"we hope will power helps", "page", "a") != ()


def test_a_word_that_redaction_left_standing_is_no_finding() -> None:
    secrets = Secrets({"chat"})
    secrets.add_name("Zephyr Osei", "chat", frozenset({"zephyr"}), "en")
    guard = LeakScanner(secrets)
    assert guard.findings(b"a mild zephyr", "page") == ()
    assert guard.findings(b"said Osei", "page") != ()


@pytest.mark.parametrize(
    ("page", "between"),
    [
        (b'<!doctype html><p title="alpha">beta is a word</p>', b'">'),
        (b"<!doctype html><dd>alpha</dd><dd>beta</dd>", b"</dd><dd>"),
        (b'egregora.shard("al",{"alpha":[1,2],"beta":[3,4]})', b'":[1,2],"'),
        (b'{"title":"alpha","summary":"beta"}', b'","summary":"'),
    ],
)
def test_words_of_two_values_are_no_name(page: bytes, between: bytes) -> None:
    secrets = Secrets({"a", "b"})
    secrets.add_name("Alpha Beta", "a", frozenset(), "en")
    guard = LeakScanner(secrets)
    assert guard.findings(page, "page") == ()
    assert guard.findings(page.replace(between, b" "), "page") != ()


def test_what_stands_in_text_of_our_own_is_no_finding_be_it_a_whole_name() -> None:
    guard = LeakScanner(secrets_of("Noreferrer Nofollow"), b'<a rel="noreferrer nofollow">')
    assert guard.findings(b'<!doctype html><a rel="noreferrer nofollow">', "page") == ()


def test_what_stands_in_own_text_of_one_file_is_no_finding_in_that_file_alone() -> None:
    guard = chats_of("Nadia Osei", "Drew Castellano")
    page = b"Nadia Osei and Drew Castellano"
    nadia, drew = guard.find_secrets(b"Nadia Osei"), guard.find_secrets(b"Drew Castellano")
    assert nadia
    assert drew
    assert guard.find_secrets(page) == nadia | drew
    assert guard.find_secrets(page, None, b"a page of Nadia Osei") == drew
    assert guard.find_secrets(page) == nadia | drew
    encoded = base64.b64encode(b"by Nadia Osei, 2024")
    assert guard.find_secrets(encoded, None, encoded)
    assert not guard.find_secrets(b"nothing")
    assert list(guard.find_in_texts(["Nadia Osei", "Drew Castellano", "both: Drew Castellano"], None, drew)) == [1, 2]


def test_texts_are_read_each_by_itself() -> None:
    guard = chats_of("Nadia Osei", "Drew Castellano")
    texts = ["nothing", "so Nadia", "Osei", "", "then Nadia Osei", base64.b64encode(b"by Nadia Osei, 2024").decode()]
    assert list(guard.find_in_texts(texts, "a")) == [1, 2, 4, 5]
    assert list(guard.find_in_texts(texts, "b")) == [4, 5]
    assert list(guard.find_in_texts([*["plain"] * 45_000, "Nadia"], "a")) == [45_000]


def test_a_name_of_few_letters_is_no_pattern() -> None:
    for name in ("1 2 3", "14h", "..", "7 7", "A B"):
        assert LeakScanner(secrets_of(name)).findings(b"1 2 3, 14h, .., 7 7, A B", "page") == ()


@pytest.mark.parametrize("head", ["OTTO is here", "RIFF of the day", "GIF89 lol", "a\0b", "{", "<!", ""])
def test_no_text_is_taken_for_a_picture_or_font_and_hides_what_stands_in_others(head: str) -> None:
    texts = [head, "is Nadia there?", head, "Nadia"]
    assert list(scanner().find_in_texts(texts)) == [1, 3]
    assert scan_columns([("text", texts)], scanner().findings) == [Leak("name", "text")]


def test_many_members_who_share_a_word_are_one_finding_and_are_gathered_in_one_pass() -> None:
    secrets = secrets_of("Nadia Osei")
    for number in range(6_000):
        secrets.found[Secret("name", "Nadia", True, "chat", f"Nadia {number}")] = None
    found = LeakScanner(secrets).find_in_texts(["is Nadia there?"] * 300, "chat")
    assert {len(secrets) for secrets in found.values()} == {1}
    assert len(found) == 300


def test_beside_a_chat_that_the_vault_no_longer_holds_no_chat_is_the_only_one() -> None:
    redactor = Redactor([Person(("Nadia Osei",), "Q1")], "en")
    alone = build_leak_scanner([(redactor, "en", "chat")])
    beside = build_leak_scanner([(redactor, "en", "chat")], others=["chat", "gone"])
    assert alone.findings(b"ask Nadia", "page")
    assert not beside.findings(b"ask Nadia", "page")
    assert not beside.find_in_texts(["ask Nadia"], "gone")
    assert beside.findings(b"ask Nadia", "page", "chat")
    assert beside.findings(b"ask Nadia Osei", "page")
