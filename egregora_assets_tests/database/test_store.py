"""What a stage reads from the store: several tables through one opening, all of one moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from egregora_assets.contracts.bundles import BUNDLES_BY_ASSET
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.store import DuckDBStore
from egregora_assets.errors import DatabaseBusy
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault


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
