"""The engine by itself: values in, files out, without Dagster and DuckDB."""

from __future__ import annotations

import subprocess
import sys

import pytest

ALONE = """
import datetime as dt
import sys

import pyarrow as pa

from egregora_assets.site import Site, build_site, inspect_files
from egregora_assets.site.conversation_model import Conversation, Day
from egregora_assets.site.site_model import Chat
from egregora_assets.site.statistics_model import Person

day = dt.date(2024, 3, 4)
message = {"message_id": "0" * 32, "chat_id": "chat", "person_id": "1" * 32, "day": day, "clock": "14h",
           "kind": "text", "text": "The ferry is late", "is_edited": False}
site = Site(
    "Hillside", "en", (Chat("chat", "Hillside"),), (Person("1" * 32, "chat", "Amber Heron", 1, 1, day, day),),
    posts=(), profiles=(), journal=(), announcements=(), media=(), links=(),
    conversation=Conversation(pa.Table.from_pylist([message]), (Day(day, 0, 1),)), places={},
)
files = {f.path: f.content for f in inspect_files(build_site(site), [])}
assert b"The ferry is late" in files["conversation/2024-03-04.html"]
print(sorted({"dagster", "duckdb"} & set(sys.modules)))
"""


@pytest.mark.process
def test_a_site_is_built_without_dagster_and_duckdb() -> None:
    run = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, "[]\n"), run.stderr
