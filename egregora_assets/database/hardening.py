"""Connections that reach no other file, no extension and no setting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

HARDENING = (
    # For each connection to the opened file, not for the first alone.
    "SET GLOBAL TimeZone = 'UTC'",
    "SET GLOBAL lambda_syntax = 'ENABLE_SINGLE_ARROW'",
    "SET GLOBAL python_enable_replacements = false",
    "SET GLOBAL enable_external_access = false",
    "SET GLOBAL preserve_insertion_order = true",
    "SET lock_configuration = true",
)
"""What every opened file is closed with: no file, no extension and no setting can be reached through it."""


BLOCK_BYTES = 32 << 10
"""The block size of new files. Each table and each index takes a block at least: with DuckDB's 256 KiB, a deployment of
a hundred messages would take 30 MB; smaller blocks than these cost time."""


def connect(path: Path, *, is_write: bool, memory_limit: str = "") -> duckdb.DuckDBPyConnection:
    """Opens a database file, which may be absent when it is written.

    Args:
        memory_limit: DuckDB's limit, such as "4GB"; empty = its default.

    Raises:
        duckdb.Error: it cannot be opened.
    """
    config: dict[str, Any] = {
        "temp_directory": str(path.with_name(path.name + ".spill")),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "allow_persistent_secrets": "false",
        "default_block_size": str(BLOCK_BYTES),
    }
    if memory_limit:
        config["memory_limit"] = memory_limit
    connection = duckdb.connect(str(path), read_only=not is_write, config=config)
    for statement in HARDENING:
        connection.execute(statement)
    return connection
