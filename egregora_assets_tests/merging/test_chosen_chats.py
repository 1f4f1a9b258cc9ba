"""The option `chats`: a run reads the exports of some conversations alone, and what waits is read by the next one."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from egregora_assets.errors import ChatUnknown
from egregora_assets.runs.configuration import hash_configuration
from egregora_assets.runs.stage import STAGES
from egregora_assets.services.inbox.resource import Inbox
from egregora_assets.services.run_options import RunOptions
from egregora_assets_tests.exports.sources import as_json, telegram_account, telegram_chat
from egregora_assets_tests.services.test_inbox import CHAT, MORE, Reader, drop, home, inbox

__all__ = ["home", "inbox"]

OTHER = "".join(f"0{day}/03/2024, 09:00 - Carla: note {day}\n" for day in range(1, 6))


def test_only_the_chosen_conversation_is_read_and_the_others_wait(home: Path, inbox: Inbox) -> None:
    drop(home, "one.txt", CHAT)
    drop(home, "two.txt", OTHER)
    reader = Reader(inbox)
    before = reader.read()["ingested"]
    chosen = next(row["chat_id"] for row in before.to_pylist() if row["author_name"] == "Ana")
    drop(home, "one longer.txt", MORE)
    drop(home, "two longer.txt", OTHER + "06/03/2024, 09:00 - Carla: note 6\n")
    drop(home, "new.txt", "07/04/2024, 09:00 - Dora: of another chat\n08/04/2024, 09:00 - Dora: more\n")
    partly = reader.read(chats=[chosen])["ingested"]
    assert set(partly["text"].to_pylist()) - set(before["text"].to_pylist()) == {"tchau"}
    assert reader.metadata["conversations that wait"] == 2
    assert len(inbox.find_unread(inbox.list_files().files, lambda _run: True)) == 2
    whole = reader.read()["ingested"]
    assert {"note 6", "of another chat"} <= set(whole["text"].to_pylist())
    assert reader.metadata["conversations that wait"] == 0


def test_an_export_of_several_conversations_is_read_as_a_whole_or_its_others_would_be_lost(
    home: Path, inbox: Inbox
) -> None:
    drop(home, "one.json", as_json(telegram_chat()))
    reader = Reader(inbox)
    (chosen,) = set(reader.read()["ingested"]["chat_id"].to_pylist())
    drop(home, "account.json", telegram_account())
    rows = reader.read(chats=[str(chosen)])
    assert len(set(rows["ingested"]["chat_id"].to_pylist())) == 2
    assert reader.metadata["conversations that wait"] == 0


def test_an_id_of_no_conversation_is_refused_and_not_repeated(home: Path, inbox: Inbox) -> None:
    drop(home, "one.txt", CHAT)
    with pytest.raises(ChatUnknown, match="1 of the ids") as refused:
        Reader(inbox).read(chats=["Benedita"])
    assert "Benedita" not in str(refused.value)
    assert inbox.load_outcomes().by_digest == {}


def test_a_run_without_the_option_does_not_take_the_result_of_one_with_it_for_its_own(inbox: Inbox) -> None:
    state = STAGES["ingested"].external_state
    assert state

    def render(*chats: str) -> str:
        store = SimpleNamespace(compute_rights_version=lambda: "")
        options = RunOptions(chats=list(chats))
        return state(SimpleNamespace(inbox=inbox, store=store, settings=inbox.settings, run_options=options))

    assert len({render(), render("a"), render("b")}) == 3
    assert render("a", "b") == render("b", "a")


def test_the_option_is_part_of_the_hash_of_the_configuration() -> None:
    assert hash_configuration({"chats": ["a"]}, {}) != hash_configuration({}, {})
