"""`egregora documents`: what the site publishes, taken off it, put back, announced."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.console import print_to_stderr
from egregora_assets.cli.options import deployment_option, json_option, quiet_option
from egregora_assets.cli.published.annotations import no_run_option, say_below, show

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment
    from egregora_assets.operations.annotations.documents import PublishedDocument


@click.command("list", epilog="Example: egregora documents list --archived")
@click.option("--archived", is_flag=True, help="List what was taken off the site.")
@click.option("--drafts", is_flag=True, help="List the drafts.")
@deployment_option()
@json_option
def list_documents(deployment: Deployment, archived: bool, drafts: bool, as_json: bool) -> None:
    """List posts, profiles, journal entries and announcements, newest first.

    A post that you edited says so, and whether the writer would write something else by now: `egregora export posts`
    shows what.
    """
    if archived and drafts:
        raise click.UsageError("name one of --archived and --drafts.")
    found = deployment.documents(archived=archived, drafts=drafts)
    if as_json:
        print(json.dumps([asdict(one) for one in found], indent=2, default=str, ensure_ascii=False))
        return
    for one in found:
        notes = "  (edited; the writer offers another version)" if one.has_offer else "  (edited)"
        print(f"{_print_line(one)}  {one.address or one.title}{notes if one.is_edited else ''}".rstrip())
    if not found:
        print_to_stderr("There are none.")


@click.command(epilog="Example: egregora documents archive posts/the-gate.html")
@click.argument("target")
@no_run_option
@deployment_option()
@quiet_option
def archive(deployment: Deployment, target: str, no_run: bool, quiet: bool) -> None:
    """Take a document off the site, until `egregora documents unarchive` puts it back.

    TARGET is its address on the site, or its id.
    """
    deployment.refuse_unfinished_erasure()
    _report(deployment.archive(target), "is taken off", quiet)
    show(deployment, no_run, quiet)


@click.command(epilog="Example: egregora documents unarchive posts/the-gate.html")
@click.argument("target")
@no_run_option
@deployment_option()
@quiet_option
def unarchive(deployment: Deployment, target: str, no_run: bool, quiet: bool) -> None:
    """Put a document back on the site.

    TARGET is the address that it had, or its id.
    """
    deployment.refuse_unfinished_erasure()
    _report(deployment.unarchive(target), "is put back", quiet)
    show(deployment, no_run, quiet)


@click.command(epilog="Example: egregora documents draft posts/the-gate.html")
@click.argument("target")
@no_run_option
@deployment_option()
@quiet_option
def draft(deployment: Deployment, target: str, no_run: bool, quiet: bool) -> None:
    """Take a document off the site until it is finished: `egregora documents publish` puts it there.

    TARGET is its address on the site, or its id.
    """
    deployment.refuse_unfinished_erasure()
    _report(deployment.make_draft(target), "is a draft", quiet)
    show(deployment, no_run, quiet)


@click.command(epilog="Example: egregora documents publish posts/the-gate.html")
@click.argument("target")
@no_run_option
@deployment_option()
@quiet_option
def publish(deployment: Deployment, target: str, no_run: bool, quiet: bool) -> None:
    """Publish a draft.

    TARGET is the address that it had, or its id: `egregora documents list --drafts`.
    """
    deployment.refuse_unfinished_erasure()
    _report(deployment.publish_draft(target), "is published", quiet)
    show(deployment, no_run, quiet)


@click.command(epilog='Example: egregora documents announce "Open day" "The garden is open on the 3rd of May."')
@click.argument("title")
@click.argument("text")
@click.option("--chat", metavar="SLUG", help="The conversation that it belongs to.  [default: the first by title]")
@no_run_option
@deployment_option()
@quiet_option
def announce(deployment: Deployment, title: str, text: str, chat: str | None, no_run: bool, quiet: bool) -> None:
    """Publish an announcement: a page of its own, in the feeds and found by search.

    TEXT is Markdown. Names of the conversation become pseudonyms in it, and personal data placeholders.
    """
    deployment.refuse_unfinished_erasure()
    written = deployment.announce(title, text, chat)
    if not quiet:
        print(f"Announcement {written.document_id}.")
    show(deployment, no_run, quiet)


def _print_line(one: PublishedDocument) -> str:
    """The beginning of a line of the list: id, day, kind."""
    return f"{one.document_id[:8]}  {one.created_at:%Y-%m-%d}  {one.kind:<12}"


def _report(changed: PublishedDocument, said: str, quiet: bool) -> None:
    """Print what became of a document and of the notes below it."""
    if not quiet:
        print(f"{changed.kind.capitalize()} {changed.document_id} {said}{say_below(changed.note_count)}.")
