"""The docs are true where a program can tell: errors, limits, tables, checks, links, commands."""

from __future__ import annotations

import importlib
import pkgutil
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

import egregora_assets
from egregora_assets.contracts.bundles import BUNDLES
from egregora_assets.contracts.model import Contract
from egregora_assets.definitions import defs
from egregora_assets.errors import EgregoraError
from egregora_assets.readers import archive
from egregora_assets_tests.deployments import understand

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
ERRORS, ASSETS = ((ROOT / "docs" / name).read_text("utf-8") for name in ("errors.md", "assets.md"))
CHECKS = [spec for definition in defs.asset_checks or [] for spec in definition.check_specs]


def kinds_of(error: type[EgregoraError]) -> Iterator[type[EgregoraError]]:
    for kind in error.__subclasses__():
        yield kind
        yield from kinds_of(kind)


def names_of_errors() -> list[str]:
    """Every error class of the package: all its modules are imported first."""
    for module in pkgutil.walk_packages(egregora_assets.__path__, "egregora_assets."):
        importlib.import_module(module.name)
    return sorted({kind.__name__ for kind in kinds_of(EgregoraError) if kind.__module__.startswith("egregora_assets.")})


def link_targets(page: Path) -> list[str]:
    found = re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
    return [link.partition("#")[0] for link in found if "://" not in link and not link.startswith("#")]


def commands_of_the_readme() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.split("\n")]
    return [line for line in lines if re.match(r"(\S*/)?egregora ", line)]


@pytest.mark.parametrize("name", [name for name in names_of_errors() if name != "ExportRefused"])
def test_every_error_has_its_row_with_a_remedy(name: str) -> None:
    row = re.search(rf"^\| `{name}` \| (.+?) \| (.+?) \|$", ERRORS, re.MULTILINE)
    assert row
    assert all(cell.strip() for cell in row.groups())


def test_the_docs_name_no_error_that_is_not_there() -> None:
    listed = set(re.findall(r"^\| `([A-Z]\w+)` \| ", ERRORS, re.MULTILINE))
    assert listed <= set(names_of_errors())


@pytest.mark.parametrize(
    "limit",
    [
        archive.MAX_FILE_BYTES,
        archive.MAX_ENTRY_BYTES,
        archive.MAX_TEXT_BYTES,
        archive.MAX_TOTAL_BYTES,
        archive.MAX_DIRECTORY_BYTES,
        archive.MAX_ENTRIES,
        archive.MAX_RATIO,
        archive.RATIO_FREE_BYTES,
    ],
)
def test_the_table_of_archive_limits_has_every_limit(limit: int) -> None:
    table = ERRORS.partition("### Archive limits")[2].partition("\n## ")[0]
    assert re.search(rf"(?<![\d,]){limit:,}(?![\d,])", table)


@pytest.mark.parametrize("contract", [c for b in BUNDLES for c in b.contracts], ids=lambda c: str(c.name))
def test_every_table_stands_in_the_row_of_its_asset(contract: Contract) -> None:
    (key,) = [b.asset_key for b in BUNDLES if contract in b.contracts]
    row = re.search(rf"^\| `{key}` \| (?!`).*$", ASSETS, re.MULTILINE)
    assert row
    assert f"`{contract.name}`" in row.group()


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: str(c.name))
def test_the_docs_tell_which_checks_block(check: dg.AssetCheckSpec) -> None:
    blocks = "yes" if check.blocking else "no"
    assert f"| `{check.asset_key.to_user_string()}` | `{check.name}` | {blocks} |" in ASSETS


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_file_that_a_page_links_to_exists(page: Path) -> None:
    assert [link for link in link_targets(page) if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md"], ids=lambda p: str(p.relative_to(ROOT)))
def test_every_module_that_a_page_names_exists(page: Path) -> None:
    named = re.findall(r"`([\w./]+/\w+\.py)`", page.read_text("utf-8"))
    places = (ROOT, ROOT / "egregora_assets", ROOT / "egregora_assets_tests")
    missing = [name for name in named if not any((place / name).exists() for place in places)]
    # Names in a table of CONTRIBUTING are relative to the folder that stands before them in the same row.
    assert [name for name in missing if not list((ROOT / "egregora_assets").rglob(name))] == []


def test_every_decision_is_in_the_list_of_decisions() -> None:
    folder = ROOT / "docs" / "decisions"
    notes = {p.name for p in folder.glob("0*.md")}
    assert notes == {link for link in link_targets(folder / "README.md") if link.startswith("0")}


@pytest.mark.parametrize("line", commands_of_the_readme())
def test_a_command_of_the_readme_is_understood(line: str) -> None:
    understand(shlex.split(line)[1:])


def test_the_readme_shows_commands_and_what_the_demo_printed() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    shown = text.partition("<!-- demo output: begin -->")[2].partition("<!-- demo output: end -->")[0]
    assert commands_of_the_readme()
    assert "[10/10] " in shown
    assert "demo/site/index.html" in shown
