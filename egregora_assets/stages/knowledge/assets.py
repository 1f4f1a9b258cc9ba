"""The asset of the stage."""

import dagster as dg
import pyarrow as pa

from egregora_assets.contracts.bundles import KNOWLEDGE_BUNDLE
from egregora_assets.contracts.parts import ChangedParts
from egregora_assets.contracts.tables import Tables
from egregora_assets.retrieval.plan import Rules
from egregora_assets.retrieval.windows import Cut
from egregora_assets.runs.shown import render_windows
from egregora_assets.runs.stage import stage_asset
from egregora_assets.services.run_options import RunOptions
from egregora_assets.services.settings import Settings
from egregora_assets.services.store import Store
from egregora_assets.services.vault import Vault
from egregora_assets.stages.knowledge.rows import build_changes, digest_retrieval, list_windows, plan_chats


@stage_asset(KNOWLEDGE_BUNDLE, code_version="2", kinds={"duckdb", "python"})
def knowledge(
    context: dg.AssetExecutionContext,
    anonymized: Tables,
    enriched: Tables,
    settings: Settings,
    vault: Vault,
    store: Store,
    run_options: RunOptions,
) -> ChangedParts:
    """What the conversation remembers: windows, passages, an index of words, vectors, context for each window.

    Grain: a row a window, a message a window, a passage, a term a passage, a vector a passage, a passage that a window
    may look back on. Anybody may read it: it holds pseudonyms and redacted text only. Stale when a message, a link's
    title, a chat's zone or language, or what the settings say of windows changes. Only windows that changed, and those
    after them, are made again.
    """
    values = settings.values()
    cut = Cut(values.window_unit, values.window_size, values.window_overlap)
    rules = Rules(values.minimum_window_messages, vault.key(), digest_retrieval(), cut)
    earlier = {} if run_options.is_forced(context.run) else store.read_parts("knowledge")
    with anonymized.session():
        own = store.tables(KNOWLEDGE_BUNDLE)
        plans = plan_chats(anonymized, enriched, own, rules, earlier)
        changes = build_changes(anonymized, enriched, own, plans, earlier, cut.overlap)
    windows = list_windows([window for plan in plans for window in plan.windows])
    context.add_output_metadata({"windows": render_windows(pa.table(windows))})
    return changes
