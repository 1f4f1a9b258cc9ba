"""A later `time_zone` holds for everything that was read before: the deployment is as if it had always had it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from egregora_assets import Deployment
from egregora_assets_tests.conftest import export_in
from egregora_assets_tests.deployments import Done, egregora, make_empty_home

pytestmark = pytest.mark.slow

ANOTHER = "Asia/Tokyo"


def process(home: Path, *arguments: str | Path) -> Done:
    return egregora("process", *arguments, "--output", home)


def list_files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def export_rows(home: Path, folder: Path) -> dict[str, list[str]]:
    """What the tables hold, by table, without what tells of runs.

    Without comparisons of posts, too: a post that is told anew keeps those that it had.
    """
    found = {}
    for path in Deployment(home).export_tables(folder):
        if path.name.startswith("elo_"):
            continue
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        kept = [{k: v for k, v in row.items() if k not in {"run_id", "ingested_at"}} for row in rows]
        found[path.name] = sorted(json.dumps(row, sort_keys=True) for row in kept)
    return found


def find_differing(one: dict[str, list[str]], other: dict[str, list[str]]) -> set[str]:
    """The tables that do not hold the same."""
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def test_a_deployment_that_moves_to_another_zone_is_the_one_that_was_made_in_it(
    small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = list_files(small_home / "site")
    (tmp_path / "other").mkdir()
    fresh = make_empty_home(tmp_path / "other", monkeypatch)
    key = small_home / "vault" / "deployment.key"
    process(fresh, export_in(tmp_path, days=8), "--time-zone", ANOTHER, "--key", key)
    tables = export_rows(fresh, tmp_path / "fresh")

    process(small_home, "--time-zone", ANOTHER)
    moved = list_files(small_home / "site")
    assert moved != before
    assert moved == list_files(fresh / "site")
    assert find_differing(export_rows(small_home, tmp_path / "moved"), tables) == set()
