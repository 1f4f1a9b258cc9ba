"""Dagster's command lines as Dagster's own parsers read them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

import click
from dagster._cli import cli as dagster
from dagster._daemon.cli import cli as dagster_daemon
from dagster_webserver.cli import cli as dagster_webserver

PROGRAMS: dict[str, click.Command] = {
    "dagster": dagster,
    "dagster-daemon": dagster_daemon,
    "dagster-webserver": dagster_webserver,
}


def read_options(command: Sequence[str]) -> dict[str, Any]:
    """The options of a command of Dagster's, the program first; fails where Dagster has no such command or option."""
    found, rest = PROGRAMS[PurePosixPath(command[0]).name], list(command[1:])
    while isinstance(found, click.Group) and rest:
        found = found.commands[rest.pop(0)]
    return found.make_context(command[0], rest).params
