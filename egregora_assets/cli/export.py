"""`egregora debug export`: the readable tables as text, to compare two deployments or to take the data elsewhere."""

from __future__ import annotations

from pathlib import Path

import click

import egregora_assets
from egregora_assets.cli.options import PATH, deployment_option


@click.command(epilog="Example: egregora debug export tables")
@click.argument("folder", type=PATH)
@deployment_option()
def export(deployment: egregora_assets.Deployment, folder: Path) -> None:
    """Write every readable table into FOLDER as JSON lines; the vault is not exported."""
    written = deployment.export_tables(folder)
    print(f"{len(written)} tables in {folder}")
