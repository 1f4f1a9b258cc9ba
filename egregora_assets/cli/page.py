"""The table of docs/command-line.md, written from the tree of commands by `make commands`; a test compares the two."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from egregora_assets.cli.app import egregora

_BEGIN = "<!-- Written by `make commands` from egregora_assets/cli/: change the commands. -->\n"
_END = "<!-- end of the table -->"
_LONGEST_HELP = 200


def list_commands(group: click.Group = egregora, parent: click.Context | None = None) -> Iterator[click.Context]:
    """A context of every command that is no group, in the order of the help."""
    context = click.Context(group, parent, info_name=group.name)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from list_commands(command, context)
        elif command is not None:
            yield click.Context(command, context, info_name=name)


def render_table() -> str:
    """The commands as a Markdown table: one row a command, in the order of the help."""
    rows = [_render_row(context) for context in list_commands()]
    return "".join(["| command | what it does | options |\n", "|---|---|---|\n", *rows])


def replace_table(page: str) -> str:
    """The page with the table that the commands give in the place of its own."""
    before, _, rest = page.partition(_BEGIN)
    after = rest.partition(_END)[2]
    return f"{before}{_BEGIN}\n{render_table()}\n{_END}{after}"


def _render_row(context: click.Context) -> str:
    parameters = context.command.params
    arguments = [p.make_metavar(context) for p in parameters if isinstance(p, click.Argument)]
    options = [f"`{max(p.opts, key=len)}`" for p in parameters if isinstance(p, click.Option)]
    usage = " ".join([context.command_path, *arguments])
    return f"| `{usage}` | {context.command.get_short_help_str(_LONGEST_HELP)} | {' '.join(options) or '-'} |\n"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(replace_table(target.read_text(encoding="utf-8")), encoding="utf-8")
