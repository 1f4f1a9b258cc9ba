"""Foreign keys in a write: columns that cannot be updated, rows that must be deleted first, detached or released.

DuckDB checks foreign keys against what is committed, so a row that others refer to can only be deleted after the rows
that refer to it, in a transaction of its own.
"""

from __future__ import annotations

from egregora_assets.contracts.bundles import list_children
from egregora_assets.contracts.model import Contract, ForeignKey
from egregora_assets.database.schema.ddl import list_rule_columns, quote, quote_all

NOTHING = "false"
"""The condition that no row meets."""


def list_pinned_columns(contract: Contract) -> frozenset[str]:
    """The columns of a referenced contract that are part of a unique, foreign or indexed key: never to be assigned."""
    if not list_children(contract.name):
        return frozenset()
    keys = (*contract.unique, *(k.columns for k in contract.foreign_keys), *contract.indexes)
    return frozenset(c for key in keys for c in key)


def is_frozen(contract: Contract) -> bool:
    """Whether referenced rows cannot be updated at all, so that a changed row must be deleted and added again.

    DuckDB treats every update of a table with a CHECK over several columns, one of them indexed, as a delete and an
    insert, which a reference forbids.
    """
    if not list_children(contract.name):
        return False
    indexed = list_pinned_columns(contract) | set(contract.primary_key)
    return any(len(found) > 1 and found & indexed for found in list_rule_columns(contract))


def list_descendants(contracts: tuple[Contract, ...]) -> list[Contract]:
    """The contracts and everything that goes with their rows, directly or not, parents before children."""
    order: list[Contract] = []
    waiting = list(contracts)
    while waiting:
        contract = waiting.pop(0)
        if contract in order:
            order.remove(contract)
        order.append(contract)
        waiting.extend(
            c
            for c in list_children(contract.name)
            if any(k.parent == contract.name and not k.is_released for k in c.foreign_keys)
        )
    return order


def list_releases(contract: Contract) -> list[tuple[Contract, ForeignKey]]:
    """The references to a contract's rows that are emptied when those go, with the contracts that hold them."""
    return [
        (c, k)
        for c in list_children(contract.name)
        for k in c.foreign_keys
        if k.is_released and k.parent == contract.name
    ]


def match_release(key: ForeignKey, removals: str) -> str:
    """A condition: the row (`o`) refers to one that is to be deleted.

    Args:
        removals: the table of those rows.
    """
    return f"EXISTS (FROM {removals} AS g WHERE {_match_parent(key, 'g', 'o')})"


def render_release(child: Contract, key: ForeignKey, removals: str) -> str:
    """Empty the references to rows that are to be deleted."""
    emptied = ", ".join(f"{quote(c)} = NULL" for c in key.columns)
    return f"UPDATE {quote(child.name)} AS o SET {emptied} WHERE {match_release(key, removals)}"


def _match_parent(key: ForeignKey, parent: str, child: str) -> str:
    pairs = zip(key.columns, key.parent_columns, strict=True)
    return " AND ".join(f"{parent}.{quote(there)} = {child}.{quote(here)}" for here, there in pairs)


def match_dependents(child: Contract, removals: dict[str, str]) -> str:
    """A condition: the child's row (`o`) refers to a row that is to be deleted.

    Args:
        removals: by the name of a parent: the table of its rows to delete.
    """
    tests = [
        f"EXISTS (FROM {removals[key.parent]} AS g WHERE {_match_parent(key, 'g', 'o')})"
        for key in child.foreign_keys
        if key.parent in removals and not key.is_released
    ]
    return " OR ".join(tests) or NOTHING


def render_detach(contract: Contract, removals: str, condition: str = "true") -> str:
    """Keep the rows to delete (`o`) that meet a condition in the contract's detached table."""
    columns, detached = quote_all(contract.column_names), quote(contract.detached_table or "")
    return (
        f"INSERT INTO {detached} ({columns}) SELECT {columns} FROM {removals} AS o WHERE {condition} "
        "ON CONFLICT DO NOTHING"
    )


def render_attach(contract: Contract) -> str:
    """Put back the detached rows whose parents all exist."""
    columns = quote_all(contract.column_names)
    missing = [
        f"({' AND '.join(f'w.{quote(c)} IS NOT NULL' for c in key.columns)}) AND NOT EXISTS (FROM "
        f"{quote(key.parent)} AS p WHERE {_match_parent(key, 'p', 'w')})"
        for key in contract.foreign_keys
    ]
    absent = " OR ".join(f"({m})" for m in missing)
    return (
        f"INSERT INTO {quote(contract.name)} ({columns}) SELECT {columns} "
        f"FROM {quote(contract.detached_table or '')} AS w WHERE NOT ({absent})"
    )


def render_detached_cleanup(contract: Contract) -> str:
    """Delete the detached rows that were put back."""
    same_key = " AND ".join(f"w.{quote(c)} = o.{quote(c)}" for c in contract.primary_key)
    detached = quote(contract.detached_table or "")
    return f"DELETE FROM {detached} AS w USING {quote(contract.name)} AS o WHERE {same_key}"
