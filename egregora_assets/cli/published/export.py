"""`egregora export`: posts as Markdown, tables as Parquet or JSON lines, of what the site may show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from egregora_assets.cli.options import PATH, deployment_option

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment


@click.command(epilog="Example: egregora export posts ~/garden-posts")
@click.argument("folder", type=PATH)
@deployment_option()
@click.option("--drafts", is_flag=True, help="Write drafts, too.")
def posts(deployment: Deployment, folder: Path, drafts: bool) -> None:
    """Write each published post as a Markdown file with front matter into FOLDER, a new or an empty one.

    Edit them, and `egregora import posts FOLDER` brings your versions. Where the writer would write something else than
    what you edited by now, that is in the folder `offered`.
    """
    written = deployment.export_posts(folder, drafts=drafts)
    print(f"{len(written):,} posts in {folder}")


@click.command(epilog="Example: egregora export tables ~/garden-tables --format jsonl")
@click.argument("folder", type=PATH)
@deployment_option()
@click.option(
    "--format", "form", type=click.Choice(["parquet", "jsonl"]), default="parquet", show_default=True, help="Of files."
)
def tables(deployment: Deployment, folder: Path, form: Literal["parquet", "jsonl"]) -> None:
    """Write what the site may show as tables into FOLDER, a new or an empty one.

    Messages, people under their public names, published documents with tags, citations and ratings.
    """
    written = deployment.export_shown_tables(folder, form)
    print(f"{len(written):,} tables in {folder}: {', '.join(path.stem for path in written)}")
