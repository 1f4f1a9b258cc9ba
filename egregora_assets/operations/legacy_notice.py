"""Rankings of an older deployment that lie beside the data and were not imported."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from egregora_assets.database.legacy.files import hash_database
from egregora_assets.database.store import DuckDBStore
from egregora_assets.operations.legacy_import import legacy_digest, read_imported_digests

OLDER_RANKINGS = "rankings.duckdb"


def find_unimported_rankings(store: DuckDBStore, exports: Iterable[Path] = ()) -> list[Path]:
    """Older rankings in the deployment's folder, in its inbox, beside an export, or in `rankings/` there, that no
    completed import read as they are now. A file that cannot be read is left out.
    """
    values = store.settings.values()
    folders = [values.home, values.inbox, *(e.expanduser().absolute().parent for e in exports)]
    places = [f / OLDER_RANKINGS for folder in folders for f in (folder, folder / "rankings")]
    found = [p for p in dict.fromkeys(places) if p.is_file()]
    if not found:
        return []
    imported = read_imported_digests(store)
    return [p for p in found if (digest := _digest(store, p)) and digest not in imported]


def _digest(store: DuckDBStore, path: Path) -> str | None:
    try:
        return legacy_digest(store.vault.key(), hash_database(path))
    except OSError:
        return None
