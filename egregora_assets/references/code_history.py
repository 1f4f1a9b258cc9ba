"""Resolves mentions of code against the git caches, as of a message's time.

The history of a repository is its chain of first parents: a place in it (`position`) stands for a state of every file.
The place that belongs to a message's time comes from an as-of join (`stages/enriched/expressions.py`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from egregora_assets.references.code_references import Mention
from egregora_assets.references.revisions import HEAD_NAMES, parse_revision

Row = Mapping[str, Any]
FEWEST_DIGITS = 7
"""Of a commit's id, where it is not said that it is one."""


@dataclass(frozen=True)
class Resolution:
    """The repository, the file and its content, the commit that a mention means; all None where nothing was found."""

    repository_id: str | None = None
    path: str | None = None
    commit_id: str | None = None
    blob_id: str | None = None

    @property
    def is_resolved(self) -> bool:
        """Whether a repository knows what was mentioned."""
        return self.commit_id is not None


@dataclass(frozen=True)
class Moment:
    """A message's time, and its place in each repository's chain (none = before the first commit)."""

    sent_at: datetime
    positions: Mapping[str, int]


@dataclass
class Repository:
    """One repository's caches, arranged for lookups.

    Args:
        repository_id, name, branch: as in `git_repositories`.
        chain: commit ids by position.
        commits: every known commit id, sorted; `requests`: commit by pull request number.
        versions: by path, `(position, status, blob_id)` in order of position.
        refs: by short name, `(observed_at, change, commit_id, is_tag)` in order of time.
    """

    repository_id: str
    name: str
    branch: str
    chain: Sequence[str] = ()
    commits: Sequence[str] = ()
    requests: Mapping[int, str] = field(default_factory=dict)
    versions: Mapping[str, Sequence[tuple[int, str, str | None]]] = field(default_factory=dict)
    refs: Mapping[str, Sequence[tuple[datetime, str, str, bool]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._positions = {commit_id: position for position, commit_id in enumerate(self.chain)}
        for path in sorted(self.versions):
            self._by_name[path.rpartition("/")[2]].append(path)

    def has_name(self, name: str) -> bool:
        """Whether an address's `owner/name` means this repository, which may be configured by the last part alone."""
        ours, theirs = self.name.lower(), name.lower()
        return ours == theirs or ("/" not in ours and theirs.rpartition("/")[2] == ours)

    def find_file(self, path: str, position: int) -> Resolution:
        """The file at a place of the chain: the path itself, or the only one that ends in it."""
        version = self._find_version(path, position)
        if version is None:
            alive = [
                p
                for p in self._by_name[path.rpartition("/")[2]]
                if p.endswith("/" + path) and self._find_version(p, position)
            ]
            if len(alive) != 1:
                return Resolution()
            path, version = alive[0], self._find_version(alive[0], position)
        if version is None:
            return Resolution()
        return Resolution(self.repository_id, path, self.chain[version[0]], version[2])

    def find_position(self, commit_id: str) -> int | None:
        """The place of a commit in the chain; None where it is not in it."""
        return self._positions.get(commit_id)

    def find_commit(self, digits: str) -> str | None:
        """The one commit whose id begins so, in whatever case; None where there is none or more than one."""
        digits = digits.lower()
        at = bisect_left(self.commits, digits)
        found = [c for c in self.commits[at : at + 2] if c.startswith(digits)]
        return found[0] if len(found) == 1 else None

    def find_ref(self, name: str, moment: Moment) -> str | None:
        """The commit of a tag or branch at a time; None where it was not observed yet.

        A tag does not move, so its first observation counts for the time before it, too.
        """
        if name in {self.branch, *HEAD_NAMES}:
            position = moment.positions.get(self.repository_id)
            return None if position is None else self.chain[position]
        seen = self.refs.get(name, ())
        at = bisect_right([observed for observed, *_ in seen], moment.sent_at)
        if at:
            _, change, commit_id, _ = seen[at - 1]
            return None if change == "deleted" else commit_id
        return seen[0][2] if seen and seen[0][3] else None

    def has_revision(self, text: str) -> bool:
        """Whether `v1.2`, `HEAD~3` or `abc1234^` begins at a ref or commit of this repository, at whatever time."""
        revision = parse_revision(text)
        if revision is None:
            return False
        is_ref = revision.name in self.refs or revision.name in {self.branch, *HEAD_NAMES}
        return is_ref or self._find_named_commit(revision.name) is not None

    def find_revision(self, text: str, moment: Moment) -> str | None:
        """The commit that a text means at a time; None where it leads to none of this repository."""
        revision = parse_revision(text)
        if revision is None:
            return None
        commit_id = self.find_ref(revision.name, moment) or self._find_named_commit(revision.name)
        if revision.steps_back == 0:
            return commit_id
        position = None if commit_id is None else self.find_position(commit_id)
        if position is None or revision.steps_back is None or revision.steps_back > position:
            return None
        return self.chain[position - revision.steps_back]

    def _find_named_commit(self, name: str) -> str | None:
        """The commit that digits mean: a short run of them may be a word."""
        return self.find_commit(name) if len(name) >= FEWEST_DIGITS else None

    def _find_version(self, path: str, position: int) -> tuple[int, str, str | None] | None:
        """The newest version of a path at or before a place; None where there is none or it is deleted."""
        versions = self.versions.get(path, ())
        at = bisect_right([p for p, *_ in versions], position)
        return versions[at - 1] if at and versions[at - 1][1] != "D" else None


def resolve_mention(mention: Mention, moment: Moment, repositories: Iterable[Repository]) -> Resolution:
    """Resolve a mention by the first repository that knows it, in the order given."""
    for repository in repositories:
        if mention.repository is not None and not repository.has_name(mention.repository):
            continue
        if (answer := _ask_repository(mention, moment, repository)).repository_id is not None:
            return answer
    return Resolution()


def _ask_repository(mention: Mention, moment: Moment, repository: Repository) -> Resolution:
    """Resolve a mention by one repository."""
    if mention.kind == "url" and mention.ref is not None:
        return _resolve_hosted(mention.ref, moment, repository)
    if mention.path is not None:
        return _resolve_path(mention, mention.path, moment, repository)
    if mention.commit is not None:
        return _resolve_commit(repository, repository.find_commit(mention.commit))
    if mention.pull_request is not None:
        return _resolve_commit(repository, repository.requests.get(mention.pull_request))
    if mention.ref is None:
        return Resolution()
    if not repository.has_revision(mention.ref):
        return Resolution()
    return Resolution(repository.repository_id, commit_id=repository.find_revision(mention.ref, moment))


def _resolve_path(mention: Mention, path: str, moment: Moment, repository: Repository) -> Resolution:
    """A file of the branch at the time, or of what the mention names: `app.py@v1.2`, `HEAD~3:app.py`.

    What is named counts alone: where the repository knows it and has no such file there, there is no answer.
    """
    named = mention.commit or mention.ref
    if named is None:
        position = moment.positions.get(repository.repository_id)
        return Resolution() if position is None else repository.find_file(path, position)
    if not repository.has_revision(named):
        return Resolution()
    commit_id = repository.find_revision(named, moment)
    position = None if commit_id is None else repository.find_position(commit_id)
    found = Resolution() if position is None else repository.find_file(path, position)
    return found if found.is_resolved else Resolution(repository.repository_id, path, None, None)


def _resolve_commit(repository: Repository, commit_id: str | None) -> Resolution:
    return Resolution() if commit_id is None else Resolution(repository.repository_id, commit_id=commit_id)


def _resolve_hosted(rest: str, moment: Moment, repository: Repository) -> Resolution:
    """`ref/path` of an address: the ref is the shortest beginning that the repository knows (refs may hold slashes)."""
    parts = rest.split("/")
    for cut in range(1, len(parts) + 1):
        name, path = "/".join(parts[:cut]), "/".join(parts[cut:])
        commit_id = repository.find_ref(name, moment) or (
            repository.find_commit(name) if cut == 1 and len(name) >= FEWEST_DIGITS else None
        )
        if commit_id is None:
            continue
        if not path:
            return Resolution(repository.repository_id, commit_id=commit_id)
        position = repository.find_position(commit_id)
        found = Resolution() if position is None else repository.find_file(path, position)
        return found if found.is_resolved else Resolution(repository.repository_id, path, None, None)
    return Resolution()
