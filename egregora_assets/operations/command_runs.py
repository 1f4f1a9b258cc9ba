"""Runs of commands that write by themselves: their rows name a run as all others do."""

from __future__ import annotations

import os
import platform
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from egregora_assets import __version__
from egregora_assets.contracts.instants import utc_now
from egregora_assets.database.store import DuckDBStore
from egregora_assets.errors import EgregoraError
from egregora_assets.runs.configuration import hash_configuration
from egregora_assets.runs.processes import find_process_start
from egregora_assets.runs.projection import Failure
from egregora_assets.runs.records import RunRecord


@contextmanager
def record_run(store: DuckDBStore, job_name: str, target: str) -> Iterator[str]:
    """Record a run around what a command writes.

    Args:
        target: what it is about: identifiers, never a name.

    Yields: the run's id.

    Raises:
        EgregoraError: what was raised inside; the run is recorded as failed.
    """
    run_id, now = str(uuid.uuid4()), utc_now()
    store.runs.begin_run(
        RunRecord(
            run_id=run_id,
            job_name=job_name,
            status="running",
            trigger="command",
            target=target,
            config_hash=hash_configuration({}, store.settings.values().configuration()),
            code_version=__version__,
            created_at=now,
            started_at=now,
            host=store.vault.pseudonymize_host(platform.node()),
            process_id=os.getpid(),
            process_started_at=find_process_start(os.getpid()),
        )
    )
    try:
        yield run_id
    except EgregoraError as error:
        store.runs.end_run(run_id, "failed", utc_now(), Failure(type(error).__name__, error.remedy))
        raise
    store.runs.end_run(run_id, "completed", utc_now())
