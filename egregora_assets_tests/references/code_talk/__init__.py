"""Invented talk about code, labelled by hand before anything was run on it: each line with what it refers to.

A line of `tuned.txt` and `kept.txt`: language, text, references, with a tab between. The text marks each reference
with `⟨` and `⟩`; the references follow in the same order, separated by ` ; `: the kind and what it says. `path`,
`commit` and `ref` alone stand for the marked text. `kept.txt` (three of ten of the lines that were written
first, chosen by a digest of each) was not looked at while the recogniser was written. The last 153 lines of `tuned.txt`
were written afterwards to be harder: before they were looked at, 83% of what was found in them was right, and 87% was
found.

The people who speak share one repository, `acme/portal`: a name that is only plausible counts where it has it.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
_REFS = "main develop release staging docs gh-pages feature/login hotfix-7 v1.0 v1.2.0 v2.0.0-rc1 deploy.sh"
REF_NAMES = frozenset(_REFS.split())
_PATHS = """
    README.md LICENSE Makefile Dockerfile .gitignore .env.example .github/workflows/ci.yml .editorconfig setup.cfg
    pyproject.toml package.json package-lock.json docker-compose.yml app.py deploy.sh src/app/main.py src/app/models.py
    src/app/views.py src/login/form.tsx src/utils/date.ts src/list.c include/list.h lib/only.rs cmd/server/main.go
    tests/test_login.py scripts/deploy.sh config/settings.json db/schema.sql www/index.html www/style.css
"""
PATHS = (
    *_PATHS.split(),
    "docs/release notes.md",
    "docs/notas da versão.md",
    "src/My Module.py",
)
COMMITS = ("3f2a9bc1d04e5f60718293a4b5c6d7e8f9012345", "9d41c07e5f60718293a4b5c6d7e8f90123456789")
REQUESTS = (7, 12, 31, 40, 112, 215)


@dataclass(frozen=True)
class Reference:
    """What a marked place refers to, as far as the text says."""

    start: int
    end: int
    kind: str
    path: str | None = None
    lines: tuple[int, int] | None = None
    commit: str | None = None
    ref: str | None = None
    number: int | None = None
    repository: str | None = None


@dataclass(frozen=True)
class Line:
    """A labelled line."""

    language: str
    text: str
    references: tuple[Reference, ...]


def read_lines(name: str) -> list[Line]:
    """The labelled lines of `tuned` or `kept`."""
    return [_read_line(line) for line in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()]


def _read_line(line: str) -> Line:
    language, marked, labels = [*line.split("\t"), ""][:3]
    pieces = re.split("[⟨⟩]", marked)
    found, at = [], 0
    for number, piece in enumerate(pieces):
        if number % 2:
            found.append(_read_label(labels.split(" ; ")[number // 2], piece, at))
        at += len(piece)
    assert len(found) == len(labels.split(" ; ")) * bool(labels), line
    return Line(language, "".join(pieces), tuple(found))


def _read_label(label: str, piece: str, at: int) -> Reference:
    first, *rest = shlex.split(label)
    said = dict(part.split("=", 1) for part in (first, *rest) if "=" in part)
    kind = first.split("=")[0]
    if "=" not in first and kind != "url":
        said[kind] = piece
    lines = said.get("lines")
    first_line, _, last_line = (lines or "").partition("-")
    return Reference(
        at,
        at + len(piece),
        kind,
        path=said.get("path"),
        lines=(int(first_line), int(last_line or first_line)) if lines else None,
        commit=said.get("commit"),
        ref=said.get("ref"),
        number=int(said["issue"]) if "issue" in said else None,
        repository=said.get("repo"),
    )
