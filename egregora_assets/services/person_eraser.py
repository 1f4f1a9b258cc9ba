"""Takes people who were erased out of what is read later. The front door fills it: the reading room knows no names."""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg


class PersonEraser(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Hides people in texts that others wrote."""

    def hidden(
        self, names: Sequence[str], spoken: Sequence[str], others: Sequence[str], texts: Sequence[str]
    ) -> list[str]:
        """The texts without the people named.

        Args:
            names: of the people who were erased, as exported; spoken: what they wrote, with what it gives away.
            others: names of those who stay.
            texts: what others wrote, titles, names of files.
        """
        raise NotImplementedError
