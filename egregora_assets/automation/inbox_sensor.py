"""The inbox sensor: a new export that has stopped growing starts one run, whatever its name."""

from collections.abc import Sequence

import dagster as dg

from egregora_assets.automation.jobs import EVERYTHING
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.errors import EgregoraError
from egregora_assets.runs.boundary import Boundary
from egregora_assets.services.inbox import ExportFile, Inbox

_INTERVAL_SECONDS = 30


def contents_of(exports: Sequence[ExportFile]) -> str:
    """An opaque name for a set of exports, by their content: the same files under other names give the same."""
    return public_uuid("inbox", *sorted(export.sha256 for export in exports))


@dg.sensor(
    name="inbox",
    job=EVERYTHING,
    minimum_interval_seconds=_INTERVAL_SECONDS,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description="Looks into the inbox; starts a run when complete exports lie there that were not there before.",
)
def inbox_sensor(context: dg.SensorEvaluationContext, inbox: Inbox) -> dg.SensorResult | dg.SkipReason:
    """One run for everything that is complete and new. Its key and cursor are digests: no file name is stored."""
    try:
        with Boundary("inbox"):
            listing = inbox.listing()
    except EgregoraError as error:
        return dg.SkipReason(str(error))
    waiting = listing.left.get("still changing", 0)
    if not listing.exports:
        return dg.SkipReason(f"{waiting} files are still being written." if waiting else "The inbox holds no export.")
    contents = contents_of(listing.exports)
    if contents == context.cursor:
        return dg.SkipReason(f"All {len(listing.exports)} exports were seen; {waiting} files are still being written.")
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=contents)], cursor=contents)


SENSORS = [inbox_sensor]
