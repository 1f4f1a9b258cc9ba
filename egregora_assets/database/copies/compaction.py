"""Rewrites a database file that takes much more room than its rows need."""

from __future__ import annotations

from contextlib import suppress

from egregora_assets import errors
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.copies.snapshots import require_space
from egregora_assets.database.copies.verified_copies import rewrite_file
from egregora_assets.database.hardening import BLOCK_BYTES

_WASTE_SHARE = 0.25
_LEAST_WASTEFUL = 32 << 20
"""Bytes of a file below which rewriting it for its empty part saves nobody anything."""
_LARGEST_REBLOCKED = 256 << 20
"""Bytes of a file above which its block size makes no difference worth a rewrite."""


def compact_if_wasteful(file: DatabaseFile) -> None:
    """Rewrites a file of which much is empty, or whose blocks are larger than those of new files, as they once were.

    One with stale foreign keys is left: it can be copied, not rewritten.

    Raises:
        EgregoraError: as `copy_database`; the file stays as it was.
    """
    if is_wasteful(file):
        require_space(file.path, file.path.parent)
        with suppress(errors.ReferenceStale, errors.StatementFailed):
            rewrite_file(file)


def is_wasteful(file: DatabaseFile) -> bool:
    """Whether a rewritten file would be much smaller.

    DuckDB writes changed rows anew before it gives up the room of the old ones, and fills that room later.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged: the file cannot be read.
    """
    with file.open_reader() as connection:
        row = connection.execute("SELECT block_size, total_blocks, free_blocks FROM pragma_database_size()").fetchone()
    size, total, free = row or (0, 0, 0)
    has_large_blocks = size > BLOCK_BYTES and size * total <= _LARGEST_REBLOCKED
    is_mostly_empty = size * total >= _LEAST_WASTEFUL and free > total * _WASTE_SHARE
    return bool(has_large_blocks or is_mostly_empty)
