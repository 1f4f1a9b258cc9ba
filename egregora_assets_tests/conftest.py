"""What the whole suite shares: Hypothesis's profile, deployments that are built once, and the guard of processes."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from egregora_assets_tests.built_once import BuiltOnce, Deployment
from egregora_assets_tests.exports.small_chat import GROUP_TITLE, MARKED, write_export

# No test depends on a quiet machine: an example may take as long as it takes, and so may its making.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

BUILT = frozenset({"small_deployment", "anonymized_deployment", "three_weeks"})
"""Fixtures that run the pipeline: what uses one of them is slow."""
STARTS = frozenset({"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.system", "os.exec"})
"""Events of Python's audit by which a process starts."""


class _Guard:
    """Knows the test that runs now."""

    item: pytest.Item | None = None

    def watch(self, event: str, _arguments: tuple[object, ...]) -> None:
        """Refuses processes to a test that is not marked: `make test-fast` leaves out what is."""
        if event in STARTS and self.item is not None and self.item.get_closest_marker("process") is None:
            item, self.item = self.item, None
            pytest.fail(f"{item.nodeid} starts a process: mark it with `process`")


GUARD = _Guard()
sys.addaudithook(GUARD.watch)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what is known from its fixtures and marks."""
    for item in items:
        if BUILT & set(getattr(item, "fixturenames", ())):
            item.add_marker("slow")
        if item.get_closest_marker("browser"):
            item.add_marker("process")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Tells the guard which test runs, fixtures included."""
    GUARD.item = item
    try:
        return (yield)
    finally:
        GUARD.item = None


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BuiltOnce]:
    """Folders that are made once in a run of the suite, however many workers it has."""
    base = tmp_path_factory.getbasetemp()
    made = BuiltOnce((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "built_once")
    yield made
    assert made.changed() == {}, "a deployment that all tests share was changed: work on a copy"


@pytest.fixture(scope="session")
def small_deployment(built_once: BuiltOnce) -> Deployment:
    """Eight days of the small chat, published; only to be looked at."""
    return built_once.deployment("small", lambda folder: [export_in(folder, days=8), "--time-zone", "Europe/Lisbon"])


@pytest.fixture(scope="session")
def anonymized_deployment(built_once: BuiltOnce) -> Deployment:
    """The same chat up to the stage that takes names out; only to be looked at."""
    return built_once.deployment(
        "anonymized", lambda folder: [export_in(folder, days=8), "--target-stage", "anonymized"]
    )


@pytest.fixture(scope="session")
def three_weeks(built_once: BuiltOnce) -> Deployment:
    """Three weeks of the small chat and a line that only one author wrote, published; only to be looked at."""
    zone = ("--time-zone", "Europe/Lisbon")
    return built_once.deployment("three_weeks", lambda folder: [export_in(folder, extra=(MARKED,)), *zone])


@pytest.fixture
def small_home(tmp_path: Path, small_deployment: Deployment) -> Path:
    """A copy of the small deployment, to be changed."""
    shutil.copytree(small_deployment.home, tmp_path / "home")
    return tmp_path / "home"


def export_in(folder: Path, days: int = 21, extra: Sequence[str] = ()) -> Path:
    """The small chat's export as a phone names it."""
    return write_export(folder / f"WhatsApp Chat with {GROUP_TITLE}.zip", days=days, extra=extra)
