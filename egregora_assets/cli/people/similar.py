"""Words that are like a person's name: listed before an opt-out or an erasure, and confirmed by the operator."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from egregora_assets.cli.console import print_to_stderr
from egregora_assets.cli.options import Command

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment
    from egregora_assets.operations.people import Person

ASK, LIST, ALL, NONE = "ask", "list", "all", "none"
_STDIN = "-"


def similar_options(command: Command) -> Command:
    """Adds `--similar` and `--also`, as the arguments `similar` and `also`."""
    add: Sequence[Callable[[Any], Any]] = (
        click.option("--also", metavar="WORD", multiple=True, help="What else the person is called; `-` reads lines."),
        click.option(
            "--similar",
            type=click.Choice([ASK, LIST, ALL, NONE]),
            default=ASK,
            show_default=True,
            help="Words like the person's name that are still in the texts: ask on a terminal which are meant; list "
            "them and do nothing; take all or none.",
        ),
    )
    for option in add:
        command = option(command)
    return command


def choose_words(
    deployment: Deployment, people: Sequence[Person], similar: str, also: Sequence[str]
) -> list[str] | None:
    """What else the people are called, as the operator says; None where words were to be listed and no more."""
    given = [w for one in also for w in (sys.stdin.read().splitlines() if one == _STDIN else [one]) if w.strip()]
    found = [] if similar == NONE else deployment.find_similar_words(people)
    if similar == LIST:
        for one in found:
            print(f"{one.count}\t{one.spelled}")
        return None
    if similar == ALL:
        return [*given, *(one.spelled for one in found)]
    if not found:
        return given
    if not sys.stdin.isatty():
        print_to_stderr(f"{len(found):,} words are like the name: `--similar list` shows them, `--also -` takes some.")
        return given
    print_to_stderr("Words in the texts that are like the name, and how often each stands there:")
    for number, one in enumerate(found, 1):
        print_to_stderr(f"  {number:3}  {one.spelled:24} {one.count:6,}")
    print_to_stderr("Which of them mean the person (numbers, `all`, or nothing)? ", end="")
    answer = sys.stdin.readline().replace(",", " ").split()
    numbers = {int(n) for n in answer if n.isdecimal()}
    chosen = [one for number, one in enumerate(found, 1) if answer == [ALL] or number in numbers]
    return [*given, *(one.spelled for one in chosen)]
