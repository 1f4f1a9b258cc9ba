"""What a stage may read from the database besides its inputs: rows that it wrote itself, and what people decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import dagster as dg
import pyarrow as pa

from egregora_assets.contracts.bundles import Bundle
from egregora_assets.contracts.parts import Part
from egregora_assets.contracts.tables import Tables
from egregora_assets.services.tasks import TaskQueue


class Store(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The database as a stage may use it directly. `database/` implements it."""

    def read_own_table(self, contract_name: str) -> pa.Table:
        """All rows of a table of the asset's own bundle, in order of its key; none before the first run.

        Returns: Arrow, UUIDs as text of 36 characters, with `run_id`.
        """
        raise NotImplementedError

    def read_own_tables(self, contract_names: Iterable[str]) -> dict[str, pa.Table]:
        """The rows of several such tables by name, all of one moment."""
        raise NotImplementedError

    def read_parts(self, asset_key: str) -> dict[str, Part]:
        """The parts of the last write of an asset, by id; none where all have to be computed."""
        raise NotImplementedError

    def tables(self, bundle: Bundle) -> Tables:
        """The tables of an asset, unbound, with their rows on demand."""
        raise NotImplementedError

    def compute_people_version(self) -> str:
        """Digest of what people decided about documents (`documents.decided_by`), which no data version covers."""
        raise NotImplementedError

    def release_posts(self, document_ids: Sequence[str], run_id: str) -> None:
        """Gives posts that people edited back to the writer."""
        raise NotImplementedError

    @property
    def task_queue(self) -> TaskQueue:
        """The queue of work that is put off."""
        raise NotImplementedError

    def read_kept_chats(self) -> dict[str, bytes]:
        """What redaction keeps of conversations in the vault, by id."""
        raise NotImplementedError

    def keep_chats(self, kept: Mapping[str, bytes]) -> None:
        """Replaces what redaction keeps of conversations in the vault."""
        raise NotImplementedError

    def begin_transmission(self, run_id: str, service: str, row_count: int) -> int:
        """Commits that a run is about to ask an external service, before anything is sent, and closes the database
        until it is read again, so that others may write while hosts answer.

        Args:
            row_count: number of addresses or messages.

        Returns: the entry's ordinal among the run's.
        """
        raise NotImplementedError

    def end_transmission(self, run_id: str, ordinal: int, request_count: int, sent_bytes: int) -> None:
        """Commits how much was sent."""
        raise NotImplementedError

    def project_runs(self, instance: dg.DagsterInstance) -> Sequence[object]:
        """Brings the table `runs` to what Dagster's run storage says; returns the rows that were written."""
        raise NotImplementedError

    def compute_rights_version(self) -> str:
        """Digest of consent decisions and erasures; empty where there are none."""
        raise NotImplementedError

    def list_erased_public_names(self) -> list[tuple[str, str]]:
        """While a person is being erased: conversation and public name, for each conversation of the person."""
        raise NotImplementedError

    def list_erased_ids(self) -> frozenset[str]:
        """The ids of the participants who were erased; they outlast a deleted vault."""
        raise NotImplementedError
