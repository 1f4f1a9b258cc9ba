"""DDL, rendered from the contracts as text: plans that can be compared before they are applied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis
import sqlglot.expressions as exp

from egregora_assets.contracts.model import Column, Contract, ForeignKey, Rule
from egregora_assets.contracts.views import View

DIALECT = "duckdb"


def quoted(name: str) -> str:
    """A name as a quoted SQL identifier."""
    return exp.to_identifier(name, quoted=True).sql(DIALECT)


def names(columns: tuple[str, ...]) -> str:
    """Quoted names, comma-separated."""
    return ", ".join(quoted(c) for c in columns)


def select_of(expression: ibis.Table) -> str:
    """The SELECT that an unbound expression compiles to."""
    return str(ibis.to_sql(expression, dialect=DIALECT))


def _unqualified(node: Any) -> Any:
    """A column reference without its table, every other node as it is."""
    return exp.column(node.name, quoted=True) if isinstance(node, exp.Column) else node


def check_of(contract: Contract, rule: Rule) -> str:
    """A rule's predicate as SQL over the columns of one row."""
    table = contract.table()
    tree: Any = exp.maybe_parse(select_of(table.select(rule=rule.predicate(table))), dialect=DIALECT)
    predicate = tree.selects[0].unalias().transform(_unqualified)
    return str(predicate.sql(DIALECT))


def columns_of_rule(contract: Contract) -> Callable[[Rule], frozenset[str]]:
    """A function from a rule of the contract to the columns that its predicate names."""

    def named(rule: Rule) -> frozenset[str]:
        tree: Any = exp.maybe_parse(check_of(contract, rule), dialect=DIALECT)
        return frozenset(column.name for column in tree.find_all(exp.Column))

    return named


def _vocabulary(column: Column) -> str:
    values = ", ".join(exp.Literal.string(v).sql(DIALECT) for v in column.values)
    return f"CHECK ({quoted(column.name)} IN ({values}))"


def _foreign(key: ForeignKey) -> str:
    return f"FOREIGN KEY ({names(key.columns)}) REFERENCES {quoted(key.parent)} ({names(key.parent_columns)})"


def constraints_of(contract: Contract) -> list[str]:
    """The table constraints in order: primary key, unique, vocabularies, rules, foreign keys."""
    return [
        f"PRIMARY KEY ({names(contract.primary_key)})",
        *(f"UNIQUE ({names(u)})" for u in contract.unique),
        *(_vocabulary(c) for c in contract.columns if c.values),
        *(f"CHECK ({check_of(contract, r)})" for r in contract.rules),
        *(_foreign(k) for k in contract.foreign_keys),
    ]


def create_statements(contract: Contract) -> list[str]:
    """The statements that make a contract's table and its indexes, the table first."""
    columns = [d.sql(DIALECT) for d in contract.schema.to_sqlglot_column_defs(DIALECT)]
    body = ",\n  ".join([*columns, *constraints_of(contract)])
    indexes = [
        f"CREATE INDEX {quoted('_'.join((contract.name, *columns)))} ON {quoted(contract.name)} ({names(columns)})"
        for columns in contract.indexes
    ]
    return [f"CREATE TABLE {quoted(contract.name)} (\n  {body}\n)", *indexes]


def view_statement(view: View) -> str:
    """The statement that makes a view."""
    return f"CREATE VIEW {quoted(view.name)} AS\n{select_of(view.expression())}"
