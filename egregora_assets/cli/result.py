"""What processing came to, in a few lines, and how to look at it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from egregora_assets.cli.console import print_error, print_to_stderr
from egregora_assets.cli.inbox import format_lines

if TYPE_CHECKING:
    from egregora_assets.operations.git_history.repository_warnings import RepositoryWarning
    from egregora_assets.operations.process import ProcessResult
    from egregora_assets.operations.summary import Summary

_MOST_FILES = 20
_ONE = {"people": "person", "pictures and files": "picture or file", "journal entries": "journal entry"}
"""What a summary counts, where there is one; other words lose their last letter."""


def print_result(result: ProcessResult, *, quiet: bool = False) -> None:
    """Prints the error, files, refusals, counts and warnings of a run; refusals and warnings alone if quiet."""
    if result.error:
        print_error(result.error)
    if result.files and not quiet:
        print("\n" + "\n".join(format_lines(result.files[:_MOST_FILES])))
        if len(result.files) > _MOST_FILES:
            print(f"and {len(result.files) - _MOST_FILES:,} more: `egregora inbox` shows all of them.")
    for refusal in result.refusals:
        print_to_stderr(f"Left out: {refusal.file_name}: {refusal.message}")
    for path in result.unimported_rankings:
        print_to_stderr(f"Warning: {describe_rankings(path)}")
    if result.archived_count and not quiet:
        print(f"Put away: {result.archived_count} files and folders that were read, in {result.archive_folder}.")
    if result.is_vault_empty:
        print_to_stderr(
            "The vault holds no conversation; what is published stays as it is. To go on, put an export of the "
            "conversation into the inbox: it joins under the same pseudonyms."
        )
    if result.summary and not quiet:
        _print_summary(result.summary)
    for line in describe_repositories(result.summary.repository_warnings if result.summary else ()):
        print_to_stderr(f"Warning: {line}")
    if result.copy_failure:
        print_to_stderr(
            f"Warning: the run is done, but a copy of the database could not be made: {result.copy_failure.problem}\n"
            f"Remedy: {result.copy_failure.remedy}"
        )


def describe_rankings(path: Path) -> str:
    """A notice of older rankings."""
    return f"{path} was not imported. Remedy: `egregora import-legacy {shlex.quote(str(path))}`, or move it away."


def describe_unreviewed(count: int) -> str:
    """How many words name people who take no part and were not judged, and what to do; empty where there are none."""
    words = "word may be a name" if count == 1 else "words may be names"
    return (
        f"{count:,} {words} of people who take no part: `egregora review names` says which are hidden." if count else ""
    )


def describe_withheld(count: int) -> str:
    """How many texts are withheld, and what to do; empty where there are none."""
    if count == 1:
        return "1 text is withheld: `egregora review leaks` shows where."
    return f"{count:,} texts are withheld: `egregora review leaks` lists them." if count else ""


def describe_repositories(warnings: Sequence[RepositoryWarning]) -> list[str]:
    """A line a repository that was not read, or not whole, with what to do."""
    return [f"{one.problem} Remedy: {one.remedy}" for one in warnings]


def _print_summary(summary: Summary) -> None:
    """Counts, what left this machine, the site's address, and what may be published."""
    made = ", ".join(
        f"{count:,} {_ONE.get(word, word.removesuffix('s')) if count == 1 else word}"
        for word, count in summary.counts.items()
        if count
    )
    print(f"\nMade: {made or 'an empty site: no messages yet'}.")
    for sent in summary.transmissions:
        if sent.sent_bytes is None:
            print(f"Left this machine for {sent.service}: not counted, since the run died.")
        else:
            print(f"Left this machine for {sent.service}: {sent.request_count:,} requests, {sent.sent_bytes:,} bytes.")
    for note in (describe_unreviewed(summary.unreviewed_name_count), describe_withheld(summary.withheld_count)):
        if note:
            print(note)
    print(f"Site: {summary.page}")
    print(f"Look: open {summary.page.as_uri()} in a browser. Publish the folder site alone; vault stays private.")
