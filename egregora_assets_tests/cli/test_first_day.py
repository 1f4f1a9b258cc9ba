"""An operator's first day: a deployment is made on purpose alone, with settings that were checked before."""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from egregora_assets import Deployment, errors
from egregora_assets.cli import main
from egregora_assets.cli.page import list_commands
from egregora_assets.operations.sample import find_sample
from egregora_assets.services.settings import read_settings
from egregora_assets.services.settings.declarations import DECLARED_SETTINGS
from egregora_assets.services.settings.folder import is_deployment
from egregora_assets.services.settings.shown import render_template
from egregora_assets_tests.deployments import egregora
from egregora_assets_tests.exports.small_chat import write_export

CREATES = {"egregora init", "egregora process", "egregora import-legacy", "egregora ui"}
ARGUMENTS = {
    "egregora trace": ["post"],
    "egregora sql": ["SELECT 1"],
    "egregora opt-out": ["--author", "Ana"],
    "egregora opt-in": ["--author", "Ana"],
    "egregora erase": ["--author", "Ana"],
    "egregora who": ["quiet-heron"],
    "egregora key export": ["copy.key"],
    "egregora key import": ["copy.key"],
    "egregora vault delete": ["--yes"],
    "egregora leak-scan": ["."],
    "egregora debug run-stage": ["ranked"],
    "egregora debug export": ["tables"],
    "egregora search": ["word"],
    "egregora read": ["one"],
    "egregora git at": ["a.py", "--time", "2024-03-05"],
    "egregora annotate": ["posts/one.html", "text"],
    "egregora annotations remove": ["0b4c9a52"],
    "egregora documents archive": ["posts/one.html"],
    "egregora documents unarchive": ["posts/one.html"],
    "egregora documents announce": ["title", "text"],
    "egregora documents draft": ["posts/one.html"],
    "egregora documents publish": ["posts/one.html"],
    "egregora import posts": ["posts"],
    "egregora keep": ["0b4c9a52"],
    "egregora skip": ["0b4c9a52"],
    "egregora publish": ["www"],
    "egregora export posts": ["posts"],
    "egregora export tables": ["tables"],
}
LOOKS = sorted(
    context.command_path
    for context in list_commands()
    if context.command_path not in CREATES and any(p.name == "output" for p in context.command.params)
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory without a deployment, on a machine that says nothing of one."""
    for name in ("EGREGORA_HOME", "DAGSTER_HOME", "TZ"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_what_creates_is_known_and_everything_else_is_tried() -> None:
    assert len(LOOKS) >= 18
    assert set(ARGUMENTS) <= set(LOOKS)


@pytest.mark.parametrize("command", LOOKS)
def test_nothing_is_made_by_looking(command: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "my_group").mkdir()
    (folder / "my_group" / ".key-check").touch()
    before = files_in(folder)
    words = [*command.split()[1:], *ARGUMENTS.get(command, []), "--output", str(folder / "my_grop")]
    assert main(words) == 1
    assert files_in(folder) == before
    said = capsys.readouterr().err
    assert f"There is no deployment in {folder / 'my_grop'}." in said
    assert str(folder / "my_group") in said.partition("near are")[2]
    assert f"egregora init --output {folder / 'my_grop'}" in said


def test_what_is_near_is_named_by_likeness_and_no_further(folder: Path) -> None:
    for name in ("alpha", "beta", "garden", "omega", "unrelated"):
        (folder / name).mkdir()
    for name in ("alpha", "beta", "garden", "omega"):
        (folder / name / ".key-check").touch()
    with pytest.raises(errors.DeploymentAbsent) as absent:
        Deployment(folder / "gardn", must_exist=True).status()
    assert absent.value.near[0] == str(folder / "garden")
    assert len(absent.value.near) == 3
    with pytest.raises(errors.DeploymentAbsent) as absent:
        Deployment(folder / "unrelated" / "deep" / "down", must_exist=True).status()
    assert str(folder / "unrelated") not in absent.value.near


@pytest.mark.parametrize("output", ["", "garden", "/no/such/garden"])
def test_in_a_working_directory_that_was_deleted_nothing_is_found_and_that_is_said(
    folder: Path, output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "deleted").mkdir()
    os.chdir(folder / "deleted")
    (folder / "deleted").rmdir()
    assert main(["status", *(["--output", output] if output else [])]) == 1
    assert f"There is no deployment in {output or 'egregora_home'}." in capsys.readouterr().err


@pytest.mark.parametrize(
    "left",
    ["vault/deployment.key", "vault/vault.duckdb", "snapshots/egregora-1.duckdb", "egregora.duckdb", ".key-check"],
)
def test_what_is_left_of_a_damaged_deployment_is_still_one(folder: Path, left: str) -> None:
    (folder / "vault").mkdir()
    (folder / "snapshots").mkdir()
    assert not is_deployment(folder)
    (folder / left).touch()
    assert is_deployment(folder)


@pytest.mark.slow
def test_a_deployment_is_made_with_what_was_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--title", "Our garden", "--time-zone", "Europe/Lisbon", "--language", "pt", "--strangers", "show"]
    assert main(["init", "--output", "garden", *words, "--key-copy", "copy.key", "--yes"]) == 0
    home = folder / "garden"
    values = read_settings(home, {})
    assert (values.site_title, values.time_zone) == ("Our garden", "Europe/Lisbon")
    assert (values.site_language, values.third_parties) == ("pt", "show")
    assert (folder / "copy.key").read_bytes() == (home / "vault" / "deployment.key").read_bytes()
    assert (home / "inbox").is_dir()
    before, settings = files_in(home), (home / "egregora.toml").read_text("utf-8")
    assert main(["status", "--output", "garden"]) == 0
    assert main(["init", "--output", "garden", "--title", "Another", "--yes"]) == 1
    assert "already; nothing was changed" in capsys.readouterr().err
    assert (home / "egregora.toml").read_text("utf-8") == settings
    assert set(before) <= set(files_in(home))
    for name in DECLARED_SETTINGS.keys() - {"repositories"}:
        assert f"\n{name} = " in settings or f"\n# {name} = " in settings
    assert main(["init", "--output", "twin", "--key", "copy.key", "--yes"]) == 0
    assert (folder / "twin" / "vault" / "deployment.key").read_bytes() == (folder / "copy.key").read_bytes()


def test_a_file_of_settings_can_be_used_when_every_example_in_it_is(folder: Path) -> None:
    lines = render_template({"time_zone": "Europe/Lisbon", "site_title": 'a "quoted" title'}).splitlines()
    examples = [line.removeprefix("# ") for line in lines if line.partition(" = ")[0].strip("# ") in DECLARED_SETTINGS]
    assert len(examples) == len(DECLARED_SETTINGS) - 1
    values = tomllib.loads("\n".join(lines))
    assert values == {"time_zone": "Europe/Lisbon", "site_title": 'a "quoted" title'}
    for example in examples:
        name = example.partition(" = ")[0]
        tomllib.loads(example)
        if name not in ("processed_dir", "chat_label"):
            (folder / "egregora.toml").write_text(example, "utf-8")
            read_settings(folder, {})


@pytest.mark.slow
def test_init_asks_a_person_at_a_terminal_for_what_was_not_given(
    folder: Path, monkeypatch: pytest.MonkeyPatch, answer: Callable[[list[str]], list[str]]
) -> None:
    monkeypatch.setenv("TZ", "Europe/Lisbon")
    asked = answer(["Our garden", "", "pt", "show", "copy.key"])
    assert main(["init", "--output", "garden"]) == 0
    assert len(asked) == 5
    values = read_settings(folder / "garden", {})
    assert (values.site_title, values.time_zone) == ("Our garden", "Europe/Lisbon")
    assert (values.site_language, values.third_parties) == ("pt", "show")
    assert (folder / "copy.key").is_file()


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[str]], list[str]]:
    """Answers questions in order; gives the list into which they are written."""

    def prepare(answers: list[str]) -> list[str]:
        asked, left = list[str](), iter(answers)

        def ask(text: str, default: str = "", **_: object) -> str:
            asked.append(text)
            return next(left) or default

        monkeypatch.setattr("click.prompt", ask)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        return asked

    return prepare


@pytest.mark.parametrize(
    ("words", "setting", "meant"),
    [
        (["--time-zone", "Berlin"], "time_zone", "Europe/Berlin"),
        (["--time-zone", "sao paulo"], "time_zone", "America/Sao_Paulo"),
        (["--time-zone", "Europe/Lisbn"], "time_zone", "Europe/Lisbon"),
        (["--locale", "german"], "locale", "de_DE"),
        (["--locale", "Deutsch"], "locale", "de_DE"),
    ],
)
def test_a_setting_that_cannot_be_used_is_not_kept(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], setting: str, meant: str
) -> None:
    for command in ("process", "init"):
        if command == "init" and setting == "locale":
            continue
        assert main([command, *words, "--output", "garden", *(["--yes"] if command == "init" else [])]) == 1
        said = capsys.readouterr().err
        assert f"The setting {setting} cannot be used" in said
        assert f"did you mean {meant}?" in said
        assert files_in(folder) == []


def test_a_file_of_settings_is_left_as_it_is_where_a_further_one_cannot_be_used(folder: Path) -> None:
    home = folder / "garden"
    home.mkdir(mode=0o700)
    (home / "egregora.toml").write_text('# mine\nworkers = 2\nsite_title = "t"\n', "utf-8")
    with pytest.raises(errors.SettingInvalid):
        Deployment(home).configure(time_zone="Berlin", site_title="other")
    assert (home / "egregora.toml").read_text("utf-8") == '# mine\nworkers = 2\nsite_title = "t"\n'


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('\n\n  time_zone = "Berlin"', "egregora.toml, line 3, column 15"),
        ("# time_zone = 'x'\nworkers = 0", "egregora.toml, line 2, column 11"),
        ('"workers"= "a"', "egregora.toml, line 1, column 12"),
        ("[[repositories]]\nname = 'x'", "egregora.toml, line 1, column 16"),
        ("workers = 1\n = 2", "at line 2, column 2"),
        ("workers = [", "at its end"),
    ],
)
def test_an_error_says_where_the_setting_stands(folder: Path, text: str, place: str) -> None:
    (folder / "egregora.toml").write_text(text, "utf-8")
    with pytest.raises(errors.SettingInvalid) as invalid:
        read_settings(folder, {})
    assert place in invalid.value.problem


def test_a_variable_that_sets_a_value_is_named_and_a_name_that_is_misspelt_is_guessed(folder: Path) -> None:
    (folder / "egregora.toml").write_text('time_zon = "UTC"\nworkers = 1', "utf-8")
    with pytest.raises(errors.SettingInvalid, match="did you mean time_zone") as invalid:
        read_settings(folder, {})
    assert invalid.value.place.startswith("egregora.toml, line 1")
    (folder / "egregora.toml").unlink()
    with pytest.raises(errors.SettingInvalid, match="variable EGREGORA_WORKERS"):
        read_settings(folder, {"EGREGORA_WORKERS": "many"})


@pytest.mark.slow
def test_settings_are_shown_with_their_source_and_without_private_values(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = folder / "garden"
    Deployment(home).initialize({"site_title": "Our garden", "chat_label": "bluelantern"})
    monkeypatch.setenv("EGREGORA_TIME_ZONE", "Europe/Lisbon")
    capsys.readouterr()
    assert main(["settings", "--output", str(home)]) == 0
    shown = capsys.readouterr().out
    assert 'time_zone = "Europe/Lisbon"  [variable EGREGORA_TIME_ZONE]' in shown
    assert 'site_title = "Our garden"  [egregora.toml, line ' in shown
    assert "workers = 1  [default]" in shown
    assert "chat_label = (private)" in shown
    assert "bluelantern" not in shown
    assert main(["settings", "--json", "--output", str(home)]) == 0
    found = {one["name"]: one for one in json.loads(capsys.readouterr().out)}
    assert list(found) == list(DECLARED_SETTINGS)
    assert all(one["meaning"] and "](" not in one["meaning"] for one in found.values())
    shutil.rmtree(home)


def test_every_export_that_does_not_exist_is_named_and_nothing_is_made(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "there.zip").touch()
    assert main(["process", "first.zip", "there.zip", "third.zip", "--output", "garden"]) == 1
    said = capsys.readouterr().err
    assert "Exports 1 and 3 of those named do not exist." in said
    assert "first.zip" in said
    assert "third.zip" in said
    assert "there.zip" not in said
    assert files_in(folder) == ["there.zip"]
    assert main(["process", "first.zip", "--output", "garden"]) == 1
    assert "Export 1 of those named does not exist." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["proces"], "`egregora process`"),
        (["stauts"], "`egregora status`"),
        (["key", "exprot"], "`egregora key export`"),
        (["posts"], "`egregora export posts`"),
        (["delete"], "`egregora vault delete`"),
        (["process", "--tme-zone", "UTC"], "'--time-zone'"),
        (["debug", "run-stage", "ranked", "--force"], "'--force-refresh'"),
    ],
)
def test_a_command_that_is_misspelt_is_guessed(
    words: list[str], meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(words)
    assert f"Did you mean {meant}" in capsys.readouterr().err


def test_the_version_is_told_by_a_letter_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-V"]) == 0
    assert capsys.readouterr().out.startswith("egregora ")


@pytest.mark.slow
def test_a_first_run_takes_the_zone_of_the_machine_says_so_and_leaves_a_later_choice_alone(folder: Path) -> None:
    export = write_export(folder / "chat.zip", days=2)
    run = ("process", export, "--output", folder / "home", "--target-stage", "ingested")
    first = egregora(*run, extra={"TZ": "America/Sao_Paulo"})
    assert (
        "Time zone: America/Sao_Paulo, as this machine has it. Another: egregora process --time-zone ZONE"
        in first.stdout
    )
    file = folder / "home" / "egregora.toml"
    assert tomllib.loads(file.read_text("utf-8"))["time_zone"] == "America/Sao_Paulo"
    assert "Time zone" not in egregora(*run, "--time-zone", "Asia/Tokyo", extra={"TZ": "America/Sao_Paulo"}).stdout
    assert read_settings(folder / "home", {}).time_zone == "Asia/Tokyo"
    file.unlink()  # what was read is in UTC from now on, as the settings say, and no guess moves it
    assert "Time zone" not in egregora(*run, extra={"TZ": "America/Sao_Paulo"}).stdout
    assert not file.exists()


@pytest.mark.slow
def test_no_zone_is_taken_where_the_machine_shows_none_or_the_sample_is_read(folder: Path) -> None:
    stop = ("--target-stage", "ingested")
    for words, zone in (
        ([write_export(folder / "chat.zip", days=2)], "UTC"),
        ([os.path.relpath(find_sample())], "Asia/Tokyo"),
    ):
        home = folder / zone.replace("/", "-")
        said = egregora("process", *words, "--output", home, *stop, extra={"TZ": zone}).stdout
        assert ("Time zone: UTC, since none was named." in said) == ("Time zone" in said) == (zone == "UTC")
        assert read_settings(home, {}).time_zone == "UTC"
        assert [r.name for r in read_settings(home, {}).repositories] == (["gotejo"] if zone != "UTC" else [])
