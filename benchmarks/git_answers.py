"""`GitHistoryResolver.at`, which `egregora git at` asks, against git itself: random questions about trap repositories.

    python benchmarks/git_answers.py [--questions 1000] [--repositories 3] [--commits 80]

The repositories are made by `egregora_assets_tests/git_history/trap_repository.py`: files that go and come again,
renamed trees, clocks that run backwards, names that are no text, submodules, links, folders in a file's place, merges.
A fifth of the questions name a ref. State, commit, content and last change are compared; a difference ends the script
with 1.
"""

from __future__ import annotations

import argparse
import datetime as dt
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from egregora_assets import Deployment
from egregora_assets_tests.git_history.trap_repository import Answer, TrapRepository, make_trap_repository

COMMAND = [sys.executable, "-m", "egregora_assets.cli"]


def read_all(home: Path, repositories: dict[str, TrapRepository]) -> None:
    """Makes a deployment that has read them."""
    subprocess.run([*COMMAND, "init", "--output", str(home), "--time-zone", "UTC"], check=True, capture_output=True)
    with (home / "egregora.toml").open("a") as settings:
        for name, repository in repositories.items():
            settings.write(f'\n[[repositories]]\nname = "{name}"\npath = "{repository.folder}"\n')
    for stage in ("git_refs", "git_commits"):
        command = [*COMMAND, "debug", "run-stage", stage, "--output", str(home)]
        subprocess.run(command, check=True, capture_output=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=1_000)
    parser.add_argument("--repositories", type=int, default=3)
    parser.add_argument("--commits", type=int, default=80)
    given = parser.parse_args()
    states: Counter[str] = Counter()
    spent, differences = 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        seeds = range(1, given.repositories + 1)
        traps = {f"trap-{n}": make_trap_repository(Path(folder) / f"code{n}", n, given.commits) for n in seeds}
        read_all(Path(folder) / "home", traps)
        history = Deployment(Path(folder) / "home").git_history
        for number in range(given.questions):
            name = f"trap-{seeds[number % len(seeds)]}"
            (question,) = traps[name].draw_questions(1, number)
            when, began = dt.datetime.fromtimestamp(question.seconds, dt.UTC), time.perf_counter()
            found = history.at(name, question.text, when, question.ref)
            spent += time.perf_counter() - began
            told = Answer(found.state, found.commit_id, found.blob_id, found.last_change_id)
            states[told.state] += 1
            if told != (expected := traps[name].answer(question)):
                differences += 1
                print(f"{name} {question}\n  git: {expected}\n  told: {told}")
    print(f"{given.questions:,} questions, {differences} differences, {spent / given.questions * 1000:.1f} ms each")
    print(", ".join(f"{count:,} {state}" for state, count in states.most_common()))
    raise SystemExit(differences > 0)


if __name__ == "__main__":
    main()
