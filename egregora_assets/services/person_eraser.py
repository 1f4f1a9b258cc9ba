"""Removes people who were erased from what is read later; `stages/anonymized/resources.py` implements it."""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg


class PersonEraser(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Replaces people in texts that others wrote."""

    def hide_people(
        self, names: Sequence[str], spoken: Sequence[str], others: Sequence[str], texts: Sequence[str]
    ) -> list[str]:
        """The texts without the names of some people.

        Args:
            names: names of the erased people, as exported; spoken: what they wrote, which may reveal more about them.
            others: names of those who stay.
            texts: messages of others, titles, names of files.

        Returns: one text for each text, in the same order.
        """
        raise NotImplementedError
