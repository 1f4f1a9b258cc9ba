"""The inbox sensor: exports that have stopped growing start a run, whatever their names, until one has read them."""

import datetime as dt
from collections.abc import Sequence

import dagster as dg

from egregora_assets.automation.attempts import MAX_ATTEMPTS, Attempt, Ending, Next, next_step
from egregora_assets.automation.jobs import EVERYTHING
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.errors import EgregoraError
from egregora_assets.runs.boundary import Boundary
from egregora_assets.runs.records import STATUS_OF
from egregora_assets.services.clock import Clock
from egregora_assets.services.inbox.files import InboxFile
from egregora_assets.services.inbox.resource import Inbox

CONTENTS_TAG = "egregora/inbox"
"""The tag of a run with the opaque name of the exports that it was started for."""
_INTERVAL_SECONDS = 30
_UNFINISHED = tuple(
    status for status in dg.DagsterRunStatus if STATUS_OF[status] not in ("completed", "failed", "canceled")
)
_ENDINGS: dict[str, Ending] = {"completed": "completed", "failed": "failed", "canceled": "canceled"}


def name_contents(exports: Sequence[InboxFile]) -> str:
    """An opaque name for a set of exports, by their content: the same files under other names give the same."""
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


def _is_reading(instance: dg.DagsterInstance) -> bool:
    """Whether a run that this sensor started is not over: what arrives meanwhile is for the next one."""
    unfinished = instance.get_runs(dg.RunsFilter(job_name=EVERYTHING.name, statuses=list(_UNFINISHED)))
    return any(CONTENTS_TAG in run.tags for run in unfinished)


class _RunStatuses:
    """How runs ended, by id; each is looked up once."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self._instance = instance
        self._known: dict[str, dg.DagsterRunStatus | None] = {}

    def find(self, run_id: str) -> dg.DagsterRunStatus | None:
        """The status; None for a run that nobody knows."""
        if run_id not in self._known:
            run = self._instance.get_run_by_id(run_id)
            self._known[run_id] = run.status if run else None
        return self._known[run_id]

    def is_good(self, run_id: str) -> bool:
        """Whether a run succeeded."""
        return self.find(run_id) == dg.DagsterRunStatus.SUCCESS

    def is_final(self, run_id: str) -> bool:
        """Whether nothing is to be done again: whoever deletes the history of a run does not want it again."""
        return self.find(run_id) in (None, dg.DagsterRunStatus.SUCCESS)


@dg.sensor(
    name="inbox",
    job=EVERYTHING,
    minimum_interval_seconds=_INTERVAL_SECONDS,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description="Looks into the inbox; starts a run when complete exports lie there that no run has looked at. One "
    f"that failed is started again, {MAX_ATTEMPTS} times in all. What was read moves to processed_dir, if that is set.",
)
def inbox_sensor(context: dg.SensorEvaluationContext, inbox: Inbox, clock: Clock) -> dg.SensorResult | dg.SkipReason:
    """One run at a time for all that is complete. Its key, tag and cursor are digests: no file name is stored."""
    try:
        with Boundary("inbox"):
            return _next(context, inbox, clock.now())
    except EgregoraError as error:
        return dg.SkipReason(str(error))


def _next(context: dg.SensorEvaluationContext, inbox: Inbox, now: dt.datetime) -> dg.SensorResult | dg.SkipReason:
    """What to do about the inbox as it lies there."""
    statuses = _RunStatuses(context.instance)
    moved = inbox.archive_processed(statuses.is_good)
    listing = inbox.list_files()
    new = inbox.find_unread(listing.files, statuses.is_final)
    waiting = listing.skipped.get("still changing", 0)
    notes = f"{waiting} files are still being written. " * bool(waiting) + f"{moved} were put away." * bool(moved)
    if not listing.files:
        return dg.SkipReason(notes or "The inbox holds no export.")
    seen = f"All {len(listing.files)} exports were seen"
    if not new:
        return dg.SkipReason(f"{seen}. {notes}".rstrip())
    contents = name_contents(new)
    attempts = list_attempts(context.instance, contents)
    if not attempts and contents == context.cursor:  # whoever deleted the history of a run does not want it again
        return dg.SkipReason(f"{seen}; {notes}")
    upcoming = next_step(attempts, now)
    if upcoming.step == "done":
        inbox.archive_processed(lambda _run_id: True)
    if upcoming.step == "start" and _is_reading(context.instance):
        return dg.SkipReason(f"{len(new)} exports wait for the run under way to end. {notes}".rstrip())
    if upcoming.step != "start":
        return dg.SkipReason(f"{seen}; {notes} {_explain(upcoming)}".rstrip())
    request = dg.RunRequest(run_key=f"{contents}/{upcoming.number}", tags={CONTENTS_TAG: contents})
    return dg.SensorResult(run_requests=[request], cursor=contents)


def _explain(upcoming: Next) -> str:
    """Why no run is started now, in words without a name."""
    run, minutes = f"Run {upcoming.run_id[:8]}", -(-int(upcoming.wait.total_seconds()) // 60)
    by_hand = "none is started by itself. Remedy: mend what it names, then launch the job everything."
    return {
        "start": "",
        "done": f"{run} read them.",
        "under way": f"{run} over them is not over.",
        "canceled": f"{run} over them was canceled, so none is started by itself. Remedy: launch the job everything.",
        "wait": f"{run} over them failed, try {upcoming.number} of {MAX_ATTEMPTS}; the next try is in {minutes} min.",
        "given up": f"{run} over them failed, the last of {MAX_ATTEMPTS} tries; {by_hand}",
    }[upcoming.step]


SENSORS = [inbox_sensor]
