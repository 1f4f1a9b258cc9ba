"""Reviewed SQL: what an expression compiles to, as a text file that a change of the expression must change too.

To write the files anew after a change on purpose: `EGREGORA_UPDATE_SNAPSHOTS=1 pytest`, then read the difference.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import ibis

from egregora_assets_tests.sql_dialects import assert_portable

FOLDER = Path(__file__).parent / "snapshots"
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
"""Control characters in a literal are shown as escapes: a text file keeps no carriage return."""


def assert_sql(name: str, expression: ibis.Table) -> None:
    """Fails unless the expression compiles to the SQL in `snapshots/<name>.sql`, and for other databases as listed."""
    sql = str(ibis.to_sql(expression, dialect="duckdb")) + "\n"
    compiled = _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", sql)
    path = FOLDER / f"{name}.sql"
    if os.environ.get("EGREGORA_UPDATE_SNAPSHOTS") == "1":
        FOLDER.mkdir(exist_ok=True)
        path.write_text(compiled, encoding="utf-8")
    reviewed = path.read_text(encoding="utf-8") if path.exists() else ""
    assert compiled == reviewed, f"{path.name} differs from what the expression compiles to"
    assert_portable(name, expression)
