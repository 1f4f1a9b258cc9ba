"""Reads how people name a state of a repository: `v1.2`, `abc1234`, `HEAD~3`, `main^`, `HEAD~1^`, `@~2`.

Source: gitrevisions(7), as far as a history of first parents can answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HEAD_NAMES = frozenset({"HEAD", "@"})
"""The commit that the branch is at."""
_REVISION = re.compile(r"(?P<name>[^\s~^:]+)(?P<steps>(?:~[0-9]*|\^(?:[0-9]+|\{(?:commit)?\})?)*)")
_STEP = re.compile(r"(?P<kind>[~^])(?:(?P<count>[0-9]+)|(?P<peeled>\{(?:commit)?\}))?")
_MOST_STEPS = 10**9
_DIGITS = re.compile(r"[0-9a-f]{4,64}", re.IGNORECASE)


@dataclass(frozen=True)
class Revision:
    """A commit, as it is named.

    Attributes:
        name: what comes before the steps: a ref, the first digits of a commit, `HEAD`.
        steps_back: how many first parents to go back; None where the way leads along another parent (`^2`).
    """

    name: str
    steps_back: int | None

    @property
    def is_head(self) -> bool:
        """Whether it begins at the commit that the branch is at."""
        return self.name in HEAD_NAMES

    @property
    def digits(self) -> str | None:
        """The name as the first digits of a commit, as git writes them; None where it cannot be."""
        return self.name.lower() if _DIGITS.fullmatch(self.name) else None


def parse_revision(text: str) -> Revision | None:
    """What a text names; None where git could not know it.

    `~3` goes three first parents back, `^` one, and `^0` and `^{commit}` none.
    """
    match = _REVISION.fullmatch(text)
    if match is None:
        return None
    steps: int | None = 0
    for step in _STEP.finditer(match["steps"]):
        count = 0 if step["peeled"] else int(step["count"] or 1)
        if step["kind"] == "^" and count > 1:
            steps = None
        steps = None if steps is None else min(steps + count, _MOST_STEPS)
    return Revision(match["name"], steps)
