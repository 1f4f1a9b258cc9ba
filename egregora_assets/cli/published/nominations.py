"""`egregora keep` and `egregora skip`: which messages posts should quote, and which they never do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from egregora_assets.cli.options import deployment_option, quiet_option
from egregora_assets.cli.published.annotations import no_run_option, show

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment

_FORGET = click.option("--forget", is_flag=True, help="Withdraw what you decided of the message.")


@click.command(epilog='Example: egregora keep "conversation/2024-03-05.html#m-8a0b9c1d7e2f"')
@click.argument("target")
@_FORGET
@no_run_option
@deployment_option()
@quiet_option
def keep(deployment: Deployment, target: str, forget: bool, no_run: bool, quiet: bool) -> None:
    """Have posts quote a message, if they can.

    TARGET is the message's address on the site (its time is a link), or its id.
    """
    _nominate(deployment, target, None if forget else "keep", no_run, quiet)


@click.command(epilog='Example: egregora skip "conversation/2024-03-05.html#m-8a0b9c1d7e2f"')
@click.argument("target")
@_FORGET
@no_run_option
@deployment_option()
@quiet_option
def skip(deployment: Deployment, target: str, forget: bool, no_run: bool, quiet: bool) -> None:
    """Leave a message out of all posts.

    TARGET is the message's address on the site (its time is a link), or its id.
    """
    _nominate(deployment, target, None if forget else "skip", no_run, quiet)


def _nominate(
    deployment: Deployment, target: str, nomination: Literal["keep", "skip"] | None, no_run: bool, quiet: bool
) -> None:
    deployment.refuse_unfinished_erasure()
    message = deployment.nominate(target, nomination)
    if not quiet:
        said = {"keep": "Posts keep message", "skip": "Posts skip message", None: "Nothing is decided of message"}
        print(f"{said[nomination]} {message.message_id}.")
    show(deployment, no_run, quiet)
