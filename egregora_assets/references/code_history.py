"""A repository as the git caches know it, asked for what it had at a message's time.

The history of a repository is its chain of first parents: a place in it (`position`) stands for a state of every file.
The place that belongs to a message's time comes from an as-of join (`stages/enriched/expressions.py`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from egregora_assets.references.reasons import SEVERAL_FILES
from egregora_assets.references.revisions import HEAD_NAMES, parse_revision

Row = Mapping[str, Any]
FEWEST_DIGITS = 7
"""Of a commit's id, where it is not said that it is one."""


@dataclass(frozen=True)
class Resolution:
    """The repository, the file and its content, the commit that a mention means; all None where nothing was found.

    Attributes:
        reason: why nothing was found, or which of several was taken; one of `reasons.REASONS`.
        taken: the kind of what was found, where it is another than the text alone suggests.
    """

    repository_id: str | None = None
    path: str | None = None
    commit_id: str | None = None
    blob_id: str | None = None
    reason: str | None = None
    taken: str | None = None

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
        self._highest = max(self.requests, default=0)
        for path in sorted(self.versions):
            self._by_name[path.rpartition("/")[2]].append(path)

    def has_name(self, name: str) -> bool:
        """Whether an address's `owner/name` means this repository, which may be configured by the last part alone."""
        ours, theirs = self.name.lower(), name.lower()
        return ours == theirs or ("/" not in ours and theirs.rpartition("/")[2] == ours)

    def find_file(self, path: str, position: int) -> Resolution:
        """The file at a place of the chain: the path itself, or the only one that ends in it.

        Of an absolute path it is the longest end that is a file here, with a folder, or behind the repository's name.
        """
        if path.startswith("/") or path[1:3] == ":/":
            path = self._find_end(path, position)
        version = self._find_version(path, position)
        if version is None:
            alive = self._list_ending(path, position)
            if len(alive) != 1:
                return Resolution(reason=SEVERAL_FILES if alive else None)
            path, version = alive[0], self._find_version(alive[0], position)
        if version is None:
            return Resolution()
        return Resolution(self.repository_id, path, self.chain[version[0]], version[2])

    def _find_end(self, path: str, position: int) -> str:
        """The end of an absolute path that is a file of this repository; the path where there is none."""
        folders = path.split("/")
        ours = self.name.rpartition("/")[2]
        for cut in range(1, len(folders)):
            end = "/".join(folders[cut:])
            if ("/" in end or folders[cut - 1] == ours) and self._find_version(end, position):
                return end
        return path

    def _list_ending(self, path: str, position: int) -> list[str]:
        """The files at a place of the chain that end in a path."""
        named = self._by_name.get(path.rpartition("/")[2], ())
        return [p for p in named if p.endswith("/" + path) and self._find_version(p, position)]

    def had_file(self, path: str) -> bool:
        """Whether there was such a file at some time."""
        named = self._by_name.get(path.rpartition("/")[2], ())
        return any(p == path or p.endswith("/" + path) for p in named)

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
        seen = self._list_observations(name)
        at = bisect_right([observed for observed, *_ in seen], moment.sent_at)
        if at:
            _, change, commit_id, _ = seen[at - 1]
            return None if change == "deleted" else commit_id
        return seen[0][2] if seen and seen[0][3] else None

    def _list_observations(self, name: str) -> Sequence[tuple[datetime, str, str, bool]]:
        """What was observed of a ref; where a tag and a branch have the name, of the tag, as git takes it."""
        seen = self.refs.get(name, ())
        return [observation for observation in seen if observation[3]] or seen

    def is_tag_and_branch(self, name: str) -> bool:
        """Whether a tag and a branch have the name."""
        return len({is_tag for *_, is_tag in self.refs.get(name, ())}) > 1

    def has_number(self, number: int) -> bool:
        """Whether issues and requests, which share their numbers, have come so far."""
        return number <= self._highest

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
