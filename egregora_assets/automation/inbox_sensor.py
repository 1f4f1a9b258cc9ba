"""The inbox sensor: exports that have stopped growing start a run, whatever their names, until one has read them."""

import datetime as dt
from collections.abc import Sequence

import dagster as dg

from egregora_assets.automation.jobs import EVERYTHING
from egregora_assets.automation.tries import TRIES, End, Next, Try, next_step
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.errors import EgregoraError
from egregora_assets.runs.boundary import Boundary
from egregora_assets.runs.records import STATUS_OF
from egregora_assets.services.clock import Clock
from egregora_assets.services.inbox import Inbox
from egregora_assets.services.inbox_files import ExportFile

CONTENTS_TAG = "egregora/inbox"
"""The tag of a run with the opaque name of the exports that it was started for."""
_INTERVAL_SECONDS = 30
_ENDS: dict[str, End] = {"completed": "completed", "failed": "failed", "canceled": "canceled"}


def contents_of(exports: Sequence[ExportFile]) -> str:
    """An opaque name for a set of exports, by their content: the same files under other names give the same."""
    return public_uuid("inbox", *sorted(export.sha256 for export in exports))


def tries_of(instance: dg.DagsterInstance, contents: str) -> list[Try]:
    """The runs that were started for these exports, newest first."""
    found = instance.get_run_records(dg.RunsFilter(tags={CONTENTS_TAG: contents}))
    tries = []
    for record in found:
        end = _ENDS.get(STATUS_OF[record.dagster_run.status])
        at = dt.datetime.fromtimestamp(record.end_time, dt.UTC) if record.end_time else record.create_timestamp
        tries.append(Try(record.dagster_run.run_id, end, at))
    return tries


@dg.sensor(
    name="inbox",
    job=EVERYTHING,
    minimum_interval_seconds=_INTERVAL_SECONDS,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description="Looks into the inbox; starts a run when complete exports lie there that no run has read. One that "
    f"failed is started again, {TRIES} times in all.",
)
def inbox_sensor(context: dg.SensorEvaluationContext, inbox: Inbox, clock: Clock) -> dg.SensorResult | dg.SkipReason:
    """One run at a time for all that is complete. Its key, tag and cursor are digests: no file name is stored."""
    try:
        with Boundary("inbox"):
            listing = inbox.listing()
    except EgregoraError as error:
        return dg.SkipReason(str(error))
    waiting = listing.left.get("still changing", 0)
    if not listing.exports:
        return dg.SkipReason(f"{waiting} files are still being written." if waiting else "The inbox holds no export.")
    contents, seen = contents_of(listing.exports), f"All {len(listing.exports)} exports were seen"
    tries = tries_of(context.instance, contents)
    if not tries and contents == context.cursor:  # whoever deleted the history of a run does not want it again
        return dg.SkipReason(f"{seen}; {waiting} files are still being written.")
    upcoming = next_step(tries, clock.now())
    if upcoming.step != "start":
        return dg.SkipReason(f"{seen}; {waiting} files are still being written. {_explained(upcoming)}".rstrip())
    request = dg.RunRequest(run_key=f"{contents}/{upcoming.number}", tags={CONTENTS_TAG: contents})
    return dg.SensorResult(run_requests=[request], cursor=contents)


def _explained(upcoming: Next) -> str:
    """Why no run is started now, in words without a name."""
    run, minutes = f"Run {upcoming.run_id[:8]}", -(-int(upcoming.wait.total_seconds()) // 60)
    by_hand = "mend what it names, then launch the job everything."
    return {
        "start": "",
        "done": f"{run} read them.",
        "under way": f"{run} over them is not over.",
        "canceled": f"{run} over them was canceled, so none is started by itself. Remedy: launch the job everything.",
        "wait": f"{run} over them failed, try {upcoming.number} of {TRIES}; the next try is in {minutes} min.",
        "given up": f"{run} over them failed, the last of {TRIES} tries; none is started by itself. Remedy: {by_hand}",
    }[upcoming.step]


SENSORS = [inbox_sensor]
