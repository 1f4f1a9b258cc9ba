"""`egregora init`: makes a deployment, asking for what nobody can guess."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from egregora_assets.cli.console import print_to_stderr, shorten_path
from egregora_assets.cli.options import PATH, folder_option, open_deployment

_TITLE = "Title of the site (empty: a neutral name)"
_ZONE = "Time zone of the phone that exports (IANA name)"
_LANGUAGE = "Language of headings (empty: that of the chat)"
_STRANGERS = "Names of people who take no part: hide them until you have seen the list, or show them?"
_COPY = "File for a copy of the key, without which everybody would get a new pseudonym (empty: none now)"


@click.command(
    epilog="""\b
Examples:
  egregora init --output my_group
  egregora init --output my_group --time-zone Europe/Lisbon --title "Our garden" --yes"""
)
@folder_option
@click.option("--title", help="The site's public title.")
@click.option("--time-zone", metavar="ZONE", help="The chat's IANA time zone.")
@click.option("--language", help="Language of headings and labels, such as pt.")
@click.option("--strangers", type=click.Choice(["hide", "show"]), help="Names of people who take no part.")
@click.option("--key-copy", metavar="FILE", type=PATH, help="Write a copy of the key into this new file.")
@click.option("--key", metavar="FILE", type=PATH, help="Take the key of an earlier deployment: same pseudonyms.")
@click.option("--yes", is_flag=True, help="Ask nothing: what is not given stays as it is by default.")
def init(
    output: Path | None,
    title: str | None,
    time_zone: str | None,
    language: str | None,
    strangers: str | None,
    key_copy: Path | None,
    key: Path | None,
    yes: bool,
) -> None:
    """Make a deployment: ask for its title, zone and language, and write a commented file of settings."""
    print_to_stderr("Starting …")
    deployment = open_deployment(output, creates=True)
    deployment.refuse_existing()
    guessed, asks = deployment.guess_time_zone(), not yes and sys.stdin.isatty()
    if asks:
        title = _ask(_TITLE, title, "")
        time_zone = _ask(_ZONE, time_zone, guessed or "UTC")
        language = _ask(_LANGUAGE, language, "")
        strangers = strangers or click.prompt(_STRANGERS, default="hide", type=click.Choice(["hide", "show"]), err=True)
        copy = _ask(_COPY, str(key_copy or ""), "")
        key_copy = Path(copy) if copy else None
    elif time_zone is None and guessed:
        time_zone = guessed
        print_to_stderr(f"Time zone: {guessed}, as this machine has it (`time_zone` in egregora.toml changes it).")
    elif time_zone is None:
        print_to_stderr("Time zone: UTC, since none was named (`time_zone` in egregora.toml changes it).")
    given = {"site_title": title, "time_zone": time_zone, "site_language": language, "third_parties": strangers}
    deployment.initialize({name: value for name, value in given.items() if value}, key=key)
    if key_copy:
        deployment.export_key(key_copy)
    home = shorten_path(deployment.home)
    print(f"A deployment is in {home}. Its settings: {shorten_path(deployment.home / 'egregora.toml')}")
    if not key_copy:
        print(f"Keep a copy of its key apart from it: `egregora key export FILE --output {home}`")
    print(f"Next: `egregora process EXPORT --output {home}`; without EXPORT it reads what lies in the inbox.")


def _ask(question: str, given: str | None, default: str) -> str:
    """What was given, else the answer of the person at the terminal."""
    return given or str(click.prompt(question, default=default, show_default=bool(default), err=True)).strip()
