"""`egregora redact`: what the anonymiser makes of a text, without a pipeline, a deployment or a key."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import click

import egregora_assets
from egregora_assets.cli.options import PATH
from egregora_assets.errors import RedactInputRefused

_LANGUAGES = ("en", "pt", "es", "de", "fr", "it")


@click.command(epilog="Example: echo 'call +44 20 7946 0331' | egregora redact --lang en")
@click.option("--roster", metavar="FILE", type=PATH, help="Names of those who take part, one a line.")
@click.option("--lang", type=click.Choice(_LANGUAGES), help="Language.  [default: detected]")
@click.option("--jsonl", is_flag=True, help='A line is {"id", "text", "roster": [...], "lang"}.')
def redact(roster: Path | None, lang: str | None, jsonl: bool) -> None:
    """Show what the anonymiser makes of the lines on standard input."""
    names = _read_roster(roster)
    lines = _read_lines(sys.stdin.buffer)
    work = egregora_assets.redact_objects if jsonl else egregora_assets.redact_lines
    for line in work(lines, roster=names, language=lang):
        sys.stdout.buffer.write(f"{line}\n".encode())
    sys.stdout.buffer.flush()


def _read_roster(path: Path | None) -> tuple[str, ...]:
    """The names in a file, one a line, without empty lines and repetitions.

    Raises:
        RedactInputRefused: it cannot be read.
    """
    if path is None:
        return ()
    try:
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except OSError:
        raise RedactInputRefused("The file with the roster cannot be read", str(path)) from None
    return tuple(dict.fromkeys(name.strip() for name in text.splitlines() if name.strip()))


def _read_lines(stream: IO[bytes]) -> Iterator[str]:
    lines: Iterable[bytes] = stream
    for place, line in enumerate(lines):
        text = line.decode("utf-8-sig" if place == 0 else "utf-8", "replace")
        yield text.removesuffix("\n").removesuffix("\r")
