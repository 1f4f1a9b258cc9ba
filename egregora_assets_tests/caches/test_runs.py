"""The caches and `enriched` as Dagster runs them, over the real database: constrained, by difference, reused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from egregora_assets_tests.caches.git_repository import START, Repository
from egregora_assets_tests.deployments import INSTANCE
from egregora_assets_tests.references.enriched_deployment import OURS, Deployment

# Dagster itself calls what it deprecated.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture
def deployment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    (tmp_path / "dagster").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "dagster"), INSTANCE) as instance:
        yield Deployment(tmp_path, instance)


def test_a_second_run_writes_nothing_and_a_change_only_what_changed(deployment: Deployment) -> None:
    deployment.run()
    assert [deployment.count(n) for n in ("media_files", "links", "asset_cache", "git_chain")] == [1, 1, 2, 6]
    resolved = [row["is_resolved"] for row in deployment.store.read_own_table("code_references").to_pylist()]
    assert (deployment.count("git_lookup_cache"), resolved) == (1, [True])
    again = deployment.run()
    assert again == dict.fromkeys(OURS, (0, 0, 0))
    deployment.repository.write(b"late.py", "late")
    deployment.repository.commit("late", START + 10_000_000)
    changed = deployment.run()
    # One observation; one commit, one place, one version.
    assert changed["git_refs"] == (1, 0, 0)
    assert changed["git_commits"] == (3, 0, 0)
    assert changed["enriched"] == (0, 0, 0)
    # What the post cites was asked at the branch's end, and no longer is.
    assert changed["asset_cache"] == (0, 1, 0)


def test_a_forced_branch_and_a_repository_taken_out_are_written(deployment: Deployment) -> None:
    deployment.run("git_refs", "git_commits", "enriched")
    deployment.repository.git("reset", "-q", "--hard", "main~3")
    deployment.run("git_refs", "git_commits", "enriched")
    assert deployment.count("git_chain") == 3
    deployment.configure()
    deployment.run("git_refs", "git_commits", "enriched")
    assert deployment.count("git_chain") == 0
    assert Repository(deployment.repository.folder).tip()
    assert not any(deployment.store.read_own_table("code_references")["is_resolved"].to_pylist())


def test_a_lost_file_is_noticed_although_no_input_changed(deployment: Deployment) -> None:
    deployment.run("git_refs", "git_commits", "enriched", "asset_cache")
    (card,) = (deployment.home / "cache" / "cards").glob("*.png")
    card.unlink()
    deployment.run("asset_cache")
    assert card.is_file()
