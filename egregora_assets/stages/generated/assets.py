"""The asset of the stage."""

import dagster as dg
import pyarrow as pa

from egregora_assets.contracts.bundles import GENERATED_BUNDLE
from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.checks import FORCE_TAG
from egregora_assets.runs.stage import stage_asset
from egregora_assets.services.digest_cache import DigestCache
from egregora_assets.services.settings import Settings
from egregora_assets.services.store import Store
from egregora_assets.services.vault import Vault
from egregora_assets.stages.generated.rows import build_tables, read_sources, read_stored
from egregora_assets.writing.catalog import read_drafts
from egregora_assets.writing.draft_cache import DraftCache
from egregora_assets.writing.embedded_writer import EmbeddedWriter, compute_minimum_texts


@stage_asset(GENERATED_BUNDLE, code_version="2", kinds={"duckdb", "python"})
def generated(
    context: dg.AssetExecutionContext,
    anonymized: Tables,
    enriched: Tables,
    knowledge: Tables,
    settings: Settings,
    store: Store,
    vault: Vault,
    draft_cache: DigestCache,
) -> dict[str, pa.Table]:
    """One row a document (posts, profiles, journal entries), with its people, its tags and its citations.

    Written by the embedded writer from anonymised messages alone: every quote is exact and names its message. Anybody
    may read it; it is what the site publishes. Stale when the conversation, its links, media or windows change, or
    when the settings or the writer do. A document keeps its identifier and its address for ever.
    """
    values = settings.values()
    sources = read_sources(anonymized, enriched, knowledge, values.site_language)
    writer = EmbeddedWriter(compute_minimum_texts(values.minimum_window_messages))
    stored = read_stored(store.read_own_tables)
    notes = {} if FORCE_TAG in context.run.tags else draft_cache.read(values.home)
    cache = DraftCache(notes, read_drafts(stored).get)
    rows = build_tables(sources, writer, vault.key(), stored, cache)
    draft_cache.write(values.home, cache.notes)
    return rows
