"""Jobs: one for everything, one for each target stage and its inputs; and the weekly schedule."""

import dagster as dg

from egregora_assets.automation.launchpad import JOB_CONFIG
from egregora_assets.contracts.vocabularies import STAGES

EVERYTHING = dg.define_asset_job(
    "everything",
    selection=dg.AssetSelection.all(),
    config=JOB_CONFIG,
    description="Bring every asset up to date.",
)

JOBS_TO = {
    stage: dg.define_asset_job(
        f"to_{stage}",
        selection=dg.AssetSelection.assets(stage).upstream(),
        config=JOB_CONFIG,
        description=f"Bring {stage} and everything upstream of it up to date.",
    )
    for stage in STAGES
}

WEEKLY = dg.ScheduleDefinition(
    name="weekly",
    job=EVERYTHING,
    cron_schedule="0 5 * * 1",
    execution_timezone="UTC",
    description="Every Monday at 05:00 UTC: reads what is new in the inbox and the repositories.",
)

JOBS = [EVERYTHING, *JOBS_TO.values()]
SCHEDULES = [WEEKLY]
