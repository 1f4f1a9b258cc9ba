"""Checks of the stage's tables."""

import dagster as dg

from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.checks import expect_no_rows, guard_check
from egregora_assets.stages.ranked import expressions


@dg.asset_check(asset="ranked", blocking=True, additional_ins={"generated": dg.AssetIn("generated")})
@guard_check
def every_post_has_a_rating(ranked: Tables, generated: Tables) -> dg.AssetCheckResult:
    """Every published post has a rating."""
    wrong = expressions.find_unrated_posts(generated["documents"], ranked["elo_ratings"])
    return expect_no_rows(ranked, "posts without a rating", wrong)


@dg.asset_check(asset="ranked", blocking=True)
@guard_check
def no_pair_meets_twice(ranked: Tables) -> dg.AssetCheckResult:
    """No two posts met more than once before the same judge."""
    return expect_no_rows(ranked, "pairs that met again", expressions.find_repeated_pairs(ranked["elo_comparisons"]))
