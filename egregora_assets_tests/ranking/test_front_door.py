"""The engine by itself: posts in, ratings out, without Dagster and DuckDB."""

from __future__ import annotations

import subprocess
import sys

import pytest

ALONE = """
import sys

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.ranking import Post, compare_posts, rate_posts

posts = [Post(f"post {n}", "chat", n, points) for n, points in enumerate((10, 90, 50))]
ratings = rate_posts(posts, compare_posts(posts, [], DeploymentKey(bytes(32))))
assert max(ratings, key=ratings.get) == "post 1"
print(sorted({"dagster", "duckdb"} & set(sys.modules)))
"""


@pytest.mark.process
def test_posts_are_rated_without_dagster_and_duckdb() -> None:
    run = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, "[]\n"), run.stderr
