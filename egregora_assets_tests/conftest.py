"""What the whole suite shares: Hypothesis's profile, marks, and deployments that are built once."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from egregora_assets_tests.built_once import BuiltOnce, Deployment
from egregora_assets_tests.exports.small_chat import GROUP_TITLE, MARKED, write_export
from egregora_assets_tests.guard import GUARD

# No test depends on a quiet machine: an example may take as long as it takes, and so may its making.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


_SECONDS = {"browser": 60, "process": 10, "slow": 2}
"""How long a test with a mark takes, roughly."""


def pytest_configure(config: pytest.Config) -> None:
    """Enforces the marks where they select."""
    GUARD.is_enforced = "not process" in str(config.getoption("markexpr"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks as slow what looks at a deployment that was built for it, and as a process what drives a browser."""
    for item in items:
        if "built_once" in getattr(item, "fixturenames", ()):
            item.add_marker("slow")
        if item.get_closest_marker("browser"):
            item.add_marker("process")
    items[:] = order_longest_first(items)


def order_longest_first(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """The modules with the most processes and slow tests first, each whole: so no worker waits for another at the end.

    Modules of equal weight, and the tests of one, keep their order.
    """
    weights: dict[Path, int] = {}
    for item in items:
        seconds = next((s for mark, s in _SECONDS.items() if item.get_closest_marker(mark)), 0)
        weights[item.path] = weights.get(item.path, 0) + seconds
    return sorted(items, key=lambda item: -weights[item.path])


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Nothing that is collected is garbage: looking for it takes a fifth of collecting, and later again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


def pytest_sessionfinish() -> None:
    """Ends what `pytest_collection` began: at the end of the process everything is garbage."""
    gc.unfreeze()


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
