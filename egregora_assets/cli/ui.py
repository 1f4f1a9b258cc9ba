"""`egregora ui`: Dagster's web interface, on this machine alone and behind a guard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from egregora_assets.cli.console import print_to_stderr
from egregora_assets.cli.options import deployment_option, fail
from egregora_assets.cli.progress import print_settled

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment
    from egregora_assets.operations.web.interface import InterfaceStarted


@click.command(epilog="Example: egregora ui --port 3001")
@deployment_option()
@click.option("--port", type=int, default=3000, show_default=True, help="Port on 127.0.0.1.")
def ui(deployment: Deployment, port: int) -> None:
    """Start Dagster's web interface on this machine alone."""
    if not deployment.serve_interface(port, _print_start):
        print_to_stderr("Dagster's web server or its daemon ended by itself; what it said is above.")
        fail()


def _print_start(started: InterfaceStarted) -> None:
    if started.ended_runs is None:
        print_to_stderr("Another process writes to the database: runs that died are settled by the next run.")
    for run in started.ended_runs or ():
        print_settled(run)
    print(f"Deployment folder: {started.home}")
    print(f"Inbox: {started.inbox}")
    print(f"Dagster at {started.address} (Ctrl-C ends it)", flush=True)
