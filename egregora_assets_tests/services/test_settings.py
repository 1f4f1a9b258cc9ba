"""Settings and the vault's folder: what is read, what is refused, and with which remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from egregora_assets.errors import DagsterHomeUnset, FolderNotWritable, FolderTooOpen, KeyLost, KeyWrong, SettingInvalid
from egregora_assets.services.settings import Settings, deployment_folder, read_settings
from egregora_assets.services.vault import Vault, private_folder


def settings_from(folder: Path, text: str, **environment: str) -> object:
    (folder / "egregora.toml").write_text(text, encoding="utf-8")
    return read_settings(folder, environment)


def test_a_folder_without_settings_has_the_defaults(tmp_path: Path) -> None:
    values = read_settings(tmp_path, {})
    assert (values.time_zone, values.inbox, values.is_inbox_configured) == ("UTC", tmp_path / "inbox", False)


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    values = settings_from(tmp_path, 'time_zone = "Europe/Lisbon"', EGREGORA_TIME_ZONE="America/Sao_Paulo")
    assert values.time_zone == "America/Sao_Paulo"  # type: ignore[attr-defined]


def test_repositories_are_read_as_a_list_of_tables(tmp_path: Path) -> None:
    values = settings_from(tmp_path, '[[repositories]]\nname = "core"\npath = "/src/core"\n')
    assert [r.branch for r in values.repositories] == ["main"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("not toml at all", "egregora.toml"),
        ("colour = 'blue'", "colour"),
        ("time_zone = 'Middle-earth/Shire'", "time_zone"),
        ("time_zone = 3", "time_zone"),
        ("minimum_window_messages = 0", "minimum_window_messages"),
        ("minimum_window_messages = 'many'", "minimum_window_messages"),
        ("[[repositories]]\nname = 'x'", "repositories"),
        ("[[repositories]]\nname='x'\npath='/a'\n[[repositories]]\nname='x'\npath='/b'", "repositories"),
    ],
)
def test_a_bad_setting_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(SettingInvalid, match=named):
        settings_from(tmp_path, text)


def test_what_decides_results_is_the_same_in_any_order_and_holds_no_private_label(tmp_path: Path) -> None:
    first = settings_from(tmp_path, 'site_title = "t"\ntime_zone = "Europe/Lisbon"\nchat_label = "our private name"')
    second = settings_from(tmp_path, 'time_zone = "Europe/Lisbon"\nsite_title = "t"')
    assert first.canonical() == second.canonical()  # type: ignore[attr-defined]
    assert "private name" not in first.canonical()  # type: ignore[attr-defined]


def test_without_any_folder_the_remedy_is_named() -> None:
    with pytest.raises(DagsterHomeUnset, match="export DAGSTER_HOME"):
        deployment_folder("", {})


def test_the_deployment_lies_beside_dagster_home_unless_named(tmp_path: Path) -> None:
    assert deployment_folder("", {"DAGSTER_HOME": str(tmp_path / "d")}) == tmp_path / "egregora_home"
    assert deployment_folder("", {"DAGSTER_HOME": "/d", "EGREGORA_HOME": str(tmp_path)}) == tmp_path


def vault_of(home: Path) -> Vault:
    return Vault(settings=Settings(home=str(home)))


def test_the_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    first = vault_of(tmp_path / "home").key().uuid("x")
    key_file = tmp_path / "home" / "vault" / "deployment.key"
    assert vault_of(tmp_path / "home").key().uuid("x") == first
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert key_file.parent.stat().st_mode & 0o777 == 0o700


def test_a_lost_key_is_not_replaced(tmp_path: Path) -> None:
    vault = vault_of(tmp_path / "home")
    vault.key()
    (tmp_path / "home" / "vault" / "deployment.key").unlink()
    with pytest.raises(KeyLost, match="restore"):
        vault.key()
    assert not (tmp_path / "home" / "vault" / "deployment.key").exists()


@pytest.mark.parametrize("data", [b"short", bytes(32)], ids=["not a key", "another key"])
def test_a_wrong_key_is_refused(tmp_path: Path, data: bytes) -> None:
    vault = vault_of(tmp_path / "home")
    vault.key()
    (tmp_path / "home" / "vault" / "deployment.key").write_bytes(data)
    with pytest.raises(KeyWrong):
        vault.key()


def test_a_vault_that_others_can_read_is_refused_with_the_command_that_mends_it(tmp_path: Path) -> None:
    vault = vault_of(tmp_path / "home")
    vault.key()
    (tmp_path / "home" / "vault").chmod(0o755)
    with pytest.raises(FolderTooOpen, match="chmod 0700"):
        vault.key()


def test_an_empty_folder_of_the_users_own_is_closed_to_others(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir(mode=0o755)
    assert private_folder(tmp_path / "mine").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderNotWritable):
        private_folder(tmp_path / "file" / "home")
