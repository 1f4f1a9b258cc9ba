"""Rewrites a database file of which much is empty."""

from __future__ import annotations

from contextlib import suppress

from egregora_assets import errors
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.copies.snapshots import require_space
from egregora_assets.database.copies.verified_copies import rewrite_file

_WASTE_SHARE = 0.25
_LEAST_WASTEFUL = 32 << 20
"""Bytes of a file below which rewriting it saves nobody anything."""


def compact_if_wasteful(file: DatabaseFile) -> None:
    """Rewrites a file of which much is empty; leaves one with stale foreign keys, which can be copied, not rewritten.

    Raises:
        EgregoraError: as `copy_database`; the file stays as it was.
    """
    if is_wasteful(file):
        require_space(file.path, file.path.parent)
        with suppress(errors.ReferenceStale, errors.StatementFailed):
            rewrite_file(file)


def is_wasteful(file: DatabaseFile) -> bool:
    """Whether so much of a file is room of rows that are gone that it should be rewritten.

    DuckDB writes changed rows anew before it gives up the room of the old ones, and fills that room later.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged: the file cannot be read.
    """
    with file.open_reader() as connection:
        row = connection.execute("SELECT block_size, total_blocks, free_blocks FROM pragma_database_size()").fetchone()
    size, total, free = row or (0, 0, 0)
    return bool(size * total >= _LEAST_WASTEFUL and free > total * _WASTE_SHARE)
