"""`egregora process` and `egregora debug run-stage`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import egregora_assets
from egregora_assets.cli.answers import describe_result, print_answer
from egregora_assets.cli.options import (
    EXIT_INTERRUPTED,
    PATH,
    deployment_option,
    fail,
    folder_option,
    force_option,
    json_option,
    open_deployment,
    quiet_option,
)
from egregora_assets.cli.progress import ProgressLines, make_progress
from egregora_assets.cli.result import print_result
from egregora_assets.contracts.vocabularies import ASSETS, STAGES
from egregora_assets.errors import RunInterrupted
from egregora_assets.operations.kept_answers.giving import find_nothing_to_do
from egregora_assets.operations.sample import find_sample

if TYPE_CHECKING:
    from egregora_assets.operations.process import ProcessResult


@click.command(
    epilog="""\b
Examples:
  egregora process chat.zip --time-zone Europe/Lisbon
  egregora process                      # what lies in the inbox
  egregora process --sample --output demo"""
)
@click.argument("exports", metavar="[EXPORT]...", nargs=-1, type=PATH)
@folder_option
@click.option("--target-stage", type=click.Choice(STAGES), default="published", help="Stop after this stage.")
@force_option
@click.option("--sample", is_flag=True, help="Read the synthetic sample export that is shipped.")
@click.option("--time-zone", metavar="ZONE", help="The chat's IANA time zone; remembered.")
@click.option("--locale", help="Decides day or month first where the file does not, such as pt_BR; remembered.")
@click.option("--title", help="The site's public title; remembered.")
@click.option("--label", help="Your private name for the conversation; remembered.")
@click.option("--key", metavar="FILE", type=PATH, help="The key of another deployment: same pseudonyms.")
@quiet_option
@json_option
def process(
    output: Path | None, exports: tuple[Path, ...], key: Path | None, quiet: bool, as_json: bool, **options: Any
) -> None:
    """Read exports and bring everything up to date.

    EXPORT is a chat export or a folder of exports; without any, what lies in the inbox is read.
    """
    remembered = {"time_zone": "time_zone", "locale": "locale", "site_title": "title", "chat_label": "label"}
    settings = {name: options.pop(option) for name, option in remembered.items()}
    paths = [*exports, *([find_sample()] if options.pop("sample") else [])]
    is_whole = options["target_stage"] == "published" and not options["force_refresh"]
    progress = make_progress(quiet, as_json=as_json)
    if is_whole and not key and _says_nothing_to_do(output, paths, settings, progress):
        return
    progress.begin()
    deployment = open_deployment(output, creates=True)
    deployment.configure(**settings)
    if key:
        deployment.import_key(key)
    run(deployment, paths, progress, **options)


def _says_nothing_to_do(
    output: Path | None, exports: Sequence[Path], settings: Mapping[str, str | None], progress: ProgressLines
) -> bool:
    """Prints what processing comes to where it is known that nothing would be done. Returns: whether it is."""
    try:
        result = find_nothing_to_do(output, exports, settings, progress)
    finally:
        progress.close()
    if result:
        _print(result, progress)
    return result is not None


def _print(result: ProcessResult, progress: ProgressLines) -> None:
    """Prints what processing came to, as it was asked for."""
    print_result(result, quiet=progress.is_quiet or progress.as_json)
    if progress.as_json:
        print_answer(describe_result(result, progress.ended_stages))


def run(
    deployment: egregora_assets.Deployment, exports: Sequence[Path], progress: ProgressLines, **options: Any
) -> None:
    """Processes exports and prints what came of it; ends with exit code 1 where that failed, 130 if interrupted."""
    try:
        result = deployment.process(exports, progress=progress, check=False, **options)
    finally:
        progress.close()
    _print(result, progress)
    if isinstance(result.error, RunInterrupted):
        raise click.exceptions.Exit(EXIT_INTERRUPTED)
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
    progress.begin()
    try:
        deployment.run_stage(stage, force_refresh=force_refresh, progress=progress)
    finally:
        progress.close()
