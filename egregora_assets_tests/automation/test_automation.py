"""What starts runs without a person: what the inbox sensor asks for, and why it asks for nothing."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.automation.attempts import MAX_ATTEMPTS, PAUSES, Attempt, Ending, choose_step
from egregora_assets.automation.inbox_sensor import inbox_sensor
from egregora_assets.errors import EgregoraError, SettingInvalid
from egregora_assets.services.clock import Clock
from egregora_assets.services.inbox.errors import InboxMissing
from egregora_assets.services.inbox.resource import Inbox
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault
from egregora_assets_tests.exports.small_chat import write_export

LONG_AGO = (1_700_000_000, 1_700_000_000)
NOW = dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
FAILURE, SUCCESS = dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.SUCCESS


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home" / "inbox").mkdir(parents=True, mode=0o700)
    (tmp_path / "home").chmod(0o700)
    (tmp_path / "home" / "egregora.toml").write_text("stable_seconds = 0\n")
    return tmp_path / "home"


def look(
    instance: dg.DagsterInstance, home: Path, cursor: str | None = None, now: dt.datetime = NOW
) -> dg.SensorResult | dg.SkipReason:
    settings = Settings(home=str(home))
    inbox = Inbox(settings=settings, vault=Vault(settings=settings))
    resources = {"inbox": inbox, "clock": Clock(stands_at=now.isoformat())}
    with dg.build_sensor_context(instance=instance, cursor=cursor, resources=resources) as context:
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


@pytest.mark.parametrize(
    ("broken", "error", "remedy"),
    [
        ('inbox = "nowhere"\n', InboxMissing, "mkdir"),
        ('time_zone = "Mars/Olympus"\n', SettingInvalid, "correct time_zone"),
        ("inbocks = 1\n", SettingInvalid, "docs/settings.md"),
    ],
)
def test_what_is_set_wrongly_fails_the_tick_with_its_remedy(
    instance: dg.DagsterInstance, home: Path, broken: str, error: type[EgregoraError], remedy: str
) -> None:
    (home / "egregora.toml").write_text(broken)
    with pytest.raises(error, match=remedy):
        look(instance, home)


def launch(
    instance: dg.DagsterInstance, result: dg.SensorResult | dg.SkipReason, status: dg.DagsterRunStatus, at: dt.datetime
) -> dg.RunRequest:
    """Puts the requested run into Dagster's storage as the daemon would, and lets it end."""
    assert isinstance(result, dg.SensorResult)
    (request,) = result.run_requests or []
    tags = {**request.tags, "dagster/run_key": request.run_key or ""}
    run = dg.DagsterRun("everything", status=status, tags=tags)
    instance.run_storage.add_historical_run(run, at)
    return request


def test_exports_whose_run_failed_are_started_again_after_a_pause(instance: dg.DagsterInstance, home: Path) -> None:
    drop(home, "one.zip")
    first = look(instance, home)
    request = launch(instance, first, FAILURE, NOW)
    assert isinstance(first, dg.SensorResult)
    soon = look(instance, home, first.cursor, NOW + PAUSES[0] - MINUTE)
    assert isinstance(soon, dg.SkipReason)
    assert f"attempt 1 of {MAX_ATTEMPTS}; the next is in 1 min" in str(soon.skip_message)
    again = launch(instance, look(instance, home, first.cursor, NOW + PAUSES[0]), SUCCESS, NOW + PAUSES[0])
    assert again.run_key != request.run_key  # or Dagster would take it for launched
    assert again.tags == request.tags
    done = look(instance, home, first.cursor, NOW + dt.timedelta(days=1))
    assert isinstance(done, dg.SkipReason)
    assert "read them" in str(done.skip_message)


def test_after_the_last_failed_attempt_the_sensor_gives_the_remedy(instance: dg.DagsterInstance, home: Path) -> None:
    drop(home, "WhatsApp Chat with Benedita Sarmento.zip")
    now, cursor = NOW, None
    for _ in range(MAX_ATTEMPTS):
        result = look(instance, home, cursor, now)
        launch(instance, result, FAILURE, now)
        cursor, now = result.cursor if isinstance(result, dg.SensorResult) else None, now + dt.timedelta(hours=1)
    result = look(instance, home, cursor, now + dt.timedelta(days=365))
    assert isinstance(result, dg.SkipReason)
    assert "Remedy: fix what it names, then launch the job everything." in str(result.skip_message)
    assert "Benedita" not in str(result.skip_message)


def test_another_export_after_the_last_failed_attempt_gets_its_own_attempts(
    instance: dg.DagsterInstance, home: Path
) -> None:
    drop(home, "one.zip")
    for hour in range(MAX_ATTEMPTS):
        now = NOW + dt.timedelta(hours=hour)
        launch(instance, look(instance, home, now=now), FAILURE, now)
    drop(home, "two.zip", days=3)
    assert isinstance(look(instance, home, now=NOW + dt.timedelta(hours=MAX_ATTEMPTS)), dg.SensorResult)


@pytest.mark.parametrize(
    ("status", "word"), [(dg.DagsterRunStatus.STARTED, "is active"), (dg.DagsterRunStatus.CANCELED, "canceled")]
)
def test_no_run_starts_during_an_active_run_or_after_a_canceled_one(
    instance: dg.DagsterInstance, home: Path, status: dg.DagsterRunStatus, word: str
) -> None:
    drop(home, "one.zip")
    launch(instance, look(instance, home), status, NOW)
    result = look(instance, home, now=NOW + dt.timedelta(days=1))
    assert isinstance(result, dg.SkipReason)
    assert word in str(result.skip_message)


ENDS: st.SearchStrategy[Ending | None] = st.sampled_from([None, "completed", "failed", "canceled"])


@given(st.lists(ENDS, max_size=6))
def test_attempts_are_bounded_and_never_concurrent_whatever_the_history(
    statuses: list[Ending | None],
) -> None:
    attempts = [Attempt(str(n), end, NOW - MINUTE * n) for n, end in enumerate(statuses)]
    late = choose_step(attempts, NOW + dt.timedelta(days=1))
    if late.step == "start":
        assert statuses.count("failed") < MAX_ATTEMPTS
        assert None not in statuses
        assert "completed" not in statuses
        assert late.number == len(statuses) + 1
    assert (late.step == "wait") is False
    assert choose_step(attempts, NOW - MINUTE * 7).step in {late.step, "wait"}
