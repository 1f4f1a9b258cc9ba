"""`egregora open`: the published site in the web browser."""

from __future__ import annotations

import webbrowser
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.console import print_to_stderr
from egregora_assets.cli.options import deployment_option

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment


@click.command("open", epilog="Example: egregora open")
@deployment_option()
def open_site(deployment: Deployment) -> None:
    """Open the published site in the web browser."""
    page = deployment.locate_site() / "index.html"
    print(f"Site: {page}", flush=True)
    open_in_browser(page.as_uri())


def open_in_browser(address: str) -> None:
    """Opens an address, or says that it has to be opened by hand."""
    if not webbrowser.open(address):
        print_to_stderr(f"No web browser could be started; open {address} yourself.")
