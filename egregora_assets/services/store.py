"""What a stage may ask of the database beside its inputs: the rows that it wrote itself in earlier runs."""

from __future__ import annotations

import dagster as dg
import pyarrow as pa


class Store(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The rows that an asset wrote earlier. `database/` implements it."""

    def own(self, contract_name: str) -> pa.Table:
        """All rows of a table of the asset's own bundle, in order of its key; none before the first run.

        Returns: Arrow, UUIDs as text of 36 characters, with `run_id`.
        """
        raise NotImplementedError

    def people_version(self) -> str:
        """Digest of all that people decide (see `documents.decided_by`): no asset's data version tells of it."""
        raise NotImplementedError

    def begin_transmission(self, run_id: str, service: str, row_count: int) -> int:
        """Commits that a run is about to ask a service outside: before anything leaves.

        Args:
            row_count: how many addresses or messages it is about.

        Returns: the entry's ordinal among the run's.
        """
        raise NotImplementedError

    def end_transmission(self, run_id: str, ordinal: int, request_count: int, sent_bytes: int) -> None:
        """Commits what left this machine."""
        raise NotImplementedError

    def rights_version(self) -> str:
        """Digest of what the operator decided about participants and of who was erased; empty where nothing was."""
        raise NotImplementedError

    def erased_names_shown(self) -> list[tuple[str, str]]:
        """While a person is being erased: the conversations and the names under which the person was shown."""
        raise NotImplementedError

    def erased_ids(self) -> frozenset[str]:
        """The participants who were erased, also where the vault was thrown away since."""
        raise NotImplementedError
