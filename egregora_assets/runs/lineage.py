"""Lineage and SQL for Dagster: from the expressions that assets return, otherwise from the declarations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import dagster as dg
import ibis
import ibis.expr.operations as ops

from egregora_assets import __version__
from egregora_assets.contracts.bundles import Bundle
from egregora_assets.contracts.lineage import Column, list_sources
from egregora_assets.contracts.model import Contract
from egregora_assets.contracts.relations import ASSETS_BY_TABLE
from egregora_assets.contracts.tables import Derived, Source
from egregora_assets.runs.run_log import Outcome

_TEXT = re.compile(r"'(?:[^']|'')*'")


def locate_table(table: str) -> dg.AssetKey:
    """The key of a table in the catalogue: its name under the stage that writes it."""
    return dg.AssetKey([ASSETS_BY_TABLE[table], table])


def build_column_lineage(contract: Contract, rows: Source | None = None) -> dg.TableColumnLineage:
    """The columns of other tables that each column of a table is computed from; columns without any are left out.

    That rows are also kept from one write to the next is nothing that they are computed from.

    Args:
        rows: what the stage returned. The lineage of an expression is read from itself; that of Arrow rows, and of
            columns that come from results, from the declarations.
    """
    expression = find_expression(rows)
    expressed = {} if expression is None else trace_columns(expression)
    found: dict[str, list[dg.TableColumnDep]] = {}
    for column in contract.column_names:
        sources = expressed.get(column, ())
        if expression is None or any(table not in ASSETS_BY_TABLE for table, _ in sources):
            sources = list_sources(contract.name, column)
        others = [source for source in sources if source[0] in ASSETS_BY_TABLE and source[0] != contract.name]
        deps = [dg.TableColumnDep(locate_table(table), name) for table, name in others]
        if deps:
            found[column] = deps
    return dg.TableColumnLineage(found)


def describe_provenance(
    bundle: Bundle, run_id: str, outcome: Outcome, compile_select: Callable[[ibis.Table], str]
) -> dict[str, Any]:
    """Metadata on the origin of a materialization: lineage of the main table, SQL, versions, runs of its inputs."""
    main = bundle.tables[bundle.main_table]
    expressions = {name: e for name, rows in outcome.tables.items() if (e := find_expression(rows)) is not None}
    return {
        "dagster/column_lineage": build_column_lineage(main, outcome.tables.get(main.name)),
        "versions": dg.MetadataValue.json(
            {"program": __version__, "code": outcome.code_version, "settings": outcome.config_hash}
        ),
        "run": dg.MetadataValue.dagster_run(run_id),
        "trace": f"egregora trace {run_id}",
        **{f"upstream/{key}": dg.MetadataValue.dagster_run(m.run_id) for key, m in sorted(outcome.upstream.items())},
        **{f"sql/{name}": show_sql(compile_select(expression)) for name, expression in expressions.items()},
    }


def find_expression(rows: Source | None) -> ibis.Table | None:
    """The expression that makes rows; None for Arrow rows."""
    expression = rows.expression if isinstance(rows, Derived) else rows
    return expression if isinstance(expression, ibis.Table) else None


def trace_columns(expression: ibis.Table) -> dict[str, tuple[Column, ...]]:
    """By column of an expression: the columns of named tables that its values are computed from, sorted.

    Predicates, join conditions and orders decide which rows there are, not their values, so they do not count.
    """
    relation = expression.op()
    return {name: tuple(sorted(set(_trace_column(relation, name)))) for name in relation.schema.names}


@cache
def _trace_column(relation: Any, column: str) -> tuple[Column, ...]:
    """The base columns that a column of a relation is computed from."""
    if isinstance(relation, ops.PhysicalTable):
        return ((relation.name, column),)
    if isinstance(relation, ops.Set):
        return (*_trace_column(relation.left, column), *_trace_column(relation.right, column))
    if isinstance(relation, ops.Reference):
        return _trace_column(relation.parent, column)
    return tuple(
        source for field in _find_fields(relation.values[column]) for source in _trace_column(field.rel, field.name)
    )


def _find_fields(value: Any) -> Iterator[Any]:
    """The fields that a value is computed from, itself included."""
    if isinstance(value, ops.Field):
        yield value
    else:
        yield from value.find(ops.Field, filter=ops.Value)


def hide_texts(sql: str) -> str:
    """A statement with `?` for literal texts, since those could be data."""
    return _TEXT.sub("?", sql)


def show_sql(sql: str) -> dg.MarkdownMetadataValue:
    """A statement as Dagster shows it."""
    return dg.MetadataValue.md(f"```sql\n{hide_texts(sql)}\n```")
