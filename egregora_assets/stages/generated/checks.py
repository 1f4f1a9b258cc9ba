"""Checks of the documents."""

import ibis

from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.checks import row_check
from egregora_assets.stages.generated import expressions


@row_check("generated", "misquoted", blocking=True)
def every_quote_is_exact(generated: Tables, anonymized: Tables) -> ibis.Table:
    """Each citation's quote is an exact part of the text of the message that it names."""
    return expressions.find_misquotes(generated["citations"], anonymized["messages"])


@row_check("generated", "documents", blocking=True)
def nobody_who_opted_out_is_told_of(generated: Tables, anonymized: Tables) -> ibis.Table:
    """No document quotes or portrays a person who asked to be left out."""
    return expressions.find_quotes_of_left_out(
        generated["citations"], anonymized["messages"], anonymized["authors"], generated["documents"]
    )


@row_check("generated", "posts", blocking=True)
def every_post_cites_the_conversation(generated: Tables) -> ibis.Table:
    """Each published post cites at least one message."""
    return expressions.find_uncited_posts(generated["documents"], generated["citations"])


@row_check("generated", "windows")
def every_window_has_a_journal_entry(generated: Tables, knowledge: Tables) -> ibis.Table:
    """Each window is accounted for: what was read, what was left out and why."""
    return expressions.find_windows_without_journal(knowledge["windows"], generated["documents"])
