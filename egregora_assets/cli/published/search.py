"""`egregora search`: posts and messages that have all the words, with who wrote them and when."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.console import is_terminal, print_to_stderr
from egregora_assets.cli.options import deployment_option, json_option

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment
    from egregora_assets.operations.published.searching import Found

_BOLD, _PLAIN = ("\x1b[1m", "\x1b[0m"), ("**", "**")


@click.command(
    epilog="""\b
Examples:
  egregora search tomato seedlings
  egregora search "keep the gate open" report
  egregora search kale --chat chat-2c7939e3 --limit 5 --json"""
)
@click.argument("words", nargs=-1, required=True)
@deployment_option()
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="The most that is shown.")
@click.option("--chat", metavar="SLUG", help="Look in one conversation alone.")
@json_option
def search(deployment: Deployment, words: tuple[str, ...], limit: int, chat: str | None, as_json: bool) -> None:
    """Find posts and messages that have all of WORDS, best first.

    Other forms of a word are found too; a phrase in quotes is found as it is written. Where nothing has all words, the
    passages that come nearest are shown. It asks the copy that each run
    leaves for readers, in which there are pseudonyms alone, so that it waits for no run.
    """
    asked = " ".join(word if '"' in word or not any(map(str.isspace, word)) else f'"{word}"' for word in words)
    found = deployment.search(asked, limit=limit, chat=chat)
    if as_json:
        print(json.dumps([asdict(one) for one in found], indent=2, default=str, ensure_ascii=False))
        return
    marks = _BOLD if is_terminal() else _PLAIN
    if any(one.kind == "passage" for one in found):
        print_to_stderr("Nothing has all the words. What comes near:")
    for one in found:
        who = one.title or one.author
        print(f"{one.day}  {f'{who}  ' if who else ''}[{one.kind}, {one.chat}]\n    {_highlight(one, *marks)}")
    if not found:
        print_to_stderr("Nothing found.")


def _highlight(found: Found, begin: str, end: str) -> str:
    """The excerpt with marks around what was looked for."""
    text, after = "", 0
    for start, stop in found.spans:
        text += f"{found.excerpt[after:start]}{begin}{found.excerpt[start:stop]}{end}"
        after = stop
    return text + found.excerpt[after:]
