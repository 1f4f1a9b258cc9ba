"""What a stage reads from the store: several tables through one opening, all of one moment."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import dagster as dg
import pytest

from egregora_assets.contracts.bundles import BUNDLES_BY_ASSET
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.store import DuckDBStore
from egregora_assets.errors import DatabaseBusy, DeploymentBusy, EgregoraError
from egregora_assets.services.run_lease import RunLease
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault
from egregora_assets_tests.deployments import INSTANCE


@pytest.fixture
def store(tmp_path: Path) -> DuckDBStore:
    settings = Settings(home=str(tmp_path / "home"))
    made = DuckDBStore(settings=settings, vault=Vault(settings=settings))
    made.prepare()
    return made


@pytest.fixture
def openings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were opened."""
    found: list[Path] = []
    connect = DatabaseFile._connect

    def count(file: DatabaseFile, is_write: bool) -> object:
        found.append(file.path)
        return connect(file, is_write)

    monkeypatch.setattr(DatabaseFile, "_connect", count)
    return found


def test_a_session_opens_the_database_once_and_keeps_writers_out(store: DuckDBStore, openings: list[Path]) -> None:
    tables = store.tables(BUNDLES_BY_ASSET["anonymized"])
    other = DatabaseFile(store.file("main").path, wait_seconds=0.1)
    with tables.session():
        assert tables.rows("chats").num_rows == tables.rows("messages").num_rows == 0
        with pytest.raises(DatabaseBusy), other.open_writer():
            pass
    assert openings == [store.file("main").path]
    with other.open_writer():
        pass


def test_tables_of_both_files_are_read_through_one_opening_each(store: DuckDBStore, openings: list[Path]) -> None:
    rows = store.read_own_tables(["ingested", "messages", "identities", "chats"])
    assert {name: table.num_rows for name, table in rows.items()} == {
        "ingested": 0,
        "messages": 0,
        "identities": 0,
        "chats": 0,
    }
    assert sorted(openings) == sorted(store.file(place).path for place in ("main", "vault"))


def test_files_are_migrated_under_the_lease_and_files_of_today_need_none(tmp_path: Path, store: DuckDBStore) -> None:
    fresh = Settings(home=str(tmp_path / "fresh"))
    absent = DuckDBStore(settings=fresh, vault=Vault(settings=fresh))
    for made, needs_it in ((store, False), (absent, True)):
        home = made.settings.values().home
        home.mkdir(mode=0o700, exist_ok=True)
        (home / "egregora.toml").write_text("wait_seconds = 0.1\n")
        with RunLease(home).hold(0):
            if needs_it:
                with pytest.raises(DeploymentBusy):
                    made.prepare()
            else:
                made.prepare()
        made.prepare()


@pytest.mark.slow
def test_a_lease_is_given_back_although_the_settings_were_broken_meanwhile(store: DuckDBStore) -> None:
    home = store.settings.values().home
    (home.parent / "dagster").mkdir()
    with dg.DagsterInstance.local_temp(str(home.parent / "dagster"), INSTANCE) as instance:
        run = instance.create_run_for_job(dg.GraphDefinition("nothing").to_job())
        context = dg.build_init_resource_context(instance=instance)
        object.__setattr__(context, "_dagster_run", run)
        store.setup_for_execution(context)
        assert RunLease(home).find_holder()
        (home / "egregora.toml").write_text("wait_seconds = never\n")
        with suppress(EgregoraError):
            store.teardown_after_execution(context)
    assert RunLease(home).find_holder() is None


def test_tables_may_be_asked_right_after_the_run_log_of_an_open_file(small_home: Path) -> None:
    settings = Settings(home=str(small_home))
    store = DuckDBStore(settings=settings, vault=Vault(settings=settings))
    with store.file("main").open_reader():
        assert store.runs.find_latest("enriched") is not None
        assert store.tables(BUNDLES_BY_ASSET["enriched"]).rows("links").num_rows > 0
