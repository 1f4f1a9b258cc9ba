"""The private folder: the key travels by command and only where it belongs, and nothing in it is open to others."""

from __future__ import annotations

from pathlib import Path

import pytest

from egregora_assets import errors
from egregora_assets.cli import main
from egregora_assets.services.backup_log import forget_backups, log_backup, logged_backups
from egregora_assets.services.disk import private_folder, write_private
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deployment with nothing but a key."""
    monkeypatch.setenv("EGREGORA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    private_folder(tmp_path / "home")
    Vault(settings=Settings()).key()
    return tmp_path / "home"


def test_a_key_is_copied_and_put_back_in_place(home: Path, tmp_path: Path) -> None:
    key, copy = home / "vault" / "deployment.key", tmp_path / "copy.key"
    assert main(["key", "export", str(copy), "--output", str(home)]) == 0
    assert copy.stat().st_mode & 0o777 == 0o600
    secret = key.read_bytes()
    assert copy.read_bytes() == secret
    assert main(["key", "import", str(copy), "--output", str(home)]) == 0
    key.unlink()
    assert main(["key", "import", str(copy), "--output", str(home)]) == 0
    assert key.read_bytes() == secret
    assert key.stat().st_mode & 0o777 == 0o600
    assert Vault(settings=Settings()).key().uuid("a") == Vault(settings=Settings()).key().uuid("a")


def test_a_key_is_not_written_over_a_file(home: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious", "utf-8")
    assert main(["key", "export", str(tmp_path / "mine"), "--output", str(home)]) == 1
    assert (tmp_path / "mine").read_text("utf-8") == "precious"
    assert main(["key", "export", str(tmp_path / "no" / "folder"), "--output", str(home)]) == 1


@pytest.mark.parametrize("has_key", [True, False])
@pytest.mark.parametrize("secret", [b"\1" * 32, b"short", None], ids=["another key", "no key", "no file"])
def test_a_key_that_does_not_fit_is_refused(
    home: Path, tmp_path: Path, secret: bytes | None, has_key: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    key = home / "vault" / "deployment.key"
    before = key.read_bytes()
    if not has_key:
        key.unlink()
    if secret is not None:
        (tmp_path / "other.key").write_bytes(secret)
    assert main(["key", "import", str(tmp_path / "other.key"), "--output", str(home)]) == 1
    assert "nothing was changed" in capsys.readouterr().err
    assert key.read_bytes() == before if has_key else not key.exists()


@pytest.mark.parametrize("inner", ["snapshots", "requests", "media", "before_migration", "."])
def test_what_others_can_read_in_the_vault_is_refused_with_the_command_that_mends_it(home: Path, inner: str) -> None:
    vault = Vault(settings=Settings())
    file = private_folder(home / "vault" / inner) / "something"
    write_private(file, b"")
    (home / "vault" / "vault.duckdb.wal").touch(0o644)
    vault.check_modes()
    file.chmod(0o640)
    with pytest.raises(errors.FolderTooOpen, match=r"chmod 0600 .*/(something|\*)`"):
        vault.check_modes()
    file.chmod(0o600)
    vault.check_modes()
    if inner != ".":
        file.parent.chmod(0o755)
        with pytest.raises(errors.FolderTooOpen, match="chmod 0700"):
            vault.check_modes()


def test_raw_files_that_nothing_names_any_more_go(home: Path) -> None:
    vault = Vault(settings=Settings())
    for digest in ("a", "b", ".c.part"):
        write_private(vault.media_path(digest), b"x")
    assert vault.remove_other_media(["a"]) == 2
    assert [p.name for p in (home / "vault" / "media").iterdir()] == ["a"]


def test_where_backups_were_written_is_noted_once_and_forgotten_with_them(home: Path, tmp_path: Path) -> None:
    for name in ("a", "b", "a"):
        log_backup(home, tmp_path / name)
    assert logged_backups(home) == [tmp_path / "a", tmp_path / "b"]
    assert (home / "vault" / "backups.json").stat().st_mode & 0o777 == 0o600
    forget_backups(home, frozenset({tmp_path / "a"}))
    assert logged_backups(home) == [tmp_path / "b"]
