"""The state of all that an answer depends on, as a digest of stamps: no file is read."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from egregora_assets.services.settings.folder import DAGSTER_VARIABLE

_PROGRAM = Path(__file__).parents[2]
_VARIABLES = ("EGREGORA_", "DAGSTER_")
_MORE_VARIABLES = ("HOME", "PYTHONPATH")
_RECORDINGS = "ffmpeg"
"""The program that cleans recordings: with it, more of them are shown."""
_PACKAGES = ("site-packages", "dist-packages")
"""What the folders are called that packages are installed into."""
RECORD_FILE = "kept_answers.json"
"""The file with the answers, in the vault: it names folders."""
_LEFT_OUT = frozenset(
    {RECORD_FILE, "__pycache__", "run.lock", "egregora.duckdb.lock", "vault.duckdb.lock", ".initialise.lock"}
)
"""Names of what holds nothing that lasts: files that are locked or say who locks."""
_SHARED_MEMORY = "-shm"
"""What SQLite puts beside a file that is open, also to read it; a change is seen by its log."""
_FINE_SECONDS = 0.05
_COARSE_SECONDS = 2.0
"""A file that changed more recently may change again without another time: where times are whole seconds, and else."""
_GIT = ("HEAD", "packed-refs", "refs", "reftable", "config", "shallow", "commondir", "worktrees")
"""What of a repository says where its branches and tags point."""


@dataclass(frozen=True)
class Surroundings:
    """Where an answer's causes are.

    Attributes:
        home: the deployment's folder; dagster_home: Dagster's, which may lie in it.
        inbox: the folder of exports, which may lie in the deployment.
        repositories: the folders of repositories.
    """

    home: Path
    dagster_home: Path
    inbox: Path
    repositories: tuple[Path, ...] = ()


@dataclass(frozen=True)
class State:
    """The state of an answer's surroundings.

    Attributes:
        digest: of every stamp and variable.
        changed_at: when a file last changed, in seconds since 1970.
    """

    digest: str
    changed_at: float

    def is_settled(self, now: float) -> bool:
        """Whether the next change of any file will be seen: another time, or none of the last moments."""
        is_coarse = self.changed_at == int(self.changed_at)
        return now - self.changed_at > (_COARSE_SECONDS if is_coarse else _FINE_SECONDS)


def find_dagster_home(home: Path, environment: Mapping[str, str]) -> Path:
    """Dagster's folder of a deployment, which may be absent."""
    named = environment.get(DAGSTER_VARIABLE)
    return Path(named).expanduser().resolve() if named else home / "dagster"


def describe_state(around: Surroundings, environment: Mapping[str, str]) -> State:
    """The state now.

    Raises:
        OSError: a link leads to a folder, something cannot be looked at, or a repository is none.
    """
    digest, changed_ns = hashlib.sha256(), 0
    for line in _describe_program(environment):
        digest.update(line.encode("utf-8", "surrogateescape") + b"\n")
    outside = (f for f in (around.dagster_home, around.inbox) if not f.is_relative_to(around.home))
    folders = (_PROGRAM, around.home, *outside)
    for stamps in (*map(_list_stamps, folders), *map(_list_git_stamps, around.repositories)):
        for path, stamp, changed in stamps:
            digest.update(f"{path}\0{stamp}\n".encode("utf-8", "surrogateescape"))
            changed_ns = max(changed_ns, changed)
    return State(digest.hexdigest(), changed_ns / 1e9)


def find_last_change(folder: Path) -> float:
    """When a file of a folder last changed, in seconds since 1970; 0 where there is none.

    Raises:
        OSError: as `describe_state`.
    """
    return max((changed for _path, _stamp, changed in _list_stamps(folder)), default=0) / 1e9


def describe_file(path: Path) -> str:
    """The stamp of a file.

    Raises:
        OSError: it is no file.
    """
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise FileNotFoundError(path)
    return _render(found)


def _describe_program(environment: Mapping[str, str]) -> Iterator[str]:
    """The programs that answer: Python, installed packages (a folder's time is that of the last one), variables."""
    yield sys.version
    yield f"{_RECORDINGS} {shutil.which(_RECORDINGS, path=environment.get('PATH'))}"
    for place in sys.path:
        folder = Path(place)
        if folder.name in _PACKAGES and folder.is_dir():
            yield f"{place} {folder.stat().st_mtime_ns}"
    names = sorted(n for n in environment if n.startswith(_VARIABLES) or n in _MORE_VARIABLES)
    yield from (f"{name}={environment[name]}" for name in names)


def _list_stamps(folder: Path) -> Iterator[tuple[str, str, int]]:
    """Path, stamp and time of the last change of everything below a folder, in order."""
    pending = [str(folder)]
    while pending:
        place = pending.pop()
        try:
            entries = sorted(os.scandir(place), key=lambda entry: entry.name)
        except FileNotFoundError:
            yield place, "absent", 0
            continue
        for entry in entries:
            if entry.name in _LEFT_OUT or entry.name.endswith(_SHARED_MEMORY):
                continue
            found = entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(found.st_mode):
                pending.append(entry.path)
                yield entry.path, f"folder {found.st_mode}", 0
                continue
            yield entry.path, _render(found), max(found.st_mtime_ns, found.st_ctime_ns)
            if stat.S_ISLNK(found.st_mode):
                yield entry.path, *_follow(entry.path)


def _follow(path: str) -> tuple[str, int]:
    """The stamp of what a link leads to.

    Raises:
        IsADirectoryError: a folder, which may have any contents.
    """
    try:
        found = Path(path).stat()
    except FileNotFoundError:
        return "leads nowhere", 0
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(path)
    return _render(found), max(found.st_mtime_ns, found.st_ctime_ns)


def _render(found: os.stat_result) -> str:
    return f"{found.st_mode} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino} {found.st_uid}"


def _list_git_stamps(repository: Path) -> Iterable[tuple[str, str, int]]:
    """The stamps of what says where a repository's branches and tags point.

    Raises:
        FileNotFoundError: it is neither one with a folder `.git` nor a bare one.
    """
    folder = repository / ".git" if (repository / ".git").is_dir() else repository
    if not (folder / "HEAD").is_file():
        raise FileNotFoundError(repository)
    for name in _GIT:
        path = folder / name
        if path.is_dir():
            yield from _list_stamps(path)
        elif path.exists():
            found = path.lstat()
            yield str(path), _render(found), max(found.st_mtime_ns, found.st_ctime_ns)
