"""Errors of how a run was started."""

from __future__ import annotations

from collections.abc import Iterable

from egregora_assets.errors.family import EgregoraError


class UpstreamMissing(EgregoraError):
    """An asset was started before an asset that it reads was ever made."""

    def __init__(self, asset_key: str, missing: Iterable[str]) -> None:
        self.asset_key, self.missing = asset_key, tuple(sorted(missing))
        super().__init__(
            f"{asset_key} reads {', '.join(self.missing)}, which no run has made yet; nothing was written.",
            f"run it with everything upstream of it: `--select '+{asset_key}'`, the job to_{asset_key}, or "
            "`egregora process`.",
        )


class PartitionRefused(EgregoraError):
    """A run was started for a partition of an asset, and assets are written as a whole."""

    def __init__(self, asset_key: str) -> None:
        self.asset_key = asset_key
        super().__init__(
            f"{asset_key} was started for a partition, but its tables are written as a whole, so the rows of all other "
            "partitions would be deleted; nothing was written.",
            f"start {asset_key} without a partition, and take `partitions_def` off the asset (docs/dagster.md).",
        )
