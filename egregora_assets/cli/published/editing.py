"""`egregora import`: posts that people edited."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.console import print_to_stderr
from egregora_assets.cli.options import PATH, deployment_option, quiet_option
from egregora_assets.cli.published.annotations import no_run_option, show

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment


@click.command(
    epilog="""\b
Examples:
  egregora export posts garden-posts      # then edit the files
  egregora import posts garden-posts
  egregora import posts garden-posts/offered/chat-1/the-gate.md   # take the writer's version"""
)
@click.argument("files", type=PATH, nargs=-1, required=True)
@no_run_option
@deployment_option()
@quiet_option
def posts(deployment: Deployment, files: tuple[Path, ...], no_run: bool, quiet: bool) -> None:
    """Read posts that you edited, files or folders that `egregora export posts` wrote, and show them on the site.

    Your version stays, whatever later runs write; what the writer would write is offered beside it. Names of the
    conversation become pseudonyms in what you changed, and personal data placeholders. `status` in a file makes a post
    a draft, published or archived.
    """
    deployment.refuse_unfinished_erasure()
    imported = deployment.import_posts(files)
    for one in imported:
        for line, kinds in sorted(one.replaced.items()):
            print_to_stderr(f"{one.path}:{line}: replaced: {', '.join(kinds)}")
        if not quiet:
            print(f"{one.outcome:<15}  {one.status:<9}  {one.slug}")
    if any(one.outcome != "unchanged" for one in imported):
        show(deployment, no_run, quiet)
