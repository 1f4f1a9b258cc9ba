"""The sensor of stale assets: Dagster's automation condition sensor under a descriptive name.

It targets all assets, which Dagster's default sensor then leaves out, so that nothing is requested twice.
"""

import dagster as dg

_INTERVAL_SECONDS = 30

stale_sensor = dg.AutomationConditionSensorDefinition(
    "stale_assets",
    target=dg.AssetSelection.all(),
    default_status=dg.DefaultSensorStatus.STOPPED,
    minimum_interval_seconds=_INTERVAL_SECONDS,
    description="Starts a run of assets whose code or whose inputs' data changed, or that were never made. It looks "
    "neither at the inbox nor at the repositories: the sensor inbox and the schedule weekly do.",
)
