"""What Dagster sees of the room."""

from egregora_assets.contracts.bundles import RANKED_BUNDLE
from egregora_assets.contracts.tables import Rows, Tables
from egregora_assets.runs.stage import stage_asset
from egregora_assets.services.store import Store
from egregora_assets.services.vault import Vault
from egregora_assets.stages.ranked import expressions
from egregora_assets.stages.ranked.rows import comparisons_from, league, posts_from


@stage_asset(RANKED_BUNDLE, code_version="1", kinds={"duckdb", "python"})
def ranked(generated: Tables, knowledge: Tables, anonymized: Tables, store: Store, vault: Vault) -> Rows:
    """Which posts are best, by comparing them in pairs.

    Grain: a row a comparison (a log that only grows), a row a published post with its rating. Anybody may read it.
    Stale when a post, what it cites or the window that it tells of changes; an earlier verdict stays as it was given.
    """
    messages = anonymized["messages"]
    cited = expressions.cited(generated["citations"], messages)
    talked = expressions.talked(knowledge["windows"], knowledge["window_messages"], messages)
    looks = expressions.posts(generated["documents"], generated["document_tags"], cited, talked)
    ids = generated.rows(generated["documents"].select("document_id").order_by("document_id"))
    known = {str(document_id) for document_id in ids["document_id"].to_pylist()}
    log = comparisons_from(store.own("elo_comparisons"), known)
    return league(posts_from(generated.rows(looks)), log, vault.key())


ASSETS = [ranked]
