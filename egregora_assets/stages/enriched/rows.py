"""The rows that the room returns, as Arrow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pyarrow as pa

from egregora_assets.contracts.enrichment import CODE_REFERENCES, LINKS, MEDIA_FILES, MESSAGE_LINKS
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.instants import naive_utc
from egregora_assets.references import media
from egregora_assets.references.code_history import Answer, Moment, Repository, answered
from egregora_assets.references.code_references import Mention, mentions_in
from egregora_assets.references.links import links_in

NOT_FETCHED = "fetching is off"

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - event times are naive UTC, as the contract says


class Written(NamedTuple):
    """A message's text with its time (UTC, whole microseconds) and id."""

    message_id: str
    sent_at: datetime
    text: str


def written(texts: pa.Table) -> list[Written]:
    """The rows of `expressions.texts`, in their order."""
    nanoseconds = texts["sent_at"].cast(pa.timestamp("ns")).cast(pa.int64())
    timed = texts.select(["message_id", "text"]).append_column("nanoseconds", nanoseconds)
    rows = _columns(timed, "message_id", "nanoseconds", "text")
    return [Written(m, _EPOCH + timedelta(microseconds=n // 1_000), text) for m, n, text in rows]


def media_files(files: pa.Table, hashes: Mapping[str, str]) -> pa.Table:
    """One row a file, with its address on the site and what is known of it.

    Args:
        files: the rows of `expressions.files`.
        hashes: perceptual hash by media_id, where there is one.
    """
    rows = [
        {
            **file,
            "phash": hashes.get(file["media_id"]),
            "site_relative_path": f"media/{file['media_id']}.{media.ending(file['mime_type'], file['clean_path'])}",
            "description": media.description(
                file["media_type"], file["byte_count"], file["width"], file["height"], file["caption"]
            ),
        }
        for file in files.to_pylist()
    ]
    return MEDIA_FILES.rows(rows)


def links(messages: Iterable[Written], key: DeploymentKey) -> tuple[pa.Table, pa.Table]:
    """One row a clean address, and one a link a message (each address once, by first appearance)."""
    addresses: dict[str, dict[str, Any]] = {}
    sharing: list[dict[str, Any]] = []
    for message in messages:
        for ordinal, link in enumerate(links_in(message.text) if "://" in message.text else ()):
            link_id = key.uuid("link", link.url)
            addresses[link_id] = {"url": link.url, "host": link.host, "status": "skipped", "reason": NOT_FETCHED}
            sharing.append({"message_id": message.message_id, "ordinal": ordinal, "link_id": link_id})
    rows = [{"link_id": link_id, **addresses[link_id]} for link_id in sorted(addresses)]
    return LINKS.rows(rows), MESSAGE_LINKS.rows(sharing)


class Mentioned(NamedTuple):
    """The mentions of a message, by place."""

    message: Written
    mentions: tuple[Mention, ...]


def mentioned(messages: Iterable[Written], ref_names: frozenset[str]) -> list[Mentioned]:
    """The messages that mention code, in their order."""
    found = (Mentioned(m, mentions_in(m.text, ref_names)) for m in messages)
    return [m for m in found if m.mentions]


def pointing(texts: Iterable[pa.Table], ref_names: frozenset[str]) -> tuple[list[Written], list[Mentioned]]:
    """The messages that hold an address and those that mention code, out of batches of `expressions.texts`.

    Few messages do either, so that most texts never become Python values for longer than their batch lasts.
    """
    addressing: list[Written] = []
    mentioning: list[Mentioned] = []
    for batch in texts:
        messages = written(batch)
        addressing += [m for m in messages if "://" in m.text]
        mentioning += mentioned(messages, ref_names)
    return addressing, mentioning


def file_names(messages: Iterable[Mentioned]) -> tuple[str, ...]:
    """The last parts of all paths that are mentioned, sorted: what is asked of the file versions."""
    targets = (m.path or (m.ref if m.kind == "url" else None) or "" for found in messages for m in found.mentions)
    return tuple(sorted({t.rpartition("/")[2] for t in targets} - {""}))


def code_references(messages: Iterable[Mentioned], places: pa.Table, repositories: Sequence[Repository]) -> pa.Table:
    """One row a mention that reads as code or that a repository knows.

    Args:
        messages: what is mentioned.
        places: the rows of `expressions.places`.
        repositories: in the order in which they are asked.
    """
    positions: dict[str, dict[str, int]] = defaultdict(dict)
    for message_id, repository_id, position in _columns(places, "message_id", "repository_id", "position"):
        positions[message_id][repository_id] = position
    rows: list[dict[str, Any]] = []
    for message, mentions in messages:
        moment = Moment(message.sent_at, positions.get(message.message_id, {}))
        answers = ((m, answered(m, moment, repositories)) for m in mentions)
        kept = [(m, a) for m, a in answers if m.is_plain or a.is_resolved]
        rows += [_reference(message.message_id, i, m, a) for i, (m, a) in enumerate(kept)]
    return CODE_REFERENCES.rows(rows)


def _reference(message_id: str, ordinal: int, mention: Mention, answer: Answer) -> dict[str, Any]:
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


def repositories(git: Mapping[str, pa.Table], versions: pa.Table) -> list[Repository]:
    """The git caches arranged for questions, by name.

    Args:
        git: rows of git_repositories, git_refs, git_commits, git_chain.
        versions: the rows of `expressions.versions_of`.
    """
    chains = _grouped(git["git_chain"], "repository_id", "position", "commit_id")
    commits = _grouped(git["git_commits"], "repository_id", "commit_id", "pull_request_number")
    refs = _grouped(git["git_refs"], "repository_id", "observed_at", "ref_name", "change", "commit_id")
    by_file = _grouped(versions, "repository_id", "path", "position", "status", "blob_id")
    return [
        Repository(
            repository_id,
            name,
            branch,
            chain=[commit_id for _, commit_id in chains[repository_id]],
            commits=[commit_id for commit_id, _ in sorted(commits[repository_id])],
            requests=_requests(commits[repository_id]),
            versions=_versions(by_file[repository_id]),
            refs=_refs(refs[repository_id]),
        )
        for name, repository_id, branch in sorted(_columns(git["git_repositories"], "name", "repository_id", "branch"))
    ]


def _requests(rows: list[tuple[Any, ...]]) -> dict[int, str]:
    """Commits by pull request number; of several the first by id."""
    return {number: commit_id for commit_id, number in reversed(rows) if number}


def short_name(ref_name: str) -> str:
    """What people call a ref: `refs/tags/v1` is `v1`, `refs/remotes/origin/x` is `x`."""
    for beginning in ("refs/heads/", "refs/tags/", "refs/remotes/origin/"):
        if ref_name.startswith(beginning):
            return ref_name.removeprefix(beginning)
    return ref_name


def ref_names(refs: pa.Table) -> frozenset[str]:
    """What people may call the refs that were observed."""
    return frozenset(short_name(name) for (name,) in _columns(refs, "ref_name"))


def _refs(rows: list[tuple[Any, ...]]) -> dict[str, list[tuple[datetime, str, str, bool]]]:
    """Observations by short name, in order of time."""
    found: dict[str, list[tuple[datetime, str, str, bool]]] = defaultdict(list)
    for observed_at, ref_name, change, commit_id in rows:
        observation = (naive_utc(observed_at), change, commit_id, ref_name.startswith("refs/tags/"))
        found[short_name(ref_name)].append(observation)
    return found


def _versions(rows: list[tuple[Any, ...]]) -> dict[str, list[tuple[int, str, str | None]]]:
    """File versions by path, in order of position."""
    found: dict[str, list[tuple[int, str, str | None]]] = defaultdict(list)
    for path, position, status, blob_id in rows:
        found[path].append((position, status, blob_id))
    return found


def _grouped(table: pa.Table, by: str, *names: str) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of the named columns under the value of another, sorted by the leading two columns."""
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for owner, *values in _columns(table, by, *names):
        found[owner].append(tuple(values))
    for rows in found.values():
        rows.sort(key=lambda row: row[:2] if row[1] is not None else (row[0], -1))
    return found


def _columns(table: pa.Table, *names: str) -> Iterable[tuple[Any, ...]]:
    return zip(*(table[name].to_pylist() for name in names), strict=True)
