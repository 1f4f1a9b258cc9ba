"""Dagster's web server behind the guard: `python -m egregora_assets.operations.web.server PORT`."""

from __future__ import annotations

import sys
from typing import Any

from dagster_webserver import cli as server

from egregora_assets.operations.web.guard import LOOPBACK, WebGuard, own_hosts

_MAKER = "create_app_from_workspace_process_context"
"""The function of Dagster's that makes the application which its web server then serves."""


def main(port: int) -> None:
    """Serves on 127.0.0.1 until it is interrupted."""
    make = getattr(server, _MAKER)

    def guarded(*arguments: Any, **options: Any) -> Any:
        app = make(*arguments, **options)
        app.add_middleware(WebGuard, hosts=own_hosts(port))
        return app

    setattr(server, _MAKER, guarded)
    server.cli(["-m", "egregora_assets.definitions", "-h", LOOPBACK[0], "-p", str(port)])


if __name__ == "__main__":
    main(int(sys.argv[1]))
