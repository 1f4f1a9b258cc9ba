"""The inbox sensor: exports that have stopped growing start a run, until a run has read them."""

import datetime as dt
from collections.abc import Sequence
from functools import cache

import dagster as dg

from egregora_assets.automation.attempts import MAX_ATTEMPTS, Attempt, Ending, NextStep, choose_step
from egregora_assets.automation.jobs import EVERYTHING
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.runs.boundary import Boundary
from egregora_assets.runs.records import STATUS_OF
from egregora_assets.services.clock import Clock
from egregora_assets.services.inbox.files import InboxFile
from egregora_assets.services.inbox.resource import Inbox

CONTENTS_TAG = "egregora/inbox"
"""The tag of a run with the digest of the exports that it was started for."""
_INTERVAL_SECONDS = 30
_UNFINISHED = tuple(
    status for status in dg.DagsterRunStatus if STATUS_OF[status] not in ("completed", "failed", "canceled")
)
_ENDINGS: dict[str, Ending] = {"completed": "completed", "failed": "failed", "canceled": "canceled"}


def hash_contents(exports: Sequence[InboxFile]) -> str:
    """Digest of a set of exports by their content; it does not depend on their names."""
    return public_uuid("inbox", *sorted(export.sha256 for export in exports))


def list_attempts(instance: dg.DagsterInstance, contents: str) -> list[Attempt]:
    """The runs that were started for these exports, newest first."""
    found = instance.get_run_records(dg.RunsFilter(tags={CONTENTS_TAG: contents}))
    attempts = []
    for record in found:
        end = _ENDINGS.get(STATUS_OF[record.dagster_run.status])
        at = dt.datetime.fromtimestamp(record.end_time, dt.UTC) if record.end_time else record.create_timestamp
        attempts.append(Attempt(record.dagster_run.run_id, end, at))
    return attempts


def _has_active_run(instance: dg.DagsterInstance) -> bool:
    """Whether a run that this sensor started is active; the exports that arrive meanwhile wait for the next one."""
    unfinished = instance.get_runs(dg.RunsFilter(job_name=EVERYTHING.name, statuses=list(_UNFINISHED)))
    return any(CONTENTS_TAG in run.tags for run in unfinished)


@dg.sensor(
    name="inbox",
    job=EVERYTHING,
    minimum_interval_seconds=_INTERVAL_SECONDS,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description="Starts a run when the inbox contains complete exports that no run has read. After a failure it tries "
    f"again, {MAX_ATTEMPTS} times in all. Exports that were read move to processed_dir, if that is set.",
)
def inbox_sensor(context: dg.SensorEvaluationContext, inbox: Inbox, clock: Clock) -> dg.SensorResult | dg.SkipReason:
    """Requests one run at a time for all complete exports. Key, tag and cursor are digests: no file name is stored.

    Raises:
        EgregoraError: settings, folders or the key cannot be used. The tick fails, so that Dagster shows it as wrong.
    """
    with Boundary("inbox"):
        return _decide(context, inbox, clock.now())


def _decide(context: dg.SensorEvaluationContext, inbox: Inbox, now: dt.datetime) -> dg.SensorResult | dg.SkipReason:
    """Moves processed exports, and requests a run or explains why not."""

    @cache
    def find_status(run_id: str) -> dg.DagsterRunStatus | None:
        run = context.instance.get_run_by_id(run_id)
        return run.status if run else None

    moved = inbox.archive_processed(lambda run_id: find_status(run_id) == dg.DagsterRunStatus.SUCCESS)
    listing = inbox.list_files()
    # A run is not repeated if it succeeded, or if somebody deleted its history.
    new = inbox.find_unread(listing.files, lambda run_id: find_status(run_id) in (None, dg.DagsterRunStatus.SUCCESS))
    waiting = listing.skipped.get("still changing", 0)
    notes = f"{waiting} files are still being written. " if waiting else ""
    notes += f"{moved} were moved to processed_dir." if moved else ""
    if not listing.files:
        return dg.SkipReason(notes or "The inbox contains no export.")
    seen = f"All {len(listing.files)} exports were seen"
    if not new:
        return dg.SkipReason(f"{seen}. {notes}".rstrip())
    contents = hash_contents(new)
    attempts = list_attempts(context.instance, contents)
    if not attempts and contents == context.cursor:  # its history was deleted
        return dg.SkipReason(f"{seen}; {notes}")
    upcoming = choose_step(attempts, now)
    if upcoming.step == "done":
        inbox.archive_processed(lambda _run_id: True)
    if upcoming.step == "start" and _has_active_run(context.instance):
        return dg.SkipReason(f"{len(new)} exports wait for the active run to end. {notes}".rstrip())
    if upcoming.step != "start":
        return dg.SkipReason(f"{seen}; {notes} {_explain(upcoming)}".rstrip())
    request = dg.RunRequest(run_key=f"{contents}/{upcoming.number}", tags={CONTENTS_TAG: contents})
    return dg.SensorResult(run_requests=[request], cursor=contents)


def _explain(upcoming: NextStep) -> str:
    """Why no run is started now, without names of files."""
    run, minutes = f"Run {upcoming.run_id[:8]}", -(-int(upcoming.wait.total_seconds()) // 60)
    by_hand = "no further run is started. Remedy: fix what it names, then launch the job everything."
    return {
        "start": "",
        "done": f"{run} read them.",
        "active": f"{run} over them is active.",
        "canceled": f"{run} over them was canceled, so no other is started. Remedy: launch the job everything.",
        "wait": f"{run} over them failed, attempt {upcoming.number} of {MAX_ATTEMPTS}; the next is in {minutes} min.",
        "given up": f"{run} over them failed, the last of {MAX_ATTEMPTS} attempts; {by_hand}",
    }[upcoming.step]


SENSORS = [inbox_sensor]
