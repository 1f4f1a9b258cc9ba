"""`egregora debug export`: the readable tables as text, to compare two deployments or to take the data elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.options import PATH, deployment_option

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment


@click.command(epilog="Example: egregora debug export tables")
@click.argument("folder", type=PATH)
@deployment_option()
def export(deployment: Deployment, folder: Path) -> None:
    """Write every readable table into FOLDER as JSON lines; the vault is not exported."""
    written = deployment.export_tables(folder)
    print(f"{len(written)} tables in {folder}")
