"""What Dagster sees of the writer's room."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
import pyarrow as pa

from egregora_assets.contracts.bundles import GENERATED_BUNDLE
from egregora_assets.contracts.documents import ADDRESS
from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.check_reuse import FORCE_TAG
from egregora_assets.runs.stage import stage_asset
from egregora_assets.services.draft_notes import DraftNotes
from egregora_assets.services.settings import Settings
from egregora_assets.services.store import Store
from egregora_assets.services.vault import Vault
from egregora_assets.stages.generated import expressions
from egregora_assets.stages.generated.rows import documents_of
from egregora_assets.writing.assembly import Sources
from egregora_assets.writing.documents import Earlier, drafts_of
from egregora_assets.writing.embedded_writer import EmbeddedWriter, texts_for_post
from egregora_assets.writing.reuse import Reuse


def sources_from(anonymized: Tables, enriched: Tables, knowledge: Tables, language_code: str | None) -> Sources:
    """The rows that the writer reads, in order."""
    telling = expressions.telling_messages(knowledge["windows"], knowledge["window_messages"], anonymized["messages"])
    return Sources(
        chats=anonymized.rows(anonymized["chats"].order_by("chat_id")),
        authors=anonymized.rows(anonymized["authors"].order_by("author_id")),
        windows=knowledge.rows(knowledge["windows"].order_by("window_start", "window_id")),
        telling=knowledge.rows(telling),
        redactions=anonymized.rows(anonymized["redactions"].order_by("message_id", "ordinal")),
        links=enriched.rows(expressions.links_of_messages(enriched["message_links"], enriched["links"])),
        media=enriched.rows(expressions.media_of_messages(enriched["message_media"], enriched["media_files"])),
        passages=knowledge.rows(expressions.earlier_passages(knowledge["window_context"], knowledge["chunks"])),
        language_code=language_code,
    )


def earlier_from(store: Store) -> Earlier:
    """What the stage wrote in earlier runs."""
    names = ("documents", "document_authors", "document_tags", "citations")
    return Earlier(*(store.own(name).to_pylist() for name in names))


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the search for cycles: reading makes a great many values, and nearly all of them stay.

    Measured at 100,000 messages: a fifth of the writer's time goes into looking through them again and again.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@stage_asset(GENERATED_BUNDLE, code_version="2", kinds={"duckdb", "python"})
def generated(
    context: dg.AssetExecutionContext,
    anonymized: Tables,
    enriched: Tables,
    knowledge: Tables,
    settings: Settings,
    store: Store,
    vault: Vault,
    draft_notes: DraftNotes,
) -> dict[str, pa.Table]:
    """One row a document (posts, profiles, journal entries), with its people, its tags and its citations.

    Written by the embedded writer from anonymised messages alone: every quote is exact and names its message. Anybody
    may read it; it is what the site publishes. Stale when the conversation, its links, media or windows change, or
    when the settings or the writer do. A document keeps its identifier and its address for ever.
    """
    values = settings.values()
    sources = sources_from(anonymized, enriched, knowledge, values.site_language)
    writer = EmbeddedWriter(texts_for_post(values.minimum_window_messages))
    earlier = earlier_from(store)
    notes = {} if FORCE_TAG in context.run.tags else draft_notes.noted(values.home)
    reuse = Reuse(notes, drafts_of(earlier).get)
    with uncollected():
        rows = documents_of(sources, writer, vault.key(), earlier, reuse)
    draft_notes.note(values.home, reuse.kept)
    return {**rows, "document_addresses": rows["documents"].select(ADDRESS)}


ASSETS = [generated]
