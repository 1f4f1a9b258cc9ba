"""`egregora serve`: a preview of the published site on this machine alone."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.options import deployment_option
from egregora_assets.cli.published.open import open_in_browser

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment


@click.command(epilog="Example: egregora serve --port 8001 --open")
@deployment_option()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port on 127.0.0.1.")
@click.option("--open", "opens", is_flag=True, help="Open it in the web browser.")
def serve(deployment: Deployment, port: int, opens: bool) -> None:
    """Serve the published site on this machine alone, to look at it; Ctrl-C ends it.

    It answers nobody else, changes nothing, and gives out the files of the site alone.
    """

    def show(address: str) -> None:
        print(f"Site at {address} (Ctrl-C ends it)", flush=True)
        if opens:
            # A browser in the terminal would hold up the answers that it waits for.
            threading.Thread(target=open_in_browser, args=(address,), daemon=True).start()

    deployment.serve_site(port, show)
