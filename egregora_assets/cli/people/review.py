"""`egregora review names`: words that look like people whom nobody knows, for the operator to judge."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.console import print_to_stderr
from egregora_assets.cli.options import deployment_option, json_option

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment
    from egregora_assets.operations.review import UnreviewedName

_STDIN = "-"


@click.command(
    epilog="""\b
Examples:
  egregora review names --context
  egregora review names --ignore Zephyr,Bristol --hide Evandro""",
)
@deployment_option()
@click.option("--hide", "--add", "add", metavar="NAMES", multiple=True, help="Somebody: stays hidden; `-` reads lines.")
@click.option("--ignore", metavar="WORDS", multiple=True, help="Nobody: shown in every message; `-` reads lines.")
@click.option("--forget", metavar="WORDS", multiple=True, help="Take a decision back; `-` reads lines.")
@click.option("--list", "is_list", is_flag=True, help="Show the decisions.")
@click.option("--context", "with_context", is_flag=True, help="Show what stands around, under pseudonyms.")
@click.option("--chat", metavar="SLUG", help="For this conversation alone.  [default: all]")
@json_option
def names(
    deployment: Deployment, chat: str | None, is_list: bool, with_context: bool, as_json: bool, **words: Sequence[str]
) -> None:
    """List words that name people who take no part, and judge them."""
    given = {decision: tuple(_read_words(chosen)) for decision, chosen in words.items()}
    count = deployment.review_names(**given, chat=chat)
    if count:
        print_to_stderr(f"{count} noted in the vault. `egregora process` applies it to every message.")
    elif is_list:
        _print_reviewed(deployment, as_json)
    else:
        _print_unreviewed(deployment.unreviewed_names(chat), with_context=with_context, as_json=as_json)


def _read_words(given: Sequence[str]) -> Iterator[str]:
    """Words as given, parted by commas; `-` stands for the lines of standard input."""
    for word in given:
        yield from sys.stdin.read().splitlines() if word == _STDIN else word.split(",")


def _print_reviewed(deployment: Deployment, as_json: bool) -> None:
    rows = [{"name": r.name, "decision": r.decision, "where": r.chat} for r in deployment.reviewed_names()]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not rows:
        print_to_stderr("Nothing was decided yet; `egregora review names` lists what waits for it.")
    for row in rows:
        print("\t".join(str(value) for value in row.values()))


def _print_unreviewed(found: Sequence[UnreviewedName], *, with_context: bool, as_json: bool) -> None:
    if as_json:
        print(json.dumps([_to_json(n, with_context) for n in found], ensure_ascii=False, indent=2))
        return
    for n in found:
        first, state = n.count - n.inside_count, "hidden" if n.is_hidden else "shown "
        counts = f"inside {n.inside_count:,}, first {first:,}, called {n.called_count:,}"
        print(f"{n.name:24} {n.count:6,}  {state}  {counts}")
        for context in n.contexts if with_context else ():
            print(f"    {context}")
    print_to_stderr(
        f"{len(found):,} words may be people. `--ignore WORDS` shows some, `--hide WORDS` keeps some hidden; a comma "
        "parts words, `-` reads lines."
    )


def _to_json(n: UnreviewedName, with_context: bool) -> dict[str, object]:
    counts = {"name": n.name, "count": n.count, "inside": n.inside_count, "called": n.called_count}
    counts |= {"is_hidden": n.is_hidden}
    contexts = {"contexts": list(n.contexts)} if with_context else {}
    return {**counts, "chats": list(n.chats), **contexts}
