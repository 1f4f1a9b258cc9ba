"""Repositories made by the git program, with clocks as wanted, and git's own answers to the questions asked of us."""

from __future__ import annotations

import os
import random
import subprocess
from dataclasses import dataclass
from pathlib import Path

START = 1_600_000_000
NAMES = (
    b"a.py",
    b"src/a.py",
    b"src/b c.txt",
    b"caf\xe9.txt",
    b":colon",
    b"-dash",
    b"line\nbreak",
    "é.md".encode(),
    b"x/y/z.rs",
)


@dataclass
class Repository:
    """A repository in a folder of the test."""

    folder: Path

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str | bytes, at: int = START) -> bytes:
        """Runs git with a committer's clock; returns its output."""
        who = {"NAME": "Somebody", "EMAIL": "somebody@example.org"}
        environment = {
            **{k: os.environ[k] for k in ("PATH",)},
            **{f"GIT_{role}_{k}": v for role in ("AUTHOR", "COMMITTER") for k, v in who.items()},
            "GIT_AUTHOR_DATE": f"{at} +0000",
            "GIT_COMMITTER_DATE": f"{at} +0000",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "HOME": os.devnull,
        }
        command = ["git", "--literal-pathspecs", "-C", str(self.folder), *arguments]
        return subprocess.run(command, check=True, env=environment, capture_output=True).stdout

    def write(self, name: bytes, content: str) -> None:
        """Puts a file in place and in the index."""
        path = self.folder / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        self.git("add", "--", os.fsdecode(name))

    def commit(self, subject: str, at: int = START) -> str:
        """Commits the index; returns the commit's id."""
        self.git("commit", "-q", "--allow-empty", "-m", subject, at=at)
        return self.tip("HEAD")

    def tip(self, revision: str = "main") -> str:
        return self.git("rev-parse", f"{revision}^{{commit}}").decode().strip()

    def files(self, commit_id: str) -> dict[bytes, str]:
        """Git's own answer: blob by path."""
        entries = self.git("ls-tree", "-r", "-z", commit_id).split(b"\0")
        parted = (entry.partition(b"\t") for entry in entries if entry)
        return {path: meta.split()[2].decode() for meta, _, path in parted}

    def commit_at(self, seconds: int, branch: str = "main") -> str | None:
        """Git's own answer: the commit that the branch was at."""
        found = self.git("rev-list", "-1", "--first-parent", f"--min-age={seconds}", branch).decode().strip()
        return found or None


def with_history(folder: Path, seed: int, steps: int = 22) -> tuple[Repository, list[int]]:
    """A repository whose commits change, delete and merge files under a clock that sometimes runs backwards.

    Returns: the repository and the committer's times.
    """
    draw = random.Random(seed)
    repository, now = Repository(folder), START
    times: list[int] = []
    for step in range(steps):
        now += draw.choice([-5_000, -1, 0, 1, 60, 3_600, 86_400])
        times.append(now)
        if step > 3 and draw.random() < 0.25:
            repository.git("checkout", "-q", "-b", f"side-{step}", f"main~{draw.randint(0, 2)}")
            _change(repository, draw, f"side {step}")
            repository.commit(f"side {step}", now - draw.randint(-100, 100))
            repository.git("checkout", "-q", "main")
            repository.git(
                "merge",
                "-q",
                "--no-ff",
                "-X",
                "ours",
                "-m",
                f"Merge pull request #{step} from x/y",
                f"side-{step}",
                at=now,
            )
        else:
            _change(repository, draw, f"step {step}")
            repository.commit(f"step {step} (#{step})", now)
    return repository, times


def _change(repository: Repository, draw: random.Random, content: str) -> None:
    """Writes a file of its own, or (on the main line only: merges then have no conflicts) touches the shared ones."""
    if content.startswith("side"):
        repository.write(f"side/{content}.txt".encode(), content)
        return
    for name in draw.sample(NAMES, draw.randint(0, 3)):
        if (repository.folder / os.fsdecode(name)).exists() and draw.random() < 0.35:
            repository.git("rm", "-q", "-f", "--", os.fsdecode(name))
        else:
            repository.write(name, f"{content} {draw.random()}")
