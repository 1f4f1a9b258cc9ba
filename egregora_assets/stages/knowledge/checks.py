"""Checks of the stage's tables."""

import dagster as dg

from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.checks import expect_no_rows, guard_check
from egregora_assets.stages.knowledge import expressions

UNIT_TOLERANCE = 1e-5


@dg.asset_check(asset="knowledge", blocking=True, additional_ins={"anonymized": dg.AssetIn("anonymized")})
@guard_check
def every_message_is_in_one_window(knowledge: Tables, anonymized: Tables) -> dg.AssetCheckResult:
    """Every message but notices is in exactly one window, inside its time, overlaps aside."""
    misplaced = expressions.find_misplaced_messages(
        anonymized["messages"], knowledge["windows"], knowledge["window_messages"]
    )
    return expect_no_rows(knowledge, "misplaced messages", misplaced)


@dg.asset_check(asset="knowledge", blocking=True)
@guard_check
def windows_look_back_only(knowledge: Tables) -> dg.AssetCheckResult:
    """What a window looks back on was said before it began, in the same chat."""
    wrong = expressions.find_later_context(knowledge["windows"], knowledge["chunks"], knowledge["window_context"])
    return expect_no_rows(knowledge, "passages from later", wrong)


@dg.asset_check(asset="knowledge")
@guard_check
def vectors_have_unit_length(knowledge: Tables) -> dg.AssetCheckResult:
    """Every vector has length one, within the precision of its numbers."""
    wrong = expressions.find_wrong_lengths(knowledge["chunk_embeddings"], UNIT_TOLERANCE)
    return expect_no_rows(knowledge, "vectors of another length", wrong)


@dg.asset_check(asset="knowledge")
@guard_check
def postings_add_up(knowledge: Tables) -> dg.AssetCheckResult:
    """A passage's number of terms is the sum of its postings."""
    wrong = expressions.find_miscounted_chunks(knowledge["chunks"], knowledge["chunk_terms"])
    return expect_no_rows(knowledge, "passages that do not add up", wrong)
