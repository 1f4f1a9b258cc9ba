"""What must hold of the room's tables."""

import dagster as dg
import ibis

from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.checks import guard_check
from egregora_assets.stages.ingested import expressions


def _result(tables: Tables, wrong: ibis.Table, what: str) -> dg.AssetCheckResult:
    count = int(tables.rows(wrong.aggregate(row_count=wrong.count()))["row_count"][0].as_py())
    return dg.AssetCheckResult(passed=count == 0, metadata={what: count})


@dg.asset_check(asset="ingested", blocking=True)
@guard_check
def every_author_is_a_participant(ingested: Tables) -> dg.AssetCheckResult:
    """Each author bears the name of an identity, or nobody would hide it."""
    wrong = expressions.authors_without_identity(ingested["ingested"], ingested["identities"])
    return _result(ingested, wrong, "authors without identity")


@dg.asset_check(asset="ingested", blocking=True)
@guard_check
def every_chat_has_authors(ingested: Tables) -> dg.AssetCheckResult:
    """In each conversation somebody speaks: else its lines were taken for notices."""
    return _result(ingested, expressions.chats_without_authors(ingested["ingested"]), "chats without authors")


@dg.asset_check(asset="ingested", blocking=True)
@guard_check
def every_message_is_inside_its_export(ingested: Tables) -> dg.AssetCheckResult:
    """Each message lies in the span of the export that brought it."""
    wrong = expressions.messages_outside_their_export(ingested["ingested"], ingested["export_files"])
    return _result(ingested, wrong, "messages outside")


@dg.asset_check(asset="ingested", blocking=True)
@guard_check
def every_export_counts_right(ingested: Tables) -> dg.AssetCheckResult:
    """No export brought more messages than it is said to have brought or holds."""
    wrong = expressions.exports_with_wrong_counts(ingested["ingested"], ingested["export_files"])
    return _result(ingested, wrong, "exports with wrong counts")


CHECKS = [
    every_author_is_a_participant,
    every_chat_has_authors,
    every_message_is_inside_its_export,
    every_export_counts_right,
]
