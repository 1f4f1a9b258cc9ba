"""The definitions that Dagster serves: assets in pipeline order, checks, services, jobs, sensors, executor."""

from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import PrivateAttr

from egregora_assets.automation.inbox_sensor import SENSORS
from egregora_assets.automation.jobs import JOBS, SCHEDULES
from egregora_assets.automation.stale_sensor import stale_sensor
from egregora_assets.caches import assets as caches
from egregora_assets.caches import checks as cache_checks
from egregora_assets.contracts.bundles import BUNDLES, INGESTED_BUNDLE
from egregora_assets.database.io_manager import DuckDBTables
from egregora_assets.database.store import DuckDBStore
from egregora_assets.language.detection import detect_language
from egregora_assets.language.files import load_languages
from egregora_assets.language.formats import list_calendar_names
from egregora_assets.redaction.erasure import Eraser, collect_own_values
from egregora_assets.redaction.leak_scan import LeakScanner
from egregora_assets.runs.stage import STAGES, Stage
from egregora_assets.services.clock import Clock
from egregora_assets.services.digest_cache import DigestCache
from egregora_assets.services.external_services import ExternalServices
from egregora_assets.services.git import Git
from egregora_assets.services.inbox.resource import Inbox
from egregora_assets.services.leak_guard import LeakFinding, LeakGuard
from egregora_assets.services.media_store import MediaStore
from egregora_assets.services.person_eraser import PersonEraser
from egregora_assets.services.pictures import Pictures
from egregora_assets.services.settings import Settings
from egregora_assets.services.site_folder import SiteFolder
from egregora_assets.services.vault import Vault
from egregora_assets.services.web_pages import WebPages
from egregora_assets.stages.anonymized import assets as anonymized
from egregora_assets.stages.anonymized import checks as anonymized_checks
from egregora_assets.stages.anonymized.rows import build_vault_scanner, read_vault
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

OWN_TEXT = (
    ("egregora_assets.site", "templates"),
    ("egregora_assets.site", "static"),
    ("egregora_assets.language", "texts"),
)
"""Where the words that every site holds come from: a name that is one of them is no leak."""


def own_text() -> bytes:
    """Templates, style sheet, the texts of all languages, names of months and weekdays."""
    found = []
    for package, start in OWN_TEXT:
        for entry in sorted(resources.files(package).iterdir(), key=lambda e: e.name):
            if entry.name.startswith(start):
                files = sorted(entry.iterdir(), key=lambda e: e.name) if entry.is_dir() else [entry]
                found += [file.read_bytes() for file in files if file.is_file()]
    names = (name for language in load_languages().values() for name in sorted(list_calendar_names(language)))
    return b"\n".join([*found, *(name.encode() for name in names)])


class VaultLeakGuard(LeakGuard):
    """The leak guard of a deployment: it alone may compare what is about to be published with the vault.

    It is built from the vault when it is first asked, and says kinds and places, never values.
    """

    settings: Settings
    store: DuckDBStore
    _scanner: LeakScanner | None = PrivateAttr(default=None)

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:  # noqa: ARG002 - Dagster's signature
        """A new run looks at the vault as it is now."""
        self._scanner = None

    def findings(self, data: bytes, place: str) -> tuple[LeakFinding, ...]:
        """What of the vault stands in a file."""
        if self._scanner is None:
            values = self.settings.values()
            raw = read_vault(self.store.tables(INGESTED_BUNDLE))
            own = own_text() + (values.site_title or "").encode()
            options = anonymized.read_options(self.settings, self.store)
            self._scanner = build_vault_scanner(raw, options, own)
        return self._scanner.findings(data, place)


class NamedPersonEraser(PersonEraser):
    """The eraser of a deployment: it finds people as the anonymiser does."""

    settings: Settings

    def hide_people(
        self, names: Sequence[str], spoken: Sequence[str], others: Sequence[str], texts: Sequence[str]
    ) -> list[str]:
        """The texts without the people named."""
        regions = self.settings.values().default_phone_regions
        return Eraser(names, collect_own_values(names, spoken, others, regions), detect_language(texts)).erase(texts)


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
    add("tables", lambda: DuckDBTables(store=store))
    add("inbox", lambda: Inbox(settings=settings, vault=vault))
    add("git", Git)
    add("leak_guard", lambda: VaultLeakGuard(settings=settings, store=store))
    add("clock", Clock)
    add("person_eraser", lambda: NamedPersonEraser(settings=settings))
    add("media_store", lambda: MediaStore(settings=settings, vault=vault))
    add("pictures", Pictures)
    add("site_folder", SiteFolder)
    add("draft_cache", lambda: DigestCache(path="cache/drafts.json"))
    add("page_cache", lambda: DigestCache(path="cache/site_pages.json"))
    add("external_services", lambda: ExternalServices(settings=settings))
    add("web_pages", WebPages)
    if given:
        raise KeyError(f"no service is called {', '.join(sorted(given))}")
    return found


def build_defs(home: Path | str | None = None, overrides: Mapping[str, object] | None = None) -> dg.Definitions:
    """All of Dagster's definitions for one deployment: assets, checks, jobs, sensors, schedule, services.

    Args:
        home, overrides: as for `build_resources`.

    Raises:
        KeyError: an override names no service.
    """
    return dg.Definitions(
        assets=[asset for room in ROOMS for asset in room.ASSETS],
        asset_checks=[check for room in ROOM_CHECKS for check in room.CHECKS],
        jobs=JOBS,
        schedules=SCHEDULES,
        sensors=[*SENSORS, stale_sensor],
        resources=build_resources(home, overrides),
        executor=dg.in_process_executor,
    )


def ordered_stages() -> dict[str, Stage]:
    """Every stage by asset key, inputs before what reads them."""
    return {bundle.asset_key: STAGES[bundle.asset_key] for bundle in BUNDLES}


defs = build_defs()
"""What Dagster loads with `-m egregora_assets.definitions`: the deployment that the environment names."""
