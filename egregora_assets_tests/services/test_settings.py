"""Settings and the vault's folder: what is read, what is refused, and with which remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from egregora_assets.errors import DagsterHomeUnset, FolderNotWritable, FolderTooOpen, KeyLost, KeyWrong, SettingInvalid
from egregora_assets.services.disk import private_folder
from egregora_assets.services.settings import (
    Settings,
    SettingsValues,
    read_settings,
    write_settings,
)
from egregora_assets.services.settings.declarations import DECLARED_SETTINGS
from egregora_assets.services.settings.folder import deployment_folder
from egregora_assets.services.settings.page import replace_table
from egregora_assets.services.settings.shown import render_template
from egregora_assets.services.vault import Vault


def settings_from(folder: Path, text: str, **environment: str) -> SettingsValues:
    (folder / "egregora.toml").write_text(text, encoding="utf-8")
    return read_settings(folder, environment)


def test_a_folder_without_settings_has_the_defaults(tmp_path: Path) -> None:
    values = read_settings(tmp_path, {})
    assert (values.time_zone, values.inbox, values.is_inbox_configured) == ("UTC", tmp_path / "inbox", False)


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    values = settings_from(tmp_path, 'time_zone = "Europe/Lisbon"', EGREGORA_TIME_ZONE="America/Sao_Paulo")
    assert values.time_zone == "America/Sao_Paulo"


def test_repositories_are_read_as_a_list_of_tables(tmp_path: Path) -> None:
    values = settings_from(tmp_path, '[[repositories]]\nname = "core"\npath = "/src/core"\n')
    assert [r.branch for r in values.repositories] == ["main"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("not toml at all", "egregora.toml"),
        ("colour = 'blue'", "colour"),
        ("time_zone = 'Middle-earth/Shire'", "time_zone"),
        ("time_zone = 3", "time_zone"),
        ("minimum_window_messages = 0", "minimum_window_messages"),
        ("window_unit = 'fortnights'", "window_unit"),
        ("window_size = 0", "window_size"),
        ("window_overlap = 0.6", "window_overlap"),
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
    assert first.canonical() == second.canonical()
    assert "private name" not in first.canonical()


EVERY_RESULT = """
time_zone = "Europe/Lisbon"
locale = "pt_BR"
site_title = "Harbour"
site_language = "pt"
site_url = "https://example.org/"
minimum_window_messages = 7
default_phone_regions = ["br", " gb "]
redact_types = ["phone", "EMAIL", "email"]
third_parties = "show"
cache_cap_bytes = 5
cache_ttl_days = 3
window_unit = "days"
window_size = 3
window_overlap = 0.2
"""


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        (
            "",
            "cache_cap_bytes=2000000000\ncache_ttl_days=90\ndefault_phone_regions=()\nlocale=None\n"
            "minimum_window_messages=20\nredact_types=()\nsite_language=None\nsite_title=None\nsite_url=None\n"
            "third_parties='hide'\ntime_zone='UTC'",
        ),
        (
            EVERY_RESULT,
            "cache_cap_bytes=5\ncache_ttl_days=3\ndefault_phone_regions=('BR', 'GB')\nlocale='pt_BR'\n"
            "minimum_window_messages=7\nredact_types=('email', 'phone')\nsite_language='pt'\nsite_title='Harbour'\n"
            "site_url='https://example.org/'\nthird_parties='show'\ntime_zone='Europe/Lisbon'\n"
            "window_overlap=0.2\nwindow_size=3\nwindow_unit='days'",
        ),
    ],
    ids=["defaults", "all that decides results"],
)
def test_the_text_that_results_are_compared_by_is_stable(tmp_path: Path, text: str, rendered: str) -> None:
    """Another text for the same values would make every asset of every deployment stale."""
    assert settings_from(tmp_path, text).canonical() == rendered


def test_a_former_name_works_with_a_notice(tmp_path: Path) -> None:
    with pytest.warns(FutureWarning, match="inbox_done is now called processed_dir"):
        values = settings_from(tmp_path, 'inbox_done = "done"')
    assert values.processed_dir == tmp_path / "done"
    with pytest.warns(FutureWarning, match="inbox_done is now called processed_dir"):
        assert read_settings(tmp_path, {"EGREGORA_INBOX_DONE": "else"}).processed_dir == tmp_path / "else"


def test_the_present_name_wins_over_the_former_one(tmp_path: Path) -> None:
    with pytest.warns(FutureWarning):
        values = settings_from(tmp_path, 'inbox_done = "old"\nprocessed_dir = "new"')
    assert values.processed_dir == tmp_path / "new"


def test_what_may_stand_in_the_file_alone_is_not_read_from_the_environment(tmp_path: Path) -> None:
    for name, setting in DECLARED_SETTINGS.items():
        if setting.is_file_only:
            assert getattr(read_settings(tmp_path, {f"EGREGORA_{name.upper()}": "word"}), name) == ()


PRIVATE = {"chat_label": '"bluelantern"', "always_redact": '["bluelantern"]', "never_redact": '["bluelantern"]'}


@pytest.mark.parametrize("name", PRIVATE)
def test_private_values_are_never_shown(tmp_path: Path, name: str) -> None:
    values = settings_from(tmp_path, f"{name} = {PRIVATE[name]}")
    assert getattr(values, name) in ("bluelantern", ("bluelantern",))
    assert "bluelantern" not in f"{values!r} {values} {values.canonical()} {values.configuration()}"


@pytest.mark.parametrize(
    ("name", "value"),
    [*((name, '{ a = "bluelantern" }') for name in DECLARED_SETTINGS), ("always_redact", '["bluelantern", 1]')],
)
def test_an_error_never_quotes_a_value(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingInvalid, match=name) as refused:
        settings_from(tmp_path, f"{name} = {value}")
    error = refused.value
    assert "bluelantern" not in f"{error} {error.args} {error.__cause__!r} {error.__context__!r}"


def test_the_docs_have_the_table_that_the_declarations_give() -> None:
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    assert replace_table(page) == page, "run `make settings`"
    for name, setting in DECLARED_SETTINGS.items():
        assert f"| `{name}` | " in page
        assert setting.help


def test_writing_a_setting_keeps_comments_order_and_all_others(tmp_path: Path) -> None:
    (tmp_path / "egregora.toml").write_text(
        "# Ours.\nlocale = 'pt_BR'   # the phone\n\ntime_zone = \"UTC\"\n\n"
        "[[repositories]]\n# code\nname = 'site_title'\npath = '/src'\n"
    )
    write_settings(tmp_path, {"time_zone": "Europe/Lisbon", "site_title": 'A "garden"', "locale": None})
    written = (tmp_path / "egregora.toml").read_text()
    before, _, after = written.partition("[[repositories]]")
    assert before.startswith("# Ours.\nlocale = 'pt_BR'   # the phone\n\ntime_zone = \"Europe/Lisbon\"\n")
    assert 'site_title = "A \\"garden\\""\n' in before
    assert after == "\n# code\nname = 'site_title'\npath = '/src'\n"


def test_writing_makes_a_private_file_and_leaves_one_alone_that_says_so_already(tmp_path: Path) -> None:
    write_settings(tmp_path, {"site_title": "Garden"})
    path = tmp_path / "egregora.toml"
    assert path.stat().st_mode & 0o777 == 0o600
    written_at = path.stat().st_mtime_ns
    write_settings(tmp_path, {"site_title": "Garden", "locale": None})
    assert path.stat().st_mtime_ns == written_at
    assert read_settings(tmp_path, {}).site_title == "Garden"


def test_a_setting_takes_the_place_of_its_commented_example(tmp_path: Path) -> None:
    path = tmp_path / "egregora.toml"
    path.write_text(render_template({"site_title": "Garden"}) + "\n[[repositories]]\nname = 'a'\npath = '/src'\n")
    examples = path.read_text()
    assert "\n# time_zone = " in examples
    write_settings(tmp_path, {"time_zone": "Europe/Lisbon", "locale": "pt_BR"})
    written = path.read_text()
    assert len(written.splitlines()) == len(examples.splitlines())
    assert [line for line in written.splitlines() if line not in examples.splitlines()] == [
        'time_zone = "Europe/Lisbon"',
        'locale = "pt_BR"',
    ]
    inside = "[[repositories]]\nname = 'a'\n# time_zone = \"UTC\"\npath = '/src'\n"
    path.write_text(inside)
    write_settings(tmp_path, {"time_zone": "Europe/Lisbon"})
    assert read_settings(tmp_path, {}).time_zone == "Europe/Lisbon"
    assert '# time_zone = "UTC"' in path.read_text()


def test_a_file_that_is_not_toml_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "egregora.toml").write_text("not toml at all")
    with pytest.raises(SettingInvalid, match=r"egregora\.toml"):
        write_settings(tmp_path, {"site_title": "Garden"})
    assert (tmp_path / "egregora.toml").read_text() == "not toml at all"


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
    with pytest.raises(KeyLost, match="egregora key import"):
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
