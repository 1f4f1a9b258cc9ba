"""The inbox sensor: what it starts, what it leaves for the next look, and that it stores no name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from egregora_assets.automation.inbox_sensor import inbox_sensor
from egregora_assets.services.inbox import Inbox
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault
from egregora_assets_tests.small_chat import write_export

LONG_AGO = (1_700_000_000, 1_700_000_000)


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    (tmp_path / "dagster").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "dagster")) as made:
        yield made


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home" / "inbox").mkdir(parents=True, mode=0o700)
    (tmp_path / "home").chmod(0o700)
    return tmp_path / "home"


def look(instance: dg.DagsterInstance, home: Path, cursor: str | None = None) -> dg.SensorResult | dg.SkipReason:
    settings = Settings(home=str(home))
    inbox = Inbox(settings=settings, vault=Vault(settings=settings))
    with dg.build_sensor_context(instance=instance, cursor=cursor, resources={"inbox": inbox}) as context:
        result = inbox_sensor(context)
    assert isinstance(result, dg.SensorResult | dg.SkipReason)
    return result


def drop(home: Path, name: str, days: int = 2) -> Path:
    path = write_export(home / "inbox" / name, days=days)
    os.utime(path, LONG_AGO)
    return path


def test_an_empty_inbox_is_skipped_with_its_reason(instance: dg.DagsterInstance, home: Path) -> None:
    result = look(instance, home)
    assert isinstance(result, dg.SkipReason)
    assert "no export" in str(result.skip_message)


def test_new_exports_start_one_run_and_only_once(instance: dg.DagsterInstance, home: Path) -> None:
    drop(home, "one.zip")
    drop(home, "two.zip", days=3)
    first = look(instance, home)
    assert isinstance(first, dg.SensorResult)
    assert len(first.run_requests or []) == 1
    assert isinstance(look(instance, home, first.cursor), dg.SkipReason)


def test_the_same_content_under_another_name_is_not_new(instance: dg.DagsterInstance, home: Path) -> None:
    path = drop(home, "one.zip")
    first = look(instance, home)
    assert isinstance(first, dg.SensorResult)
    path.rename(home / "inbox" / "renamed.zip")
    drop(home, "copied.zip")
    assert isinstance(look(instance, home, first.cursor), dg.SkipReason)


def test_neither_key_nor_cursor_holds_a_name(instance: dg.DagsterInstance, home: Path) -> None:
    drop(home, "WhatsApp Chat with Benedita Sarmento.zip")
    result = look(instance, home)
    assert isinstance(result, dg.SensorResult)
    stored = f"{result.cursor} {[(r.run_key, r.tags, r.run_config) for r in result.run_requests or []]}"
    assert "Benedita" not in stored
    assert "WhatsApp" not in stored


def test_an_inbox_that_is_missing_is_a_reason_not_a_crash(
    instance: dg.DagsterInstance, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EGREGORA_INBOX", str(home / "nowhere"))
    result = look(instance, home)
    assert isinstance(result, dg.SkipReason)
    assert "mkdir" in str(result.skip_message)
