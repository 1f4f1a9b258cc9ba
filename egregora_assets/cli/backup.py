"""`egregora backup` and `egregora restore`: a verified copy elsewhere, and back again."""

from __future__ import annotations

from pathlib import Path

import click

import egregora_assets
from egregora_assets.cli.console import print_to_stderr, shorten_path
from egregora_assets.cli.options import PATH, deployment_option, quiet_option
from egregora_assets.cli.progress import print_settled


@click.command(epilog="Example: egregora backup /media/disk/egregora --with-vault")
@click.argument("folder", required=False, type=PATH)
@deployment_option()
@click.option("--with-vault", is_flag=True, help="Copy the vault as well: names and messages as they were read.")
@quiet_option
def backup(deployment: egregora_assets.Deployment, folder: Path | None, with_vault: bool, quiet: bool) -> None:
    """Write verified copies of the databases into a folder.

    Without FOLDER, into backups/ of the deployment. What was deleted is not in the copies.
    """
    for copy in deployment.backup(folder, with_vault=with_vault):
        if not quiet:
            size = f"{copy.byte_count / 1e6:,.1f} MB, {copy.row_count:,} rows"
            print(f"Copied and compared: {shorten_path(copy.path)} ({size}).")
    if quiet:
        return
    print(
        "The copy of the vault holds every name and message as it was read: keep it as private as the vault."
        if with_vault
        else "It holds no names: the vault is not in it (`--with-vault` copies it as well)."
    )
    print("The deployment key is in neither. Keep a copy of vault/deployment.key apart from them: `--key` takes it.")


@click.command(epilog="Example: egregora restore /media/disk/egregora")
@click.argument("copy", required=False, type=PATH)
@deployment_option()
@click.option("--with-vault", is_flag=True, help="Restore the vault from COPY as well; with --force, the vault too.")
@click.option("--force", is_flag=True, help="Replace a sound file, too: go back to an older state.")
@quiet_option
def restore(
    deployment: egregora_assets.Deployment, copy: Path | None, with_vault: bool, force: bool, quiet: bool
) -> None:
    """Replace what is damaged by copies, and keep what was there.

    COPY is a copy or a folder of copies. Without it, the database and the vault are looked at, and what is damaged or
    lost is replaced by its newest sound snapshot or backup. A sound file is replaced with --force alone.
    """
    found = deployment.restore(copy, with_vault=with_vault, replaces_sound=force)
    for problem in found.unusable:
        print_to_stderr(f"Left out: {problem}")
    for file in found.files if not quiet else ():
        print(f"Restored {shorten_path(file.path)} from {shorten_path(file.source)}.")
        if file.replaced:
            print(f"What was there is kept as {shorten_path(file.replaced)}; delete it when you no longer need it.")
    for path in found.sound if not quiet else ():
        print(f"{shorten_path(path)} is sound and was left as it is.")
    for path in found.uncopied:
        print_to_stderr(f"There is no copy of {shorten_path(path)}: the next run makes it again.")
    if any(path.stem == "vault" for path in (*found.uncopied, *(file.path for file in found.files))):
        print_to_stderr(
            "What was decided about people and names since that state of the vault has to be decided again (`egregora "
            "opt-out`, `egregora review names`), and exports that were read since have to lie in the inbox."
        )
    for run in found.ended_runs:
        print_settled(run)
    if found.has_erased_people:
        print_to_stderr(
            "That copy holds people who were erased since: run `egregora erase --resume` before anything else. It "
            "removes snapshots and what was kept, too."
        )
    elif not quiet:
        stale = ", ".join(found.stale_assets) or "nothing"
        print(f"To be looked at again: {stale}. Run `egregora process --output {shorten_path(deployment.home)}`.")
