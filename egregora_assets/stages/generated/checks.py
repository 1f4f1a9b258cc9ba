"""Checks of the documents."""

import dagster as dg
import ibis

from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.checks import guard_check
from egregora_assets.stages.generated import expressions

ANONYMIZED = {"anonymized": dg.AssetIn("anonymized")}
KNOWLEDGE = {"knowledge": dg.AssetIn("knowledge")}


def _count(tables: Tables, expression: ibis.Table) -> int:
    return int(tables.rows(expression.aggregate(row_count=expression.count()))["row_count"][0].as_py())


@dg.asset_check(asset="generated", blocking=True, additional_ins=ANONYMIZED)
@guard_check
def every_quote_is_exact(generated: Tables, anonymized: Tables) -> dg.AssetCheckResult:
    """Each citation's quote is an exact part of the text of the message that it names."""
    wrong = _count(generated, expressions.find_misquotes(generated["citations"], anonymized["messages"]))
    return dg.AssetCheckResult(passed=wrong == 0, metadata={"misquoted": wrong})


@dg.asset_check(asset="generated", blocking=True, additional_ins=ANONYMIZED)
@guard_check
def nobody_who_opted_out_is_told_of(generated: Tables, anonymized: Tables) -> dg.AssetCheckResult:
    """No document quotes or portrays a person who asked to be left out."""
    found = expressions.find_quotes_of_left_out(
        generated["citations"], anonymized["messages"], anonymized["authors"], generated["documents"]
    )
    count = _count(generated, found)
    return dg.AssetCheckResult(passed=count == 0, metadata={"documents": count})


@dg.asset_check(asset="generated", blocking=True)
@guard_check
def every_post_cites_the_conversation(generated: Tables) -> dg.AssetCheckResult:
    """Each published post cites at least one message."""
    count = _count(generated, expressions.find_uncited_posts(generated["documents"], generated["citations"]))
    return dg.AssetCheckResult(passed=count == 0, metadata={"posts": count})


@dg.asset_check(asset="generated", blocking=False, additional_ins=KNOWLEDGE)
@guard_check
def every_window_has_a_journal_entry(generated: Tables, knowledge: Tables) -> dg.AssetCheckResult:
    """Each window is accounted for: what was read, what was left out and why."""
    count = _count(generated, expressions.find_windows_without_journal(knowledge["windows"], generated["documents"]))
    return dg.AssetCheckResult(passed=count == 0, metadata={"windows": count})


CHECKS = [
    every_quote_is_exact,
    nobody_who_opted_out_is_told_of,
    every_post_cites_the_conversation,
    every_window_has_a_journal_entry,
]
"""Every check of the asset `generated`."""
