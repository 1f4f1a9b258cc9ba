"""The inbox and the asset over it: what is read, what is left, what is refused, and that nothing is lost or named."""

from __future__ import annotations

import hashlib
import os
import stat
import time
import zipfile
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from egregora_assets.contracts.bundles import INGESTED_BUNDLE
from egregora_assets.errors import EgregoraError, FolderNotWritable
from egregora_assets.readers import refusals
from egregora_assets.services.inbox.errors import ExportUnusable, InboxMissing, RequestUnknown
from egregora_assets.services.inbox.requests import REQUEST_TAG
from egregora_assets.services.inbox.resource import Inbox
from egregora_assets.services.run_options import RunOptions
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault
from egregora_assets.stages.anonymized.resources import NamedPersonEraser
from egregora_assets.stages.ingested import checks, expressions
from egregora_assets.stages.ingested.assets import ingested
from egregora_assets_tests.asset_bodies import StoreInMemory, WorkersInHand, body_of
from egregora_assets_tests.exports.sources import as_json, telegram_account, telegram_chat
from egregora_assets_tests.room_tables import RoomTables
from egregora_assets_tests.sql_snapshots import assert_sql

CHAT = "21/02/2024, 10:00 - Ana: oi\n22/02/2024, 10:00 - Beto: IMG-20240222-WA0001.jpg (file attached)\n"
MORE = CHAT + "23/02/2024, 10:00 - Ana: tchau\n"
PACKED_AT = (2024, 2, 23, 10, 0, 0)
"""The same whenever a test runs: archives of the same content are the same file."""
TABLES = tuple(INGESTED_BUNDLE.tables)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [n for n in os.environ if n.startswith("EGREGORA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("EGREGORA_STABLE_SECONDS", "0")
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def inbox(home: Path) -> Inbox:
    made = Settings(home=str(home))
    inbox = Inbox(settings=made, vault=Vault(settings=made))
    inbox.describe()
    return inbox


def drop(home: Path, name: str, content: str | bytes, picture: bytes | None = b"picture") -> Path:
    path = home / "inbox" / name
    data = content.encode() if isinstance(content, str) else content
    if name.endswith(".zip") and isinstance(content, str):
        with zipfile.ZipFile(path, "w") as z:
            z.writestr(zipfile.ZipInfo("_chat.txt", PACKED_AT), data)
            if picture:
                z.writestr(zipfile.ZipInfo("IMG-20240222-WA0001.jpg", PACKED_AT), picture)
    else:
        path.write_bytes(data)
    return path


class Reader:
    """Runs the asset's body, keeping rows between runs as the database does."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox, self.store = inbox, StoreInMemory()
        self.metadata: dict[str, Any] = {}
        self.run_id, self.tags = "run", dict[str, str]()

    @property
    def run(self) -> Reader:
        return self

    def add_output_metadata(self, metadata: dict[str, Any]) -> None:
        self.metadata = metadata

    def read(self, token: str = "", chats: Collection[str] = ()) -> dict[str, pa.Table]:
        self.tags = {**self.tags, REQUEST_TAG: token}
        rows = body_of(ingested)(
            context=self,
            inbox=self.inbox,
            vault=self.inbox.vault,
            settings=self.inbox.settings,
            store=self.store,
            person_eraser=NamedPersonEraser(settings=self.inbox.settings),
            run_options=RunOptions(chats=list(chats)),
            workers=WorkersInHand(),
        )
        return self.store.keep(rows)


def test_an_export_in_the_inbox_becomes_rows_and_private_media(home: Path, inbox: Inbox) -> None:
    drop(home, "Conversa do WhatsApp com Horta.zip", CHAT)
    rows = Reader(inbox).read()
    assert rows["ingested"]["text"].to_pylist() == ["oi", ""]
    assert rows["export_files"]["chat_title"].to_pylist() == ["Horta"]
    digest = hashlib.sha256(b"picture").hexdigest()
    assert rows["export_media"]["content_sha256"].to_pylist() == [digest]
    stored = home / "vault" / "media" / digest
    assert stored.read_bytes() == b"picture"
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    assert sorted(p.name for p in stored.parent.iterdir()) == [digest]


def test_the_same_bytes_under_another_name_are_not_read_again(home: Path, inbox: Inbox) -> None:
    drop(home, "a.txt", CHAT)
    reader = Reader(inbox)
    first = reader.read()
    drop(home, "b.txt", CHAT)
    assert reader.read()["ingested"].equals(first["ingested"])
    assert reader.metadata["exports read"] == 0


def test_a_longer_export_adds_what_is_new(home: Path, inbox: Inbox) -> None:
    drop(home, "a.txt", CHAT)
    reader = Reader(inbox)
    before = set(reader.read()["ingested"]["message_id"].to_pylist())
    drop(home, "b.txt", MORE)
    after = reader.read()
    assert before < set(after["ingested"]["message_id"].to_pylist())
    assert len(after["ingested"]) == 3
    assert len(set(after["ingested"]["chat_id"].to_pylist())) == 1


def test_a_file_of_several_conversations_brings_them_apart_and_is_read_once(
    home: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EGREGORA_CHAT_LABEL", "ours")
    drop(home, "result.json", telegram_account())
    reader = Reader(inbox)
    rows = reader.read()
    assert len(set(rows["ingested"]["chat_id"].to_pylist())) == 2
    assert rows["export_files"]["source"].to_pylist() == ["telegram", "telegram"]
    assert len(set(rows["export_files"]["export_id"].to_pylist())) == 2
    assert [reader.metadata[f"{what} read"] for what in ("exports", "conversations")] == [1, 2]
    assert reader.metadata["conversations without a person"] == 1
    drop(home, "again.json", telegram_account())
    assert reader.read()["ingested"].num_rows == 26
    assert reader.metadata["exports read"] == 0


def test_a_label_names_a_conversation_that_is_alone_in_its_file(
    home: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EGREGORA_CHAT_LABEL", "ours")
    drop(home, "result.json", as_json(telegram_chat()))
    chats = set(Reader(inbox).read()["ingested"]["chat_id"].to_pylist())
    assert chats == {inbox.vault.key().uuid("chat", "telegram", "ours")}


def test_one_bad_file_is_counted_and_the_rest_is_read(home: Path, inbox: Inbox) -> None:
    drop(home, "good.txt", CHAT)
    drop(home, "Ana and Beto.zip", b"PK\3\4 cut")
    drop(home, "notes.txt", "hello\n" * 20)
    drop(home, "nothing.txt", b"")
    reader = Reader(inbox)
    assert len(reader.read()["ingested"]) == 2
    assert reader.metadata["exports refused"] == 3
    assert reader.metadata["refusals"].value == {"ArchiveDamaged": 1, "ExportEmpty": 1, "NotAChat": 1}
    assert "Ana" not in repr(reader.metadata)
    assert {r.file_name for r in inbox.list_refusals()} == {"Ana and Beto.zip", "notes.txt", "nothing.txt"}


def test_a_bad_file_that_was_named_fails_the_run_without_its_name(home: Path, inbox: Inbox) -> None:
    path = drop(home, "Ana.zip", b"PK\3\4 cut")
    with pytest.raises(refusals.ArchiveDamaged) as error:
        Reader(inbox).read(inbox.add_request([path]))
    assert "Ana" not in str(error.value)
    assert error.value.detail_for_terminal == str(path.resolve())


def test_an_export_in_which_nobody_speaks_is_refused(home: Path, inbox: Inbox) -> None:
    path = drop(home, "a.txt", "21/02/2024, 10:00 - Ana saiu\n")
    with pytest.raises(refusals.NobodySpeaks):
        Reader(inbox).read(inbox.add_request([path]))


def test_a_named_file_is_read_from_where_it_lies(tmp_path: Path, inbox: Inbox) -> None:
    path = tmp_path / "elsewhere.txt"
    path.write_text(CHAT, encoding="utf-8")
    reader = Reader(inbox)
    before = inbox.compute_fingerprint()
    token = inbox.add_request([path])
    assert inbox.compute_fingerprint() != before
    after = inbox.compute_fingerprint()
    assert len(reader.read(token)["ingested"]) == 2
    inbox.add_request([path])
    assert inbox.compute_fingerprint() == after
    for request in (tmp_path / "home" / "vault" / "requests").glob("????????????????.json"):
        inbox.drop_request(request.stem)
    assert inbox.compute_fingerprint() == before


def test_the_request_is_private_and_its_token_says_nothing(home: Path, inbox: Inbox) -> None:
    path = drop(home, "Chat with Ana.txt", CHAT)
    token = inbox.add_request([path])
    request = home / "vault" / "requests" / f"{token}.json"
    assert "Ana" not in token
    assert stat.S_IMODE(request.stat().st_mode) == 0o600
    assert [e.path.name for e in inbox.list_files(token).files] == ["Chat with Ana.txt"]
    assert "Ana" not in inbox.list_files(token).files[0].opaque_name


@pytest.mark.parametrize("token", ["0123456789abcdef", "../../deployment"])
def test_an_unknown_token_is_refused(inbox: Inbox, token: str) -> None:
    with pytest.raises(RequestUnknown):
        inbox.list_files(token)


def test_files_that_are_no_complete_exports_are_left_alone(home: Path, inbox: Inbox) -> None:
    for name in (".hidden.txt", "later.zip.part", "x.crdownload", "photo.jpg", "~$chat.txt"):
        drop(home, name, CHAT)
    (home / "inbox" / "link.txt").symlink_to("/etc/hostname")
    (home / "inbox" / "folder.zip").mkdir()
    os.mkfifo(home / "inbox" / "pipe.txt")
    listing = inbox.list_files()
    assert listing.files == ()
    assert dict(listing.skipped) == {
        "empty folder": 1,
        "hidden": 2,
        "link": 1,
        "not a kind of file that is read": 1,
        "not a regular file": 1,
        "unfinished download": 2,
    }


def test_a_file_still_being_written_is_left_for_the_next_time(
    home: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EGREGORA_STABLE_SECONDS", "600")
    path = drop(home, "a.txt", CHAT)

    def write_on(_seconds: float) -> None:
        with path.open("a", encoding="utf-8") as stream:
            stream.write("23/02/2024, 10:00 - Ana: mais\n")

    with monkeypatch.context() as patch:
        patch.setattr(time, "sleep", write_on)
        during, signature = inbox.list_files(), inbox.compute_fingerprint()
    monkeypatch.setenv("EGREGORA_STABLE_SECONDS", "0")
    assert (during.files, dict(during.skipped)) == ((), {"still changing": 1})
    assert len(inbox.list_files().files) == 1
    assert inbox.compute_fingerprint() != signature


def test_a_file_that_changes_while_it_is_read_is_refused(
    home: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = drop(home, "a.zip", CHAT)
    keep = Inbox.store_media

    def keep_and_change(self: Inbox, chunks: Any) -> tuple[str, int]:
        os.utime(path, (1, 1))
        return keep(self, chunks)

    monkeypatch.setattr(Inbox, "store_media", keep_and_change)
    with pytest.raises(refusals.ExportChanged):
        Reader(inbox).read(inbox.add_request([path]))


def test_an_inbox_that_was_configured_must_exist(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EGREGORA_INBOX", str(home / "elsewhere"))
    made = Settings(home=str(home))
    with pytest.raises(InboxMissing, match="mkdir -p"):
        Inbox(settings=made, vault=Vault(settings=made)).list_files()


def test_the_default_inbox_is_made(home: Path, inbox: Inbox) -> None:
    assert stat.S_IMODE((home / "inbox").stat().st_mode) == 0o700
    assert inbox.list_files().files == ()
    assert inbox.describe().endswith("inbox: 0 exports")


def test_a_folder_that_cannot_be_written_is_named(home: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    path = drop(home, "a.txt", CHAT)
    monkeypatch.setattr(os, "access", lambda _path, mode: mode == os.R_OK)
    with pytest.raises(FolderNotWritable, match="chmod"):
        inbox.add_request([path])


@pytest.mark.parametrize("name", ["absent.txt", "."])
def test_naming_what_is_no_file_is_an_error(home: Path, inbox: Inbox, name: str) -> None:
    with pytest.raises(ExportUnusable) as error:
        inbox.add_request([home / name])
    assert isinstance(error.value, EgregoraError)
    assert str(home) not in str(error.value)


def test_the_signature_depends_on_contents_alone(home: Path, inbox: Inbox) -> None:
    empty = inbox.compute_fingerprint()
    path = drop(home, "a.txt", CHAT)
    one = inbox.compute_fingerprint()
    path.rename(path.with_name("b.txt"))
    assert empty != one == inbox.compute_fingerprint()
    drop(home, "c.txt", MORE)
    assert inbox.compute_fingerprint() != one


def test_the_same_attachment_is_stored_once(home: Path, inbox: Inbox) -> None:
    drop(home, "a.zip", CHAT)
    drop(home, "b.zip", MORE)
    assert len(Reader(inbox).read()["export_media"]) == 2
    assert len(list((home / "vault" / "media").iterdir())) == 1


def test_an_open_file_follows_the_order_of_a_sure_one(home: Path, inbox: Inbox) -> None:
    drop(home, "sure.txt", "02/21/2024, 10:00 - Ana: oi\n")
    drop(home, "open.txt", "03/04/2024, 10:00 - Ana: sim\n")
    rows = Reader(inbox).read()["export_files"]
    assert rows["date_order"].to_pylist() == ["MDY", "MDY"]


def room(inbox: Inbox, home: Path) -> RoomTables:
    """The rooms' tables after a run over one export."""
    drop(home, "a.txt", CHAT)
    tables = RoomTables(*TABLES)
    for name, rows in Reader(inbox).read().items():
        tables.fill(name, rows)
    return tables


SPOILT = {
    checks.every_author_is_a_participant: "DELETE FROM identities WHERE display_name = 'Ana'",
    checks.every_chat_has_authors: "UPDATE ingested SET author_name = NULL",
    checks.every_message_is_inside_its_export: "UPDATE ingested SET sent_at = '2030-01-01'",
    checks.every_export_counts_right: "UPDATE export_files SET new_message_count = 1",
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("check", "spoil"), SPOILT.items(), ids=[s.split()[0] + s.split()[-1] for s in SPOILT.values()]
)
def test_a_check_passes_on_good_rows_and_fails_on_spoilt_ones(home: Path, inbox: Inbox, check: Any, spoil: str) -> None:
    tables = room(inbox, home)
    assert check(tables.tables).passed
    tables.run(spoil)
    assert not check(tables.tables).passed


def test_the_questions_for_what_new_messages_are_compared_with_compile_to_the_sql_that_was_reviewed() -> None:
    tables = RoomTables(*TABLES).tables
    first, last = datetime(2024, 1, 13, 8), datetime(2024, 1, 13, 9)
    near = [("00000000-0000-8000-8000-000000000001", (first, last), (first, last))]
    messages = expressions.messages_to_compare(tables["ingested"], near)
    assert_sql("ingested_messages_to_compare", messages)
    assert_sql("ingested_forms_of", expressions.forms_of(tables["message_versions"], messages))
    assert_sql("ingested_messages_shown", expressions.messages_shown(tables["ingested"], [near[0][0]]))


@pytest.mark.parametrize(
    "name",
    ["messages_outside_their_export", "authors_without_identity", "chats_without_authors", "exports_with_wrong_counts"],
)
def test_the_checks_compile_to_the_sql_that_was_reviewed(name: str) -> None:
    tables = RoomTables(*TABLES).tables
    expression = getattr(expressions, name)
    wanted = expression.__annotations__
    arguments = [tables[n] for n in wanted if n != "return"]
    assert_sql(f"ingested_{name}", expression(*arguments))


def test_a_file_that_only_an_erased_person_sent_does_not_stay_in_the_vault(home: Path, inbox: Inbox) -> None:
    chat_id = inbox.vault.key().uuid("chat", "whatsapp", "horta")
    reader = Reader(inbox)
    reader.store.erased = frozenset({inbox.vault.key().uuid("author", chat_id, "beto")})
    drop(home, "Conversa do WhatsApp com Horta.zip", CHAT)
    rows = reader.read()
    assert rows["ingested"]["author_name"].to_pylist() == ["Ana"]
    assert rows["identities"]["display_name"].to_pylist() == ["Ana"]
    assert list((home / "vault" / "media").iterdir()) == []
    assert reader.metadata["messages of people who were erased"] == 1
