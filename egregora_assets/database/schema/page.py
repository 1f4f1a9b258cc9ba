"""The page `docs/schema.md`, rendered from the contracts: every table with its grain, columns, keys and references.

`make schema` writes it; a test compares it with the contracts.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from egregora_assets.contracts.bookkeeping import BOOKKEEPING
from egregora_assets.contracts.bundles import BUNDLES, CONTRACTS, UNBUNDLED
from egregora_assets.contracts.model import Contract, ForeignKey
from egregora_assets.contracts.views import VIEWS, View
from egregora_assets.database.schema.ddl import render_rules

_INTRODUCTION = """# The schema

<!-- Written by `make schema` from egregora_assets/contracts/: change the contracts, not this page. -->

Two DuckDB files: `vault/vault.duckdb` holds names and original texts and is private; everything else is in
`egregora.duckdb`, without names. Times of events are naive UTC with nanoseconds (`timestamp(9)`), bookkeeping times
have a zone. Columns marked † are bookkeeping: they may differ between two runs over the same input, and are not part of
data versions or of the canonical export. How the schema changes: [schema-evolution-plan.md](schema-evolution-plan.md).
"""


def _list_groups() -> list[tuple[str, Sequence[Contract]]]:
    """The tables by writer, in pipeline order."""
    bundled = [(f"Asset `{b.asset_key}`" + (" (vault)" if b.place == "vault" else ""), b.contracts) for b in BUNDLES]
    return [("Bookkeeping", BOOKKEEPING), *bundled, ("Written row by row by people and services", UNBUNDLED)]


def _render_diagram(contracts: Sequence[Contract]) -> list[str]:
    """A Mermaid entity diagram of some tables and their references, without `runs`."""
    lines = ["```mermaid", "erDiagram"]
    for contract in contracts:
        lines.append(f"  {contract.name} {{")
        foreign = {c for key in contract.foreign_keys for c in key.columns}
        for column in contract.columns:
            marks = ["PK"] * (column.name in contract.primary_key) + ["FK"] * (column.name in foreign)
            kind = str(column.type).split("(")[0].strip("!").lower()
            if marks:
                lines.append(f"    {kind} {column.name} {','.join(marks)}")
        lines.append("  }")
        lines += [_render_edge(contract, key) for key in contract.foreign_keys if key.parent != "runs"]
    return [*lines, "```"]


def _render_edge(contract: Contract, key: ForeignKey) -> str:
    """Parent and child: one or none of the parent, any number (one at most, where it is the key) of the child."""
    parent = "|o" if any(contract.column(c).is_nullable for c in key.columns) else "||"
    child = "o|" if set(contract.primary_key) <= set(key.columns) else "o{"
    return f"  {key.parent} {parent}--{child} {contract.name} : {key.columns[0]}"


def _render_overview() -> list[str]:
    """All references between tables, without those to `runs`, which nearly every table has."""
    edges = [_render_edge(c, k) for c in CONTRACTS.values() for k in c.foreign_keys if k.parent != "runs"]
    return ["## References", "", "```mermaid", "erDiagram", *dict.fromkeys(edges), "```", ""]


def _render_table(contract: Contract) -> list[str]:
    lines = [f"### {contract.name}", "", contract.grain, ""]
    lines += ["| column | type | meaning |", "|---|---|---|"]
    for column in contract.columns:
        kind = str(column.type).lstrip("!") + ("" if column.is_nullable else " NN")
        words = f"; one of {', '.join(f'`{v}`' for v in column.values)}" if column.values else ""
        lines.append(f"| `{column.name}`{' †' if column.is_bookkeeping else ''} | {kind} | {column.meaning}{words} |")
    lines += ["", f"* Key: {_render_names(contract.primary_key)}"]
    lines += [f"* Unique: {_render_names(columns)}" for columns in contract.unique]
    lines += [f"* Index: {_render_names(columns)}" for columns in contract.indexes]
    lines += [
        f"* {_render_names(k.columns)} → `{k.parent}`"
        + ("" if k.columns == k.parent_columns else f" {_render_names(k.parent_columns)}")
        for k in contract.foreign_keys
    ]
    rules = zip(contract.rules, render_rules(contract), strict=True)
    lines += [f"* {rule.meaning[0].upper()}{rule.meaning[1:]}: `{predicate}`" for rule, predicate in rules]
    if contract.is_append_only:
        lines.append("* Append-only: an asset never deletes rows.")
    if contract.manual_rows:
        lines.append("* The asset does not change rows that people decide (see `documents.decided_by`).")
    if contract.detached_table:
        lines.append(f"* Rows whose parent is missing are in `{contract.detached_table}`.")
    return [*lines, ""]


def _render_names(columns: Sequence[str]) -> str:
    return ", ".join(f"`{c}`" for c in columns)


def _render_view(view: View) -> list[str]:
    schema = view.expression().schema()
    reads = _render_names([c.name for c in view.contracts]) + (", in the vault" if view.place == "vault" else "")
    lines = [f"### {view.name}", "", view.grain, "", f"Reads {reads}.", ""]
    lines += ["| column | type | meaning |", "|---|---|---|"]
    lines += [f"| `{name}` | {str(schema[name]).lstrip('!')} | {meaning} |" for name, meaning in view.columns.items()]
    return [*lines, ""]


def render_schema_page() -> str:
    """The whole page as Markdown; the same contracts give the same bytes."""
    lines = [_INTRODUCTION, *_render_overview()]
    for title, contracts in _list_groups():
        lines += [f"## {title}", "", *_render_diagram(contracts), ""]
        for contract in contracts:
            lines += _render_table(contract)
    lines += ["## Views", ""]
    for view in VIEWS:
        lines += _render_view(view)
    return "\n".join(lines).rstrip("\n") + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render_schema_page(), encoding="utf-8")
