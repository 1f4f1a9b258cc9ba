"""Who may be named in a chat."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody who may be named, and what is shown instead.

    Args:
        names: display names, as exported.
        shown: the pseudonym; None for people who opted out or never wrote, who are shown as `[person]`.
    """

    names: tuple[str, ...]
    shown: str | None
