"""The page about the schema says what the contracts say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.model import Place
from egregora_assets.contracts.views import VIEWS
from egregora_assets.database.schema.ddl import render_database
from egregora_assets.database.schema.migrations import list_migrations
from egregora_assets.database.schema.page import render_schema_page

PLAN = Path(__file__).parents[2] / "docs" / "schema-evolution-plan.md"
PAGE = Path(__file__).parents[2] / "docs" / "schema.md"


def test_the_page_is_the_one_that_the_contracts_give() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_schema_page(), "run `make schema`"


def test_every_table_and_view_has_a_grain_and_every_column_a_meaning() -> None:
    page = render_schema_page()
    for contract in CONTRACTS.values():
        assert f"### {contract.name}\n\n{contract.grain}\n" in page
        assert contract.grain.startswith("One row ")
        assert all(column.meaning for column in contract.columns)
    for view in VIEWS:
        assert f"### {view.name}\n\n{view.grain}\n" in page
        assert list(view.columns) == list(view.expression().columns)


def test_every_reference_is_drawn() -> None:
    overview = render_schema_page().split("```mermaid")[1].split("```")[0]
    for contract in CONTRACTS.values():
        for key in contract.foreign_keys:
            if key.parent != "runs":
                assert any(
                    line.split()[0] == key.parent and f" {contract.name} :" in line
                    for line in overview.splitlines()
                    if "--" in line
                )


@pytest.mark.parametrize(("place", "file"), [("main", "egregora.duckdb"), ("vault", "vault/vault.duckdb")])
def test_the_plan_counts_versions_tables_and_views_as_they_are(place: Place, file: str) -> None:
    statements = render_database(place)
    tables, views = (sum(s.startswith(f"CREATE {kind} ") for s in statements) for kind in ("TABLE", "VIEW"))
    plan = PLAN.read_text(encoding="utf-8")
    versions = [m.version for m in list_migrations(place)]
    assert f"| `{file}` | {versions[-1]} | {tables} | {views} |\n" in plan
    told = [
        int(v)
        for v, files in re.findall(r"^\| (\d+) \| ([^|]+) \|", plan, re.MULTILINE)
        if f"`{file}`" in files or files == "both"
    ]
    assert sorted(set(told)) == versions
