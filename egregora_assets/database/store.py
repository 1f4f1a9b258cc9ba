"""The deployment's two database files, as the resource that stages and the run log use."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

import duckdb
import pyarrow as pa
from dagster_duckdb import DuckDBResource

from egregora_assets.contracts.bundles import CONTRACTS, Bundle
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.parts import ChangedParts, Part
from egregora_assets.contracts.tables import Rows, Tables
from egregora_assets.database.content.repository import DuckDBContent
from egregora_assets.database.deployment_files import DeploymentFiles
from egregora_assets.database.people import kept_chats
from egregora_assets.database.people.decisions import read_consent_decisions, read_erased_authors
from egregora_assets.database.run_log import transmissions
from egregora_assets.database.tables import writer
from egregora_assets.database.tables.difference import WriteResult, render_count
from egregora_assets.database.tables.parts import read_parts
from egregora_assets.database.tables.reading import read_rows, read_table, spool_rows
from egregora_assets.database.tables.writer import RecordWrite
from egregora_assets.database.tasks.queue import DuckDBTasks
from egregora_assets.errors import OwnQueryRefused, SettingInvalid
from egregora_assets.services.content import ContentRepository
from egregora_assets.services.erasure_records import read_erased_ids, read_journal


class DuckDBStore(DuckDBResource, DeploymentFiles):
    """`egregora.duckdb` and `vault/vault.duckdb` of a deployment.

    As Dagster's `DuckDBResource` it reads the former: `get_connection`. The path follows from the settings, and how a
    connection is hardened is not for others to decide, so `database` and `connection_config` stay empty.
    """

    database: str = ""

    @contextmanager
    def get_connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that reads `egregora.duckdb`, closed at the end of the block whatever happens in it.

        Raises:
            DatabaseBusy, DatabaseMissing, DatabaseDamaged: the file cannot be opened; it was waited for.
            OwnQueryRefused: a query in the block is wrong, or writes.
            SettingInvalid: the resource was given a path or a configuration.
            EgregoraError: any other error of DuckDB in the block, without its text.
        """
        if self.database or self.connection_config:
            raise SettingInvalid(
                "of the resource `duckdb`", "its path and its configuration follow from the deployment"
            )
        with self.file("main").open_reader() as connection:
            try:
                yield connection
            except (duckdb.ProgrammingError, duckdb.DataError, duckdb.NotSupportedError) as error:
                raise OwnQueryRefused(type(error).__name__) from None

    @property
    def task_queue(self) -> DuckDBTasks:
        """The queue of work that is put off."""
        return DuckDBTasks(self.file("main"), self.vault.key())

    @property
    def content(self) -> ContentRepository:
        """The documents."""
        return DuckDBContent(self.file("main"), self.vault.key())

    def compute_people_version(self) -> str:
        """Digest of what people decided about documents."""
        return self.content.compute_people_version()

    def release_posts(self, document_ids: Sequence[str], run_id: str) -> None:
        """Give posts that people edited back to the writer."""
        self.content.release(document_ids, run_id)

    def compute_rights_version(self) -> str:
        """Digest of consent decisions and erasures; empty where there are none."""
        vault = self.file("vault")
        decisions = read_consent_decisions(vault) if vault.path.exists() else {}
        decided = [f"{author_id} {made.decision} {made.decided_at}" for author_id, made in sorted(decisions.items())]
        decided += [f"{author_id} erased" for author_id in sorted(self.list_erased_ids())]
        return public_uuid("rights", *decided) if decided else ""

    def list_erased_public_names(self) -> list[tuple[str, str]]:
        """While a person is being erased: conversation and public name, for each conversation of the person."""
        journal = read_journal(self.settings.values().home) or {}
        return [(chat_id, name) for chat_id, name in journal.get("shown", ())]

    def list_erased_ids(self) -> frozenset[str]:
        """The ids of the participants who were erased, from the vault and from the proofs of erasures."""
        vault = self.file("vault")
        known = read_erased_authors(vault) if vault.path.exists() else frozenset()
        return known | read_erased_ids(self.settings.values().home)

    def read_own_table(self, contract_name: str) -> pa.Table:
        """All rows of a table, in order of its key."""
        contract = CONTRACTS[contract_name]
        return read_table(self.file(contract.place), contract)

    def read_own_tables(self, contract_names: Iterable[str]) -> dict[str, pa.Table]:
        """All rows of several tables, each in order of its key, of one moment."""
        names = list(contract_names)
        with ExitStack() as sessions:
            for place in sorted({CONTRACTS[name].place for name in names}):
                sessions.enter_context(self.file(place).open_reader())
            return {name: self.read_own_table(name) for name in names}

    def read_kept_chats(self) -> dict[str, bytes]:
        """What redaction keeps of conversations, by id."""
        return kept_chats.read_kept_chats(self.file("vault"))

    def keep_chats(self, kept: Mapping[str, bytes]) -> None:
        """Replaces what redaction keeps of conversations."""
        kept_chats.keep_chats(self.file("vault"), kept)

    def begin_transmission(self, run_id: str, service: str, row_count: int) -> int:
        """Commits that a run is about to ask an external service, and closes the files until they are read again."""
        entry = transmissions.begin_transmission(self.file("main"), run_id, service, row_count)
        self.release_files()
        return entry

    def end_transmission(self, run_id: str, ordinal: int, request_count: int, sent_bytes: int) -> None:
        """Commits how much was sent."""
        transmissions.end_transmission(self.file("main"), run_id, ordinal, request_count, sent_bytes)

    def tables(self, bundle: Bundle) -> Tables:
        """The tables of an asset, unbound, with their rows on demand."""
        return Tables(
            bundle.tables,
            lambda expression: read_rows(self.file(bundle.place), expression),
            lambda expression: spool_rows(self.file(bundle.place), expression),
            self.file(bundle.place).open_reader,
        )

    def count_rows(self, bundle: Bundle) -> dict[str, int]:
        """The number of rows of each table that its asset decides; not of what people wrote."""
        with self.file(bundle.place).open_reader() as connection:
            found = {c.name: connection.execute(render_count(c)).fetchone() for c in bundle.contracts}
        return {name: int(row[0]) if row else 0 for name, row in found.items()}

    def read_parts(self, asset_key: str) -> dict[str, Part]:
        """The parts of the last write of an asset, by id."""
        with self.file("main").open_reader() as connection:
            return read_parts(connection, asset_key)

    def write(self, bundle: Bundle, rows: Rows | ChangedParts, run_id: str, record: RecordWrite) -> WriteResult:
        """Writes a bundle by difference.

        Args:
            record: records the write in the main file: for a bundle of that file, in the same transaction.

        Raises:
            RowsMalformed, RowsRefused, RunUnknown: nothing was written.
            PartsEntangled, CommitUncertain, DatabaseBusy, DatabaseInvalidated, DiskFull, MemoryExceeded, WriteConflict:
                as `write`.
        """
        if bundle.place == "main":
            return writer.write(self.file("main"), bundle, rows, run_id, record)
        written = writer.write(self.file(bundle.place), bundle, rows, run_id, lambda _connection, _written: None)
        self.record_write(record, written)
        return written

    def record_write(self, record: RecordWrite, written: WriteResult) -> None:
        """Records a write that changed nothing, or whose rows are in the other file."""
        with self.file("main").transaction() as connection:
            record(connection, written)
