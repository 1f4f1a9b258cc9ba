"""CI's own step that makes the sample's site by Dagster's commands: what it starts with, and what it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from egregora_assets_tests.ci_scripts import load_ci_script
from egregora_assets_tests.web.servers import ROOT

STEP = load_ci_script("deployment")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of enough pages."""
    for number in range(STEP.LEAST_PAGES):
        (tmp_path / "site" / f"{number}").mkdir(parents=True)
        (tmp_path / "site" / f"{number}" / "index.html").touch()
    (tmp_path / "site" / "index.html").touch()
    return tmp_path / "site"


def test_it_starts_with_the_shipped_settings_and_the_sample_in_the_inbox(tmp_path: Path) -> None:
    folders = {name: Path(folder) for name, folder in STEP.make_deployment(tmp_path).items()}
    shipped = (ROOT / "dagster_home" / "dagster.yaml").read_bytes()
    assert (folders["DAGSTER_HOME"] / "dagster.yaml").read_bytes() == shipped
    assert [p.suffix for p in (folders["EGREGORA_HOME"] / "inbox").iterdir()] == [".zip"]
    assert all(folder.is_relative_to(tmp_path) for folder in folders.values())


def test_a_quiet_run_that_makes_a_site_is_accepted(site: Path, tmp_path: Path) -> None:
    assert STEP.judge(0, "INFO - done", site, tmp_path / "person") == []


@pytest.mark.parametrize(
    ("code", "written", "spoil", "problem"),
    [
        (1, "", lambda site: None, "it ended with 1"),
        (0, "dagster - DEBUG - x", lambda site: None, "DEBUG"),
        (0, "", lambda site: [(site / f"{n}" / "index.html").unlink() for n in range(5)], "the site has 26 pages"),
        (0, "", lambda site: (site / "index.html").unlink(), "no first page"),
        (0, "", lambda site: (site.parent / "person" / "event.log").touch(), "usage was noted"),
    ],
    ids=["failed", "loud", "few pages", "no first page", "telemetry"],
)
def test_anything_else_is_refused(
    code: int, written: str, spoil: Callable[[Path], object], problem: str, site: Path, tmp_path: Path
) -> None:
    (tmp_path / "person").mkdir()
    spoil(site)
    assert any(problem in one for one in STEP.judge(code, written, site, tmp_path / "person"))


def test_ci_runs_it() -> None:
    targets = re.search(r"for target in (.*); do", (ROOT / ".ci" / "run").read_text("utf-8"))
    assert targets
    assert "deployment" in targets[1].split()
    assert ".ci/deployment.py" in (ROOT / "Makefile").read_text("utf-8")
