"""The last scan before anything is published: does it contain a name or value of the vault?"""

from __future__ import annotations

from typing import Protocol

import dagster as dg


class LeakFinding(Protocol):
    """The kind and place of a leak, never the leaked text."""

    @property
    def kind(self) -> str:
        """`name`, a kind of personal data, or `encoded`."""
        ...

    @property
    def place(self) -> str:
        """The file or column."""
        ...


class LeakGuard(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Scans bytes that are about to be published; `stages/anonymized/resources.py` implements it."""

    def findings(self, data: bytes, place: str) -> tuple[LeakFinding, ...]:
        """The leaks of a file, each kind once; none for a file that may be published.

        Args:
            data: the whole file.
            place: its path, repeated in the findings.
        """
        raise NotImplementedError
