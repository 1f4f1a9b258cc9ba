"""`egregora process` and `egregora debug run-stage`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

import egregora_assets
from egregora_assets.cli.options import PATH, deployment_option, fail, force_option, quiet_option
from egregora_assets.cli.progress import make_progress
from egregora_assets.cli.result import print_result
from egregora_assets.contracts.vocabularies import ASSETS, STAGES


@click.command(
    epilog="""\b
Examples:
  egregora process chat.zip --time-zone Europe/Lisbon
  egregora process                      # what lies in the inbox
  egregora process --sample --output demo"""
)
@click.argument("exports", metavar="[EXPORT]...", nargs=-1, type=PATH)
@deployment_option()
@click.option("--target-stage", type=click.Choice(STAGES), default="published", help="Stop after this stage.")
@force_option
@click.option("--sample", is_flag=True, help="Read the synthetic sample export that is shipped.")
@click.option("--time-zone", metavar="ZONE", help="The chat's IANA time zone; remembered.")
@click.option("--locale", help="Decides day or month first where the file does not, such as pt_BR; remembered.")
@click.option("--title", help="The site's public title; remembered.")
@click.option("--label", help="Your private name for the conversation; remembered.")
@click.option("--key", metavar="FILE", type=PATH, help="The key of another deployment: same pseudonyms.")
@quiet_option
def process(
    deployment: egregora_assets.Deployment, exports: tuple[Path, ...], key: Path | None, quiet: bool, **options: Any
) -> None:
    """Read exports and bring everything up to date.

    EXPORT is a chat export or a folder of exports; without any, what lies in the inbox is read.
    """
    if key:
        deployment.import_key(key)
    remembered = {"time_zone": "time_zone", "locale": "locale", "site_title": "title", "chat_label": "label"}
    deployment.configure(**{name: options.pop(option) for name, option in remembered.items()})
    paths = [*exports, *([egregora_assets.find_sample()] if options.pop("sample") else [])]
    run(deployment, paths, quiet=quiet, **options)


def run(
    deployment: egregora_assets.Deployment, exports: Sequence[Path] = (), *, quiet: bool = False, **options: Any
) -> None:
    """Processes exports and prints what came of it; ends with exit code 1 where that failed."""
    progress = make_progress(quiet)
    try:
        result = deployment.process(exports, progress=progress, check=False, **options)
    finally:
        progress.close()
    print_result(result, quiet=quiet)
    if result.error:
        fail()


@click.command("run-stage", epilog="Example: egregora debug run-stage ranked --force-refresh")
@click.argument("stage", metavar="STAGE", type=click.Choice(ASSETS))
@deployment_option()
@force_option
@quiet_option
def run_stage(deployment: egregora_assets.Deployment, stage: str, force_refresh: bool, quiet: bool) -> None:
    """Run one stage over the tables that are there.

    STAGE is an asset: a stage of the pipeline, or one of its caches git_refs, git_commits, asset_cache.
    """
    progress = make_progress(quiet)
    try:
        deployment.run_stage(stage, force_refresh=force_refresh, progress=progress)
    finally:
        progress.close()
