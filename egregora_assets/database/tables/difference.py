"""Write by difference: what must be deleted, changed and added, as SQL plans.

Rows that others refer to can only go after the rows that refer to them, in a transaction of its own (DuckDB checks
foreign keys against what is committed); everything else is one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass

from egregora_assets.contracts.bundles import CONTRACTS, children_of
from egregora_assets.contracts.model import Contract
from egregora_assets.database.schema.ddl import DIALECT, compile_select, list_rule_columns, quote, quote_all

INCOMING = "incoming_"
GONE = "gone_"


@dataclass(frozen=True)
class Difference:
    """How many rows a write adds, changes and deletes, and how many there are afterwards."""

    row_count: int = 0
    inserted_count: int = 0
    updated_count: int = 0
    deleted_count: int = 0

    def __add__(self, other: Difference) -> Difference:
        return Difference(
            self.row_count + other.row_count,
            self.inserted_count + other.inserted_count,
            self.updated_count + other.updated_count,
            self.deleted_count + other.deleted_count,
        )

    @property
    def changed_count(self) -> int:
        """Rows written in any way."""
        return self.inserted_count + self.updated_count + self.deleted_count


def incoming(contract: Contract) -> str:
    """The quoted name of the temporary table with a contract's new rows."""
    return quote(INCOMING + contract.name)


def gone(contract: Contract) -> str:
    """The quoted name of the temporary table with the keys of rows that must go."""
    return quote(GONE + contract.name)


def types_of(contract: Contract) -> dict[str, str]:
    """DuckDB's types of a contract's columns, by name."""
    definitions = contract.schema.to_sqlglot_column_defs(DIALECT)
    return {d.name: d.args["kind"].sql(DIALECT) for d in definitions}


def stage_statement(contract: Contract, source: str, present: frozenset[str]) -> str:
    """The new rows in the contract's columns and types; a nullable column that is not present is null.

    Args:
        source: a FROM item (a registered view or a subquery).
        present: the columns that the source has.
    """
    types = types_of(contract)
    columns = [
        f"CAST({quote(c) if c in present else 'NULL'} AS {types[c]}) AS {quote(c)}"
        for c in contract.column_names
        if c != "run_id"
    ]
    return f"CREATE OR REPLACE TEMP TABLE {incoming(contract)} AS SELECT {', '.join(columns)} FROM {source}"


def _of_people(contract: Contract, alias: str) -> str | None:
    """A condition on a row: people decide it, not the asset that writes the others."""
    held = contract.held
    if held is None:
        return None
    table = CONTRACTS[held.table].table()
    owners = compile_select(table.filter(held.predicate(table)).select(held.column))
    return f"{alias}.{quote(held.column)} IN ({owners})"


def yield_statement(contract: Contract) -> str | None:
    """Takes what people decide out of the new rows; None for a contract without such rows."""
    condition = _of_people(contract, "n")
    return f"DELETE FROM {incoming(contract)} AS n WHERE {condition}" if condition else None


def keep_statement(contract: Contract) -> str | None:
    """Puts what a person decided of a stored row into the new one, which an asset goes on writing; None without such.

    It comes after `yield_statement`.
    """
    held = contract.held
    if held is None or held.kept_when is None:
        return None
    table = contract.table()
    kept = compile_select(table.filter(held.kept_when(table)).select(*contract.primary_key, *held.kept))
    values = ", ".join(f"{quote(c)} = o.{quote(c)}" for c in held.kept)
    return f"UPDATE {incoming(contract)} AS n SET {values} FROM ({kept}) AS o WHERE {_same_key(contract, 'n', 'o')}"


def _same_key(contract: Contract, left: str, right: str) -> str:
    return " AND ".join(f"{left}.{quote(c)} = {right}.{quote(c)}" for c in contract.primary_key)


def vanished_statement(contract: Contract) -> str:
    """The stored rows that must go: their key is not incoming, or a column that cannot be changed in place is another.

    Rows of an append-only contract never go. A row that goes although its key is incoming is added again.
    """
    fixed = _content(contract) if is_frozen(contract) else sorted(_pinned(contract))
    same = [_same_key(contract, "n", "o")]
    same += [f"n.{quote(c)} IS NOT DISTINCT FROM o.{quote(c)}" for c in fixed]
    condition = (
        "false"
        if contract.is_append_only
        else f"NOT EXISTS (FROM {incoming(contract)} AS n WHERE {' AND '.join(same)})"
    )
    if held := _of_people(contract, "o"):
        condition = f"({condition}) AND NOT {held}"
    return _gone_statement(contract, condition)


def none_gone_statement(contract: Contract) -> str:
    """No row must go."""
    return _gone_statement(contract, "false")


def kept_query(contract: Contract) -> str:
    """How many stored rows are incoming as they are; of an append-only contract: how many incoming rows are stored."""
    content = (f"n.{quote(c)} IS NOT DISTINCT FROM o.{quote(c)}" for c in _content(contract))
    same = " AND ".join([_same_key(contract, "n", "o"), *content])
    stored, arriving = f"{quote(contract.name)} AS o", f"{incoming(contract)} AS n"
    looked_at, looked_in = (arriving, stored) if contract.is_append_only else (stored, arriving)
    return f"SELECT count(*) FROM {looked_at} WHERE EXISTS (FROM {looked_in} WHERE {same})"


def _gone_statement(contract: Contract, condition: str) -> str:
    stored = f"SELECT o.* FROM {quote(contract.name)} AS o WHERE {condition}"
    return f"CREATE OR REPLACE TEMP TABLE {gone(contract)} AS {stored}"


def dependent_statement(child: Contract, parents: tuple[Contract, ...]) -> str:
    """The stored rows of a child that refer to rows that must go, as the child's own rows that must go."""
    tests = [
        f"EXISTS (FROM {gone(parent)} AS g WHERE "
        + " AND ".join(f"g.{quote(p)} = o.{quote(c)}" for c, p in zip(key.columns, key.parent_columns, strict=True))
        + ")"
        for key in child.foreign_keys
        for parent in parents
        if key.parent == parent.name
    ]
    return _gone_statement(child, " OR ".join(tests))


def detach_statement(contract: Contract) -> str:
    """Sets aside the rows that must go, for contracts whose rows wait until what they refer to is there again."""
    columns = quote_all(contract.column_names)
    return (
        f"INSERT INTO {quote(contract.waits_in or '')} ({columns}) SELECT {columns} FROM {gone(contract)} AS g "
        "ON CONFLICT DO NOTHING"
    )


def attach_statement(contract: Contract) -> str:
    """Puts back the rows that wait and whose parents are all there."""
    columns = quote_all(contract.column_names)
    missing = [
        f"({' AND '.join(f'w.{quote(c)} IS NOT NULL' for c in key.columns)}) AND NOT EXISTS (FROM "
        f"{quote(key.parent)} AS p WHERE "
        + " AND ".join(f"p.{quote(p)} = w.{quote(c)}" for c, p in zip(key.columns, key.parent_columns, strict=True))
        + ")"
        for key in contract.foreign_keys
    ]
    absent = " OR ".join(f"({m})" for m in missing)
    return (
        f"INSERT INTO {quote(contract.name)} ({columns}) SELECT {columns} "
        f"FROM {quote(contract.waits_in or '')} AS w WHERE NOT ({absent})"
    )


def attached_statement(contract: Contract) -> str:
    """Ends the waiting of the rows that were put back."""
    return (
        f"DELETE FROM {quote(contract.waits_in or '')} AS w USING {quote(contract.name)} AS o "
        f"WHERE {_same_key(contract, 'w', 'o')}"
    )


def delete_statement(contract: Contract) -> str:
    """Deletes the rows that must go."""
    return f"DELETE FROM {quote(contract.name)} AS o USING {gone(contract)} AS g WHERE {_same_key(contract, 'g', 'o')}"


def _content(contract: Contract) -> tuple[str, ...]:
    """The columns whose change makes a row worth writing."""
    return tuple(c for c in contract.content_columns if c not in contract.primary_key)


def update_statement(contract: Contract) -> str | None:
    """Updates the rows that differ, with an explicit SET list; None for a contract that is nothing but its key.

    Parameter `run_id` marks the run that wrote them.
    """
    content = _content(contract)
    if not content:
        return None
    written = [c for c in contract.column_names if c not in contract.primary_key and c != "run_id"]
    pinned = _pinned(contract)
    assignments = [f"{quote(c)} = n.{quote(c)}" for c in written if c not in pinned]
    if not assignments:
        return None
    differs = " OR ".join(f"o.{quote(c)} IS DISTINCT FROM n.{quote(c)}" for c in content)
    return (
        f"UPDATE {quote(contract.name)} AS o SET {', '.join(assignments)}, run_id = $run_id "
        f"FROM {incoming(contract)} AS n WHERE {_same_key(contract, 'n', 'o')} AND ({differs})"
    )


def _pinned(contract: Contract) -> frozenset[str]:
    """Columns of a referenced contract that stand in a unique, foreign or indexed key: no statement may assign them."""
    if not children_of(contract.name):
        return frozenset()
    keys = (*contract.unique, *(k.columns for k in contract.foreign_keys), *contract.indexes)
    return frozenset(c for key in keys for c in key)


def is_frozen(contract: Contract) -> bool:
    """Whether rows that are referred to cannot be updated at all, so that a changed row is taken out and added again.

    DuckDB treats every update of a table with a CHECK over several columns, one of them indexed, as a delete and an
    insert, which a reference forbids.
    """
    if not children_of(contract.name):
        return False
    keys = (contract.primary_key, *contract.unique, *(k.columns for k in contract.foreign_keys), *contract.indexes)
    indexed = {c for key in keys for c in key}
    return any(len(found) > 1 and found & indexed for found in list_rule_columns(contract))


def insert_statement(contract: Contract) -> str:
    """Adds the rows whose key is new. Parameter `run_id` marks the run that wrote them."""
    columns = tuple(c for c in contract.column_names if c != "run_id")
    return (
        f"INSERT INTO {quote(contract.name)} ({quote_all(columns)}, run_id) "
        f"SELECT {quote_all(columns)}, $run_id FROM {incoming(contract)} AS n "
        f"WHERE NOT EXISTS (FROM {quote(contract.name)} AS o WHERE {_same_key(contract, 'n', 'o')})"
    )


def digest_query(contract: Contract) -> str:
    """The number of rows that the asset decides, and an order-free digest of what the input decides of them."""
    parts = ", ".join(f"coalesce(CAST({quote(c)} AS VARCHAR), chr(30))" for c in contract.content_columns)
    held = _of_people(contract, "o")
    rows = f"FROM {quote(contract.name)} AS o" + (f" WHERE NOT {held}" if held else "")
    return f"SELECT count(*), bit_xor(md5_number(concat_ws(chr(31), {parts}))) {rows}"


def descendants_of(contracts: tuple[Contract, ...]) -> list[Contract]:
    """The contracts and everything that refers to them, directly or not, parents before children."""
    order: list[Contract] = []
    waiting = list(contracts)
    while waiting:
        contract = waiting.pop(0)
        if contract in order:
            order.remove(contract)
        order.append(contract)
        waiting.extend(children_of(contract.name))
    return order
