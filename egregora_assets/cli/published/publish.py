"""`egregora publish`: the site's changed files into a folder, or by rsync to a server."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.options import deployment_option, json_option

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment


@click.command(
    epilog="""\b
Examples:
  egregora publish /srv/www/garden
  egregora publish me@example.org:/srv/www/garden --json"""
)
@click.argument("target")
@deployment_option()
@json_option
def publish(deployment: Deployment, target: str, as_json: bool) -> None:
    """Copy the site's changed files to TARGET, a folder or where rsync sends to.

    First the leak scan looks through the site: if it finds anything, nothing is copied. Files that an earlier publish
    put there and that are gone from the site are removed; nothing else there is touched.
    """
    done = deployment.publish(target)
    if as_json:
        print(json.dumps(asdict(done), indent=2))
        return
    print(f"{done.copied:,} files copied, {done.removed:,} removed, {done.unchanged:,} unchanged in {target}.")
