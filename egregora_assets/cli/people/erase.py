"""`egregora erase`: shows what there is of a person, asks, removes it, and says where the proof is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from egregora_assets.cli.console import confirm, print_to_stderr
from egregora_assets.cli.options import deployment_option, fail, quiet_option
from egregora_assets.cli.people.similar import choose_words, similar_options
from egregora_assets.cli.people.who import AUTHOR_HELP, choose_person
from egregora_assets.cli.progress import ProgressLines, make_progress
from egregora_assets.cli.result import print_result
from egregora_assets.errors import EgregoraError

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment
    from egregora_assets.operations.erasing.erase import ErasurePreview
    from egregora_assets.operations.erasing.steps import ErasureEvent, ErasureResult

_STEPS = {
    "vault": "Taking the person out of the vault",
    "tables": "Taking the person out of the database",
    "site": "Making everything again without the person",
    "copies": "Removing older copies",
    "inbox": "Looking through the inbox",
    "rewrite": "Writing both databases anew",
    "scan": "Looking for the person everywhere",
}
_FATES = {
    "backup": "Left, and to be removed by you: {path}",
    "unread": "Left, look through it yourself: {name}",
    "removed": "Removed: {name}",
    "kept": "Left, it holds the person: {name}",
}


@click.command(epilog="Example: egregora erase --author -")
@deployment_option(warns=False)
@click.option("--author", "authors", metavar="WHO", multiple=True, help=f"{AUTHOR_HELP} May be given several times.")
@similar_options
@click.option("--resume", is_flag=True, help="Go on with an erasure that was cut off.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.option(
    "--backups",
    type=click.Choice(["remove", "keep-and-list"]),
    default="remove",
    show_default=True,
    help="What to do with backups made by `egregora backup`.",
)
@click.option(
    "--inbox",
    type=click.Choice(["keep", "remove"]),
    default="keep",
    show_default=True,
    help="What to do with exports in the inbox that hold the person.",
)
@quiet_option
def erase(
    deployment: Deployment,
    authors: tuple[str, ...],
    similar: str,
    also: tuple[str, ...],
    resume: bool,
    yes: bool,
    quiet: bool,
    **fates: Any,
) -> None:
    """Remove everything of a person, for good, and prove it."""
    progress = _ErasureProgress(quiet)
    if resume:
        result = _run(lambda: deployment.resume_erasure(progress), progress)
        if result is None:
            print("No erasure is unfinished.")
            return
    else:
        deployment.refuse_unfinished_erasure()
        people = [choose_person(deployment, given) for given in authors or [None]]
        words = choose_words(deployment, people, similar, also)
        if words is None:
            return
        ask = _Confirmation(yes, quiet)
        result = _run(lambda: deployment.erase(people, also=words, confirm=ask, progress=progress, **fates), progress)
    if result and not quiet:
        print(f"Erased. Proof: {result.proof.relative_to(deployment.home)}")
        for what, count in result.counts.items():
            print(f"  {count:6,} {what}")


def _run(erasure: Callable[[], ErasureResult | None], progress: _ErasureProgress) -> ErasureResult | None:
    """Runs an erasure; where the site could not be made again, says how to go on."""
    try:
        return erasure()
    except EgregoraError as error:
        if error is not progress.printed_error:
            raise
        print_to_stderr("The erasure is not complete; `egregora erase --resume` goes on.")
        fail()
        return None


class _Confirmation:
    """Shows what will be removed and asks."""

    def __init__(self, is_confirmed: bool, is_quiet: bool) -> None:
        self._is_confirmed, self._is_quiet = is_confirmed, is_quiet

    def __call__(self, preview: ErasurePreview) -> bool:
        if not (self._is_quiet and self._is_confirmed):
            _print_preview(preview)
        return self._is_confirmed or confirm("This cannot be undone. Type `yes` to go on: ")


def _print_preview(preview: ErasurePreview) -> None:
    print(f"To be erased, for good: {'; '.join(preview.labels)}")
    if not preview.is_named:
        print("The vault no longer knows the name: what others wrote of the person is found by the name shown alone.")
    for what, count in preview.counts.items():
        print(f"  {count:6,} {what}")
    print(f"  {preview.copy_count:6,} snapshots and older copies: will be removed")
    fate = "will be removed" if preview.removes_backups else "stay: remove them yourself"
    print(f"  {len(preview.backups):6,} backups: {fate}")
    for path in preview.backups:
        print(f"         {path}")
    for path in preview.lost_backups:
        print(f"         not found now, look for it yourself: {path}")
    for path in preview.exports:
        print(f"         an export in the inbox holds the person ({preview.inbox}): {path.name}")
    for path in preview.unread_exports:
        print(f"         a file in the inbox cannot be read: {path.name}")


class _ErasureProgress:
    """Prints the steps of an erasure, and of the run that is one of them.

    Attributes:
        printed_error: the error of that run, which has been printed.
    """

    def __init__(self, is_quiet: bool) -> None:
        self._is_quiet = is_quiet
        self._run: ProgressLines = make_progress(is_quiet)
        self.printed_error: EgregoraError | None = None

    def __call__(self, event: ErasureEvent) -> None:
        """Takes an `ErasureEvent`."""
        found: Any = event
        match type(event).__name__:
            case "StepBegan":
                if not self._is_quiet:
                    print(f"{_STEPS[found.step]} …", flush=True)
            case "LeftBehind":
                text = f"  {_FATES[found.fate].format(path=found.path, name=found.path.name)}"
                print_to_stderr(text) if self._is_quiet and found.fate != "removed" else print(text)
            case "ProcessResult":
                self._run.close()
                print_result(found, quiet=self._is_quiet)
                self.printed_error = found.error
            case _:
                self._run(found)
