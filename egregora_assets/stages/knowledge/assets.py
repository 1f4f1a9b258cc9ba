"""The asset of the stage."""

import dagster as dg

from egregora_assets.contracts.bundles import KNOWLEDGE_BUNDLE
from egregora_assets.contracts.tables import Rows, Tables
from egregora_assets.runs.shown import render_windows
from egregora_assets.runs.stage import stage_asset
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault
from egregora_assets.stages.knowledge.rows import build_tables


@stage_asset(KNOWLEDGE_BUNDLE, code_version="1", kinds={"duckdb", "python"})
def knowledge(
    context: dg.AssetExecutionContext, anonymized: Tables, enriched: Tables, settings: Settings, vault: Vault
) -> Rows:
    """What the conversation remembers: windows, passages, an index of words, vectors, context for each window.

    Grain: a row a window, a message a window, a passage, a term a passage, a vector a passage, a passage that a window
    may look back on. Anybody may read it: it holds pseudonyms and redacted text only. Stale when a message, a link's
    title, a chat's zone or language, or the minimum size of a window changes.
    """
    rows = build_tables(anonymized, enriched, settings.values().minimum_window_messages, vault.key())
    context.add_output_metadata({"windows": render_windows(rows["windows"])})
    return rows
