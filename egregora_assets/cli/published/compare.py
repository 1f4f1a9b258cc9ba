"""`egregora compare`: a person says which of two posts is better."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal

import click

from egregora_assets.cli.console import print_to_stderr
from egregora_assets.cli.options import deployment_option, quiet_option
from egregora_assets.cli.published.annotations import no_run_option, show

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment
    from egregora_assets.operations.published.reading import ReadablePost

Better = Literal["first", "second", "tie"]
_KEYS: dict[str, Better] = {"1": "first", "2": "second", "=": "tie"}
_QUESTION = "Which is better?  1, 2, = (equal), s (skip), q (quit): "


@click.command(
    epilog="""\b
Examples:
  egregora compare                        # asks about pairs, until q
  egregora compare the-gate the-kale
  egregora compare 8a0b9c1d 7f00aa12 --better second"""
)
@click.argument("posts", nargs=-1, metavar="[POST POST]")
@click.option("--better", type=click.Choice(["first", "second", "tie"]), help="Which one is; without it you are asked.")
@no_run_option
@deployment_option()
@quiet_option
def compare(deployment: Deployment, posts: tuple[str, ...], better: Better | None, no_run: bool, quiet: bool) -> None:
    """Say which of two posts is better; without POST POST, of pairs that nobody has compared.

    POST is the end of its address on the site, or its id. Votes stay for ever: the ratings follow from all of them, and
    where a person voted, the program's own verdict on the two no longer counts.
    """
    if len(posts) not in (0, 2) or (better and not posts):
        raise click.UsageError("Name two posts, or none to be asked about pairs.")
    deployment.refuse_unfinished_erasure()
    count = _ask_about(deployment, posts) if better is None else 0
    if better:
        first, second = posts
        deployment.compare_posts(first, second, better)
        count = 1
    if count:
        if not quiet:
            print(f"{count} {'vote' if count == 1 else 'votes'} written down.")
        show(deployment, no_run, quiet)


def _ask_about(deployment: Deployment, posts: tuple[str, ...]) -> int:
    """Asks about two posts, or about pairs that nobody compared; how many votes there were."""
    if posts:
        first, second = (deployment.read_post(post).post for post in posts)
        pairs = [(first, second)]
    else:
        pairs = deployment.pairs_to_compare()
    if not pairs:
        print_to_stderr("There is no pair of posts that nobody has compared.")
    count = 0
    for one, other in pairs:
        answer = _ask(one, other)
        if answer == "q":
            break
        if answer in _KEYS:
            deployment.compare_posts(one.identifier, other.identifier, _KEYS[answer])
            count += 1
    return count


def _ask(one: ReadablePost, other: ReadablePost) -> str:
    """What the person answers: a key, `s`, or `q`, also at the end of the input; asked again until it is one."""
    for number, post in ((1, one), (2, other)):
        print_to_stderr(f"\n{number}  {post.title}\n   {post.day}  {post.page or post.slug}\n   {post.summary}")
    print_to_stderr("")
    while True:
        print_to_stderr(_QUESTION, end="")
        line = sys.stdin.readline()
        answer = line.strip().lower()
        if not line or answer in (*_KEYS, "s", "q"):
            return answer or "q"
