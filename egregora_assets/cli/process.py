"""`egregora process` and `egregora debug run-stage`: one Dagster run in this process, with a line a stage."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg

from egregora_assets.cli.console import ProgressPrinter, print_error
from egregora_assets.cli.deployment import adopt_key, instance, settle_folders, settle_runs
from egregora_assets.cli.inbox import print_what_was_read
from egregora_assets.cli.legacy_notice import notice_of, unimported_rankings
from egregora_assets.cli.status import freshness_now
from egregora_assets.cli.summary import print_summary
from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.writer import read
from egregora_assets.runs.checks import FORCE_TAG
from egregora_assets.runs.progress import Progress, listen
from egregora_assets.runs.records import COMMAND_TAG, PROCESS_TAG
from egregora_assets.services.erasure_records import refuse_during_erasure
from egregora_assets.services.settings import write_settings

_COLLECTOR_THRESHOLDS = (200_000, 50, 100)
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def process(options: argparse.Namespace) -> bool:
    """Reads exports and brings everything up to the target stage up to date.

    Returns: whether it succeeded; an error and its remedy are on standard error.
    """
    home = settle_folders(options)
    if options.key:
        adopt_key(home, options.key)
    given = {"time_zone": options.time_zone, "locale": options.locale}
    write_settings(home, {**given, "site_title": options.title, "chat_label": options.label})
    from egregora_assets.definitions import EXTERNAL_SERVICES, INBOX, STORE, job_to

    refuse_during_erasure(home)
    STORE.refuse_full_disk()
    STORE.prepare()
    paths = [*options.exports, *([_sample()] if options.sample else [])]
    token = INBOX.add_request(paths) if paths else ""
    if EXTERNAL_SERVICES.list_enabled():
        print(f"Leaves this machine, as the settings say: {EXTERNAL_SERVICES.describe()}.")
    config = {"ops": {"ingested": {"config": {"token": token}}}}
    job = job_to(options.target_stage)
    before = INBOX.load_outcomes().by_digest
    is_done = _is_all_fresh(job, options, STORE) or _execute(job, config, options, STORE)
    if is_done:
        print_what_was_read(INBOX, STORE, before)
    else:
        INBOX.drop_request(token)
    for refusal in INBOX.list_refusals() if not paths else ():
        print(f"Left out: {refusal.file_name}: {refusal.message}", file=sys.stderr)
    for path in unimported_rankings(STORE, options.exports):
        print(f"Warning: {notice_of(path)}", file=sys.stderr)
    moved = INBOX.archive_processed(lambda _run_id: True) if is_done else 0
    if moved:
        print(f"Put away: {moved} files and folders that were read, in {INBOX.settings.values().processed_dir}.")
    _tell_of_empty_vault(STORE)
    if is_done and options.target_stage == "published":
        print_summary(home, STORE)
    return is_done


def _tell_of_empty_vault(store: DuckDBStore) -> None:
    """What to do where the vault was deleted: what is published stays, and an export makes it known again."""
    chats = read(store.file("main"), CONTRACTS["chats"].table().select("chat_id").limit(1)).num_rows
    if chats and not read(store.file("vault"), CONTRACTS["export_files"].table().limit(1)).num_rows:
        print(
            "The vault holds no conversation; what is published stays as it is. To go on, put an export of the "
            "conversation into the inbox: it joins under the same pseudonyms.",
            file=sys.stderr,
        )


def run_stage(options: argparse.Namespace) -> bool:
    """Runs one asset over the tables that are there.

    Returns: whether it succeeded; an error and its remedy are on standard error.
    """
    settle_folders(options)
    from egregora_assets.definitions import STORE, defs

    STORE.prepare()
    job = defs.resolve_implicit_global_asset_job_def()
    chosen = job.get_subset(asset_selection={dg.AssetKey(options.stage)})
    return _execute(chosen, {}, options, STORE)


def _is_all_fresh(job: dg.JobDefinition, options: argparse.Namespace, store: DuckDBStore) -> bool:
    """Whether nothing of a job would do anything, which is then said; a run is not even begun."""
    if options.force_refresh:
        return False
    settle_runs(store)
    wanted = {key.to_user_string() for key in job.asset_layer.selected_asset_keys}
    with store.file("main").reading():
        if store.unfinished_runs():
            return False
        found = freshness_now(wanted)
    if any(one.state != "fresh" for one in found):
        return False
    printer = ProgressPrinter(len(found))
    for one in found:
        printer(Progress(one.asset_key))
        printer(Progress(one.asset_key, 0.0, one.last.row_count if one.last else 0, is_reused=True))
    return True


def _execute(job: dg.JobDefinition, config: Mapping[str, Any], options: argparse.Namespace, store: DuckDBStore) -> bool:
    """One run in this process; progress on standard output, an error on standard error.

    Returns: whether it succeeded.
    """
    printer = ProgressPrinter(len(list(job.asset_layer.selected_asset_keys)))
    listen(printer)
    warnings.filterwarnings("ignore", module="dagster")
    # Rows are millions of values and hardly any cycles: looking for cycles less often saves a twelfth of a large run.
    gc.set_threshold(*_COLLECTOR_THRESHOLDS)
    tags = {
        COMMAND_TAG: options.command,
        PROCESS_TAG: str(os.getpid()),
        **({FORCE_TAG: "true"} if options.force_refresh else {}),
    }
    with instance() as dagster_instance:
        result = job.execute_in_process(
            run_config={**_QUIET, **config}, instance=dagster_instance, tags=tags, raise_on_error=False
        )
    settle_runs(store)
    if result.success:
        return True
    if printer.error:
        print_error(printer.error)
    else:
        _print_failures(result)
    return False


def _print_failures(result: dg.ExecuteInProcessResult) -> None:
    """Failures that are not ours: blocking checks, Dagster's own refusals; by name, not by text."""
    checks = [
        e.asset_check_evaluation_data for e in result.all_events if e.event_type_value == "ASSET_CHECK_EVALUATION"
    ]
    failed = [f"{c.asset_key.to_user_string()}: {c.check_name}" for c in checks if not c.passed]
    steps = [e.step_key or "?" for e in result.all_events if e.event_type_value == "STEP_FAILURE"]
    for name in failed:
        print(f"\nError: the check {name} does not pass; nothing after it was written.", file=sys.stderr)
    if not failed:
        print(f"\nError: these steps failed: {', '.join(steps) or 'none began'}.", file=sys.stderr)
    print(f"Remedy: `egregora ui` shows run {result.run_id[:8]} with every event.", file=sys.stderr)


def _sample() -> Path:
    from importlib import resources

    folder = resources.files("egregora_assets") / "sample"
    return next(Path(str(entry)) for entry in folder.iterdir() if entry.name.endswith(".zip"))
