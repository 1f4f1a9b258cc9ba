"""What must hold of the room's tables."""

import dagster as dg

from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.checks import expect_no_rows, guard_check
from egregora_assets.stages.ingested import expressions


@dg.asset_check(asset="ingested", blocking=True)
@guard_check
def every_author_is_a_participant(ingested: Tables) -> dg.AssetCheckResult:
    """Each author bears the name of an identity, or nobody would hide it."""
    wrong = expressions.authors_without_identity(ingested["ingested"], ingested["identities"])
    return expect_no_rows(ingested, "authors without identity", wrong)


@dg.asset_check(asset="ingested", blocking=True)
@guard_check
def every_chat_has_authors(ingested: Tables) -> dg.AssetCheckResult:
    """In each conversation somebody speaks: else its lines were taken for notices."""
    return expect_no_rows(ingested, "chats without authors", expressions.chats_without_authors(ingested["ingested"]))


@dg.asset_check(asset="ingested", blocking=True)
@guard_check
def every_message_is_inside_its_export(ingested: Tables) -> dg.AssetCheckResult:
    """Each message lies in the span of the export that brought it."""
    wrong = expressions.messages_outside_their_export(ingested["ingested"], ingested["export_files"])
    return expect_no_rows(ingested, "messages outside", wrong)


@dg.asset_check(asset="ingested", blocking=True)
@guard_check
def every_export_counts_right(ingested: Tables) -> dg.AssetCheckResult:
    """No export brought more messages than it is said to have brought or holds."""
    wrong = expressions.exports_with_wrong_counts(ingested["ingested"], ingested["export_files"])
    return expect_no_rows(ingested, "exports with wrong counts", wrong)
