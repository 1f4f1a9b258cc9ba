"""Binds references to their tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pyarrow as pa

from egregora_assets.contracts.enrichment import CODE_REFERENCES, LINKS, MEDIA_FILES, MESSAGE_LINKS
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.instants import to_naive_utc
from egregora_assets.references.code_history import Moment, Repository, Resolution, resolve_mention
from egregora_assets.references.code_references import Mention, find_mentions
from egregora_assets.references.links import find_links
from egregora_assets.references.media import choose_suffix, describe_file

NOT_FETCHED = "fetching is off"

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - event times are naive UTC, as the contract says


class TimedText(NamedTuple):
    """A message's text with its time (UTC, whole microseconds) and id."""

    message_id: str
    sent_at: datetime
    text: str


def read_texts(texts: pa.Table) -> list[TimedText]:
    """The rows of `expressions.list_texts`, in their order."""
    nanoseconds = texts["sent_at"].cast(pa.timestamp("ns")).cast(pa.int64())
    timed = texts.select(["message_id", "text"]).append_column("nanoseconds", nanoseconds)
    rows = _read_columns(timed, "message_id", "nanoseconds", "text")
    return [TimedText(m, _EPOCH + timedelta(microseconds=n // 1_000), text) for m, n, text in rows]


def build_media_files(files: pa.Table, hashes: Mapping[str, str]) -> pa.Table:
    """The rows of `media_files`: one a file, with its path on the site and its description.

    Args:
        files: the rows of `expressions.list_files`.
        hashes: perceptual hash by media_id, where there is one.
    """
    rows = [
        {
            **file,
            "phash": hashes.get(file["media_id"]),
            "site_relative_path": f"media/{file['media_id']}.{choose_suffix(file['mime_type'], file['clean_path'])}",
            "description": describe_file(
                file["media_type"], file["byte_count"], file["width"], file["height"], file["caption"]
            ),
        }
        for file in files.to_pylist()
    ]
    return MEDIA_FILES.rows(rows)


def read_months(months: pa.Table) -> list[tuple[str, int, str]]:
    """The rows of `expressions.list_months`: chat, month, digest."""
    return list(_read_columns(months, "chat_id", "month", "digest"))


def build_links(messages: Iterable[TimedText], key: DeploymentKey, kept: pa.Table | None = None) -> dict[str, pa.Table]:
    """The rows of `links` (one a clean address) and `message_links` (each address of a message once, in order).

    Args:
        messages: those that are read.
        kept: the links that other messages share (`expressions.list_kept_links`); None = there are none.
    """
    own = _read_columns(kept, "link_id", "url", "host") if kept is not None else ()
    addresses = {link_id: _describe_link(url, host) for link_id, url, host in own}
    sharing: list[dict[str, Any]] = []
    for message in messages:
        for ordinal, link in enumerate(find_links(message.text) if "://" in message.text else ()):
            link_id = key.uuid("link", link.url)
            addresses[link_id] = _describe_link(link.url, link.host)
            sharing.append({"message_id": message.message_id, "ordinal": ordinal, "link_id": link_id})
    rows = [{"link_id": link_id, **addresses[link_id]} for link_id in sorted(addresses)]
    return {"links": LINKS.rows(rows), "message_links": MESSAGE_LINKS.rows(sharing)}


def _describe_link(url: str, host: str) -> dict[str, Any]:
    return {"url": url, "host": host, "status": "skipped", "reason": NOT_FETCHED}


class MentioningText(NamedTuple):
    """A message that mentions code, and its mentions in order."""

    message: TimedText
    mentions: tuple[Mention, ...]


def find_mentioning(messages: Iterable[TimedText], ref_names: frozenset[str]) -> list[MentioningText]:
    """The messages that mention code, in their order."""
    found = (MentioningText(m, find_mentions(m.text, ref_names)) for m in messages)
    return [m for m in found if m.mentions]


def find_texts(texts: Iterable[pa.Table], ref_names: frozenset[str]) -> tuple[list[TimedText], list[MentioningText]]:
    """The messages that hold an address and those that mention code, out of batches of `expressions.list_texts`.

    Few messages do either, so most texts are Python values only while their batch lasts.
    """
    addressing: list[TimedText] = []
    mentioning: list[MentioningText] = []
    for batch in texts:
        messages = read_texts(batch)
        addressing += [m for m in messages if "://" in m.text]
        mentioning += find_mentioning(messages, ref_names)
    return addressing, mentioning


def list_file_names(messages: Iterable[MentioningText]) -> tuple[str, ...]:
    """The file names of all paths that are mentioned, sorted: their versions are looked up."""
    targets = (m.path or (m.ref if m.kind == "url" else None) or "" for found in messages for m in found.mentions)
    return tuple(sorted({t.rpartition("/")[2] for t in targets} - {""}))


def build_code_references(
    messages: Iterable[MentioningText], places: pa.Table, repositories: Sequence[Repository]
) -> pa.Table:
    """The rows of `code_references`: one a mention that is plain or that a repository knows.

    Args:
        messages: the messages with their mentions.
        places: the rows of `expressions.find_places`.
        repositories: in the order in which they are asked.
    """
    positions: dict[str, dict[str, int]] = defaultdict(dict)
    for message_id, repository_id, position in _read_columns(places, "message_id", "repository_id", "position"):
        positions[message_id][repository_id] = position
    rows: list[dict[str, Any]] = []
    for message, mentions in messages:
        moment = Moment(message.sent_at, positions.get(message.message_id, {}))
        answers = ((m, resolve_mention(m, moment, repositories)) for m in mentions)
        kept = [(m, a) for m, a in answers if m.is_plain or a.is_resolved]
        rows += [_build_code_reference(message.message_id, i, m, a) for i, (m, a) in enumerate(kept)]
    return CODE_REFERENCES.rows(rows)


def _build_code_reference(message_id: str, ordinal: int, mention: Mention, answer: Resolution) -> dict[str, Any]:
    return {
        "message_id": message_id,
        "ordinal": ordinal,
        "reference_kind": mention.kind,
        "text": mention.text,
        "repository_id": answer.repository_id,
        "path": answer.path or mention.path,
        "line_start": mention.line_start,
        "line_end": mention.line_end,
        "commit_id": answer.commit_id,
        "blob_id": answer.blob_id,
        "is_resolved": answer.is_resolved,
    }


def read_repositories(git: Mapping[str, pa.Table], versions: pa.Table) -> list[Repository]:
    """The repositories of the git caches, by name.

    Args:
        git: rows of git_repositories, git_refs, git_commits, git_chain.
        versions: the rows of `expressions.list_versions`.
    """
    chains = _group_rows(git["git_chain"], "repository_id", "position", "commit_id")
    commits = _group_rows(git["git_commits"], "repository_id", "commit_id", "pull_request_number")
    refs = _group_rows(git["git_refs"], "repository_id", "observed_at", "ref_name", "change", "commit_id")
    by_file = _group_rows(versions, "repository_id", "path", "position", "status", "blob_id")
    return [
        Repository(
            repository_id,
            name,
            branch,
            chain=[commit_id for _, commit_id in chains[repository_id]],
            commits=[commit_id for commit_id, _ in sorted(commits[repository_id])],
            requests=_read_requests(commits[repository_id]),
            versions=_read_versions(by_file[repository_id]),
            refs=_read_refs(refs[repository_id]),
        )
        for name, repository_id, branch in sorted(
            _read_columns(git["git_repositories"], "name", "repository_id", "branch")
        )
    ]


def _read_requests(rows: list[tuple[Any, ...]]) -> dict[int, str]:
    """Commits by pull request number; of several the first by id."""
    return {number: commit_id for commit_id, number in reversed(rows) if number}


def shorten_ref(ref_name: str) -> str:
    """What people call a ref: `refs/tags/v1` is `v1`, `refs/remotes/origin/x` is `x`."""
    for beginning in ("refs/heads/", "refs/tags/", "refs/remotes/origin/"):
        if ref_name.startswith(beginning):
            return ref_name.removeprefix(beginning)
    return ref_name


def list_ref_names(refs: pa.Table) -> frozenset[str]:
    """The short names of the refs that were observed."""
    return frozenset(shorten_ref(name) for (name,) in _read_columns(refs, "ref_name"))


def _read_refs(rows: list[tuple[Any, ...]]) -> dict[str, list[tuple[datetime, str, str, bool]]]:
    """Observations by short name, in order of time."""
    found: dict[str, list[tuple[datetime, str, str, bool]]] = defaultdict(list)
    for observed_at, ref_name, change, commit_id in rows:
        observation = (to_naive_utc(observed_at), change, commit_id, ref_name.startswith("refs/tags/"))
        found[shorten_ref(ref_name)].append(observation)
    return found


def _read_versions(rows: list[tuple[Any, ...]]) -> dict[str, list[tuple[int, str, str | None]]]:
    """File versions by path, in order of position."""
    found: dict[str, list[tuple[int, str, str | None]]] = defaultdict(list)
    for path, position, status, blob_id in rows:
        found[path].append((position, status, blob_id))
    return found


def _group_rows(table: pa.Table, by: str, *names: str) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of the named columns under the value of another, sorted by the leading two columns."""
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for owner, *values in _read_columns(table, by, *names):
        found[owner].append(tuple(values))
    for rows in found.values():
        rows.sort(key=lambda row: row[:2] if row[1] is not None else (row[0], -1))
    return found


def _read_columns(table: pa.Table, *names: str) -> Iterable[tuple[Any, ...]]:
    return zip(*(table[name].to_pylist() for name in names), strict=True)
