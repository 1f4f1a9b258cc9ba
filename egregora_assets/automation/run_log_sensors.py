"""The sensors of the run log: when a run fails or is canceled, its row is written at once.

They start nothing. Runs of the command settle themselves, and what no daemon saw is settled by the next run, by
`egregora doctor` or with the start of the web interface.
"""

import dagster as dg

from egregora_assets.errors import EgregoraError
from egregora_assets.runs.boundary import Boundary
from egregora_assets.services.store import Store

_INTERVAL_SECONDS = 10


def _settle(instance: dg.DagsterInstance, store: Store) -> dg.SkipReason:
    """Writes the rows that differ from Dagster's run storage, and says how many."""
    try:
        with Boundary("run log"):
            changed = store.project_runs(instance)
    except EgregoraError as error:
        return dg.SkipReason(f"Left to the next run or `egregora doctor`: {error}")
    return dg.SkipReason(f"{len(changed)} rows of the run log were brought to what Dagster says.")


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.FAILURE,
    name="failed_runs",
    minimum_interval_seconds=_INTERVAL_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Records a failed run in the table `runs`, with the error that ended it. Starts nothing.",
)
def failed_runs_sensor(context: dg.RunStatusSensorContext, store: Store) -> dg.SkipReason:
    """Settles a run that failed."""
    return _settle(context.instance, store)


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.CANCELED,
    name="canceled_runs",
    minimum_interval_seconds=_INTERVAL_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Records a canceled run in the table `runs`, also one that never began. Starts nothing.",
)
def canceled_runs_sensor(context: dg.RunStatusSensorContext, store: Store) -> dg.SkipReason:
    """Settles a run that was canceled."""
    return _settle(context.instance, store)


RUN_LOG_SENSORS = [failed_runs_sensor, canceled_runs_sensor]
