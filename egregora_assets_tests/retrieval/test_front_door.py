"""The engine by itself: messages in, memory out, without Dagster and DuckDB."""

from __future__ import annotations

import subprocess
import sys

import pytest

ALONE = """
import sys

import pyarrow as pa

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.retrieval import Chat, Week, build_memory, split_windows

WEEK = 7 * 24 * 3600 * 10**9
lines = ["ferry to the harbour", "a recipe with apples", "the ferry is late at the harbour"]
conversation = pa.table({
    "message_id": [str(n) for n in range(3)],
    "sent_at": pa.array([n * WEEK for n in range(3)], pa.timestamp("ns")),
    "line": lines,
    "words": [line.split() for line in lines],
})
weeks = [Week(n * WEEK, (n + 1) * WEEK, 1, line) for n, line in enumerate(lines)]
windows = split_windows(weeks, "chat", 1, DeploymentKey(bytes(32)))
memory = build_memory(Chat("chat", "en"), conversation, windows)
assert len(memory.windows) == 3
assert [c.chunk for c in memory.context if c.window == 2][0] == 0
print(sorted({"dagster", "duckdb"} & set(sys.modules)))
"""


@pytest.mark.process
def test_a_chat_is_remembered_without_dagster_and_duckdb() -> None:
    run = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, "[]\n"), run.stderr
