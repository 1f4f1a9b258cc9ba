"""A deployment with a few messages, in which tests materialise assets that somebody might add."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import dagster as dg

from egregora_assets.contracts.bundles import ANONYMIZED_BUNDLE
from egregora_assets.database.io_manager import DuckDBTables
from egregora_assets.database.store import DuckDBStore
from egregora_assets.errors import EgregoraError
from egregora_assets.runs.records import RunRecord
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault
from egregora_assets_tests.references.enriched_deployment import RUN, upstream_rows

KNOWN = [dg.AssetSpec(key).with_io_manager_key("tables") for key in ("anonymized", "ingested", "mine")]
KNOWN += [dg.AssetSpec(["anonymized", "messages"]).with_io_manager_key("tables")]


LATER_RUN = "00000000-0000-8000-8000-000000000002"


class OwnAssets:
    """The deployment; its file is closed between calls."""

    def __init__(self, home: Path) -> None:
        (home / "egregora.toml").parent.mkdir(mode=0o700)
        (home / "egregora.toml").write_text("wait_seconds = 0.2\n")
        settings = Settings(home=str(home))
        self.store = DuckDBStore(settings=settings, vault=Vault(settings=settings))
        self.store.prepare()
        now = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
        for run_id in (RUN, LATER_RUN):
            self.store.runs.begin_run(RunRecord(run_id, "test", "running", "manual", "*", RUN, "1", now))
        self.store.write(ANONYMIZED_BUNDLE, upstream_rows(1_700_000_000), RUN, lambda connection, written: None)

    def materialise(
        self, *assets: Any, run_id: str | None = None, instance: dg.DagsterInstance | None = None
    ) -> dict[str, dict[str, Any]]:
        """Runs the assets.

        Returns: the metadata of their materializations, and `version`.

        Raises:
            EgregoraError: the one that a step failed with.
        """
        resources = {"store": self.store, "tables": DuckDBTables(store=self.store), "duckdb": self.store}
        own = {key for asset in assets for key in asset.keys}
        try:
            with nullcontext(instance) if instance else dg.DagsterInstance.ephemeral() as used:
                everything = [*assets, *(spec for spec in KNOWN if spec.key not in own)]
                job = dg.Definitions(everything, resources=resources).resolve_implicit_global_asset_job_def()
                result = job.execute_in_process(instance=used, asset_selection=sorted(own), run_id=run_id)
        except dg.DagsterError as error:
            cause: BaseException | None = error
            while cause and not isinstance(cause, EgregoraError):
                cause = cause.__cause__
            raise cause or error from None
        found = {}
        for event in result.get_asset_materialization_events():
            made = event.materialization
            values = {name: entry.value for name, entry in made.metadata.items()}
            found[made.asset_key.to_user_string()] = {**values, "version": (made.tags or {})["dagster/data_version"]}
        return found

    def store_value(self, value: Any, name: str = "mine", run_id: str | None = None) -> dict[str, Any]:
        """Materialises an asset that returns a value."""

        @dg.asset(name=name, io_manager_key="tables")
        def mine() -> Any:
            return value

        return self.materialise(mine, run_id=run_id)[name]

    def load(self, kind: Any, key: str | list[str] = "anonymized", **metadata: Any) -> Any:
        """What an asset is given as its parameter of a type."""
        given: list[Any] = []

        def body(rows: Any) -> None:
            given.append(rows)

        body.__annotations__["rows"] = kind
        self.materialise(dg.asset(name="reader", ins={"rows": dg.AssetIn(dg.AssetKey(key), metadata=metadata)})(body))
        return given[0]

    def query(self, sql: str) -> list[Any]:
        """The rows of a query."""
        with self.store.get_connection() as connection:
            return connection.execute(sql).fetchall()
