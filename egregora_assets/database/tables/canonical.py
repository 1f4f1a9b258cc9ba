"""The canonical export: every table as text in a fixed order, without bookkeeping, so that two can be compared."""

from __future__ import annotations

from pathlib import Path

from egregora_assets.contracts.bundles import list_contracts
from egregora_assets.contracts.model import Contract, Place
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.schema.ddl import quote, quote_all


def render_canonical_query(contract: Contract) -> str:
    """Selects one JSON object a row, of the columns that the input decides, in order of the key."""
    members = ", ".join(f"{quote(c)} := CAST({quote(c)} AS VARCHAR)" for c in contract.content_columns)
    return (
        f"SELECT CAST(to_json(struct_pack({members})) AS VARCHAR) FROM {quote(contract.name)} "
        f"ORDER BY {quote_all(contract.primary_key)}"
    )


def write_canonical(file: DatabaseFile, place: Place, folder: Path) -> list[Path]:
    """Writes `<table>.jsonl` for every table with content; the same content gives the same bytes.

    Returns: the files written, in order of the contracts.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged: the database cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contracts = [contract for contract in list_contracts(place) if contract.content_columns]
    with file.keep_open():  # opening takes longer than reading most tables
        return [_write_table(file, contract, folder) for contract in contracts]


def _write_table(file: DatabaseFile, contract: Contract, folder: Path) -> Path:
    path = folder / f"{contract.name}.jsonl"
    with file.open_reader() as connection, path.open("w", encoding="utf-8", newline="\n") as stream:
        connection.execute(render_canonical_query(contract))
        while rows := connection.fetchmany(10_000):
            stream.writelines(f"{row[0]}\n" for row in rows)
    return path
