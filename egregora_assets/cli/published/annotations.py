"""`egregora annotate` and `egregora annotations`: what people write on messages and posts."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.console import print_to_stderr
from egregora_assets.cli.options import deployment_option, json_option, quiet_option
from egregora_assets.cli.people.who import AUTHOR_HELP, choose_person
from egregora_assets.cli.process import run
from egregora_assets.cli.progress import make_progress

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment
    from egregora_assets.operations.annotations.annotating import Annotation

_EXCERPT = 60
no_run_option = click.option("--no-run", is_flag=True, help="Write it down only; the next run shows it.")


@click.command(
    epilog="""\b
Examples:
  egregora annotate "conversation/2024-03-05.html#m-8a0b9c1d7e2f" "The gate was mended a week later."
  egregora annotate posts/the-gate.html "See also the post of May." --author "Quiet Otter"
  egregora annotate 8a0b9c1d "Yes." --no-run"""
)
@click.argument("target")
@click.argument("text")
@click.option("--author", metavar="WHO", help=f"Who wrote it: {AUTHOR_HELP[0].lower()}{AUTHOR_HELP[1:]}")
@no_run_option
@deployment_option()
@quiet_option
def annotate(deployment: Deployment, target: str, text: str, author: str | None, no_run: bool, quiet: bool) -> None:
    """Write TEXT on a message, a post or another annotation, and show it on the site.

    TARGET is the address of a post, or of a message (its time is a link), as the site has them, or an id. TEXT is
    Markdown. Names of the conversation become pseudonyms in it, and personal data placeholders.
    """
    deployment.refuse_unfinished_erasure()
    person = None if author is None else choose_person(deployment, author)
    written = deployment.annotate(target, text, person)
    if written.replaced:
        print_to_stderr(f"Replaced in it: {', '.join(written.replaced)}.")
    if not quiet:
        print(f"Annotation {written.annotation_id} on {written.kind} {written.target_id}.")
    show(deployment, no_run, quiet)


@click.command("list", epilog="Example: egregora annotations list --json")
@click.argument("target", required=False)
@deployment_option()
@json_option
def list_annotations(deployment: Deployment, target: str | None, as_json: bool) -> None:
    """List the annotations that the site shows, newest first; of one TARGET, or all."""
    found = deployment.annotations(target)
    if as_json:
        print(json.dumps([asdict(one) for one in found], indent=2, default=str, ensure_ascii=False))
        return
    for one in found:
        print(_print_line(one))
    if not found:
        print_to_stderr("There are no annotations.")


@click.command("remove", epilog="Example: egregora annotations remove 8a0b9c1d")
@click.argument("annotation")
@no_run_option
@deployment_option()
@quiet_option
def remove(deployment: Deployment, annotation: str, no_run: bool, quiet: bool) -> None:
    """Take an annotation, and all that is written on it, off the site."""
    deployment.refuse_unfinished_erasure()
    taken = deployment.remove_annotation(annotation)
    if not quiet:
        below = say_below(taken.note_count)
        print(f"Annotation {taken.annotation_id} on {taken.kind} {taken.target_id} is taken off{below}.")
    show(deployment, no_run, quiet)


def _print_line(one: Annotation) -> str:
    """A line of the list: id, day, what it is on, who wrote it, and how it begins."""
    text = " ".join(one.text.split())
    shown = text if len(text) <= _EXCERPT else f"{text[: _EXCERPT - 1]}…"
    who = f"{one.author}: " if one.author else ""
    return f"{one.annotation_id[:8]}  {one.written_at:%Y-%m-%d}  {one.kind} {one.target_id[:8]}  {who}{shown}"


def say_below(count: int) -> str:
    """What goes with something: the notes on it."""
    return f", with {count:,} {'note' if count == 1 else 'notes'} on it" if count else ""


def show(deployment: Deployment, no_run: bool, quiet: bool) -> None:
    """Brings the site to what was written."""
    if not no_run:
        run(deployment, (), make_progress(quiet))
    elif not quiet:
        print("The next `egregora process` shows it.")
