"""`egregora ui`: Dagster's web interface, on this machine alone and behind a guard."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.console import print_to_stderr
from egregora_assets.cli.options import deployment_option, fail
from egregora_assets.cli.progress import print_settled
from egregora_assets.cli.published.open import open_in_browser

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment
    from egregora_assets.operations.web.interface import InterfaceEvent, InterfaceStarting


@click.command(epilog="Example: egregora ui --port 3001 --open")
@deployment_option(creates=True)
@click.option("--port", type=click.IntRange(1, 65535), default=3000, show_default=True, help="Port on 127.0.0.1.")
@click.option("--open", "opens", is_flag=True, help="Open it in the web browser as soon as it answers.")
def ui(deployment: Deployment, port: int, opens: bool) -> None:
    """Start Dagster's web interface on this machine alone."""
    from egregora_assets.operations.web.interface import InterfaceReady

    def show(event: InterfaceEvent) -> None:
        if not isinstance(event, InterfaceReady):
            _print_start(event)
            return
        print(f"Dagster at {event.address} (Ctrl-C ends it)", flush=True)
        if opens:
            # A browser in the terminal would hold up the watch over the two programs.
            threading.Thread(target=open_in_browser, args=(event.address,), daemon=True).start()

    if not deployment.serve_interface(port, show):
        print_to_stderr("Dagster's web server or its daemon ended by itself; what it said is above.")
        fail()


def _print_start(starting: InterfaceStarting) -> None:
    if starting.ended_runs is None:
        print_to_stderr("Another process writes to the database: runs that died are settled by the next run.")
    for run in starting.ended_runs or ():
        print_settled(run)
    print(f"Deployment folder: {starting.home}")
    print(f"Inbox: {starting.inbox}", flush=True)
