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
from egregora_assets.contracts.bundles import BUNDLES_BY_ASSET, Bundle
from egregora_assets.contracts.lineage import Source, list_sources
from egregora_assets.contracts.relations import ASSETS_BY_TABLE
from egregora_assets.contracts.tables import Rows
from egregora_assets.runs.run_log import Outcome

_DIALECT = "duckdb"


def name_column(bundle: Bundle, table: str, column: str) -> str:
    """The name of a column in the catalogue: `table.column` where the asset has several tables."""
    return f"{table}.{column}" if len(bundle.contracts) > 1 else column


def build_column_lineage(bundle: Bundle, rows: Rows | None = None) -> dg.TableColumnLineage:
    """The columns of other assets that each column of a bundle is computed from; columns without any are left out.

    Args:
        rows: what the asset returned; lineage of an expression is read from the expression itself.
    """
    found: dict[str, list[dg.TableColumnDep]] = {}
    for contract in bundle.contracts:
        given = (rows or {}).get(contract.name)
        expressed = trace_columns(given) if isinstance(given, ibis.Table) else None
        for column in contract.column_names:
            sources = list_sources(contract.name, column) if expressed is None else expressed.get(column, ())
            deps = [_build_dependency(table, name) for table, name in sources if table in ASSETS_BY_TABLE]
            if deps:
                found[name_column(bundle, contract.name, column)] = deps
    return dg.TableColumnLineage(found)


def describe_provenance(bundle: Bundle, run_id: str, outcome: Outcome) -> dict[str, Any]:
    """Metadata on the origin of a materialization: column lineage, SQL, versions, links to the runs of its inputs."""
    expressions = {name: rows for name, rows in (outcome.rows or {}).items() if isinstance(rows, ibis.Table)}
    return {
        "dagster/column_lineage": build_column_lineage(bundle, outcome.rows),
        "versions": dg.MetadataValue.json(
            {"program": __version__, "code": outcome.code_version, "settings": outcome.config_hash}
        ),
        "run": dg.MetadataValue.dagster_run(run_id),
        "trace": f"egregora trace {run_id}",
        **{f"upstream/{key}": dg.MetadataValue.dagster_run(m.run_id) for key, m in sorted(outcome.upstream.items())},
        **{f"sql/{name}": dg.MetadataValue.md(f"```sql\n{render_sql(e)}\n```") for name, e in expressions.items()},
    }


def _build_dependency(table: str, column: str) -> dg.TableColumnDep:
    asset_key = ASSETS_BY_TABLE[table]
    return dg.TableColumnDep(dg.AssetKey(asset_key), name_column(BUNDLES_BY_ASSET[asset_key], table, column))


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
