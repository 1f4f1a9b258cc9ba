"""Bytes that were clean are searched for new secrets alone: nothing that a full scan would find is passed over."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Callable, Collection
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.contracts.digests import Notes
from egregora_assets.redaction.leaks.known_secrets import KnownSecrets
from egregora_assets.redaction.leaks.scanner import LeakScanner
from egregora_assets.redaction.leaks.secrets import Secrets
from egregora_assets.site.inspecting.scan_verdicts import FULL_SCAN_DAYS, ScanVerdicts

NAMES = ("Zoë Hartmann", "Hope Larkin", "Nadia Osei", "Günther Sauer", "Paulo Prado", "+55 11 90000-7001", "Łukasz Żak")
VALUES = ("n.osei@example.com", "lantern-88-oak", "GB33BUKB20201555555555")
CHATS = ("chat", "other")
WRITTEN: tuple[Callable[[str], str], ...] = (
    str, str.upper, str.lower, quote, json.dumps, lambda text: text.replace(" ", "\u00a0"),
    lambda text: f"<b>{text}</b>",
    lambda text: text.replace(" ", "😂"), lambda text: "".join(f"&#{ord(c)};" if ord(c) > 127 else c for c in text),
    lambda text: base64.b64encode(f"x {text} yz".encode()).decode(), lambda text: f"\\n{text}\\n",
)  # fmt: skip
TODAY = dt.date(2024, 5, 1)
KEY = b"a key that nobody knows"

secret_sets = st.tuples(
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(CHATS)), max_size=4),
    st.lists(st.sampled_from(VALUES), max_size=2),
)
words = st.sampled_from(
    (*NAMES, *VALUES, *(word for name in NAMES for word in name.split()), "hope", "café", " \n", "5")
)
pages = st.lists(st.builds(lambda text, write: write(text), words, st.sampled_from(WRITTEN)), max_size=5).map(" ".join)


def scanner_of(given: tuple[list[tuple[str, str]], list[str]], own_text: bytes = b"") -> LeakScanner:
    names, values = given
    secrets = Secrets(set(CHATS))
    for name, chat_id in names:
        secrets.add_name(name, chat_id, frozenset(), "en")
    secrets.add_texts("secret", values)
    return LeakScanner(secrets, own_text)


def verdicts_of(known: KnownSecrets, earlier: Notes, day: dt.date | None = TODAY) -> ScanVerdicts:
    return ScanVerdicts(earlier, known.digests, known.look_for, day)


@given(
    secret_sets,
    secret_sets,
    st.sampled_from((b"", b"Hope 5 Sauer")),
    st.lists(pages, max_size=4),
    st.sampled_from(CHATS),
)
def test_no_leak_of_unchanged_bytes_is_passed_over_whatever_becomes_a_secret(
    before: tuple[list[tuple[str, str]], list[str]],
    after: tuple[list[tuple[str, str]], list[str]],
    own_text: bytes,
    texts: list[str],
    chat_id: str,
) -> None:
    first, second = scanner_of(before, own_text), scanner_of(after)
    files = {f"{n}.html": f"<!doctype html><p>{text}</p>".encode() for n, text in enumerate(texts)}
    clean = {path: data for path, data in files.items() if not first.findings(data, path, chat_id)}
    noted = verdicts_of(KnownSecrets(first, KEY), {})
    assert all(noted.needs_scan(path, data, chat_id) for path, data in clean.items())
    again = verdicts_of(KnownSecrets(second, KEY), noted.notes)
    passed = [path for path, data in files.items() if not again.needs_scan(path, data, chat_id)]
    assert all(not second.findings(files[path], path, chat_id) for path in passed)


def test_unchanged_bytes_with_the_same_secrets_are_not_scanned_and_others_are() -> None:
    known = KnownSecrets(scanner_of(([("Nadia Osei", "chat")], [])), KEY)
    noted = verdicts_of(known, {})
    assert noted.needs_scan("a.html", b"one", "chat")
    again = verdicts_of(known, noted.notes)
    assert not again.needs_scan("a.html", b"one", "chat")
    assert again.notes == noted.notes
    assert again.needs_scan("a.html", b"two", "chat")
    assert again.needs_scan("b.html", b"one", "chat")
    assert again.needs_scan("a.html", b"one", "other")


def test_new_secrets_send_only_bytes_that_may_hold_them_to_the_scan() -> None:
    old, new = ([("Nadia Osei", "chat")], ["lantern-88-oak"]), ([("Nadia Osei", "chat")], ["n.osei@example.com"])
    noted = verdicts_of(KnownSecrets(scanner_of(old), KEY), {})
    files = {"a.html": b"<p>n.osei@example.com</p>", "b.html": b"<p>nothing</p>"}
    for path, data in files.items():
        noted.needs_scan(path, data, "chat")
    again = verdicts_of(KnownSecrets(scanner_of(new), KEY), noted.notes)
    assert [path for path, data in files.items() if again.needs_scan(path, data, "chat")] == ["a.html"]


def test_what_is_noted_tells_nothing_without_the_key() -> None:
    given = ([(name, "chat") for name in NAMES], list(VALUES))
    known = KnownSecrets(scanner_of(given), KEY)
    assert known.digests.isdisjoint(KnownSecrets(scanner_of(given), b"another").digests)
    noted = verdicts_of(known, {})
    noted.needs_scan("a.html", b"one", "chat")
    words = [word for key, value in noted.notes.values() for word in (*key.split(), *value.split())]
    assert all(word == TODAY.isoformat() or set(word) <= set("0123456789abcdef") for word in words)


def test_everything_is_scanned_again_after_a_week_and_with_notes_of_another_time() -> None:
    known = KnownSecrets(scanner_of(([], [])), KEY)
    noted = verdicts_of(known, {})
    noted.needs_scan("a.html", b"one", None)

    def scans(day: dt.date | None, notes: Notes) -> bool:
        return verdicts_of(known, notes, day).needs_scan("a.html", b"one", None)

    week = dt.timedelta(days=FULL_SCAN_DAYS)
    assert not scans(TODAY + week - dt.timedelta(days=1), noted.notes)
    assert scans(TODAY + week, noted.notes)
    assert scans(TODAY - dt.timedelta(days=1), noted.notes)
    assert not scans(None, noted.notes)
    assert scans(None, {})
    assert scans(TODAY, {**noted.notes, "": ("no day", "")})
    assert scans(TODAY, {"a.html": noted.notes["a.html"]})


def test_other_rules_make_every_secret_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    scanner = scanner_of(([("Nadia Osei", "chat")], []))
    before = KnownSecrets(scanner, KEY).digests
    monkeypatch.setattr("egregora_assets.redaction.leaks.known_secrets.digest_code", lambda *_: "other")
    assert KnownSecrets(scanner, KEY).digests.isdisjoint(before)


def test_a_quick_look_for_nothing_finds_nothing() -> None:
    look: Callable[[Collection[str]], Callable[[bytes], bool]] = KnownSecrets(scanner_of(([], [])), KEY).look_for
    assert not look(())(b"Nadia")
