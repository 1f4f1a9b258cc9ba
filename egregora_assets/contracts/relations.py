"""How rows lead back to the rows that they were made from, derived from keys: nothing here is listed table by table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from egregora_assets.contracts.bundles import BUNDLES, CONTRACTS
from egregora_assets.contracts.model import Contract, ForeignKey

BOOKKEEPING_PLACE = -1
_ORDER = {c.name: (place, turn) for place, b in enumerate(BUNDLES) for turn, c in enumerate(b.contracts)}
ASSETS_BY_TABLE = {c.name: b.asset_key for b in BUNDLES for c in b.contracts}
"""The asset that writes a table."""


@dataclass(frozen=True)
class Relation:
    """Rows of `table` were made from the rows of `source` that have the same values in the columns paired here."""

    table: str
    columns: tuple[str, ...]
    source: str
    source_columns: tuple[str, ...]


RENAMED_REFERENCES = (
    Relation("asset_cache", ("subject_id",), "media_files", ("media_id",)),
    Relation("asset_cache", ("subject_id",), "document_addresses", ("document_id",)),
    Relation("site_files", ("path",), "media_files", ("site_relative_path",)),
)
"""What no key tells: columns that hold another table's key under another name."""
_NAMESAKES = ("message_notes", "message_nominations", "offered_posts")
"""Tables whose key is called as another table's, and to which no row leads: the line of a note is no message, and what
is said of a message, or offered for a post, is not what they were made from."""


@cache
def list_relations(name: str) -> tuple[Relation, ...]:
    """The ways from a row of a table back to what it was made from, without repetition, in a fixed order.

    1. What it names: foreign keys, and columns that are the whole key of a table that is written before it.
    2. What was gathered for it: tables of its own bundle that tie it to something of an earlier bundle (citations to
       messages), or that are written before it and name the same thing (comparisons before ratings).
    3. What has its key already, in an earlier bundle, or as the other half of the same thing in its own.

    A row that is part of another one, and has evidence of its own, does not lead to the whole: a citation leads to its
    message, not to everything that its document stands on.
    """
    contract = CONTRACTS[name]
    if contract.place != "main" or name not in _ORDER:
        return ()
    named = list(_named(contract))
    evidence = [r for r in named if not _is_whole(contract, r)]
    if any(_order(r.source)[0] < _order(name)[0] for r in evidence):
        named = evidence
    found = (*named, *_gathered(contract, {r.source for r in named}), *_same_key(contract))
    return tuple(dict.fromkeys((*found, *(r for r in RENAMED_REFERENCES if r.table == name))))


def _order(name: str) -> tuple[int, int]:
    return _ORDER.get(name, (BOOKKEEPING_PLACE, 0))


def _content(contract: Contract) -> frozenset[str]:
    return frozenset(contract.column_names) - {"run_id"}


def _named(contract: Contract) -> Iterator[Relation]:
    """Foreign keys, then other tables' whole keys under the same names."""
    for foreign in contract.foreign_keys:
        if foreign.parent in _ORDER:
            yield Relation(contract.name, foreign.columns, foreign.parent, foreign.parent_columns)
    parents = set(contract.parents)
    for other in _readable():
        key = other.primary_key
        if other.name in parents or not _order(other.name) < _order(contract.name) or key == contract.primary_key:
            continue
        if set(key) <= _content(contract) and all(c.endswith("_id") for c in key):
            yield Relation(contract.name, key, other.name, key)


def _readable() -> tuple[Contract, ...]:
    found = (c for c in CONTRACTS.values() if c.place == "main" and c.name in _ORDER)
    return tuple(c for c in found if not _is_line(c) and c.name not in _NAMESAKES)


def _is_line(contract: Contract) -> bool:
    """Whether a row is nothing but a line from one row of a table to another one of the same table, as an answer is."""
    own = [k.parent for k in contract.foreign_keys if k.columns == contract.primary_key]
    return any(sum(k.parent == parent for k in contract.foreign_keys) > 1 for parent in own)


def _is_whole(contract: Contract, relation: Relation) -> bool:
    """Whether the relation leads to what the row is a part of: written with it, and named in part of its key."""
    is_together = _order(relation.source)[0] == _order(contract.name)[0]
    return is_together and set(relation.columns) < set(contract.primary_key)


def _gathered(contract: Contract, known: set[str]) -> Iterator[Relation]:
    """Tables of the same bundle whose rows name this row, and bring in something that it does not name itself."""
    place, turn = _order(contract.name)
    for child in BUNDLES[place].contracts:
        for relation in _to_same_thing(contract, child):
            # A key of several columns ties things together; a row with a key of its own is a thing, and may come later.
            is_tie = len(child.primary_key) > 1
            brings = {r.source for r in _named(child) if _order(r.source)[0] < place} - known
            if (is_tie and brings) or (_is_half(contract) and _order(child.name)[1] < turn):
                yield relation


def _to_same_thing(contract: Contract, child: Contract) -> Iterator[Relation]:
    """The child's references to the contract, or to what the contract shares its key with, turned round."""
    if child.name == contract.name:
        return
    things = {contract.name, *(k.parent for k in contract.foreign_keys if _shares_key(contract, k))}
    for key in child.foreign_keys:
        if key.parent not in things or child.primary_key == key.columns:
            continue
        parent_key = CONTRACTS[key.parent].primary_key
        if set(parent_key) <= set(key.parent_columns):
            pairs = dict(zip(key.parent_columns, key.columns, strict=True))
            yield Relation(contract.name, contract.primary_key, child.name, tuple(pairs[c] for c in parent_key))


def _shares_key(contract: Contract, key: ForeignKey) -> bool:
    """Whether a foreign key makes the row another half of its parent: the keys of both are one."""
    pairs = dict(zip(key.columns, key.parent_columns, strict=True))
    return tuple(pairs.get(c) for c in contract.primary_key) == CONTRACTS[key.parent].primary_key


def _is_half(contract: Contract) -> bool:
    return any(_shares_key(contract, key) for key in contract.foreign_keys)


def _same_key(contract: Contract) -> Iterator[Relation]:
    """Earlier tables that hold this row's key in a column, and the other half of it in its own bundle."""
    key = contract.primary_key
    if len(key) != 1 or not contract.column(key[0]).type.is_uuid():
        return
    for other in _readable():
        is_earlier = _order(other.name)[0] < _order(contract.name)[0]
        if is_earlier and key[0] in _content(other) and other.name not in contract.parents:
            yield Relation(contract.name, key, other.name, key)
        is_together = _order(other.name)[0] == _order(contract.name)[0]
        if is_together and any(k.parent == contract.name and _shares_key(other, k) for k in other.foreign_keys):
            yield Relation(contract.name, key, other.name, other.primary_key)
