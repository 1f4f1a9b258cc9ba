"""`egregora sql`: a query over the tables as the last run left them."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.console import align, is_terminal, print_table
from egregora_assets.cli.options import deployment_option, json_option

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment

_STDIN = "-"
_NUMBERS = ("int", "uint", "float", "double", "decimal")


@click.command(
    epilog="""\b
Examples:
  egregora sql "SHOW TABLES"
  egregora sql "SELECT doc_type, count(*) FROM documents GROUP BY ALL" --json
  echo "SHOW TABLES" | egregora sql -"""
)
@click.argument("query")
@deployment_option()
@json_option
def sql(deployment: Deployment, query: str, as_json: bool) -> None:
    """Answer an SQL query over the tables as the last run left them.

    QUERY is one SELECT in DuckDB's dialect; `-` reads it from standard input. It asks the copy that each run leaves for
    readers, so that it waits for no run, keeps none out, and can change nothing.
    """
    found = deployment.query(sys.stdin.read() if query == _STDIN else query)
    if as_json:
        print(json.dumps(found.to_pylist(), indent=2, default=str, ensure_ascii=False))
        return
    rows = [tuple(map(show_cell, row)) for row in zip(*(column.to_pylist() for column in found.columns), strict=True)]
    are_numbers = [str(column.type).startswith(_NUMBERS) for column in found.schema]
    if is_terminal():
        print_table(found.column_names, rows, are_numbers)
    else:
        print("\n".join(line.rstrip() for line in align([found.column_names, *rows], are_numbers)))


def show_cell(value: object) -> str:
    """A value on one line of a terminal, which no character of it can control; nothing for NULL."""
    return "" if value is None else "".join(c if c.isprintable() else " " for c in str(value))
