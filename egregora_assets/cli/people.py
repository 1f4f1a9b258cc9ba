"""Who is meant by `--author`: a real name is read, and never given as an argument, where others could see it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from egregora_assets.cli.console import print_to_stderr

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
