"""A repository that sets traps, made by a script, and git's own answers about it.

Files that go and come again, renamed trees, clocks that run backwards, names that are odd or no text, a submodule,
links, a folder in a file's place and back, merges, commits that change nothing.
"""

from __future__ import annotations

import functools
import os
import random
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

START = 1_600_000_000
NAMES = (
    b"a.py", b"README.md", b"readme.md", b".gitignore", b"-dash", b":colon", b"two words.txt", b"tab\there",
    b'"quoted"', b"line\nbreak", b"back\\slash", b"caf\xe9.txt", b"\xff\xfe", "é.md".encode(), "e\u0301.md".encode(),
    "\U0001f9ed.rs".encode(), b"*.[ch]", b"HEAD", b"v1", b"x" * 200,
)  # fmt: skip
FOLDERS = (b"", b"src/", b"src/deep/er/", b"lib/", b"a.py/", "pasta ação/".encode(), b"vendor/")
STEPS = (-100_000, -3_600, -1, 0, 0, 1, 60, 3_600, 86_400)
"""How far the committer's clock goes from one commit to the next, in seconds."""
STATES = {"100644": "present", "100755": "present", "120000": "symlink", "160000": "submodule", "040000": "directory"}


@dataclass(frozen=True)
class Question:
    """A path, seconds since 1970, and a ref that counts instead."""

    path: bytes
    seconds: int
    ref: str | None = None

    @property
    def text(self) -> str:
        """The path as the command line gives it to a program."""
        return os.fsdecode(self.path)


@dataclass(frozen=True)
class Answer:
    """The state, the branch's commit, the content, the commit that changed it last."""

    state: str
    commit_id: str | None = None
    blob_id: str | None = None
    last_change_id: str | None = None


@dataclass
class TrapRepository:
    """The repository in a folder, with the times of its commits and every path that it ever had."""

    folder: Path
    times: list[int] = field(default_factory=list)
    paths: set[bytes] = field(default_factory=set)

    def git(self, *arguments: str | bytes) -> bytes:
        command = ["git", "--literal-pathspecs", "-C", str(self.folder), *arguments]
        return subprocess.run(command, check=True, capture_output=True).stdout

    @functools.cached_property
    def chain(self) -> list[str]:
        """The commits of the branch along first parents, newest first."""
        return self.git("rev-list", "--first-parent", "main").decode().split()

    def draw_questions(self, count: int, seed: int) -> list[Question]:
        """Random ones, most about what was there at some time; a fifth name a ref."""
        draw = random.Random(seed)
        folders = {path.rsplit(b"/", n)[0] for path in self.paths for n in (1, 2) if b"/" in path}
        paths = sorted(self.paths) * 3 + sorted(folders) * 2 + [b"", b"no/such", b"src/a.py/below", b"A.PY"]
        refs = [c for commit in self.chain for c in (commit, commit[:12].upper(), f"{commit[:10]}~1", f"{commit}^^")]
        refs += ["v1", "HEAD", "HEAD~3", "HEAD~1^", "@~2", "main^", "v1~1"] * (len(self.chain) // 2)
        return [
            Question(
                draw.choice(paths),
                draw.choice(self.times) + draw.choice((-1, 0, 0, 1, draw.randint(-90_000, 90_000))),
                draw.choice(refs) if draw.random() < 0.2 else None,
            )
            for _ in range(count)
        ]

    def answer(self, question: Question) -> Answer:
        """Git's own."""
        commit = self._find_commit(question.seconds, question.ref)
        if commit is None:
            return Answer("before history")
        entry = self._list_tree(commit).get(question.path)
        change = self._find_last_change(commit, question.path)
        if entry is None:
            return Answer("deleted" if change else "absent", commit, None, change)
        state, blob = entry
        return Answer(state, commit, *((None, None) if state == "directory" else (blob, change)))

    @functools.cache  # noqa: B019 - a repository lives as long as its test
    def _find_commit(self, seconds: int, ref: str | None) -> str | None:
        now = f"--min-age={seconds}"
        at = self.git("rev-list", "-1", "--first-parent", now, "main").decode().strip() or None
        if ref is None or ref.startswith(("HEAD", "main", "@")):
            steps = f"{at}{(ref or '').removeprefix('HEAD').removeprefix('main').removeprefix('@')}"
            return self._verify(steps) if at else None
        return self._verify(ref.lower())

    def _verify(self, revision: str) -> str | None:
        try:
            return self.git("rev-parse", "--verify", "-q", f"{revision}^{{commit}}").decode().strip()
        except subprocess.CalledProcessError:
            return None

    @functools.cache  # noqa: B019
    def _list_tree(self, commit: str) -> dict[bytes, tuple[str, str]]:
        entries = self.git("ls-tree", "-r", "-t", "-z", commit).split(b"\0")
        parted = (entry.partition(b"\t") for entry in entries if entry)
        tree = {path: meta.decode().split() for meta, _, path in parted}
        return {b"": ("directory", "")} | {path: (STATES[mode], blob) for path, (mode, _, blob) in tree.items()}

    @functools.cache  # noqa: B019
    def _find_last_change(self, commit: str, path: bytes) -> str | None:
        where = ("--", path) if path else ("--",)
        found = self.git("log", "--first-parent", "-m", "-1", "--format=%H", commit, *where)
        return found.decode().strip() or None

    def __hash__(self) -> int:
        return id(self)


def make_trap_repository(folder: Path, seed: int, commits: int = 60) -> TrapRepository:
    """The same for the same seed."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    made, stream = TrapRepository(folder), _Stream(random.Random(seed), commits)
    command = ["git", "-C", str(folder), "fast-import", "--quiet", "--date-format=raw"]
    subprocess.run(command, input=bytes(stream.out), check=True)
    made.times, made.paths = stream.times, stream.paths
    return made


class _Stream:
    """The commands of `git fast-import`."""

    def __init__(self, draw: random.Random, commits: int) -> None:
        self.draw, self.out = draw, bytearray()
        self.times: list[int] = []
        self.paths: set[bytes] = set()
        self._alive: set[bytes] = set()
        self._mark, self._now = 0, START
        for number in range(commits):
            if number > 3 and draw.random() < 0.2:
                self._merge(number)
            else:
                self._commit("refs/heads/main", number)
                self._change(draw.randint(0, 4) if number else 8)
            if number == commits // 2:
                self._say(f"reset refs/tags/v1\nfrom :{self._mark}\n\n".encode())

    def _say(self, words: bytes) -> None:
        self.out += words

    def _commit(self, ref: str, number: int, *parents: str) -> None:
        self._mark += 1
        self._now += self.draw.choice(STEPS)
        self.times.append(self._now)
        who = f"A <a@example.org> {self._now} +0000"
        head = f"commit {ref}\nmark :{self._mark}\nauthor {who}\ncommitter {who}\n"
        said = f"step {number}"
        self._say("\n".join([f"{head}data {len(said)}", said, *parents, ""]).encode())

    def _merge(self, number: int) -> None:
        """A side branch from some commits ago, merged: what it changed comes to the branch with the merge."""
        main, side = self._mark, f"refs/heads/side-{number}"
        self._commit(side, number, f"from :{max(1, main - self.draw.randint(0, 2))}")
        changed = f"side {number}".encode()
        self._put(b"side/" + changed, changed)
        self._commit("refs/heads/main", number, f"from :{main}", f"merge :{self._mark}")
        self._put(b"side/" + changed, changed)
        self._change(self.draw.randint(0, 1))

    def _change(self, count: int) -> None:
        for _ in range(count):
            kind = self.draw.random()
            alive = sorted(self._alive)
            if alive and kind < 0.2:
                self._remove(self.draw.choice(alive))
            elif alive and kind < 0.3:
                self._move_tree(self.draw.choice(alive).partition(b"/")[0])
            else:
                self._put(self.draw.choice(FOLDERS) + self.draw.choice(NAMES), str(self.draw.random()).encode())

    def _put(self, path: bytes, content: bytes) -> None:
        """A file, program, link or submodule; what is in its place, or above it as a file, goes."""
        above = {path.rsplit(b"/", n)[0] for n in range(1, path.count(b"/") + 1)}
        for one in sorted(p for p in self._alive if p in above or p.startswith(path + b"/")):
            self._remove(one)
        mode = self.draw.choice((b"100644",) * 6 + (b"100755", b"120000", b"160000"))
        if mode == b"160000":
            self._say(b"M 160000 " + content.hex().encode().ljust(40, b"0")[:40] + b" " + _quote(path) + b"\n")
        else:
            self._say(b"M %s inline %s\ndata %d\n%s\n" % (mode, _quote(path), len(content), content))
        self._alive.add(path)
        self.paths.add(path)

    def _remove(self, path: bytes) -> None:
        self._say(b"D " + _quote(path) + b"\n")
        self._alive.discard(path)

    def _move_tree(self, name: bytes) -> None:
        """A file or folder of the root, with all that is in it, under another name."""
        target = b"moved-%d" % self.draw.randint(0, 3)
        if name == target:
            return
        for one in sorted(p for p in self._alive if p == target or p.startswith(target + b"/")):
            self._remove(one)
        self._say(b"R %s %s\n" % (_quote(name), _quote(target)))
        moved = {p for p in self._alive if p == name or p.startswith(name + b"/")}
        there = {target + p.removeprefix(name) for p in moved}
        self._alive = (self._alive - moved) | there
        self.paths |= there


def _quote(path: bytes) -> bytes:
    """A path as `git fast-import` reads it, whatever is in it."""
    return b'"' + b"".join(b"\\%03o" % byte for byte in path) + b'"'
