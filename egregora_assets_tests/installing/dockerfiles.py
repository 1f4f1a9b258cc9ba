"""Reads a Dockerfile and the list of what is kept from its builder, as far as tests ask."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path, PurePosixPath


@dataclass(frozen=True)
class Instruction:
    """One instruction: its word in capitals, and the rest of its line, joined where it was continued."""

    word: str
    rest: str

    def listed(self) -> list[str]:
        """The words of a command that is written as a JSON list, behind `CMD` or its options."""
        found: list[str] = json.loads(self.rest[self.rest.index("[") :])
        return found


def read_dockerfile(path: Path) -> list[Instruction]:
    """The instructions of a Dockerfile in their order."""
    text = re.sub(r"^[ \t]*#.*\n", "", path.read_text("utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", " ", text).split("\n")
    return [Instruction(*line.split(None, 1)) for line in lines if line.strip()]


def list_sources(instructions: list[Instruction]) -> list[str]:
    """What is copied out of the builder's folder."""
    copies = [shlex.split(i.rest) for i in instructions if i.word == "COPY"]
    return [source for words in copies if not words[0].startswith("--from=") for source in words[:-1]]


def is_kept_out(path: str, rules: list[str]) -> bool:
    """Whether a `.dockerignore` keeps a file from the builder. The last rule that fits it or a folder above it counts.

    Rules are plain paths, `*`, or `**/NAME`; other wildcards fail.
    """
    out = False
    places = [str(p) for p in [PurePosixPath(path), *PurePosixPath(path).parents]][:-1]
    for rule in rules:
        wanted = rule.removeprefix("!")
        assert wanted == "*" or "*" not in wanted.removeprefix("**/"), rule
        fits = wanted == "*" or any(wanted in (place, f"**/{PurePosixPath(place).name}") for place in places)
        out = not rule.startswith("!") if fits else out
    return out


def read_rules(path: Path) -> list[str]:
    """The rules of a `.dockerignore` in their order."""
    return [line.strip() for line in path.read_text("utf-8").split("\n") if line.strip() and not line.startswith("#")]
