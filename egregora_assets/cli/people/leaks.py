"""`egregora review leaks`: texts that are not published because something of the vault is left in them."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.console import print_to_stderr
from egregora_assets.cli.options import deployment_option, json_option

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment
    from egregora_assets.operations.withheld import WithheldText

_MOST_SHOWN = 400


@click.command(
    epilog="""\b
Examples:
  egregora review leaks --text
  egregora review leaks --json""",
)
@deployment_option()
@click.option("--text", "with_text", is_flag=True, help="Show the texts as exported: private.")
@json_option
def leaks(deployment: Deployment, *, with_text: bool, as_json: bool) -> None:
    """List texts that are withheld; in a terminal, judge them one by one."""
    found = deployment.withheld_texts()
    if as_json:
        print(json.dumps([_to_json(t, with_text) for t in found], ensure_ascii=False, indent=2))
        return
    is_asked = sys.stdin.isatty() and sys.stdout.isatty()
    noted = 0
    for text in found:
        _print_text(text, with_text=with_text or is_asked)
        if is_asked:
            noted += _ask(deployment, text)
    if noted:
        print_to_stderr(f"{noted} noted in the vault. `egregora process` applies it to every message.")
    elif found:
        print_to_stderr(
            f"{len(found):,} {'text is' if len(found) == 1 else 'texts are'} withheld. `egregora review names --hide "
            "WORDS` hides words, so that the rest of a text is shown; `--ignore WORD` keeps a word that names nobody; "
            "`always_redact` in egregora.toml hides a value. `egregora process` applies it. Undecided, a text "
            "stays withheld."
        )
    else:
        print_to_stderr("No text is withheld.")


def _ask(deployment: Deployment, text: WithheldText) -> int:
    """Ask for words of a text to hide and to keep, and record them for its conversation. Returns: how many."""
    hidden: Sequence[str] = _split(click.prompt("Hide which words (commas between)", default="", show_default=False))
    kept: Sequence[str] = _split(click.prompt("Keep which words", default="", show_default=False))
    return deployment.review_names(add=hidden, ignore=kept, chat=text.chat or None)


def _split(answer: str) -> list[str]:
    return [word.strip() for word in answer.split(",") if word.strip()]


def _print_text(text: WithheldText, *, with_text: bool) -> None:
    where = "  ".join(str(part) for part in (text.chat, text.day, text.author) if part)
    print(f"{text.place} {text.owner_id}  {where}  {', '.join(text.kinds)}")
    if with_text:
        print(f"    {' '.join(text.text.split())[:_MOST_SHOWN]}")


def _to_json(text: WithheldText, with_text: bool) -> dict[str, object]:
    day = text.day.isoformat() if text.day else None
    told = {"place": text.place, "id": text.owner_id, "chat": text.chat, "day": day, "author": text.author}
    return {**told, "kinds": list(text.kinds), **({"text": text.text} if with_text else {})}
