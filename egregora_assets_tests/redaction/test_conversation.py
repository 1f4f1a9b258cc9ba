from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from egregora_assets.contracts.bundles import ANONYMIZED_BUNDLE, INGESTED_BUNDLE
from egregora_assets.redaction import Identity, RawChat, RawMessages, redact_chat
from egregora_assets.services.media_store import MediaStore
from egregora_assets.services.run_options import RunOptions
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault
from egregora_assets.stages.anonymized.assets import anonymized
from egregora_assets.stages.anonymized.checks import each_placeholder_has_its_row, no_vault_value_in_messages
from egregora_assets.stages.anonymized.expressions import messages_with_placeholders
from egregora_assets_tests.asset_bodies import (
    KEY,
    ContextInHand,
    SettingsInHand,
    StoreInMemory,
    VaultInMemory,
    WorkersInHand,
    body_of,
    passes,
    read_rows,
)
from egregora_assets_tests.room_tables import RoomTables

CHAT = KEY.uuid("chat", "test")
EXPORT = KEY.uuid("export", "test")
START = dt.datetime(2024, 3, 4, 9)


def photo(colour: int = 90) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (12, 8), (colour, 20, 30)).save(target, "JPEG", comment=b"Nadia Osei")
    return target.getvalue()


@dataclass
class Conversation:
    """A vault that a test fills by saying things."""

    home: Path
    tables: RoomTables = field(default_factory=lambda: RoomTables(*INGESTED_BUNDLE.tables))
    out: RoomTables = field(default_factory=lambda: RoomTables(*ANONYMIZED_BUNDLE.tables))
    store: StoreInMemory = field(default_factory=StoreInMemory)
    count: int = 0

    def __post_init__(self) -> None:
        settings = Settings(home=str(self.home))
        self.vault = Vault(settings=settings)
        self.media = MediaStore(settings=settings, vault=self.vault)
        self.tables.fill("export_files", [export_row()])

    def join(self, name: str, **changes: Any) -> str:
        author_id = KEY.uuid("author", CHAT, name)
        row = {
            "author_id": author_id,
            "chat_id": CHAT,
            "display_name": name,
            "first_seen_at": START,
            "is_opted_out": False,
        }
        self.tables.fill("identities", [{**row, **changes}])
        return author_id

    def say(self, author: str | None, text: str, kind: str = "text", attachment: str | None = None) -> str:
        self.count += 1
        message_id = KEY.uuid("message", str(self.count))
        row = {
            "message_id": message_id,
            "chat_id": CHAT,
            "export_id": EXPORT,
            "position": self.count,
            "sent_at": START + dt.timedelta(minutes=self.count),
            "local_time": START + dt.timedelta(minutes=self.count),
            "has_seconds": True,
            "author_name": author,
            "kind": kind,
            "text": text,
            "attachment_name": attachment,
            "is_edited": False,
        }
        self.tables.fill("ingested", [row])
        return message_id

    def bring(self, name: str, data: bytes) -> None:
        digest = hashlib.sha256(data).hexdigest()
        self.vault.media_path(digest).write_bytes(data)
        row = {"export_id": EXPORT, "file_name": name, "content_sha256": digest, "byte_count": len(data)}
        self.tables.fill("export_media", [row])

    def anonymize(self, *, is_forced: bool = False, **changes: Any) -> dict[str, list[dict[str, Any]]]:
        body = body_of(anonymized)
        settings = SettingsInHand(self.home, changes)
        self.context = ContextInHand()
        options = RunOptions(force_refresh=is_forced)
        services: tuple[Any, ...] = (settings, VaultInMemory(), self.store, self.media, options, WorkersInHand())
        self.returned: Any = body(self.context, self.tables.tables, *services)
        self.written = read_rows(getattr(self.returned, "rows", self.returned))
        self.store.keep(self.returned)
        self.out = RoomTables(*ANONYMIZED_BUNDLE.tables)
        stored = {name: self.store.written[name] for name in ANONYMIZED_BUNDLE.tables}
        for name, rows in stored.items():
            self.out.fill(name, rows)
        return {name: rows.to_pylist() for name, rows in stored.items()}

    def leak_check(self) -> bool:
        services: tuple[Any, ...] = (SettingsInHand(self.home), self.store, VaultInMemory())
        return passes(no_vault_value_in_messages, self.out.tables, self.tables.tables, *services)


def export_row() -> dict[str, Any]:
    counts = {"byte_count": 9, "message_count": 9, "new_message_count": 9, "rejected_line_count": 0}
    return {
        "export_id": EXPORT,
        "chat_id": CHAT,
        "source": "whatsapp",
        "file_name": "Osei family.zip",
        "chat_title": "Osei family",
        "date_order": "DMY",
        "date_order_evidence": "a day above 12",
        "platform": "android",
        "time_zone": "Europe/Lisbon",
        "ingested_at": START.replace(tzinfo=dt.UTC),
        **counts,
    }


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[Conversation]:
    conversation = Conversation(tmp_path)
    yield conversation
    conversation.tables.close()
    conversation.out.close()


@pytest.mark.slow
def test_names_end_here(chat: Conversation) -> None:
    chat.join("Nadia Osei")
    chat.join("Bill Trent")
    chat.say("Nadia Osei", "Bill, my mail is nadia@example.com and the others should know that too")
    chat.say("Bill Trent", "thanks Nadia! wifi password: lantern-88-oak")
    chat.say(None, 'Nadia Osei changed the group name from "Osei family" to "Trents"', "system")
    rows = chat.anonymize()
    shown = {a["author_id"]: a["pseudonym"] for a in rows["authors"]}
    nadia, bill = shown[KEY.uuid("author", CHAT, "Nadia Osei")], shown[KEY.uuid("author", CHAT, "Bill Trent")]
    texts = [m["text"] for m in sorted(rows["messages"], key=lambda m: m["position"])]
    assert texts == [
        f"{bill}, my mail is [email-1] and the others should know that too",
        f"thanks {nadia}! wifi password: [secret-1]",
        f'{nadia} changed the group name from "[group-name]" to "[group-name]"',
    ]
    assert passes(each_placeholder_has_its_row, chat.out.tables)
    assert chat.leak_check()


@pytest.mark.slow
def test_what_the_chat_is_called_says_nothing_of_its_people(chat: Conversation) -> None:
    chat.join("Nadia Osei")
    chat.say("Nadia Osei", "vamos marcar para sexta, não é? para mim está bom também, com você e ele")
    row = chat.anonymize()["chats"][0]
    assert (row["public_title"], row["language"], row["time_zone"]) == ("Conversa do grupo", "pt", "Europe/Lisbon")
    assert row["slug"] == f"chat-{CHAT[:8]}"
    assert chat.anonymize(site_title="Our year")["chats"][0]["public_title"] == "Our year"


def test_people_who_opted_out_do_not_appear(chat: Conversation) -> None:
    chat.join("Nadia Osei", is_opted_out=True)
    chat.join("Bill Trent")
    chat.bring("IMG-1.jpg", photo())
    chat.say("Nadia Osei", "look", "media", "IMG-1.jpg")
    chat.say("Bill Trent", "thanks Nadia Osei")
    rows = chat.anonymize()
    assert [m["text"] for m in rows["messages"]] == ["thanks [person]"]
    assert rows["attachments"] == []
    assert [p for p in (chat.home / "cache/media").iterdir() if p.is_file()] == []


@pytest.mark.slow
def test_the_database_of_the_site_is_given_no_name_and_no_text_as_it_was_written(chat: Conversation) -> None:
    chat.join("Nadia Osei", is_opted_out=True)
    chat.join("Bill Trent", alias="Nadia Osei")
    chat.bring("Bill Trent.jpg", photo())
    chat.say("Nadia Osei", "my knee hurts")
    chat.say("Bill Trent", "@\u2068Nadia Osei\u2069, mail bill@example.com", "media", "Bill Trent.jpg")
    chat.tables.fill("reactions", [{"message_id": KEY.uuid("message", "2"), "ordinal": 0, "author_name": "Bill Trent"}])
    chat.tables.run("UPDATE reactions SET export_id = message_id, emoji = 'Bill Trent', reaction_count = 1")
    chat.anonymize()
    results = {name: rows for source in list_sources(chat) for name, rows in source.results.items()}
    assert {"ingested", "identities", "reactions", "result_texts", "result_signs"} <= set(results)
    private = ("Nadia", "Osei", "Bill", "Trent", "knee", "example.com")
    assert [(name, w) for name, rows in results.items() for w in private if w in repr(rows.to_pydict())] == []


def list_sources(chat: Conversation) -> list[Any]:
    """What the stage's tables are made of."""
    return list(getattr(chat.returned, "rows", chat.returned).values())


@pytest.mark.slow
def test_notices_of_who_opted_out_do_not_appear() -> None:
    said = [
        ("Nadia Osei", "text", "my knee hurts"),
        (None, "system", "Nadia Osei changed the description to: my knee"),
        (None, "system", "my knee hurts"),
        (None, "system", "Bill Trent added Nadia Osei"),
        ("Bill Trent", "text", "ok"),
    ]
    people = [Identity("a1", "Nadia Osei", is_opted_out=True), Identity("a2", "Bill Trent")]
    messages = RawMessages([a for a, _, _ in said], [k for _, k, _ in said], [t for _, _, t in said])
    assert redact_chat(KEY, RawChat(CHAT, messages, people)).is_hidden == [True, True, True, False, False]


def test_opting_out_later_takes_pictures_away_and_keeps_other_numbers(chat: Conversation) -> None:
    chat.join("Bill Trent")
    chat.join("Nadia Osei")
    chat.bring("IMG-1.jpg", photo())
    chat.say("Nadia Osei", "a@example.com", "media", "IMG-1.jpg")
    chat.say("Bill Trent", "b@example.com")
    assert len(chat.anonymize()["attachments"]) == 1
    chat.tables.run("UPDATE identities SET is_opted_out = true WHERE display_name = 'Nadia Osei'")
    rows = chat.anonymize()
    assert [m["text"] for m in rows["messages"]] == ["[email-2]"]
    assert rows["attachments"] == []
    assert list((chat.home / "cache/media").iterdir()) == []


def test_commands_do_not_travel_on(chat: Conversation) -> None:
    chat.join("Nadia Osei", alias="Night Owl")
    chat.say("Nadia Osei", "/egregora set alias Night Owl", "command")
    chat.say("Nadia Osei", "good morning")
    rows = chat.anonymize()
    assert [m["text"] for m in rows["messages"]] == ["good morning"]
    assert [a["public_name"] for a in rows["authors"]] == ["Night Owl"]


def test_people_whom_only_notices_and_mentions_name_are_hidden(chat: Conversation) -> None:
    chat.join("Bill Trent")
    chat.say(None, "Bill Trent added Drew Castellano", "system")
    chat.say("Bill Trent", "hi @\u2068May Solomon\u2069, is castellano here? Solomon?")
    texts = [m["text"] for m in chat.anonymize()["messages"]]
    assert texts[0].endswith(" added [person]")
    assert texts[1] == "hi @[person], is [person] here? [person]?"


def test_a_notice_that_names_nobody_hides_nothing(chat: Conversation) -> None:
    chat.join("Bill Trent")
    said = "Disappearing messages were turned on"
    chat.say(None, said, "system")
    chat.say("Bill Trent", "which messages are disappearing?")
    assert [m["text"] for m in chat.anonymize()["messages"]] == [said, "which messages are disappearing?"]


def test_a_picture_is_published_without_its_metadata_and_a_contact_card_never(chat: Conversation) -> None:
    chat.join("Nadia Osei")
    chat.bring("IMG-1.jpg", photo())
    chat.bring("Nadia Osei.vcf", b"BEGIN:VCARD\nFN:Nadia Osei\nEND:VCARD")
    chat.bring("evil.png", b"<svg onload='alert(1)'/>")
    chat.say("Nadia Osei", "", "media", "IMG-1.jpg")
    chat.say("Nadia Osei", "", "contact", "Nadia Osei.vcf")
    chat.say("Nadia Osei", "", "media", "evil.png")
    chat.say("Nadia Osei", "", "media", "IMG-99.jpg")
    rows = sorted(chat.anonymize()["attachments"], key=lambda r: r["media_type"], reverse=True)
    assert [(r["media_type"], r["original_filename"], r["clean_path"] is None) for r in rows] == [
        ("image", "IMG-1.jpg", False),
        ("document", "[person].vcf", True),
        ("document", "evil.png", True),
    ] or sorted(r["original_filename"] for r in rows if r["clean_path"] is None) == ["[person].vcf", "evil.png"]
    image = next(r for r in rows if r["media_type"] == "image")
    assert image["clean_path"] == f"cache/media/{image['media_id']}.jpg"
    assert image["media_id"] == KEY.uuid("media", hashlib.sha256(photo()).hexdigest())
    assert b"Nadia" not in (chat.home / image["clean_path"]).read_bytes()
    assert (image["width"], image["height"]) == (12, 8)


@pytest.mark.slow
def test_a_second_run_over_the_same_vault_gives_the_same_rows(chat: Conversation) -> None:
    chat.join("Nadia Osei")
    chat.bring("IMG-1.jpg", photo())
    chat.bring("broken.jpg", photo()[:60])
    chat.say("Nadia Osei", "call +44 20 7946 0331", "media", "IMG-1.jpg")
    chat.say("Nadia Osei", "", "media", "broken.jpg")
    assert chat.anonymize() == chat.anonymize()


def test_an_empty_vault_gives_empty_tables(tmp_path: Path) -> None:
    empty = Conversation(tmp_path)
    empty.tables.run("DELETE FROM export_files")
    assert {name: len(rows) for name, rows in empty.anonymize().items()} == dict.fromkeys(ANONYMIZED_BUNDLE.tables, 0)


@pytest.mark.slow
def test_what_was_published_stays_when_the_vault_is_thrown_away(chat: Conversation) -> None:
    chat.join("Nadia Osei")
    chat.bring("IMG-1.jpg", photo())
    chat.say("Nadia Osei", "call +44 20 7946 0331", "media", "IMG-1.jpg")
    before = chat.anonymize()
    for table in INGESTED_BUNDLE.tables:
        chat.tables.run(f"DELETE FROM {table}")
    assert chat.anonymize() == before
    assert (chat.home / before["attachments"][0]["clean_path"]).is_file()


@pytest.mark.slow
def test_an_opt_out_counts_for_what_the_vault_has_lost(chat: Conversation) -> None:
    author = chat.join("Nadia Osei")
    chat.say("Nadia Osei", "call +44 20 7946 0331")
    chat.anonymize()
    for table in INGESTED_BUNDLE.tables:
        chat.tables.run(f"DELETE FROM {table}")
    chat.tables.fill("export_files", [{**export_row(), "export_id": KEY.uuid("export", "later")}])
    assert chat.join("Nadia Osei", is_opted_out=True) == author
    assert chat.anonymize()["messages"] == []


@pytest.mark.slow
def test_the_check_notices_a_name_that_slipped_through(chat: Conversation) -> None:
    chat.join("Nadia Osei")
    chat.say("Nadia Osei", "my mail is n.osei@example.com")
    chat.anonymize()
    assert chat.leak_check()
    chat.out.run("UPDATE messages SET text = 'ask nadia about it'")
    assert not chat.leak_check()
    chat.out.run("UPDATE messages SET text = 'write to n.osei@example.com'")
    assert not chat.leak_check()


@pytest.mark.slow
def test_the_check_notices_a_placeholder_without_its_row(chat: Conversation) -> None:
    chat.join("Nadia Osei")
    chat.say("Nadia Osei", "my mail is a@example.com")
    chat.anonymize()
    chat.out.run("DELETE FROM redactions")
    assert not passes(each_placeholder_has_its_row, chat.out.tables)


@pytest.mark.slow
def test_the_check_of_placeholders_reads_only_the_texts_in_which_one_may_stand(chat: Conversation) -> None:
    chat.join("Nadia Osei")
    for text in ("my mail is a@example.com", "good morning", "see [1] below", "Nadia Osei was here"):
        chat.say("Nadia Osei", text)
    chat.anonymize()
    tables = chat.out.tables
    found = tables.rows(messages_with_placeholders(tables["messages"], tables["redactions"]))
    assert "good morning" not in found["text"].to_pylist()
    assert found.num_rows == 3
    assert each_placeholder_has_its_row(tables).metadata["messages"].value == 4


PROGRAM = """
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.redaction.conversation import RawChat, RawMessages, redact_chat
from egregora_assets.redaction.pseudonyms import Identity
from egregora_assets_tests.redaction.privacy_lines import HIDDEN, ROSTERS
key = DeploymentKey(bytes(range(32)))
for language, lines in HIDDEN.items():
    texts = lines.replace("{", "").replace("}", "").split("\\n")
    people = [Identity(key.uuid("author", n), n) for n in ROSTERS[language]]
    raw = RawMessages([ROSTERS[language][0]] * len(texts), ["text"] * len(texts), texts)
    chat = redact_chat(key, RawChat("chat", raw, people))
    print(sorted(chat.pseudonyms.items()), [(t.text, t.redactions) for t in chat.texts])
"""


@pytest.mark.process
def test_results_do_not_depend_on_the_hash_seed() -> None:
    root = Path(__file__).parents[2]
    outputs = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(outputs) == 1


def sort_tables(tables: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    return {name: sorted(repr(sorted(row.items())) for row in rows) for name, rows in tables.items()}


def test_a_longer_conversation_writes_its_new_messages_and_what_they_tell_of_earlier_ones(tmp_path: Path) -> None:
    said = Conversation(tmp_path)
    said.join("Nadia Osei")
    said.join("Drew Castellano")
    for number in range(30):
        said.say("Nadia Osei", f"what is the plan for day {number}, did they say so to Drew")
    said.say("Nadia Osei", "then ask quillon about it")
    said.anonymize()
    said.say("Drew Castellano", "ring me: +44 7700 900123")
    said.anonymize()
    assert said.written["messages"].num_rows == 1
    assert {rows.results["ingested"].num_rows for rows in list_sources(said)} == {1}
    said.say("Drew Castellano", "no idea")
    assert sort_tables(said.anonymize()) == sort_tables(said.anonymize())
    assert said.written["messages"].num_rows == 0
    said.say("Drew Castellano", "my cousin Quillon will know")
    later = said.anonymize()
    assert "quillon" not in repr(later)
    assert sort_tables(later) == sort_tables(said.anonymize(is_forced=True))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ingested SET text = 'ask Drew, or +44 7700 900124' WHERE position = 3",
        "UPDATE ingested SET position = 99 WHERE position = 3",
        "DELETE FROM ingested WHERE position = 3",
        "UPDATE identities SET alias = 'Sunny Day' WHERE display_name = 'Drew Castellano'",
        "UPDATE identities SET is_opted_out = true WHERE display_name = 'Drew Castellano'",
        "UPDATE export_files SET chat_title = 'the plan for day'",
        "DELETE FROM ingested",
    ],
)
def test_a_conversation_that_changed_otherwise_is_redacted_as_a_whole(tmp_path: Path, statement: str) -> None:
    said = Conversation(tmp_path)
    said.join("Nadia Osei")
    said.join("Drew Castellano")
    for number in range(6):
        said.say(("Nadia Osei", "Drew Castellano")[number % 2], f"what is the plan for day {number}, Drew?")
    said.anonymize()
    said.tables.run(statement)
    said.say("Nadia Osei", "so be it")
    later = said.anonymize()
    assert sort_tables(later) == sort_tables(said.anonymize(is_forced=True))


def test_what_was_kept_without_its_rows_is_not_gone_on_from(tmp_path: Path) -> None:
    said = Conversation(tmp_path)
    said.join("Nadia Osei")
    said.say("Nadia Osei", "what is the plan for the day")
    said.anonymize()
    said.store.parts = {}
    said.anonymize()
    assert said.written["messages"].num_rows == 1
