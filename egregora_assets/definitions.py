"""The front door: rooms in pipeline order, resources, jobs, sensors, executor. Nothing imports it but the command."""

from collections.abc import Sequence
from importlib import resources
from types import SimpleNamespace

import dagster as dg
from pydantic import PrivateAttr

from egregora_assets.automation.inbox_sensor import SENSORS
from egregora_assets.automation.jobs import EVERYTHING, JOBS, JOBS_TO, SCHEDULES
from egregora_assets.automation.stale_sensor import stale_sensor
from egregora_assets.caches import assets as caches
from egregora_assets.caches import checks as cache_checks
from egregora_assets.contracts.bundles import BUNDLES, INGESTED_BUNDLE
from egregora_assets.database.io_manager import DuckDBTables
from egregora_assets.database.store import DuckDBStore
from egregora_assets.language.detection import main_language
from egregora_assets.redaction.erasure import Eraser, values_of
from egregora_assets.redaction.leak_scan import LeakScanner
from egregora_assets.runs.stage import STAGES, Stage
from egregora_assets.services.clock import Clock
from egregora_assets.services.draft_notes import DraftNotes
from egregora_assets.services.git import Git
from egregora_assets.services.inbox import Inbox
from egregora_assets.services.leak_guard import LeakFinding, LeakGuard
from egregora_assets.services.media_store import MediaStore
from egregora_assets.services.outside import Outside
from egregora_assets.services.person_eraser import PersonEraser
from egregora_assets.services.pictures import Pictures
from egregora_assets.services.settings import Settings
from egregora_assets.services.site_folder import SiteFolder
from egregora_assets.services.vault import Vault
from egregora_assets.services.web_pages import WebPages
from egregora_assets.stages.anonymized import assets as anonymized
from egregora_assets.stages.anonymized import checks as anonymized_checks
from egregora_assets.stages.anonymized.rows import leak_scanner, read_vault
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
    ("egregora_assets.language", "interface"),
    ("egregora_assets.language", "frames"),
)
"""Where the words that every site holds come from: a name that is one of them is no leak."""


def own_text() -> bytes:
    """Templates, style sheet, words of the interface and of the frames."""
    found = []
    for package, start in OWN_TEXT:
        for entry in sorted(resources.files(package).iterdir(), key=lambda e: e.name):
            if entry.name.startswith(start):
                files = sorted(entry.iterdir(), key=lambda e: e.name) if entry.is_dir() else [entry]
                found += [file.read_bytes() for file in files if file.is_file()]
    return b"\n".join(found)


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
            choices = anonymized.operators_choices(self.settings, self.store)
            self._scanner = leak_scanner(raw, values.default_phone_regions, own, choices)
        return self._scanner.findings(data, place)


class NamedPersonEraser(PersonEraser):
    """The eraser of a deployment: it finds people as the anonymiser does."""

    settings: Settings

    def hidden(
        self, names: Sequence[str], spoken: Sequence[str], others: Sequence[str], texts: Sequence[str]
    ) -> list[str]:
        """The texts without the people named."""
        regions = self.settings.values().default_phone_regions
        return Eraser(names, values_of(names, spoken, others, regions), main_language(texts)).hidden(texts)


SETTINGS = Settings()
VAULT = Vault(settings=SETTINGS)
STORE = DuckDBStore(settings=SETTINGS, vault=VAULT)
INBOX = Inbox(settings=SETTINGS, vault=VAULT)
OUTSIDE = Outside(settings=SETTINGS)
LEAK_GUARD = VaultLeakGuard(settings=SETTINGS, store=STORE)

RESOURCES = {
    "settings": SETTINGS,
    "vault": VAULT,
    "store": STORE,
    "tables": DuckDBTables(store=STORE),
    "inbox": INBOX,
    "git": Git(),
    "leak_guard": LEAK_GUARD,
    "clock": Clock(),
    "person_eraser": NamedPersonEraser(settings=SETTINGS),
    "media_store": MediaStore(settings=SETTINGS, vault=VAULT),
    "pictures": Pictures(),
    "site_folder": SiteFolder(),
    "draft_notes": DraftNotes(),
    "outside": OUTSIDE,
    "web_pages": WebPages(),
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
    sensors=[*SENSORS, stale_sensor],
    resources=RESOURCES,
    executor=dg.in_process_executor,
)


def job_to(stage: str) -> dg.JobDefinition:
    """The job that brings a stage up to date; everything, caches included, for the last one."""
    return defs.resolve_job_def(EVERYTHING.name if stage == "published" else JOBS_TO[stage].name)


def ordered_stages() -> dict[str, Stage]:
    """Every stage, inputs before what reads them."""
    return {bundle.asset_key: STAGES[bundle.asset_key] for bundle in BUNDLES}


def resources_by_name() -> SimpleNamespace:
    """The resources as a stage's `outside` sees them."""
    return SimpleNamespace(**RESOURCES)
