"""Freshness: a run does what is not fresh and nothing else, and the status says beforehand what that is."""

from __future__ import annotations

import datetime as dt
import functools
import json
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import dagster as dg
import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.cli.status import format_table, to_json
from egregora_assets.contracts.bundles import Bundle
from egregora_assets.contracts.tables import Derived
from egregora_assets.contracts.vocabularies import ASSETS
from egregora_assets.operations.status import describe_freshness
from egregora_assets.runs import stage
from egregora_assets.runs.freshness import Freshness, Kind, Reason
from egregora_assets.runs.run_log import Materialization
from egregora_assets_tests.built_once import Deployment
from egregora_assets_tests.deployments import ROOT, egregora, query
from egregora_assets_tests.exports.small_chat import write_export
from egregora_assets_tests.processes import forget_imports, in_a_process

WRITTEN = "inserted_count + updated_count + deleted_count"

CODE = ("stages", "caches", "automation", "definitions", "operations", "deployment", "cli")
"""What is imported anew so that an asset gets other code."""
STATUS = ("debug", "dag-status", "--json")


def run_with_changed_code(asset: str, result: str, commands: Sequence[Sequence[str]]) -> None:
    """Runs commands where the code of one asset is another, and writes what each said and whose bodies ran.

    The assets are declared anew, so this needs a process of its own.
    """
    declare, ran = stage.stage_asset, list[str]()

    def upside_down(rows: dict[str, Derived]) -> dict[str, Derived]:
        ratings = rows["elo_ratings"]
        turned = ratings.expression.mutate(rating=3000.0 - ratings.expression.rating)
        return {**rows, "elo_ratings": Derived(turned, ratings.results)}

    def noted(bundle: Bundle, *, code_version: str, **rest: Any) -> Callable[[Any], dg.AssetsDefinition]:
        is_changed = bundle.asset_key == asset

        def decorate(body: Any) -> dg.AssetsDefinition:
            @functools.wraps(body)
            def inside(*args: Any, **kwargs: Any) -> Any:
                ran.append(bundle.asset_key)
                rows = body(*args, **kwargs)
                return upside_down(rows) if is_changed and result == "another" else rows

            return declare(bundle, code_version=code_version + "+" * is_changed, **rest)(inside)

        return decorate

    stage.stage_asset = noted
    forget_imports(*(f"egregora_assets.{name}" for name in CODE))
    told = []
    for words in commands:
        ran.clear()
        done = egregora(*words)
        told.append((done.stdout, list(ran)))
    sys.stdout.write(json.dumps(told))


@dataclass
class Changed:
    """A folder, and the command in a process whose code of one asset is changed and where every body is noted."""

    home: Path

    def command(self, *commands: Sequence[str], changed: str = "", result: str = "the same") -> list[Any]:
        """For each command: the status by asset, or whose bodies ran, in order."""
        lines = [[*words, "--output", str(self.home)] for words in commands]
        done = in_a_process(run_with_changed_code, changed, result, lines)
        assert done.returncode == 0, done.stdout + done.stderr
        told = zip(commands, json.loads(done.stdout), strict=True)
        return [
            {row["asset"]: row for row in json.loads(said)} if words is STATUS else ran for words, (said, ran) in told
        ]

    def latest(self) -> dict[str, tuple[str, int, str]]:
        """By asset, as its latest run noted it: data version, rows written, code version."""
        rows = query(
            self.home,
            f"SELECT asset_key, CAST(data_version AS VARCHAR), {WRITTEN}, m.code_version FROM materializations m "
            "JOIN runs USING (run_id) QUALIFY row_number() OVER (PARTITION BY asset_key ORDER BY started_at DESC) = 1",
        )
        return {key: (version, written, code) for key, version, written, code in rows}

    def site(self) -> dict[str, tuple[int, int, int]]:
        """Inode, size and time of change of every file of the site."""
        files = sorted(p for p in (self.home / "site").rglob("*") if p.is_file())
        status = {str(p.relative_to(self.home)): p.stat() for p in files}
        return {name: (s.st_ino, s.st_size, s.st_mtime_ns) for name, s in status.items()}


@pytest.fixture
def deployment(small_home: Path) -> Changed:
    return Changed(small_home)


def versions(latest: dict[str, tuple[str, int, str]]) -> dict[str, str]:
    return {key: version for key, (version, _, _) in latest.items()}


def states(status: dict[str, dict[str, Any]]) -> set[str]:
    return {row["state"] for row in status.values()}


@pytest.mark.process
def test_changed_code_with_the_same_result_runs_that_asset_and_nothing_downstream(deployment: Changed) -> None:
    before = deployment.latest()
    status, ran, later = deployment.command(STATUS, ["process"], STATUS, changed="enriched")
    assert status["enriched"]["reasons"] == [{"kind": "code", "name": None}]
    assert {key for key, row in status.items() if row["because"] == "waits for enriched"} == {
        "knowledge", "generated", "ranked", "asset_cache", "published",
    }  # fmt: skip
    assert status["anonymized"]["state"] == "fresh"

    assert ran == ["enriched"]
    after = deployment.latest()
    assert versions(after) == versions(before)
    assert {written for _, written, _ in after.values()} == {0}
    assert {key for key in ASSETS if after[key][2] != before[key][2]} == {"enriched"}
    assert states(later) == {"fresh"}


@pytest.mark.process
def test_changed_code_with_another_result_also_runs_what_is_downstream(deployment: Changed) -> None:
    before = deployment.latest()
    (ran,) = deployment.command(["process"], changed="ranked", result="another")
    assert ran == ["ranked", "published"]
    after = deployment.latest()
    # Ratings order the posts, and no page shows them: the site is built again, and may come out the same.
    assert {key for key in ASSETS if after[key][0] != before[key][0]} - {"published"} == {"ranked"}
    assert {key for key in ASSETS if after[key][1]} - {"published"} == {"ranked"}


@pytest.mark.process
def test_a_changed_input_is_named_and_runs_only_the_assets_that_read_it(deployment: Changed) -> None:
    _, status, ran = deployment.command(
        ["debug", "run-stage", "ranked"], STATUS, ["process"], changed="ranked", result="another"
    )
    assert {key for key, row in status.items() if row["state"] != "fresh"} == {"published"}
    assert status["published"]["reasons"] == [{"kind": "input", "name": "ranked"}]
    assert status["published"]["because"] == "input ranked"
    assert ran == ["published"]


@pytest.mark.process
def test_forcing_runs_every_body_and_writes_no_row_and_no_file(
    deployment: Changed, small_deployment: Deployment
) -> None:
    before, site = deployment.latest(), deployment.site()
    (ran,) = deployment.command(["process", str(small_deployment.export), "--force-refresh"])
    assert sorted(ran) == sorted(ASSETS)
    after = deployment.latest()
    assert versions(after) == versions(before)
    assert {written for _, written, _ in after.values()} == {0}
    assert deployment.site() == site
    assert query(deployment.home, "SELECT count(DISTINCT run_id) FROM materializations") == [(2,)]


@pytest.mark.process
def test_an_asset_without_a_run_for_over_a_week_is_stale_until_the_next_run(
    deployment: Changed,
) -> None:
    with duckdb.connect(str(deployment.home / "egregora.duckdb")) as connection:
        connection.execute("UPDATE materializations SET materialized_at = materialized_at - INTERVAL 9 DAY")
    status, ran, later = deployment.command(STATUS, ["process"], STATUS)
    assert {row["because"] for row in status.values()} == {"older than 8 days"}
    assert all(row["age_seconds"] >= 9 * 24 * 3600 for row in status.values())
    assert ran == []
    assert {written for _, written, _ in deployment.latest().values()} == {0}
    assert states(later) == {"fresh"}


@pytest.mark.process
def test_the_world_outside_is_named_and_what_does_not_depend_on_it_stays_fresh(deployment: Changed) -> None:
    shutil.rmtree(deployment.home / "site")
    write_export(deployment.home / "inbox" / "chat.zip", days=9)
    (status,) = deployment.command(STATUS)
    assert status["ingested"]["because"] == "the inbox"
    assert status["published"]["because"] == "the folder of the site; waits for ingested"
    assert status["git_refs"]["state"] == "fresh"


# The table and the JSON, without a deployment.

NOW = dt.datetime(2024, 3, 5, 12, tzinfo=dt.UTC)
RUN = "00000000-0000-8000-8000-000000000001"
NAMES = st.sampled_from(sorted({*ASSETS, "no_vault_value_in_messages", "every_quote_is_exact"}))
REASONS = st.lists(st.builds(Reason, st.sampled_from(get_args(Kind)), NAMES), max_size=8, unique=True).map(tuple)


def one(reasons: Sequence[Reason] = (), age: dt.timedelta = dt.timedelta(hours=5), rows: int = 3424) -> Freshness:
    zone = dt.timezone(dt.timedelta(hours=5, minutes=45))
    last = Materialization(RUN, (NOW - age).astimezone(zone), "1", RUN, RUN, rows, 1_234)
    return Freshness("anonymized", "stale" if reasons else "fresh", tuple(reasons), last, age)


@pytest.mark.slow
@given(st.lists(REASONS, min_size=1, max_size=10), st.sampled_from([80, 100, 120, 200]), st.integers(0, 9_999_999))
def test_the_table_fits_its_terminal_and_leaves_no_word_out(
    reasons: list[tuple[Reason, ...]], width: int, rows: int
) -> None:
    found = [one(r, rows=rows) for r in reasons]
    lines = format_table([describe_freshness(f) for f in found], width)
    assert max(map(len, lines)) <= width
    told = " ".join(lines).split()
    assert all(word in told for freshness in found for word in describe_freshness(freshness).because.split())
    assert "\x1b" not in "".join(lines)
    assert len([line for line in lines if line.startswith("anonymized ")]) == len(found)


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (dt.timedelta(seconds=59), "0 min"),
        (dt.timedelta(minutes=59, seconds=59), "59 min"),
        (dt.timedelta(hours=23, minutes=59), "23 h"),
        (dt.timedelta(days=9), "9 d"),
    ],
    ids=["seconds", "minutes", "hours", "days"],
)
def test_the_table_shows_the_time_in_utc_and_the_age_in_one_unit(age: dt.timedelta, text: str) -> None:
    heading, line = format_table([describe_freshness(one(age=age))], 80)
    assert "at (UTC)" in heading
    assert f"{NOW - age:%Y-%m-%d %H:%M}" in line
    assert f"  {text}  1.2 s" in line


def test_the_json_has_the_fields_that_the_docs_describe() -> None:
    fields = to_json(describe_freshness(one([Reason("input", "ingested"), Reason("age")])))
    assert fields == {
        "asset": "anonymized",
        "state": "stale",
        "because": "input ingested; older than 8 days",
        "reasons": [{"kind": "input", "name": "ingested"}, {"kind": "age", "name": None}],
        "failing_checks": [],
        "warning_checks": [],
        "rows": 3424,
        "last_run": RUN,
        "materialized_at": "2024-03-05T07:00:00+00:00",
        "age_seconds": 18_000,
        "duration_ms": 1_234,
    }
    page = (ROOT / "docs" / "freshness.md").read_text("utf-8")
    assert [name for name in (*fields, *get_args(Kind)) if f"| `{name}` |" not in page] == []
