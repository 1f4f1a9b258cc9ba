"""Every remedy is carried out from the state that it is for, as it is printed, and leads out of it.

A case makes a state, runs the command that shows the error, does what the remedy says (commands are taken from its
text), and runs the command again. `test_every_error_of_the_page_is_tried` keeps the list complete.
"""

from __future__ import annotations

import io
import re
import shlex
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from egregora_assets import Deployment
from egregora_assets.errors import EgregoraError
from egregora_assets_tests.built_once import BuiltOnce
from egregora_assets_tests.cli.remedies_elsewhere import ELSEWHERE, WITHOUT
from egregora_assets_tests.cli.remedy_scenes import (
    Case,
    Scene,
    correct_zone,
    damaged,
    find_backup,
    lose_copies,
    lose_database,
    lose_key,
    make_newer,
    move_database_away,
    move_history_away,
    nothing,
    put_file_in_the_way,
    put_key_back,
    spoil_history,
    take_other_key,
    tear_copy,
    write_storage,
)
from egregora_assets_tests.deployments import ROOT, egregora, query
from egregora_assets_tests.exports.small_chat import chat_lines, write_export

ERRORS = (ROOT / "docs" / "errors.md").read_text("utf-8")
CHAT = "\n".join(chat_lines(days=2)) + "\n"


CASES = [
    Case("SettingInvalid", lambda s: s.set('time_zone = "Berlin"'), "settings", correct_zone),
    Case(
        "DeploymentAbsent", nothing, "inbox --output {beside}/typo",
        lambda s: s.follow("egregora init"),
    ),
    Case("DeploymentExists", nothing, "init --yes", nothing, "init --yes --output {beside}/another"),
    Case(
        "DiskAlmostFull", lambda s: s.set(f"minimum_free_bytes = {10**15}"), "debug run-stage git_refs",
        lambda s: s.set("minimum_free_bytes = 1000"),
    ),
    Case("HistoryUnwritable", spoil_history, "status", move_history_away),
    Case(
        "StorageRefused", write_storage("storage: {sqlite: {base_dir: /tmp/elsewhere}}"), "status",
        lambda s: write_storage(" ".join(s.find_command("storage:")))(s),
    ),
    Case("FolderTooOpen", lambda s: (s.home / "vault").chmod(0o755), "inbox", lambda s: s.follow("chmod")),
    Case(
        "FolderNotWritable", put_file_in_the_way, "inbox",
        lambda s: (s.home / "inbox").rename(s.beside / "a file"),
    ),
    Case("KeyLost", lose_key, "inbox", put_key_back),
    Case("KeyWrong", take_other_key, "inbox", put_key_back),
    Case(
        "KeyRefused", lambda s: (s.beside / "copy.key").touch(), "key export {beside}/copy.key", nothing,
        "key export {beside}/new.key",
    ),
    Case("DatabaseMissing", lose_database, "inbox", lambda s: s.follow("egregora restore")),
    *(
        Case("DatabaseDamaged", damaged(name), "inbox", lambda s: s.follow("egregora restore"))
        for name in ("egregora.duckdb", "vault/vault.duckdb")
    ),
    Case("DatabaseTooNew", make_newer, "inbox", lambda s: s.follow("egregora restore")),
    Case(
        "BackupUnusable", tear_copy, "restore {beside}/torn.duckdb",
        lambda s: s.follow("egregora restore", find_backup(s)), "inbox",
    ),
    Case("NothingToRestore", lose_copies, "restore", move_database_away, "inbox"),
    Case("DatabasesSound", nothing, "restore", lambda s: s.follow("egregora restore --force"), "inbox"),
    Case("DatabaseBusy", lambda s: s.hold("egregora.duckdb.lock"), "inbox", lambda s: s.held.close()),
    Case("DeploymentBusy", lambda s: s.hold("run.lock"), "backup", lambda s: s.held.close()),
    Case("InboxMissing", lambda s: s.set(f'inbox = "{s.beside}/in"'), "inbox", lambda s: s.follow("mkdir")),
    Case("NotConfirmed", nothing, "vault delete", nothing, "vault delete --yes", typed="no\n"),
    Case("ReviewRefused", nothing, "review names --hide ...", nothing, "review names --hide Weaver"),
    Case(
        "RedactInputRefused", nothing, "redact --jsonl", nothing, typed="no object\n",
        typed_afterwards='{"id": 1, "text": "hello", "roster": ["Ana"], "lang": "en"}\n',
    ),
    Case(
        "ExportUnusable", lambda s: write_export(s.beside / "chat.zip", days=2), "inspect {beside}/chta.zip", nothing,
        "inspect {beside}/chat.zip",
    ),
    Case(
        "ExportsMissing", lambda s: write_export(s.beside / "chat.zip", days=2), "process {beside}/chta.zip", nothing,
        "process {beside}/chat.zip --target-stage ingested",
    ),
]  # fmt: skip


def pack(*files: tuple[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def encrypt(data: bytes) -> bytes:
    """The same archive, which says that it is encrypted."""
    made = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.find(signature) + offset] |= 1
    return bytes(made)


@dataclass(frozen=True)
class BadExport:
    """An export that is refused, words of the remedy, and the export that they lead to."""

    error: str
    name: str
    content: bytes
    words: str
    good_name: str
    good: bytes


_GOOD = ("chat.zip", pack(("_chat.txt", CHAT)))
_TEXT = ("chat.txt", CHAT.encode())
_CUT = b'{"name": "g", "type": "private_group", "id": 1, "messages": [{"id"'
_DEEP = pack(("c.zip", pack(("b.zip", pack(("a.zip", _GOOD[1]))))))
BAD_EXPORTS = [
    BadExport("NotAChat", "a.txt", b"Dear diary,\ntoday nothing happened.\n" * 20, "export the chat again", *_TEXT),
    BadExport("TextUnreadable", "a.txt", CHAT.replace("a", "\x81\x8d").encode("latin-1", "replace"), "UTF-8", *_TEXT),
    BadExport("ExportEmpty", "a.txt", b"", "copy or download the file again", *_TEXT),
    BadExport("NotAnArchive", "a.zip", b"hello\n" * 99, "export the chat again", *_GOOD),
    BadExport("ArchiveEncrypted", "a.zip", encrypt(_GOOD[1]), "unpack it with its password", *_TEXT),
    BadExport("ArchiveDamaged", "a.zip", _GOOD[1][: len(_GOOD[1]) // 2], "copy or download the file again", *_GOOD),
    BadExport("NoChatInside", "a.zip", pack(("photo.jpg", b"x")), "export the chat again", *_GOOD),
    BadExport("ArchivesTooDeep", "a.zip", _DEEP, "take it out of the archives around it", *_GOOD),
    BadExport("ExportMalformed", "result.json", _CUT, "export the conversation again", *_TEXT),
]  # fmt: skip


@pytest.fixture(scope="session")
def initialized(built_once: BuiltOnce) -> Path:
    """A deployment in which nothing was run, with copies of its files; only to be copied."""

    def make(folder: Path) -> None:
        deployment = Deployment(folder / "home")
        deployment.initialize({})
        deployment.backup(with_vault=True)

    return built_once.folder("initialized", make) / "home"


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[EgregoraError]:
    """The errors that commands print."""
    found: list[EgregoraError] = []
    monkeypatch.setattr("egregora_assets.cli.app.print_error", found.append)
    return found


@pytest.fixture
def scene(tmp_path: Path, initialized: Path) -> Iterator[Scene]:
    shutil.copytree(initialized, tmp_path / "home")
    (tmp_path / "beside").mkdir()
    made = Scene(tmp_path / "home", tmp_path / "beside")
    made.set("")
    with made.held:
        yield made


def try_remedy(case: Case, scene: Scene, shown: list[EgregoraError]) -> None:
    """State, error, remedy, and the way on."""
    case.state(scene)
    assert scene.run(case.command, check=False, typed=case.typed) == 1
    assert [type(error).__name__ for error in shown] == [case.error]
    scene.remedy = shown[0].remedy
    case.mend(scene)
    scene.run(case.afterwards or case.command, typed=case.typed_afterwards)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.error)
def test_a_remedy_leads_out(case: Case, scene: Scene, shown: list[EgregoraError]) -> None:
    try_remedy(case, scene, shown)


@pytest.mark.parametrize("bad", BAD_EXPORTS, ids=lambda bad: bad.error)
def test_the_remedy_of_a_refused_export_leads_to_one_that_is_read(
    bad: BadExport, tmp_path: Path, shown: list[EgregoraError]
) -> None:
    (tmp_path / bad.name).write_bytes(bad.content)
    assert egregora("inspect", tmp_path / bad.name, check=False).returncode == 1
    assert [type(error).__name__ for error in shown] == [bad.error]
    assert bad.words in shown[0].remedy
    (tmp_path / bad.good_name).write_bytes(bad.good)
    egregora("inspect", tmp_path / bad.good_name)


def test_remedies_of_questions_about_what_is_published(
    small_home: Path, tmp_path: Path, initialized: Path, shown: list[EgregoraError]
) -> None:
    scene = Scene(small_home, tmp_path)
    pseudonym = query(small_home, "SELECT pseudonym FROM authors WHERE public_name = pseudonym LIMIT 1")[0][0]
    copy = small_home / "read_only" / "egregora.duckdb"
    name = shlex.quote(pseudonym)
    for case in (
        Case("QueryRefused", nothing, "sql SELEC", lambda s: s.follow("egregora sql"), "sql 'SELECT 1'"),
        Case("RowUnknown", nothing, "trace nothing", nothing, "trace index.html"),
        Case("PseudonymUnknown", nothing, "who nobody", nothing, f"who {name}"),
        Case("PersonUnknown", nothing, "opt-in --author nobody", nothing, f"opt-in --author {name}"),
        Case(
            "VaultEmpty", nothing, f"leak-scan {{home}}/inbox --output {initialized}", nothing, "leak-scan {home}/inbox"
        ),
        Case(
            "TargetRefused",
            lambda _: (tmp_path / "full" / "folder").mkdir(parents=True),
            "export posts {beside}/full",
            nothing,
            "export posts {beside}/empty",
        ),
        Case("CopyMissing", lambda _: copy.unlink(), "sql 'SELECT 1'", lambda s: s.follow("egregora process")),
    ):
        shown.clear()
        try_remedy(case, scene, shown)
    shown.clear()
    scene.damage("read_only/egregora.duckdb")

    def delete(scene: Scene) -> None:
        assert "delete it" in scene.remedy
        copy.unlink()
        scene.follow("egregora process")

    try_remedy(Case("CopyMissing", nothing, "sql 'SELECT count(*) FROM documents'", delete), scene, shown)


def test_every_error_of_the_page_is_tried_or_says_why_not() -> None:
    rows = set(re.findall(r"^\| `([A-Z]\w+)` \|", ERRORS, re.MULTILINE))
    asked = {
        "TargetRefused",
        "QueryRefused",
        "RowUnknown",
        "PseudonymUnknown",
        "PersonUnknown",
        "VaultEmpty",
        "CopyMissing",
    }
    tried = {case.error for case in CASES} | {bad.error for bad in BAD_EXPORTS} | asked
    assert rows - tried - ELSEWHERE.keys() - WITHOUT.keys() == set(), "try their remedies"
    assert (tried | ELSEWHERE.keys() | WITHOUT.keys()) - rows == set(), "these are no longer on the page"
    assert not tried & (ELSEWHERE.keys() | WITHOUT.keys())
    assert not ELSEWHERE.keys() & WITHOUT.keys()


@pytest.mark.parametrize("error", ELSEWHERE)
def test_what_is_tried_elsewhere_is_there(error: str) -> None:
    file, _, test = ELSEWHERE[error].partition("::")
    text = (ROOT / "egregora_assets_tests" / file).read_text("utf-8")
    assert f"def {test}(" in text
