"""DDL rendered from the contracts, as text that can be compared before it is applied."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import ibis
import ibis.expr.operations as ops
import sqlglot.expressions as exp

from egregora_assets.contracts.bookkeeping import SCHEMA_VERSION
from egregora_assets.contracts.bundles import list_contracts
from egregora_assets.contracts.model import Column, Contract, ForeignKey, Place
from egregora_assets.contracts.views import VIEWS, View
from egregora_assets.database.schema.compiled import DIALECT, STATEMENTS, compile_operation

_MOST_COMPILED = 512


@lru_cache(4096)
def quote(name: str) -> str:
    """A name as a quoted SQL identifier."""
    return exp.to_identifier(name, quoted=True).sql(DIALECT)


def quote_all(columns: tuple[str, ...]) -> str:
    """Quoted names, comma-separated."""
    return ", ".join(quote(c) for c in columns)


def compile_select(expression: ibis.Table) -> str:
    """The SELECT that an unbound expression compiles to, once a process: that takes longer than most queries."""
    operation = expression.op()
    # What holds rows itself must not outlast its use.
    return compile_operation(operation) if operation.find(ops.InMemoryTable) else _compile_once(operation)


_compile_once = lru_cache(_MOST_COMPILED)(STATEMENTS.compile)


def _drop_qualifier(node: Any) -> Any:
    """A column reference without its table, every other node as it is."""
    return exp.column(node.name, quoted=True) if isinstance(node, exp.Column) else node


@cache
def _parse_rules(contract: Contract) -> tuple[Any, ...]:
    """The predicates of a contract's rules as SQL trees, in order: one query for all, since each compilation costs."""
    if not contract.rules:
        return ()
    table = contract.table()
    query = table.select(**{f"rule_{i}": rule.predicate(table) for i, rule in enumerate(contract.rules)})
    tree: Any = exp.maybe_parse(compile_select(query), dialect=DIALECT)
    return tuple(selected.unalias().transform(_drop_qualifier) for selected in tree.selects)


def render_rules(contract: Contract) -> tuple[str, ...]:
    """The predicates of a contract's rules as SQL over the columns of one row, in order of declaration."""
    return tuple(str(tree.sql(DIALECT)) for tree in _parse_rules(contract))


def list_rule_columns(contract: Contract) -> tuple[frozenset[str], ...]:
    """By rule, in order of declaration: the columns that its predicate names."""
    return tuple(frozenset(c.name for c in tree.find_all(exp.Column)) for tree in _parse_rules(contract))


def _render_vocabulary(column: Column) -> str:
    values = ", ".join(exp.Literal.string(v).sql(DIALECT) for v in column.values)
    return f"CHECK ({quote(column.name)} IN ({values}))"


def _render_foreign_key(key: ForeignKey) -> str:
    return f"FOREIGN KEY ({quote_all(key.columns)}) REFERENCES {quote(key.parent)} ({quote_all(key.parent_columns)})"


def render_constraints(contract: Contract) -> list[str]:
    """The table constraints in order: primary key, unique, vocabularies, rules, foreign keys."""
    return [
        f"PRIMARY KEY ({quote_all(contract.primary_key)})",
        *(f"UNIQUE ({quote_all(u)})" for u in contract.unique),
        *(_render_vocabulary(c) for c in contract.columns if c.values),
        *(f"CHECK ({predicate})" for predicate in render_rules(contract)),
        *(_render_foreign_key(k) for k in contract.foreign_keys),
    ]


def render_table(contract: Contract) -> list[str]:
    """The statements that make a contract's table and its indexes, the table first."""
    columns = [d.sql(DIALECT) for d in contract.schema.to_sqlglot_column_defs(DIALECT)]
    body = ",\n  ".join([*columns, *render_constraints(contract)])
    indexes = [
        f"CREATE INDEX {quote('_'.join((contract.name, *columns)))} ON {quote(contract.name)} ({quote_all(columns)})"
        for columns in contract.indexes
    ]
    return [f"CREATE TABLE {quote(contract.name)} (\n  {body}\n)", *indexes]


def render_view(view: View) -> str:
    """The statement that makes a view."""
    return f"CREATE VIEW {quote(view.name)} AS\n{compile_select(view.expression())}"


@cache
def render_database(place: Place) -> tuple[str, ...]:
    """The statements that make a database file: its tables and indexes, parents first, `schema_version`, its views."""
    contracts = dict.fromkeys((*list_contracts(place), SCHEMA_VERSION))
    views = (render_view(view) for view in VIEWS if view.place == place)
    return (*(s for contract in contracts for s in render_table(contract)), *views)


def render_types(contract: Contract) -> dict[str, str]:
    """DuckDB's types of a contract's columns, by name."""
    return render_schema_types(contract.schema)


def render_schema_types(schema: ibis.Schema) -> dict[str, str]:
    """DuckDB's types of a schema's columns, by name."""
    return {d.name: d.args["kind"].sql(DIALECT) for d in schema.to_sqlglot_column_defs(DIALECT)}
