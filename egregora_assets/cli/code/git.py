"""`egregora git`: what a file of a configured repository was at a time."""

from __future__ import annotations

import datetime as dt
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.options import deployment_option, fail, json_option

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment

_SHORT = 12


@click.command(
    "at",
    epilog="""\b
Examples:
  egregora git at src/app.py --time "2024-03-05 14:00"
  egregora git at src/app.py --time 2024-03-05T14:00:00Z --show
  egregora git at src --time 2024-03-05 --ref v1.2 --repository ana/boat --json""",
)
@click.argument("path")
@click.option("--time", "when", metavar="TIME", required=True, help="An ISO time, local to the deployment's zone.")
@click.option("--ref", metavar="REF", help="A commit, tag or branch that counts instead of the branch then; `HEAD~3`.")
@click.option("--repository", metavar="NAME", help="Of several, which.  [default: the only one]")
@click.option("--show", is_flag=True, help="Print the file as it was.")
@deployment_option()
@json_option
def at(
    deployment: Deployment, path: str, when: str, ref: str | None, repository: str | None, show: bool, as_json: bool
) -> None:
    """Say what the file PATH was at a time: from the history that the last run read.

    The answer is present, deleted, absent (it never was there), before history, directory, symlink, submodule, shallow
    (the copy's history begins later), unknown repository or unknown commit. Exit code 1 where there is nothing to show.
    """
    try:
        moment = dt.datetime.fromisoformat(when)
    except ValueError:
        raise click.BadParameter("write it as 2024-03-05, or 2024-03-05T14:00", param_hint="--time") from None
    resolver = deployment.git_history
    found = resolver.at(_choose(resolver.list_repositories(), repository), path, moment, ref)
    if show:
        sys.stdout.buffer.write(resolver.read_content(found))
        sys.stdout.buffer.flush()
        return
    if as_json:
        print(json.dumps(asdict(found), indent=2, ensure_ascii=False))
    else:
        ids = (("commit", found.commit_id), ("last change", found.last_change_id), ("content", found.blob_id))
        told = (f"{name} {identifier[:_SHORT]}" for name, identifier in ids if identifier)
        print("  ".join((f"{found.repository}: {found.path}", found.state, *told)))
    if found.state in {"unknown repository", "unknown commit"}:
        fail()


def _choose(known: list[str], given: str | None) -> str:
    """The repository that is meant.

    Raises:
        click.UsageError: none was given, and it is not the only one.
    """
    if given is None and len(known) != 1:
        listed = ", ".join(known) or "none: the setting `repositories` names them, and a run reads them"
        raise click.UsageError(f"name one with --repository (known: {listed})")
    return given or known[0]
