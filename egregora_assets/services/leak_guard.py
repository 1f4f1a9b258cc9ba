"""The last scan before anything is published: does it contain a name or value of the vault?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

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

    def findings(self, data: bytes, place: str, chat_id: str | None = None) -> tuple[LeakFinding, ...]:
        """The leaks of a file, each kind once; none for a file that may be published.

        Args:
            data: the whole file.
            place: its path, repeated in the findings.
            chat_id: the chat that it is about: single words of names count in their own chat alone. None = no chat in
                particular, or the only one; `EVERY_CHAT` = words of every chat count.
        """
        raise NotImplementedError

    def find_secrets(self, data: bytes, chat_id: str | None = None, own_text: bytes = b"") -> Mapping[Any, str]:
        """What is found in a whole file, with the kind of each: none where `findings` gives nothing.

        Args:
            own_text: text of our own that this file holds: what stands in it as well is no leak here.

        Returns: secrets that only this guard can read; they are never shown or kept.
        """
        raise NotImplementedError

    def find_in_texts(
        self, texts: Sequence[str], chat_id: str | None = None, secrets: Collection[Any] | None = None
    ) -> Mapping[int, tuple[str, ...]]:
        """The kinds of leaks in texts, each read by itself.

        Args:
            secrets: of `find_secrets`, which are looked for alone; None = all.

        Returns: by number of the text; texts that may be published are left out.
        """
        raise NotImplementedError

    def list_secrets(self) -> frozenset[str]:
        """A digest of each thing that is looked for and of the rules, keyed, so that it tells nothing of it.

        What was clean stays clean while none is added.
        """
        raise NotImplementedError

    def look_for(self, secrets: Collection[str]) -> Callable[[bytes], bool]:
        """A quick look for some of `list_secrets`: whether bytes may hold one. False is certain."""
        raise NotImplementedError
