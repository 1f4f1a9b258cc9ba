"""Errors that end a run without being raised in it, and what may not be done to a run that has ended."""

from __future__ import annotations

from egregora_assets.errors.family import EgregoraError


class RunLost(EgregoraError):
    """The process of a run is gone, and it recorded no end: a kill, a power cut, too little memory."""

    def __init__(self) -> None:
        super().__init__("The run's process ended unexpectedly.", "run again; the last good tables are kept.")


class RunStopped(EgregoraError):
    """Dagster's daemon ended a run that took longer than `dagster.yaml` allows."""

    def __init__(self) -> None:
        super().__init__(
            "Dagster stopped the run: it took too long to start, or in all.",
            "run again; if it needs the time, raise the limits of `run_monitoring` in dagster.yaml.",
        )


class RunInterrupted(EgregoraError):
    """Somebody, or the system, ended a run on purpose: Ctrl-C, a signal, a shutdown."""

    def __init__(self, run_id: str) -> None:
        super().__init__(
            f"The run {run_id[:8]} was interrupted before its end.",
            "the last good tables are kept; run the same command again to go on.",
        )
        self.run_id = run_id


class RunAlreadyEnded(EgregoraError):
    """A run that has ended was to be ended again."""

    def __init__(self, run_id: str) -> None:
        super().__init__(
            f"The run {run_id} has already ended.",
            "nothing was changed; `egregora doctor` corrects what differs from Dagster's history.",
        )
        self.run_id = run_id
