"""Many files at once, run after run: what is hashed, what is tried again, what is told, what is put away."""

from __future__ import annotations

import os
import stat
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from egregora_assets.errors import SettingInvalid
from egregora_assets.readers import batch, discovery, refusals
from egregora_assets.readers.exports import Export
from egregora_assets.services.inbox import archiving, caches
from egregora_assets.services.inbox.archiving import archive_processed
from egregora_assets.services.inbox.errors import ExportUnusable
from egregora_assets.services.inbox.resource import Inbox
from egregora_assets.services.settings import read_settings
from egregora_assets_tests.exports.sources import as_archive, telegram_archive
from egregora_assets_tests.readers.test_folders import OTHER, PHONE, below, members
from egregora_assets_tests.services.test_inbox import CHAT, MORE, Reader, drop, home, inbox

__all__ = ["home", "inbox"]


def unpack(home: Path, name: str, parts: dict[str, bytes]) -> Path:
    folder = home / "inbox" / name
    for part, data in parts.items():
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        (folder / part).write_bytes(data)
    return folder


def a_while_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets files that were just written count as settled."""
    monkeypatch.setattr(caches, "_STABLE_SECONDS", -1.0)


def test_an_unpacked_export_is_read_with_its_files(home: Path, inbox: Inbox) -> None:
    folder = unpack(home, "WhatsApp Chat - Horta", {"_chat.txt": CHAT.encode(), "IMG-20240222-WA0001.jpg": b"picture"})
    reader = Reader(inbox)
    rows = reader.read()
    assert rows["ingested"]["text"].to_pylist() == ["oi", ""]
    assert rows["export_files"]["chat_title"].to_pylist() == ["Horta"]
    assert rows["export_media"].num_rows == 1
    assert reader.read()["ingested"].equals(rows["ingested"])
    assert reader.metadata["exports read"] == 0
    (folder / "_chat.txt").write_text(MORE)
    assert len(reader.read()["ingested"]) == 3


def test_the_same_export_as_folder_and_archive_is_told_as_a_duplicate(home: Path, inbox: Inbox) -> None:
    drop(home, "a.zip", CHAT)
    reader = Reader(inbox)
    first = reader.read()
    with zipfile.ZipFile(home / "inbox" / "a.zip") as archive:
        unpack(home, "folder", {name: archive.read(name) for name in archive.namelist()})
    drop(home, "copy.zip", CHAT)
    rows = reader.read()
    assert rows["ingested"].equals(first["ingested"])
    assert rows["export_files"].equals(first["export_files"])
    assert reader.metadata["exports of the same content"] == 2
    same = {o.file_name: [p.same_as for p in o.parts] for o in inbox.load_outcomes().by_digest.values()}
    assert same == {"a.zip": [""], "folder": ["a.zip"]}


def test_a_batch_brings_each_export_and_a_neighbour_that_is_in_the_inbox_already_is_known(
    home: Path, inbox: Inbox
) -> None:
    drop(home, "horta.zip", as_archive(PHONE))
    reader = Reader(inbox)
    reader.read()
    batch = {"phone/horta.zip": as_archive(PHONE), "phone/other.txt": OTHER, "phone/t.zip": telegram_archive()}
    drop(home, "batch.zip", as_archive(batch))
    unpack(home, "everything", below("A", PHONE) | below("B", members(telegram_archive())))
    rows = reader.read()
    assert sorted(map(str, rows["export_files"]["source"].to_pylist())) == ["telegram", "whatsapp", "whatsapp"]
    assert len(set(rows["ingested"]["chat_id"].to_pylist())) == 3
    assert reader.metadata["exports found"] == 6
    assert reader.metadata["exports of the same content"] == 3
    assert reader.metadata["exports read"] == 2


def test_a_refused_file_is_not_parsed_again_until_it_or_the_reader_changes(
    home: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = drop(home, "Ana.txt", "hello\n" * 20)
    drop(home, "good.txt", CHAT)
    reader, tries = Reader(inbox), list[str]()
    find_exports = discovery.find_exports

    def counted(file: Export) -> Any:
        tries.append(file.name)
        return find_exports(file)

    monkeypatch.setattr(batch, "find_exports", counted)
    for _ in range(3):
        reader.read()
    assert tries == ["good.txt", "Ana.txt"] or tries == ["Ana.txt", "good.txt"]
    assert reader.metadata["refusals"].value == {"NotAChat": 1}
    assert reader.metadata["files refused before"] == 1
    assert [r.file_name for r in inbox.list_refusals()] == ["Ana.txt"]
    reader.tags["egregora/force_refresh"] = "true"
    monkeypatch.setenv("EGREGORA_LOCALE", "pt_BR")
    reader.read()
    assert tries.count("Ana.txt") == 2
    path.write_text(MORE)
    reader.read()
    assert tries.count("Ana.txt") == 3
    assert reader.metadata["exports refused"] == 0
    path.write_text("hello\n" * 20)
    token = inbox.add_request([path])
    with pytest.raises(refusals.NotAChat):
        reader.read(token)


@pytest.mark.parametrize("error", [ValueError("Ana said"), KeyError("Ana"), RecursionError(), AttributeError("Ana")])
def test_a_defect_in_reading_one_file_is_told_without_its_words_and_the_others_are_read(
    home: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    drop(home, "a.txt", CHAT)
    drop(home, "bad.txt", "hello\n" * 20)
    find_exports = discovery.find_exports

    def failing(file: Export) -> Any:
        if file.name == "bad.txt":
            raise error
        return find_exports(file)

    monkeypatch.setattr(batch, "find_exports", failing)
    reader = Reader(inbox)
    assert len(reader.read()["ingested"]) == 2
    assert reader.metadata["refusals"].value == {"ReaderFailed": 1}
    (refusal,) = inbox.list_refusals()
    assert type(error).__name__ in refusal.message
    assert "Ana" not in refusal.message


def test_a_file_that_goes_while_the_inbox_is_read_keeps_no_other_out(
    home: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = drop(home, "a.txt", CHAT)
    drop(home, "b.txt", MORE)
    listing = inbox.list_files()
    monkeypatch.setattr(Inbox, "list_files", lambda *_: listing)
    path.unlink()
    reader = Reader(inbox)
    assert len(reader.read()["ingested"]) == 3
    assert reader.metadata["refusals"].value == {"ExportUnreadable": 1}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told_and_the_others_are_read(home: Path, inbox: Inbox) -> None:
    drop(home, "closed.txt", CHAT).chmod(0)
    drop(home, "open.txt", MORE)
    reader = Reader(inbox)
    assert len(reader.read()["ingested"]) == 3
    assert reader.metadata["refusals"].value == {"ExportUnreadable": 1}


def test_what_did_not_change_is_not_hashed_again(home: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    a_while_ago(monkeypatch)
    paths = [drop(home, f"{n}.txt", CHAT + f"23/02/2024, 10:0{n} - Ana: {n}\n") for n in range(5)]
    unpack(home, "folder", dict(PHONE))
    inbox.list_files()
    hashed = list[str]()
    opened = os.open

    def counted(path: Any, *arguments: Any, **named: Any) -> int:
        hashed.append(Path(path).name)
        return opened(path, *arguments, **named)

    monkeypatch.setattr(os, "open", counted)
    before = {e.path: e.sha256 for e in inbox.list_files().files}
    assert not [name for name in hashed if name.endswith((".txt", ".jpg"))]
    paths[0].write_text(MORE)
    paths[1].rename(paths[1].with_name("renamed.txt"))
    after = {e.path: e.sha256 for e in inbox.list_files().files}
    assert sorted(set(hashed) & {"0.txt", "1.txt", "2.txt", "renamed.txt"}) == ["0.txt", "renamed.txt"]
    assert after[paths[0]] != before[paths[0]]
    assert after[paths[1].with_name("renamed.txt")] == before[paths[1]]
    notes = home / "vault" / "inbox"
    assert {stat.S_IMODE(p.stat().st_mode) for p in notes.iterdir()} == {0o600}
    (notes / "digests.json").write_text("not JSON")
    assert {e.path: e.sha256 for e in inbox.list_files().files} == after


def test_a_file_that_changed_a_moment_ago_is_hashed_again(home: Path, inbox: Inbox) -> None:
    path = drop(home, "a.txt", CHAT)
    first = inbox.list_files().files[0].sha256
    status = path.stat()
    path.write_text(CHAT.replace("oi", "ai"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert inbox.list_files().files[0].sha256 != first


def test_notes_that_are_lost_cost_nothing_but_time(home: Path, inbox: Inbox) -> None:
    drop(home, "batch.zip", as_archive({"a.txt": OTHER, "b.zip": as_archive(PHONE)}))
    drop(home, "WhatsApp Chat with X.txt", CHAT)
    reader = Reader(inbox)
    first = reader.read()
    (home / "vault" / "inbox" / "outcomes.json").unlink()
    rows = reader.read()
    assert reader.metadata["exports read"] == 0
    assert {name: table.num_rows for name, table in rows.items()} == {n: t.num_rows for n, t in first.items()}


def test_a_batch_that_another_reader_looks_at_again_is_no_copy_of_itself(
    home: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(home, "batch.zip", as_archive({"a.zip": as_archive(PHONE), "bad.zip": b"PK\3\4 cut"}))
    reader = Reader(inbox)
    reader.read()
    monkeypatch.setenv("EGREGORA_LOCALE", "pt_BR")
    reader.read()
    (outcome,) = inbox.load_outcomes().by_digest.values()
    assert [(part.name, part.same_as, part.reason) for part in outcome.parts] == [
        ("a.zip", "", ""),
        ("bad.zip", "", "ArchiveDamaged"),
    ]


def test_the_folder_of_the_deployment_cannot_be_named(home: Path, inbox: Inbox) -> None:
    inbox.load_outcomes()
    for path in (home, home / "vault", home.parent):
        with pytest.raises(ExportUnusable, match="folder of the deployment"):
            inbox.add_request([path])


def test_a_named_folder_is_read_where_it_lies(tmp_path: Path, inbox: Inbox) -> None:
    folder = unpack(tmp_path, "x", {"_chat.txt": CHAT.encode()})
    reader = Reader(inbox)
    assert len(reader.read(inbox.add_request([folder]))["ingested"]) == 2
    (folder / "_chat.txt").write_text("hello\n" * 20)
    with pytest.raises(refusals.NotAChat) as error:
        reader.read(inbox.add_request([folder]))
    assert error.value.detail_for_terminal == str(folder)


def test_a_folder_still_being_written_is_left_for_the_next_time(
    home: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = unpack(home, "x", {"_chat.txt": CHAT.encode(), "inner/a.jpg": b"x"})
    monkeypatch.setenv("EGREGORA_STABLE_SECONDS", "600")

    def write_on(_seconds: float) -> None:
        (folder / "inner" / "a.jpg").write_bytes(b"xx")

    monkeypatch.setattr(time, "sleep", write_on)
    listing = inbox.list_files()
    assert (listing.files, dict(listing.skipped)) == ((), {"still changing": 1})


@pytest.fixture
def done(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EGREGORA_PROCESSED_DIR", "done")
    return home / "done"


def test_nothing_moves_unless_a_folder_is_named(home: Path, inbox: Inbox) -> None:
    path = drop(home, "a.txt", CHAT)
    Reader(inbox).read()
    assert inbox.archive_processed(lambda _: True) == 0
    assert path.exists()


def test_what_was_read_is_put_away_and_looks_neither_new_nor_changed(home: Path, inbox: Inbox, done: Path) -> None:
    for name in ("a.txt", "copy.txt"):
        drop(home, name, CHAT).chmod(0o644)
    drop(home, "bad.txt", "hello\n" * 20)
    unpack(home, "folder", dict(PHONE))
    reader = Reader(inbox)
    rows = reader.read()
    signature = inbox.compute_fingerprint()
    assert inbox.archive_processed(lambda _: False) == 0
    assert inbox.archive_processed(lambda run_id: run_id == "run") == 3
    assert sorted(p.name for p in (home / "inbox").iterdir()) == ["bad.txt"]
    assert sorted(p.name for p in done.iterdir()) == ["a.txt", "copy.txt", "folder"]
    assert (done / "a.txt").read_text() == CHAT
    assert stat.S_IMODE(done.stat().st_mode) == 0o700
    assert stat.S_IMODE((done / "a.txt").stat().st_mode) == 0o600
    assert inbox.compute_fingerprint() == signature
    assert reader.read()["ingested"].equals(rows["ingested"])
    drop(home, "a.txt", MORE)
    assert inbox.compute_fingerprint() != signature
    assert len(reader.read()["ingested"]) == len(rows["ingested"]) + 1
    assert inbox.archive_processed(lambda _: True) == 1
    assert (done / "a.txt").read_text() == CHAT
    assert (done / "a (2).txt").read_text() == MORE


@pytest.mark.parametrize("name", ["a.txt", "folder"])
def test_another_file_system_gets_a_whole_copy_before_the_original_goes(
    home: Path, inbox: Inbox, done: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    if name == "folder":
        unpack(home, name, {**PHONE, "inner/x.jpg": b"x"})
    else:
        drop(home, name, CHAT)
    (export,) = inbox.list_files().files
    rename = Path.rename

    def across(self: Path, target: Path) -> Path:
        if self == export.path:
            raise OSError(18, "Invalid cross-device link")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", across)
    remove = archiving._remove
    monkeypatch.setattr(archiving, "_remove", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        archive_processed(export, done)
    assert export.is_unchanged()  # a kill between leaves both
    assert (done / name).exists()
    monkeypatch.setattr(archiving, "_remove", remove)
    assert archive_processed(export, done)
    assert not export.path.exists()
    second = done / ("a (2).txt" if name == "a.txt" else "folder (2)")
    found = {str(p.relative_to(second)): p.read_bytes() for p in [second, *second.rglob("*")] if p.is_file()}
    assert found == ({".": CHAT.encode()} if name == "a.txt" else {**PHONE, "inner/x.jpg": b"x"})
    assert {stat.S_IMODE(p.stat().st_mode) & 0o077 for p in [second, *second.rglob("*")]} == {0}
    assert not [p for p in done.iterdir() if p.name.startswith(".")]


def test_a_file_that_changed_since_it_was_read_stays(home: Path, inbox: Inbox, done: Path) -> None:
    path = drop(home, "a.txt", CHAT)
    (export,) = inbox.list_files().files
    path.write_text(MORE)
    assert not archive_processed(export, done)
    assert path.read_text() == MORE
    assert list(done.iterdir()) == []


@pytest.mark.parametrize("folder", ["inbox", "inbox/done", ".", "site/done"])
def test_what_was_read_is_not_put_where_it_would_be_read_again_or_published(tmp_path: Path, folder: str) -> None:
    with pytest.raises(SettingInvalid, match="processed_dir"):
        read_settings(tmp_path, {"EGREGORA_PROCESSED_DIR": folder})
