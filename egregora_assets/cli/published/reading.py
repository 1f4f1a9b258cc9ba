"""`egregora top` and `egregora read`: the posts that are worth reading, in the terminal."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.console import print_to_stderr
from egregora_assets.cli.options import deployment_option, json_option

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment


@click.command(epilog="Example: egregora top --limit 3")
@deployment_option()
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="The most that is shown.")
@json_option
def top(deployment: Deployment, limit: int, as_json: bool) -> None:
    """List the posts that are worth reading, best first: `egregora read` shows one."""
    found = deployment.best_posts(limit=limit)
    if as_json:
        print(json.dumps([asdict(one) for one in found], indent=2, default=str, ensure_ascii=False))
        return
    for one in found:
        print(f"{one.identifier[:8]}  {one.day}  {one.title}\n    {one.summary}")
    if not found:
        print_to_stderr("There are no posts yet.")


@click.command(
    epilog="""\b
Examples:
  egregora read the-gate
  egregora read posts/the-gate.html
  egregora read 8a0b9c1d --json"""
)
@click.argument("post")
@deployment_option()
@json_option
def read(deployment: Deployment, post: str, as_json: bool) -> None:
    """Show POST as text in the terminal.

    POST is the end of its address on the site, or its id as `egregora top` prints it.
    """
    found = deployment.read_post(post)
    if as_json:
        shown = {**asdict(found.post), "text": found.text}
        print(json.dumps(shown, indent=2, default=str, ensure_ascii=False))
        return
    print(f"{found.post.title}\n{found.post.day}\n\n{found.post.summary}\n\n{found.text}")
