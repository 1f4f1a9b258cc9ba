"""`egregora completion`: the script by which a shell completes commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_PROGRAM, _VARIABLE = "egregora", "_EGREGORA_COMPLETE"


@click.command(epilog="Example: echo 'eval \"$(egregora completion bash)\"' >> ~/.bashrc")
@click.argument("shell", metavar="SHELL", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a script that makes a shell complete commands and options.

    SHELL is bash, zsh or fish.
    """
    script = get_completion_class(shell)
    assert script is not None
    click.echo(script(context.find_root().command, {}, _PROGRAM, _VARIABLE).source())
