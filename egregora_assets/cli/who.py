"""`egregora who`: the name behind a pseudonym, from the vault, on this terminal alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from egregora_assets.cli.console import print_to_stderr
from egregora_assets.cli.options import deployment_option
from egregora_assets.errors import PseudonymUnknown

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment


@click.command(epilog='Example: egregora who "Quiet Otter"')
@click.argument("pseudonym")
@deployment_option()
def who(deployment: Deployment, pseudonym: str) -> None:
    """Show the name behind a pseudonym, as the site shows it, or an alias; reads the vault."""
    try:
        people = deployment.who(pseudonym)
    except PseudonymUnknown:
        print_to_stderr("The vault was read to answer this.")
        raise
    print_to_stderr("The vault was read to answer this.")
    for person in people:
        opted_out = " (opted out)" if person.is_opted_out else ""
        print(f"{person.slug}: {person.public_name} is {person.display_name}{opted_out}")
