"""Binds what is known of code to the site: rows to mentions, files and commits."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from egregora_assets.contracts.digests import digest_values
from egregora_assets.contracts.instants import to_naive_utc
from egregora_assets.site.code.hosts import make_address
from egregora_assets.site.code.model import (
    Change,
    CodeTalk,
    Commit,
    Excerpt,
    Mention,
    Said,
    SpokenCommit,
    SpokenFile,
)

Row = dict[str, Any]
_File = tuple[str, str]
_ID_LENGTH = 12


def read_code(answers: Mapping[str, pa.Table], hosts: Mapping[str, str]) -> CodeTalk:
    """What the site shows of code; nothing where no repository is configured.

    Args:
        answers: the rows of `expressions` by name, in the questions' order.
        hosts: the address at a code host by name of a repository, where one is set.
    """
    if not answers["repositories"].num_rows:
        return CodeTalk()
    changes: dict[_File, list[Row]] = defaultdict(list)
    for row in answers["code_changes"].to_pylist():
        changes[row["repository_id"], row["path"]].append(row)
    mentions: dict[str, list[Mention]] = defaultdict(list)
    files: dict[_File, list[Row]] = defaultdict(list)
    commits: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in answers["code"].to_pylist():
        host = hosts.get(row["repository"] or "", "")
        mentions[row["message_id"]].append(_read_mention(row, changes, host))
        if row["subject"] is not None and row["path"]:
            files[row["repository_id"], row["path"]].append(row)
        elif row["subject"] is not None:
            commits[row["repository"], row["commit_id"]].append(row)
    return CodeTalk(
        {message_id: tuple(found) for message_id, found in mentions.items()},
        tuple(sorted((_read_file(f, r, changes[f], hosts) for f, r in files.items()), key=_by_name)),
        tuple(sorted((_read_named(r, hosts) for r in commits.values()), key=_by_day, reverse=True)),
    )


def _by_name(file: SpokenFile) -> tuple[str, str]:
    return file.repository, file.path


def _by_day(named: SpokenCommit) -> tuple[dt.date, str]:
    return named.commit.day, named.commit.commit_id


def _read_mention(row: Row, changes: Mapping[_File, Sequence[Row]], host: str) -> Mention:
    if row["subject"] is None:
        return Mention(row["text"], row["kind"], reason=row["reason"] or "")
    path = row["path"] or ""
    lines = (row["line_start"], row["line_end"])
    history = changes.get((row["repository_id"], path), ())
    return Mention(
        row["text"],
        row["kind"],
        path,
        *lines,
        commit=_read_commit(row),
        excerpt=_read_excerpt(row),
        since=_tell_since(row["blob_id"], history) if path else "",
        file_id=_make_file_id((row["repository_id"], path)) if path else None,
        address=make_address(host, row["commit_id"], path, *lines) if host else None,
    )


def _read_commit(row: Row) -> Commit:
    return Commit(row["commit_id"], to_naive_utc(row["committed_at"]).date(), row["subject"])


def _read_excerpt(row: Row) -> Excerpt:
    return Excerpt(row["first_line"] or 1, row["excerpt"] or "", row["no_lines"] or "")


def _tell_since(blob_id: str | None, history: Sequence[Row]) -> str:
    """What became of a file, by its history, newest first."""
    if not history or blob_id is None:
        return ""
    if history[0]["status"] == "D":
        return "gone"
    return "" if history[0]["blob_id"] == blob_id else "changed"


def _make_file_id(file: _File) -> str:
    """What a file's page is called: not its path, which may hold anything."""
    return digest_values(*file)[:_ID_LENGTH]


def _list_said(rows: Sequence[Row]) -> tuple[Said, ...]:
    """The messages that rows are of, each once, by day."""
    said = dict.fromkeys(Said(row["message_id"], row["day"], row["person_id"]) for row in rows)
    return tuple(sorted(said, key=lambda s: (s.day, s.message_id)))


def _read_file(file: _File, rows: Sequence[Row], history: Sequence[Row], hosts: Mapping[str, str]) -> SpokenFile:
    repository = rows[0]["repository"]
    host = hosts.get(repository, "")
    changes = tuple(
        Change(_read_commit(r), r["status"], make_address(host, r["commit_id"], "") if host else None) for r in history
    )
    return SpokenFile(_make_file_id(file), repository, file[1], _list_said(rows), changes)


def _read_named(rows: Sequence[Row], hosts: Mapping[str, str]) -> SpokenCommit:
    first = rows[0]
    host = hosts.get(first["repository"], "")
    address = make_address(host, first["commit_id"], "") if host else None
    return SpokenCommit(first["repository"], _read_commit(first), _list_said(rows), address)
