"""The wheel and the source archive: what they hold, what they do not, and how an installed wheel is judged."""

from __future__ import annotations

import re
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from egregora_assets_tests.built_once import BuiltOnce
from egregora_assets_tests.ci_scripts import load_ci_script

ROOT = Path(__file__).parents[2]
STEP = load_ci_script("archives")


@pytest.fixture(scope="session")
def archives(built_once: BuiltOnce) -> Path:
    """A folder with both archives and, in `again`, the wheel that the source archive builds."""

    def make(folder: Path) -> None:
        sdist = STEP.build(ROOT, folder, "sdist", "wheel")["sdist"]
        wheel = STEP.build_from_archive(sdist, folder / "unpacked")
        (folder / "again").mkdir()
        wheel.rename(folder / "again" / wheel.name)
        shutil.rmtree(folder / "unpacked")

    return built_once.folder("archives", make)


def wheel_in(folder: Path) -> Path:
    (found,) = folder.glob("*.whl")
    return found


def held(folder: Path) -> set[str]:
    """The files of the source archive, as paths in the source tree."""
    (found,) = folder.glob("*.tar.gz")
    with tarfile.open(found) as packed:
        return {member.name.partition("/")[2] for member in packed.getmembers() if member.isfile()}


@pytest.mark.process
def test_a_wheel_holds_every_module_and_data_file(archives: Path) -> None:
    with zipfile.ZipFile(wheel_in(archives)) as wheel:
        packed = {name for name in wheel.namelist() if name.startswith("egregora_assets/")}
        scripts = wheel.read(next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))).decode()
    files = (
        path for path in (ROOT / "egregora_assets").rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )
    wanted = {path.relative_to(ROOT).as_posix() for path in files} - {"egregora_assets/sample/truth.json"}
    assert packed == wanted
    assert "egregora = egregora_assets.cli:main" in scripts


@pytest.mark.process
def test_a_wheel_holds_nothing_else(archives: Path) -> None:
    assert STEP.list_strangers(wheel_in(archives)) == []


@pytest.mark.process
def test_the_source_archive_builds_the_same_wheel(archives: Path) -> None:
    assert wheel_in(archives / "again").read_bytes() == wheel_in(archives).read_bytes()


@pytest.mark.process
def test_the_source_archive_holds_every_file_of_the_repository(archives: Path) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("this tree is no checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    tracked = {name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}
    assert tracked - held(archives) == set()


@pytest.mark.process
def test_a_chat_beside_the_source_does_not_travel_along(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "egregora_assets").mkdir(parents=True)
    for name in (".gitignore", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    (source / "egregora_assets" / "__init__.py").touch()
    for folder in ("my_group", "dagster_home", "egregora_home", "examples/container/inbox"):
        (source / folder).mkdir(parents=True)
        (source / folder / "WhatsApp Chat with Us.txt").touch()
    STEP.build(source, tmp_path / "dist", "sdist", "wheel")
    assert {name for name in held(tmp_path / "dist") if "Chat" in name} == set()
    assert STEP.list_strangers(wheel_in(tmp_path / "dist")) == []


def test_what_is_no_part_of_a_wheel_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "egregora_assets-1-py3-none-any.whl", "w") as wheel:
        for name in ("egregora_assets/a.py", "egregora_assets/s.zip", "egregora_assets/t.zip", "demo/site.html"):
            wheel.writestr(name, "")
        wheel.writestr("egregora_assets-1.dist-info/METADATA", "")
    found = STEP.list_strangers(tmp_path / "egregora_assets-1-py3-none-any.whl")
    assert found == ["demo/site.html", "egregora_assets/t.zip"]


@pytest.mark.parametrize(
    ("version", "pages", "assets", "problem"),
    [
        ("egregora 0.1.0", 125, 10, ""),
        ("", 125, 10, "its version"),
        ("egregora 0.1.0", 10, 10, "10 pages"),
        ("egregora 0.1.0", 125, 0, "0 assets"),
    ],
    ids=["as it should be", "no version", "few pages", "no assets"],
)
def test_what_an_installed_wheel_did_is_judged(version: str, pages: int, assets: int, problem: str) -> None:
    found = STEP.judge(version, pages, {"assetNodes": [{"isMaterializable": True}] * assets})
    assert bool(found) == bool(problem)
    assert problem in "".join(found)


def test_hosted_ci_tries_the_archives() -> None:
    targets = re.search(r"^archives:.*\n\t(.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert targets
    assert ".ci/archives.py" in targets[1]
    assert "make archives" in (ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8")
