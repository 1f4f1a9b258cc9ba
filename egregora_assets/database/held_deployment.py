"""What a run holds of a deployment from before its first step to after its last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from egregora_assets.database.connection import DatabaseFile
from egregora_assets.services.run_lease import RunLease


@dataclass(frozen=True)
class HeldDeployment:
    """What a run of this process holds: the settings that name the folder may be changed while it runs."""

    lease: RunLease
    files: tuple[DatabaseFile, ...]
    close_history: Callable[[], None]

    def release(self) -> None:
        """Gives back what was taken once."""
        for file in self.files:
            file.stop_keeping()
        self.close_history()
        self.lease.release()
