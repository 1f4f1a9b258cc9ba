"""Lineage and SQL as Dagster shows them: from expressions where there are some, else from the declarations."""

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
from egregora_assets.contracts.bundles import BUNDLE_OF, Bundle
from egregora_assets.contracts.lineage import Source, sources_of
from egregora_assets.contracts.relations import ASSET_OF
from egregora_assets.contracts.tables import Rows
from egregora_assets.runs.ledger import Outcome

_DIALECT = "duckdb"


def shown_column(bundle: Bundle, table: str, column: str) -> str:
    """A column as the catalogue names it: `table.column` where the asset has several tables."""
    return f"{table}.{column}" if len(bundle.contracts) > 1 else column


def column_lineage_of(bundle: Bundle, rows: Rows | None = None) -> dg.TableColumnLineage:
    """From which columns of which assets a bundle's columns are made; columns without such sources are left out.

    Args:
        rows: what the asset returned: the lineage of an expression is read from the expression itself.
    """
    found: dict[str, list[dg.TableColumnDep]] = {}
    for contract in bundle.contracts:
        given = (rows or {}).get(contract.name)
        expressed = columns_behind(given) if isinstance(given, ibis.Table) else None
        for column in contract.column_names:
            sources = sources_of(contract.name, column) if expressed is None else expressed.get(column, ())
            deps = [_dependency(table, name) for table, name in sources if table in ASSET_OF]
            if deps:
                found[shown_column(bundle, contract.name, column)] = deps
    return dg.TableColumnLineage(found)


def provenance(bundle: Bundle, run_id: str, outcome: Outcome) -> dict[str, Any]:
    """Where a materialization comes from, as metadata: column lineage, SQL, versions, and links to the runs it read."""
    expressions = {name: rows for name, rows in (outcome.rows or {}).items() if isinstance(rows, ibis.Table)}
    return {
        "dagster/column_lineage": column_lineage_of(bundle, outcome.rows),
        "program_version": __version__,
        "code_version": outcome.code_version,
        "config_hash": outcome.config_hash,
        "run": dg.MetadataValue.dagster_run(run_id),
        "trace": f"egregora trace {run_id}",
        **{f"upstream/{key}": dg.MetadataValue.dagster_run(m.run_id) for key, m in sorted(outcome.upstream.items())},
        **{f"sql/{name}": dg.MetadataValue.md(f"```sql\n{shown_sql(e)}\n```") for name, e in expressions.items()},
    }


def _dependency(table: str, column: str) -> dg.TableColumnDep:
    asset_key = ASSET_OF[table]
    return dg.TableColumnDep(dg.AssetKey(asset_key), shown_column(BUNDLE_OF[asset_key], table, column))


def columns_behind(expression: ibis.Table) -> dict[str, tuple[Source, ...]]:
    """By column of an expression: the columns of named tables that its values are computed from, sorted.

    Predicates, join conditions and orders decide which rows there are, not what stands in them: they do not count.
    """
    relation = expression.op()
    return {name: tuple(sorted(set(_behind(relation, name)))) for name in relation.schema.names}


@cache
def _behind(relation: Any, column: str) -> tuple[Source, ...]:
    """The base columns behind a column of a relation."""
    if isinstance(relation, ops.PhysicalTable):
        return ((relation.name, column),)
    if isinstance(relation, ops.Set):
        return (*_behind(relation.left, column), *_behind(relation.right, column))
    if isinstance(relation, ops.Reference):
        return _behind(relation.parent, column)
    return tuple(source for field in _fields(relation.values[column]) for source in _behind(field.rel, field.name))


def _fields(value: Any) -> Iterator[Any]:
    """The fields that a value is computed from, itself included."""
    if isinstance(value, ops.Field):
        yield value
    else:
        yield from value.find(ops.Field, filter=ops.Value)


def shown_sql(expression: ibis.Table) -> str:
    """The SELECT of an expression, over several lines, its literal texts replaced by `?`: they could be data."""
    tree: Any = sqlglot.parse_one(str(ibis.to_sql(expression, dialect=_DIALECT)), dialect=_DIALECT)
    return str(tree.transform(_without_text).sql(_DIALECT, pretty=True))


def _without_text(node: Any) -> Any:
    return exp.Placeholder() if isinstance(node, exp.Literal) and node.is_string else node
