"""Lists the words that name people who take no part; `stages/anonymized/resources.py` implements it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import dagster as dg


@dataclass(frozen=True)
class NameToReview:
    """A word that may be the name of a person who takes no part.

    Attributes:
        name: as it is spelled most often.
        count: how often it occurs; inside_count: within a sentence; called_count: where somebody is spoken to.
        is_told: whether a title, a relation or a contact card tells of them.
        chat_ids: the conversations, sorted.
        contexts: what stands around its first uses, under pseudonyms.
    """

    name: str
    count: int
    inside_count: int
    called_count: int
    is_told: bool
    chat_ids: tuple[str, ...]
    contexts: tuple[str, ...]


class NameReview(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Knows whom the texts of the vault name beside those who take part."""

    def list_names(self) -> Sequence[NameToReview]:
        """The words that the operator has not judged, the most frequent first, then by name."""
        raise NotImplementedError
