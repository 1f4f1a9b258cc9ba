"""The definitions that Dagster serves: assets in pipeline order, checks, services, jobs, sensors, executor."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import dagster as dg

from egregora_assets import __version__, caches
from egregora_assets.automation.failure_hook import failure_command_sensor
from egregora_assets.automation.inbox_sensor import SENSORS
from egregora_assets.automation.jobs import JOBS, SCHEDULES
from egregora_assets.automation.launchpad import OPTIONS, hide_config
from egregora_assets.automation.run_log_sensors import RUN_LOG_SENSORS
from egregora_assets.automation.stale_sensor import stale_sensor
from egregora_assets.contracts.bundles import BUNDLES
from egregora_assets.database.io_manager import DuckDBTables
from egregora_assets.database.store import DuckDBStore
from egregora_assets.runs.catalogue import build_table_specs
from egregora_assets.runs.checks import CHECKS, build_check_steps
from egregora_assets.runs.code_references import link_to_repository
from egregora_assets.runs.stage import STAGES, Stage
from egregora_assets.services.clock import Clock
from egregora_assets.services.digest_cache import DigestCache
from egregora_assets.services.external_services import ExternalServices
from egregora_assets.services.git import Git
from egregora_assets.services.inbox.resource import Inbox
from egregora_assets.services.media_store import MediaStore
from egregora_assets.services.pictures import Pictures
from egregora_assets.services.run_options import RunOptions
from egregora_assets.services.settings import Settings
from egregora_assets.services.site_folder import SiteFolder
from egregora_assets.services.system.support import require_posix
from egregora_assets.services.vault import Vault
from egregora_assets.services.web_pages import WebPages
from egregora_assets.services.workers.resource import Workers
from egregora_assets.stages import anonymized, enriched, generated, ingested, knowledge, published, ranked
from egregora_assets.stages.anonymized.resources import NamedPersonEraser, VaultLeakGuard, VaultNameReview

SOURCE_ADDRESS = ""
"""Where this code is published. A constant, since loading definitions reads neither settings nor a git repository."""
ROOMS = (ingested, anonymized, enriched, knowledge, generated, ranked, published, caches)


def build_resources(home: Path | str | None = None, overrides: Mapping[str, object] | None = None) -> dict[str, Any]:
    """The services of a deployment by the name under which assets ask for them.

    Args:
        home: the deployment's folder; None = `EGREGORA_HOME`, else `egregora_home` beside `DAGSTER_HOME`, looked up
            when a setting is first read.
        overrides: services to use instead, by name. What is built from `settings`, `vault` or `store` is built from
            the one given here.

    Raises:
        KeyError: an override names no service.
    """
    given = dict(overrides or {})
    found: dict[str, Any] = {}

    def add(name: str, make: Callable[[], object]) -> Any:
        found[name] = given.pop(name) if name in given else make()
        return found[name]

    settings = add("settings", lambda: Settings(home=str(home) if home is not None else ""))
    vault = add("vault", lambda: Vault(settings=settings))
    store = add("store", lambda: DuckDBStore(settings=settings, vault=vault))
    add("duckdb", lambda: store)
    add("tables", lambda: DuckDBTables(store=store))
    add("inbox", lambda: Inbox(settings=settings, vault=vault))
    add("git", Git)
    add("leak_guard", lambda: VaultLeakGuard(settings=settings, store=store, vault=vault))
    add("clock", Clock)
    add("name_review", lambda: VaultNameReview(settings=settings, store=store, vault=vault))
    add("person_eraser", lambda: NamedPersonEraser(settings=settings))
    add("media_store", lambda: MediaStore(settings=settings, vault=vault))
    add("pictures", Pictures)
    add("site_folder", SiteFolder)
    add("page_cache", lambda: DigestCache(path="cache/site_pages.json"))
    add("inspection_cache", lambda: DigestCache(path="cache/site_inspection.json"))
    add("scan_cache", lambda: DigestCache(path="cache/site_scan.json"))
    add("external_services", lambda: ExternalServices(settings=settings))
    add("web_pages", WebPages)
    add("workers", lambda: Workers(settings=settings))
    add(OPTIONS, RunOptions)
    if given:
        raise KeyError(f"no service is called {', '.join(sorted(given))}")
    return found


def build_defs(
    home: Path | str | None = None,
    overrides: Mapping[str, object] | None = None,
    *,
    source_address: str = SOURCE_ADDRESS,
) -> dg.Definitions:
    """All of Dagster's definitions for one deployment: assets, checks, jobs, sensors, schedule, services.

    Args:
        home, overrides: as for `build_resources`.
        source_address: where this code is published; Dagster then links each asset to it.

    Raises:
        KeyError: an override names no service.
        SystemUnsupported: this system cannot keep what the program promises.
    """
    require_posix()
    found = [asset for room in ROOMS for asset in dg.load_assets_from_package_module(room)]
    assets = [asset for asset in found if isinstance(asset, dg.AssetsDefinition)]
    return dg.Definitions(
        assets=[*link_to_repository(assets, source_address, f"v{__version__}"), *build_table_specs()],
        asset_checks=build_check_steps(CHECKS),
        jobs=JOBS,
        schedules=SCHEDULES,
        sensors=[*SENSORS, stale_sensor, *RUN_LOG_SENSORS, failure_command_sensor],
        resources=_offer_options(build_resources(home, overrides)),
        executor=dg.in_process_executor,
    )


def _offer_options(resources: Mapping[str, Any]) -> dict[str, Any]:
    """The services as Dagster gets them: a person who launches a run may change its options, and none of the others."""
    hidden = {name: hide_config(service) for name, service in resources.items() if name != OPTIONS}
    return {"io_manager": hide_config(dg.fs_io_manager), **hidden, OPTIONS: resources[OPTIONS]}


def list_stages() -> dict[str, Stage]:
    """Every stage by asset key, inputs before what reads them."""
    return {bundle.asset_key: STAGES[bundle.asset_key] for bundle in BUNDLES}


defs = build_defs()
"""What Dagster loads with `-m egregora_assets.definitions`: the deployment that the environment names."""
