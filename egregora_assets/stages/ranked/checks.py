"""Checks of the stage's tables."""

import dagster as dg
import ibis

from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.checks import guard_check
from egregora_assets.stages.ranked import expressions


def _count(tables: Tables, expression: ibis.Table) -> int:
    return int(tables.rows(expression.aggregate(row_count=expression.count()))["row_count"][0].as_py())


@dg.asset_check(asset="ranked", blocking=True, additional_ins={"generated": dg.AssetIn("generated")})
@guard_check
def every_post_has_a_rating(ranked: Tables, generated: Tables) -> dg.AssetCheckResult:
    """Every published post has a rating."""
    count = _count(ranked, expressions.find_unrated_posts(generated["documents"], ranked["elo_ratings"]))
    return dg.AssetCheckResult(passed=count == 0, metadata={"posts without a rating": count})


@dg.asset_check(asset="ranked", blocking=True)
@guard_check
def no_pair_meets_twice(ranked: Tables) -> dg.AssetCheckResult:
    """No two posts met more than once before the same judge."""
    count = _count(ranked, expressions.find_repeated_pairs(ranked["elo_comparisons"]))
    return dg.AssetCheckResult(passed=count == 0, metadata={"pairs that met again": count})


CHECKS = [every_post_has_a_rating, no_pair_meets_twice]
