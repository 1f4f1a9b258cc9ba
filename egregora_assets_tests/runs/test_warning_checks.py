"""Checks that warn: they stop nothing, count, and name a remedy."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from egregora_assets_tests.deployments import egregora
from egregora_assets_tests.exports.small_chat import write_export

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

LONG_AGO = (1_700_000_000, 1_700_000_000)
NAME = "Benedita Sarmento"


def answer(home: Path, asset: str, check: str, monkeypatch: pytest.MonkeyPatch) -> dg.AssetCheckEvaluation:
    """The latest answer of a check in Dagster's history."""
    monkeypatch.setenv("DAGSTER_HOME", str(home / "dagster"))
    key = dg.AssetCheckKey(dg.AssetKey(asset), check)
    with dg.DagsterInstance.get() as instance:
        (record,) = instance.event_log_storage.get_latest_asset_check_execution_by_key([key]).values()
    assert record.event
    assert record.event.dagster_event
    return record.event.dagster_event.asset_check_evaluation_data


def shown(evaluation: dg.AssetCheckEvaluation) -> dict[str, Any]:
    """The metadata of an answer."""
    return {name: value.value for name, value in evaluation.metadata.items()}


def run_stage(home: Path, key: str, **settings: str) -> None:
    """Runs an asset and its checks; that a check warns is no failure."""
    extra = {f"EGREGORA_{name.upper()}": value for name, value in settings.items()}
    egregora("debug", "run-stage", key, "--output", home, extra=extra)


def test_a_refused_export_is_a_warning_with_counts_and_a_remedy(
    small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = write_export(tmp_path / "whole.zip", days=3).read_bytes()
    (small_home / "inbox").mkdir(mode=0o700, exist_ok=True)
    for name, content in ((f"Chat with {NAME}.zip", whole[: len(whole) // 2]), (f"{NAME}.txt", b"no chat\n" * 9)):
        path = small_home / "inbox" / name
        path.write_bytes(content)
        os.utime(path, LONG_AGO)
    run_stage(small_home, "ingested")
    warned = answer(small_home, "ingested", "every_export_was_read", monkeypatch)
    assert (warned.passed, warned.severity, warned.blocking) == (False, dg.AssetCheckSeverity.WARN, False)
    assert shown(warned)["count"] == 2
    assert sum(shown(warned)["reasons"].values()) == 2
    assert "egregora inbox" in shown(warned)["remedy"]
    assert NAME not in str(shown(warned))
    for path in (small_home / "inbox").iterdir():
        path.unlink()
    run_stage(small_home, "ingested")
    mended = answer(small_home, "ingested", "every_export_was_read", monkeypatch)
    assert (mended.passed, shown(mended)) == (True, {"count": 0, "reasons": {}})


def test_words_that_nobody_judged_are_a_warning(small_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("egregora_assets.stages.anonymized.rows.count_unreviewed_names", lambda *_: 3)
    egregora("debug", "run-stage", "anonymized", "--force-refresh", "--output", small_home)
    run_stage(small_home, "anonymized")  # reused: the number is still known
    warned = answer(small_home, "anonymized", "nothing_waits_for_review", monkeypatch)
    assert (warned.passed, warned.severity, warned.blocking) == (False, dg.AssetCheckSeverity.WARN, False)
    assert shown(warned)["count"] == 3
    assert "egregora review names" in shown(warned)["remedy"]


def test_a_site_that_was_built_of_older_data_is_a_warning(small_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fewer = {"minimum_window_messages": "100000"}  # one window instead of several
    run_stage(small_home, "knowledge", **fewer)
    run_stage(small_home, "published", **fewer)
    warned = answer(small_home, "published", "site_is_newer_than_data", monkeypatch)
    assert (warned.passed, warned.severity, warned.blocking) == (False, dg.AssetCheckSeverity.WARN, False)
    assert shown(warned)["assets"] == "generated"
    assert "egregora process" in shown(warned)["remedy"]
    for key in ("generated", "ranked", "asset_cache", "published"):
        run_stage(small_home, key, **fewer)
    assert answer(small_home, "published", "site_is_newer_than_data", monkeypatch).passed


def test_an_export_that_was_read_in_another_order_than_the_locale_says_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    export = tmp_path / "chat.txt"
    export.write_text("04/03/2024, 10:00 - Ana: the seeds are here\n04/03/2024, 10:05 - Beto: good\n", "utf-8")
    egregora("process", export, "--output", home, "--target-stage", "ingested")
    run_stage(home, "ingested", locale="en_US")
    warned = answer(home, "ingested", "dates_are_of_the_locale", monkeypatch)
    assert (warned.passed, warned.severity, warned.blocking) == (False, dg.AssetCheckSeverity.WARN, False)
    assert shown(warned)["count"] == 1
    assert "another deployment with the same key" in shown(warned)["remedy"]
    run_stage(home, "ingested", locale="pt_BR")
    assert answer(home, "ingested", "dates_are_of_the_locale", monkeypatch).passed
