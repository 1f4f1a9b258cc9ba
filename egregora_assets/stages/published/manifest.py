"""The manifest of the site: its files as rows, and what changed between two of them."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa


def build_manifest(files: Iterable[tuple[str, str, int, str | None]]) -> pa.Table:
    """The rows of `expressions.FILES`, from each file's path, digest, size in bytes and document id."""
    paths, hashes, sizes, document_ids = zip(*files, strict=True)
    return pa.table(
        {
            "path": pa.array(paths, pa.string()),
            "content_hash": pa.array(hashes, pa.string()),
            "byte_count": pa.array(sizes, pa.int64()),
            "document_id": pa.array(document_ids, pa.string()),
        }
    )


def count_changed_files(before: pa.Table, after: pa.Table) -> int:
    """How many files a manifest adds, changes and leaves out, compared with an earlier one."""
    old, new = (
        dict(zip(rows["path"].to_pylist(), map(str, rows["content_hash"].to_pylist()), strict=True))
        for rows in (before, after)
    )
    return sum(old.get(path) != new.get(path) for path in {*old, *new})
