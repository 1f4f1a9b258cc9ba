"""Lineage and SQL for Dagster: from the expressions that assets return, otherwise from the declarations."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import dagster as dg
import ibis
import ibis.expr.operations as ops
import sqlglot
import sqlglot.expressions as exp

from egregora_assets import __version__
from egregora_assets.contracts.bundles import Bundle
from egregora_assets.contracts.lineage import Source, list_sources
from egregora_assets.contracts.model import Contract
from egregora_assets.contracts.relations import ASSETS_BY_TABLE
from egregora_assets.runs.run_log import Outcome

_DIALECT = "duckdb"


def locate_table(table: str) -> dg.AssetKey:
    """The key of a table in the catalogue: its name under the stage that writes it."""
    return dg.AssetKey([ASSETS_BY_TABLE[table], table])


def build_column_lineage(contract: Contract, expression: ibis.Table | None = None) -> dg.TableColumnLineage:
    """The columns of other tables that each column of a table is computed from; columns without any are left out.

    Args:
        expression: what the stage returned; its lineage is read from itself, otherwise from the declarations.
    """
    expressed = None if expression is None else trace_columns(expression)
    found: dict[str, list[dg.TableColumnDep]] = {}
    for column in contract.column_names:
        sources = list_sources(contract.name, column) if expressed is None else expressed.get(column, ())
        deps = [dg.TableColumnDep(locate_table(table), name) for table, name in sources if table in ASSETS_BY_TABLE]
        if deps:
            found[column] = deps
    return dg.TableColumnLineage(found)


def describe_provenance(bundle: Bundle, run_id: str, outcome: Outcome) -> dict[str, Any]:
    """Metadata on the origin of a materialization: lineage of the main table, SQL, versions, runs of its inputs."""
    expressions = {name: rows for name, rows in outcome.tables.items() if isinstance(rows, ibis.Table)}
    return {
        "dagster/column_lineage": build_column_lineage(
            bundle.tables[bundle.main_table], expressions.get(bundle.main_table)
        ),
        "versions": dg.MetadataValue.json(
            {"program": __version__, "code": outcome.code_version, "settings": outcome.config_hash}
        ),
        "run": dg.MetadataValue.dagster_run(run_id),
        "trace": f"egregora trace {run_id}",
        **{f"upstream/{key}": dg.MetadataValue.dagster_run(m.run_id) for key, m in sorted(outcome.upstream.items())},
        **{f"sql/{name}": dg.MetadataValue.md(f"```sql\n{render_sql(e)}\n```") for name, e in expressions.items()},
    }


def trace_columns(expression: ibis.Table) -> dict[str, tuple[Source, ...]]:
    """By column of an expression: the columns of named tables that its values are computed from, sorted.

    Predicates, join conditions and orders decide which rows there are, not their values, so they do not count.
    """
    relation = expression.op()
    return {name: tuple(sorted(set(_trace_column(relation, name)))) for name in relation.schema.names}


@cache
def _trace_column(relation: Any, column: str) -> tuple[Source, ...]:
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


def render_sql(expression: ibis.Table) -> str:
    """The SELECT of an expression on several lines, with `?` for literal texts, since those could be data."""
    tree: Any = sqlglot.parse_one(str(ibis.to_sql(expression, dialect=_DIALECT)), dialect=_DIALECT)
    return str(tree.transform(_hide_text).sql(_DIALECT, pretty=True))


def _hide_text(node: Any) -> Any:
    return exp.Placeholder() if isinstance(node, exp.Literal) and node.is_string else node
