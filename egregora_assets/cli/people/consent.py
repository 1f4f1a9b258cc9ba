"""`egregora opt-out` and `egregora opt-in`: the operator's decision whether somebody is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from egregora_assets.cli.console import print_to_stderr
from egregora_assets.cli.options import deployment_option, quiet_option
from egregora_assets.cli.people.similar import choose_words, similar_options
from egregora_assets.cli.people.who import AUTHOR_HELP, choose_person
from egregora_assets.cli.process import run
from egregora_assets.cli.progress import make_progress

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment
    from egregora_assets.operations.consent import ConsentDecision

_author = click.option("--author", metavar="WHO", help=AUTHOR_HELP)
_no_run = click.option("--no-run", is_flag=True, help="Decide only; the next run takes it into account.")


@click.command("opt-out", epilog='Example: egregora opt-out --author "Quiet Otter"')
@deployment_option()
@_author
@similar_options
@_no_run
@quiet_option
def opt_out(
    deployment: Deployment, author: str | None, similar: str, also: tuple[str, ...], no_run: bool, quiet: bool
) -> None:
    """Take everything of a person off the site."""
    deployment.refuse_unfinished_erasure()
    person = choose_person(deployment, author)
    words = choose_words(deployment, [person], similar, also)
    if words is not None:
        _apply(deployment, deployment.opt_out(person, words), no_run, quiet)


@click.command("opt-in", epilog='Example: egregora opt-in --author "Quiet Otter"')
@deployment_option()
@_author
@_no_run
@quiet_option
def opt_in(deployment: Deployment, author: str | None, no_run: bool, quiet: bool) -> None:
    """Publish a person again, who must have agreed."""
    deployment.refuse_unfinished_erasure()
    decision = deployment.opt_in(choose_person(deployment, author))
    _apply(deployment, decision, no_run, quiet)


def _apply(deployment: Deployment, decision: ConsentDecision, no_run: bool, quiet: bool) -> None:
    if not quiet:
        word = "decided" if decision.is_new else "already decided"
        print(f"{decision.person.label}: {decision.choice} is {word}. It stands above what is written in the chat.")
        for what, count in decision.counts.items():
            print(f"  {count:6,} {what}")
    if decision.choice == "opt-in":
        print_to_stderr(
            "Only who agreed may be published. An opt-out that they write in the chat from now on counts again."
        )
    if not no_run:
        run(deployment, (), make_progress(quiet))
    elif not quiet:
        print("It takes effect with the next `egregora process`.")
