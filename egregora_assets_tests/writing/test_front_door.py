"""The engine by itself: messages in, documents out, without Dagster and DuckDB."""

from __future__ import annotations

import subprocess
import sys

import pytest

from egregora_assets.language.files import load_languages
from egregora_assets.writing import Conversation, EmbeddedWriter, write_documents
from egregora_assets_tests.writing.told_chat import chat_lines, conversation_of

ALONE = """
import sys
from datetime import datetime, timedelta

from egregora_assets.language.files import load_languages
from egregora_assets.writing import Conversation, EmbeddedWriter, Message, Person, Window, write_documents

SUBJECTS = ("bridge", "garden", "library", "market", "harbour", "school", "orchestra", "museum", "station", "bakery")
MINUTE = 60 * 10**9
people = {name: Person(name, name, name) for name in ("Amber Heron", "Teal Otter")}
start = datetime(2024, 3, 4, 9)
messages = tuple(
    Message(
        f"{place:032x}", list(people)[place % 2], place * MINUTE, start + timedelta(minutes=place), place, "text",
        f"The {SUBJECTS[place % 10]} opens again on Friday and the committee wants {place + 3} volunteers there.",
    )
    for place in range(30)
)
window = Window("window", "chat", 0, 30 * MINUTE, messages)
documents = write_documents(Conversation("chat", load_languages()["en"], people, (window,)), EmbeddedWriter())
assert [d.doc_type for d in documents] == ["post", "journal"], documents
texts = {m.message_id: m.text for m in messages}
assert documents[0].draft.citations
assert all(c.quote in texts[c.message_id] for c in documents[0].draft.citations)
print(sorted({"dagster", "duckdb"} & set(sys.modules)))
"""


@pytest.mark.process
def test_documents_are_written_without_dagster_and_duckdb() -> None:
    run = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, "[]\n"), run.stderr


def test_documents_come_in_order_of_windows_then_people() -> None:
    conversation = conversation_of(chat_lines("hillside_en"), "en", cut=40)
    documents = write_documents(conversation, EmbeddedWriter())
    first, second = (w.window_id for w in conversation.windows)
    assert [(d.doc_type, d.subject) for d in documents[:4]] == [
        ("post", first),
        ("journal", first),
        ("post", second),
        ("journal", second),
    ]
    assert {d.doc_type for d in documents[4:]} == {"profile"}


def test_a_conversation_without_windows_has_no_documents() -> None:
    assert write_documents(Conversation("chat", load_languages()["en"], {}), EmbeddedWriter()) == []
