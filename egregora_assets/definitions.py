"""The front door: rooms in pipeline order, resources, jobs, sensors, executor. Nothing imports it but the command."""

from types import SimpleNamespace

import dagster as dg

from egregora_assets.automation.inbox_sensor import SENSORS
from egregora_assets.automation.jobs import EVERYTHING, JOBS, JOBS_TO, SCHEDULES
from egregora_assets.caches import assets as caches
from egregora_assets.caches import checks as cache_checks
from egregora_assets.contracts.bundles import BUNDLES
from egregora_assets.database.io_manager import DuckDBTables
from egregora_assets.database.store import DuckDBStore
from egregora_assets.runs.stage import STAGES, Stage
from egregora_assets.services.git import Git
from egregora_assets.services.inbox import Inbox
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault
from egregora_assets.stages.anonymized import assets as anonymized
from egregora_assets.stages.anonymized import checks as anonymized_checks
from egregora_assets.stages.enriched import assets as enriched
from egregora_assets.stages.enriched import checks as enriched_checks
from egregora_assets.stages.generated import assets as generated
from egregora_assets.stages.generated import checks as generated_checks
from egregora_assets.stages.ingested import assets as ingested
from egregora_assets.stages.ingested import checks as ingested_checks
from egregora_assets.stages.knowledge import assets as knowledge
from egregora_assets.stages.knowledge import checks as knowledge_checks
from egregora_assets.stages.published import assets as published
from egregora_assets.stages.published import checks as published_checks
from egregora_assets.stages.ranked import assets as ranked
from egregora_assets.stages.ranked import checks as ranked_checks

SETTINGS = Settings()
VAULT = Vault(settings=SETTINGS)
STORE = DuckDBStore(settings=SETTINGS, vault=VAULT)
INBOX = Inbox(settings=SETTINGS, vault=VAULT)

RESOURCES = {
    "settings": SETTINGS,
    "vault": VAULT,
    "store": STORE,
    "tables": DuckDBTables(store=STORE),
    "inbox": INBOX,
    "git": Git(settings=SETTINGS),
}

ROOMS = (ingested, anonymized, enriched, knowledge, generated, ranked, published, caches)
ROOM_CHECKS = (
    ingested_checks,
    anonymized_checks,
    enriched_checks,
    knowledge_checks,
    generated_checks,
    ranked_checks,
    published_checks,
    cache_checks,
)

defs = dg.Definitions(
    assets=[asset for room in ROOMS for asset in room.ASSETS],
    asset_checks=[check for room in ROOM_CHECKS for check in room.CHECKS],
    jobs=JOBS,
    schedules=SCHEDULES,
    sensors=SENSORS,
    resources=RESOURCES,
    executor=dg.in_process_executor,
)


def job_to(stage: str) -> dg.UnresolvedAssetJobDefinition:
    """The job that brings a stage up to date; everything, caches included, for the last one."""
    return EVERYTHING if stage == "published" else JOBS_TO[stage]


def ordered_stages() -> dict[str, Stage]:
    """Every stage, inputs before what reads them."""
    return {bundle.asset_key: STAGES[bundle.asset_key] for bundle in BUNDLES}


def resources_by_name() -> SimpleNamespace:
    """The resources as a stage's `outside` sees them."""
    return SimpleNamespace(**RESOURCES)
