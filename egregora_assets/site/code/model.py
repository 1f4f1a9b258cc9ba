"""What a site knows of code: mentions of it, the files and commits that are spoken of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from egregora_assets.contracts.vocabularies import WITHHELD

Tell = Callable[[str, str, str], str]
"""Gives the text that is shown instead of one: the kind of its place, the id of what it belongs to, the text."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its day (UTC) and the first line of its message."""

    commit_id: str
    day: dt.date
    subject: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of a file as they were.

    Args:
        first_line: the number of the first, from 1.
        text: the lines; empty where they are not shown.
        reason: why they are not, as `code_excerpts` has it.
    """

    first_line: int = 1
    text: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of code in a message.

    Args:
        text: as written.
        path: the file that is meant, if one is; commit: what was found; None = nothing was, for the `reason` that
            `code_references` has.
        line_start, line_end: the lines that are named, from 1.
        since: `changed` or `gone` where the file is another one by now, else empty.
        file_id: the page of the file; address: the file at the code host, as it was.
    """

    text: str
    kind: str
    path: str = ""
    line_start: int | None = None
    line_end: int | None = None
    commit: Commit | None = None
    excerpt: Excerpt = Excerpt()
    since: str = ""
    file_id: str | None = None
    address: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit did to a file: a letter of git's (A, M, D, T), and its address at the code host, if one is set."""

    commit: Commit
    status: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A message that speaks of a file or commit: where it stands, and who wrote it."""

    message_id: str
    day: dt.date
    person_id: str | None


@dataclass(frozen=True, slots=True)
class SpokenFile:
    """A file that messages speak of, with its history, newest first."""

    file_id: str
    repository: str
    path: str
    said: tuple[Said, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class SpokenCommit:
    """A commit that messages name."""

    repository: str
    commit: Commit
    said: tuple[Said, ...]
    address: str | None = None


@dataclass(frozen=True)
class CodeTalk:
    """All that a site shows of code; empty where no repository is configured.

    Args:
        mentions: by message id, in the order of the text.
    """

    mentions: Mapping[str, tuple[Mention, ...]] = field(default_factory=dict)
    files: tuple[SpokenFile, ...] = ()
    commits: tuple[SpokenCommit, ...] = ()


def map_code(code: CodeTalk, tell: Tell) -> CodeTalk:
    """What is known of code with other texts: paths, lines, subjects and names of repositories.

    A file whose path is withheld has no page, and what speaks of it leads nowhere.
    """
    gone: set[str] = set()

    def map_commit(commit: Commit) -> Commit:
        subject = tell("subject", commit.commit_id, commit.subject) if commit.subject else ""
        return replace(commit, subject="" if subject == WITHHELD else subject)

    def map_mention(message_id: str, mention: Mention) -> Mention:
        path = tell("path", message_id, mention.path) if mention.path else ""
        if path == WITHHELD or mention.file_id in gone:
            return Mention(mention.text, mention.kind)
        excerpt = mention.excerpt
        if excerpt.text:
            text = tell("excerpt", message_id, excerpt.text)
            excerpt = Excerpt(reason="withheld") if text == WITHHELD else replace(excerpt, text=text)
        commit = mention.commit and map_commit(mention.commit)
        # The address holds path and repository as they are.
        address = mention.address and tell("address", message_id, mention.address)
        return replace(
            mention, path=path, commit=commit, excerpt=excerpt, address=None if address == WITHHELD else address
        )

    def map_file(file: SpokenFile) -> SpokenFile | None:
        path = tell("path", file.file_id, file.path)
        repository = tell("repository", file.file_id, file.repository)
        if WITHHELD in (path, repository):
            gone.add(file.file_id)
            return None
        changes = tuple(replace(c, commit=map_commit(c.commit), address=_keep(c, tell)) for c in file.changes)
        return replace(file, path=path, repository=repository, changes=changes)

    def map_named(named: SpokenCommit) -> SpokenCommit:
        repository = tell("repository", named.commit.commit_id, named.repository)
        return replace(
            named,
            repository="" if repository == WITHHELD else repository,
            commit=map_commit(named.commit),
            address=_keep(named, tell),
        )

    files = tuple(kept for file in code.files if (kept := map_file(file)) is not None)
    mentions = {i: tuple(map_mention(i, m) for m in found) for i, found in code.mentions.items()}
    return CodeTalk(mentions, files, tuple(map(map_named, code.commits)))


def _keep(changed: Change | SpokenCommit, tell: Tell) -> str | None:
    """The address at the code host, unless it must not be shown."""
    if changed.address is None:
        return None
    address = tell("address", changed.commit.commit_id, changed.address)
    return None if address == WITHHELD else address
