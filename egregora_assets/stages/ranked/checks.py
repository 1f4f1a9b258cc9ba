"""Checks of the stage's tables."""

import ibis

from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.checks import row_check
from egregora_assets.stages.ranked import expressions


@row_check("ranked", "posts without a rating", blocking=True)
def every_post_has_a_rating(ranked: Tables, generated: Tables) -> ibis.Table:
    """Every published post has a rating."""
    return expressions.find_unrated_posts(generated["documents"], ranked["elo_ratings"])


@row_check("ranked", "pairs that met again", blocking=True)
def no_pair_meets_twice(ranked: Tables) -> ibis.Table:
    """No two posts met more than once before the same judge."""
    return expressions.find_repeated_pairs(ranked["elo_comparisons"])
