"""Options that several commands have, and the deployment that they name."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

import egregora_assets
from egregora_assets.cli.console import print_to_stderr

Command = TypeVar("Command", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)
EXIT_FAILED, EXIT_INTERRUPTED = 1, 130
_FOLDER_HELP = "The deployment's folder.  [default: $EGREGORA_HOME, else egregora_home beside $DAGSTER_HOME or here]"

json_option = click.option("--json", "as_json", is_flag=True, help="Print the answer for programs.")
quiet_option = click.option("--quiet", "-q", is_flag=True, help="Print warnings and errors alone.")
force_option = click.option("--force-refresh", is_flag=True, help="Compute everything again, even if nothing changed.")


def open_deployment(home: Path | None, *, warns: bool = True, creates: bool = False) -> egregora_assets.Deployment:
    """The deployment that `--output` names; `warns` of an erasure that was cut off, `creates` the folder if need be.

    Raises:
        DeploymentAbsent: there is none, and none is to be made.
    """
    deployment = egregora_assets.Deployment(home, on_wait=print_waiting, must_exist=not creates)
    if warns and deployment.has_unfinished_erasure:
        print_to_stderr("Warning: the erasure of a person has not ended; run `egregora erase --resume`.")
    return deployment


def print_waiting(waiting: object) -> None:
    """For whom a command waits, and for how long so far."""
    print_to_stderr(str(waiting))


def deployment_option(*, warns: bool = True, creates: bool = False) -> Callable[[Command], Command]:
    """Adds `--output`, and opens the deployment it names as the first argument, as `open_deployment` does."""

    def decorate(command: Command) -> Command:
        @click.option("--output", metavar="DIR", type=PATH, help=_FOLDER_HELP)
        @wraps(command)
        def with_deployment(*args: Any, output: Path | None, **options: Any) -> Any:
            return command(open_deployment(output, warns=warns, creates=creates), *args, **options)

        return with_deployment  # type: ignore[return-value]

    return decorate


def folder_option(command: Command) -> Command:
    """Adds `--output` as the folder that it names, for a command that may need no open deployment."""
    return click.option("--output", metavar="DIR", type=PATH, help=_FOLDER_HELP)(command)


def fail() -> None:
    """Ends the command with exit code 1; what is wrong has been said.

    Raises:
        click.exceptions.Exit: always.
    """
    raise click.exceptions.Exit(EXIT_FAILED)
