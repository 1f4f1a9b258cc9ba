"""The journal of requests to external services: which run, which service, how much, never the content."""

from __future__ import annotations

from egregora_assets.contracts.external_services import SERVICES
from egregora_assets.contracts.instants import utc_now
from egregora_assets.database.connection import DatabaseFile


def begin_transmission(file: DatabaseFile, run_id: str, service: str, row_count: int) -> int:
    """Commits an entry before anything is sent; returns its ordinal within the run.

    Raises:
        RowsRefused: the run is not recorded.
        DatabaseBusy, DatabaseMissing, DiskFull: nothing was recorded, so nothing may be sent.
    """
    with file.transaction() as connection:
        found = connection.execute("SELECT count(*) FROM transmissions WHERE run_id = $1", [run_id]).fetchone()
        ordinal = int(found[0]) if found else 0
        connection.execute(
            "INSERT INTO transmissions (run_id, ordinal, service, purpose, row_count, began_at) "
            "VALUES ($1, $2, $3, $4, $5, $6)",
            [run_id, ordinal, service, SERVICES[service].purpose, row_count, utc_now()],
        )
    return ordinal


def end_transmission(file: DatabaseFile, run_id: str, ordinal: int, request_count: int, sent_bytes: int) -> None:
    """Completes an entry.

    Raises:
        DatabaseBusy, DatabaseMissing, DiskFull: the entry stays without an end.
    """
    with file.transaction() as connection:
        connection.execute(
            "UPDATE transmissions SET request_count = $3, sent_bytes = $4, ended_at = greatest($5, began_at) "
            "WHERE run_id = $1 AND ordinal = $2",
            [run_id, ordinal, request_count, sent_bytes, utc_now()],
        )
