"""`egregora inspect`: what is in an export, without any deployment; nothing is written but to the terminal."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

import egregora_assets
from egregora_assets.cli.options import PATH, json_option

if TYPE_CHECKING:
    from egregora_assets.operations.inspection import Inspection

_BATCH_ROWS = 10_000


@click.command(epilog="Example: egregora inspect chat.zip --rows | head")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=PATH)
@click.option("--time-zone", metavar="ZONE", help="IANA time zone of the phone's clock.  [default: UTC]")
@click.option("--locale", help="Decides day or month first where the file does not, such as pt_BR.")
@click.option("--rows", is_flag=True, help="Print one JSON object a message instead of the report.")
@click.option("--names", is_flag=True, help="Add the title and everybody's name to the report.")
@json_option
def inspect(
    files: tuple[Path, ...], time_zone: str | None, locale: str | None, rows: bool, names: bool, as_json: bool
) -> None:
    """Look at exports without a deployment: what they are read as, and why.

    FILE is a chat export or a folder; several are read as one conversation.
    """
    if rows and (names or as_json):
        raise click.UsageError(f"--rows and {'--names' if names else '--json'} cannot be used together.")
    started = time.perf_counter()
    found = egregora_assets.inspect_exports(files, time_zone=time_zone, locale=locale)
    if rows:
        _print_bytes(_format_rows(found))
    elif as_json:
        document = json.dumps(found.describe(with_names=names), indent=2, ensure_ascii=False)
        _print_bytes([f"{document}\n".encode()])
    else:
        seconds = time.perf_counter() - started
        lines = found.format_report(with_names=names)
        _print_bytes(f"{line}\n".encode() for line in [*lines, f"Read in {seconds:.2f} s; nothing was written."])


def _format_rows(found: Inspection) -> Iterator[bytes]:
    """A line of JSON for each message, in the order of the chat."""
    for messages in found.message_batches(_BATCH_ROWS):
        yield "".join(f"{json.dumps(message, ensure_ascii=False)}\n" for message in messages).encode()


def _print_bytes(pieces: Iterable[bytes]) -> None:
    """Prints UTF-8 whatever the terminal's locale; a reader that has seen enough ends it."""
    try:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
