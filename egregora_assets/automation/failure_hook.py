"""The sensor that tells a program of the operator's of runs that failed. Without the setting it does nothing."""

import dagster as dg

from egregora_assets.runs.boundary import Boundary
from egregora_assets.runs.projection import FAILURE_EVENTS, find_failure
from egregora_assets.services.failure_command import tell_of_failure
from egregora_assets.services.settings import Settings

_INTERVAL_SECONDS = 30


@dg.run_failure_sensor(
    name="failure_command",
    minimum_interval_seconds=_INTERVAL_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Runs the command of the setting `failure_command` for each run that failed, with the run's id, its "
    "job and the class of its error. Does nothing without the setting. A command that fails is a failed tick.",
)
def failure_command_sensor(context: dg.RunFailureSensorContext, settings: Settings) -> dg.SkipReason | None:
    """Tells the operator's program of a run.

    Raises:
        FailureCommandFailed: the program cannot be started, takes too long, or fails; the tick fails with it.
        SettingInvalid: the settings cannot be used.
    """
    with Boundary("failure_command"):
        command = settings.values().failure_command
        if not command:
            return dg.SkipReason("The setting failure_command names no command.")
        run = context.dagster_run
        failure = find_failure(context.instance.all_logs(run.run_id, of_type=set(FAILURE_EVENTS)))
        tell_of_failure(command, run.run_id, run.job_name, failure.error_class)
    return None
