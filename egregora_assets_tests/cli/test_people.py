"""Who is meant by `--author`, what is found of them, and what is not theirs."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from egregora_assets import errors
from egregora_assets.cli.people.who import choose_person
from egregora_assets.operations.erasing.places import find_backups, find_exports, find_own_copies
from egregora_assets.operations.erasing.plan import select_own_texts
from egregora_assets.operations.people import Person, match_person
from egregora_assets.redaction.erasure import build_erasure_scanner
from egregora_assets.services.backup_log import log_backup

ANA, OTHER_ANA, BETO = (f"{n}{n}{n}{n}0000-0000-8000-8000-000000000000" for n in "abc")
KNOWN = [
    Person(ANA, "chat 1", "chat-1", "Quiet Otter", "Quiet Otter", False, "Ana Prado"),
    Person(OTHER_ANA, "chat 2", "chat-2", "Red Owl", "Coruja", False, "ana prado"),
    Person(BETO, "chat 1", "chat-1", "Blue Fox", "Blue Fox", True, "+44 7700 900461"),
]


class Directory:
    """A deployment that knows three people."""

    def find_person(self, text: str, *, by_name: bool = False) -> Person:
        return match_person(KNOWN, text, by_name=by_name)


def meant(given: str | None, monkeypatch: pytest.MonkeyPatch, said: str = "") -> str:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{said}\n"))
    deployment: Any = Directory()
    return choose_person(deployment, given).author_id


@pytest.mark.parametrize(
    ("given", "said", "author_id"),
    [
        ("quiet  OTTER", "", ANA),
        ("Coruja", "", OTHER_ANA),
        ("Red Owl", "", OTHER_ANA),
        (ANA, "", ANA),
        ("BBBB0000", "", OTHER_ANA),
        ("-", "Quiet Otter", ANA),
        ("-", "+44 (7700) 900461", BETO),
        (None, "447700900461", BETO),
    ],
)
def test_somebody_is_meant_by_pseudonym_alias_id_or_a_number_that_is_read(
    given: str | None, said: str, author_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert meant(given, monkeypatch, said) == author_id


@pytest.mark.parametrize("given", ["Ana Prado", "+44 7700 900461", "", "-", "aaaa", "0000"])
def test_a_real_name_is_not_taken_as_an_argument_and_nothing_means_nobody(
    given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(errors.PersonUnknown):
        meant(given, monkeypatch)


def test_several_people_of_one_name_are_told_apart_by_pseudonym_and_id_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(errors.PersonAmbiguous) as refused:
        meant("-", monkeypatch, "ANA PRADO")
    assert refused.value.shown == (f"Quiet Otter in chat-1 (id {ANA})", f"Coruja in chat-2 (id {OTHER_ANA})")
    assert "prado" not in str(refused.value).casefold()


def test_texts_that_others_wrote_too_tell_nothing_of_a_person() -> None:
    mine = [
        "the ladder is back in the shed",
        "See you all on Saturday morning!",
        "short",
        "call me on [phone-1] tonight",
    ]
    others = ["well, see you all on saturday morning then"]
    assert select_own_texts(mine, others) == ["the ladder is back in the shed"]
    assert select_own_texts([], others) == []


def test_a_name_that_others_share_is_looked_for_only_as_a_whole() -> None:
    scanner = build_erasure_scanner(
        ["Ana Sarmento"], ["+44 7700 900461"], ["forty-one paper cranes for Friday"], ["Ana Lima"], b""
    )
    assert not scanner.findings(b"Ana came, and Lima too", "x")
    for data in (b"ana sarmento", b"Sarmento", b"447700900461", b"forty-one paper cranes for friday, please"):
        assert scanner.findings(data, "x"), data
    assert not build_erasure_scanner(["Ana"], [], [], ["Ana Lima"], b"").findings(b"Ana", "x")
    assert not build_erasure_scanner([], [], [], ["Ana Lima"], b"").findings(b"Ana", "x")


def test_only_exports_in_which_the_person_is_found_are_named(tmp_path: Path) -> None:
    for name, text in (("a.txt", "Ana Prado: hello"), ("b.txt", "nobody"), ("Ana Prado.txt", "")):
        (tmp_path / name).write_text(text, "utf-8")
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("chat.txt", "Ana Prado: hello " * 50)
    (tmp_path / "broken.zip").write_bytes((tmp_path / "c.zip").read_bytes()[:-30])
    found, unread = find_exports([tmp_path], build_erasure_scanner(["Ana Prado"], [], [], [], b""))
    assert [p.name for p in found] == ["Ana Prado.txt", "a.txt", "c.zip"]
    assert [p.name for p in unread] == ["broken.zip"]


def test_every_copy_that_the_program_made_is_found_wherever_it_was_written(tmp_path: Path) -> None:
    home, stamp = tmp_path / "home", "20260301T060000Z.duckdb"
    own = [
        home / "snapshots" / f"egregora-{stamp}",
        home / "before_migration" / f"egregora-{stamp}",
        home / f"egregora-replaced-{stamp}",
        home / "vault" / "snapshots" / f"vault-{stamp}",
        home / "vault" / f"vault-replaced-{stamp}.wal",
        home / "vault" / "snapshots" / f"vault-{stamp}.gz",
        home / "before_migration" / f"egregora-{stamp}.gz",
    ]
    elsewhere = [tmp_path / "disk" / f"egregora-{stamp}", home / "backups" / f"egregora-{stamp}"]
    for path in (*own, *elsewhere):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(0o600)
    for folder in (home, home / "vault"):
        folder.chmod(0o700)
    lost = tmp_path / "lost" / f"vault-{stamp}"
    for path in (elsewhere[0], lost):
        log_backup(home, path)
    assert set(find_own_copies(home)) == set(own)
    assert find_backups(home) == (sorted(elsewhere), [lost])
