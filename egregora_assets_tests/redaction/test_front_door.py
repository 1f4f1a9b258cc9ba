"""The engine on its own, as a library in somebody else's program."""

from __future__ import annotations

import subprocess
import sys

import pytest

import egregora_assets.redaction as redaction

PROGRAM = """
import sys
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.redaction import (
    Identity, Person, RawChat, RawMessages, assign_pseudonyms, build_leak_scanner, collect_chat_values, redact_chat,
    redact_text,
)

print(redact_text("call Nadia: +44 20 7946 0331", [Person(("Nadia Osei",), "Quiet Otter")], language="en").text)
key = DeploymentKey(bytes(range(32)))
people = [Identity("a1", "Nadia Osei"), Identity("a2", "Bill Trent")]
texts = ["Bill, mail me: nadia@example.com", "ok"]
chat = RawChat("c1", RawMessages(["Nadia Osei", "Bill Trent"], ["text", "text"], texts), people)
redacted = redact_chat(key, chat)
pseudonyms = assign_pseudonyms(key, "c1", people, {})
print([t.text.replace(pseudonyms["a2"], "B") for t in redacted.texts])
scanner = build_leak_scanner([collect_chat_values(chat)])
print([leak.kind for leak in scanner.findings("\\n".join(texts).encode(), "raw")])
print(scanner.findings("\\n".join(t.text for t in redacted.texts).encode(), "redacted"))
print(sorted({"dagster", "duckdb", "ibis", "pyarrow"} & set(sys.modules)))
"""


@pytest.mark.process
def test_the_engine_works_without_dagster_duckdb_ibis_and_arrow() -> None:
    out = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True, text=True).stdout
    assert out.splitlines() == [
        "call Quiet Otter: [phone-1]",
        "['B, mail me: [email-1]', 'ok']",
        "['email', 'name']",
        "()",
        "[]",
    ]


def test_everything_public_is_documented_and_named_in_the_sign() -> None:
    for name in redaction.__all__:
        assert getattr(redaction, name).__doc__, name
    sign = redaction.__doc__ or ""
    functions = [n for n in redaction.__all__ if n.islower()]
    assert [n for n in functions if f"`{n}`" not in sign] == []


def test_one_text_is_redacted_as_a_chat_of_one() -> None:
    text = "wifi password: lantern-88-oak"
    assert redaction.redact_text(text, language="en") == redaction.redact_texts([text], language="en")[0]
