"""The history of a repository: reading it against `git log --raw`, and look-ups against git's own answers.

    python benchmarks/git_history.py [--commits 50000] [--questions 100000] [--json OUT.json]

The repository is made by `git fast-import`: 2,400 files, three changes a commit, a twentieth of them deletions. A run
reads it into a deployment; a second one is the cost of a run that has nothing to read. Look-ups are one as-of join; git
answers each with `rev-list` and `ls-tree`, and the answers are compared. Times are processor seconds with children.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa

from egregora_assets import Deployment

START, STEP, CHANGES, NAME = 1_600_000_000, 600, 3, "project"
FOLDERS, FILES, ASKED_OF_GIT = 40, 60, 40
COMMAND = [sys.executable, "-m", "egregora_assets.cli"]


def make_repository(folder: Path, commits: int) -> Path:
    """A repository with a straight history."""
    draw = random.Random(1)
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    program = subprocess.Popen(["git", "-C", str(folder), "fast-import", "--quiet"], stdin=subprocess.PIPE)
    assert program.stdin is not None
    for number in range(commits):
        head = f"commit refs/heads/main\ncommitter A <a@example.org> {START + number * STEP} +0000\ndata 5\nstep\n\n"
        program.stdin.write(head.encode())
        for _ in range(CHANGES):
            path, content = choose_path(draw), f"{number} {draw.random()}"
            is_deleted = number and draw.random() < 0.05
            change = f"D {path}\n" if is_deleted else f"M 100644 inline {path}\ndata {len(content)}\n{content}\n"
            program.stdin.write(change.encode())
        program.stdin.write(b"\n")
    program.stdin.close()
    assert program.wait() == 0
    return folder


def choose_path(draw: random.Random) -> str:
    """A path that the repository may have."""
    return f"src/part{draw.randint(0, FOLDERS - 1)}/file{draw.randint(0, FILES - 1)}.py"


def spend(*command: str) -> float:
    """Processor seconds of a program."""
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


def read_history(home: Path, repository: Path) -> float:
    """Processor seconds of the run that reads the history, without those of one that has nothing to read.

    The deployment has read another repository before, and keeps no snapshots, so what only a first run does, and what
    copies of the database cost, is not counted.
    """
    small = make_repository(home.parent / "small", 5)
    spend(*COMMAND, "init", "--output", str(home), "--time-zone", "UTC")
    with (home / "egregora.toml").open("a") as settings:
        settings.write("\nsnapshot_count = 0\n")
    stages = [(*COMMAND, "debug", "run-stage", name, "--output", str(home)) for name in ("git_refs", "git_commits")]
    for name, folder in (("small", small), (NAME, repository)):
        with (home / "egregora.toml").open("a") as settings:
            settings.write(f'\n[[repositories]]\nname = "{name}"\npath = "{folder}"\n')
        spend(*stages[0])
        spent = spend(*stages[1])
    return spent - min(spend(*stages[1]) for _ in range(2))


def ask_git(repository: Path, path: str, seconds: int) -> str | None:
    """Git's own answer: the file's content at a time."""
    git = ["git", "-C", str(repository)]
    walk = [*git, "rev-list", "-1", "--first-parent", f"--min-age={seconds}", "main"]
    commit = subprocess.run(walk, check=True, capture_output=True, text=True).stdout.strip()
    entry = subprocess.run([*git, "ls-tree", commit, "--", path], check=True, capture_output=True, text=True).stdout
    return entry.split()[2] if entry else None


def look_up(home: Path, repository: Path, commits: int, count: int) -> dict[str, float]:
    """Processor seconds of all questions together, and of one asked of git."""
    draw = random.Random(2)
    paths = [choose_path(draw) for _ in range(count)]
    seconds = [START + draw.randint(0, commits * STEP) for _ in range(count)]
    moments = pa.array(seconds, pa.int64()).cast(pa.timestamp("s"))
    questions = pa.table({"repository": [NAME] * count, "path": paths, "asked_at": moments})
    history = Deployment(home).git_history
    began = time.process_time()
    answers = history.at_many(questions)["blob_id"].to_pylist()
    spent, before = time.process_time() - began, os.times()
    asked = [ask_git(repository, *question) for question in zip(paths[:ASKED_OF_GIT], seconds, strict=False)]
    after = os.times()
    assert asked == answers[:ASKED_OF_GIT]
    git = after.children_user - before.children_user + after.children_system - before.children_system
    return {"look-ups": spent, "one look-up by git": git / len(asked)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commits", type=int, default=50_000)
    parser.add_argument("--questions", type=int, default=100_000)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        repository, home = make_repository(Path(name) / "code", given.commits), Path(name) / "home"
        log = spend("git", "-C", str(repository), "log", "--first-parent", "--raw", "-z", "--no-abbrev", "main")
        found = {"git log --raw": log, "reading": read_history(home, repository)}
        found |= look_up(home, repository, given.commits, given.questions)
    found["reading, times git log"] = found["reading"] / log
    found["look-ups, times faster than git"] = found["one look-up by git"] * given.questions / found["look-ups"]
    for what, value in found.items():
        print(f"{what:32}{value:12,.3f}")
    if given.json:
        given.json.write_text(json.dumps({k: round(v, 4) for k, v in found.items()}, indent=2) + "\n")


if __name__ == "__main__":
    main()
