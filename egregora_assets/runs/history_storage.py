"""Where Dagster may keep its history: in SQLite files below its folder, since an erasure is proven by reading files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg

from egregora_assets.errors import StorageRefused

_MODULE = ".sqlite"
"""Is part of the module's name of each of Dagster's storages that are SQLite files."""


def refuse_other_storage(instance: dg.DagsterInstance) -> None:
    """Requires that the history of a lasting instance is in SQLite files below its folder.

    Raises:
        StorageRefused: it is in a server, or in another folder.
    """
    if instance.is_ephemeral:
        return
    for storage in (instance.run_storage, instance.event_log_storage, instance.schedule_storage):
        if storage is not None and _MODULE not in type(storage).__module__:
            raise StorageRefused(type(storage).__name__)
    data, home = instance.get_ref().storage_data, Path(instance.root_directory).resolve()
    folder = _read_folder(data.config_dict) if data else None
    if folder is not None and not folder.is_relative_to(home):
        raise StorageRefused("another folder than DAGSTER_HOME")


def _read_folder(config: Mapping[str, Any]) -> Path | None:
    """The folder that a storage's configuration names, itself or by an environment variable."""
    named = config.get("base_dir")
    value = os.environ.get(str(named.get("env"))) if isinstance(named, Mapping) else named
    return Path(value).expanduser().resolve() if value else None
