"""The assets by name, in pipeline order. Nothing is imported here, so that the command line starts quickly."""

ASSETS = (
    "ingested",
    "anonymized",
    "git_refs",
    "git_commits",
    "enriched",
    "knowledge",
    "generated",
    "ranked",
    "asset_cache",
    "published",
)
CACHES = ("git_refs", "git_commits", "asset_cache")
"""Assets that may be thrown away: everything in them can be computed again."""
STAGES = tuple(asset for asset in ASSETS if asset not in CACHES)
"""Assets that a run can stop after."""
