"""What is asked of the git caches, as expressions."""

from __future__ import annotations

import ibis


def list_spaced_paths(file_versions: ibis.Table) -> ibis.Table:
    """One row a path with a space, in order: path."""
    return file_versions.filter(file_versions.path.contains(" ")).select("path").distinct().order_by("path")


def list_versions(file_versions: ibis.Table, chain: ibis.Table, names: tuple[str, ...]) -> ibis.Table:
    """One row a version of a file with one of these names (the last part of its path), by repository, path, place."""
    last_part = file_versions.path.split("/")[-1]
    wanted = file_versions.filter(last_part.isin(names))
    owners = chain.select("chain_id", "repository_id").distinct()
    joined = wanted.join(owners, "chain_id")
    return joined.select("repository_id", "path", "position", "status", "blob_id").order_by(
        "repository_id", "path", "position"
    )
