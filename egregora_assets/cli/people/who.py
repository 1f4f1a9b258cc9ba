"""Participants: who is meant by `--author`, and `egregora who`, the name behind a pseudonym, on this terminal alone.

A real name is read, and never given as an argument, where others could see it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.console import print_to_stderr
from egregora_assets.cli.options import deployment_option
from egregora_assets.errors import PseudonymUnknown

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment
    from egregora_assets.operations.people import Person

ASK = "-"
AUTHOR_HELP = "Pseudonym or id; `-` reads it, or a real name or number, from the terminal or standard input."


def choose_person(deployment: Deployment, given: str | None) -> Person:
    """The participant who is meant; without a pseudonym or id a line is read, which may hold a real name or number.

    Raises:
        PersonUnknown, PersonAmbiguous: nobody is meant, or several are.
    """
    if given not in (None, ASK):
        return deployment.find_person(str(given))
    if sys.stdin.isatty():
        print_to_stderr("Who (pseudonym, id, or name or number as the export writes it)? ", end="")
    return deployment.find_person(sys.stdin.readline().strip(), by_name=True)


@click.command(epilog='Example: egregora who "Quiet Otter"')
@click.argument("pseudonym")
@deployment_option()
def who(deployment: Deployment, pseudonym: str) -> None:
    """Show the name behind a pseudonym, as the site shows it, or an alias; reads the vault."""
    try:
        people = deployment.who(pseudonym)
    except PseudonymUnknown:
        print_to_stderr("The vault was read to answer this.")
        raise
    print_to_stderr("The vault was read to answer this.")
    for person in people:
        opted_out = " (opted out)" if person.is_opted_out else ""
        print(f"{person.slug}: {person.public_name} is {person.display_name}{opted_out}")
