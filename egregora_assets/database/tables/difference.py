"""Write by difference: the statements that find and apply what a write deletes, changes and adds.

The new rows of a contract are in a temporary table (`name_incoming`), the stored rows to delete in another one
(`name_removals`). `references` has the statements for rows that other tables refer to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.model import Contract
from egregora_assets.database.schema.ddl import compile_select, quote, quote_all, render_types
from egregora_assets.database.tables.references import is_frozen, list_pinned_columns


@dataclass(frozen=True)
class Difference:
    """How many rows a write added, changed and deleted, and how many there are afterwards."""

    row_count: int = 0
    inserted_count: int = 0
    updated_count: int = 0
    deleted_count: int = 0

    def __add__(self, other: Difference) -> Difference:
        return Difference(*map(sum, zip(astuple(self), astuple(other), strict=True)))

    @property
    def changed_count(self) -> int:
        """Rows written in any way."""
        return self.inserted_count + self.updated_count + self.deleted_count


@dataclass(frozen=True)
class WriteResult:
    """The difference of each table of a bundle, and digests of the bundle's content and of each table's."""

    tables: Mapping[str, Difference]
    data_version: str
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def total(self) -> Difference:
        """All tables together."""
        return sum(self.tables.values(), Difference())


def name_incoming(contract: Contract) -> str:
    """The quoted name of the temporary table with a contract's new rows."""
    return quote(f"incoming_{contract.name}")


def name_removals(contract: Contract) -> str:
    """The quoted name of the temporary table with the stored rows to delete."""
    return quote(f"removed_{contract.name}")


def name_scope(contract: Contract) -> str:
    """The quoted name of the temporary table with the keys of the rows that a write of parts may touch."""
    return quote(f"scope_{contract.name}")


def match_keys(contract: Contract, left: str, right: str) -> str:
    """A condition: the rows of two aliases have the same primary key."""
    return " AND ".join(f"{left}.{quote(c)} = {right}.{quote(c)}" for c in contract.primary_key)


def render_staging(contract: Contract, source: str, present: frozenset[str]) -> str:
    """Make the table of new rows, in the contract's columns and types; a column that is not present is null.

    Args:
        source: a FROM item (a registered view or a subquery).
        present: the columns that the source has.
    """
    types = render_types(contract)
    columns = [
        f"CAST({quote(c) if c in present else 'NULL'} AS {types[c]}) AS {quote(c)}" for c in contract.filled_columns
    ]
    return f"CREATE OR REPLACE TEMP TABLE {name_incoming(contract)} AS SELECT {', '.join(columns)} FROM {source}"


def _match_manual(contract: Contract, alias: str) -> str | None:
    """A condition: people decide the row; None for a contract without such rows."""
    manual = contract.manual_rows
    if manual is None:
        return None
    table = CONTRACTS[manual.table].table()
    owners = compile_select(table.filter(manual.predicate(table)).select(manual.column))
    return f"{alias}.{quote(manual.column)} IN ({owners})"


def render_manual_exclusion(contract: Contract) -> str | None:
    """Take the rows that people decide out of the new rows; None for a contract without such rows."""
    condition = _match_manual(contract, "n")
    return f"DELETE FROM {name_incoming(contract)} AS n WHERE {condition}" if condition else None


def render_preservation(contract: Contract) -> str | None:
    """Copy the columns that people decided from stored rows into the new ones; None for a contract without such.

    It runs after `render_manual_exclusion`.
    """
    manual = contract.manual_rows
    if manual is None or manual.preserve_when is None:
        return None
    table, columns = contract.table(), manual.preserved_columns
    kept = compile_select(table.filter(manual.preserve_when(table)).select(*contract.primary_key, *columns))
    values = ", ".join(f"{quote(c)} = o.{quote(c)}" for c in columns)
    return (
        f"UPDATE {name_incoming(contract)} AS n SET {values} FROM ({kept}) AS o WHERE {match_keys(contract, 'n', 'o')}"
    )


def match_scope(contract: Contract, alias: str) -> str:
    """A condition: the key of the rows of an alias is in the scope of a write of parts."""
    return f"EXISTS (FROM {name_scope(contract)} AS s WHERE {match_keys(contract, 's', alias)})"


def render_removals(contract: Contract, *, is_scoped: bool = False) -> str:
    """Find the stored rows to delete: their key is not incoming, or a column differs that cannot be updated in place.

    Rows of an append-only contract are never deleted. A deleted row whose key is incoming is added again.

    Args:
        is_scoped: only rows in scope are deleted.
    """
    fixed = _list_content(contract) if is_frozen(contract) else sorted(list_pinned_columns(contract))
    same = [match_keys(contract, "n", "o")]
    same += [f"n.{quote(c)} IS NOT DISTINCT FROM o.{quote(c)}" for c in fixed]
    condition = (
        "false"
        if contract.is_append_only
        else f"NOT EXISTS (FROM {name_incoming(contract)} AS n WHERE {' AND '.join(same)})"
    )
    if manual := _match_manual(contract, "o"):
        condition = f"({condition}) AND NOT {manual}"
    if is_scoped:
        condition = f"{match_scope(contract, 'o')} AND ({condition})"
    return render_removals_where(contract, condition)


def render_removals_where(contract: Contract, condition: str) -> str:
    """Make the table of stored rows to delete, those (`o`) that meet a condition."""
    stored = f"SELECT o.* FROM {quote(contract.name)} AS o WHERE {condition}"
    return f"CREATE OR REPLACE TEMP TABLE {name_removals(contract)} AS {stored}"


def render_more_removals(contract: Contract, condition: str) -> str:
    """Add the stored rows (`o`) that meet a condition to the table of rows to delete."""
    known = f"EXISTS (FROM {name_removals(contract)} AS k WHERE {match_keys(contract, 'k', 'o')})"
    stored = f"SELECT o.* FROM {quote(contract.name)} AS o WHERE ({condition}) AND NOT {known}"
    return f"INSERT INTO {name_removals(contract)} {stored}"


def render_unchanged_count(contract: Contract) -> str:
    """Count the stored rows that are incoming as they are; append-only: the incoming rows that are stored."""
    content = (f"n.{quote(c)} IS NOT DISTINCT FROM o.{quote(c)}" for c in _list_content(contract))
    same = " AND ".join([match_keys(contract, "n", "o"), *content])
    stored, incoming = f"{quote(contract.name)} AS o", f"{name_incoming(contract)} AS n"
    counted, other = (incoming, stored) if contract.is_append_only else (stored, incoming)
    return f"SELECT count(*) FROM {counted} WHERE EXISTS (FROM {other} WHERE {same})"


def render_delete(contract: Contract) -> str:
    """Delete the rows to delete."""
    same_key = match_keys(contract, "g", "o")
    return f"DELETE FROM {quote(contract.name)} AS o USING {name_removals(contract)} AS g WHERE {same_key}"


def _list_content(contract: Contract) -> tuple[str, ...]:
    """The columns besides the key whose change makes a row worth writing."""
    return tuple(c for c in contract.content_columns if c not in contract.primary_key)


def render_update(contract: Contract) -> str | None:
    """Update the rows that differ, with an explicit SET list; None for a contract that has only a key.

    Parameter `run_id` is the run that writes them.
    """
    content = _list_content(contract)
    if not content:
        return None
    written = [c for c in contract.filled_columns if c not in contract.primary_key]
    pinned = list_pinned_columns(contract)
    assignments = [f"{quote(c)} = n.{quote(c)}" for c in written if c not in pinned]
    if not assignments:
        return None
    differs = " OR ".join(f"o.{quote(c)} IS DISTINCT FROM n.{quote(c)}" for c in content)
    return (
        f"UPDATE {quote(contract.name)} AS o SET {', '.join(assignments)}, run_id = $run_id "
        f"FROM {name_incoming(contract)} AS n WHERE {match_keys(contract, 'n', 'o')} AND ({differs})"
    )


def render_insert(contract: Contract) -> str:
    """Add the rows whose key is new. Parameter `run_id` is the run that writes them."""
    columns = quote_all(contract.filled_columns)
    return (
        f"INSERT INTO {quote(contract.name)} ({columns}, run_id) "
        f"SELECT {columns}, $run_id FROM {name_incoming(contract)} AS n "
        f"WHERE NOT EXISTS (FROM {quote(contract.name)} AS o WHERE {match_keys(contract, 'n', 'o')})"
    )


def render_count(contract: Contract) -> str:
    """Count the rows that the asset decides."""
    manual = _match_manual(contract, "o")
    return f"SELECT count(*) FROM {quote(contract.name)} AS o" + (f" WHERE NOT {manual}" if manual else "")


def render_digest(contract: Contract) -> str:
    """Count the rows that the asset decides, with a digest of their content that does not depend on their order."""
    manual = _match_manual(contract, "o")
    return render_digest_of(contract, f"{quote(contract.name)} AS o" + (f" WHERE NOT {manual}" if manual else ""))


def render_digest_of(contract: Contract, rows: str) -> str:
    """Count rows, with a digest of their content that does not depend on their order.

    Args:
        rows: a FROM item, with what follows it, that has the contract's columns.
    """
    parts = ", ".join(f"coalesce(CAST({quote(c)} AS VARCHAR), chr(30))" for c in contract.content_columns)
    return f"SELECT count(*), bit_xor(md5_number(concat_ws(chr(31), {parts}))) FROM {rows}"
