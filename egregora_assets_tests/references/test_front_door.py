"""The engine by itself: texts in, links and mentions out, without Dagster and DuckDB."""

from __future__ import annotations

import subprocess
import sys

import pytest

ALONE = """
import sys
from datetime import datetime

from egregora_assets.references import Moment, Repository, find_links, find_mentions, resolve_mention

text = "see https://example.org/a?utm_source=x&id=7 and src/boat.py:3"
assert [link.url for link in find_links(text)] == ["https://example.org/a?id=7"]
(mention,) = find_mentions(text)
repository = Repository("r", "boat", "main", chain=["c0"], versions={"src/boat.py": [(0, "A", "b0")]})
found = resolve_mention(mention, Moment(datetime(2024, 1, 1), {"r": 0}), [repository])
assert (found.path, found.commit_id, found.blob_id) == ("src/boat.py", "c0", "b0")
print(sorted({"dagster", "duckdb"} & set(sys.modules)))
"""


@pytest.mark.process
def test_references_are_found_without_dagster_and_duckdb() -> None:
    run = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, "[]\n"), run.stderr
