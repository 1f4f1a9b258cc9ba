"""The last look before anything is published: does it hold a name or value of the vault?"""

from __future__ import annotations

from typing import Protocol

import dagster as dg


class LeakFinding(Protocol):
    """What was found: which kind of thing, and where. Never the thing itself."""

    @property
    def kind(self) -> str:
        """`name`, a kind of personal data, or `encoded`."""
        ...

    @property
    def place(self) -> str:
        """The file or column."""
        ...


class LeakGuard(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Says what of the vault stands in bytes that are about to be published. The front door fills it."""

    def findings(self, data: bytes, place: str) -> tuple[LeakFinding, ...]:
        """What was found in a file, each kind once; nothing for a file that may be published.

        Args:
            data: the whole file.
            place: its path, for the answer.
        """
        raise NotImplementedError
