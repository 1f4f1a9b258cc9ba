"""Dagster's web server behind the guard: `python -m egregora_assets.operations.web.server PORT [OPTION ...]`."""

from __future__ import annotations

import sys
from typing import Any

from egregora_assets.errors import WebServerUnguarded
from egregora_assets.operations.web.guard import LOOPBACK, WebGuard

_SEAM = "create_asgi_app"
"""The method of Dagster's web server that makes the application which is then served."""


def stand_guard() -> None:
    """Puts the guard before every application that Dagster's web server makes in this process, once.

    Raises:
        WebServerUnguarded: this version of Dagster makes its application in another way.
    """
    # Imported here: every process that opens the instance loads this module, and few of them serve pages.
    from dagster_webserver.webserver import DagsterWebserver

    make = getattr(DagsterWebserver, _SEAM, None)
    if make is None:
        raise WebServerUnguarded()
    if getattr(make, "is_guarded", False):
        return

    def make_guarded(self: Any, **options: Any) -> Any:
        app = make(self, **options)
        app.add_middleware(WebGuard)
        return app

    make_guarded.is_guarded = True  # type: ignore[attr-defined]
    setattr(DagsterWebserver, _SEAM, make_guarded)


def main(port: str, *options: str) -> None:
    """Serves on 127.0.0.1 until it is interrupted.

    Args:
        options: of `dagster-webserver`: the code location, the log's level.
    """
    from dagster_webserver.cli import cli

    # Also where the instance of a DAGSTER_HOME of somebody's own does not do it.
    stand_guard()
    cli(["-h", LOOPBACK[0], "-p", port, "--dagster-log-level", "warning", *options])


if __name__ == "__main__":
    main(*sys.argv[1:])
