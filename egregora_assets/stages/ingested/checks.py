"""What must hold of the room's tables."""

from collections import Counter

import dagster as dg
import ibis

from egregora_assets.contracts.tables import Tables
from egregora_assets.readers.whatsapp.dates import find_locale_order
from egregora_assets.runs.checks import row_check, table_check, warn_of
from egregora_assets.services.inbox.resource import Inbox
from egregora_assets.services.settings import Settings
from egregora_assets.stages.ingested import expressions


@row_check("ingested", "authors without identity", blocking=True)
def every_author_is_a_participant(ingested: Tables) -> ibis.Table:
    """Each author bears the name of an identity, or nobody would hide it."""
    return expressions.authors_without_identity(ingested["ingested"], ingested["identities"])


@row_check("ingested", "chats without authors", blocking=True)
def every_chat_has_authors(ingested: Tables) -> ibis.Table:
    """In each conversation somebody speaks: else its lines were taken for notices."""
    return expressions.chats_without_authors(ingested["ingested"])


@row_check("ingested", "messages outside", blocking=True)
def every_message_is_inside_its_export(ingested: Tables) -> ibis.Table:
    """Each message lies in the span of the export that brought it."""
    return expressions.messages_outside_their_export(ingested["ingested"], ingested["export_files"])


@row_check("ingested", "exports with wrong counts", blocking=True)
def every_export_counts_right(ingested: Tables) -> ibis.Table:
    """No export brought more messages than it is said to have brought or holds."""
    return expressions.exports_with_wrong_counts(ingested["ingested"], ingested["export_files"])


@table_check("ingested", is_external=True)
def every_export_was_read(
    ingested: Tables,  # noqa: ARG001 - names what the check is about
    inbox: Inbox,
) -> dg.AssetCheckResult:
    """No export that the last run found was refused; a warning, since the others were read."""
    reasons = Counter(refusal.reason for refusal in inbox.list_refusals())
    reasons += Counter(ExportUnreadable=len(inbox.list_files().unreadable))
    remedy = "`egregora inbox` names each file, why it was refused, and what to do about it."
    return warn_of(reasons.total(), remedy, reasons=dict(sorted(reasons.items())))


@table_check("ingested", is_external=True)
def dates_are_of_the_locale(ingested: Tables, settings: Settings) -> dg.AssetCheckResult:
    """No export whose dates leave day and month open was read under another order than that of `locale`; a warning."""
    order = find_locale_order(settings.values().locale)
    others = expressions.exports_in_another_order(ingested["export_files"], order or "")
    remedy = "Read these exports in another deployment with the same key and this `locale` (docs/settings.md)."
    return warn_of(ingested.rows(others).num_rows if order else 0, remedy)
