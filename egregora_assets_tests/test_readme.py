"""What the README shows is what a newcomer gets."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from egregora_assets_tests.ci_scripts import load_ci_script


@pytest.fixture(scope="module")
def readme() -> ModuleType:
    return load_ci_script("readme")


@pytest.mark.slow
def test_the_readme_shows_what_the_demo_prints(readme: ModuleType, tmp_path: Path) -> None:
    assert readme.normalise(readme.run_demo(tmp_path)) == readme.normalise(readme.read_shown_output())


def test_durations_are_no_difference(readme: ModuleType) -> None:
    assert readme.normalise("(2.3 s, 12 rows)") == readme.normalise("(14.0 s, 12 rows)")


def test_another_count_is_a_difference(readme: ModuleType) -> None:
    assert readme.normalise("(2.3 s, 12 rows)") != readme.normalise("(2.3 s, 13 rows)")
