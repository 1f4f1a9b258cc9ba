"""The command over folders, and what it tells of the inbox: in processes of their own, as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from egregora_assets_tests.deployments import egregora, files_outside_the_vault, query
from egregora_assets_tests.exports.sources import as_archive, telegram_archive
from egregora_assets_tests.pipeline.leak_search import leaks
from egregora_assets_tests.readers.test_folders import HORTA, OTHER, PHONE, as_folder

SECRET = "Benedita Sarmento"
TO_INGESTED = ("--target-stage", "ingested")


@pytest.mark.slow
def test_what_was_read_is_told_and_put_away_and_nothing_outside_names_a_file(tmp_path: Path) -> None:
    home = tmp_path / "home"
    inbox = home / "inbox"
    home.mkdir(mode=0o700)
    (home / "egregora.toml").write_text('stable_seconds = 0\nsnapshot_count = 0\nprocessed_dir = "vault/done"\n')
    as_folder(inbox / f"WhatsApp Chat - {SECRET}", {"_chat.txt": HORTA, "IMG-20240222-WA0001.jpg": b"one"})
    (inbox / f"{SECRET}.zip").write_bytes(as_archive({"telegram.zip": telegram_archive(), "other.txt": OTHER}))
    for name in ("copy of it.zip", f"{SECRET}s.zip"):
        (inbox / name).write_bytes((inbox / f"{SECRET}.zip").read_bytes())
    (inbox / "bad.txt").write_bytes(b"hello\n" * 20)
    done = egregora("process", "--output", home, *TO_INGESTED)
    lines = [" ".join(line.split()) for line in done.stdout.split("\n")]
    assert f"WhatsApp Chat - {SECRET} whatsapp - 2 2 0" in lines
    assert f"{SECRET}.zip whatsapp - 2 2 0" in lines  # the text, which is all that lies there by itself
    assert any(line.startswith(f"{SECRET}.zip/telegram.zip telegram - ") for line in lines)
    assert lines.count(f"the same content as {SECRET}.zip") == 2
    assert "Left out: bad.txt: " in done.stderr
    assert "Put away: 4 files and folders" in done.stdout
    assert [p.name for p in inbox.iterdir()] == ["bad.txt"]
    assert query(home, "SELECT count(*) FROM export_files", "vault/vault.duckdb") == [(3,)]
    again = egregora("process", "--output", home, *TO_INGESTED)
    assert "nothing to do" in again.stdout
    shown = json.loads(egregora("inbox", "--json", "--output", home).stdout)
    assert [(line["file"], line["reason"]) for line in shown] == [("bad.txt", "NotAChat")]
    assert "refused, NotAChat: " in egregora("inbox", "--output", home).stdout
    assert leaks(files_outside_the_vault(home), [SECRET]) == {}


@pytest.mark.slow
def test_folders_are_named_on_the_command_line_like_files(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "exports"
    as_folder(folder / "one", PHONE)
    (folder / "two.zip").write_bytes(telegram_archive())
    shown = egregora("inspect", folder / "one", "--names").stdout
    assert "folder, " in shown
    assert "1 named, 1 of them in the folder" in shown
    told = egregora("process", folder, "--output", home, *TO_INGESTED).stdout
    assert "exports/one/" in told
    assert "exports/two.zip" in told
    assert query(home, "SELECT count(DISTINCT chat_id) FROM export_files", "vault/vault.duckdb") == [(2,)]
    failed = egregora("process", tmp_path / "home", "--output", home, *TO_INGESTED, check=False)
    assert failed.returncode == 1
    assert "is the folder of the deployment" in failed.stderr
