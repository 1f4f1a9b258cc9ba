"""The Dagster instance that `dagster.yaml` names: every web server that opens it stands behind the guard.

`dagster dev` and `dagster-webserver` start their server themselves; the instance is the one thing of ours that their
process loads. Dagster tells it that it serves a web server before it builds the pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster._core.instance import InstanceRef

from egregora_assets.operations.web.server import stand_guard


class GuardedInstance(dg.DagsterInstance):
    """Dagster's instance, which lets no web server start without the guard."""

    @staticmethod
    def config_schema() -> Mapping[str, Any]:
        """No settings of its own in `dagster.yaml`."""
        return {}

    @staticmethod
    def config_defaults(base_dir: str) -> Mapping[str, Any]:
        """Dagster's own."""
        defaults: Mapping[str, Any] = InstanceRef.config_defaults(base_dir)
        return defaults

    def optimize_for_webserver(self, statement_timeout: int, pool_recycle: int, max_overflow: int) -> None:
        """Called by a web server before it makes its application.

        Raises:
            WebServerUnguarded: the guard cannot be put before it.
        """
        stand_guard()
        super().optimize_for_webserver(statement_timeout, pool_recycle, max_overflow)
