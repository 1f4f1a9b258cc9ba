"""The SQL of expressions, kept from run to run, since compiling one takes longer than most queries.

Only SQL is kept whose literals stand in our own code: a literal that comes from rows could be a name.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import ibis
import ibis.expr.operations as ops

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.errors import EgregoraError
from egregora_assets.services.disk import write_private

DIALECT = "duckdb"
MOST_KEPT = 512
_FILE = Path("cache") / "statements.json"
_FOLDERS = tuple(f"egregora_assets.{n}." for n in ("caches", "contracts", "database", "operations", "runs", "stages"))
"""Where expressions are written. No word lists lie there: those hold names that people have."""
_MADE_NAME = re.compile(r"(?:result_)?(?P<ours>.+?)(?:_right)?", re.DOTALL)
"""How a name that stands in no code comes of one: of a result, and of a column of the second of two joined tables."""
_RULE = re.compile(r"rule_[0-9]+")
_SMALL = 1_000
"""Numbers up to this are counts and places of ours, whoever wrote them."""


def compile_operation(operation: ops.Node) -> str:
    """The SELECT of an expression."""
    return str(ibis.to_sql(operation.to_expr(), dialect=DIALECT))


class KeptStatements:
    """SQL by digest of its expression and of the libraries that compile it. Losing it costs time alone."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}
        self._used: dict[str, str] = {}

    def compile(self, operation: ops.Node) -> str:
        """The SELECT of an expression, from what is kept if it is there."""
        key = _digest(operation) if has_only_our_literals(operation) else None
        if key is None:
            return compile_operation(operation)
        found = self._used.get(key) or self._kept.get(key) or compile_operation(operation)
        self._used[key] = found
        return found

    def load(self, home: Path) -> None:
        """Takes over what earlier processes kept; nothing where the file is missing or damaged."""
        try:
            kept = json.loads((home / _FILE).read_bytes())
            self._kept |= {str(key): str(sql) for key, sql in kept.items()}
        except (OSError, ValueError, AttributeError):
            return

    def save(self, home: Path) -> None:
        """Keeps what was used since the start of the process, and of the rest what there is room for."""
        if not self._used.keys() - self._kept.keys():
            return
        self._kept = dict(list((self._used | self._kept).items())[:MOST_KEPT])
        try:
            (home / _FILE).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private(home / _FILE, json.dumps(self._kept, sort_keys=True).encode())
        except (OSError, EgregoraError):
            return


STATEMENTS = KeptStatements()
"""This process's."""


def has_only_our_literals(operation: ops.Node) -> bool:
    """Whether every literal and every name in an expression is a small number, stands in our code or in a contract."""
    values = [literal.value for literal in operation.find(ops.Literal)]
    values += [limit.n for limit in operation.find(ops.Limit)] + [limit.offset for limit in operation.find(ops.Limit)]
    values += _list_names(operation)
    is_fixed = not operation.find((ops.InMemoryTable, ops.Sample))
    return is_fixed and all(_is_ours(value) for value in values)


def _list_names(operation: ops.Node) -> list[str]:
    """The names of the columns of an expression and of all that it is made of, and of its tables."""
    relations = [*operation.find(ops.Relation)]
    names = [name for relation in relations for name in relation.schema.names]
    return names + [relation.name for relation in relations if isinstance(relation, ops.PhysicalTable)]


def _is_ours(value: object) -> bool:
    if isinstance(value, str):
        ours, made = _list_our_texts(), _MADE_NAME.fullmatch(value)
        return value in ours or (made is not None and made["ours"] in ours) or _RULE.fullmatch(value) is not None
    return value is None or (isinstance(value, int | float) and abs(value) <= _SMALL)


@cache
def _list_our_texts() -> frozenset[str]:
    """Every text that stands in the code of expressions and in contracts."""
    found = {name for contract in CONTRACTS.values() for name in (contract.name, *contract.column_names)}
    for name, module in list(sys.modules.items()):
        if name.startswith(_FOLDERS):
            found.update(_find_texts(module))
    return frozenset(found)


def _find_texts(found: Any) -> Iterator[str]:
    """The texts in the functions and values of a module, or in what one of them holds."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, ModuleType):
        for value in vars(found).values():
            if not isinstance(value, ModuleType):
                yield from _find_texts(value)
    elif isinstance(found, FunctionType):
        yield from _find_texts(found.__code__)
    elif isinstance(found, CodeType):
        for value in found.co_consts:
            yield from _find_texts(value)
    elif isinstance(found, ibis.Table):
        yield from _list_names(found.op())
        yield from (literal.value for literal in found.op().find(ops.Literal) if isinstance(literal.value, str))
    elif type(found) in (tuple, frozenset):
        for value in found:
            yield from _find_texts(value)


@cache
def _find_versions() -> tuple[str, ...]:
    return tuple(version(library) for library in ("ibis-framework", "sqlglot"))


def _digest(operation: ops.Node) -> str | None:
    """A digest of an expression that is the same in every process; None where there is none."""
    try:
        content = pickle.dumps((_find_versions(), operation), protocol=5)
    except (pickle.PicklingError, AttributeError, TypeError, RecursionError):
        return None
    return hashlib.blake2b(content, digest_size=16).hexdigest()
