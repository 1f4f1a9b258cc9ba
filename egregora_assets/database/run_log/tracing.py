"""The queries of tracing: rows by key, the rows that they were made from, materializations and their inputs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from uuid import UUID

from egregora_assets.contracts.bundles import CONTRACTS, list_contracts
from egregora_assets.contracts.model import Contract
from egregora_assets.contracts.relations import Relation
from egregora_assets.database.run_log.store import RunStore
from egregora_assets.database.schema.ddl import quote, render_types
from egregora_assets.runs.tracing import Export, Input, Key, Row, Step

_PREFIX = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{0,4}){0,5}")
_WRITTEN = "inserted_count + updated_count + deleted_count"


def _render_key(contract: Contract, alias: str) -> str:
    """The columns of a SELECT: the key and the run, as text."""
    columns = [f"CAST({alias}.{quote(c)} AS VARCHAR)" for c in contract.primary_key]
    run = f"CAST({alias}.run_id AS VARCHAR)" if "run_id" in contract.column_names else "NULL"
    return ", ".join([*columns, run])


def _list_name_columns(contract: Contract) -> Iterator[str]:
    """Text columns by which a row can be looked up: paths, slugs, addresses."""
    for key in (contract.primary_key, *contract.unique):
        if contract.column(key[-1]).type.is_string() and (len(key) == 1 or key[-1] == "slug"):
            yield key[-1]


class TraceStore(RunStore):
    """The run log and the keys of all rows of the main file; no text, name or web address is read.

    Raises, from every method:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged: the file cannot be read.
    """

    def find(self, text: str) -> list[Row]:
        """The rows that an identifier names: a whole key (parts joined by colons), the first eight or more digits of
        a UUID, a slug or a path; with a row found by name, the rows of other tables that have the same key."""
        found = {row for contract in list_contracts("main") for row in self._find_by_key(contract, text)}
        if not found and _PREFIX.fullmatch(text):
            found = {row for contract in list_contracts("main") for row in self._find_by_prefix(contract, text)}
        if not found:
            found = {row for contract in list_contracts("main") for row in self._find_by_name(contract, text)}
            found |= {other for row in found if len(row.key) == 1 for other in self._find_by_same_key(row)}
        return sorted(found)

    def _find_by_same_key(self, row: Row) -> Iterator[Row]:
        for contract in list_contracts("main"):
            yield from self._find_by_key(contract, row.key[0])

    def _find_by_key(self, contract: Contract, text: str) -> list[Row]:
        parts = text.split(":", len(contract.primary_key) - 1)
        if len(parts) != len(contract.primary_key):
            return []
        types = render_types(contract)
        tests = [f"t.{quote(c)} = TRY_CAST(${i + 1} AS {types[c]})" for i, c in enumerate(contract.primary_key)]
        return self._select(contract, " AND ".join(tests), parts)

    def _find_by_prefix(self, contract: Contract, text: str) -> list[Row]:
        """A range of UUIDs, which the key's index answers."""
        if len(contract.primary_key) != 1 or not contract.column(contract.primary_key[0]).type.is_uuid():
            return []
        digits = text.replace("-", "")
        low, high = (str(UUID(digits.ljust(32, filling)[:32])) for filling in "0f")
        return self._select(contract, f"t.{quote(contract.primary_key[0])} BETWEEN $1 AND $2", [low, high])

    def _find_by_name(self, contract: Contract, text: str) -> list[Row]:
        tests = [f"t.{quote(column)} = $1" for column in _list_name_columns(contract)]
        return self._select(contract, " OR ".join(tests), [text]) if tests else []

    def _select(self, contract: Contract, tests: str, values: list[str]) -> list[Row]:
        sql = f"SELECT {_render_key(contract, 't')} FROM {quote(contract.name)} AS t WHERE {tests} ORDER BY ALL"
        with self._file.open_reader() as connection:
            found = connection.execute(sql, values).fetchall()
        return [Row(contract.name, tuple(row[:-1]), row[-1]) for row in found]

    def find_sources(self, relation: Relation, keys: Collection[Key]) -> list[Row]:
        """The rows that a relation leads to from the rows with these keys, in order of key: one query."""
        contract, source = CONTRACTS[relation.table], CONTRACTS[relation.source]
        types = render_types(contract)
        key = contract.primary_key
        lists = ", ".join(f"unnest(${i + 1}::VARCHAR[])::{types[c]} AS k{i}" for i, c in enumerate(key))
        same_key = " AND ".join(f"t.{quote(c)} = k.k{i}" for i, c in enumerate(key))
        pairs = zip(relation.columns, relation.source_columns, strict=True)
        related = " AND ".join(f"s.{quote(there)} = t.{quote(here)}" for here, there in pairs)
        sql = (
            f"SELECT DISTINCT {_render_key(source, 's')} FROM (SELECT {lists}) AS k "
            f"JOIN {quote(contract.name)} AS t ON {same_key} JOIN {quote(source.name)} AS s ON {related} ORDER BY ALL"
        )
        with self._file.open_reader() as connection:
            found = connection.execute(sql, [[one[i] for one in keys] for i in range(len(key))]).fetchall()
        return [Row(source.name, tuple(row[:-1]), row[-1]) for row in found]

    def find_step(self, asset_key: str, run_id: str) -> Step | None:
        """A materialization, with the run that last changed the asset's tables up to it; without its inputs."""
        changed = (
            "SELECT CAST(w.run_id AS VARCHAR) FROM materializations AS w WHERE w.asset_key = m.asset_key "
            "AND w.materialized_at <= m.materialized_at "
            f"ORDER BY ({_WRITTEN} > 0) DESC, CASE WHEN {_WRITTEN} > 0 THEN w.materialized_at END DESC, "
            "w.materialized_at, w.run_id LIMIT 1"
        )
        sql = (
            "SELECT m.asset_key, CAST(m.run_id AS VARCHAR), m.materialized_at, m.code_version, "
            f"CAST(m.data_version AS VARCHAR), m.row_count, {_WRITTEN}, ({changed}) "
            "FROM materializations AS m WHERE m.asset_key = $1 AND m.run_id = $2"
        )
        with self._file.open_reader() as connection:
            row = connection.execute(sql, [asset_key, run_id]).fetchone()
        return Step(*row) if row else None

    def list_steps(self, run_id: str) -> list[str]:
        """The assets that a run materialized, by time."""
        sql = "SELECT asset_key FROM materializations WHERE run_id = $1 ORDER BY materialized_at, asset_key"
        with self._file.open_reader() as connection:
            return [row[0] for row in connection.execute(sql, [run_id]).fetchall()]

    def list_inputs(self, asset_key: str, run_id: str) -> list[Input]:
        """What a materialization read, by asset."""
        sql = (
            "SELECT upstream_key, CAST(upstream_run_id AS VARCHAR), CAST(upstream_data_version AS VARCHAR) "
            "FROM materialization_inputs WHERE asset_key = $1 AND run_id = $2 ORDER BY upstream_key"
        )
        with self._file.open_reader() as connection:
            return [Input(*row) for row in connection.execute(sql, [asset_key, run_id]).fetchall()]

    def list_exports(self, export_ids: Collection[str]) -> list[Export]:
        """Exports by id, by time of reading."""
        sql = (
            "SELECT CAST(export_id AS VARCHAR), ingested_at, message_count, CAST(run_id AS VARCHAR) FROM exports "
            "WHERE export_id IN (SELECT unnest($1::UUID[])) ORDER BY ingested_at, export_id"
        )
        with self._file.open_reader() as connection:
            return [Export(*row) for row in connection.execute(sql, [list(export_ids)]).fetchall()]
