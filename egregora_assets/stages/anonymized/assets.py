"""What Dagster sees of the room."""

from typing import Any

import dagster as dg
import pyarrow as pa

from egregora_assets.contracts.bundles import ANONYMIZED_BUNDLE
from egregora_assets.contracts.conversation import ATTACHMENTS
from egregora_assets.contracts.tables import Rows, Tables
from egregora_assets.redaction.attachments import HEAD_BYTES, classify_media, detect_mime_type
from egregora_assets.redaction.choices import Choices, build_choices
from egregora_assets.redaction.pictures import Unpublishable, clean_picture, detect_picture_format
from egregora_assets.redaction.preserved_rows import append_rows, hide_erased_names, list_consenting, preserve_rows
from egregora_assets.redaction.relations import keep_visible
from egregora_assets.runs.stage import stage_asset
from egregora_assets.services.media_store import MediaStore
from egregora_assets.services.settings import Settings
from egregora_assets.services.store import Store
from egregora_assets.services.vault import Vault
from egregora_assets.stages.anonymized import expressions
from egregora_assets.stages.anonymized import rows as records

UNREVIEWED = "unreviewed_names"
"""Metadata of a materialization: how many words look like people whom nobody judged. Never which."""


@stage_asset(
    ANONYMIZED_BUNDLE,
    code_version="5",
    kinds={"duckdb", "python"},
    external_state=lambda resources: _outside(resources),
)
def anonymized(
    context: dg.AssetExecutionContext,
    ingested: Tables,
    settings: Settings,
    vault: Vault,
    store: Store,
    media_store: MediaStore,
) -> Rows:
    """The conversations as they may be read: names are pseudonyms, personal data are numbered placeholders.

    Grain: a row a chat, an export, a participant under a pseudonym, a message, a placeholder in a message, a file that
    a message brought, an answer, a reaction, a mention. Anybody may read it: messages of people who opted out, their
    reactions and commands do not appear, pictures are drawn again without metadata. The only reader of the vault. Stale
    when an export, an alias, an opt-out, the public title, or what the operator wants hidden changes.
    """
    read = records.preserve_opt_outs(records.read_vault(ingested), ingested, store.own)
    values, choices = settings.values(), read_choices(settings, store)
    found = records.redact_vault(
        vault.key(),
        read,
        store.own("authors"),
        title=values.site_title,
        regions=values.default_phone_regions,
        choices=choices,
    )
    context.add_output_metadata({UNREVIEWED: records.count_unreviewed_names(found, choices)})
    known = records.list_vault_ids(read)
    kept = preserve_rows(
        store.own, {**known, "opted_out": [*known["opted_out"], *list_consenting(store.own, "opt-out")]}
    )
    kept = hide_erased_names(kept, store.erased_names_shown())
    written: dict[str, pa.Table] = {
        "chats": records.chat_table(found),
        "exports": ingested.rows(expressions.exports(ingested["export_files"])),
        "authors": records.author_table(found),
        "messages": records.message_table(found),
        "redactions": records.redaction_table(found),
        "attachments": _attachments(found.attached, media_store, kept.get("attachments")),
    }
    whole = {name: append_rows(rows, kept.get(name)) for name, rows in written.items()}
    beside = found.shown.tables(read.replies, read.reactions)
    with_all = {name: append_rows(rows, kept.get(name)) for name, rows in beside.items()}
    return whole | keep_visible(with_all, whole["messages"], whole["authors"])


def read_choices(settings: Settings, store: Store) -> Choices:
    """What the operator wants hidden or kept, from the settings and the vault."""
    values = settings.values()
    reviewed = store.own("reviewed_names").to_pylist()
    return build_choices(values.redact_types, values.always_redact, values.never_redact, reviewed)


def _outside(resources: Any) -> str:
    """The clean pictures that there are, who has which rights, a keyed digest of what the operator chose: private."""
    choices = read_choices(resources.settings, resources.store)
    digest = resources.vault.key().uuid("choices", choices.canonical())
    return f"{resources.media_store.signature()} {digest}{resources.store.rights_version()}"


def _attachments(attached: list[records.AttachedFile], media_store: MediaStore, kept: pa.Table | None) -> pa.Table:
    """The rows of `attachments`, with a clean copy of every picture that may be published."""
    rows: list[dict[str, object]] = []
    known: dict[str, dict[str, object]] = {}
    counts: dict[str, int] = {}
    needed = {str(p).rpartition("/")[2] for p in kept["clean_path"].to_pylist() if p} if kept is not None else set()
    for item in attached:
        if item.media_id not in known:
            known[item.media_id] = _medium(item, media_store, needed)
        ordinal = counts.get(item.message_id, 0)
        counts[item.message_id] = ordinal + 1
        rows.append(
            {
                "message_id": item.message_id,
                "ordinal": ordinal,
                "original_filename": item.shown_name,
                **known[item.media_id],
            }
        )
    media_store.remove_all_but(frozenset(needed))
    return ATTACHMENTS.rows(rows)


def _medium(item: records.AttachedFile, media_store: MediaStore, needed: set[str]) -> dict[str, object]:
    """What is known of a file's content; a picture is cleaned unless an earlier run did it or refused it."""
    digest = item.file.content_sha256
    head = media_store.head(digest, HEAD_BYTES) or b""
    mime_type = detect_mime_type(item.file.file_name, head)
    medium: dict[str, object] = {
        "media_id": item.media_id,
        "media_type": classify_media(item.file.file_name, mime_type, head),
        "mime_type": mime_type,
        "byte_count": item.file.byte_count,
        "is_pii_redacted": False,
    }
    if detect_picture_format(head) is None:
        return medium
    name = f"{item.media_id}.{mime_type.rpartition('/')[2].replace('jpeg', 'jpg')}"
    needed |= {name, f"{name}.refused"}
    if media_store.find(name) is None and not media_store.is_refused(name):
        _clean(digest, name, media_store)
    kept = media_store.find(name)
    if kept is None:
        return medium
    size = {"byte_count": kept.byte_count, "width": kept.width, "height": kept.height}
    return {**medium, **size, "clean_path": kept.relative_path, "is_pii_redacted": True}


def _clean(digest: str, name: str, media_store: MediaStore) -> None:
    """Writes the clean copy of a picture, or the note why there is none."""
    raw = media_store.raw(digest)
    cleaned = Unpublishable("missing") if raw is None else clean_picture(raw)
    if isinstance(cleaned, Unpublishable):
        media_store.refuse(name, cleaned.reason)
    else:
        media_store.keep(name, cleaned.data)


operators_choices = read_choices

ASSETS = [anonymized]
