"""Reads the scripts of the sample conversation: threads with fixed words, scenes with slots.

A script is a list of sessions. A line `= 4 21:30 sensor` begins a thread on the fourth day at half past nine; a line
`= watering 1-8 6-9` begins a scene that may be played in weeks one to eight between six and nine. Then one line a
message:

    J: text             who speaks (a letter of `people.PEOPLE`; `*` for a notice of the application)
    a: one || two       in scenes: a role, and the ways to say it; `? b: …` is left out every other time,
                        `& b: …` answers the line above: the way with the same number
    {plant.en} {n:2-9}  slots: a word of `words.txt` (the same through a scene, another with '), a number
    {pii:iban}          a planted value; @J is a mention
    … ~   … +           what others laugh at, what others agree with
    [img plan] [omitted] [poll] [location] [contact] [doc] [deleted] … [edited]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from egregora_assets.sample.people import PLANTED

SCRIPTS = Path(__file__).parent / "script"


@dataclass(frozen=True)
class Line:
    """One line of a script: who speaks (a person or a role), the text, may it be left out, does it answer the last."""

    speaker: str
    text: str
    is_optional: bool
    is_answer: bool


@dataclass(frozen=True)
class Session:
    """One thread or scene: the words of its heading, and its lines."""

    heading: tuple[str, ...]
    lines: tuple[Line, ...]


def read_sessions(path: Path) -> list[Session]:
    """Return the sessions of one script file in their order."""
    sessions: list[Session] = []
    heading: tuple[str, ...] = ()
    lines: list[Line] = []
    for line in [*path.read_text("utf-8").split("\n"), "= end"]:
        if line.startswith("= "):
            if heading:
                sessions.append(Session(heading, tuple(lines)))
            heading, lines = tuple(line[2:].split()), []
        elif line:
            speaker, _, text = line.removeprefix("? ").removeprefix("& ").partition(": ")
            lines.append(Line(speaker, text, line.startswith("? "), line.startswith("& ")))
    return sessions


def read_words() -> dict[str, tuple[str, ...]]:
    """Return the slots of the scenes with their values."""
    lines = (SCRIPTS / "words.txt").read_text("utf-8").split("\n")
    pairs = (line.split(" = ") for line in lines if " = " in line and not line.startswith("#"))
    return {name: tuple(value.strip() for value in values.split(" | ")) for name, values in pairs}


def fill_planted(text: str) -> str:
    """Return a line of a thread with its planted values filled in and its line breaks made."""
    text = re.sub(r"\{pii:([a-z0-9_]+)\}", lambda slot: PLANTED[slot[1]], text)
    return text.replace("\\n", "\n")
