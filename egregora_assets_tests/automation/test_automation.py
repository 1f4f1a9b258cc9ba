"""What starts runs without a person: the inbox sensor, and the condition under which an asset is stale."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.events import StepMaterializationData
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.automation.attempts import MAX_ATTEMPTS, PAUSES, Attempt, Ending, choose_step
from egregora_assets.automation.inbox_sensor import inbox_sensor
from egregora_assets.definitions import build_resources, defs, list_stages
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


# The condition of stale assets, over the real definitions, without a daemon.

KEYS = sorted(spec.key.to_user_string() for spec in defs.resolve_all_asset_specs())
CHECKS = [spec for definition in defs.asset_checks or [] for spec in definition.check_specs if spec.blocking]


class Watch:
    """Evaluates the condition tick by tick, and reports what a run would have reported."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self.instance, self.defs = instance, defs
        self.cursor: dg.AssetDaemonCursor | None = None

    def tick(self) -> list[str]:
        """The assets that are requested now."""
        result = dg.evaluate_automation_conditions(defs=self.defs, instance=self.instance, cursor=self.cursor)
        self.cursor = result.cursor
        return [key for key in KEYS if result.get_num_requested(dg.AssetKey(key))]

    def made(self, keys: Iterable[str], version: str = "1", failing: Sequence[str] = (), run_id: str = "") -> None:
        """The assets were made, with a data version, in a run or in none; their checks passed but for some."""

        def report(event: dg.AssetMaterialization | dg.AssetCheckEvaluation) -> None:
            if not run_id:
                self.instance.report_runless_asset_event(event)
            elif isinstance(event, dg.AssetCheckEvaluation):
                kind = dg.DagsterEventType.ASSET_CHECK_EVALUATION.value
                self.instance.report_dagster_event(dg.DagsterEvent(kind, "", event_specific_data=event), run_id)
            else:
                kind, data = dg.DagsterEventType.ASSET_MATERIALIZATION.value, StepMaterializationData(event)
                self.instance.report_dagster_event(dg.DagsterEvent(kind, "", event_specific_data=data), run_id)

        for key in keys:
            report(dg.AssetMaterialization(key, tags={"dagster/data_version": version}))
            for check in CHECKS:
                if check.asset_key.to_user_string() == key:
                    report(
                        dg.AssetCheckEvaluation(dg.AssetKey(key), check.name, check.name not in failing, metadata={})
                    )

    def start(self, keys: Iterable[str]) -> dg.DagsterRun:
        """A run that is to make these assets begins."""
        chosen = frozenset(map(dg.AssetKey, keys))
        job = defs.resolve_implicit_global_asset_job_def().get_subset(asset_selection=chosen)
        return self.instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED, asset_selection=chosen)

    def with_code(self, key: str, version: str) -> None:
        """From now on an asset has another code version."""

        def changed(spec: dg.AssetSpec) -> dg.AssetSpec:
            is_it = spec.key.to_user_string() == key
            return spec.replace_attributes(code_version=version) if is_it else spec

        self.defs = dg.Definitions(
            assets=[a.map_asset_specs(changed) for a in defs.assets or [] if isinstance(a, dg.AssetsDefinition)],
            asset_checks=defs.asset_checks,
            resources=build_resources(),
            executor=dg.in_process_executor,
        )


@pytest.fixture
def watch(instance: dg.DagsterInstance) -> Watch:
    """Everything was made, and looked at."""
    watch = Watch(instance)
    watch.made(KEYS)
    watch.tick()
    return watch


@pytest.mark.slow
def test_what_was_never_made_is_requested_once_and_in_one_tick(instance: dg.DagsterInstance) -> None:
    watch = Watch(instance)
    assert [watch.tick() for _ in range(4)] == [KEYS, [], [], []]


@pytest.mark.slow
def test_where_nothing_changed_nothing_is_requested(watch: Watch) -> None:
    assert [watch.tick(), watch.tick()] == [[], []]
    assert Watch(watch.instance).tick() == []


@pytest.mark.slow
def test_an_input_that_came_out_the_same_requests_nothing(watch: Watch) -> None:
    watch.made(["generated"], version="1")
    assert [watch.tick(), watch.tick()] == [[], []]


@pytest.mark.slow
def test_an_input_whose_data_changed_requests_what_reads_it_once(watch: Watch) -> None:
    watch.made(["generated"], version="2")
    assert [watch.tick(), watch.tick()] == [["asset_cache", "published", "ranked"], []]


@pytest.mark.slow
def test_a_run_over_everything_leaves_nothing_to_request(watch: Watch) -> None:
    watch.made(["ingested", "anonymized", "enriched", "knowledge", "generated", "ranked", "asset_cache"], version="2")
    watch.made(["published"], version="2")
    assert [watch.tick(), watch.tick()] == [[], []]


@pytest.mark.slow
def test_changed_code_requests_the_asset_and_all_that_follows_it_in_one_run(watch: Watch) -> None:
    watch.with_code("ranked", "another")
    assert [watch.tick(), watch.tick()] == [["published", "ranked"], []]
    run = watch.start(["published", "ranked"])
    watch.made(["ranked"], version="2", run_id=run.run_id)
    assert watch.tick() == []  # published is being made in the same run
    watch.made(["published"], version="2", run_id=run.run_id)
    assert watch.tick() == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "first"), [("ingested", "anonymized"), ("git_refs", "git_commits"), ("anonymized", "asset_cache")]
)
def test_an_input_far_upstream_whose_data_changed_is_one_run_to_the_site(watch: Watch, key: str, first: str) -> None:
    watch.made([key], version="2")
    requested = watch.tick()
    assert {first, "enriched", "published"} <= set(requested)
    run = watch.start(requested)
    for made in list_stages():
        if made in requested:
            watch.made([made], version="2", run_id=run.run_id)
            assert watch.tick() == []
    watch.instance.report_dagster_event(dg.DagsterEvent(dg.DagsterEventType.RUN_SUCCESS.value, ""), run.run_id)
    assert watch.tick() == []


@pytest.mark.slow
@pytest.mark.parametrize(("end", "ticks_during"), [("failed", 0), ("failed", 1), ("canceled", 1)])
def test_a_run_that_stopped_half_way_is_not_started_again(watch: Watch, end: str, ticks_during: int) -> None:
    watch.made(["ingested"], version="2")
    run = watch.start(watch.tick())
    watch.made(["anonymized", "enriched"], version="2", run_id=run.run_id)
    assert [watch.tick() for _ in range(ticks_during)] == [[]] * ticks_during
    if end == "failed":
        watch.instance.report_run_failed(run)
    else:
        watch.instance.report_run_canceled(run)
    assert [watch.tick(), watch.tick()] == [[], []]
    watch.made(["anonymized"], version="3")
    assert "knowledge" in watch.tick()  # another cause


@pytest.mark.slow
def test_what_a_run_is_about_to_make_is_not_requested(watch: Watch) -> None:
    watch.start(["ranked"])
    watch.made(["generated"], version="2")
    assert watch.tick() == ["asset_cache"]  # ranked is being made, and published reads it


@pytest.mark.slow
def test_nothing_is_built_on_an_input_whose_blocking_check_failed(watch: Watch) -> None:
    watch.made(["anonymized"], version="2", failing=["no_vault_value_in_messages"])
    assert [watch.tick(), watch.tick()] == [[], []]
    watch.made(["anonymized"], version="2")
    assert "enriched" in watch.tick()
