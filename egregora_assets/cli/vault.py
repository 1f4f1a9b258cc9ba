"""`egregora vault delete`, `egregora key export`, `egregora key import`."""

from __future__ import annotations

from pathlib import Path

import click

import egregora_assets
from egregora_assets.cli.console import confirm
from egregora_assets.cli.options import PATH, deployment_option
from egregora_assets.errors import NotConfirmed


@click.command(epilog="Example: egregora vault delete --output demo")
@deployment_option()
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
def delete(deployment: egregora_assets.Deployment, yes: bool) -> None:
    """Remove every name and raw message; the site and the key stay."""
    deployment.refuse_unfinished_erasure()
    print("To be removed: every name, raw message and attachment of the vault, and its snapshots. The key stays.")
    print("Afterwards nobody can be named, erased by name or looked for; exports can be read again.")
    if not yes and not confirm("This cannot be undone. Type `yes` to go on: "):
        raise NotConfirmed("Deleting the vault")
    left = deployment.delete_vault()
    print(f"The vault is empty. The site and egregora.duckdb are untouched; keep {left.key}.")
    print(f"Exports are where you put them, also in {left.inbox}: the next run reads those again.")
    for path in left.backups:
        print(f"A backup still holds the vault: {path}")


@click.command("export", epilog="Example: egregora key export /media/disk/egregora.key")
@click.argument("file", type=PATH)
@deployment_option()
def export_key(deployment: egregora_assets.Deployment, file: Path) -> None:
    """Write a copy of the key into a new FILE of mode 0600."""
    deployment.export_key(file)
    print("The key is copied. Who has it can tell pseudonyms' identifiers: keep it apart from backups, and private.")


@click.command("import", epilog="Example: egregora key import /media/disk/egregora.key")
@click.argument("file", type=PATH)
@deployment_option()
def import_key(deployment: egregora_assets.Deployment, file: Path) -> None:
    """Put the key in place where the deployment has none; FILE has its 32 bytes."""
    is_new = deployment.import_key(file)
    print("The key is in place." if is_new else "This deployment has that key already.")
