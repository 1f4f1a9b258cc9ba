"""Reads lines of code through services: the repositories, and the guard of what must not be published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa

from egregora_assets.contracts.tables import Tables
from egregora_assets.contracts.vocabularies import EVERY_CHAT
from egregora_assets.errors import RepositoryUnreadable
from egregora_assets.references.excerpts import Cut
from egregora_assets.services.git import Git
from egregora_assets.services.leak_guard import LeakGuard
from egregora_assets.services.settings import Settings
from egregora_assets.stages.enriched.code.rows import Place, find_contacts, read_cuts, tell_excerpts


def make_reader(git: Git, git_refs: Tables, settings: Settings) -> Callable[[str, str], bytes | None]:
    """Reads a content by repository and id; None where no repository that is configured can give it."""
    folders: dict[str, tuple[str, str]] = {}

    def read(repository_id: str, blob_id: str) -> bytes | None:
        if not folders:
            folders.update(_list_folders(git_refs, settings))
        if repository_id not in folders:
            return None
        try:
            return git.read_blob(*folders[repository_id], blob_id)
        except RepositoryUnreadable:
            return None

    return read


def _list_folders(git_refs: Tables, settings: Settings) -> dict[str, tuple[str, str]]:
    """Name and folder of the configured repositories, by id."""
    paths = {setting.name: setting.path for setting in settings.values().repositories}
    rows = git_refs.rows("git_repositories").to_pylist()
    return {str(row["repository_id"]): (row["name"], paths[row["name"]]) for row in rows if row["name"] in paths}


def read_excerpts(
    places: Sequence[Place],
    known: Mapping[Place, Cut],
    read: Callable[[str, str], bytes | None],
    leak_guard: LeakGuard,
    *,
    is_reused: bool,
) -> pa.Table:
    """The lines of code at some places, without what may be private; arguments as for `read_cuts`."""

    def find_private(texts: Sequence[str]) -> set[int]:
        return {*leak_guard.find_in_texts(texts, EVERY_CHAT), *find_contacts(texts)}

    return tell_excerpts(read_cuts(places, known, read, find_private, is_reused=is_reused))
