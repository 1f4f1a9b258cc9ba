"""Errors of how a run was started, and of runs that come in each other's way."""

from __future__ import annotations

from collections.abc import Iterable

from egregora_assets.errors.family import EgregoraError


class UpstreamMissing(EgregoraError):
    """An asset was started before an asset that it reads was ever made."""

    def __init__(self, asset_key: str, missing: Iterable[str]) -> None:
        self.asset_key, self.missing = asset_key, tuple(sorted(missing))
        super().__init__(
            f"{asset_key} reads {', '.join(self.missing)}, which no run has made yet; nothing was written.",
            f"run it with everything upstream of it: `--select '+key:{asset_key}'`, the job to_{asset_key}, or "
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


class WorkerLost(EgregoraError):
    """A worker process ended before its work was done: somebody or the system ended it."""

    def __init__(self, stage: str) -> None:
        self.stage = stage
        super().__init__(
            f"{stage} lost a worker process before its work was done; nothing was written.",
            "run again; if the system ended it for lack of memory, set fewer `workers` (docs/settings.md).",
        )


class DeploymentBusy(EgregoraError):
    """Another run, or a command that changes the deployment, has not ended."""

    def __init__(self, home: str, holder: str, waited_seconds: float) -> None:
        super().__init__(
            f"{home} is in use by {holder}; waited {waited_seconds:.0f} s.",
            "wait until it has ended, or end it; the setting wait_seconds says how long a run waits by itself.",
        )


class InputsChanged(EgregoraError):
    """Another run wrote an input while an asset was computed from it."""

    def __init__(self, asset_key: str, changed: Iterable[str]) -> None:
        super().__init__(
            f"While {asset_key} was computed, another run wrote {', '.join(changed)}; nothing was written.",
            "run again: it starts from the tables that are there now.",
        )


class FailureCommandFailed(EgregoraError):
    """The operator's command for runs that failed did not do its work."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The command of the setting failure_command {reason}, so nobody was told of a run that failed.",
            "run it by hand with three arguments (a run's id, a job, the class of an error), and correct the setting.",
        )


class ChatUnknown(EgregoraError):
    """A run is to read exports of conversations that the deployment does not have."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"{count} of the ids in the option chats belong to no conversation; nothing was read.",
            'take ids from `egregora sql "SELECT chat_id, slug FROM chats"`, or leave the option empty: an export of a '
            "new conversation is read by a run without it.",
        )


class CopyMissing(EgregoraError):
    """There is no copy for readers, or it is damaged."""

    def __init__(self, path: str, *, is_damaged: bool = False) -> None:
        super().__init__(
            f"{path} {'is damaged' if is_damaged else 'does not exist'}.",
            f"{'delete it, and ' if is_damaged else ''}run `egregora process`, which leaves a copy for readers.",
        )


class QueryRefused(EgregoraError):
    """A query of `egregora sql` cannot be answered."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "The query cannot be answered.",
            'give one SELECT over the tables of docs/schema.md (`egregora sql "SHOW TABLES"` lists them).',
            detail_for_terminal=reason,
        )
