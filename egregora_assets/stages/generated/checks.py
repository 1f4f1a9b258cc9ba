"""Checks of the documents."""

import dagster as dg

from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.checks import expect_no_rows, guard_check
from egregora_assets.stages.generated import expressions

ANONYMIZED = {"anonymized": dg.AssetIn("anonymized")}
KNOWLEDGE = {"knowledge": dg.AssetIn("knowledge")}


@dg.asset_check(asset="generated", blocking=True, additional_ins=ANONYMIZED)
@guard_check
def every_quote_is_exact(generated: Tables, anonymized: Tables) -> dg.AssetCheckResult:
    """Each citation's quote is an exact part of the text of the message that it names."""
    wrong = expressions.find_misquotes(generated["citations"], anonymized["messages"])
    return expect_no_rows(generated, "misquoted", wrong)


@dg.asset_check(asset="generated", blocking=True, additional_ins=ANONYMIZED)
@guard_check
def nobody_who_opted_out_is_told_of(generated: Tables, anonymized: Tables) -> dg.AssetCheckResult:
    """No document quotes or portrays a person who asked to be left out."""
    found = expressions.find_quotes_of_left_out(
        generated["citations"], anonymized["messages"], anonymized["authors"], generated["documents"]
    )
    return expect_no_rows(generated, "documents", found)


@dg.asset_check(asset="generated", blocking=True)
@guard_check
def every_post_cites_the_conversation(generated: Tables) -> dg.AssetCheckResult:
    """Each published post cites at least one message."""
    wrong = expressions.find_uncited_posts(generated["documents"], generated["citations"])
    return expect_no_rows(generated, "posts", wrong)


@dg.asset_check(asset="generated", blocking=False, additional_ins=KNOWLEDGE)
@guard_check
def every_window_has_a_journal_entry(generated: Tables, knowledge: Tables) -> dg.AssetCheckResult:
    """Each window is accounted for: what was read, what was left out and why."""
    wrong = expressions.find_windows_without_journal(knowledge["windows"], generated["documents"])
    return expect_no_rows(generated, "windows", wrong)
