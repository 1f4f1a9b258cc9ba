"""The readers and the merging are libraries: usable by themselves, without Dagster and without DuckDB."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from egregora_assets import merging, readers
from egregora_assets_tests.exports.small_chat import write_export

ALONE = """
import datetime, sys
from pathlib import Path
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.merging import MergeOptions, VaultRows, merge_exports, preview_exports, read_chat
from egregora_assets.readers import Export, ReadOptions, find_exports, read_export

path = Path(sys.argv[1])
chats = [chat for found in find_exports(Export.from_path(path)) for chat in read_export(found, ReadOptions("UTC"))]
rows = VaultRows(DeploymentKey(bytes(32)))
reasons = merge_exports(rows, list(chats), MergeOptions(datetime.datetime.now(datetime.UTC)))
tables = rows.tables()
previews = preview_exports([path])
assert [p.source for p in previews] == [c.source for c in chats] == ["whatsapp"]
assert dict(reasons) == {"title": 1}
assert tables["ingested"].num_rows == read_chat(path).messages.num_rows == chats[0].chat.messages.num_rows > 200
print(*sorted({"dagster", "duckdb"} & set(sys.modules)))
"""


@pytest.mark.process
def test_an_export_becomes_rows_without_dagster_and_duckdb(tmp_path: Path) -> None:
    path = write_export(tmp_path / "chat.zip")
    root = Path(readers.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ALONE, str(path)], capture_output=True, text=True, cwd=root, check=False
    )
    assert (done.returncode, done.stderr, done.stdout.strip()) == (0, "", "")


@pytest.mark.parametrize("door", [readers, merging], ids=["readers", "merging"])
def test_a_front_door_describes_each_of_its_functions(door: ModuleType) -> None:
    functions = [f for name in door.__all__ if inspect.isfunction(f := getattr(door, name))]
    assert functions
    for function in functions:
        doc = inspect.getdoc(function) or ""
        assert function.__name__ in (door.__doc__ or "")
        assert all(section in doc for section in ("Args:", "Raises:", "Returns:"))
