"""`egregora debug export`: the readable tables as text, to compare two deployments or to take the data elsewhere."""

from __future__ import annotations

import argparse

from egregora_assets.cli.deployment import settle_folders
from egregora_assets.database.tables.canonical import write_canonical


def export(options: argparse.Namespace) -> bool:
    """Writes one JSON-lines file a table of `egregora.duckdb`; the vault is not exported."""
    settle_folders(options)
    from egregora_assets.definitions import STORE

    STORE.prepare()
    written = write_canonical(STORE.file("main"), "main", options.folder)
    print(f"{len(written)} tables in {options.folder}")
    return True
