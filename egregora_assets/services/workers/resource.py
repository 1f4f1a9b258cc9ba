"""The worker processes of a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import dagster as dg
from pydantic import PrivateAttr

from egregora_assets.contracts.parts import Perform, perform_here
from egregora_assets.services.settings import Settings
from egregora_assets.services.workers.pool import WorkerPool

Task = TypeVar("Task")
Result = TypeVar("Result")


class Workers(dg.ConfigurableResource):  # type: ignore[type-arg]
    """As many processes as the setting `workers` says, from the first work that is worth them to the end of the run."""

    settings: Settings
    _pool: WorkerPool | None = PrivateAttr(default=None)

    def serve(self, stage: str) -> Perform:
        """What performs the tasks of a stage."""

        def perform(
            function: Callable[[Task], Result], tasks: Sequence[Task], estimated_seconds: float
        ) -> list[Result]:
            pool = self._pool = self._pool or WorkerPool(self.settings.values().workers)
            if not pool.pays(len(tasks), estimated_seconds):
                return perform_here(function, tasks, estimated_seconds)
            return pool.perform(stage, function, tasks)

        return perform

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:  # noqa: ARG002 - Dagster's signature
        """Ends the workers."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None
