"""Notices where an older `rankings.duckdb` lies beside the data and was not imported."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path

from egregora_assets.cli.import_legacy import imported_digests, legacy_digest
from egregora_assets.database.legacy.files import digest_of
from egregora_assets.database.store import DuckDBStore

OLDER_RANKINGS = "rankings.duckdb"


def unimported_rankings(store: DuckDBStore, exports: Iterable[Path] = ()) -> list[Path]:
    """Older rankings in the deployment's folder, in its inbox, beside an export, or in `rankings/` there, that no
    completed import read as they are now. A file that cannot be read is left out.
    """
    values = store.settings.values()
    folders = [values.home, values.inbox, *(e.expanduser().absolute().parent for e in exports)]
    places = [f / OLDER_RANKINGS for folder in folders for f in (folder, folder / "rankings")]
    found = [p for p in dict.fromkeys(places) if p.is_file()]
    if not found:
        return []
    imported = imported_digests(store)
    return [p for p in found if (digest := _digest(store, p)) and digest not in imported]


def _digest(store: DuckDBStore, path: Path) -> str | None:
    try:
        return legacy_digest(store.vault.key(), digest_of(path))
    except OSError:
        return None


def notice_of(path: Path) -> str:
    """What to tell of older rankings."""
    return f"{path} was not imported. Remedy: `egregora import-legacy {shlex.quote(str(path))}`, or move it away."
