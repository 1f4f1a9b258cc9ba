"""Checks of the stage's tables."""

import ibis

from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.checks import row_check
from egregora_assets.stages.knowledge import expressions

UNIT_TOLERANCE = 1e-5


@row_check("knowledge", "misplaced messages", blocking=True)
def every_message_is_in_one_window(knowledge: Tables, anonymized: Tables) -> ibis.Table:
    """Every message but notices is in exactly one window, inside its time, overlaps aside."""
    return expressions.find_misplaced_messages(
        anonymized["messages"], knowledge["windows"], knowledge["window_messages"]
    )


@row_check("knowledge", "passages from later", blocking=True)
def windows_look_back_only(knowledge: Tables) -> ibis.Table:
    """What a window looks back on was said before it began, in the same chat."""
    return expressions.find_later_context(knowledge["windows"], knowledge["chunks"], knowledge["window_context"])


@row_check("knowledge", "vectors of another length")
def vectors_have_unit_length(knowledge: Tables) -> ibis.Table:
    """Every vector has length one, within the precision of its numbers."""
    return expressions.find_wrong_lengths(knowledge["chunk_embeddings"], UNIT_TOLERANCE)


@row_check("knowledge", "passages that do not add up")
def postings_add_up(knowledge: Tables) -> ibis.Table:
    """A passage's number of terms is the sum of its postings."""
    return expressions.find_miscounted_chunks(knowledge["chunks"], knowledge["chunk_terms"])
